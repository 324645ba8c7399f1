package cli

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// took is what differs between runs that are the same: how long things took,
// the certificates, which the test's issuer makes anew, and where the lines of
// several questions in one flight stand between their answers.
var took = regexp.MustCompile(`(?m)^ *"([CS]: |… \().*\n|\d+(\.\d+)? +m?s\b|"[a-z_]*_ms": [0-9.]+|"sha256": "[^"]*"`)

// The same host and the same credential give the same report every time, in
// words and in order: where a service refuses what another took, where one is
// switched off, where a limit is met, and where the password is wrong. Each
// service gets one login that fails, at most.
func TestSameReportEachTime(t *testing.T) {
	internet := testkit.NewInternet(t, testkit.Today())
	dir := t.TempDir()
	ca := place(t, dir, "ca.pem", string(internet.CA))
	password := place(t, dir, "password", speakingPassword+"\n")
	policy := place(t, dir, "policy.yaml", "targets: ["+speakingHost+"]\ndefaults:\n  require:\n    - login-works: true\n      quota-free: 20%\n")
	const no, off, limit = "535 5.7.8 Authentication failed", "-ERR POP3 access is disabled", "{tag} NO [LIMIT] Too many simultaneous connections"
	for name, tt := range map[string]struct {
		says   map[result.Service]string // to a login
		logins map[result.Service]int64  // of one run
	}{
		"submission knows the name by another form": {
			map[result.Service]string{result.Submission: no},
			map[result.Service]int64{result.IMAP: 2, result.POP3: 2, result.Submission: 1}},
		"POP3 is switched off, and submission refuses": {
			map[result.Service]string{result.Submission: no, result.POP3: off},
			map[result.Service]int64{result.IMAP: 2, result.POP3: 1, result.Submission: 1}},
		"IMAP is at a limit": {
			map[result.Service]string{result.IMAP: limit},
			map[result.Service]int64{result.IMAP: 1, result.POP3: 2, result.Submission: 2}},
		"the password is wrong": {
			map[result.Service]string{result.IMAP: "{tag} NO [AUTHENTICATIONFAILED] no", result.POP3: "-ERR [AUTH] no", result.Submission: no},
			map[result.Service]int64{result.IMAP: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counts := map[result.Service]*atomic.Int64{}
			args := []string{speakingHost, "--ca-file", ca, "--user", speakingUser, "--password-file", password, "--policy", policy}
			for service, ports := range begins() {
				counts[service] = new(atomic.Int64)
				for _, port := range ports {
					s := speaking{service: service, port: port, script: map[string]string{}, logins: counts[service]}
					if text := tt.says[service]; text != "" {
						s.script["LOGIN"] = text
					}
					at := strconv.Itoa(port)
					args = append(args, "--connect", speakingHost+":"+at+"="+s.start(t, internet.Issue))
				}
			}
			for _, format := range []string{"text", "json"} {
				status, said := sameEachTime(t, testkit.Today, append([]string{"check", "-o", format}, args...), func(now string) {
					for service, count := range counts {
						if got := count.Swap(0); got != tt.logins[service] {
							t.Errorf("%s: %d logins, want %d\n%s", service, got, tt.logins[service], now)
						}
					}
				})
				if status != StatusFailed {
					t.Errorf("status %d\n%s", status, said)
				}
			}
		})
	}
}

// sameEachTime runs the program six times, and wants the same of it each time,
// but for what took its time. It calls after, with what was said, after each,
// and returns what the last one wrote.
func sameEachTime(t *testing.T, clock func() time.Time, args []string, after func(said string)) (status int, written string) {
	t.Helper()
	said := ""
	for n := range 6 {
		var out, errs bytes.Buffer
		status = Main(t.Context(), args, Streams{
			In: strings.NewReader(""), Out: &out, Err: &errs, Now: clock, Env: func(string) string { return "" },
		})
		now := took.ReplaceAllString(strconv.Itoa(status)+"\n"+out.String()+errs.String(), "")
		if n > 0 && now != said {
			t.Fatalf("run %d differs: %s", n+1, cmp.Diff(strings.Split(said, "\n"), strings.Split(now, "\n")))
		}
		said, written = now, out.String()
		after(now)
	}
	return status, written
}

// The same before a Dovecot and a Postfix: first where all of it takes the
// login, then where submission refuses what IMAP took, which costs one failure a
// run, and no more.
func TestRealHostSaysTheSameEachTime(t *testing.T) {
	s, flags := realHost(t, realserver.Options{Quota: 100 << 20, Messages: 40, DaysOfMail: 20, Now: time.Now(), Denies: true})
	policy := place(t, t.TempDir(), "policy.yaml", "targets: ["+realserver.Host+"]\ndefaults:\n  require:\n    - login-works: true\n      quota-free: 20%\n")
	today := time.Now()
	clock := func() time.Time { return today }
	commands := [][]string{
		slices.Concat([]string{"check", realserver.Host, "-o", "json", "--policy", policy}, flags),
		slices.Concat([]string{"probe", realserver.Host, "-o", "json"}, flags),
	}
	for _, args := range commands {
		if status, said := sameEachTime(t, clock, args, func(string) {}); status != StatusOK {
			t.Errorf("%s: status %d\n%s", args[0], status, said)
		}
	}
	s.Deny("smtp")
	for _, args := range commands {
		status, said := sameEachTime(t, clock, args, func(string) {})
		d := document(t, said)
		var logins []string
		for _, p := range d.Probes {
			logins = append(logins, string(p.Service)+" "+string(p.Login.Status))
		}
		want := []string{"imap ok", "imap ok", "pop3 ok", "pop3 ok", "submission fail", "submission not-tried"}
		if slices.Sort(logins); status != StatusFailed || !slices.Equal(logins, want) {
			t.Errorf("%s: status %d, logins %q, want %q\n%s", args[0], status, logins, want, said)
		}
	}
}
