package render

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mailadvisor/advise/locale"
)

// signs are the ASCII forms of the signs that the screens use. The narrow
// space is not among them: it stays until a line is written, because a line is
// never broken there.
var signs = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(
		"«"+locale.Narrow, `"`, locale.Narrow+"»", `"`, "«", `"`, "»", `"`, "“", `"`, "”", `"`,
		"’", "'", "‘", "'", "‹", "<", "›", ">", "…", "...", "–", "-", "—", "-",
		"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss",
		filled, "#", empty, ".", "\u00a0", locale.Narrow,
	)
})

// toASCII writes letters without their accents, and "?" for what has no form
// in ASCII.
func toASCII(s string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(signs().Replace(s)) {
		switch {
		case r < utf8.RuneSelf || string(r) == locale.Narrow:
			out.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}
