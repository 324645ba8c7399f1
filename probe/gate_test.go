package probe

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/pop3"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// logins lists what came of each endpoint's login, in the order of the report.
func logins(report *result.Report) string {
	var list []string
	for _, p := range report.Probes {
		text := "none"
		if l := p.Login; l != nil {
			text = strings.TrimSuffix(string(l.Status)+" "+string(l.Reason), " ")
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestEveryEndpointLogsIn(t *testing.T) {
	h, o := host(t, "")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	report := visitAll(t, o)
	if got := logins(report); got != "ok, ok, ok, ok, ok, ok" {
		t.Fatal(got)
	}
	total := h.Logins().Total()
	if total.Attempts != 6 || total.Failures != 0 || total.InClear != 0 {
		t.Errorf("the host saw %+v", total)
	}
	var accounts []string
	for _, a := range report.Accounts {
		accounts = append(accounts, string(a.Service))
		if a.Mailbox == nil {
			t.Errorf("%s without a mailbox: %v", a.Service, a.MailboxFailure)
		}
	}
	if !slices.Equal(accounts, []string{"imap", "pop3"}) {
		t.Errorf("accounts %v", accounts)
	}
	for _, p := range report.Probes {
		path := p.SessionPath()
		if p.Session == "" || path.StepNamed(result.StepLogin) == nil {
			t.Errorf("%s: session %q, steps %v", p.Address(), p.Session, path.Steps)
		}
		if (path.Capabilities.AfterLogin != nil) != (p.Service != result.Submission) {
			t.Errorf("%s: after login %q", p.Address(), path.Capabilities.AfterLogin)
		}
	}
}

// A wrong password costs one failure, at the endpoint that the order prefers.
func TestWrongPasswordFailsOnce(t *testing.T) {
	h, o := host(t, "")
	o.Credential = credential(t, "wrong", mailhost.Name)
	var transcript strings.Builder
	o.Transcript = &transcript
	report := visitAll(t, o)
	const after = "not-tried earlier-failure"
	if got := logins(report); got != "fail rejected, "+strings.Join(slices.Repeat([]string{after}, 5), ", ") {
		t.Error(got)
	}
	if total := h.Logins().Total(); total.Attempts != 1 {
		t.Errorf("the host saw %+v", total)
	}
	if f := report.Probes[0].Login.Failure; f == nil || f.Kind != result.AuthRejected {
		t.Errorf("failure %v", f)
	}
}

// Where the first choice does not answer, the next one goes first, and the
// failure is still one.
func TestGateGoesOn(t *testing.T) {
	for scenario, want := range map[string]string{
		// POP3 has no code for it, so that its answer proves nothing.
		"fault:privacy-required": "fail rejected, fail rejected, fail rejected, not-tried earlier-failure, fail rejected, fail rejected",
		"fault:no-mechanism":     strings.Join(slices.Repeat([]string{"not-tried no-mechanism"}, 6), ", "),
		"fault:reset-at-login":   "fail no-answer, " + strings.Join(slices.Repeat([]string{"not-tried earlier-failure"}, 5), ", "),
		"fault:auth-temporary":   "fail rejected, " + strings.Join(slices.Repeat([]string{"not-tried earlier-failure"}, 5), ", "),
	} {
		t.Run(scenario, func(t *testing.T) {
			_, o := host(t, scenario)
			o.Credential = credential(t, mailhost.Password, mailhost.Name)
			if got := logins(visitAll(t, o)); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
		})
	}
}

// A server that asks for a pause between POP3 sessions gets one session.
func TestLoginDelayMeansOneSession(t *testing.T) {
	for announced, want := range map[string]result.LoginReason{
		"LOGIN-DELAY 600": result.LoginDelayed, "LOGIN-DELAY 10 USER": result.LoginDelayed, "LOGIN-DELAY 0": "", "UIDL": "",
	} {
		g := newGate(&Options{})
		for _, want := range []result.LoginReason{"", want} {
			en := g.expect(result.Endpoint{Service: result.POP3})
			if got := g.lockPOP3(t.Context(), en, (&pop3.Session{Caps: []string{announced}}).Pause()); got != want {
				t.Errorf("%s: %q, want %q", announced, got, want)
			} else if got == "" {
				g.report(en, result.Login{Status: result.LoginOK})
				g.unlockPOP3()
			}
		}
	}
}

func TestCredentialStaysWithItsHosts(t *testing.T) {
	h, o := host(t, "")
	o.Credential = credential(t, mailhost.Password, "imap.example.org")
	if got := logins(visitAll(t, o)); strings.Count(got, "not-tried other-host") != 6 {
		t.Error(got)
	}
	if total := h.Logins().Total(); total.Attempts != 0 {
		t.Errorf("the host saw %+v", total)
	}
}

// With the exception for loopback the address that is dialled counts.
func TestInsecureLoopback(t *testing.T) {
	h, o := host(t, "fault:self-signed")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	o.InsecureLoopback = true
	if got := logins(visitAll(t, o)); got != "ok, ok, ok, ok, ok, ok" {
		t.Error(got)
	}
	if total := h.Logins().Total(); total.Attempts != 6 {
		t.Errorf("the host saw %+v", total)
	}
}

func TestRefusal(t *testing.T) {
	e := result.Endpoint{Service: result.IMAP, Host: "localhost", Port: 993, Security: result.TLS}
	for _, tt := range []struct {
		name                string
		hosts               []string
		dialled             string
		loopback            bool
		encrypted, verified bool
		want                result.LoginReason
	}{
		{"verified", []string{"localhost"}, "192.0.2.1", false, true, true, ""},
		{"unverified", []string{"localhost"}, "192.0.2.1", false, true, false, result.Unverified},
		{"plaintext", []string{"localhost"}, "192.0.2.1", false, false, false, result.Plaintext},
		{"another host", []string{"example.org"}, "192.0.2.1", false, true, true, result.OtherHost},
		{"another host on loopback", []string{"example.org"}, "127.0.0.1", true, true, true, result.OtherHost},
		{"case and root", []string{"LOCALHOST."}, "192.0.2.1", false, true, true, ""},
		{"loopback not allowed", []string{"localhost"}, "127.0.0.1", false, false, false, result.Plaintext},
		{"loopback allowed", []string{"localhost"}, "127.0.0.1", true, false, false, ""},
		{"loopback6 allowed", []string{"localhost"}, "::1", true, true, false, ""},
		{"a loopback name elsewhere", []string{"localhost"}, "192.0.2.1", true, true, false, result.Unverified},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cr := credential(t, "secret", tt.hosts...)
			g := newGate(&Options{Credential: cr})
			c := wire.State{Address: netip.MustParseAddr(tt.dialled), Encrypted: tt.encrypted, Verified: tt.verified}
			if got := cmp.Or(g.denied(t.Context(), e), barred(c, tt.loopback)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if c.Preauth = true; barred(c, tt.loopback) == "" {
				t.Error("a session that is logged in already may log in")
			}
		})
	}
}

// Why a login was not tried is said for each endpoint.
func TestReasons(t *testing.T) {
	for fault, want := range map[string]string{
		"expired-certificate": strings.Join(slices.Repeat([]string{"not-tried unverified-tls"}, 6), ", "),
		"starttls-missing":    "ok, not-tried not-ready, ok, not-tried not-ready, ok, not-tried not-ready",
		"preauth":             "ok, not-tried not-ready, ok, ok, ok, ok",
		"refused":             strings.Join(slices.Repeat([]string{"not-tried not-ready"}, 6), ", "),
	} {
		_, o := host(t, "fault:"+fault)
		o.Credential = credential(t, mailhost.Password, mailhost.Name)
		if got := logins(visitAll(t, o)); got != want {
			t.Errorf("%s: %s\nwant %s", fault, got, want)
		}
	}
	h, o := host(t, "")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	e := result.Endpoint{Service: result.IMAP, Host: mailhost.Name, Port: 143, Security: result.None}
	if got := logins(visitAll(t, o, e)); got != "not-tried plaintext" {
		t.Error(got)
	}
	if total := h.Logins().Total(); total.Attempts != 0 {
		t.Errorf("the host saw %+v", total)
	}
}

// A service that refuses what another took costs one failure, and the report
// is the same each time: here the account has another name for sending.
func TestServiceThatRefusesAnotherName(t *testing.T) {
	var first string
	for range 6 {
		h, o := host(t, "fault:sending-refused")
		o.Credential = credential(t, mailhost.Password, mailhost.Name)
		got := logins(visitAll(t, o))
		if first == "" {
			first = got
		}
		if got != first || got != "ok, ok, ok, ok, fail rejected, not-tried earlier-failure" {
			t.Errorf("%s, and before it %s", got, first)
		}
		if n := h.Logins().Total(); n.Failures != 1 {
			t.Errorf("the host saw %+v", n)
		}
	}
}

// A limit of one service says nothing of the credential: the others log in.
func TestLimitOfOneService(t *testing.T) {
	_, o := host(t, "fault:no-maildrop")
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	if got := logins(visitAll(t, o)); got != "ok, ok, fail rejected, not-tried earlier-failure, ok, ok" {
		t.Error(got)
	}
}
