package render

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"mailadvisor/advise/locale"
)

// typedWidth is for how many columns a table to type from is made (package client).
const typedWidth = 77

// step is the beginning of a step, "1. ".
var step = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d+\. `) })

// typed writes a table to type from, with the notes that end it. Its prose is
// folded anew for the screen, and a value stands whole below its name where both
// do not fit beside each other.
func (s *screen) typed(content string, notes []locale.Text) {
	whole := map[string]bool{} // the lines of notes, before they were folded
	for _, n := range notes {
		for l := range strings.SplitSeq(n.Text, "\n") {
			whole[l] = true
		}
	}
	lines := strings.Split(strings.TrimSuffix(content, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		mark := step().FindString(line)
		if line == "" || strings.HasPrefix(line, " ") {
			s.typedRow(line)
			continue
		}
		hang := strings.Repeat(" ", len(mark))
		text := line[len(mark):]
		for last := text; i+1 < len(lines) && !whole[text]; i++ {
			next, goesOn := strings.CutPrefix(lines[i+1], hang)
			word := locale.Words(next)[0]
			if !goesOn || word == "" || step().MatchString(lines[i+1]) || utf8.RuneCountInString(last)+1+utf8.RuneCountInString(word) <= typedWidth {
				break
			}
			text, last = text+" "+next, next
		}
		var first []span
		if mark != "" {
			first = []span{s.of(mark, plain)}
		}
		s.put(first, len(mark), s.of(text, plain))
	}
}

// typedRow writes a line of such a table: a name, two spaces or more, and a value.
func (s *screen) typedRow(line string) {
	name, value, both := strings.Cut(strings.TrimSpace(line), "  ")
	if !both || s.measure(s.of(line, plain)) <= s.width {
		s.verbatim(line)
		return
	}
	s.put([]span{indent(2)}, 2, s.of(name, plain))
	if value = strings.TrimSpace(value); strings.Contains(value, " ") { // a phrase, not to be copied
		s.put([]span{indent(4)}, 4, s.of(value, plain))
		return
	}
	s.verbatim("    " + value)
}
