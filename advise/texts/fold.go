package texts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// text is a pasted text as it is held to the table.
type text struct {
	raw    string            // without control characters
	folded string            // see fold
	codes  []string          // in the form of row.Code
	basic  map[string]string // an enhanced code -> the basic code before it
}

func read(raw string) *text {
	raw = strings.ToValidUTF8(raw, " ")
	t := &text{raw: raw, folded: fold(raw)}
	t.codes, t.basic = codesOf(t.folded)
	return t
}

// fold brings a text and a pattern into one form: lower case, no accents,
// plain quotation marks and hyphens, single spaces. A hexadecimal number loses
// its 0x, so that 0x800CCC0E and 800ccc0e are one.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == '\u2060':
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		if same, ok := likeness(r); ok {
			b.WriteString(same)
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return hexPrefix().ReplaceAllString(strings.TrimRight(b.String(), " "), "$1")
}

var hexPrefix = lazy(`\b0x([0-9a-f]{8})\b`)

// likeness returns the plain letter that a typographic one stands for.
func likeness(r rune) (string, bool) {
	switch r {
	case '’', '‘', '`', '´', '′', 'ʼ':
		return "'", true
	case '“', '”', '„', '«', '»', '″':
		return `"`, true
	case '‐', '‑', '‒', '–', '—', '−':
		return "-", true
	case 'ß':
		return "ss", true
	case 'œ', 'Œ':
		return "oe", true
	case 'æ', 'Æ':
		return "ae", true
	}
	return "", false
}

// gap is how many octets may stand where a pattern has a *.
const gap = 160

// matchPattern returns the size of the parts of a pattern that stand in the
// text in their order, or 0. A part begins and ends at a word's edge, but for
// an end that is written with ~: "time~" is found in "timeout".
func (t *text) matchPattern(pattern string) int {
	parts := strings.Split(pattern, "*")
	from, size := 0, 0
	for start := 0; ; {
		at, end := t.findPart(parts[0], start, len(t.folded))
		if at < 0 {
			return 0
		}
		from, size = end, end-at
		ok := true
		for _, part := range parts[1:] {
			at, end := t.findPart(part, from, min(from+gap+len(part), len(t.folded)))
			if at < 0 {
				ok = false
				break
			}
			from, size = end, size+end-at
		}
		if ok {
			return size
		}
		start = at + 1
	}
}

// findPart returns where a part of a pattern stands between two places, or -1.
func (t *text) findPart(part string, from, to int) (at, end int) {
	part = strings.TrimSpace(part)
	part, open := strings.CutSuffix(part, "~")
	for from <= to {
		i := strings.Index(t.folded[from:to], part)
		if i < 0 {
			return -1, -1
		}
		at, end = from+i, from+i+len(part)
		if t.edge(at, true) && (open || t.edge(end, false)) {
			return at, end
		}
		from = at + 1
	}
	return -1, -1
}

// edge reports whether a word or a number may begin (or end) at a place: the
// letters on both sides of it do not belong together. A full stop between two
// figures does not part them.
func (t *text) edge(at int, begins bool) bool {
	before, n := utf8.DecodeLastRuneInString(t.folded[:at])
	after, m := utf8.DecodeRuneInString(t.folded[at:])
	if n == 0 || m == 0 {
		return true
	}
	inside, outside, rest := before, after, t.folded[at+m:]
	if begins {
		inside, outside, rest = after, before, t.folded[:at-n]
	}
	if !isWord(inside) || !isWord(outside) {
		// "5.7.1" does not end in "5.7.1.9", nor begin in "15.7.1"
		if outside != '.' || !unicode.IsDigit(inside) || rest == "" {
			return true
		}
		next, _ := utf8.DecodeRuneInString(rest)
		if begins {
			next, _ = utf8.DecodeLastRuneInString(rest)
		}
		return !unicode.IsDigit(next)
	}
	return false
}

// isWord reports whether a rune is part of a word. Scripts that part no words by
// spaces have no such edges.
func isWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_') && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
