package diagnose

import (
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What is said of a password that was not sent is so: of the run only where
// none was sent anywhere, of a place only where none was sent there, and
// nothing where one may have been.
func TestUnsentPassword(t *testing.T) {
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	const run, there = "This run sent no password.", "This run sent no password there."
	told := map[string]bool{}
	for _, c := range append(cases(), discoveryCases()...) {
		for _, sent := range []string{"nowhere", "elsewhere", "everywhere"} {
			r := healthy()
			c.change(r)
			for i := range r.Probes {
				r.Probes[i].Login = nil
				if sent == "everywhere" {
					r.Probes[i].Login = &result.Login{Status: result.LoginFailed, Mechanism: "PLAIN", Failure: result.NewFailure(result.AuthRejected, "")}
				}
			}
			if sent == "elsewhere" {
				r.Probes = append(r.Probes, result.Probe{
					Endpoint: result.Endpoint{Service: result.IMAP, Host: "other.example.org", Port: 993, Security: result.TLS}, Status: result.OK,
					Login: &result.Login{Status: result.LoginOK, Mechanism: "PLAIN"},
				})
			}
			for _, f := range Run(r) {
				if f.Status == Pass {
					continue
				}
				f.Fill(words)
				for _, says := range []struct{ text, when string }{{run, "nowhere"}, {there, "elsewhere"}} {
					if !strings.Contains(f.Risk, says.text) {
						continue
					}
					told[says.text] = true
					if sent != says.when {
						t.Errorf("%s, a password sent %s: %s", f.ID, sent, f.Risk)
					}
				}
			}
		}
	}
	if !told[run] || !told[there] {
		t.Errorf("it is told nowhere: %v", told)
	}
}
