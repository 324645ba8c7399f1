package probe

import (
	"encoding/base64"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// heard is what mail hosts received from their clients, as they log it.
type heard struct {
	mu     sync.Mutex
	events []mailhost.Event
}

func (h *heard) log(e mailhost.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e.FromClient {
		h.events = append(h.events, e)
	}
}

// loginCommands returns the lines that begin a login, of the endpoints that are
// given: a mechanism without the password counts too.
func (h *heard) loginCommands(keys ...string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []string
	for _, e := range h.events {
		if !slices.Contains(keys, e.Key) {
			continue
		}
		for _, word := range strings.Fields(strings.ToUpper(e.Line)) {
			if slices.Contains([]string{"LOGIN", "AUTHENTICATE", "AUTH", "USER", "PASS", "APOP"}, word) {
				found = append(found, e.Key+": "+e.Line)
				break
			}
		}
	}
	return found
}

// tap stands in front of an address and writes down every octet of both
// directions, also those that nobody reads.
func tap(t testing.TB, to string, sent, answered io.Writer) (address string) {
	t.Helper()
	return testkit.Listen(t, func(client net.Conn) {
		server, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer server.Close()
		go func() {
			io.Copy(io.MultiWriter(sent, server), client)
			server.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(io.MultiWriter(answered, client), server)
	})
}

// secretForms returns the forms in which a password may cross a wire.
func secretForms(user, secret string) []string {
	forms := []string{secret, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret)}
	for _, text := range []string{secret, "\x00" + user + "\x00" + secret, "x" + secret, "xy" + secret} {
		whole := base64.RawStdEncoding.EncodeToString([]byte(text))
		forms = append(forms, whole[4:len(whole)-1])
	}
	return forms
}

// No downgrade makes a credential reach a host: whatever is wrong on the way
// to a server, from the first packet to the certificate, and whichever
// mechanism was asked for, the server receives no login command there, and
// nothing of a password in the clear anywhere.
func TestDowngrade(t *testing.T) {
	tested := 0
	for _, fault := range mailhost.Faults() {
		if fault.Kind == "" || !slices.Contains(journeySteps, fault.Step) {
			continue
		}
		tested++
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			auths := []string{""}
			if (fault.Step == result.StepTLS || fault.Step == result.StepStartTLS || fault.Kind == "preauth") && fault.Kind != "timeout" {
				auths = append(Mechanisms(), "")
			}
			for _, auth := range auths {
				downgrade(t, fault, auth)
			}
		})
	}
	if tested < 25 {
		t.Errorf("the table has only %d faults on the way to a login", tested)
	}
}

func downgrade(t *testing.T, fault mailhost.Fault, auth string) {
	var heard heard
	h := testkit.Host(t, mailhost.Config{Scenario: "fault:" + fault.Name, Messages: 20, Log: heard.log})
	var raw testkit.Buffer
	connect := map[string][]string{}
	for address, to := range h.Connect() {
		connect[address] = []string{tap(t, to[0], &raw, io.Discard)}
	}
	bearer := auth == mechOAuthBearer || auth == mechXOAuth2
	cr, err := NewCredential(mailhost.User, mailhost.Password, bearer, mailhost.Name)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Connect: connect, Roots: h.Roots(), Now: testkit.Today, StepLimits: quick, Credential: cr, Auth: auth}
	report := visitTogether(t, o, result.DefaultEndpoints(mailhost.Name))
	for i, e := range hostEndpoints() {
		if p := report.Probes[i]; slices.Contains(fault.Services, e.key) && (p.Login == nil || p.Login.Status != result.LoginNotTried || p.Login.Reason == "") {
			t.Errorf("%s %s: the report says of the login: %+v", e.key, auth, p.Login)
		}
	}
	if sent := heard.loginCommands(fault.Services...); len(sent) > 0 {
		t.Errorf("%s: the host received %q", auth, sent)
	}
	if total := h.Logins().Total(); total.InClear != 0 {
		t.Errorf("%s: the host saw %+v", auth, total)
	}
	for _, form := range secretForms(mailhost.User, mailhost.Password) {
		if strings.Contains(raw.String(), form) {
			t.Errorf("%s: %q crossed the wire in the clear", auth, form)
		}
	}
}

