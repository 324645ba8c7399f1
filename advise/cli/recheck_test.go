package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// TestRecheckIsTheSameTest types what every finding shows as "Check again": it
// reaches the same host in the same way, and finds the same.
func TestRecheckIsTheSameTest(t *testing.T) {
	cases := []struct {
		fault string
		flags []string
	}{
		{"expired-certificate", nil},
		{"starttls-missing", []string{"--only", "imap,submission:587", "-4"}},
		{"http", []string{"--only", "pop3"}},
		{"lenient-tls", []string{"--only", "imap:993", "--tls-scan", "--timeout", "20s"}},
		{"auth-rejected", []string{"--only", "imap:993,submission:465", "--auth", "plain"}},
	}
	for _, c := range cases {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			host := testkit.Host(t, mailhost.Config{Scenario: "fault:" + c.fault})
			dir := t.TempDir()
			args := slices.Concat([]string{"probe", mailhost.Name, "--ca-file", place(t, dir, "a ca.pem", string(host.CAPEM())),
				"--user", mailhost.User, "--password-file", place(t, dir, "password", "wrong-secret\n")}, c.flags, connectFlags(host.Connect()))
			first := found(t, args)
			if len(first) == 0 {
				t.Fatal("nothing was found")
			}
			for id, recheck := range first {
				if strings.Contains(recheck, "wrong-secret") {
					t.Errorf("%s shows the password: %s", id, recheck)
				}
				words := shellWords(t, recheck)
				if words[0] != "mailadvisor" {
					t.Fatalf("%s: %s", id, recheck)
				}
				if _, again := found(t, words[1:])[id]; !again {
					t.Errorf("%s is not found again by %s", id, recheck)
				}
			}
		})
	}
}

// found are the findings of a run that are to be mended, each with the command
// that checks again.
func found(t *testing.T, args []string) map[string]string {
	t.Helper()
	status, stdout, stderr := asTyped(t, append(slices.Clone(args), "-o", "json")...)
	var d advise.Document
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatalf("%q: status %d, %v\n%s", args, status, err, stderr)
	}
	out := map[string]string{}
	for _, f := range d.Findings {
		if f.Mend() && f.Status == diagnose.Fail || f.ID == "tls-old-versions" && f.Mend() {
			out[f.ID] = f.Recheck
		}
	}
	return out
}

// shellWords splits a command as a POSIX shell does; it holds words and words in
// single quotes.
func shellWords(t *testing.T, command string) []string {
	t.Helper()
	var words []string
	word, quoted := "", false
	for _, r := range command {
		switch {
		case r == '\'':
			quoted = !quoted
		case r == ' ' && !quoted:
			words, word = append(words, word), ""
		case !quoted && strings.ContainsRune("\"\\$`;&|<>(){}*?[]~#", r):
			t.Fatalf("a shell would act on %q in %s", r, command)
		default:
			word += string(r)
		}
	}
	return append(words, word)
}
