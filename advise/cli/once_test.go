package cli

import (
	"encoding/json"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise"
)

// A finding is told once, over standard output and standard error together, by
// every command in every format: after the verdict that sums up, its title
// stands in one place.
func TestFindingsAreToldOnce(t *testing.T) {
	markup := regexp.MustCompile(`(?s)<(style|script).*?</(style|script)>|<[^>]*>`)
	plain := func(text string) string {
		return strings.Join(strings.Fields(html.UnescapeString(markup.ReplaceAllString(text, " "))), " ")
	}
	forms := []string{"markdown", "html", "junit", "tap", "sarif", "github", "github-summary", "gitlab", "nagios", "prometheus"}
	for _, command := range []string{"probe", "advise --devices 2", "usage", "check --policy ../../docs/examples/policy.yaml", "settings --client other"} {
		for _, fault := range []string{"auth-rejected", "wrong-name", "starttls-missing", "refused", "over-quota", "inbox-refused"} {
			_, report, _ := asTyped(t, append(strings.Fields(strings.Replace(command, "settings --client other", "probe", 1)), "--demo=fault:"+fault, "-o", "json")...)
			var d advise.Document
			if err := json.Unmarshal([]byte(report), &d); err != nil {
				t.Fatal(err)
			}
			_, stdout, stderr := asTyped(t, append(strings.Fields(command), "--demo=fault:"+fault)...)
			told := map[string]string{"text": stdout}
			if whole := strings.HasPrefix(command, "probe") || strings.HasPrefix(command, "check"); whole {
				args, dir := append(strings.Fields(command), "--demo=fault:"+fault), t.TempDir()
				for _, form := range forms {
					args = append(args, "-o", form+"="+filepath.Join(dir, form))
				}
				asTyped(t, append(args, "-o", "jsonl")...)
				for _, form := range forms {
					told[form] = written(t, dir, form)
				}
			} else if !strings.HasPrefix(command, "settings") {
				for _, form := range []string{"markdown", "html"} {
					_, told[form], _ = asTyped(t, append(strings.Fields(command), "--demo=fault:"+fault, "-o", form)...)
				}
			}
			for form, text := range told {
				if form == "nagios" { // its first line is a verdict of its own
					_, text, _ = strings.Cut(text, "\n")
				}
				all := plain(text + " " + stderr)
				for _, verdict := range []string{d.Sentence.Text} {
					verdict, _, _ = strings.Cut(plain(verdict), ". ")
					if form == "text" && verdict != "" && strings.Count(all, verdict) > 1 {
						t.Errorf("%s, %s, %s: the verdict is told %d times", command, fault, form, strings.Count(all, verdict))
					}
					all = strings.ReplaceAll(all, verdict, "")
				}
				for _, f := range d.Findings {
					if n := strings.Count(all, plain(f.Title)); f.Mend() && n > 1 {
						t.Errorf("%s, %s, %s: %q is told %d times", command, fault, form, f.Title, n)
					}
				}
			}
		}
	}
}

// A login that failed is told once, with what the person does about it: on the
// screen where that has a place for it, and else beside it.
func TestFailedLoginIsToldOnce(t *testing.T) {
	for _, c := range []struct {
		command     string
		screen, err string // what each says of it, "" where nothing
	}{
		{"probe --demo=fault:auth-rejected", "Nobody could log in", ""},
		{"advise --demo=fault:auth-rejected", "For you to do", ""},
		{"usage --demo=fault:auth-rejected", "Nobody could log in", ""},
		{"advise --demo=fault:token-expired", "For you to do", ""},
		{"probe --demo=fault:oauth-only", "Nobody could log in", ""},
		{"settings --client other --demo=fault:auth-rejected", "", "Nobody could log in"},
		{"settings --client other --demo=fault:app-password", "", "Nobody could log in"},
	} {
		_, stdout, stderr := asTyped(t, strings.Fields(c.command)...)
		for _, place := range []struct{ name, text, want string }{{"the screen", stdout, c.screen}, {"standard error", stderr, c.err}} {
			if !strings.Contains(place.text, place.want) {
				t.Errorf("%s: %s does not say %q:\n%s", c.command, place.name, place.want, place.text)
			}
			if place.want == "" && (strings.Contains(place.text, "refused") || strings.Contains(place.text, "log in")) {
				t.Errorf("%s: %s tells it again:\n%s", c.command, place.name, place.text)
			}
		}
	}
}