// visitTogether is visitAll for tests that run side by side, where what
// another one started is no leak.
func visitTogether(t *testing.T, o Options, endpoints []result.Endpoint) *result.Report {
	t.Helper()
	report, err := Run(t.Context(), result.Target{Input: mailhost.Name}, slices.Values(endpoints), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// An endpoint that was asked for in plaintext gets no login either, although
// the server offers one.
func TestPlaintextGetsNoCredential(t *testing.T) {
	for _, scenario := range []string{"", "fault:starttls-stripped"} {
		var heard heard
		h := testkit.Host(t, mailhost.Config{Scenario: scenario, Log: heard.log})
		endpoints := []result.Endpoint{
			{Service: result.IMAP, Host: mailhost.Name, Port: 143, Security: result.None},
			{Service: result.POP3, Host: mailhost.Name, Port: 110, Security: result.None},
			{Service: result.Submission, Host: mailhost.Name, Port: 587, Security: result.None},
		}
		o := Options{Connect: h.Connect(), Roots: h.Roots(), Now: testkit.Today, StepLimits: quick, Credential: credential(t, mailhost.Password, mailhost.Name)}
		const want = "not-tried plaintext"
		if got := logins(visitAll(t, o, endpoints...)); got != want+", "+want+", "+want {
			t.Errorf("%q: %s", scenario, got)
		}
		if sent := heard.loginCommands("imap", "pop3", "submission"); len(sent) > 0 {
			t.Errorf("%q: the host received %q", scenario, sent)
		}
	}
}

// Capabilities that come before TLS are not believed after it: those that
// somebody put in plaintext, before or behind the answer to STARTTLS, are
// asked for again, and offer nothing.
func TestInjectedCapabilities(t *testing.T) {
	_, o := host(t, "fault:starttls-injection")
	for _, p := range visitAll(t, o).Probes {
		for _, path := range p.Paths {
			if slices.ContainsFunc(path.Capabilities.Last(), func(c string) bool { return strings.Contains(c, "X-INJECTED") }) {
				t.Errorf("%s: %q", p.Address(), path.Capabilities)
			}
		}
	}
}

// Of two hosts in one run, each with a certificate that is right, the
// credential reaches those alone that it was given for.
func TestCredentialReachesItsHostsAlone(t *testing.T) {
	const otherName = "other." + mailhost.Domain
	var here, there heard
	one := testkit.Host(t, mailhost.Config{Log: here.log})
	other := testkit.Host(t, mailhost.Config{Scenario: "fault:wrong-name", Log: there.log}) // right for the other name

	connect := one.Connect()
	for address, to := range other.Connect() {
		connect[strings.Replace(address, mailhost.Name, otherName, 1)] = to
	}
	roots := one.Roots().Clone()
	roots.AppendCertsFromPEM(other.CAPEM())
	endpoints := append(result.DefaultEndpoints(otherName), result.DefaultEndpoints(mailhost.Name)...)
	o := Options{Connect: connect, Roots: roots, Now: testkit.Today, StepLimits: quick}

	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	report := visitAll(t, o, endpoints...)
	if got, want := logins(report), strings.Repeat("not-tried other-host, ", 6)+"ok, ok, ok, ok, ok, ok"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	keys := []string{"imaps", "imap", "pop3s", "pop3", "submissions", "submission"}
	if sent := there.loginCommands(keys...); len(sent) > 0 {
		t.Errorf("the other host received %q", sent)
	}
	if n := len(here.loginCommands(keys...)); n < 6 {
		t.Errorf("its own host received only %d login commands", n)
	}

	o.Credential = credential(t, mailhost.Password, mailhost.Name, otherName)
	visitAll(t, o, endpoints...)
	if n := len(there.loginCommands(keys...)); n < 6 {
		t.Errorf("a credential for both hosts: the other one received only %d login commands", n)
	}
}

// A wrong password costs one failure in the whole run of six endpoints, with
// every mechanism: counted by the embedded host.
func TestOneFailure(t *testing.T) {
	for _, auth := range append(Mechanisms(), "") {
		t.Run(auth, func(t *testing.T) {
			scenario := ""
			if auth == mechOAuthBearer || auth == mechXOAuth2 {
				scenario = "fault:oauth-only"
			}
			h, o := host(t, scenario)
			o.Credential, o.Auth = credential(t, "wrong", mailhost.Name), auth
			o.Credential.Token = scenario != ""
			want := 1
			if auth == mechCRAM || auth == mechAPOP { // not offered
				want = 0
			}
			visitAll(t, o)
			if total := h.Logins().Total(); total.Failures != want || total.Attempts != want {
				t.Errorf("the host counted %+v, want %d", total, want)
			}
		})
	}
}

// The same counted by Dovecot's and Postfix's own authentication service.
func TestOneFailureAtRealServers(t *testing.T) {
	s := realserver.Postfix(t, realserver.Options{})
	limits := quick
	limits.TLS, limits.Greeting, limits.Login = 5*time.Second, 5*time.Second, 15*time.Second
	before := 0
	for _, auth := range append(Mechanisms(), "") {
		if auth == mechAPOP || auth == mechOAuthBearer || auth == mechXOAuth2 {
			continue // not offered there
		}
		cr, err := NewCredential(s.User(), "wrong", false, realserver.Host)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Connect: s.Connect(), Roots: s.Roots(), StepLimits: limits, Credential: cr, Auth: auth}
		report := visitAll(t, o, result.DefaultEndpoints(realserver.Host)...)
		now := s.LoginFailures()
		if now-before != 1 {
			t.Errorf("%s: the servers counted %d failures, want 1: %s", auth, now-before, logins(report))
		}
		before = now
	}
}
