package cli

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
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

// found returns the findings of a run that are to be mended, each with the
// command that checks again.
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

// notRepeated returns the flags that a command "Check again" leaves out, with
// the reason: what it sees is the same without them.
func notRepeated() map[string][]string {
	return map[string][]string{
		"how the result is shown":               {"output", "lang", "color", "verbose", "why", "brief", "all-findings", "compare", "list", "help", "ordered"},
		"a command may have a secret in it":     {"password-command", "token-command", "token-tool"},
		"it would be written over":              {"transcript", "write", "force", "qr", "publish"},
		"part of the target":                    {"demo", "address", "name"},
		"needs of a person, and not of a host":  {"devices", "device", "shared", "offline", "old-mail", "server-copy", "disk", "metered", "absence", "backup", "client", "client-version", "protocol", "as", "ask", "from-review"},
		"in place of what a probe can measure":  {"quota", "used", "mail-per-day", "mail-size", "growth", "pop", "imap"},
		"a policy: the command looks at a host": {"policy", "fail-on", "baseline", "dry-run", "print-policy"},
		"a list: the command is of one target":  {"targets", "resume", "retry-failed", "max-age", "shard", "concurrency", "per-domain", "per-address"},
		"nothing is tested":                     {"no-network"},
	}
}

// TestEveryFlagIsRepeatedOrNot wants each flag of a command that looks at hosts
// to be repeated, whichever the command, or to be left out for a reason.
func TestEveryFlagIsRepeatedOrNot(t *testing.T) {
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, names := range notRepeated() {
		for _, name := range names {
			if left[name] || slices.Contains(command.Repeated(), name) {
				t.Errorf("--%s has two reasons", name)
			}
			left[name] = true
		}
	}
	used := map[string]bool{}
	for _, name := range []string{"probe", "check", "advise", "settings", "usage", "discover"} {
		a := &app{words: words}
		cmd, _, err := a.root([]string{"help"}).Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			used[f.Name] = true
			if !slices.Contains(command.Repeated(), f.Name) {
				if !left[f.Name] {
					t.Errorf("%s --%s is neither repeated (command.Repeated) nor left out with a reason (notRepeated)", name, f.Name)
				}
				return
			}
			value := map[string]string{"bool": "true", "duration": "7s"}[f.Value.Type()]
			if err := cmd.Flags().Set(f.Name, cmp.Or(value, "word")); err != nil {
				t.Fatal(err)
			}
			typed := slices.ContainsFunc(asked(cmd), func(kept result.Flag) bool { return kept.Name == f.Name })
			if search := name == "discover" && f.Name == "timeout"; typed == search {
				t.Errorf("%s --%s: repeated %v", name, f.Name, typed)
			}
		})
	}
	for name := range left {
		if !used[name] {
			t.Errorf("no command has --%s", name)
		}
	}
}
