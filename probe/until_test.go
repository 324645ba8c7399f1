package probe

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// The tagged answer is found behind literals, and behind texts that only look
// as if one followed.
func TestUntilTheTaggedAnswer(t *testing.T) {
	for _, tt := range []struct{ name, said, want string }{
		{"a literal within a response", "* ID (\"name\" {7}\r\nDovecot \"version\" \"2\")\r\nP1 OK done\r\n", "OK done"},
		{"a literal that is longer than its line", "* ID (\"name\" {11}\r\nP1 OK x\r\nab \"v\" NIL)\r\nP1 OK done\r\n", "OK done"},
		{"a literal that ends the line", "* X {2}\r\nab\r\nP1 OK done\r\n", "OK done"},
		{"an empty literal", "* X {0}\r\n)\r\nP1 OK done\r\n", "OK done"},
		{"two literals", "* X {2}\r\nab {2}\r\ncd)\r\nP1 OK done\r\n", "OK done"},
		{"a text that ends like a literal", "* OK wait {99}\r\nP1 OK done {7}\r\n", "OK done {7}"},
		{"a BYE within a literal", "* X {9}\r\n* BYE bye)\r\nP1 OK done\r\n", "OK done"},
		{"a BYE", "* BYE bye\r\nP1 OK done\r\n", "closed"},
		{"an answer to nothing", "P9 OK done\r\nP1 OK done\r\n", "malformed"},
		{"no protocol", "hello\r\nP1 OK done\r\n", "malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := serverSays(t, result.Endpoint{Service: result.IMAP}, []byte(tt.said))
			s := &imapSession{c: c}
			status, text, err := s.until("P1", func(string) {})
			got := status + " " + text
			if f := c.End(err); f != nil {
				got = string(f.Kind)
				if c.Failure() == nil {
					t.Error("the session could go on, out of step")
				}
			}
			if strings.TrimSpace(got) != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// An answer to a command that was never sent, or none at all, is the server's
// failure and not ours, and no password follows it where it comes in time. A BYE
// is met before the login, which then has nobody to talk to, or in its place.
func TestStrayAnswersBeforeTheLogin(t *testing.T) {
	for stray, kinds := range map[string][]result.Kind{
		"P9 OK stray\r\n": {result.Malformed}, "hello\r\n": {result.Malformed}, "+ go on\r\n": {result.Malformed},
		"* BYE x\r\n": {result.Closed, result.Busy},
	} {
		port := listen(t, announces("* OK [CAPABILITY IMAP4rev1] hi\r\n", map[string]string{
			"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n" + stray,
		}))
		o := Options{StepLimits: quick, InsecureLoopback: true, Credential: credential(t, "x", "127.0.0.1")}
		l := visitAll(t, o, plain(result.IMAP, port)).Probes[0].Login
		if l.Status == result.LoginOK || l.Failure != nil && !slices.Contains(kinds, l.Failure.Kind) || l.Failure == nil && l.Reason != result.NotReady {
			t.Errorf("%q: %+v", stray, l)
		}
	}
}
