package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/testkit"
)

// example is a finding with a command whose run tells it, and one whose run
// does not. A command stands without the program's name, as from the top of
// the project.
type example struct{ id, hit, miss string }

// healthyRun tells of no fault: what most findings are missed by.
const healthyRun = "probe --demo -4"

// examples returns one for each finding. What the embedded host cannot show is
// in a stored report.
func examples() []example {
	fault := func(id, name string) example { return example{id, "probe --demo=fault:" + name + " -4", healthyRun} }
	stored := func(id, name string) example {
		return example{id, "render probe/testdata/reports/" + name + ".json", healthyRun}
	}
	note := func(e example, miss string) example { return example{e.id, e.hit + " --verbose", miss} }
	const dovecot = "render probe/testdata/reports/dovecot-postfix.json"
	old := func(id string) example { return note(fault(id, "old-software"), dovecot) }
	return []example{
		stored("published-not-served", "published-outdated"), stored("cert-not-published-name", "published-other-name"),
		stored("published-unusable", "published-slip"), note(stored("srv-alias", "published-alias"), healthyRun), stored("published-stale", "published-outdated"), stored("published-plaintext", "published-apart"), stored("sources-disagree", "published-apart"), stored("address-not-public", "published-inner"),
		note(stored("dns-wildcard", "published-by-anyone"), healthyRun), note(stored("provider-login", "published-provider"), healthyRun),

		stored("name-unknown", "name-unknown"),
		stored("name-lookup-failed", "name-lookup-failed"),
		stored("no-address", "no-address"),
		stored("family-unanswered", "family-unanswered"),
		note(stored("addresses-omitted", "addresses-omitted"), healthyRun),
		stored("host-no-answer", "host-no-answer"),
		fault("host-refuses-all", "refused"),
		stored("ipv4-no-answer", "ipv4-no-answer"),
		stored("ipv6-no-answer", "ipv6-no-answer"),
		stored("address-no-answer", "address-no-answer"),
		{"port-refused", "probe --demo=imap-only -4 --only imap:993,pop3:995", healthyRun},
		stored("port-no-answer", "port-no-answer"),
		stored("port-not-everywhere", "port-not-everywhere"),
		stored("no-greeting", "no-greeting"),
		stored("asked-by-address", "asked-by-address"), fault("tls-ends-in-front", "proxy-ends-tls"), fault("tls-large-hello", "large-hello"),
		stored("greeting-unfinished", "greeting-unfinished"),
		stored("step-timeout", "step-timeout"),
		stored("slow-answer", "slow-answer"),
		fault("closed-before-greeting", "close-before-greeting"),
		fault("connection-lost", "reset-at-capability"),
		fault("speaks-plaintext", "plaintext-on-tls-port"),
		stored("speaks-tls", "tls-at-once"),
		fault("wrong-protocol", "ssh"),
		fault("busy", "busy"),
		fault("turned-away", "turned-away"),
		fault("malformed", "malformed-capability"),
		fault("too-large", "endless-line"),
		fault("protocol-error", "capability-refused"),

		fault("imap-starttls-missing", "starttls-stripped"),
		fault("pop3-stls-missing", "starttls-missing"),
		fault("submission-starttls-missing", "starttls-missing"),
		fault("starttls-refused", "starttls-refused"),
		fault("starttls-broken", "starttls-broken"),
		fault("starttls-injection", "starttls-injection"),
		fault("preauth", "preauth"),
		fault("password-before-tls", "login-before-tls"),

		fault("tls-too-old", "old-tls"),
		fault("client-certificate", "wants-client-certificate"), fault("tls-only-old-key-exchange", "dhe-alone"),
		fault("tls-handshake-failed", "no-common-cipher"),
		{"tls-weak-dh", "probe --demo=fault:weak-dh -4 --tls-scan", "probe --demo -4 --tls-scan"},
		{"tls-old-renegotiation", "probe --demo=fault:old-renegotiation -4 --tls-scan", "probe --demo -4 --tls-scan"},
		fault("cert-expired", "expired-certificate"),
		fault("cert-not-yet-valid", "not-yet-valid-certificate"),
		fault("cert-name-mismatch", "wrong-name"),
		fault("cert-self-signed", "self-signed"),
		fault("cert-incomplete-chain", "incomplete-chain"),
		fault("cert-unknown-issuer", "unknown-issuer"),
		fault("cert-weak-key", "weak-key"),
		fault("cert-weak-signature", "weak-signature"),
		fault("cert-invalid", "client-certificate"),
		fault("tls-expires-soon", "cert-expires-6-days"),
		stored("cert-differs", "certificate-by-address"),
		{"tls-old-versions", "probe --demo=fault:lenient-tls -4 --tls-scan", "probe --demo -4 --tls-scan"},
		{"tls-weak-ciphers", "probe --demo=fault:lenient-tls -4 --tls-scan", "probe --demo -4 --tls-scan"},
		note(fault("tls13-missing", "lenient-tls"), healthyRun),

		fault("submission-no-auth", "no-login"),
		fault("oauth-required", "oauth-only"),
		fault("no-mechanism", "no-mechanism"),
		fault("mechanism-refused", "plain-refused"),
		{"login-referred", "probe --demo=fault:referral -4 --only imap:993", healthyRun},
		fault("login-turned-away", "address-banned"),
		fault("auth-rejected", "auth-rejected"),
		fault("token-rejected", "token-expired"),
		fault("auth-expired", "auth-expired"),
		fault("account-disabled", "account-disabled"),
		fault("app-password-required", "app-password"),
		fault("web-login-required", "web-login"),
		fault("privacy-required", "privacy-required"),
		fault("auth-temporary", "auth-temporary"),
		{"in-use", "probe --demo=fault:in-use -4 --only pop3:995", healthyRun},
		stored("session-limit", "dovecot-login-limit"),
		fault("login-no-answer", "reset-at-login"),
		note(fault("auth-only-login", "login-mechanism"), healthyRun),
		note(fault("scram-missing", "no-scram"), healthyRun),
		fault("capabilities-shrink", "shrinking"),

		old("imap-idle-missing"), old("imap-move-missing"), old("imap-uidplus-missing"), old("imap-special-use-missing"),
		old("imap-condstore-missing"), old("imap-namespace-missing"), old("imap-quota-missing"),

		fault("pop3-capa-missing", "capa-missing"),
		{"pop3-uidl-missing", "probe --demo=no-uidl -4 --only imap:993,pop3:995", healthyRun},
		old("pop3-top-missing"), old("pop3-resp-codes-missing"),
		note(example{"pop3-expire", "probe --demo=expire-7 -4", ""}, dovecot),
		{"login-delay", "probe --demo=fault:login-delay -4 --only pop3:995", healthyRun},

		note(example{"submission-size", healthyRun, ""}, "probe --demo=fault:old-software -4"),
		old("submission-8bitmime-missing"), old("submission-smtputf8-missing"),

		fault("imap-id-required", "id-refused"),
		fault("inbox-refused", "inbox-refused"),
		fault("quota-over", "over-quota"),
		fault("quota-no-room", "no-room"),
		{"quota-usage", "probe --demo=nearly-full -4", healthyRun},
		{"quota-fills-soon", "probe --demo=small-quota -4", healthyRun},
		note(fault("quota-zero", "quota-zero"), healthyRun),
		fault("quota-invalid", "quota-huge"),
		note(fault("number-untrue", "quota-below-zero"), healthyRun),
		fault("quota-unreadable", "bye-mid-session"),
		note(fault("quota-unknown", "quota-no-root"), healthyRun),
		fault("mailbox-unreadable", "list-empty"),
		fault("folder-refused", "folder-broken"),
		note(fault("server-alert", "login-alert"), healthyRun),
		note(example{"trash-holds-most", "probe --demo=full-trash -4", ""}, healthyRun),
		note(example{"folder-holds-most", "probe --demo=nearly-full -4", ""}, healthyRun),
		{"imap-pop3-differ", "probe --demo=fault:pop3-hides -4 --only imap:993,pop3:995", healthyRun},
	}
}

