package probe

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// scriptedUsage returns a server that lets everybody in, and then says a
// script: for each command the next part of it, and its completion where the
// part does not begin with a "!". {tag} and {secret} stand for what they name.
func scriptedUsage(service result.Service, caps, script string) func(net.Conn) {
	parts := strings.Split(script, "\n--\n")
	return func(conn net.Conn) {
		defer conn.Close()
		lines := bufio.NewScanner(conn)
		next := func(tag string) (text string, completed bool) {
			if len(parts) == 0 {
				return "", true
			}
			text, completed = strings.CutPrefix(parts[0], "!")
			if parts = parts[1:]; text != "" && !strings.HasSuffix(text, "\n") {
				text += "\n"
			}
			return strings.NewReplacer("{tag}", tag, "{secret}", mailhost.Password, "\n", "\r\n").Replace(text), !completed
		}
		if service == result.POP3 {
			io.WriteString(conn, "+OK hi\r\n")
			for lines.Scan() {
				switch word, _, _ := strings.Cut(lines.Text(), " "); word {
				case "CAPA":
					io.WriteString(conn, "+OK\r\nUSER\r\nUIDL\r\n.\r\n")
				case "USER", "PASS", "QUIT":
					io.WriteString(conn, "+OK\r\n")
				default:
					text, _ := next("")
					io.WriteString(conn, text)
				}
			}
			return
		}
		io.WriteString(conn, "* OK [CAPABILITY IMAP4rev1 "+caps+"] hi\r\n")
		for lines.Scan() {
			tag, rest, _ := strings.Cut(lines.Text(), " ")
			switch word, _, _ := strings.Cut(rest, " "); word {
			case "CAPABILITY":
				io.WriteString(conn, "* CAPABILITY IMAP4rev1 "+caps+"\r\n"+tag+" OK\r\n")
			case "LOGIN":
				io.WriteString(conn, tag+" OK [CAPABILITY IMAP4rev1 "+caps+"] in\r\n")
			case "LOGOUT":
				return
			default:
				text, completed := next(tag)
				if io.WriteString(conn, text); completed {
					io.WriteString(conn, tag+" OK\r\n")
				}
			}
		}
	}
}

