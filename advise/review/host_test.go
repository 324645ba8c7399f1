package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/probe/result"
)

// seen makes what was seen at one place.
func seen(service result.Service, host string, port int, security result.Security, change ...func(*result.Probe)) result.Probe {
	p := result.Probe{Endpoint: result.Endpoint{Service: service, Host: host, Port: port, Security: security}, Status: result.OK, Session: "192.0.2.1",
		Paths: []result.Path{{Address: "192.0.2.1", Status: result.OK, Auth: []string{"PLAIN"}, TLS: &result.TLSState{Verified: true, Chain: []result.Certificate{{Names: []string{host}}}}}}}
	for _, c := range change {
		c(&p)
	}
	return p
}

// failing returns a probe that never came to TLS.
func failing(kind result.Kind) func(*result.Probe) {
	return func(p *result.Probe) {
		p.Status, p.Failure = result.Fail, &result.Failure{Kind: kind}
		p.Paths = []result.Path{{Address: "192.0.2.1", Status: result.Fail, Failure: p.Failure}}
	}
}

// badCertificate returns a probe whose certificate is not valid.
func badCertificate(names []string, kinds ...result.Kind) func(*result.Probe) {
	return func(p *result.Probe) {
		p.Status, p.Failure = result.Fail, &result.Failure{Kind: kinds[0]}
		tls := &result.TLSState{Chain: []result.Certificate{{Names: names, NotAfter: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}}}
		for _, k := range kinds {
			tls.Problems = append(tls.Problems, result.Problem{Kind: k})
		}
		p.Paths[0].TLS = tls
	}
}

func offering(mechanisms ...string) func(*result.Probe) {
	return func(p *result.Probe) { p.Paths[0].Auth = mechanisms }
}

func refusedAs(kind result.Kind, temporary bool) func(*result.Probe) {
	return func(p *result.Probe) {
		p.Login = &result.Login{Status: result.LoginFailed, Failure: &result.Failure{Kind: kind, Detail: "no", Temporary: temporary}}
	}
}

func announcing(words ...string) func(*result.Probe) {
	return func(p *result.Probe) { p.Paths[0].Capabilities = &result.Capabilities{AfterTLS: words} }
}

// publishing returns a report whose domain publishes a server.
func publishing(service result.Service, host string, port int, probes ...result.Probe) *result.Report {
	e := result.Endpoint{Service: service, Host: host, Port: port, Security: result.TLS, Named: true}
	return &result.Report{Target: result.Target{Domain: "example.org"}, Probes: probes,
		Discovery: &result.Discovery{Endpoints: []result.Candidate{{Endpoint: e, Trust: result.TrustA, Sources: []string{"srv"}, Followed: true}}}}
}

