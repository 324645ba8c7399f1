package discover

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

// told is a disagreement on one line.
func (w *world) differences(d *result.Discovery) []string {
	var out []string
	for _, x := range d.Disagreements {
		line := x.ID + " " + string(x.Service) + ", followed " + x.Followed + ":"
		for _, c := range x.Claims {
			line += fmt.Sprintf(" [%s %s", c.Trust, strings.Join(c.Sources, ","))
			if c.Host == "" {
				line += " not offered]"
				continue
			}
			line += fmt.Sprintf(" %s:%d %s", c.Host, c.Port, c.Security)
			if x.ID == result.DifferUsername {
				line += " " + c.UsernameForm
			}
			if c.NameExists != nil && !*c.NameExists {
				line += " no such name"
			}
			line += "]"
		}
		out = append(out, line)
	}
	return out
}

// exists are addresses for the hosts of these tests.
func exists(hosts ...string) (zone []string) {
	for _, h := range hosts {
		zone = append(zone, h+". A 192.0.2.1")
	}
	return zone
}

func TestMerge(t *testing.T) {
	cases := []struct {
		name        string
		world       func(*world)
		want        []string
		differences []string
	}{
		{
			name: "two sources that agree",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL %EMAILADDRESS%")).
					zone("_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.")
			},
			want: []string{"> A autoconfig,srv imap mail.example.test:993 tls"},
		},
		{
			name: "the more trusted is followed, and the name that does not exist is told",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL %EMAILADDRESS%")).
					file(ispdbAddress, autoconfigXML("imap imap.example.test 143 STARTTLS %EMAILLOCALPART%")).
					zone("_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.").zone(exists("mail.example.test")...)
			},
			want: []string{
				"> A autoconfig,srv,guess imap mail.example.test:993 tls",
				"  B ispdb imap imap.example.test:143 starttls",
				"  C guess imap mail.example.test:143 starttls",
				"> C guess pop3 mail.example.test:995 tls", "> C guess pop3 mail.example.test:110 starttls",
				"> C guess submission mail.example.test:465 tls", "> C guess submission mail.example.test:587 starttls",
			},
			differences: []string{
				"host imap, followed autoconfig: [A autoconfig,srv mail.example.test:993 tls] [B ispdb imap.example.test:143 starttls no such name]",
				"username imap, followed autoconfig: [A autoconfig mail.example.test:993 tls address] [B ispdb imap.example.test:143 starttls local-part no such name]",
			},
		},
		{
			name: "another port of the same host",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("smtp mail.example.test 465 SSL u")).
					file(ispdbAddress, autoconfigXML("smtp mail.example.test 587 STARTTLS u"))
			},
			want:        []string{"> A autoconfig submission mail.example.test:465 tls", "  B ispdb submission mail.example.test:587 starttls"},
			differences: []string{"port submission, followed autoconfig: [A autoconfig mail.example.test:465 tls no such name] [B ispdb mail.example.test:587 starttls no such name]"},
		},
		{
			name: "a stale file does not win over a host that exists",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("imap old.example.test 993 SSL u")).
					file(ispdbAddress, autoconfigXML("imap mail.provider.test 993 SSL u")).zone(exists("mail.provider.test")...)
			},
			want:        []string{"  A autoconfig imap old.example.test:993 tls", "> B ispdb imap mail.provider.test:993 tls"},
			differences: []string{"host imap, followed ispdb: [B ispdb mail.provider.test:993 tls] [A autoconfig old.example.test:993 tls no such name]"},
		},
		{
			name: "a server without encryption is never followed",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 143 plain u", "imap mail.example.test 993 SSL u"))
			},
			want:        []string{"  A autoconfig imap mail.example.test:143 none", "> A autoconfig imap mail.example.test:993 tls"},
			differences: nil,
		},
		{
			name: "a file of nothing but plaintext gives way",
			world: func(w *world) {
				w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 143 plain u")).
					file(ispdbAddress, autoconfigXML("imap mail.example.test 993 SSL u"))
			},
			want: []string{"  A autoconfig imap mail.example.test:143 none", "> B ispdb imap mail.example.test:993 tls"},
			differences: []string{
				"plaintext imap, followed ispdb: [B ispdb mail.example.test:993 tls no such name] [A autoconfig mail.example.test:143 none no such name]",
			},
		},
		{
			name: "the domain's own no wins over a guess without a word",
			world: func(w *world) {
				w.zone("_pop3s._tcp.example.test. SRV 0 0 0 .", "_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.").zone(exists("mail.example.test")...)
			},
			want: []string{
				"> C srv,guess imap mail.example.test:993 tls", "  C guess imap mail.example.test:143 starttls",
				"  C guess pop3 mail.example.test:995 tls", "  C guess pop3 mail.example.test:110 starttls",
				"> C guess submission mail.example.test:465 tls", "> C guess submission mail.example.test:587 starttls",
			},
		},
		{
			name: "an unsigned no gives way to a verified yes",
			world: func(w *world) {
				w.zone("_pop3s._tcp.example.test. SRV 0 0 0 .").file(autoconfigAddress, autoconfigXML("pop3 mail.example.test 995 SSL u"))
			},
			want:        []string{"> A autoconfig pop3 mail.example.test:995 tls"},
			differences: []string{"offered pop3, followed autoconfig: [A autoconfig mail.example.test:995 tls no such name] [C srv not offered]"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.world(w)
			d := w.find("user@example.test")
			if diff := cmp.Diff(c.want, lines(d)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.differences, w.differences(d)); diff != "" {
				t.Error(diff)
			}
			for _, e := range d.Followed() {
				if e.Security == result.None {
					t.Errorf("%s is followed without encryption", e.Address())
				}
			}
		})
	}
}

