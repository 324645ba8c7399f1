package imap

import (
	"strings"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
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
			c := testkit.Says(t, result.Endpoint{Service: result.IMAP}, tt.said)
			s := New(c, result.Endpoint{})
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