// imapAt returns an account as a file has it, with a line for every setting.
func imapAt(host string, port int, security accounts.Security, change ...func(*accounts.Account)) accounts.Account {
	a := accounts.Account{Program: "thunderbird", File: "prefs.js", Name: "user", Address: "user@example.org",
		Server: accounts.Server{Service: accounts.IMAP, Host: host, Port: port, Security: security, User: "user", Auth: accounts.Password}}
	a.Server.Shown, a.Lines = map[accounts.Setting]accounts.Line{}, map[accounts.Setting]accounts.Line{}
	for i, s := range accounts.Settings() {
		a.Server.Shown[s] = accounts.Line{File: "prefs.js", Number: i + 1, Text: string(s)}
		a.Lines[s] = accounts.Line{File: "prefs.js", Number: i + 1, Text: string(s)}
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func popAt(host string, keep accounts.Keep, days int, change ...func(*accounts.Account)) accounts.Account {
	return imapAt(host, 995, accounts.TLS, append([]func(*accounts.Account){func(a *accounts.Account) {
		a.Service, a.Keep, a.KeepDays = accounts.POP3, keep, days
	}}, change...)...)
}

func program(name string) func(*accounts.Account) {
	return func(a *accounts.Account) { a.Program = name }
}

func loginBy(auth accounts.Auth, mechanisms ...string) func(*accounts.Account) {
	return func(a *accounts.Account) { a.Auth, a.Mechanisms = auth, mechanisms }
}

// TestReviewAdviceFits holds each rule that takes a host against what was seen
// there: which rules speak, and with which change. A change that could not mend
// the cause, or was seen to fail, is not advised.
func TestReviewAdviceFits(t *testing.T) {
	const host, other = "mail.example.org", "imap.example.org"
	imaps := func(c ...func(*result.Probe)) result.Probe { return seen(result.IMAP, host, 993, result.TLS, c...) }
	imap := func(c ...func(*result.Probe)) result.Probe {
		return seen(result.IMAP, host, 143, result.StartTLS, c...)
	}
	pop := func(c ...func(*result.Probe)) result.Probe { return seen(result.POP3, host, 995, result.TLS, c...) }
	report := func(probes ...result.Probe) *result.Report { return &result.Report{Probes: probes} }
	set := imapAt(host, 993, accounts.TLS)
	except := func(a *accounts.Account) {
		a.Exceptions = []accounts.Exception{{Host: host, Port: 993, Line: accounts.Line{File: "cert_override.txt", Number: 1, Text: host}}}
	}
	disk := int64(1 << 30)
	held := func(bytes int64) *result.Report {
		n := int64(10)
		r := report(imaps())
		r.Accounts = []result.Account{{Service: result.IMAP, Host: host, From: 993, Mailbox: &result.Mailbox{Messages: &n, Bytes: &bytes}}}
		return r
	}
	filled := func(used, limit int64) *result.Report {
		r := report(pop())
		r.Accounts = []result.Account{{Service: result.POP3, Host: host, From: 995, QuotaStatus: "ok",
			Quota: []result.Quota{{Root: "r", Resource: "STORAGE", UsedBytes: &used, LimitBytes: &limit, LimitState: "set"}}}}
		return r
	}
	for _, c := range []struct {
		name    string
		account accounts.Account
		report  *result.Report
		needs   choose.Needs
		want    string // rule: change, change; rule: …
	}{
		{name: "in order", account: set, report: report(imaps(), imap()), want: ""},
		// Certificates: what mends one does not mend another.
		{name: "expired", account: set, report: report(imaps(badCertificate([]string{host}, result.CertExpired))), want: "certificate-invalid: certificate-renew"},
		{name: "expired, and another host is published", account: set, report: publishing(result.IMAP, other, 993, imaps(badCertificate([]string{host}, result.CertExpired))),
			want: "certificate-invalid: certificate-renew"},
		{name: "expired on one port alone", account: set, report: report(imaps(badCertificate([]string{host}, result.CertExpired)), imap()), want: "certificate-invalid: connect mail.example.org 143"},
		{name: "self-signed", account: set, report: report(imaps(badCertificate([]string{host}, result.CertSelfSigned))), want: "certificate-invalid: certificate-issuer"},
		{name: "of an unknown issuer", account: set, report: report(imaps(badCertificate([]string{host}, result.CertUnknownIssuer))), want: "certificate-invalid: certificate-issuer"},
		{name: "not valid yet", account: set, report: report(imaps(badCertificate([]string{host}, result.CertNotYetValid))), want: "certificate-invalid: clock, certificate-renew"},
		{name: "an incomplete chain", account: set, report: report(imaps(badCertificate([]string{host}, result.CertIncompleteChain))), want: "certificate-invalid: certificate-renew"},
		{name: "another name, which the domain publishes", account: set, report: publishing(result.IMAP, other, 993, imaps(badCertificate([]string{other}, result.CertNameMismatch))),
			want: "certificate-other-name: connect imap.example.org 993 (untested)"},
		{name: "another name of the same owner", account: set, report: report(imaps(badCertificate([]string{"mx.example.org"}, result.CertNameMismatch))),
			want: "certificate-other-name: connect mx.example.org 993 (untested)"},
		{name: "another name of a stranger", account: set, report: report(imaps(badCertificate([]string{"shared.example.net", "*.example.org"}, result.CertNameMismatch))), want: "certificate-other-name: certificate-name"},
		{name: "expired, with an exception", account: imapAt(host, 993, accounts.TLS, except), report: report(imaps(badCertificate([]string{host}, result.CertExpired))), want: "exception-stored: certificate-renew, exception"},
		{name: "valid, with an exception", account: imapAt(host, 993, accounts.TLS, except), report: report(imaps()), want: "exception-not-needed: exception"},
		{name: "an exception for a host that did not answer", account: imapAt(host, 993, accounts.TLS, except), report: report(imaps(failing(result.Timeout))), want: "exception-stored: exception"},
		// Connections.
		{name: "plain, and TLS is there", account: imapAt(host, 143, accounts.None), report: report(imaps(), imap()), want: "plain-connection: connect mail.example.org 993"},
		{name: "plain, and only STARTTLS is there", account: imapAt(host, 143, accounts.None), report: report(imaps(failing(result.Refused)), imap()), want: "plain-connection: connect mail.example.org 143"},
		{name: "plain, and nothing else is there", account: imapAt(host, 143, accounts.None), report: report(imaps(failing(result.Refused)), imap(failing(result.StartTLSMissing))), want: "plain-connection: no-encryption"},
		{name: "plain, and nobody looked", account: imapAt(host, 143, accounts.None), want: "plain-connection: connect mail.example.org 993 (untested)"},
		{name: "STARTTLS if it is offered, and it is", account: imapAt(host, 143, accounts.IfOffered), report: report(imaps(), imap()), want: "starttls-optional: connect mail.example.org 993"},
		{name: "STARTTLS if it is offered, and it is not", account: imapAt(host, 143, accounts.IfOffered), report: report(imaps(failing(result.Refused)), imap(failing(result.StartTLSMissing))), want: "starttls-optional: no-encryption"},
		{name: "a port that is shut", account: imapAt(host, 143, accounts.StartTLS), report: report(imaps(), imap(failing(result.Refused))), want: "endpoint-no-answer: connect mail.example.org 993"},
		{name: "a host that is down", account: set, report: report(imaps(failing(result.Timeout)), imap(failing(result.Timeout))), want: ""},
		{name: "a host that is gone, and another is published", account: set, report: publishing(result.IMAP, other, 993, imaps(failing(result.NameUnknown)), seen(result.IMAP, other, 993, result.TLS)), want: "host-unknown: connect imap.example.org 993"},
		{name: "a host that is gone", account: set, report: report(imaps(failing(result.NameUnknown))), want: "host-unknown: provider"},
		{name: "what the domain publishes", account: set, report: publishing(result.IMAP, other, 993, imaps(), seen(result.IMAP, other, 993, result.TLS)), want: "host-differs: connect imap.example.org 993"},
		{name: "what the domain publishes and does not work", account: set, report: publishing(result.IMAP, other, 993, imaps(), seen(result.IMAP, other, 993, result.TLS, failing(result.Refused))), want: ""},
		{name: "STARTTLS on the port of TLS, and that works", account: imapAt(host, 993, accounts.StartTLS), report: report(imaps()), want: "port-mismatch: connect mail.example.org 993"},
		// Logins.
		{name: "CRAM-MD5, and SCRAM is offered", account: imapAt(host, 993, accounts.TLS, loginBy(accounts.Encrypted, "CRAM-MD5")), report: report(imaps(offering("PLAIN", "SCRAM-SHA-256"))), want: "login-form-refused: plain-login"},
		{name: "CRAM-MD5, and it is offered", account: imapAt(host, 993, accounts.TLS, loginBy(accounts.Encrypted, "CRAM-MD5")), report: report(imaps(offering("CRAM-MD5"))), want: ""},
		{name: "CRAM-MD5, and SCRAM alone is offered", account: imapAt(host, 993, accounts.TLS, loginBy(accounts.Encrypted, "CRAM-MD5")), report: report(imaps(offering("SCRAM-SHA-256"))), want: "login-form-refused: offered-login"},
		{name: "CRAM-MD5 or else PLAIN", account: imapAt(host, 993, accounts.TLS, program("mutt"), loginBy(accounts.Encrypted, "CRAM-MD5", "PLAIN")), report: report(imaps(offering("PLAIN"))), want: ""},
		{name: "OAuth2, and none is offered", account: imapAt(host, 993, accounts.TLS, loginBy(accounts.OAuth2)), report: report(imaps()), want: "login-form-refused: plain-login"},
		{name: "a password, and only tokens are taken", account: set, report: report(imaps(offering("XOAUTH2", "OAUTHBEARER"))), want: "oauth-wanted: oauth"},
		{name: "a password, only tokens, and a program without them", account: imapAt(host, 993, accounts.TLS, program("sylpheed")), report: report(imaps(offering("XOAUTH2"))), want: "oauth-unable: program"},
		{name: "APOP, and the greeting has no challenge", account: popAt(host, accounts.KeepDays, 14, loginBy(accounts.Encrypted, "APOP")), report: report(pop()), want: "login-form-refused: plain-login"},
		{name: "a login that was refused", account: set, report: report(imaps(refusedAs(result.AuthRejected, false)), imap()), want: "login-refused: login-check"},
		{name: "a login that was refused at another place", account: popAt(host, accounts.KeepDays, 14), report: report(imaps(refusedAs(result.AuthRejected, false)), pop()), want: "login-refused: login-check"},
		{name: "a login that wants an app password", account: set, report: report(imaps(refusedAs(result.AppPasswordRequired, false))), want: "login-refused: app-password"},
		{name: "a login that may pass", account: set, report: report(imaps(refusedAs(result.AuthTemporary, true))), want: "login-refused: login-later"},
		// What becomes of mail.
		{name: "days above EXPIRE", account: popAt(host, accounts.KeepDays, 30), report: report(pop(announcing("EXPIRE 10"))), want: "pop-above-expire: keep-days 10"},
		{name: "days within EXPIRE", account: popAt(host, accounts.KeepDays, 7), report: report(pop(announcing("EXPIRE 10"))), want: ""},
		{name: "EXPIRE NEVER", account: popAt(host, accounts.KeepDays, 30), report: report(pop(announcing("EXPIRE NEVER"))), want: ""},
		{name: "EXPIRE 0", account: popAt(host, accounts.KeepDays, 14), report: report(pop(announcing("EXPIRE 0"))), want: "pop-above-expire: imap"},
		{name: "EXPIRE of each user, before a login", account: popAt(host, accounts.KeepDays, 30), report: report(pop(announcing("EXPIRE 10 USER"))), want: ""},
		{name: "for ever above EXPIRE, with a program that cannot count days", account: popAt(host, accounts.KeepForever, 0, program("mpop")), report: report(pop(announcing("EXPIRE 10"))), want: "pop-above-expire: program"},
		{name: "steps of days", account: popAt(host, accounts.KeepDays, 30, program("apple-mail")), report: report(pop(announcing("EXPIRE 10"))), want: "pop-above-expire: keep-days 7"},
		{name: "a poll that is too often", account: popAt(host, accounts.KeepDays, 14, func(a *accounts.Account) { a.PollSeconds = 60 }), report: report(pop(announcing("LOGIN-DELAY 600"))), want: "poll-too-often: poll 10"},
		{name: "a poll that is allowed", account: popAt(host, accounts.KeepDays, 14, func(a *accounts.Account) { a.PollSeconds = 600 }), report: report(pop(announcing("LOGIN-DELAY 600"))), want: ""},
		{name: "copies for ever in a mailbox that fills", account: popAt(host, accounts.KeepForever, 0), report: filled(95, 100), want: "pop-fills-quota: keep-days 14"},
		{name: "copies for ever in a mailbox with room", account: popAt(host, accounts.KeepForever, 0), report: filled(10, 100), want: "pop-for-ever: keep-days 14"},
		{name: "copies for some days in a mailbox that fills", account: popAt(host, accounts.KeepDays, 14), report: filled(95, 100), want: ""},
		{name: "an offline copy that the disk cannot hold", account: imapAt(host, 993, accounts.TLS, func(a *accounts.Account) { a.Offline = "all" }), report: held(2 << 30), needs: choose.Needs{DiskBytes: &disk}, want: "disk-too-small: offline-days"},
		{name: "an offline copy that is here already", account: imapAt(host, 993, accounts.TLS, func(a *accounts.Account) {
			local := int64(2 << 30)
			a.Offline, a.LocalBytes = "all", &local
		}), report: held(2 << 30), needs: choose.Needs{DiskBytes: &disk}, want: ""},
		{name: "an offline copy that fits", account: imapAt(host, 993, accounts.TLS, func(a *accounts.Account) { a.Offline = "all" }), report: held(1 << 20), needs: choose.Needs{DiskBytes: &disk}, want: ""},
	} {
		in := Input{Found: accounts.Found{Accounts: []accounts.Account{c.account}}, Of: []int{-1}, Needs: c.needs, Tested: true, Today: time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)}
		if c.report != nil {
			in.Reports, in.Of = []*result.Report{c.report}, []int{0}
		}
		for _, lang := range []string{"en", "fr"} {
			r := Make(in, printer(t, lang))
			if got := spoken(r); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			for _, f := range r.Findings {
				words := f.Title + f.Risk
				for _, x := range f.Seen {
					words += x.Text
				}
				for _, x := range f.Changes {
					words += x.Text + x.Screen
				}
				if strings.Contains(words, "‹") || strings.Contains(words, "<no value>") || len(f.Changes) == 0 {
					t.Errorf("%s (%s): words are missing: %s", c.name, lang, words)
				}
			}
		}
	}
}

// spoken returns the rules that spoke, each with its changes.
func spoken(r *Review) string {
	var out []string
	for _, f := range r.Findings {
		var changes []string
		for _, c := range f.Changes {
			s := c.ID
			switch c.ID {
			case "connect":
				s += " " + c.Args["host"].(string) + " " + fmt.Sprint(c.Args["port"])
				if c.Args["untested"] == true {
					s += " (untested)"
				}
			case "keep-days":
				s += " " + fmt.Sprint(c.Args["copy_days"])
			case "poll":
				s += " " + fmt.Sprint(c.Args["poll_minutes"])
			}
			changes = append(changes, s)
		}
		out = append(out, f.ID+": "+strings.Join(changes, ", "))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}
