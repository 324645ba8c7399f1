package imap

import (
	"io"
	"strings"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func passed(t testing.TB, said string) string {
	c := testkit.Says(t, result.Endpoint{Service: result.IMAP}, said)
	got, _ := io.ReadAll(&wall{Conn: c})
	return string(got)
}

func TestWall(t *testing.T) {
	for _, test := range []struct{ name, said, want string }{
		{"what the library needs", "* OK [CAPABILITY IMAP4rev1] hi\r\n* 3 EXISTS\r\n* 1 FETCH (UID 5)\r\n* SEARCH 1 2\r\nT1 OK [READ-ONLY] done\r\n+ go on\r\n",
			"* OK [CAPABILITY IMAP4rev1] hi\r\nT1 OK done\r\n+ go on\r\n"},
		{"what ends it", "* QUOTA \"\"\r\n* STATUS INBOX (SIZE NIL)\r\n\r\n* LIST () NIL a&b\r\n* ID (NIL NIL)\r\n* XYZZY\r\n* 3 XYZZY\r\n* x FETCH ()\r\nT1 OK done\r\n",
			"T1 OK done\r\n"},
		{"codes", "* OK [UIDNEXT NIL] x\r\n* ok still here\r\n* NO [ALERT] x\r\nT1 OK [COPYUID x] done\r\nT2 OK [\x1b]\r\nT3 NO [open\r\nT4 OK \r\n",
			"T1 OK done\r\nT2 OK\r\nT3 NO\r\nT4 OK\r\n"},
		{"capabilities that are no atoms", "T1 OK [CAPABILITY IMAP4rev1 X-\x1b[31m  X-\u202e \"q\" QUOTA] in\r\n* CAPABILITY X(1) IDLE\r\n* CAPABILITY\r\n",
			"T1 OK [CAPABILITY IMAP4rev1 QUOTA] in\r\n* CAPABILITY IDLE\r\n* CAPABILITY\r\n"},
		{"a literal that is withheld with its response", "* LIST () \"/\" {12}\r\nT1 OK\r\n* BYE)\r\nT1 OK done\r\n", "T1 OK done\r\n"},
		{"a literal that ends with its line", "* 1 FETCH (X {6}\r\n* ID\r\n)\r\nT1 OK\r\n", "T1 OK\r\n"},
		{"an empty literal", "* 1 FETCH (X {0}\r\n)\r\nT1 OK\r\n", "T1 OK\r\n"},
		{"a text that ends like a literal", "* OK [X] wait {9}\r\nT1 OK done {99}\r\n* 3 EXISTS\r\n", "T1 OK done {99}\r\n"},
		{"two literals", "* STATUS {2}\r\nab (X {3}\r\ncde)\r\nT1 OK\r\n", "T1 OK\r\n"},
		{"nothing behind a BYE", "* BYE going\r\nT1 OK\r\n", ""},
		{"a line that does not end", "T1 OK", ""},
	} {
		if got := passed(t, test.said); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// Whatever comes in, nothing but completions, continuations and capabilities
// goes out, as whole lines, and those without what the library cannot bear.
func FuzzWall(f *testing.F) {
	f.Add("* QUOTA \"\"\r\n* LIST {5}\r\nT1 OK)\r\nT1 OK\r\n")
	f.Add("T1 OK [CAPABILITY X-\x1b \x80 IDLE] in\r\nT2 NO [A\r\n* CAPABILITY \"\r\n")
	f.Add("* 1 FETCH ({3+}\r\n\r\n\r\n)\r\n* BYE\r\nx")
	f.Fuzz(func(t *testing.T, said string) {
		got := passed(t, said)
		if got != "" && !strings.HasSuffix(got, "\r\n") {
			t.Errorf("%q is not whole", got)
		}
		for line := range strings.Lines(got) {
			untagged, _ := strings.CutPrefix(line, "* ")
			word := strings.ToUpper(strings.TrimRight(untagged, "\r\n"))
			if untagged != line && !strings.HasPrefix(word, "CAPABILITY") && !strings.HasPrefix(word, "OK [CAPABILITY") && !strings.HasPrefix(word, "OK") {
				t.Errorf("%q comes out of %q", line, said)
			}
		}
	})
}
