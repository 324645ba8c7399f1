package texts

import (
	"strings"
	"sync"

	"mailadvisor/advise/nearest"
)

// This file reads texts that people typed themselves: "incorect pasword",
// "isnt responding". It is asked where no row knows a text as it is.

const (
	shortestSlip = 6  // shorter words are close to too many
	mostWords    = 60 // of a text in which slips are looked for: longer ones were pasted
)

// vocabulary are the words of all patterns: as they are written without
// apostrophes, and those that are long enough for a slip.
var vocabulary = sync.OnceValues(func() (written map[string]string, long []string) {
	written = map[string]string{}
	for _, r := range table() {
		for _, p := range r.Patterns {
			for w := range strings.FieldsSeq(p) {
				w = strings.Trim(w, `.,;:!?"()[]<>*~`)
				bare := strings.ReplaceAll(w, "'", "")
				if _, known := written[bare]; known || !letters(bare) {
					continue
				}
				written[bare] = w
				if bare == w && len(w) >= shortestSlip {
					long = append(long, w)
				}
			}
		}
	}
	return written, long
})

// spelt returns a text with the words of the table in the place of those that
// are one slip away from them, or nil where there are none.
func (t *text) spelt() *text {
	words := strings.Fields(t.folded)
	if len(words) > mostWords {
		return nil
	}
	written, long := vocabulary()
	changed := false
	for i, w := range words {
		bare := strings.Trim(w, `.,;:!?"()`)
		if !letters(bare) {
			continue
		}
		meant, known := written[bare]
		if !known && len(bare) >= shortestSlip-1 {
			meant = nearest.Slip(bare, long)
		}
		if meant != "" && meant != bare {
			words[i], changed = strings.Replace(w, bare, meant, 1), true
		}
	}
	if !changed {
		return nil
	}
	out := &text{raw: t.raw, folded: strings.Join(words, " ")}
	out.codes, out.basic = codesOf(out.folded)
	return out
}

// letters reports whether a word is of letters alone.
func letters(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !isWord(r) || r >= '0' && r <= '9' || r == '_' }) < 0
}