// What one source leaves open, the next may say.
func TestEndpointDetails(t *testing.T) {
	w := newWorld(t).zone("_imaps._tcp.xn--bcher-kva.test. SRV 5 7 993 mail.xn--bcher-kva.test.", "mail.xn--bcher-kva.test. AAAA 2001:db8::1").
		file("https://live.thunderbird.net/autoconfig/v1.1/xn--bcher-kva.test", autoconfigXML("imap mail.bücher.test 993 SSL %EMAILLOCALPART%"))
	w.Sign()
	d := w.find("Jörg@bücher.test")
	yes := true
	want := result.Candidate{
		Endpoint: result.Endpoint{Service: result.IMAP, Host: "mail.xn--bcher-kva.test", Port: 993, Security: result.TLS, Named: true},
		Username: "Jörg", UsernameForm: "local-part", Auth: []string{"password"},
		Trust: "B", Sources: []string{"srv", "ispdb", "guess"}, Followed: true, Priority: 5, Weight: 7, DNSSEC: true,
		Domain: "xn--bcher-kva.test", Unicode: "mail.bücher.test", NameExists: &yes,
		Published: []result.Statement{
			{Source: "srv", Text: "_imaps._tcp.xn--bcher-kva.test SRV 5 7 993 mail.xn--bcher-kva.test"},
			{Source: "ispdb", Text: `<incomingServer type="imap"><hostname>mail.bücher.test</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username>`},
		},
	}
	if diff := cmp.Diff(want, d.Endpoints[0]); diff != "" {
		t.Error(diff)
	}
}

