package diagnose

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// TestDocsOfFailures compares docs/failures.md; docs/findings.md is compared
// where its commands can be run, in package cli.
func TestDocsOfFailures(t *testing.T) {
	content := FailuresDoc(printers(t)[0])
	if i := strings.Index(string(content), "‹"); i >= 0 {
		t.Errorf("%.60s", content[i:])
	}
	testkit.Golden(t, filepath.Join("..", "..", "docs", "failures.md"), content)
}

// badDay returns the healthy host on a bad day: 143 offers no encryption, 995
// serves an old certificate, and nothing comes from the IPv6 address.
func badDay() *result.Report {
	r := healthy()
	r.ElapsedMS, r.Target.User = 3020, ""
	notLoggedIn(r)
	noSwitch(143)(r)
	shows(995, "16 Mar")(r)
	silentOn("2001:db8::10", result.Timeout)(r)
	path := &at(r, 143).Paths[0]
	list := []string{"IMAP4rev1", "ID", "AUTH=PLAIN"}
	path.Capabilities.BeforeTLS, at(r, 993).Paths[0].Capabilities.AfterTLS = list, list
	path.Steps[1].Lines = []string{"S: * OK [CAPABILITY IMAP4rev1 ID AUTH=PLAIN] ready"}
	return r
}

// TestBadDay holds every word that is said of a bad day, in both languages.
func TestBadDay(t *testing.T) {
	r := badDay()
	for _, p := range printers(t) {
		var b strings.Builder
		findings := Run(r)
		verdict := Verdict(r, findings)
		p.Fill(&verdict)
		b.WriteString(verdict.Text + "\n")
		for _, f := range findings {
			f.Fill(p)
			if !f.Mend() && !f.Note {
				continue
			}
			b.WriteString("\n" + string(f.Status) + " " + string(f.Severity) + " " + f.ID + ": " + f.Title + "\n")
			for _, c := range f.Causes {
				b.WriteString("  cause (" + string(c.Confidence) + ") " + c.Text + "\n")
			}
			for _, e := range f.Evidence {
				b.WriteString("  evidence " + e + "\n")
			}
			b.WriteString("  risk " + f.Risk + "\n  user " + f.Fix.User + "\n  admin " + f.Fix.Admin + "\n  recheck " + f.Recheck + "\n")
		}
		testkit.Golden(t, filepath.Join("testdata", "bad-day."+p.Lang()+".txt"), b.String())
	}
}

// TestTableIsInOrder asks that a rule stands behind those that explain it, and
// that what a row names exists.
func TestTableIsInOrder(t *testing.T) {
	seen, words := map[string]bool{}, printers(t)
	for _, r := range table() {
		for _, id := range r.after {
			if !seen[id] {
				t.Errorf("%s: %s does not stand before it", r.id, id)
			}
		}
		if seen[r.id] {
			t.Errorf("%s stands twice", r.id)
		}
		seen[r.id] = true
		if !slices.Contains(Severities(), r.severity) || r.since == "" || r.eval == nil || !slices.Contains([]Scope{perHost, perEndpoint, perPath, perAccount}, r.scope) {
			t.Errorf("%s: an incomplete row: severity %q, since %q, scope %q, eval given: %v", r.id, r.severity, r.since, r.scope, r.eval != nil)
		}
		if strings.Contains(r.source, "TODO") {
			t.Errorf("%s: its row is a copy: write its source (%q), and what it judges", r.id, r.source)
		}
		for _, p := range words {
			for _, part := range []string{"name", "title", "meaning", "risk", "user", "admin"} {
				if id := "finding." + r.id + "." + part; strings.Contains(p.T(id, example()), "‹") {
					t.Errorf("%s: %s has no words", p.Lang(), id)
				}
			}
			for _, c := range r.causes {
				if strings.Contains(p.T("cause."+c, example()), "‹") {
					t.Errorf("%s: the cause %s has no words", p.Lang(), c)
				}
			}
		}
	}
}

// TestEveryKindHasARule asks for a rule, or a reason why there is none.
func TestEveryKindHasARule(t *testing.T) {
	words := printers(t)
	for _, k := range result.Kinds() {
		ids := findingsOf(k.Kind)
		if (len(ids) > 0) == slices.Contains(kindsWithoutRule(), k.Kind) {
			t.Errorf("%s: rules %v, and none by the list of kinds without one: %v", k.Kind, ids, kindsWithoutRule())
		}
		for _, p := range words {
			for _, part := range []string{"meaning", "causes"} {
				if id := "failure." + string(k.Kind) + "." + part; strings.Contains(p.T(id, nil), "‹") {
					t.Errorf("%s: %s has no words", p.Lang(), id)
				}
			}
		}
	}
}

