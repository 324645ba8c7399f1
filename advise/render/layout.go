package render

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// The widths of a screen, in columns.
const (
	maxWidth    = 80  // where nobody says how wide the terminal is
	mostWidth   = 100 // no wider: longer lines are hard to read
	narrowWidth = 60  // below it, tables become lines of label and value
	leastRoom   = 12  // for text beside an indentation
	minWidth    = 40  // no narrower, whatever a terminal says
)

// screen is a text in the making.
type screen struct {
	teller
	ascii bool // the terminal's character set is not UTF-8
	width int
	paint palette
	cells *runewidth.Condition
	out   bytes.Buffer
	gap   bool  // an empty line is due
	cuts  bool  // a cell of a table: every word that is longer than it is cut
	leaf  *leaf // what is written goes to a page, in parts; nil: it is lines
}

func newScreen(p *locale.Printer, o TextOptions) *screen {
	width := maxWidth
	if o.Width > 0 {
		width = max(min(o.Width, mostWidth), minWidth)
	}
	return &screen{teller: newTeller(p, o), ascii: o.ASCII, width: width, paint: newPalette(o.Color), cells: columnCounter()}
}

// columnCounter counts the columns of a text. Ambiguous characters (’ … █) have
// one column, as in every UTF-8 terminal outside East Asian locales.
func columnCounter() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

func (s *screen) writeTo(w io.Writer) error {
	_, err := w.Write(s.out.Bytes())
	return err
}

// plainer returns a text in ASCII, where the terminal asks for that.
func (s *screen) plainer(text string) string {
	if s.ascii {
		return toASCII(text)
	}
	return text
}

// plainSpans are spans in ASCII, where the terminal asks for that.
func (s *screen) plainSpans(list []span) []span {
	if !s.ascii {
		return list
	}
	out := slices.Clone(list)
	for i := range out {
		out[i].text = toASCII(out[i].text)
	}
	return out
}

// written returns a text as it stands on a line: inert, and in ASCII where the
// terminal asks for that, where a narrow space has held words together.
func (s *screen) written(text string) string {
	text = s.plainer(tell.Clean(text))
	if s.ascii {
		text = strings.ReplaceAll(text, locale.Narrow, " ")
	}
	return text
}

// measure returns the number of columns that spans take.
func (s *screen) measure(spans ...span) int {
	n := 0
	for _, sp := range spans {
		n += s.cells.StringWidth(s.plainer(sp.text))
	}
	return n
}

// section begins a section: an empty line comes before what follows.
func (s *screen) section() { s.gap = s.out.Len() > 0 }

// line writes spans as one line, without spaces at its end.
func (s *screen) line(spans ...span) {
	if s.leaf != nil {
		s.leaf.text(spans)
		return
	}
	if s.gap {
		s.out.WriteByte('\n')
		s.gap = false
	}
	for len(spans) > 0 {
		last := &spans[len(spans)-1]
		if last.text = strings.TrimRight(last.text, " "); last.text != "" {
			break
		}
		spans = spans[:len(spans)-1]
	}
	for _, sp := range spans {
		s.out.WriteString(s.paint.paint(s.written(sp.text), sp.look))
	}
	s.out.WriteByte('\n')
}

// verbatim writes a line of a file as it is, but for what a terminal would
// obey. A tab is none of that, and part of the file.
func (s *screen) verbatim(line string) {
	if s.gap {
		s.out.WriteByte('\n')
		s.gap = false
	}
	for i, part := range strings.Split(line, "\t") {
		if i > 0 {
			s.out.WriteByte('\t')
		}
		s.out.WriteString(tell.Clean(part))
	}
	s.out.WriteByte('\n')
}

// heading writes the heading of a section.
func (s *screen) heading(id string, args locale.Args) {
	s.section()
	s.put(nil, 2, s.of(s.t(id, args), bold))
}

// put writes a paragraph: first stands before its first line, and the other
// lines are indented by hang columns.
func (s *screen) put(first []span, hang int, text ...span) {
	if s.leaf != nil {
		s.leaf.text(slices.Concat(first, text))
		return
	}
	for _, l := range s.wrap(first, hang, text) {
		s.line(l...)
	}
}

// putFlush writes a paragraph with a note that ends at the right margin: on
// the paragraph's last line where it leaves at least space columns between,
// else on lines of its own.
func (s *screen) putFlush(first []span, hang int, space int, note string, text ...span) {
	lines := s.wrap(first, hang, text)
	if note != "" {
		mark := s.of(note, dim)
		last := len(lines) - 1
		if room := s.width - s.measure(lines[last]...) - s.measure(mark); room >= space {
			lines[last] = append(lines[last], span{strings.Repeat(" ", room), plain}, mark)
		} else {
			lines = append(lines, s.wrap([]span{indent(hang)}, hang, []span{mark})...)
		}
	}
	for _, l := range lines {
		s.line(l...)
	}
}

// indent is empty space at the start of a line.
func indent(n int) span { return span{strings.Repeat(" ", n), plain} }

