package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"mailadvisor/advise"
)

// What a run was told to leave out has not vanished since an earlier one, and
// the command that checks again holds it to the same.
func TestBaselineOfWhatWasAsked(t *testing.T) {
	dir := t.TempDir()
	policy := place(t, dir, "policy.yaml", "defaults:\n  require:\n    - offered: [imap:993]\n      certificate-valid: true\n")
	_, whole, stderr := runDemo(t, "check", "--demo", "--policy", policy, "-o", "json")
	if whole == "" {
		t.Fatal(stderr)
	}
	before := place(t, dir, "before.json", whole)
	for _, flags := range [][]string{{"--only", "imap:993"}, {"-4"}, {"--only", "imap", "-4"}} {
		status, stdout, stderr := runDemo(t, append([]string{"check", "--demo", "--policy", policy, "--baseline", before}, flags...)...)
		if status != StatusOK {
			t.Errorf("%v: status %d\n%s%s", flags, status, stdout, stderr)
		}
	}
	status, stdout, stderr := runDemo(t, "check", "--demo=fault:http", "--policy", policy, "--baseline", before, "--fail-on", "unknown", "-o", "json")
	var d advise.Document
	if err := json.Unmarshal([]byte(stdout), &d); err != nil || status != StatusFailed {
		t.Fatalf("status %d, %v\n%s", status, err, stderr)
	}
	if d.Policy.Baseline != before || d.Policy.FailOn != "unknown" {
		t.Errorf("%q, %q", d.Policy.Baseline, d.Policy.FailOn)
	}
	_, stdout, _ = runDemo(t, "check", "--demo=fault:http", "--policy", policy, "--baseline", before, "--fail-on", "unknown")
	if flat := strings.Join(strings.Fields(stdout), " "); !strings.Contains(flat, "--fail-on unknown") || !strings.Contains(flat, "--baseline") {
		t.Errorf("the command that checks again is of another test:\n%s", stdout)
	}
}
