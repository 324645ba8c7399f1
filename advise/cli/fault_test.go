package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/render/schema"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// ran is what one run of the program wrote, and its exit status.
type ran struct {
	status      int
	out, errors string
}

func runWith(t *testing.T, in string, args ...string) ran {
	var stdout, stderr bytes.Buffer
	status := Main(t.Context(), args, Streams{
		In: strings.NewReader(in), Out: &stdout, Err: &stderr, Env: func(string) string { return "" }, Now: clock,
	})
	return ran{status, stdout.String(), stderr.String()}
}

// Every fault that the embedded host can show to a person ends, with the exit
// status that its kind demands, and with words that fit the screen and do
// nothing to it, in each language; as JSON it is a report from which the same
// is written again.
// No policy hides it: neither one that asks for nothing, nor the example; and of
// the policy of the good host not all holds. Each fault is probed once, and the
// report held to the three.
func TestDemoFaults(t *testing.T) {
	dir := t.TempDir()
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	example, err := run.ReadPolicy("../../docs/examples/policy.yaml", words)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := run.ReadPolicy(place(t, dir, "policy.yaml", "targets: ["+mailhost.Name+"]\n"), words) // it asks for nothing
	if err != nil {
		t.Fatal(err)
	}
	good, err := run.ReadPolicy(goodPolicy(t), words)
	if err != nil {
		t.Fatal(err)
	}
	printers := map[string]*locale.Printer{"en": words}
	if printers["fr"], err = locale.New("fr"); err != nil {
		t.Fatal(err)
	}
	reader := new(proofreader)
	faults := mailhost.Faults()
	if testkit.Raced { // package probe runs them all
		n := 0
		faults = slices.DeleteFunc(faults, func(mailhost.Fault) bool { n++; return n%3 != 0 })
	}
	live, reports := make([]ran, len(faults)), make([]string, len(faults))
	var going sync.WaitGroup
	atOnce := make(chan struct{}, 24) // most of the time of the slow ones is waiting
	for i, f := range faults {
		reports[i] = filepath.Join(dir, f.Name+".json")
		going.Go(func() {
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			live[i] = runWith(t, "", "probe", "--verbose", "--demo=fault:"+f.Name, "-o", "text", "-o", "json="+reports[i])
		})
	}
	going.Wait()
	for i, f := range faults {
		t.Run(f.Name, func(t *testing.T) {
			got := live[i]
			d := document(t, readText(t, reports[i]))
			if want := statusOf(f, d); got.status != want {
				t.Errorf("status %d, want %d\n%s%s", got.status, want, got.out, got.errors)
			}
			var series bytes.Buffer
			if err := machine.Metrics(&series, d); err != nil {
				t.Error(err)
			}
			if n := seriesIn(series.String()); n > 60 {
				t.Errorf("%d series for an exporter:\n%s", n, series.String())
			}
			if status := checkStatus(run.Hold(&d.Report, bare, mailhost.Name, nil, words), "fail"); status != got.status {
				t.Errorf("a policy that asks for nothing: status %d, a probe %d", status, got.status)
			}
			if status := checkStatus(run.Hold(&d.Report, example, mailhost.Name, nil, words), "fail"); status < got.status {
				t.Errorf("a policy hides a failure: status %d, a probe %d", status, got.status)
			}
			if err := schema.Validate([]byte(readText(t, reports[i]))); err != nil {
				t.Error(err)
			}
			// The inbox may open all the same, and a policy asks for no list of folders.
			if held := run.Hold(&d.Report, good, mailhost.Name, nil, words); breaks(f) && (f.Step != result.StepMailbox || got.status != StatusOK) && checkStatus(held, "unknown") != StatusFailed {
				t.Errorf("the policy of the good host holds: %d broken, %d unknown", held.Policy.Count(policy.Fail), held.Policy.Count(policy.Unknown))
			}
			if d.Interrupted {
				t.Error("the run was ended by its own limit, not by that of a step")
			}
			if f.Kind != "" && !tells(d, f) {
				t.Errorf("the report does not say %s at %s", f.Kind, f.Step)
			}
			onScreen(t, "errors", got.errors)
			onScreen(t, "en", got.out)
			if testkit.Raced && i%3 != 0 {
				return
			}
			for _, lang := range []string{"en", "fr"} {
				again := runWith(t, "", "render", reports[i], "--lang", lang, "-v")
				if again.status != got.status {
					t.Errorf("rendered again in %s: status %d, %q", lang, again.status, again.errors)
				}
				if lang == "en" && again.out != got.out {
					t.Errorf("rendered again: %s", cmp.Diff(got.out, again.out))
				}
				onScreen(t, "rendered in "+lang, again.out)
				reader.everyScreen(t, &d.Report, example, printers[lang])
			}
		})
	}
}

// statusOf returns the exit status that a fault demands. What does not work is
// a failure, also where it may pass; not so where the host only has another way
// (OAuth alone), asks for a pause, or does not tell about the mailbox. A host
// that works may have other findings, such as a mailbox that is full.
func statusOf(f mailhost.Fault, d *advise.Document) int {
	told := f.Step == result.StepQuota || f.Step == result.StepMailbox || f.Step == result.StepArrival
	meant := f.Kind == string(result.OAuthRequired) || f.Kind == string(result.LoginDelay) || told
	found := slices.ContainsFunc(d.Findings, func(f diagnose.Finding) bool { return f.Status == diagnose.Fail })
	if f.Kind != "" && !meant || found {
		return StatusFailed
	}
	return StatusOK
}

// tells reports whether the fault is in the report, with its step.
func tells(d *advise.Document, f mailhost.Fault) bool {
	told := func(failure *result.Failure) bool {
		return failure != nil && string(failure.Kind) == f.Kind && failure.Step == f.Step
	}
	for _, p := range d.Probes {
		if told(p.Failure) || p.Login != nil && told(p.Login.Failure) {
			return true
		}
	}
	for _, a := range d.Accounts {
		if slices.ContainsFunc([]*result.Failure{a.QuotaFailure, a.MailboxFailure, a.InboxFailure, a.ArrivalFailure}, told) {
			return true
		}
	}
	return false
}

// onScreen wants lines of at most 80 columns that a terminal shows as they are.
func onScreen(t *testing.T, name, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%s: %d columns: %q", name, n, line)
		}
		if bad := acts(line); bad != "" {
			t.Errorf("%s: %s in %q", name, bad, line)
		}
	}
}

// acts names a character that a terminal may obey instead of showing it, or
// that is not text at all.
func acts(text string) string {
	if !utf8.ValidString(text) {
		return "broken UTF-8"
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) {
			return fmt.Sprintf("%U", r)
		}
	}
	return ""
}

// document reads a report, of which no string does anything on a terminal
// either, once it is taken out of the JSON.
func document(t *testing.T, text string) *advise.Document {
	t.Helper()
	var raw any
	d := new(advise.Document)
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, text)
	}
	if err := json.Unmarshal([]byte(text), d); err != nil {
		t.Fatalf("not a report: %v", err)
	}
	inertValues(t, "", raw)
	return d
}

func inertValues(t *testing.T, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			inertValues(t, path+"."+key, value)
		}
	case []any:
		for i, value := range v {
			inertValues(t, fmt.Sprintf("%s[%d]", path, i), value)
		}
	case string:
		if bad := acts(v); bad != "" {
			t.Errorf("%s: %s in %q", path, bad, v)
		}
	}
}
