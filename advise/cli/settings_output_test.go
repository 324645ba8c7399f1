package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/testkit"
)

// What is redirected is the file of the program, byte for byte (package
// settings parses each in its format); or it is refused with the way out, where
// the program reads several files. So it is for every program, over both
// protocols, and for the codes that phones scan.
func TestOutputIsTheFile(t *testing.T) {
	set := func(terminal bool, more ...string) (status int, out, errs string) {
		var o, e bytes.Buffer
		status = Main(t.Context(), slices.Concat([]string{"settings", "user@gmx.net", "--no-network"}, more), Streams{
			In: strings.NewReader(""), Out: &o, Err: &e, Env: func(string) string { return "" }, Now: testkit.Today, OutTerminal: terminal,
		})
		return status, o.String(), e.String()
	}
	refused := map[string]bool{}
	for _, row := range client.Table() {
		for _, protocol := range []string{"imap", "pop3"} {
			asked := []string{"--client", row.Name, "--protocol", protocol}
			status, text, errs := set(false, slices.Concat(asked, []string{"-o", "json"})...)
			if status != StatusOK { // refused, whatever is asked for
				if got, out, _ := set(false, asked...); got != status || out != "" {
					t.Errorf("%s, %s: status %d and %q, as JSON %d: %s", row.Name, protocol, got, out, status, errs)
				}
				continue
			}
			var doc advise.Document
			if err := json.Unmarshal([]byte(text), &doc); err != nil {
				t.Fatal(err)
			}
			var own, typed []settings.File
			for _, f := range settings.WithoutQR(doc.Files) {
				switch {
				case f.Typed:
					typed = append(typed, f)
				case f.Mode == client.Private:
					own = append(own, f)
				}
			}
			status, text, errs = set(false, asked...)
			switch {
			case len(own) > 1:
				refused[row.Name] = true
				_, page, _ := set(true, asked...)
				_, read, _ := set(false, slices.Concat(asked, []string{"-o", "text"})...)
				if status != StatusUsage || text != "" || !strings.Contains(errs, "--write .") || !strings.Contains(errs, own[1].Name) {
					t.Errorf("%s, %s: status %d, %q, %s", row.Name, protocol, status, text, errs)
				}
				for _, f := range own {
					if !strings.Contains(page, f.Name) || !strings.Contains(read, f.Name) {
						t.Errorf("%s, %s: nobody can read %s", row.Name, protocol, f.Name)
					}
				}
			case status != StatusOK:
				t.Errorf("%s, %s: status %d: %s", row.Name, protocol, status, errs)
			case len(own) == 1 && text != string(own[0].Content):
				t.Errorf("%s, %s: not %s, but\n%s", row.Name, protocol, own[0].Name, text)
			case len(own) == 0 && len(typed) == 0:
				t.Errorf("%s, %s: neither a file nor steps", row.Name, protocol)
			}
			if row.QR() && protocol == "imap" {
				if status, text, errs := set(false, slices.Concat(asked, []string{"--qr"})...); status != StatusUsage || text != "" || !strings.Contains(errs, "--write .") {
					t.Errorf("%s: a code: status %d, %q, %s", row.Name, status, text, errs)
				}
			}
		}
	}
	if len(refused) == 0 {
		t.Error("no program reads several files")
	}
}