func TestOwnHosts(t *testing.T) {
	cases := []struct {
		domain, host string
		own          bool
	}{
		{"example.test", "mail.example.test", true},
		{"example.test", "example.test", true},
		{"mail.example.test", "imap.example.test", true},
		{"example.test", "mail.example2.test", false},
		{"example.test", "badexample.test", false},
		{"example.co.uk", "mail.other.co.uk", false},
		{"user.github.io", "other.github.io", false}, // the list's private part
		{"co.uk", "mail.co.uk", false},
		{"co.uk", "co.uk", true},
		{"intranet", "intranet", true},
	}
	for _, c := range cases {
		s, err := newSearch(typed(t, "user@"+c.domain), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.isOwn(c.host); got != c.own {
			t.Errorf("%s names %s: own %v", c.domain, c.host, got)
		}
	}
}

func TestUsernames(t *testing.T) {
	cases := []struct{ target, template, name, form string }{
		{"user@example.test", "%EMAILADDRESS%", "user@example.test", "address"},
		{"user@example.test", "%EMAILLOCALPART%", "user", "local-part"},
		{"user@example.test", "%EMAILLOCALPART%@%EMAILDOMAIN%", "user@example.test", "address"},
		{"user@example.test", "%EMAILLOCALPART%.%EMAILDOMAIN%", "user.example.test", "other"},
		{"user@example.test", "user@example.test", "user@example.test", "address"},
		{"user@example.test", "user", "user", "local-part"},
		{"user@example.test", "u1234", "u1234", "other"},
		{"user@example.test", "%EMAILNAME%", "", "other"},
		{"user@example.test", "", "", ""},
		{"example.test", "%EMAILADDRESS%", "", "address"},
		{"example.test", "%EMAILLOCALPART%", "", "local-part"},
		{"example.test", "postmaster@%EMAILDOMAIN%", "postmaster@example.test", "other"},
		{"üser@bücher.test", "%EMAILADDRESS%", "üser@xn--bcher-kva.test", "address"},
		{`"a@b"@example.test`, "%EMAILADDRESS%", `"a@b"@example.test`, "address"},
		{`"a\"b"@example.test`, "%EMAILLOCALPART%", `a"b`, "local-part"},
	}
	for _, c := range cases {
		s, err := newSearch(typed(t, c.target), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if name, form := s.expand(c.template), s.form(c.template); name != c.name || form != c.form {
			t.Errorf("%s, %s: %q, %q, want %q, %q", c.target, c.template, name, form, c.name, c.form)
		}
	}
}

// Whoever watches a search learns which servers would be followed if it ended
// there: what a better source names later takes their place.
func TestFollowedSoFar(t *testing.T) {
	s, err := newSearch(typed(t, "user@example.test"), Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	answers := make([]answer, len(sources()))
	for _, tt := range []struct {
		source string
		trust  result.Trust
		host   string
		want   bool
	}{
		{"srv", result.TrustC, "srv.example.test", true},
		{"guess", result.TrustC, "mail.example.test", false},
		{"ispdb", result.TrustB, "ispdb.example.test", true},
		{"well-known", result.TrustA, "imap.example.test", true},
		{"autodiscover", result.TrustB, "ews.example.test", false},
		{"mx-ispdb", result.TrustB, "imap.example.test", true}, // the same as a better source
	} {
		place := slices.Index(Sources(), tt.source)
		a := answer{source: result.Source{Name: tt.source}, servers: []server{{
			Endpoint: result.Endpoint{Service: result.IMAP, Host: tt.host, Port: 993, Security: result.TLS}, trust: tt.trust,
		}}}
		answers[place] = a
		if found := s.soFar(t.Context(), answers, a); len(found) != 1 || found[0].Followed != tt.want {
			t.Errorf("%s: %+v", tt.source, found)
		}
	}
}

// A host that is named by its address has no domain that anybody registered.
func TestAddressForAHost(t *testing.T) {
	w := newWorld(t).file("https://autoconfig.example.test/mail/config-v1.1.xml", autoconfigXML("imap 192.0.2.10 993 SSL user"))
	d := w.find("user@example.test")
	if len(d.Endpoints) != 1 || d.Endpoints[0].Domain != "192.0.2.10" || !d.Endpoints[0].OtherDomain {
		t.Errorf("%+v", d.Endpoints)
	}
}
