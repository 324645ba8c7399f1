package render_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/render/schema"
)

// extensions returns those of the golden files.
func extensions() map[string]string {
	return map[string]string{"markdown": "md", "html": "html", "junit": "xml", "tap": "tap", "github": "github.txt",
		"github-summary": "summary.md", "gitlab": "gitlab.json", "nagios": "nagios.txt", "prometheus": "prom"}
}

func TestReports(t *testing.T) {
	everyTold(t, func(t *testing.T, c told, d *advise.Document) {
		for format, extension := range extensions() {
			if slices.Contains([]string{"healthy", "advice", "bad-day", "interrupted", "policy-broken"}, c.name) { // the others look like these
				golden(t, "reports/"+c.name+"."+d.Lang+"."+extension, encoded(t, format, d.Lang, d))
			}
		}
	})
}

func TestSeveralDocuments(t *testing.T) {
	for _, lang := range locale.Languages() {
		docs := []*advise.Document{probeHealthy(lang), badDay(lang), interrupted(lang)}
		for format, extension := range extensions() {
			golden(t, "reports/several."+lang+"."+extension, encoded(t, format, lang, docs...))
		}
	}
}

// reading finds the verdict in what a format wrote of one document.
type reading func(t *testing.T, out string) advise.Verdict

// worstOf returns a verdict by what was found, the worst first.
func worstOf(unable, fail, warn bool) advise.Verdict {
	switch {
	case unable:
		return advise.VerdictUnable
	case fail:
		return advise.VerdictFail
	case warn:
		return advise.VerdictWarn
	}
	return advise.VerdictOK
}

func byWords(words map[string]advise.Verdict) reading {
	return func(t *testing.T, out string) advise.Verdict {
		t.Helper()
		var found []advise.Verdict
		for word, v := range words {
			if strings.Contains(out, word) {
				found = append(found, v)
			}
		}
		if len(found) != 1 {
			t.Fatalf("%d verdicts in:\n%s", len(found), out)
		}
		return found[0]
	}
}