// wrap folds text into lines: the first begins with first, the others with
// hang columns of space. A line breaks at an ordinary space only, never at a
// narrow one. A word that the screen has room for is never cut: where it does
// not fit behind its indentation, it stands further to the left. A longer one is
// cut, but what is copied as a whole is not.
func (s *screen) wrap(first []span, hang int, text []span) [][]span {
	first, text = s.plainSpans(first), s.plainSpans(text)
	if s.width-s.measure(first...) < leastRoom { // what leads is long itself: wrap it too
		text = append(append(append([]span(nil), first...), span{" ", plain}), text...)
		first = []span{indent(2)}
	}
	if s.width-hang < leastRoom {
		hang = 4
	}
	line := append([]span(nil), first...)
	used, fresh := s.measure(first...), true
	var lines [][]span
	breakLine := func() {
		lines = append(lines, line)
		line, used, fresh = []span{indent(hang)}, hang, true
	}
	for _, word := range splitWords(text) {
		n := s.measure(word...)
		if !fresh && used+1+n > s.width {
			breakLine()
		}
		if !fresh {
			line = join(line, span{" ", spaceLook(line, word)})
			used++
		}
		if used+n > s.width && !s.cuts && (n <= s.width || copied(word)) {
			if fresh && strings.TrimSpace(plainText(line)) != "" {
				breakLine()
			}
			if fresh { // further to the left, as far as it takes
				used = min(used, max(0, s.width-n))
				line = []span{indent(used)}
			}
			line = join(line, word...)
			used, fresh = used+n, false
			continue
		}
		for used+n > s.width { // longer than a line
			if used >= s.width && used > hang {
				breakLine()
			}
			var head []span
			head, word = s.cut(word, s.width-used)
			if len(head) > 0 {
				line = join(line, head...)
			}
			breakLine()
			n = s.measure(word...)
		}
		line = join(line, word...)
		used, fresh = used+n, false
	}
	return append(lines, line)
}

// longestCopied bounds in octets what is not cut: a line that a stranger made
// longer is no address of anything.
const longestCopied = 255

// copied reports whether a word is a URL, a mail address or the name of a host,
// which a person copies or types: cut in two, it would be none.
func copied(word []span) bool {
	text := plainText(word)
	return len(text) <= longestCopied && (strings.Contains(text, "://") || strings.Count(text, "@") == 1 || isHost(strings.TrimRight(text, ".,;:")))
}

// isHost reports whether a word has the form of a host's name, of three labels at
// least.
func isHost(word string) bool {
	other := func(r rune) bool {
		return r != '.' && r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}
	return strings.Count(word, ".") >= 2 && !strings.Contains(word, "..") && strings.IndexFunc(word, other) < 0
}

// plainText returns a text without its looks.
func plainText(text []span) string {
	var out strings.Builder
	for _, sp := range text {
		out.WriteString(sp.text)
	}
	return out.String()
}

// splitWords splits text at ordinary spaces, but for those that [locale.Bound]
// names; a word may have several looks.
func splitWords(text []span) [][]span {
	var words [][]span
	var word []span
	for _, sp := range text {
		for i, part := range strings.Split(sp.text, " ") {
			if i > 0 && len(word) > 0 {
				words, word = append(words, word), nil
			}
			switch n := len(words); {
			case part == "":
			case len(word) == 0 && n > 0 && locale.Bound(words[n-1][len(words[n-1])-1].text, part):
				words, word = words[:n-1], append(words[n-1], span{" " + part, sp.look})
			default:
				word = append(word, span{part, sp.look})
			}
		}
	}
	if len(word) > 0 {
		words = append(words, word)
	}
	return words
}

// Glued returns a text for a page, in which no number parts from its unit: the
// space between is one that no line breaks at.
func Glued(text string) string {
	words := locale.Words(text)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], " ", "\u00a0")
	}
	return strings.Join(words, " ")
}

// spaceLook returns the look of the space between a line and a word: that of
// both where they agree.
func spaceLook(line, word []span) look {
	if last := line[len(line)-1]; len(word) > 0 && last.look == word[0].look {
		return last.look
	}
	return plain
}

// join appends spans, as one where looks agree.
func join(line []span, spans ...span) []span {
	for _, sp := range spans {
		if n := len(line); n > 0 && line[n-1].look == sp.look {
			line[n-1].text += sp.text
			continue
		}
		line = append(line, sp)
	}
	return line
}

// cut splits a word after at most n columns, and after one character at least;
// behind a slash, where that is not far.
func (s *screen) cut(word []span, n int) (head, tail []span) {
	for i, sp := range word {
		w := s.measure(sp)
		if w <= n {
			head, n = append(head, sp), n-w
			continue
		}
		part := s.cells.Truncate(sp.text, n, "")
		if at := strings.LastIndexByte(part, '/'); at > len(part)/3 && !strings.Contains(sp.text, "<") { // a path, between two of its parts
			part = part[:at+1]
		}
		if _, mark, ok := strings.Cut(sp.text[len(part):], locale.Narrow); ok && len(mark) <= 2 { // a French mark begins no line
			_, size := utf8.DecodeLastRuneInString(part)
			part = part[:len(part)-size]
		}
		if part == "" && len(head) == 0 {
			_, size := utf8.DecodeRuneInString(sp.text)
			part = sp.text[:size]
		}
		if part != "" {
			head = append(head, span{part, sp.look})
		}
		return head, append([]span{{sp.text[len(part):], sp.look}}, word[i+1:]...)
	}
	return head, nil
}

// wrapped returns the lines of a text, by so many columns.
func wrapped(text string, columns int) []string {
	wide := screen{width: columns, cells: columnCounter(), cuts: true}
	var out []string
	for _, line := range wide.wrap(nil, 0, []span{{tell.Clean(text), plain}}) {
		out = append(out, plainText(line))
	}
	return out
}

// shortened returns a text that takes so many columns at most.
func shortened(text string, columns int) string {
	return columnCounter().Truncate(tell.Clean(text), columns, "…")
}