// Whatever a server says between the login and the report, the run ends in
// time, holds little, tells no negative figure, and does not repeat the secret.
// The clock is a bubble's, so that no limit is waited for. What a run covers is
// not the same each time, so that go test would try for a minute to shorten each
// new script: hunt with -fuzzminimizetime 10x.
func FuzzUsage(f *testing.F) {
	full := "QUOTA NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE ESEARCH STATUS=SIZE"
	for _, seed := range []struct{ caps, script string }{
		{full, "* QUOTAROOT INBOX r\n* QUOTA r (STORAGE 1 2)\n--\n* NAMESPACE ((\"\" \"/\")) NIL NIL\n--\n* LIST () \"/\" INBOX\n* STATUS INBOX (MESSAGES 3 SIZE 30)\n--\n* 3 EXISTS\n--\n* ESEARCH (TAG \"{tag}\") MIN 1 COUNT 3\n--\n* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE \"10-Mar-2026 14:05:00 +0000\")"},
		{"", "* LIST () \"/\" INBOX\n--\n* STATUS INBOX (MESSAGES 3)\n--\n* 3 EXISTS\n--\n* 1 FETCH (RFC822.SIZE 9223372036854775807)\n* 2 FETCH (RFC822.SIZE 9007199254740993)\n--\n* 3 EXISTS\n--\n* SEARCH 0"},
		{"", "* LIST () \"/\" INBOX\n--\n* STATUS INBOX (MESSAGES 4294967295 SIZE 9223372036854775807)\n--\n* 4294967295 EXISTS\n--\n* ESEARCH (TAG \"{tag}\") ALL 1:4294967295"},
		{full, "!* QUOTA {5}\n{tag}\n--\n* LIST (\\Sent) \"/\" {secret}\n--\n{tag} NO [{secret}] {secret}"},
		{"QUOTA", "* QUOTA {secret} (STORAGE -1 18446744073709551615)\n* BYE {secret}"},
	} {
		f.Add(false, seed.caps, seed.script)
	}
	f.Add(false, full+" COMPRESS=DEFLATE", "* QUOTA r (STORAGE 9 10)\n--\n* NAMESPACE NIL NIL NIL\n--\n* LIST () \"/\" INBOX\n* STATUS INBOX (MESSAGES 4294967295 SIZE 30)\n--\n* 3 EXISTS\n--\n* ESEARCH (TAG \"{tag}\") COUNT 0\n--\n* 1 FETCH (UID 1 RFC822.SIZE 10)\n--\n{tag} OK\n\x00\x05\xff")
	f.Add(false, "STATUS=SIZE", "* LIST () \"/\" INBOX\n--\n* STATUS INBOX (MESSAGES 3 SIZE 30)\n--\n* 3 EXISTS\n--\n* SEARCH\n--\n* 1 FETCH (UID 1 RFC822.SIZE 10)\n--\n* 4 EXISTS\n--\n* SEARCH 1 4294967295 {secret}\n--\n{tag} NO\n--\n* 1 FETCH (UID 1 RFC822.SIZE 4398046511104 INTERNALDATE \"10-Mar-9999 14:05:00 +0000\")\n* 2 FETCH (UID 1 RFC822.SIZE 4398046511104 INTERNALDATE \"10-Mar-9999 14:05:00 +0000\")")
	f.Add(true, "", "+OK 3 30\n--\n+OK\n1 10\n2 9223372036854775807\n.\n--\n+OK 1 {secret}")
	f.Add(true, "", "-ERR {secret}")
	f.Fuzz(func(t *testing.T, pop bool, caps, script string) {
		if strings.ContainsAny(caps, "\r\n\x00[]") || len(script) > 64<<10 {
			t.Skip()
		}
		service := result.IMAP
		if pop {
			service = result.POP3
		}
		const limit = 200 * time.Millisecond
		o := Options{
			StepLimits:       Limits{Greeting: limit, Command: limit, Login: limit, Usage: limit},
			InsecureLoopback: true, Timeout: 10 * limit, Credential: credential(t, mailhost.Password, "127.0.0.1"), Usage: UsageAlways,
			dial: dialling(scriptedUsage(service, caps, script)),
		}
		late := time.AfterFunc(2*time.Minute, func() { panic("the run does not end") }) // the machine may be slow, but not so slow
		defer late.Stop()
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC))) // a day near those of the seeds
			var report *result.Report
			_, octets := usedBy(func() {
				var err error
				if report, err = Run(t.Context(), result.Target{}, one(plain(service, 1)), o); err != nil {
					t.Error(err)
				}
			})
			judgeUsage(t, report)
			if octets > 300<<20 {
				t.Errorf("%s", megabytes(octets))
			}
		})
	})
}

// usedBy returns what a call costs: processor time, and octets that were
// allocated.
func usedBy(call func()) (time.Duration, uint64) {
	cpu, octets := used()
	call()
	cpuNow, octetsNow := used()
	return cpuNow - cpu, octetsNow - octets
}

// judgeUsage wants no negative figure in a report, and no secret.
func judgeUsage(t *testing.T, report *result.Report) {
	t.Helper()
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(string(text)), mailhost.Password) {
		t.Errorf("the password shows: %s", text)
	}
	var fields any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	var look func(path string, v any)
	look = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				look(path+"."+key, inner)
			}
		case []any:
			for _, inner := range v {
				look(path, inner)
			}
		case float64:
			if v < 0 || strings.HasSuffix(path, "_bytes") && v > 1<<53 {
				t.Errorf("%s is %v", path, v)
			}
		}
	}
	look("", fields)
}

// dialling dials a server that is no more than a function.
func dialling(serve func(net.Conn)) func(context.Context, netip.AddrPort) (net.Conn, error) {
	return func(context.Context, netip.AddrPort) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go serve(theirs)
		return ours, nil
	}
}

// one returns a search that finds one endpoint.
func one(e result.Endpoint) iter.Seq[result.Endpoint] {
	return slices.Values([]result.Endpoint{e})
}