// readings returns how each format tells its verdict to a reader of its own
// kind: by what it counts, not by the sentence that is meant for people.
func readings() map[string]reading {
	people := byWords(map[string]advise.Verdict{
		"**In order:**": advise.VerdictOK, "**To mend:**": advise.VerdictWarn, "**Fails:**": advise.VerdictFail, "**Not finished:**": advise.VerdictUnable,
	})
	return map[string]reading{
		"json":  storedVerdict,
		"jsonl": storedVerdict,
		"junit": func(t *testing.T, out string) advise.Verdict {
			return worstOf(strings.Contains(out, "<error "), strings.Contains(out, "<failure "), regexp.MustCompile(`<system-out>WARN|skipped>unknown: Room`).MatchString(out))
		},
		"tap": func(t *testing.T, out string) advise.Verdict {
			failed := regexp.MustCompile(`(?m)^not ok [^#\n]*$`).FindAllString(out, -1)
			run := slices.ContainsFunc(failed, func(l string) bool { return strings.HasSuffix(l, " run") })
			return worstOf(run, len(failed) > 0, regexp.MustCompile(`# TODO|quota-headroom # SKIP`).MatchString(out))
		},
		"sarif": func(t *testing.T, out string) advise.Verdict {
			var log struct {
				Runs []struct {
					Properties  struct{ Verdict advise.Verdict }
					Results     []struct{ Level string }
					Invocations []struct{ ExecutionSuccessful bool }
				}
			}
			if err := json.Unmarshal([]byte(out), &log); err != nil {
				t.Fatal(err)
			}
			run := log.Runs[0]
			level := func(l string) bool {
				return slices.ContainsFunc(run.Results, func(r struct{ Level string }) bool { return r.Level == l })
			}
			counted := worstOf(!run.Invocations[0].ExecutionSuccessful, level("error"), level("warning"))
			if stated := run.Properties.Verdict; counted != stated && stated != advise.VerdictWarn {
				t.Errorf("it states %s, and its results are %s", stated, counted)
			}
			return run.Properties.Verdict
		},
		"github": func(t *testing.T, out string) advise.Verdict {
			return byWords(map[string]advise.Verdict{
				"::notice title=In order::": advise.VerdictOK, "::notice title=To mend::": advise.VerdictWarn,
				"::notice title=Fails::": advise.VerdictFail, "::notice title=Not finished::": advise.VerdictUnable,
			})(t, out)
		},
		"gitlab": func(t *testing.T, out string) advise.Verdict {
			var issues []struct {
				Description, Fingerprint, Severity string
				Check                              string `json:"check_name"`
				Location                           struct {
					Path  string
					Lines struct{ Begin int }
				}
			}
			if err := json.Unmarshal([]byte(out), &issues); err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			count := map[string]int{}
			for _, i := range issues {
				count[i.Severity]++
				if i.Description == "" || i.Check == "" || seen[i.Fingerprint] || i.Location.Path == "" || strings.HasPrefix(i.Location.Path, "./") || i.Location.Lines.Begin < 1 {
					t.Errorf("an issue that GitLab does not take: %+v", i)
				}
				seen[i.Fingerprint] = true
			}
			return worstOf(count["blocker"] > 0, count["major"]+count["critical"] > 0, count["minor"]+count["info"] > 0)
		},
		"nagios": byWords(map[string]advise.Verdict{
			"MAIL OK - ": advise.VerdictOK, "MAIL WARNING - ": advise.VerdictWarn, "MAIL CRITICAL - ": advise.VerdictFail, "MAIL UNKNOWN - ": advise.VerdictUnable,
		}),
		"prometheus": func(t *testing.T, out string) advise.Verdict {
			found := regexp.MustCompile(`(?m)^probe_verdict_info\{.*verdict="(\w+)"\} 1$`).FindStringSubmatch(out)
			success := regexp.MustCompile(`(?m)^probe_success\{.*\} ([01])$`).FindStringSubmatch(out)
			if found == nil || success == nil {
				t.Fatalf("no verdict in:\n%s", out)
			}
			v := advise.Verdict(found[1])
			works := v == advise.VerdictOK || v == advise.VerdictWarn
			if regexp.MustCompile(`(?m)^probe_findings\{.*status="fail".*\} [1-9]`).MatchString(out) {
				works = false // whatever a policy says
			}
			if (success[1] == "1") != works {
				t.Errorf("probe_success is %s with the verdict %s", success[1], v)
			}
			return v
		},
		"markdown":       people,
		"github-summary": people,
		"html": byWords(map[string]advise.Verdict{
			`class="verdict verdict-ok"`: advise.VerdictOK, `class="verdict verdict-warn"`: advise.VerdictWarn,
			`class="verdict verdict-fail"`: advise.VerdictFail, `class="verdict verdict-unable"`: advise.VerdictUnable,
		}),
	}
}

// storedVerdict returns the verdict of a document that was read back.
func storedVerdict(t *testing.T, out string) advise.Verdict {
	t.Helper()
	d := new(advise.Document)
	if err := json.Unmarshal([]byte(out), d); err != nil {
		t.Fatal(err)
	}
	if d.Verdict != advise.VerdictOf(d) {
		t.Errorf("the verdict is written as %q", d.Verdict)
	}
	return advise.VerdictOf(d)
}

func TestFormatsAgreeOnTheVerdict(t *testing.T) {
	for _, c := range corpus() {
		for _, f := range render.Formats() {
			if f.Name == "text" {
				continue // its verdict is the document's own sentence
			}
			t.Run(c.name+"/"+f.Name, func(t *testing.T) {
				read, ok := readings()[f.Name]
				if !ok {
					t.Fatal("readings() has no reader of the verdict of " + f.Name)
				}
				if got := read(t, encoded(t, f.Name, "en", c.make("en"))); got != c.verdict {
					t.Errorf("it tells %s, the document is %s", got, c.verdict)
				}
			})
		}
	}
}

