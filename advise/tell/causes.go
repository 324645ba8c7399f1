package tell

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// claimEnd is the end of what a cause claims: of its first sentence, or of what
// stands before the colon and is argued behind it.
var claimEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\. |\x{202f}?: `) })

// Causes writes the causes in order of likelihood, each with its confidence
// behind what it claims; those that compete with the first begin with "or".
func (t Teller) Causes(f *diagnose.Finding) string {
	var out []string
	for i, c := range f.Causes {
		text := c.Text
		if i > 0 {
			text = t.Words.T("screen.cause-or", locale.Args{"text": continued(text, f.Args, c.Args)})
		}
		if c.Confidence != "" {
			mark := " " + t.Words.T("screen.confidence."+string(c.Confidence), nil)
			if at := claimEnd().FindStringIndex(text); at != nil {
				text = text[:at[0]] + mark + text[at[0]:]
			} else {
				text = strings.TrimSuffix(text, ".") + mark + "."
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// continued returns a sentence that goes on from another: its first letter is
// small, unless it begins with an abbreviation or with a value of its
// arguments, which keeps its spelling.
func continued(text string, args ...locale.Args) string {
	for _, a := range args {
		for _, v := range a {
			if word, ok := v.(string); ok && word != "" && strings.HasPrefix(text, word) {
				return text
			}
		}
	}
	first, n := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[n:]); unicode.IsUpper(second) || unicode.IsDigit(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[n:]
}