// TestFindingsDoc runs the command of every example and compares what it says
// of its finding with docs/findings.md; -update writes the document. The other
// command of each example must not tell the finding.
func TestFindingsDoc(t *testing.T) {
	if testkit.Raced {
		t.Skip("TestDemoFaults probes the same hosts")
	}
	t.Chdir("../..")
	var mu sync.Mutex
	shown := map[string]diagnose.Shown{}
	ran := map[string]func() map[string]bool{}
	for _, e := range examples() {
		if ran[e.miss] == nil {
			ran[e.miss] = sync.OnceValue(func() map[string]bool { return toldBy(t, e.miss) })
		}
	}
	t.Run("run", func(t *testing.T) {
		for _, e := range examples() {
			t.Run(e.id, func(t *testing.T) {
				t.Parallel()
				out := partAbout(e.id, outputOf(t, e.hit))
				if out == "" {
					t.Errorf("mailadvisor %s does not tell it", e.hit)
				}
				if ran[e.miss]()[e.id] {
					t.Errorf("mailadvisor %s tells it", e.miss)
				}
				mu.Lock()
				defer mu.Unlock()
				shown[e.id] = diagnose.Shown{Command: "mailadvisor " + e.hit, Output: out, Miss: "mailadvisor " + e.miss}
			})
		}
	})
	for _, r := range diagnose.Rules() {
		if shown[r.ID].Command == "" {
			t.Errorf("%s has no example", r.ID)
		}
	}
	p, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	fresh := string(diagnose.FindingsDoc(p, func(id string) diagnose.Shown { return shown[id] }))
	const name = "docs/findings.md"
	stored, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, name, keepTimes(fresh, string(stored)))
}

