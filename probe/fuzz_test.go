package probe

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// Whatever a server says in place of its greeting and its capabilities ends
// in a value or in a failure of the closed list, within the byte budget.
func FuzzServer(f *testing.F) {
	for _, seed := range []string{
		"* OK [CAPABILITY IMAP4rev1 ID] ready\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN ID\r\nP1 OK done\r\n* ID (\"name\" {3}\r\nabc)\r\nP2 OK\r\n",
		"* PREAUTH\r\n", "* BYE [UNAVAILABLE] x\r\n", "\x16\x03\x01",
		"+OK ready <1@x>\r\n+OK\r\nSASL PLAIN\r\nUSER\r\nIMPLEMENTATION a.b\r\n.\r\n", "-ERR [SYS/TEMP]\r\n",
		"220-a\r\n220 b\r\n250-c\r\n250-AUTH PLAIN\r\n250 SIZE 1\r\n", "421 4.3.2 x\r\n", "HTTP/1.1 400\r\n", "SSH-2.0-x\r\n",
	} {
		f.Add([]byte(seed))
	}
	kinds := map[result.Kind]bool{}
	for _, row := range result.Kinds() {
		kinds[row.Kind] = true
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		for _, service := range result.Services() {
			e := result.Endpoint{Service: service, Host: "mail.example.org", Port: 1, Security: result.TLS}
			j := &journey{e: e, c: testkit.Says(t, e, string(said))}
			j.s = newSession(j.c, e)
			fail := j.c.End(j.s.Greet(&j.path))
			if fail == nil {
				fail = j.capabilities(protocol.AfterTLS)
			}
			if fail == nil {
				j.s.Identify(&j.path)
			}
			if fail != nil && (!kinds[fail.Kind] || fail.Step == "") {
				t.Errorf("%s: %+v", service, fail)
			}
			for _, step := range j.c.TakeSteps() {
				for _, line := range step.Lines {
					if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
						t.Errorf("a control character is shown: %q", line)
					}
				}
			}
			if bytes.ContainsAny([]byte(j.path.Greeting+j.path.Implementation), "\x00\x1b\r\n") {
				t.Errorf("%q %q", j.path.Greeting, j.path.Implementation)
			}
		}
	})
}
