package cli

import (
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// TestNamesThatLeadNowhere wants one error with its reason and the next step,
// and a status that tells a wrong name from a dead name server.
func TestNamesThatLeadNowhere(t *testing.T) {
	answering := testkit.NewNames(t).Address // where no name exists
	cases := []struct {
		args   []string
		status int
		says   []string
	}{
		{[]string{"probe", "mail.exampel.org", "--resolver", answering}, StatusFailed,
			[]string{"mail.exampel.org: there is no host of this name", "Why", "Next"}},
		{[]string{"probe", "mail.exampel.org", "--resolver", answering, "--lang", "fr"}, StatusFailed,
			[]string{"aucun hôte ne porte ce nom", "Pourquoi"}},
		{[]string{"advise", "user@exampel.org", "--resolver", answering}, StatusFailed,
			[]string{"no mail servers were found for exampel.org", "mailadvisor advise mail.exampel.org --user user@exampel.org"}},
		{[]string{"probe", "mail.example.org", "--resolver", "127.0.0.1:1", "--timeout", "20s"}, StatusUnable,
			[]string{"mail.example.org could not be looked up"}},
	}
	for _, c := range cases {
		status, stdout, stderr := asTyped(t, c.args...)
		if status != c.status || stdout != "" {
			t.Errorf("%v: status %d, want %d\n%s%s", c.args, status, c.status, stdout, stderr)
		}
		for _, want := range c.says {
			if !strings.Contains(stderr, want) {
				t.Errorf("%v does not say %q:\n%s", c.args, want, stderr)
			}
		}
	}
}