func TestWorst(t *testing.T) {
	cases := []struct {
		verdicts []advise.Verdict
		want     advise.Verdict
		nagios   int
	}{
		{nil, advise.VerdictOK, 0},
		{[]advise.Verdict{advise.VerdictOK, advise.VerdictWarn}, advise.VerdictWarn, 1},
		{[]advise.Verdict{advise.VerdictFail, advise.VerdictWarn}, advise.VerdictFail, 2},
		{[]advise.Verdict{advise.VerdictUnable, advise.VerdictFail}, advise.VerdictUnable, 3},
	}
	for _, c := range cases {
		got := advise.Worst(c.verdicts...)
		if got != c.want || machine.NagiosStatus(got) != c.nagios {
			t.Errorf("%v: %s, Nagios %d", c.verdicts, got, machine.NagiosStatus(got))
		}
	}
}

// TestEachDocumentIsWrittenAsItComes asks the formats that stream for their
// bytes after every document, and for the same ones as all at once.
func TestEachDocumentIsWrittenAsItComes(t *testing.T) {
	held := []string{"github", "github-summary", "junit"} // count what they were given, within a bound
	for _, f := range render.Formats() {
		if f.Limit > 0 || slices.Contains(held, f.Name) {
			continue
		}
		var out bytes.Buffer
		e, err := render.NewEncoder(f.Name, &out, printer(t, "en"), render.TextOptions{View: render.ViewProbe})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Begin(); err != nil {
			t.Fatal(err)
		}
		before := out.Len()
		for i := range 4 {
			if err := e.Write(badDay("en")); err != nil {
				t.Fatal(err)
			}
			if i > 0 && out.Len() == before {
				t.Errorf("%s holds document %d back", f.Name, i+1)
			}
			before = out.Len()
		}
		if err := e.End(); err != nil {
			t.Fatal(err)
		}
		if want := encoded(t, f.Name, "en", badDay("en"), badDay("en"), badDay("en"), badDay("en")); out.String() != want {
			t.Errorf("%s differs when it is written piece by piece", f.Name)
		}
	}
}

