package run

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/probe"
)

const profiles = "../client/testdata/profiles"

// judged reads configurations and judges them without a network.
func judged(t testing.TB, program string, names ...string) *review.Review {
	t.Helper()
	found, err := ReadAccounts(t.Context(), Configurations{Names: names, Program: program, Env: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)
	r := &Runner{Options: probe.Options{Now: func() time.Time { return today }}}
	in, err := r.Review(t.Context(), Reviewing{Found: found, NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return review.Make(in, p)
}

func ids(r *review.Review) []string {
	var out []string
	for _, f := range r.Findings {
		if !slices.Contains(out, f.ID) {
			out = append(out, f.ID)
		}
	}
	slices.Sort(out)
	return out
}

// TestReviewProfiles judges made profiles: what is wrong with each is found, and
// nothing else; a healthy one gives no finding.
func TestReviewProfiles(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(profiles, "profiles.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	broken, found, healthy, alarms := 0, 0, 0, 0
	for line := range strings.Lines(string(content)) {
		name, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		r := judged(t, "", profile(t, name))
		got := ids(r)
		var wanted []string
		if want != "-" {
			wanted = strings.Split(want, ",")
			slices.Sort(wanted)
			broken++
		} else {
			healthy++
		}
		if len(r.Accounts) == 0 {
			t.Errorf("%s: no account was read: %+v %+v", name, r.Passed, r.Unknown)
		}
		if slices.Equal(got, wanted) {
			found++
			if want == "-" {
				found--
			}
		} else {
			t.Errorf("%s: %v, want %v", name, got, wanted)
			if want == "-" {
				alarms++
			}
		}
		for _, f := range r.Findings {
			if len(f.Lines) == 0 || len(f.Changes) == 0 || strings.Contains(f.Title+f.Risk, "‹") {
				t.Errorf("%s: %s lacks its line, its change or its words: %+v", name, f.ID, f)
			}
			for _, l := range f.Lines {
				if l.Text == "" {
					t.Errorf("%s: %s is shown by nothing", name, f.ID)
				}
			}
			for _, c := range f.Changes {
				if c.Text == "" || strings.Contains(c.Text+c.Screen, "‹") {
					t.Errorf("%s: %s: the change %s has no words: %+v", name, f.ID, c.ID, c)
				}
			}
		}
	}
	t.Logf("broken profiles: %d, found: %d; healthy: %d, false alarms: %d", broken, found, healthy, alarms)
}

// profile returns a copy of a made profile whose files are their owner's alone,
// as a checkout does not keep them.
func profile(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(profiles, name))); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Chmod(file, 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
