package render_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/render/machine"
)

// sarifRun is what a document's own part of a log is, and the rules.
type sarifRun struct {
	Results []struct {
		RuleID       string            `json:"ruleId"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	Tool struct {
		Driver struct{ Rules []struct{ ID string } }
	}
}

func readSARIF(t *testing.T, log string) (run sarifRun, raw map[string]json.RawMessage) {
	t.Helper()
	var runs struct{ Runs []json.RawMessage }
	if err := json.Unmarshal([]byte(log), &runs); err != nil {
		t.Fatal(err)
	}
	for _, into := range []any{&run, &raw} {
		if err := json.Unmarshal(runs.Runs[0], into); err != nil {
			t.Fatal(err)
		}
	}
	return run, raw
}

// TestSARIFResults compares a log without its rules, which are those of
// package diagnose.
func TestSARIFResults(t *testing.T) {
	everyTold(t, func(t *testing.T, c told, d *advise.Document) {
		if c.verdict == advise.VerdictOK {
			return
		}
		_, raw := readSARIF(t, encoded(t, "sarif", d.Lang, d))
		delete(raw, "tool")
		var out bytes.Buffer
		if err := machine.JSON(&out, raw); err != nil {
			t.Fatal(err)
		}
		golden(t, "reports/"+c.name+"."+d.Lang+".sarif.json", out.String())
	})
}

func TestSARIFRulesAreStable(t *testing.T) {
	d := badDay("en")
	en, _ := readSARIF(t, encoded(t, "sarif", "en", d, held("en")))
	fr, _ := readSARIF(t, encoded(t, "sarif", "fr", badDay("fr"), held("fr")))
	var rules []string
	for _, r := range en.Tool.Driver.Rules {
		rules = append(rules, r.ID)
	}
	for _, r := range diagnose.Rules() {
		if !slices.Contains(rules, r.ID) {
			t.Errorf("%s is no rule of the log", r.ID)
		}
	}
	seen := map[string]bool{}
	for i, r := range en.Results {
		if !slices.Contains(rules, r.RuleID) {
			t.Errorf("the result %s has no rule", r.RuleID)
		}
		fingerprint := r.Fingerprints["mailadvisor/v1"]
		if seen[fingerprint] || fingerprint != fr.Results[i].Fingerprints["mailadvisor/v1"] {
			t.Errorf("the fingerprint of %s is that of another result, or of one language", r.RuleID)
		}
		seen[fingerprint] = true
	}
}
