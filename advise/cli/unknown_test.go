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

// What somebody meant is asked back, in both languages: a word that is missing,
// a number that is spelt, days that are weeks, a code alone, a part of a name.
func TestWhatWasMeantIsAsked(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"settings", "example.org", "--publish="}, StatusUsage, "Choose one of autoconfig"},
		{[]string{"check", "--policy"}, StatusUsage, "mailadvisor check --help"},
		{[]string{"advise", "--absence", "3w"}, StatusUsage, "is it 21?"},
		{[]string{"advise", "--absence", "3 semaines", "--lang", "fr"}, StatusUsage, "21"},
		{[]string{"advise", "--devices", "deux", "--lang", "fr"}, StatusUsage, "est-ce"},
		{[]string{"advise", "--devices", "many"}, StatusUsage, "not a value that this flag takes"},
		{[]string{"explain", "starttls"}, StatusUsage, "imap-starttls-missing"},
		{[]string{"explain", "535"}, StatusOK, "auth-rejected"},
		{[]string{"explain", "authenticationfailed"}, StatusOK, "auth-rejected"},
		{[]string{"explain", "xyzzy"}, StatusUsage, "neither a topic nor a finding"},
	} {
		status, stdout, stderr := asTyped(t, c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: status %d, want %d and %q\n%s%s", c.args, status, c.status, c.says, stdout, stderr)
		}
	}
}

// What was typed is repeated by its ends where it is long.
func TestLongInputIsNotRepeatedWhole(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, line := range []string{
		"explain " + long, "probe --demo --only " + long, "settings --demo --client " + long, "advise --quota " + long, long, "probe --" + long,
		"demo " + long, "probe --demo --timeout " + long, "probe --demo -o " + long, "probe --demo --lang " + long, "discover user@example.org --as " + long, "probe --demo --resolver " + long,
	} {
		status, stdout, stderr := asTyped(t, strings.Fields(line)...)
		if status != StatusUsage || len(stdout)+len(stderr) > 1500 {
			t.Errorf("%.40s: status %d, %d octets", line, status, len(stdout)+len(stderr))
		}
	}
}
