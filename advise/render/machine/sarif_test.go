package machine

import "testing"

// TestFileURI: a whole path is a URL, since a reader puts a folder before what
// is relative.
func TestFileURI(t *testing.T) {
	for file, want := range map[string]string{
		"policy.yaml":          "policy.yaml",
		"a folder/policy.yaml": "a%20folder/policy.yaml",
		"/etc/policy.yaml":     "file:///etc/policy.yaml",
		`C:\mail\policy.yaml`:  "file:///C:/mail/policy.yaml",
		`mail\policy.yaml`:     "mail/policy.yaml",
	} {
		if got := fileURI(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}

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
