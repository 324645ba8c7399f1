package machine

import "testing"

// TestHome: a page is named only where there can be one.
func TestHome(t *testing.T) {
	for pkg, want := range map[string]string{
		"mailadvisor/advise/render/machine":                      "",
		"github.com/someone/mailadvisor/advise/render/machine":   "https://pkg.go.dev/github.com/someone/mailadvisor",
		"code.example.org/mail/advisor/v2/advise/render/machine": "https://pkg.go.dev/code.example.org/mail/advisor/v2",
	} {
		if got := home(pkg); got != want {
			t.Errorf("%s: %q, want %q", pkg, got, want)
		}
	}
}
