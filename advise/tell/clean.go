package tell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanLines returns the lines of a text, each made inert by [Clean].
func CleanLines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := range lines {
		lines[i] = Clean(lines[i])
	}
	return lines
}

// Clean makes text that came from elsewhere inert on a terminal. Control
// characters (escape sequences begin with one), bidirectional and other format
// marks and invalid UTF-8 become U+FFFD, so that they show; what moves to
// another line becomes a space. The joiners of Persian and Indic scripts stay.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}
