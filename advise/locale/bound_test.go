package locale

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"answered in 21 ms, then":                  "answered|in|21 ms,|then",
		"(10 November 2026), for":                  "(10 November 2026),|for",
		"le 1er septembre 2026" + Narrow + ": non": "le|1er septembre 2026" + Narrow + ":|non",
		"full in Aug 2030 or févr. 2031":           "full|in|Aug 2030|or|févr. 2031",
		"in March of a year":                       "in|March|of|a|year",
		`"File" > "Add Account" > "IMAP"`:          `"File" >|"Add|Account" >|"IMAP"`,
		"prefs.js, line 27: a = 1":                 "prefs.js,|line 27:|a|=|1",
		"  two  spaces":                            "||two||spaces",
		"":                                         "",
	} {
		if got := strings.Join(Words(text), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if !slices.Contains(Words("1 message"), "1 message") {
		t.Error("a noun parts from its number")
	}
}
