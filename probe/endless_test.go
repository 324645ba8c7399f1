package probe

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

// endlessAfterLogin returns an IMAP or POP3 server that works up to the command
// that is named, and answers that one with more of a text until nobody reads.
func endlessAfterLogin(service result.Service, command, begin, more string) func(net.Conn) {
	block := strings.Repeat(more, 1+(32<<10)/len(more))
	flood := func(conn net.Conn) {
		io.WriteString(conn, begin)
		for {
			if _, err := io.WriteString(conn, block); err != nil {
				return
			}
		}
	}
	return func(conn net.Conn) {
		lines := bufio.NewScanner(conn)
		if service == result.POP3 {
			fmt.Fprint(conn, "+OK hi\r\n")
			for lines.Scan() {
				word, _, _ := strings.Cut(lines.Text(), " ")
				switch word {
				case command:
					flood(conn)
					return
				case "CAPA":
					fmt.Fprint(conn, "+OK\r\nUSER\r\nUIDL\r\n.\r\n")
				case "STAT":
					io.WriteString(conn, map[bool]string{true: "+OK 0 0\r\n", false: "+OK 50000 1\r\n"}[command == "UIDL"])
				default:
					fmt.Fprint(conn, "+OK\r\n")
				}
			}
			return
		}
		caps := "IMAP4rev1 QUOTA STATUS=SIZE"
		fmt.Fprintf(conn, "* OK [CAPABILITY %s] hi\r\n", caps)
		for lines.Scan() {
			tag, rest, _ := strings.Cut(lines.Text(), " ")
			word, args, _ := strings.Cut(rest, " ")
			switch word {
			case command:
				flood(conn)
				return
			case "CAPABILITY":
				fmt.Fprintf(conn, "* CAPABILITY %s\r\n", caps)
			case "LIST":
				fmt.Fprint(conn, "* LIST () \"/\" INBOX\r\n")
			case "STATUS":
				name, _, _ := strings.Cut(args, " (")
				fmt.Fprintf(conn, "* STATUS %s (MESSAGES 4000000000 SIZE 1 UIDNEXT 4000000001)\r\n", name)
			case "EXAMINE":
				fmt.Fprint(conn, "* 4000000000 EXISTS\r\n")
			}
			fmt.Fprintf(conn, "%s OK\r\n", tag)
		}
	}
}

// Once logged in, a step that reads a mailbox may receive more; but what never
// ends, of whatever form, ends there too, at its byte budget and with its kind,
// and does not fill the memory.
func TestEndlessAnswersAfterTheLogin(t *testing.T) {
	for _, tt := range []struct {
		service              result.Service
		command, begin, more string
	}{
		{result.IMAP, "GETQUOTAROOT", "", "* QUOTA \"\" (STORAGE 1 2)\r\n"},
		{result.IMAP, "GETQUOTAROOT", "* QUOTA (", "("},
		{result.IMAP, "GETQUOTAROOT", "* QUOTA {4294967296}\r\n", "x"},
		{result.IMAP, "LIST", "", "* LIST () \"/\" &AAA-\r\n"},
		{result.IMAP, "LIST", "* LIST () \"/\" \"", "&2D3eAA-"},
		{result.IMAP, "LIST", "", "* LIST () \"/\" {3}\r\na\r\n\r\n"},
		{result.IMAP, "STATUS", "", "* STATUS INBOX (MESSAGES 1 SIZE NIL)\r\n"},
		{result.IMAP, "STATUS", "", "\r\n"},
		{result.IMAP, "EXAMINE", "", "* OK [X] still at it\r\n"},
		{result.IMAP, "SEARCH", "* SEARCH", " 1 2 3"},
		{result.IMAP, "SEARCH", "", "* SEARCH 1 2 3\r\n"},
		{result.IMAP, "FETCH", "", "* 1 FETCH (UID 1 RFC822.SIZE 2 INTERNALDATE \"10-Mar-2026 14:05:00 +0000\")\r\n"},
		{result.IMAP, "FETCH", "* 1 FETCH (UID ", "9"},
		{result.POP3, "LIST", "+OK\r\n", "1 2\r\n"},
		{result.POP3, "LIST", "+OK", " x"},
		{result.POP3, "UIDL", "+OK\r\n", "1 abc\r\n"},
		{result.POP3, "STAT", "+OK ", "9"},
	} {
		t.Run(fmt.Sprintf("%s %s %.20q", tt.service, tt.command, tt.begin+tt.more), func(t *testing.T) {
			port := listen(t, endlessAfterLogin(tt.service, tt.command, tt.begin, tt.more))
			o := Options{
				StepLimits:       Limits{Command: time.Minute, Login: time.Minute, Usage: time.Minute},
				InsecureLoopback: true, Timeout: 2 * time.Minute, Credential: credential(t, "x", "127.0.0.1"),
			}
			var report *result.Report
			peak, _ := heapDuring(func() { report = visitAll(t, o, plain(tt.service, port)) })
			if peak > endlessLimit {
				t.Errorf("%s on the heap", megabytes(peak))
			}
			t.Logf("at most %s live on the heap", megabytes(peak))
			path := report.Probes[0].SessionPath()
			ended := false
			for _, s := range path.Steps {
				ended = ended || s.Status == result.Fail
			}
			if report.Interrupted || !ended {
				t.Errorf("interrupted %v, steps %+v", report.Interrupted, path.Steps)
			}
			for _, a := range report.Accounts {
				for _, f := range []*result.Failure{a.QuotaFailure, a.MailboxFailure} {
					if f != nil && f.Kind != result.TooLarge && f.Kind != result.Malformed {
						t.Errorf("%+v", f)
					}
				}
			}
		})
	}
}

// endlessLimit is what one session may hold of a mailbox: the largest byte
// budget of a step, as lines, and several times that as the lists and values
// that were read from them.
const endlessLimit = 300 << 20