// Every refusal of a login is a finding that fails: none leaves a host in order.
// The kinds that a login can meet are those that the tests of package says allow.
func TestEveryRefusalIsTold(t *testing.T) {
	for _, k := range result.Kinds() {
		kind := k.Kind
		if k.Step != "" && k.Step != result.StepLogin && kind != result.MailboxRefused || slices.Contains(kindsWithoutRule(), kind) {
			continue
		}
		r := healthy()
		rejected(kind, "", "PLAIN")(r)
		if kind == result.LoginDelay {
			r = healthy()
			delayedLogin(r)
		}
		if !slices.ContainsFunc(Run(r), func(f Finding) bool { return f.Mend() && (f.Status == Fail || kind == result.LoginDelay) }) {
			t.Errorf("%s: a login that is refused so fails nothing", kind)
		}
	}
}

// TestEveryKindIsTold fails an endpoint in every way there is: something must
// be said, and no more than once.
func TestEveryKindIsTold(t *testing.T) {
	for _, k := range result.Kinds() {
		if slices.Contains(kindsWithoutRule(), k.Kind) {
			continue
		}
		r := healthy()
		step := k.Step
		switch {
		case step == result.StepResolve:
			noName(k.Kind)(r)
		case k.Kind == result.LoginDelay: // POP3's own
			delayedLogin(r)
		case k.Kind == result.IDRequired, k.Kind == result.MailboxRefused: // behind an accepted login
			inboxFails(k.Kind, "no")(r)
		case step == result.StepLogin:
			rejected(k.Kind, "", "PLAIN")(r)
		case strings.HasPrefix(string(k.Kind), "cert-"):
			everywhere(k.Kind)(r)
		case step == "":
			port(143, k.Kind, result.StepCapabilities)(r)
		default:
			both(port(143, k.Kind, step), named(143))(r)
		}
		var said []string
		for _, f := range Run(r) {
			if f.Mend() {
				said = append(said, f.ID)
			}
		}
		if len(said) != 1 {
			t.Errorf("%s at %s: said %v", k.Kind, step, said)
		}
	}
}

// TestCodesHaveWords meets a login with each code whose meaning is told.
func TestCodesHaveWords(t *testing.T) {
	for _, p := range printers(t) {
		for _, code := range codes() {
			r := healthy()
			rejected(result.AuthRejected, code, "PLAIN")(r)
			for _, f := range Run(r) {
				if f.Fill(p); f.ID == "auth-rejected" && !strings.Contains(strings.Join(f.Evidence, "\n"), "   "+code) {
					t.Errorf("%s: %s: %q", p.Lang(), code, f.Evidence)
				}
			}
		}
	}
}

