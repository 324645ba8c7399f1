package cli

import (
	"strings"
	"testing"
)

// A login that failed is told once, with what the person does about it: on the
// screen where that has a place for it, and else beside it.
func TestFailedLoginIsToldOnce(t *testing.T) {
	for _, c := range []struct {
		command     string
		screen, err string // what each says of it, "" where nothing
	}{
		{"probe --demo=fault:auth-rejected", "Nobody could log in", ""},
		{"advise --demo=fault:auth-rejected", "For you to do", ""},
		{"usage --demo=fault:auth-rejected", "Nobody could log in", ""},
		{"advise --demo=fault:token-expired", "For you to do", ""},
		{"probe --demo=fault:oauth-only", "Nobody could log in", ""},
		{"settings --client other --demo=fault:auth-rejected", "", "Nobody could log in"},
		{"settings --client other --demo=fault:app-password", "", "Nobody could log in"},
	} {
		_, stdout, stderr := asTyped(t, strings.Fields(c.command)...)
		for _, place := range []struct{ name, text, want string }{{"the screen", stdout, c.screen}, {"standard error", stderr, c.err}} {
			if !strings.Contains(place.text, place.want) {
				t.Errorf("%s: %s does not say %q:\n%s", c.command, place.name, place.want, place.text)
			}
			if place.want == "" && (strings.Contains(place.text, "refused") || strings.Contains(place.text, "log in")) {
				t.Errorf("%s: %s tells it again:\n%s", c.command, place.name, place.text)
			}
		}
	}
}
