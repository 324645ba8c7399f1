package render

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// The list of mail programs, and each of them whole, in every language: no
// word is missing, nothing is wider than a screen, and every program is told
// with its proof.
func TestClients(t *testing.T) {
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		var list bytes.Buffer
		if err := Clients(&list, client.Table(), p, TextOptions{}); err != nil {
			t.Fatal(err)
		}
		checkScreen(t, lang, list.String())
		if head, _, _ := strings.Cut(list.String(), "aerc"); !strings.Contains(head, "OAuth2") {
			t.Errorf("%s: a column had no room:\n%s", lang, list.String())
		}
		last := 0
		for _, row := range client.Table() {
			at := strings.Index(list.String(), "\n  "+row.Name)
			if at < last {
				t.Errorf("%s: %s stands before the row above it", lang, row.Name)
			}
			last = at
			line, _, _ := strings.Cut(strings.ReplaceAll(list.String()[at+1:], "\n    ", " "), "\n")
			want := p.T("clients.kind."+string(row.Proof.Kind), nil)
			if row.Use == client.Gone {
				want = row.Instead[0]
			}
			if !strings.Contains(line, want) {
				t.Errorf("%s: %q does not say %q", lang, line, want)
			}
			var whole bytes.Buffer
			if err := ClientsWhole(&whole, []client.Row{row}, p, TextOptions{}); err != nil {
				t.Fatal(err)
			}
			checkScreen(t, lang+" "+row.Name, whole.String())
		}
	}
}

func checkScreen(t *testing.T, name, text string) {
	t.Helper()
	if strings.Contains(text, "‹") || strings.Contains(text, "<no value>") {
		t.Errorf("%s lacks words:\n%s", name, text)
	}
	for line := range strings.Lines(text) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > maxWidth {
			t.Errorf("%s: %d columns: %s", name, n, line)
		}
	}
}

// Where a program's source is stays whole on the narrowest screen that holds it.
func TestSourceIsNotCut(t *testing.T) {
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range client.Table() {
			var out bytes.Buffer
			if err := ClientsWhole(&out, []client.Row{row}, p, TextOptions{Width: 40}); err != nil {
				t.Fatal(err)
			}
			if row.Source != "" && len(row.Source) <= 40 && !strings.Contains(out.String(), row.Source) {
				t.Errorf("%s: %s, %s is cut:\n%s", lang, row.Name, row.Source, out.String())
			}
		}
	}
}
