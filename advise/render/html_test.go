package render_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// every document of the tests, by what it is of.
func everyPage(t *testing.T, lang string) map[string]*advise.Document {
	t.Helper()
	out := map[string]*advise.Document{"bad day": badDay(lang), "policy": held(lang), "usage": counted(lang)}
	for _, c := range corpus() {
		out[c.name] = c.make(lang)
	}
	for _, c := range answers() {
		out[c.name] = advise.Make(c.make(), &c.needs, printer(t, lang), advise.Advise)
	}
	return out
}

// A person who reads a page is told to run no command: one that checks again,
// and the steps of a program, are there to be opened.
func TestPagesNeedNoCommand(t *testing.T) {
	folded := regexp.MustCompile(`(?s)<details>.*?</details>|<style>.*?</style>`)
	typed := regexp.MustCompile(`[^<>]*(mailadvisor [a-z]+ |\s--[a-z]|\(--[a-z])[^<>]*`)
	for _, lang := range locale.Languages() {
		for name, d := range everyPage(t, lang) {
			if at := typed.FindString(folded.ReplaceAllString(encoded(t, "html", lang, d), "")); at != "" {
				t.Errorf("%s, %s: %q", name, lang, at)
			}
		}
	}
}

// Where there is room for one column, each cell of a page says what it is.
func TestPageCellsAreLabelled(t *testing.T) {
	bare := regexp.MustCompile(`<td(?: class="[a-z-]*")?>[^<]*<span>.*?</td>`)
	cells := 0
	for _, lang := range locale.Languages() {
		for name, d := range everyPage(t, lang) {
			page := encoded(t, "html", lang, d)
			cells += strings.Count(page, "<td")
			if at := bare.FindString(page); at != "" {
				t.Errorf("%s, %s: %s", name, lang, at)
			}
		}
	}
	if cells < 500 {
		t.Errorf("only %d cells were looked at", cells)
	}
}

// A number of a page never parts from its unit.
func TestPagesKeepUnits(t *testing.T) {
	units := strings.Join(slices.Concat(strings.Fields("ms kB MB GB Mo Go ko h min day days jour jours"), locale.Nouns()), "|")
	parted := regexp.MustCompile(`>[^<]*\d (` + units + `)\b[^<]*<`)
	lines := regexp.MustCompile(`(?s)<pre>.*?</pre>|<style>.*?</style>`)
	for _, lang := range locale.Languages() {
		for name, d := range everyPage(t, lang) {
			if at := parted.FindString(lines.ReplaceAllString(encoded(t, "html", lang, d), "")); at != "" {
				t.Errorf("%s, %s: %q", name, lang, at)
			}
		}
	}
}

// What the person does stands before what the administrator does.
func TestPagesSayWhoActs(t *testing.T) {
	d := badDay("en")
	d.Findings[1].Acts, d.Findings[0].Acts, d.Findings[2].Acts = "person", "administrator", "administrator"
	for _, format := range []string{"html", "markdown"} {
		page := strings.ReplaceAll(encoded(t, format, "en", d), "\u00a0", " ")
		for _, want := range []string{"For you to do", d.Findings[1].Title, "For the administrator of the host", d.Findings[0].Title} {
			_, rest, found := strings.Cut(page, want)
			if !found {
				t.Errorf("%s: %q is not behind what comes before it", format, want)
			}
			page = rest
		}
	}
}

// Where nothing was tested, a page has no verdict about it.
func TestPageOfNothingTested(t *testing.T) {
	r := &result.Report{Schema: result.Schema, StartedAt: day("2026-03-10 14:05"),
		Target: result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org"}}
	d := advise.Make(r, &choose.Needs{Devices: ptr(2)}, printer(t, "en"), advise.Advise)
	page := encoded(t, "html", "en", d)
	if strings.Contains(page, "In order") || !strings.Contains(page, "Not tested") {
		t.Error("a verdict about nothing")
	}
}
