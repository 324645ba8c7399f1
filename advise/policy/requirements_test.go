package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// TestRequirements has for every requirement a hit, a miss, and what was not
// checked. The assertion that is looked at is the one at the place.
func TestRequirements(t *testing.T) {
	timeout := fails(result.Timeout, result.StepConnect)
	type doing = func(r *result.Report)
	nothing := func(*result.Report) {}
	noLogin := func(r *result.Report) {
		r.Accounts = nil
		for i := range r.Probes {
			p := &r.Probes[i]
			p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
			for j := range p.Paths {
				if c := p.Paths[j].Capabilities; c != nil {
					c.AfterLogin = nil
				}
			}
		}
	}
	silence := func(r *result.Report) {
		for i := range r.Probes {
			breakPath(&r.Probes[i], timeout)
			r.Probes[i].Paths[0].Steps = nil
		}
	}
	quota := func(state string, used, limit int64) doing {
		return func(r *result.Report) {
			q := &r.Accounts[0].Quota[0]
			q.LimitState, q.UsedBytes, q.LimitBytes = state, &used, &limit
		}
	}
	quotaStatus := func(status result.QuotaStatus) doing {
		return func(r *result.Report) { r.Accounts[0].QuotaStatus, r.Accounts[0].Quota = status, nil }
	}
	tls := func(do func(s *result.TLSState)) doing {
		return change(993, func(p *result.Probe) { do(p.Paths[0].TLS) })
	}
	until := func(d time.Duration) doing {
		return tls(func(s *result.TLSState) { s.Chain[0].NotAfter = today.Add(d) })
	}
	cases := []struct {
		name, policy string
		port         int // of the assertion; 0: the only one, or the first
		change       doing
		status       Status
		want         string // part of what was found, or why it is not known
	}{
		{"reachable", "", 0, nothing, Pass, "it answers"},
		{"reachable, silence", "", 0, silence, Fail, "no answer"},
		{"reachable, the tool could not look", "", 0, func(r *result.Report) {
			for i := range r.Probes {
				r.Probes[i] = result.Probe{Endpoint: r.Probes[i].Endpoint, Status: result.Fail, Failure: fails(result.NameLookupFailed, result.StepResolve)}
			}
		}, Unknown, "not looked up"},
		{"reachable, no servers", "", 0, func(r *result.Report) { r.Probes = nil }, Fail, "no server"},

		{"offered", "offered: [imap]", 0, nothing, Pass, "it works"},
		{"offered, at a port", "offered: [imap:993]", 993, nothing, Pass, "it works"},
		{"offered, refused", "offered: [pop3:110]", 110, nothing, Fail, "refused"},
		{"offered, silent", "offered: [imap:993]", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Fail, "no answer"},
		{"offered, without STARTTLS", "offered: [imap:143]", 143, change(143, func(p *result.Probe) { breakPath(p, fails(result.StartTLSMissing, result.StepStartTLS)) }), Fail, "missing"},
		{"offered, on another port still", "offered: [imap]", 0, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Pass, "it works"},
		{"offered, not tested", "offered: [imap:1993]", 0, nothing, Unknown, "not tested"},
		{"offered, stopped", "offered: [imap:993]", 993, change(993, func(p *result.Probe) { breakPath(p, fails(result.Canceled, result.StepConnect)) }), Unknown, "stopped"},

		{"forbidden", "forbidden: [pop3:110]", 110, nothing, Pass, "refused"},
		{"forbidden, offered", "forbidden: [pop3]", 0, nothing, Fail, "995"},
		{"forbidden, answers without TLS", "forbidden: [imap:143]", 143, change(143, func(p *result.Probe) { breakPath(p, fails(result.StartTLSMissing, result.StepStartTLS)) }), Fail, "143"},
		{"forbidden, silent", "forbidden: [imap:143]", 143, change(143, func(p *result.Probe) { breakPath(p, timeout) }), Pass, "no answer"},
		{"forbidden, all silent", "forbidden: [imap:143]", 143, silence, Unknown, "does not answer at all"},
		{"forbidden, not tested", "forbidden: [imap:1143]", 0, nothing, Unknown, "not tested"},

		{"addresses", "addresses: [ipv4]", 993, nothing, Pass, "it works at 192.0.2."},
		{"addresses, both", "{at: 'imap:993', addresses: [ipv4, ipv6]}", 993, change(993, func(p *result.Probe) {
			p.Paths = append(p.Paths, p.Paths[0])
			p.Paths[1].Address, p.Paths[1].Family = "2001:db8::10", "ipv6"
		}), Pass, "it works at"},
		{"addresses, none of a family", "addresses: [ipv6]", 993, nothing, Fail, "no address of this family"},
		{"addresses, one of them does not answer", "{at: 'imap:993', addresses: [ipv6]}", 993, change(993, func(p *result.Probe) {
			p.Paths = append(p.Paths, result.Path{Address: "2001:db8::10", Family: "ipv6", Status: result.Fail, Failure: timeout})
		}), Fail, "no answer"},
		{"addresses, no way there from here", "{at: 'imap:993', addresses: [ipv6]}", 993, change(993, func(p *result.Probe) {
			p.Paths = append(p.Paths, result.Path{Address: "2001:db8::10", Family: "ipv6", Status: result.Fail, Failure: fails(result.Unreachable, result.StepConnect)})
		}), Unknown, "no route"},
		{"addresses, left out by a flag", "addresses: [ipv6]", 993, func(r *result.Report) { r.Target.Flags = []result.Flag{{Name: "ipv4"}} }, Unknown, "not looked at"},
		{"addresses, another host stands in", "addresses: [ipv6]", 993, func(r *result.Report) {
			r.Target.Flags = []result.Flag{{Name: "connect", Value: "MAIL.example.org:993=127.0.0.1:1993"}}
		}, Unknown, "not looked at"},
		{"addresses, the name server did not say", "addresses: [ipv6]", 993, change(993, func(p *result.Probe) {
			p.Unanswered = &result.Unanswered{Family: "ipv6", Failure: *fails(result.NameLookupFailed, result.StepResolve)}
		}), Unknown, "not looked up"},
		{"tls-floor", "tls-floor: 1.2", 993, nothing, Pass, "TLS 1.3"},
		{"tls-floor, spoken", "tls-floor: 1.3", 993, tls(func(s *result.TLSState) { s.Version = "TLS 1.2" }), Fail, "TLS 1.2"},
		{"tls-floor, accepted", "tls-floor: 1.2", 993, tls(func(s *result.TLSState) { s.Weak = []string{"TLS 1.0", "TLS_RSA_WITH_RC4_128_SHA"} }), Fail, "TLS 1.0 accepted"},
		{"tls-floor, accepted above it", "tls-floor: 1.1", 993, tls(func(s *result.TLSState) { s.Weak = []string{"TLS 1.1"} }), Pass, "TLS 1.3"},
		{"tls-floor, not scanned", "tls-floor: 1.2", 993, tls(func(s *result.TLSState) { s.Weak = nil }), Unknown, "--tls-scan"},
		{"tls-floor, not spoken", "tls-floor: 1.2", 993, change(993, func(p *result.Probe) { breakPath(p, fails(result.TLSVersionRefused, result.StepTLS)) }), Fail, "too old"},
		{"tls-floor, no encryption", "tls-floor: 1.0", 143, change(143, func(p *result.Probe) { breakPath(p, fails(result.StartTLSMissing, result.StepStartTLS)) }), Fail, "no encryption"},
		{"tls-floor, not reached", "tls-floor: 1.2", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},

		{"certificate-valid", "certificate-valid: true", 993, nothing, Pass, "valid"},
		{"certificate-valid, self-signed", "certificate-valid: true", 993, tls(func(s *result.TLSState) {
			s.Verified, s.Problems = false, []result.Problem{{Kind: result.CertSelfSigned}}
		}), Fail, "self-signed"},
		{"certificate-valid, not reached", "certificate-valid: true", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},

		{"certificate-days", "certificate-days: 61", 993, nothing, Pass, "61 days"},
		{"certificate-days, one less", "certificate-days: 62", 993, nothing, Fail, "61 days: valid until 10 May 2026, 15:05 UTC"},
		{"certificate-days, the last hours", "certificate-days: 0", 993, until(time.Hour), Pass, "0 days"},
		{"certificate-days, ended", "certificate-days: 0", 993, until(-time.Hour), Fail, "ended on 10 March 2026"},
		{"certificate-days, not seen", "certificate-days: 1", 993, tls(func(s *result.TLSState) { s.Chain = nil }), Unknown, "nothing was seen"},

		{"certificate-names", "certificate-names: [mail.example.org, IMAP.example.net]", 993, nothing, Pass, "*.example.net"},
		{"certificate-names, lacks", "certificate-names: [mx.example.org]", 993, nothing, Fail, "mail.example.org"},
		{"certificate-names, below a wildcard", "certificate-names: [a.b.example.net]", 993, nothing, Fail, "*.example.net"},
		{"certificate-names, none", "certificate-names: [mail.example.org]", 993, tls(func(s *result.TLSState) { s.Chain[0].Names = nil }), Fail, "no name"},
		{"certificate-names, not reached", "certificate-names: [mail.example.org]", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},

		{"capabilities-required", "{at: imap, capabilities-required: {after-tls: [idle]}}", 993, nothing, Pass, "IDLE"},
		{"capabilities-required, POP3 words", "{at: pop3, capabilities-required: {after-tls: [SASL PLAIN]}}", 995, nothing, Pass, "SASL PLAIN SCRAM-SHA-256"},
		{"capabilities-required, missing", "{at: imap, capabilities-required: {after-tls: [MOVE]}}", 993, nothing, Fail, "not announced"},
		{"capabilities-required, part of a name", "{at: imap, capabilities-required: {after-tls: [IDL]}}", 993, nothing, Fail, "not announced"},
		{"capabilities-required, no login", "{at: imap, capabilities-required: {after-login: [QUOTA]}}", 993, noLogin, Unknown, "no login"},
		{"capabilities-required, after the login", "{at: imap, capabilities-required: {after-login: [QUOTA]}}", 993, nothing, Pass, "QUOTA"},
		{"capabilities-forbidden", "capabilities-forbidden: {before-tls: [AUTH=PLAIN]}", 143, nothing, Pass, "not announced"},
		{"capabilities-forbidden, announced", "capabilities-forbidden: {before-tls: [AUTH=PLAIN]}", 143, change(143, func(p *result.Probe) {
			p.Paths[0].Capabilities.BeforeTLS = []string{"STARTTLS", "AUTH=PLAIN"}
		}), Fail, "AUTH=PLAIN"},
		{"capabilities-forbidden, not reached", "capabilities-forbidden: {after-tls: [X]}", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},

		{"mechanisms-required", "mechanisms-required: [scram-sha-256]", 993, nothing, Pass, "PLAIN and SCRAM-SHA-256"},
		{"mechanisms-required, missing", "mechanisms-required: [CRAM-MD5]", 993, nothing, Fail, "PLAIN and SCRAM-SHA-256"},
		{"mechanisms-required, none at all", "mechanisms-required: [PLAIN]", 993, change(993, func(p *result.Probe) { p.Paths[0].Auth = nil }), Fail, "none"},
		{"mechanisms-required, not reached", "mechanisms-required: [PLAIN]", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},
		{"mechanisms-one-of", "mechanisms-one-of: [CRAM-MD5, scram-sha-256]", 993, nothing, Pass, "PLAIN and SCRAM-SHA-256"},
		{"mechanisms-one-of, alone", "mechanisms-one-of: PLAIN", 993, nothing, Pass, "PLAIN and SCRAM-SHA-256"},
		{"mechanisms-one-of, none of them", "mechanisms-one-of: [CRAM-MD5, XOAUTH2]", 993, nothing, Fail, "PLAIN and SCRAM-SHA-256"},
		{"mechanisms-one-of, none at all", "mechanisms-one-of: [PLAIN, XOAUTH2]", 993, change(993, func(p *result.Probe) { p.Paths[0].Auth = nil }), Fail, "none"},
		{"mechanisms-one-of, not reached", "mechanisms-one-of: [PLAIN]", 993, change(993, func(p *result.Probe) { breakPath(p, timeout) }), Unknown, "no answer"},
		{"mechanisms-forbidden", "mechanisms-forbidden: [NTLM]", 993, nothing, Pass, "PLAIN"},
		{"mechanisms-forbidden, offered", "mechanisms-forbidden: [PLAIN]", 993, nothing, Fail, "PLAIN"},

		{"login-works", "login-works: true", 993, nothing, Pass, "accepted (PLAIN)"},
		{"login-works, refused", "login-works: true", 993, change(993, func(p *result.Probe) {
			p.Login = &result.Login{Status: "fail", Reason: result.Rejected, Failure: fails(result.AuthRejected, result.StepLogin)}
		}), Fail, "refused"},
		{"login-works, nothing in common", "login-works: true", 993, change(993, func(p *result.Probe) {
			p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoMechanism}
		}), Fail, "no way of login in common"},
		{"login-works, no answer", "login-works: true", 993, change(993, func(p *result.Probe) { p.Login = &result.Login{Status: "fail", Reason: result.NoAnswer} }), Fail, "did not answer"},
		{"login-works, not tried", "login-works: true", 993, noLogin, Unknown, "no user name"},

		{"quota-free, a share", "quota-free: 58%", 993, nothing, Pass, "2.9 GB of 5 GB free (58%)"},
		{"quota-free, a share, too little", "quota-free: 59%", 993, nothing, Fail, "58%"},
		{"quota-free, a size", "quota-free: 2.8GB", 993, nothing, Pass, "2.9 GB"},
		{"quota-free, a size, too little", "quota-free: 3 Go", 993, nothing, Fail, "2.9 GB"},
		{"quota-free, over", "quota-free: 0%", 993, quota(result.LimitSet, 6<<30, 5<<30), Pass, "0 bytes"},
		{"quota-free, zero", "quota-free: 10%", 993, quota(result.LimitZero, 1, 0), Unknown, "say nothing"},
		{"quota-free, no limit", "quota-free: 10%", 993, quotaStatus(result.QuotaNone), Pass, "no limit"},
		{"quota-free, not told", "quota-free: 10%", 993, quotaStatus(result.QuotaUnsupported), Unknown, "does not tell"},
		{"quota-free, unreadable", "quota-free: 10%", 993, quotaStatus(result.QuotaFail), Unknown, "could not be used"},
		{"quota-free, no login", "quota-free: 10%", 0, noLogin, Unknown, "no login"},

		{"quota-least", "quota-least: 5GB", 993, nothing, Pass, "a quota of 5 GB"},
		{"quota-least, too small", "quota-least: 5.5 Go", 993, nothing, Fail, "a quota of 5 GB"},
		{"quota-least, no limit", "quota-least: 1TB", 993, quotaStatus(result.QuotaNone), Pass, "no limit"},
		{"quota-least, of messages alone", "quota-least: 1TB", 993, func(r *result.Report) {
			q := &r.Accounts[0].Quota[0]
			q.Resource, q.UsedCount, q.LimitCount = result.Messages, q.UsedBytes, q.LimitBytes
		}, Pass, "no limit of octets"},
		{"quota-least, zero", "quota-least: 1GB", 993, quota(result.LimitZero, 1, 0), Unknown, "say nothing"},
		{"quota-least, not told", "quota-least: 1GB", 993, quotaStatus(result.QuotaUnsupported), Unknown, "does not tell"},
		{"quota-least, no login", "quota-least: 1GB", 0, noLogin, Unknown, "no login"},

		{"latency", "latency: {connect: 21ms}", 993, nothing, Pass, "21 ms"},
		{"latency, too slow", "latency: {connect: 20ms}", 993, nothing, Fail, "21 ms"},
		{"latency, of the endpoint", "latency: {endpoint: 110ms}", 993, nothing, Pass, "110 ms"},
		{"latency, of the endpoint, too slow", "latency: {endpoint: 100ms}", 993, nothing, Fail, "110 ms"},
		{"latency, of the login", "latency: {login: 39ms}", 993, nothing, Fail, "40 ms"},
		{"latency, no login", "latency: {login: 1s}", 993, noLogin, Unknown, "no login"},
		{"latency, not reached", "latency: {tls: 1s}", 993, change(993, func(p *result.Probe) { breakPath(p, fails(result.Closed, result.StepConnect)) }), Unknown, "cut off"},

		{"findings-forbidden, by ID", "findings-forbidden: [cert-self-signed]", 0, nothing, Pass, "none"},
		{"findings-forbidden, by ID, made", "findings-forbidden: [cert-self-signed]", 993, tls(func(s *result.TLSState) {
			s.Verified, s.Problems = false, []result.Problem{{Kind: result.CertSelfSigned}}
		}), Fail, "vouches for itself"},
		{"findings-forbidden, by ID, not checked", "findings-forbidden: [tls-old-versions]", 0, func(r *result.Report) {
			for i := range r.Probes {
				if tls := r.Probes[i].Paths[0].TLS; tls != nil {
					tls.Weak = nil
				}
			}
		}, Unknown, "not checked: tls-old-versions"},
		{"findings-forbidden, by severity", "findings-forbidden: [critical]", 0, nothing, Pass, "none"},
		{"findings-forbidden, by severity, made", "findings-forbidden: [high]", 993, tls(func(s *result.TLSState) {
			s.Verified, s.Problems = false, []result.Problem{{Kind: result.CertSelfSigned}}
		}), Fail, "vouches for itself"},
	}
	// What a domain publishes is held to a report with a search in it.
	found := func(change func(d *result.Discovery)) doing {
		return func(r *result.Report) {
			*r = *domain()
			change(r.Discovery)
		}
	}
	asFound := found(func(*result.Discovery) {})
	broken := func(port int, do func(p *result.Probe)) doing {
		return func(r *result.Report) { *r = *domain(); do(endpoint(r, port)) }
	}
	without := found(func(d *result.Discovery) { d.Endpoints, d.DNS.Records = d.Endpoints[3:], nil })
	differ := func(id string, claim result.Claim) doing {
		return found(func(d *result.Discovery) {
			claim.Sources = append(claim.Sources, "ispdb")
			d.Disagreements = []result.Disagreement{{ID: id, Service: result.IMAP, Followed: "well-known",
				Claims: []result.Claim{{Sources: []string{"well-known"}, Host: "mail.example.org", Port: 993}, claim}}}
		})
	}
	cases = append(cases, []struct {
		name, policy string
		port         int
		change       doing
		status       Status
		want         string
	}{
		{"published-works", "published-works: true", 993, asFound, Pass, "it works (published by well-known and SRV)"},
		{"published-works, not followed", "published-works: true", 995, asFound, Pass, "it works (published by SRV)"},
		{"published-works, at a place", "{at: pop3, published-works: true}", 0, asFound, Pass, "it works (published by SRV)"},
		{"published-works, refused", "published-works: true", 995, broken(995, func(p *result.Probe) { breakPath(p, fails(result.Refused, result.StepConnect)) }), Fail, "refused (published by SRV)"},
		{"published-works, another name in the certificate", "published-works: true", 993, broken(993, func(p *result.Probe) {
			p.Paths[0].TLS.Verified, p.Paths[0].TLS.Problems = false, []result.Problem{{Kind: result.CertNameMismatch}}
		}), Fail, "published by well-known and SRV"},
		{"published-works, no such name", "published-works: true", 0, found(func(d *result.Discovery) {
			no := false
			d.Endpoints[0].Host, d.Endpoints[0].NameExists = "old.example.org", &no
		}), Fail, "the name old.example.org does not exist"},
		{"published-works, not tested", "published-works: true", 994, found(func(d *result.Discovery) { d.Endpoints[0].Port = 994 }), Unknown, "not tested"},
		{"published-works, the tool could not look", "published-works: true", 993, broken(993, func(p *result.Probe) { breakPath(p, fails(result.Canceled, result.StepConnect)) }), Unknown, "stopped"},
		{"published-works, nothing published", "published-works: true", 0, without, Unknown, "nothing is published"},
		{"published-works, of a host", "published-works: true", 0, nothing, Unknown, "only an address or a domain"},
		{"published-works, not searched", "published-works: true", 0, func(r *result.Report) { *r = *domain(); r.Discovery = nil }, Unknown, "nobody was asked"},

		{"published-agrees", "published-agrees: true", 0, asFound, Pass, "well-known and SRV say the same"},
		{"published-agrees, one alone", "published-agrees: true", 0, found(func(d *result.Discovery) { d.Endpoints = d.Endpoints[2:] }), Pass, "only SRV publishes anything"},
		{"published-agrees, other ports", "published-agrees: true", 0, differ(result.DifferPort, result.Claim{Host: "mail.example.org", Port: 143}), Pass, "say the same"},
		{"published-agrees, another host", "published-agrees: true", 0, differ(result.DifferHost, result.Claim{Host: "old.example.org", Port: 993}), Fail, "ISPDB names old.example.org, and well-known another host"},
		{"published-agrees, another user name", "published-agrees: true", 0, differ(result.DifferUsername, result.Claim{Host: "mail.example.org"}), Fail, "another form of the user name"},
		{"published-agrees, without encryption", "published-agrees: true", 0, differ(result.DifferSecurity, result.Claim{Host: "mail.example.org", Port: 143}), Fail, "without encryption: mail.example.org, port 143"},
		{"published-agrees, not offered", "published-agrees: true", 0, differ(result.DifferOffered, result.Claim{}), Fail, "says that it is not offered"},
		{"published-agrees, nothing published", "published-agrees: true", 0, without, Unknown, "nothing is published"},

		{"published-by", "published-by: [autoconfig]", 0, asFound, Pass, "https://example.org/.well-known"},
		{"published-by, nothing there", "published-by: [pacc]", 0, asFound, Fail, "nothing there"},
		{"published-by, no answer", "published-by: [ispdb]", 0, asFound, Fail, "no answer"},
		{"published-by, the name server does not say", "published-by: mailconf", 0, asFound, Unknown, "not looked up"},
		{"published-by, not asked", "published-by: [autodiscover]", 0, asFound, Unknown, "--send-address"},

		{"published-dns", "published-dns: {imaps: mail.example.org:993}", 0, asFound, Pass, "mail.example.org:993"},
		{"published-dns, in other letters", "published-dns: {imaps: Mail.Example.Org.:0993}", 0, asFound, Pass, "mail.example.org:993"},
		{"published-dns, another host", "published-dns: {imaps: imap.example.org:993}", 0, asFound, Fail, "mail.example.org:993"},
		{"published-dns, not offered", "published-dns: {imap: .}", 0, asFound, Pass, "."},
		{"published-dns, offered", "published-dns: {pop3s: .}", 0, asFound, Fail, "mail.example.org:995"},
		{"published-dns, none", "published-dns: {submission: mail.example.org:587}", 0, asFound, Fail, "no such record"},
		{"published-dns, the name server does not say", "published-dns: {pop3: .}", 0, asFound, Unknown, "not looked up"},
		{"published-dns, MX", "published-dns: {mx: mx2.example.org}", 0, asFound, Pass, "mx1.example.org and mx2.example.org"},
		{"published-dns, not searched", "published-dns: {mx: mx2.example.org}", 0, found(func(d *result.Discovery) { d.DNS = nil }), Unknown, "nobody was asked"},

		{"published-signed", "published-signed: true", 0, asFound, Pass, "signed: IMAPS"},
		{"published-signed, not", "published-signed: true", 0, found(func(d *result.Discovery) { d.DNS.Records[0].DNSSEC = false }), Fail, "not signed: IMAPS"},
		{"published-signed, nobody checks", "published-signed: true", 0, found(func(d *result.Discovery) { d.DNS.Validates, d.DNS.Records[0].DNSSEC = false, false }), Unknown, "--trust-ad"},
		{"published-signed, nothing published", "published-signed: true", 0, without, Unknown, "nothing is published"},
	}...)
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[Status]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := host()
			c.change(r)
			content, id := "targets: [mail.example.org]", "reachable"
			if c.policy != "" {
				content = require(c.policy)
				id = strings.TrimSuffix(strings.Fields(c.name)[0], ",")
			}
			got := evaluate(t, r, content)
			got.Fill(words)
			i := slices.IndexFunc(got.Assertions, func(a Assertion) bool {
				return a.ID == id && (c.port == 0 || a.Where.Port == c.port)
			})
			if i < 0 {
				t.Fatalf("no assertion %s at %d: %+v", id, c.port, got.Assertions)
			}
			a := got.Assertions[i]
			if said := a.Found.Text + " " + a.Reason.Text; a.Status != c.status || !strings.Contains(said, c.want) {
				t.Errorf("%s %q, want %s %q", a.Status, said, c.status, c.want)
			}
			for _, text := range []string{got.Verdict.Text, a.Title.Text, a.Expected.Text, a.Found.Text, a.Reason.Text} {
				if strings.Contains(text, "‹") {
					t.Errorf("no words: %q", text)
				}
			}
			if a.Line < 1 || a.Column < 1 || a.File == "" {
				t.Errorf("no place in the policy: %+v", a)
			}
			if seen[id] == nil {
				seen[id] = map[Status]bool{}
			}
			seen[id][a.Status] = true
		})
	}
	for _, row := range append(requirements(), reachable()) {
		if !seen[row.id][Pass] || !seen[row.id][Fail] {
			t.Errorf("%s has no example of a hit and of a miss: %v", row.id, seen[row.id])
		}
	}
}
