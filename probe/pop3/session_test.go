package pop3

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func TestMultiLineAnswersEndOnTheDotAlone(t *testing.T) {
	c := testkit.Says(t, result.Endpoint{Service: result.POP3}, "IMPLEMENTATION Foo-1.2.3\r\n..dot\r\n...\r\n. \r\nUIDL\r\n.\r\nrest")
	lines, err := readDotLines(c)
	if want := []string{"IMPLEMENTATION Foo-1.2.3", ".dot", "..", " ", "UIDL"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%q %v, want %q", lines, err, want)
	}
}

func TestAPOPStamp(t *testing.T) {
	for text, want := range map[string]string{
		"ready <1896.697170952@dbc.mtview.ca.us>": "<1896.697170952@dbc.mtview.ca.us>",
		"ready <not a stamp>":                     "", "ready <a@b": "", "": "", "<a@b> <c@d>": "<c@d>",
	} {
		if got := apopStamp(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