// outputOf returns what a command prints on the day of all scripts, to both
// streams.
func outputOf(t *testing.T, command string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := Main(t.Context(), strings.Fields(command), Streams{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr,
		Env: func(string) string { return "" }, Now: testkit.Today,
	})
	if status == StatusUsage || stdout.Len()+stderr.Len() == 0 {
		t.Errorf("mailadvisor %s: status %d\n%s", command, status, stderr.String())
	}
	return stdout.String() + stderr.String()
}

// toldBy returns the findings that a run tells: to be mended, or as a note.
func toldBy(t *testing.T, command string) map[string]bool {
	t.Helper()
	var d advise.Document
	if err := json.Unmarshal([]byte(outputOf(t, command+" -o json")), &d); err != nil {
		t.Errorf("mailadvisor %s -o json: %v", command, err)
	}
	told := map[string]bool{}
	for _, f := range d.Findings {
		told[f.ID] = told[f.ID] || f.Mend() || f.Note
	}
	return told
}

var blockStart = regexp.MustCompile(`^[0-9]+  (FAIL|WARN)  `)

// partAbout returns what a screen says of one finding: its block, its line
// among the notes or the checks, or the error in its place.
func partAbout(id, screen string) string {
	lines := strings.SplitAfter(screen, "\n")
	if strings.HasPrefix(screen, "mailadvisor: ") {
		return screen
	}
	named := regexp.MustCompile(`(^|[ ])` + regexp.QuoteMeta(id) + `(,| |\n)`)
	for i, line := range lines {
		switch {
		case blockStart.MatchString(line):
			end := i + 1
			for end < len(lines) && strings.TrimSpace(lines[end]) != "" {
				end++
			}
			if head := strings.Join(lines[i:min(i+3, end)], ""); named.MatchString(head) {
				return strings.Join(lines[i:end], "")
			}
		case strings.HasPrefix(line, "  "+id+" "):
			end := i + 1
			for end < len(lines) && strings.HasPrefix(lines[end], "    ") {
				end++
			}
			return strings.Join(lines[i:end], "")
		case strings.HasPrefix(line, "  unknown ") && strings.HasSuffix(line, " "+id+"\n"):
			return line
		}
	}
	return ""
}
