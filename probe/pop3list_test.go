package probe

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// largeMaildrop returns a POP3 server that takes commands in one flight, and
// lists messages of 1000 octets and more in lines that end with a text.
func largeMaildrop(messages int, text string) func(net.Conn) {
	return func(conn net.Conn) {
		out := bufio.NewWriter(conn)
		say := func(format string, args ...any) { fmt.Fprintf(out, format+"\r\n", args...) }
		say("+OK hi")
		out.Flush()
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			switch command, _, _ := strings.Cut(lines.Text(), " "); command {
			case "CAPA":
				say("+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.")
			case "STAT":
				say("+OK %d 1000000", messages)
			case "LIST":
				say("+OK")
				line := []byte("123456 1000" + text + "\r\n")
				digit := bytes.IndexByte(line, ' ') + 2
				for i := range messages { // 1000, 1001 ... 1999
					line[digit], line[digit+1], line[digit+2] = '0'+byte(i/100%10), '0'+byte(i/10%10), '0'+byte(i%10)
					out.Write(line)
				}
				say(".")
			default:
				say("+OK")
			}
			out.Flush()
		}
	}
}

// A maildrop of a million messages is listed without being kept; one of which
// the list is beyond all bounds is counted, and the rest is not checked.
func TestLargeMaildrop(t *testing.T) {
	for _, tt := range []struct {
		messages int
		text     string
		listed   bool
	}{{1_000_000, "", true}, {500_000, strings.Repeat(" x", 40), false}} {
		port := listen(t, largeMaildrop(tt.messages, tt.text))
		o := Options{
			StepLimits:       Limits{Command: time.Minute, Login: time.Minute, Usage: time.Minute},
			InsecureLoopback: true, Timeout: 2 * time.Minute, Credential: credential(t, "x", "127.0.0.1"),
		}
		_, before := used()
		report := visitAll(t, o, plain(result.POP3, port))
		_, after := used()
		if octets := after - before; octets > 8<<20 {
			t.Errorf("%s for %d messages", megabytes(octets), tt.messages)
		}
		if len(report.Accounts) != 1 || report.Accounts[0].MailboxFailure != nil || report.Probes[0].Status != result.OK {
			t.Fatalf("%+v %+v", report.Accounts, report.Probes[0].Failure)
		}
		m := report.Accounts[0].Mailbox
		if *m.Messages != int64(tt.messages) || (m.LargeBytes != nil) != tt.listed || (m.UIDL != nil) != tt.listed {
			t.Errorf("%+v", m)
		}
		if tt.listed && !about(float64(*m.LargeBytes), 1990, 0.01) {
			t.Errorf("a large message has %d octets", *m.LargeBytes)
		}
		steps := report.Probes[0].SessionPath().Steps
		step := steps[len(steps)-1]
		text := strings.Join(step.Lines, "\n")
		if step.Name != result.StepMailbox || step.Status != result.OK || len(step.Lines) != wire.MaxRecorded+1 || !strings.Contains(text, "lines left out)") {
			t.Errorf("%+v", step)
		}
		if tt.listed && (!strings.Contains(text, "S: 123456 1023\n… (999948 lines left out)\nS: 123456 1972\n") || !strings.HasSuffix(text, "S: 123456 1999\nS: .\nS: +OK")) {
			t.Errorf("%s", text)
		}
	}
}
