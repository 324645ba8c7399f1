package render_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/mattn/go-runewidth"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/testkit"
)

// printers are the languages, each read once.
var printers = sync.OnceValues(func() (map[string]*locale.Printer, error) {
	out := map[string]*locale.Printer{}
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			return nil, err
		}
		out[lang] = p
	}
	return out, nil
})

func printer(t testing.TB, lang string) *locale.Printer {
	t.Helper()
	all, err := printers()
	if err != nil {
		t.Fatal(err)
	}
	return all[lang]
}

func text(t testing.TB, d *advise.Document, o render.TextOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := render.Text(&out, d, printer(t, d.Lang), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func (f fixture) options() render.TextOptions {
	return render.TextOptions{View: f.view, Command: f.command, Verbose: f.verbose, Why: f.why}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	testkit.Golden(t, filepath.Join("testdata", name), got)
}

func TestScreens(t *testing.T) {
	for _, f := range fixtures() {
		for _, lang := range locale.Languages() {
			t.Run(f.name+"/"+lang, func(t *testing.T) {
				golden(t, f.name+"."+lang+".txt", text(t, f.make(lang), f.options()))
			})
		}
	}
}

// readBack returns a document as its JSON gives it back.
func readBack(t *testing.T, d *advise.Document) *advise.Document {
	t.Helper()
	stored, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	again := new(advise.Document)
	if err := json.Unmarshal(stored, again); err != nil {
		t.Fatal(err)
	}
	return again
}

// every calls a test with each fixture in each language.
func every(t *testing.T, test func(t *testing.T, d *advise.Document, o render.TextOptions)) {
	for _, f := range fixtures() {
		for _, lang := range locale.Languages() {
			t.Run(f.name+"/"+lang, func(t *testing.T) { test(t, f.make(lang), f.options()) })
		}
	}
}

// tooWide reports lines that are wider than a screen. A command is folded at
// its flags, and what is to be copied never cut: a URL, an address or a host, which
// stands by itself then.
func tooWide(t *testing.T, screen string, width int) {
	t.Helper()
	cells := &runewidth.Condition{StrictEmojiNeutral: true}
	for line := range strings.Lines(screen) {
		line = strings.TrimSuffix(line, "\n")
		command := strings.Contains(line, "mailadvisor ") || strings.HasPrefix(strings.TrimSpace(line), "--")
		alone := !strings.Contains(strings.TrimSpace(line), " ") && (strings.ContainsAny(line, "@:") || strings.Count(line, ".") > 1)
		if n := cells.StringWidth(line); n > width && !command && !alone {
			t.Errorf("%d columns of %d: %q", n, width, line)
		}
	}
}

func TestNoLineIsWiderThanTheScreen(t *testing.T) {
	every(t, func(t *testing.T, d *advise.Document, o render.TextOptions) {
		for _, width := range []int{0, 200, 80, 72, 60, 50, 40} {
			o.Width = width
			limit := min(width, 100)
			if width == 0 {
				limit = 80
			}
			got := text(t, d, o)
			tooWide(t, got, limit)
			for line := range strings.Lines(got) {
				if line != strings.TrimRight(line, " \n")+"\n" {
					t.Errorf("space at the end of %q", line)
				}
			}
		}
	})
}

func TestEveryMessageExists(t *testing.T) {
	every(t, func(t *testing.T, d *advise.Document, o render.TextOptions) {
		if got := text(t, d, o); strings.Contains(got, "‹") {
			t.Errorf("a message is missing:\n%s", got)
		}
	})
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourOnlyRepeatsWords(t *testing.T) {
	every(t, func(t *testing.T, d *advise.Document, o render.TextOptions) {
		plain := text(t, d, o)
		if strings.Contains(plain, "\x1b") {
			t.Error("an escape without colour")
		}
		o.Color = true
		coloured := text(t, d, o)
		if !escapes.MatchString(coloured) {
			t.Error("no colour where it was asked for")
		}
		if got := escapes.ReplaceAllString(coloured, ""); got != plain {
			t.Errorf("with colour the words differ:\n%s", got)
		}
		for _, code := range escapes.FindAllString(coloured, -1) {
			for _, n := range strings.Split(strings.Trim(code, "\x1b[m"), ";") {
				if !strings.Contains(" 0 1 2 22 31 32 33 36 ", " "+n+" ") {
					t.Errorf("%q is none of the six uses", code)
				}
			}
		}
	})
}

func TestColours(t *testing.T) {
	coloured := func(d *advise.Document, view string) string {
		return text(t, d, render.TextOptions{View: view, Color: true, Command: "mailadvisor advise"})
	}
	const green, yellow, red, dim, cyan, bold = "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[2m", "\x1b[36m", "\x1b[1m"
	cases := []struct{ name, screen, want string }{
		{"the verdict", coloured(adviseHealthy("en"), "advise"), bold + "Use IMAP"},
		{"a heading", coloured(adviseHealthy("en"), "advise"), bold + "Why"},
		{"the recommended row", coloured(adviseHealthy("en"), "advise"), green + "> IMAP, the last 30 days offline"},
		{"a gain", coloured(adviseHealthy("en"), "advise"), green + "+"},
		{"a limit", coloured(adviseHealthy("en"), "advise"), yellow + "-"},
		{"evidence", coloured(adviseHealthy("en"), "advise"), dim + "[you: --devices 3]"},
		{"a command", coloured(adviseHealthy("en"), "advise"), cyan + "mailadvisor settings"},
		{"a full bar", coloured(adviseSmall("en"), "advise"), red + "██████████"},
		{"the empty part of a bar", coloured(adviseSmall("en"), "advise"), dim + "░░░░░░░"},
		{"a verdict without a fault", coloured(probeHealthy("en"), "probe"), "\x1b[1;32mmail.example.org is in order"},
		{"an accepted login", coloured(probeHealthy("en"), "probe"), green + "accepted"},
		{"a fault", coloured(badDay("en"), "probe"), red + "FAIL"},
		{"a warning", coloured(badDay("en"), "probe"), yellow + "WARN"},
		{"no answer", coloured(badDay("en"), "probe"), red + "no answer"},
		{"the line that shows the fault", coloured(badDay("en"), "probe"), red + "no STARTTLS, no LOGINDISABLED"},
		{"the line that contrasts with it", coloured(badDay("en"), "probe"), green + "192.0.2.10:993"},
	}
	for _, c := range cases {
		if !strings.Contains(c.screen, c.want) {
			t.Errorf("%s is not %q", c.name, c.want)
		}
	}
}

func TestASCII(t *testing.T) {
	every(t, func(t *testing.T, d *advise.Document, o render.TextOptions) {
		o.ASCII = true
		got := text(t, d, o)
		for i, r := range got {
			if r > 0x7e || r < 0x20 && r != '\n' {
				t.Fatalf("%q in %q", r, got[max(0, i-30):i+3])
			}
		}
		if strings.Contains(got, "?lectionn") || strings.Contains(got, "mod?le") {
			t.Error("a letter was lost with its accent")
		}
	})
	got := text(t, badDay("fr"), render.TextOptions{View: "probe", ASCII: true})
	for _, want := range []string{`"STARTTLS, si disponible"`, "n'offre aucun chiffrement", "Preuves", "reecrit"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
	got = text(t, adviseSmall("en"), render.TextOptions{View: "advise", ASCII: true})
	if !strings.Contains(got, "> POP, a copy stays 12 days     ###.......     27%  75%\n") {
		t.Errorf("no bar in ASCII in:\n%s", got)
	}
}

func TestEqualInputGivesEqualBytes(t *testing.T) {
	every(t, func(t *testing.T, d *advise.Document, o render.TextOptions) {
		first := text(t, d, o)
		for range 5 {
			if text(t, d, o) != first {
				t.Fatal("the second time differs")
			}
		}
		again := readBack(t, d)
		if got := text(t, again, o); got != first {
			t.Errorf("read back from JSON it differs:\n%s", got)
		}
	})
}

func TestSeveralTargets(t *testing.T) {
	var out bytes.Buffer
	o := render.TextOptions{View: "probe"}
	e, err := render.NewEncoder("text", &out, printer(t, "en"), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := render.Encode(e, probeHealthy("en"), badDay("en")); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), text(t, probeHealthy("en"), o)+"\n"+text(t, badDay("en"), o); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestNothingToShow(t *testing.T) {
	for _, view := range []string{"advise", "settings", "compare", ""} {
		var out bytes.Buffer
		if err := render.Text(&out, badDay("en"), printer(t, "en"), render.TextOptions{View: view}); err == nil || out.Len() > 0 {
			t.Errorf("a document without advice has a view %q:\n%s", view, out.String())
		}
	}
}

// TestUncheckedIsNotNo has five different things that are none of them "no".
func TestUncheckedIsNotNo(t *testing.T) {
	d := odd("en")
	got := text(t, d, render.TextOptions{View: "probe"})
	for _, want := range []string{"not tried", "not checked", "not offered", "  -  "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
	d = noQuota("en")
	got = text(t, d, render.TextOptions{View: "advise"})
	if strings.Contains(got, " 0%") || !strings.Contains(got, "Not known: no limit was read.") {
		t.Errorf("a quota that is not known is told as one:\n%s", got)
	}
}

// TestAddressesLeftOut: where a name server told more addresses than were
// looked at, no word of the screen reads as if it were all of them.
func TestAddressesLeftOut(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"2 of 2,986 addresses", "were looked at, of 2,986 addresses"},
		"fr": {"2 des 2\u202f986 adresses", "sur 2\u202f986 adresses"},
	} {
		d := probeHealthy(lang)
		for i := range d.Probes {
			d.Probes[i].AddressesOmitted = 2984
		}
		d.Findings, d.Sentence = nil, diagnose.Verdict(&d.Report, nil)
		d.Sentence.Text = printer(t, lang).T(d.Sentence.ID, d.Sentence.Args)
		got := strings.Join(strings.Fields(strings.ReplaceAll(text(t, d, render.TextOptions{View: "probe"}), "\u202f", "_")), " ")
		for _, w := range want {
			if !strings.Contains(got, strings.ReplaceAll(w, "\u202f", "_")) {
				t.Errorf("%s: %q is missing in:\n%s", lang, w, got)
			}
		}
		if strings.Contains(got, "both addresses") || strings.Contains(got, "les deux adresses") {
			t.Errorf("%s: two addresses are all:\n%s", lang, got)
		}
	}
}

// Of a run from which nothing came, no line is green, and the next step is the
// same once more.
func TestNothingFoundIsNotGood(t *testing.T) {
	for _, lang := range locale.Languages() {
		d := probeHealthy(lang)
		if out := text(t, d, render.TextOptions{View: render.ViewProbe, Color: true}); !strings.HasPrefix(out, "\x1b[1;32m") || !strings.Contains(out, "mailadvisor advise ") {
			t.Errorf("%s: what is in order is not green, or leads nowhere:\n%s", lang, out)
		}
		d.Interrupted = true
		first, _, _ := strings.Cut(text(t, d, render.TextOptions{View: render.ViewProbe, Color: true}), "\n")
		if strings.Contains(first, "32m") {
			t.Errorf("%s: green: %q", lang, first)
		}
		if out := text(t, d, render.TextOptions{View: render.ViewProbe}); !strings.Contains(out, "mailadvisor probe ") || strings.Contains(out, "mailadvisor advise ") {
			t.Errorf("%s: no probe is next:\n%s", lang, out)
		}
	}
}
