package texts

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// lines returns the lines of a file of testdata, without its comments.
func lines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "# ") {
			out = append(out, line)
		}
	}
	return out
}

// The texts that people paste, each with the meaning that it must get.
func TestTexts(t *testing.T) {
	right, wrong, unknown := 0, 0, 0
	rows := lines(t, "corpus.tsv")
	for _, line := range rows {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 {
			t.Fatalf("%d cells: %s", len(cells), line)
		}
		want := Meaning(cells[0])
		if want.Info().ID == "" || !slices.ContainsFunc(Meanings(), func(i Info) bool { return i.ID == want }) {
			t.Errorf("no such meaning: %s", want)
		}
		a := Explain(strings.ReplaceAll(cells[3], `\n`, "\n"))
		switch {
		case len(a.Readings) == 0:
			unknown++
			t.Logf("unknown: %s: %s", want, cells[3])
		case a.Readings[0].Meaning == want:
			right++
		default:
			wrong++
			t.Logf("wrong: %s (%s), want %s: %s", a.Readings[0].Meaning, a.Readings[0].Row, want, cells[3])
		}
	}
	n := len(rows)
	t.Logf("%d texts: %d right (%.1f%%), %d wrong (%.1f%%), %d unknown", n, right, 100*float64(right)/float64(n), wrong, 100*float64(wrong)/float64(n), unknown)
	if n < 300 || right*100 < 95*n || wrong*100 > n {
		t.Errorf("wanted: 300 texts or more, 95%% right, 1%% wrong at most")
	}
}

// What looks like an error of mail and is none is not explained as one.
func TestLookalikes(t *testing.T) {
	texts := lines(t, "lookalikes.txt")
	for _, text := range texts {
		if a := Explain(text); len(a.Readings) > 0 {
			t.Errorf("%q: %s by %s", text, a.Readings[0].Meaning, a.Readings[0].Row)
		}
	}
	if len(texts) < 100 {
		t.Errorf("%d texts, 100 wanted", len(texts))
	}
}

// Each row has an example that it recognises itself, a source, a date, and
// patterns in the form of folded text; each meaning has a row.
func TestTableIsComplete(t *testing.T) {
	names, meant := map[string]bool{}, map[Meaning]bool{}
	for _, r := range table() {
		if names[r.Name] {
			t.Errorf("two rows are called %s", r.Name)
		}
		names[r.Name] = true
		meant[r.Means] = true
		if r.Source == "" || r.AsOf == "" || r.By == "" || (r.Code == "") == (len(r.Patterns) == 0) {
			t.Errorf("%s: not whole: %+v", r.Name, r)
		}
		if !slices.ContainsFunc(Meanings(), func(i Info) bool { return i.ID == r.Means }) {
			t.Errorf("%s: no such meaning: %s", r.Name, r.Means)
		}
		for _, p := range r.Patterns {
			if plain := strings.TrimSuffix(p, "~"); plain != fold(plain) {
				t.Errorf("%s: %q is %q when folded", r.Name, p, fold(p))
			}
		}
		if read(r.Example).find(r) == 0 {
			t.Errorf("%s does not recognise its example %q", r.Name, r.Example)
		}
	}
	for _, i := range Meanings() {
		if !meant[i.ID] {
			t.Errorf("nothing means %s", i.ID)
		}
	}
}
