package diagnose

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// TestHeadlineOfNoLogin has every login of every stored report fail, by each
// kind of failure: where no mailbox opened, the headline in no language says
// that the host works or is in order.
func TestHeadlineOfNoLogin(t *testing.T) {
	names, err := filepath.Glob("../../probe/testdata/reports/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no stored reports", err)
	}
	praise := regexp.MustCompile(`\bworks\b|in order|fonctionne|en ordre|en règle|tout va bien`)
	looked := 0
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range result.Kinds() {
			var r result.Report
			if err := json.Unmarshal(content, &r); err != nil {
				t.Fatal(name, err)
			}
			tried := false
			for i := range r.Probes {
				p := &r.Probes[i]
				if p.Login == nil || p.Login.Status == result.LoginNotTried {
					continue
				}
				tried = true
				p.Login.Status, p.Login.Reason, p.Login.Refused = result.LoginFailed, "", nil
				p.Login.Failure = &result.Failure{Kind: kind.Kind, Detail: "refused"}
			}
			if !tried {
				continue
			}
			looked++
			told := Verdict(&r, Run(&r))
			for _, lang := range locale.Languages() {
				words, err := locale.New(lang)
				if err != nil {
					t.Fatal(err)
				}
				if said := words.T(told.ID, told.Args); praise.MatchString(said) {
					t.Errorf("%s, %s: %s", filepath.Base(name), kind.Kind, said)
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("%d reports with a login were looked at", looked)
	}
}