// TestCausesAreUsed looks for words that no rule says.
func TestCausesAreUsed(t *testing.T) {
	used := map[string]bool{}
	for _, r := range table() {
		for _, c := range r.causes {
			used[c] = true
		}
	}
	content, err := os.ReadFile(filepath.Join("..", "locale", "findings.en.toml"))
	if err != nil {
		t.Fatal(err)
	}
	_, causes, _ := strings.Cut(string(content), "\n[cause]\n")
	causes, _, _ = strings.Cut(causes, "\n[")
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9-]+) = `).FindAllStringSubmatch(causes, -1) {
		if !used[m[1]] {
			t.Errorf("no rule names the cause %s", m[1])
		}
	}
}

// TestOneCauseIsToldOnce looks at what a rule says where another explains it.
func TestOneCauseIsToldOnce(t *testing.T) {
	cases := []struct {
		name   string
		change func(*result.Report)
		want   string
	}{
		{"no name", noName(result.NameUnknown), "name-unknown"},
		{"no answer from anything", host(result.Timeout, result.StepConnect), "host-no-answer"},
		{"IPv6 is silent on every port", silentOn("2001:db8::10", result.Timeout), "ipv6-no-answer"},
		{"this machine has no IPv6", silentOn("2001:db8::10", result.Unreachable), ""},
		{"one address of three is silent", secondAddress(result.Timeout), "address-no-answer"},
		{"110 is not offered", both(port(110, result.Refused, result.StepConnect), notOffered(110)), ""},
		{"143 offers no switch and takes a password", noSwitch(143), "imap-starttls-missing"},
		{"the certificate has ended", everywhere(result.CertExpired), "cert-expired"},
		{"nobody signed it", everywhere(result.CertSelfSigned, result.CertUnknownIssuer), "cert-self-signed"},
		{"ended and another name", everywhere(result.CertExpired, result.CertNameMismatch), "cert-expired cert-name-mismatch"},
		{"tokens alone", func(r *result.Report) {
			every(r, func(_ *result.Probe, path *result.Path) {
				path.Auth, path.LoginCommand = []string{"XOAUTH2"}, ptr(false)
			})
		}, "oauth-required"},
		{"over the limit", used(6 << 30), "quota-over"},
		{"no room for a large message", used(5<<30 - 4<<20), "quota-no-room"},
		{"three faults", func(r *result.Report) { *r = *badDay() }, "imap-starttls-missing tls-expires-soon ipv6-no-answer"},
		{"nothing", unchanged, ""},
	}
	for _, c := range cases {
		r := healthy()
		c.change(r)
		var got []string
		for _, f := range Run(r) {
			if f.Mend() {
				got = append(got, f.ID)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

// TestVerdict reads the sentence before the table.
func TestVerdict(t *testing.T) {
	cases := []struct {
		change func(*result.Report)
		en     string
	}{
		{unchanged, "mail.example.org is in order: mail can be read by IMAP and POP3 and sent, always encrypted. 6 of 6 services, each on both addresses; 0.61 s."},
		{func(r *result.Report) { r.Probes = r.Probes[:2] },
			"mail.example.org is in order: mail can be read by IMAP, always encrypted. 2 of 2 services, each on both addresses; 0.61 s."},
		{noLogin, "mail.example.org is in order as far as a test without a login shows: it offers IMAP and POP3, and sending, always encrypted. 6 of 6 services, each on both addresses; 0.61 s."},
		{noLoginAt(result.Submission),
			"mail.example.org is in order: mail can be read by IMAP and POP3, always encrypted; no login was tried for sending. 6 of 6 services, each on both addresses; 0.61 s."},
		{both(noLoginAt(result.Submission), noLoginAt(result.POP3)),
			"mail.example.org is in order: mail can be read by IMAP, always encrypted; no login was tried for POP3 and for sending. 6 of 6 services, each on both addresses; 0.61 s."},
		{func(r *result.Report) {
			r.Probes = r.Probes[:2]
			r.Accounts[0].Mailbox, r.Accounts[0].MailboxFailure = nil, &result.Failure{Kind: result.Timeout, Step: result.StepMailbox}
		}, "mail.example.org answers, but one thing needs mending: the mailbox could not be read in full. 0.61 s"},
		{both(noLogin, port(143, result.Timeout, result.StepConnect)),
			"mail.example.org answers, but one thing needs mending: IMAP 143 gives no answer. 0.61 s"},
		{both(port(143, result.Refused, result.StepConnect), notOffered(143)),
			"mail.example.org is in order: mail can be read by IMAP and POP3 and sent, always encrypted. 5 of 5 services, each on both addresses; 0.61 s."},
		{func(r *result.Report) { *r = *badDay() },
			"mail.example.org answers over IPv4, but three things need mending: IMAP 143 offers no encryption, a certificate ends in 6 days, and IPv6 does not answer. 3.02 s"},
		{rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN"),
			"Nobody could log in to mail.example.org: the server refused the user name or the password. The servers answer. 0.61 s"},
		{noName(result.NameUnknown), "mail.example.org cannot be reached: there is no host of this name. 0.61 s"},
		{everywhere(result.CertExpired), "mail.example.org cannot be used as it is: the server shows a certificate that has ended. 0.61 s"},
		{func(r *result.Report) { r.Probes, r.Accounts = nil, nil }, "Nothing could be checked of mail.example.org. 0.61 s"},
	}
	words := printers(t)
	for _, c := range cases {
		r := healthy()
		c.change(r)
		v := Verdict(r, Run(r))
		for _, p := range words {
			p.Fill(&v)
			if p.Lang() == "en" && v.Text != c.en {
				t.Errorf("%s\nwant %s", v.Text, c.en)
			}
			if strings.Contains(v.Text, "‹") {
				t.Errorf("%s: %s", p.Lang(), v.Text)
			}
		}
	}
}

func TestVerdictCountsBeyondThree(t *testing.T) {
	r := badDay()
	without(result.Submission, "AUTH")(r)
	v := Verdict(r, Run(r))
	p, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	p.Fill(&v)
	if !strings.Contains(v.Text, "four things need mending, first of all: ") {
		t.Error(v.Text)
	}
}

// TestRecheck reads the commands that check again.
func TestRecheck(t *testing.T) {
	cases := []struct {
		change func(*result.Report)
		id     string
		want   string
	}{
		{noSwitch(143), "imap-starttls-missing", "mailadvisor probe mail.example.org --only imap:143"},
		{both(port(143, result.Malformed, result.StepCapabilities), port(110, result.Malformed, result.StepCapabilities)), "malformed",
			"mailadvisor probe mail.example.org --only imap:143,pop3:110"},
		{silentOn("2001:db8::10", result.Timeout), "ipv6-no-answer", "mailadvisor probe mail.example.org -6"},
		{everywhere(result.CertExpired), "cert-expired", "mailadvisor probe mail.example.org"},
		{rejected(result.AuthRejected, "AUTH", "PLAIN"), "auth-rejected", "mailadvisor probe mail.example.org --only imap:993 --user user@example.org"},
		{both(used(6<<30), func(r *result.Report) { r.Target.User = "o'neill; x" }), "quota-over",
			`mailadvisor probe mail.example.org --only imap:993 --user 'o'\''neill; x'`},
		{func(r *result.Report) {
			at(r, 143).Port = 1143
			noSwitch(1143)(r)
		}, "imap-starttls-missing", "mailadvisor probe imap://mail.example.org:1143"},
		{scan(nil), "tls-old-versions", "mailadvisor probe mail.example.org --tls-scan"},
		{unchanged, "preauth", ""},
	}
	for _, c := range cases {
		r := healthy()
		c.change(r)
		found := false
		for _, f := range Run(r) {
			if f.ID == c.id {
				found = true
				if f.Recheck != c.want {
					t.Errorf("%s: %s, want %s", c.id, f.Recheck, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: nothing said", c.id)
		}
	}
}

// TestEqualReportsGiveEqualFindings runs the rules twice over one report.
func TestEqualReportsGiveEqualFindings(t *testing.T) {
	p := printers(t)[0]
	said := func() string {
		var b strings.Builder
		for _, f := range Run(badDay()) {
			f.Fill(p)
			b.WriteString(f.ID + f.Title + strings.Join(f.Evidence, "") + f.Recheck)
		}
		return b.String()
	}
	if first, second := said(), said(); first != second {
		t.Error("two runs over one report differ")
	}
}

// TestRulesLeaveTheSpots holds each rule to reading the list of places, which
// all of them share.
func TestRulesLeaveTheSpots(t *testing.T) {
	for _, c := range append(cases(), discoveryCases()...) {
		r := healthy()
		c.change(r)
		s := &scene{ground: ground{report: r, every: everySpot(r)}}
		before := slices.Clone(s.every)
		for i := range table() {
			s.rule = &table()[i]
			s.rule.eval(s)
			if !slices.Equal(s.every, before) {
				t.Fatalf("%s: it changed the list of places", s.rule.id)
			}
		}
	}
}

// TestSorted puts findings in order in every way in which three can stand, and
// keeps those that weigh the same as they stood.
func TestSorted(t *testing.T) {
	for _, ids := range [][]string{{"a", "b", "c"}, {"a", "c", "b"}, {"b", "a", "c"}, {"b", "c", "a"}, {"c", "a", "b"}, {"c", "b", "a"}} {
		severity := map[string]Severity{"a": Critical, "b": High, "c": Low}
		var list []Finding
		for _, id := range ids {
			for _, twin := range []string{"1", "2"} {
				list = append(list, Finding{ID: id + twin, Status: Fail, Severity: severity[id]})
			}
		}
		var got []string
		for _, f := range sorted(list) {
			got = append(got, f.ID)
		}
		if want := []string{"a1", "a2", "b1", "b2", "c1", "c2"}; !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", ids, got, want)
		}
	}
}

// noLogin is a run that tried no login.
func noLogin(r *result.Report) {
	for _, s := range []result.Service{result.IMAP, result.POP3, result.Submission} {
		noLoginAt(s)(r)
	}
}

// noLoginAt returns a run that tried no login at one of its services.
func noLoginAt(s result.Service) func(*result.Report) {
	return func(r *result.Report) {
		r.Accounts = slices.DeleteFunc(r.Accounts, func(a result.Account) bool { return a.Service == s })
		for i := range r.Probes {
			if p := &r.Probes[i]; p.Service == s {
				p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
			}
		}
	}
}

// TestFaults holds the faults to what a run of all rules says of them.
func TestFaults(t *testing.T) {
	for _, c := range append(cases(), discoveryCases()...) {
		r := healthy()
		c.change(r)
		var want []Finding
		for _, f := range Run(r) {
			if f.Status == Fail || f.Status == Warn {
				want = append(want, f)
			}
		}
		if got := Faults(r); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d faults, want %d:\n%+v\n%+v", c.rule, len(got), len(want), got, want)
		}
	}
}
