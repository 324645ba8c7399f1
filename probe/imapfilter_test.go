package probe

import (
	"io"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

func filtered(t testing.TB, said string) string {
	c := serverSays(t, result.Endpoint{Service: result.IMAP}, []byte(said))
	got, _ := io.ReadAll(lenient(c))
	return string(got)
}

func TestLenient(t *testing.T) {
	for _, test := range []struct{ name, said, want string }{
		{"what the library needs", "* OK [CAPABILITY IMAP4rev1] hi\r\n* 3 EXISTS\r\n* 1 FETCH (UID 5)\r\n* SEARCH 1 2\r\nT1 OK [READ-ONLY] done\r\n+ go on\r\n",
			"* OK [CAPABILITY IMAP4rev1] hi\r\n* 3 EXISTS\r\n* 1 FETCH (UID 5)\r\n* SEARCH 1 2\r\nT1 OK [READ-ONLY] done\r\n+ go on\r\n"},
		{"what ends it", "* QUOTA \"\"\r\n* STATUS INBOX (SIZE NIL)\r\n\r\n* LIST () NIL a&b\r\n* ID (NIL NIL)\r\n* XYZZY\r\n* 3 XYZZY\r\n* x FETCH ()\r\nT1 OK done\r\n",
			"T1 OK done\r\n"},
		{"codes", "* OK [UIDNEXT NIL] x\r\n* ok still here\r\n* NO [ALERT] x\r\n", "* ok still here\r\n* NO [ALERT] x\r\n"},
		{"a literal that is withheld with its response", "* LIST () \"/\" {12}\r\nT1 OK\r\n* BYE)\r\nT1 OK done\r\n", "T1 OK done\r\n"},
		{"a literal that is handed on", "* 1 FETCH (X {6}\r\n* ID\r\n)\r\n", "* 1 FETCH (X {6}\r\n* ID\r\n)\r\n"},
		{"two literals", "* STATUS {2}\r\nab (X {3}\r\ncde)\r\nT1 OK\r\n", "T1 OK\r\n"},
		{"nothing behind a BYE", "* BYE going\r\n* 1 EXISTS\r\n", "* BYE going\r\n"},
		{"a line that does not end", "* 1 EXISTS", "* 1 EXISTS"},
	} {
		if got := filtered(t, test.said); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// Whatever comes in, what goes out is some of it, in its order.
func FuzzLenient(f *testing.F) {
	f.Add("* QUOTA \"\"\r\n* LIST {5}\r\nT1 OK)\r\nT1 OK\r\n")
	f.Add("* 1 FETCH ({3+}\r\n\r\n\r\n)\r\n* BYE\r\nx")
	f.Fuzz(func(t *testing.T, said string) {
		rest := said
		for line := range strings.Lines(filtered(t, said)) {
			at := strings.Index(rest, line)
			if at < 0 {
				t.Fatalf("%q is not in what is left of %q", line, said)
			}
			rest = rest[at+len(line):]
		}
	})
}
