package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render/schema"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// reportsDir holds the stored reports: what the probe saw of hosts that are not
// there when the reports are read. TestRecord writes them.
const reportsDir = "../../probe/testdata/reports"

// storedReports returns the files of probe/testdata/reports.
func storedReports(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(reportsDir, "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatal("no stored reports", err)
	}
	return names
}

// TestStoredReports renders every stored report in both languages and compares
// the screens; -update writes them.
func TestStoredReports(t *testing.T) {
	for _, name := range storedReports(t) {
		base := strings.TrimSuffix(filepath.Base(name), ".json")
		for _, lang := range locale.Languages() {
			t.Run(base+"/"+lang, func(t *testing.T) {
				t.Parallel()
				got := outputOf(t, "render "+name+" --lang "+lang)
				for line := range strings.Lines(got) {
					if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
						t.Errorf("%d columns: %s", n, line)
					}
				}
				testkit.Golden(t, filepath.Join("testdata", "reports", base+"."+lang+".txt"), got)
			})
		}
	}
}

// TestStoredReportsReplay renders every stored report as JSON, and what came
// of it again: the document is valid, and nothing changes on the way.
func TestStoredReportsReplay(t *testing.T) {
	for _, name := range storedReports(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			once := outputOf(t, "render "+name+" -o json")
			if err := schema.Validate([]byte(once)); err != nil {
				t.Error(err)
			}
			again := place(t, t.TempDir(), "again.json", once)
			if twice := outputOf(t, "render "+again+" -o json"); twice != once {
				t.Error("rendered again, it differs")
			}
			if text := outputOf(t, "render "+again+" --lang fr"); text != outputOf(t, "render "+name+" --lang fr") {
				t.Error("in French it depends on the words that were stored in English")
			}
			var d advise.Document
			if err := json.Unmarshal([]byte(once), &d); err != nil || d.Sentence.Text == "" {
				t.Errorf("no verdict, %v", err)
			}
		})
	}
}

// TestStoredReportsHoldNoSecret looks for the passwords of the hosts that were
// recorded.
func TestStoredReportsHoldNoSecret(t *testing.T) {
	for _, name := range storedReports(t) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"wonderland", mailhost.Password} {
			for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret)),
				base64.StdEncoding.EncodeToString([]byte("\x00user@example.test\x00" + secret))} {
				if bytes.Contains(content, []byte(form)) {
					t.Errorf("%s holds %q", name, form)
				}
			}
		}
	}
}
