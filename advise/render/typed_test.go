package render

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// A table to type from is the same text at every width, and fits: what is to be
// typed stands whole on a line, and every note begins on one of its own.
func TestTypedFits(t *testing.T) {
	server := func(service result.Service, port int) *settings.Server {
		return &settings.Server{Service: service, Host: "a-long-name-of-a-host.mail.example.org", Port: port, Security: result.TLS, Username: "somebody.with.a.long.name@example.org", Auth: settings.AuthPassword}
	}
	fields := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, lang := range []string{"en", "fr"} {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range client.Table() {
			s := settings.Settings{Address: "somebody.with.a.long.name@example.org", Incoming: server(result.IMAP, 993), Outgoing: server(result.Submission, 465)}
			files, err := settings.Files(s, row.Name, "", p)
			if err != nil {
				continue // refused by name
			}
			for _, f := range files {
				if !f.Typed {
					continue
				}
				shown := func(columns int) string {
					var out bytes.Buffer
					screen := newScreen(p, TextOptions{Width: columns})
					screen.file(f, true)
					if err := screen.writeTo(&out); err != nil {
						t.Fatal(err)
					}
					return out.String()
				}
				var narrow string
				for _, columns := range []int{100, 80, 40} {
					narrow = shown(columns)
					if fields(narrow) != fields(string(f.Content)) {
						t.Errorf("%s, %s: another text at %d columns:\n%s", row.Name, lang, columns, narrow)
					}
					for line := range strings.Lines(narrow) {
						line = strings.TrimRight(line, "\n")
						if utf8.RuneCountInString(line) > columns && strings.Contains(strings.TrimSpace(line), " ") {
							t.Errorf("%s, %s: %q", row.Name, lang, line)
						}
					}
				}
				for _, n := range f.Notes {
					for note := range strings.SplitSeq(n.Text, "\n") {
						first, _, _ := strings.Cut(note, " ")
						if !strings.HasPrefix(narrow, first) && !strings.Contains(narrow, "\n"+first) && !strings.Contains(narrow, ". "+first) {
							t.Errorf("%s, %s: no line begins with %q", row.Name, lang, note)
						}
					}
				}
			}
		}
	}
}