// A run that was interrupted reads so in every form, also where nothing that
// it tested does.
func TestInterruptedInEveryForm(t *testing.T) {
	const why = "interrupted: 1 of 2 ended"
	want := map[string]string{
		"markdown": "Not finished", "html": why, "json": `"interrupted": true`, "jsonl": `"interrupted":true`, "junit": `<error type="error" message="` + why,
		"tap": "Bail out! " + why + "\n", "sarif": `"executionSuccessful": false`, "github": "::error title=Not finished::" + why,
		"github-summary": why, "gitlab": `"severity": "blocker"`, "nagios": "MAIL UNKNOWN - " + why, "prometheus": "probe_run_interrupted 1\n",
	}
	for _, f := range render.Formats() {
		if f.Name == "text" {
			continue // the caller says it
		}
		var out bytes.Buffer
		e, err := render.NewEncoder(f.Name, &out, printer(t, "en"), render.TextOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{e.Begin(), e.Write(probeHealthy("en")), e.Interrupt(why), e.End()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(out.String(), want[f.Name]) || want[f.Name] == "" {
			t.Errorf("%s does not say %q:\n%s", f.Name, want[f.Name], out.String())
		}
		switch f.Name {
		case "json":
			if err := schema.Validate(out.Bytes()); err != nil {
				t.Error(err)
			}
		case "sarif": // a notification of no place has no list of places
			if strings.Contains(out.String(), "null") {
				t.Errorf("null is no value of SARIF:\n%s", out.String())
			}
		}
	}
}

func TestJSONEncoderWritesAsJSONDoes(t *testing.T) {
	for _, docs := range [][]*advise.Document{{}, {probeHealthy("en")}, {probeHealthy("en"), badDay("en")}, {badDay("fr"), badDay("en"), odd("en")}} {
		var want bytes.Buffer
		var value any = docs
		if len(docs) == 1 {
			value = docs[0]
		}
		if err := machine.JSON(&want, value); err != nil {
			t.Fatal(err)
		}
		if got := encoded(t, "json", "en", docs...); got != want.String() {
			t.Errorf("%d documents differ:\n%s", len(docs), got)
		}
	}
}

func TestNoDocuments(t *testing.T) {
	want := map[string]string{
		"text": "", "markdown": "", "jsonl": "", "json": "[]\n", "prometheus": "",
		"tap":    "TAP version 14\n1..0 # SKIP Nothing was tested.\n",
		"nagios": "MAIL UNKNOWN - Nothing was tested.\n",
	}
	for _, f := range render.Formats() {
		got := encoded(t, f.Name, "en")
		if w, ok := want[f.Name]; ok && got != w {
			t.Errorf("%s: %q, want %q", f.Name, got, w)
		}
	}
}

func TestAFormatSaysItsLimit(t *testing.T) {
	for _, f := range render.Formats() {
		if f.Limit == 0 {
			continue
		}
		var out bytes.Buffer
		e, err := render.NewEncoder(f.Name, &out, printer(t, "en"), render.TextOptions{})
		if err != nil {
			t.Fatal(err)
		}
		d := noResolver("en")
		for i := range f.Limit {
			if err := e.Write(d); err != nil {
				t.Fatalf("%s: document %d: %v", f.Name, i+1, err)
			}
		}
		var many *render.TooManyError
		if err := e.Write(d); !errors.As(err, &many) || many.Format.Name != f.Name {
			t.Errorf("%s: one more than it takes: %v", f.Name, err)
		}
	}
}

func TestEveryFormatIsNamed(t *testing.T) {
	elsewhere := []string{"text", "json", "jsonl", "sarif"} // have goldens of their own
	for _, f := range render.Formats() {
		if extensions()[f.Name] == "" && !slices.Contains(elsewhere, f.Name) {
			t.Errorf("%s has no goldens: extensions() names their ending", f.Name)
		}
		for _, lang := range locale.Languages() {
			if !printer(t, lang).Has("report.format." + f.Name) {
				t.Errorf("%s: report.format.%s is missing", lang, f.Name)
			}
		}
	}
	if _, err := render.NewEncoder("yaml", nil, printer(t, "en"), render.TextOptions{}); err == nil {
		t.Error("an unknown format has an encoder")
	}
}

func TestReportsHaveTheirWords(t *testing.T) {
	everyTold(t, func(t *testing.T, c told, d *advise.Document) {
		for _, f := range render.Formats() {
			if got := encoded(t, f.Name, d.Lang, d); strings.Contains(got, "‹") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: words are missing:\n%s", f.Name, got)
			}
		}
	})
}

// TestReportsFromStoredDocuments renders what was read back from JSON.
func TestReportsFromStoredDocuments(t *testing.T) {
	everyTold(t, func(t *testing.T, c told, d *advise.Document) {
		again := readBack(t, d)
		for _, f := range render.Formats() {
			if encoded(t, f.Name, d.Lang, again) != encoded(t, f.Name, d.Lang, d) {
				t.Errorf("%s differs", f.Name)
			}
		}
	})
}

// TestNoUserNameInLabels looks for the account in what a time series database
// keeps for years.
func TestNoUserNameInLabels(t *testing.T) {
	d := adviseHealthy("en")
	d.Accounts[0].Quota[0].Root = "user@example.org"
	if got := encoded(t, "prometheus", "en", d); strings.Contains(got, "user") {
		t.Errorf("a user name in:\n%s", got)
	}
}
