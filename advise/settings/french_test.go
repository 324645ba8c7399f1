package settings

import (
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
)

// englishWord finds words that no French sentence has, nor a name of a file.
var englishWord = regexp.MustCompile(`(?i)(^|[ («“])(and|the|for|with|your|from|later|newer|older|or|of|this|is|are|not|to|by|in|it|server|password|mail settings|settings|account|user name|port number)([ ,.;:)»”]|$)`)

// A French reader is given no English: neither in our sentences, nor in what a
// row of the table puts into them, nor in the labels of a program.
func TestFrenchIsFrench(t *testing.T) {
	p := printer(t, "fr")
	for _, row := range client.Table() {
		for _, service := range []result.Service{result.IMAP, result.POP3} {
			s := sample(service, result.TLS)
			files, err := Files(s, row.Name, "", p)
			if err != nil {
				continue // refused by name
			}
			for _, f := range files {
				var texts []string
				for _, n := range f.Notes {
					texts = append(texts, n.Text)
				}
				if f.Typed {
					texts = append(texts, string(f.Content))
				}
				for _, text := range texts {
					for line := range strings.Lines(strings.ReplaceAll(text, "The Bat!", "")) {
						if word := englishWord.FindString(line); word != "" && !strings.HasPrefix(line, "  ") {
							t.Errorf("%s, %s, %s: %q in %q", row.Name, f.Name, service, word, line)
						}
					}
				}
			}
		}
	}
}
