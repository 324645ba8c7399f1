package cli

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/probe/testkit"
)

// On a narrow terminal all that can be folded fits; on one that
// cannot write a line over there is no progress; and in a pipe nothing changes.
func TestNarrowTerminal(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for columns, most := range map[int]int{40: 40, 60: 60, 200: 100, 0: 80} {
			var out, errs bytes.Buffer
			status := Main(t.Context(), []string{"probe", "--demo=fault:old-tls", "--lang", lang}, Streams{
				In: strings.NewReader(""), Out: &out, Err: &errs, Now: testkit.Today,
				Env:         func(name string) string { return map[string]string{"TERM": "dumb", "LANG": "C.UTF-8"}[name] },
				OutTerminal: columns > 0, ErrTerminal: columns > 0, OutColumns: columns, ErrColumns: columns,
			})
			if status != StatusFailed || errs.Len() > 0 {
				t.Fatalf("%s: status %d, on standard error: %q", lang, status, errs.String())
			}
			for line := range strings.SplitSeq(out.String(), "\n") {
				if n := utf8.RuneCountInString(line); n > most {
					t.Errorf("%s: %d columns of %d: %s", lang, n, columns, line)
				}
			}
		}
	}
}
