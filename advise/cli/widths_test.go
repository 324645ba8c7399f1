package cli

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/probe/discover"
	"mailadvisor/probe/testkit"
)

// The servers of every provider of the table have a table that fits, at every
// width: a host stands in its row, a number stays with its unit, and no
// French mark begins a line.
func TestProviderScreens(t *testing.T) {
	parted := regexp.MustCompile(`(?m)\b\d+\n +(ms|GB|MB|Go|Mo|jours|days|[jfmasond][a-zéû]+ \d{4}|[JFMASOND][a-z]+ \d{4})\b|\n +[;:?!%»]`)
	for i, domain := range discover.MailDomains() {
		for _, columns := range []int{0, 40, 60, 100, 200} {
			if columns != 0 && i%9 != 0 || testkit.Raced && i%5 != 0 {
				continue
			}
			for _, lang := range []string{"en", "fr"} {
				var out, errs bytes.Buffer
				status := Main(t.Context(), []string{"discover", "someone@" + domain, "--no-network", "--lang", lang}, Streams{
					In: strings.NewReader(""), Out: &out, Err: &errs, Now: testkit.Today, Env: func(string) string { return "" }, OutColumns: columns,
				})
				if status == StatusUsage || errs.Len() > 0 {
					t.Fatalf("%s, %s: status %d, %s", domain, lang, status, errs.String())
				}
				most := columns
				switch columns {
				case 0:
					most = 80
				case 200:
					most = 100
				}
				lines := strings.Split(out.String(), "\n")
				for n, line := range lines {
					whole := strings.Contains(line, "://") && !strings.Contains(strings.TrimSpace(line), " ") // an address of the web is never cut
					if utf8.RuneCountInString(line) > most && !strings.HasPrefix(line, "    mailadvisor ") && !whole {
						t.Errorf("%s, %s: %d columns of %d: %s", domain, lang, utf8.RuneCountInString(line), most, line)
					}
					host := strings.TrimSpace(line)
					if most >= 80 && n > 2 && len(host) <= 34 && strings.Count(host, ".") > 1 && !strings.ContainsAny(host, " (/") {
						t.Errorf("%s, %s, %d columns: the host stands outside of its row:\n%s", domain, lang, columns, strings.Join(lines[n-1:n+2], "\n"))
					}
				}
				if at := parted.FindString(out.String()); at != "" {
					t.Errorf("%s, %s, %d columns: %q", domain, lang, columns, at)
				}
			}
		}
	}
}
