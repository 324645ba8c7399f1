package policy

import (
	"slices"
	"testing"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/result"
)

// broken lists what fails, as "requirement of:port".
func broken(r Result) []string {
	var out []string
	for _, a := range r.Assertions {
		if a.Status == Fail {
			out = append(out, a.ID+" "+a.Of)
		}
	}
	return out
}

// TestNothingIsHidden: what fails on a host is broken, whatever the policy asks
// for, unless it says itself that it need not hold.
func TestNothingIsHidden(t *testing.T) {
	expired := func(r *result.Report) {
		p := endpoint(r, 995)
		f := &result.Failure{Kind: result.CertExpired, Step: result.StepTLS}
		p.Status, p.Failure = result.Fail, f
		p.Paths[0].Status, p.Paths[0].Failure = result.Fail, f
		p.Paths[0].TLS.Verified, p.Paths[0].TLS.Problems = false, []result.Problem{{Kind: result.CertExpired}}
	}
	http := func(r *result.Report) {
		breakPath(endpoint(r, 143), &result.Failure{Kind: result.WrongProtocol, Step: result.StepGreeting, Found: "http"})
	}
	silent := func(r *result.Report) { breakPath(endpoint(r, 110), fails(result.Timeout, result.StepConnect)) }
	cases := []struct {
		name   string
		change func(*result.Report)
		policy string
		want   []string
	}{
		{"nothing is wrong", func(*result.Report) {}, require("certificate-days: 14"), nil},
		{"another protocol answers", http, require("{at: pop3, certificate-days: 14}"), []string{"no-failure wrong-protocol"}},
		{"and is told once", http, require("offered: [imap:143]"), []string{"offered imap:143"}},
		{"a certificate that nobody asked about", expired, require("{at: imap, certificate-valid: true}"), []string{"no-failure cert-expired"}},
		{"a certificate that need not be valid", expired, require("{at: pop3, certificate-valid: false}"), nil},
		{"a certificate that need not be valid elsewhere", expired, require("{at: imap, certificate-valid: false}"), []string{"no-failure cert-expired"}},
		{"an exception", expired, "targets: [{target: mail.example.org, except: {requirement: no-failure, of: cert-expired, reason: x, until: 2026-12-31}}]", nil},
		{"an exception of another", expired, "targets: [{target: mail.example.org, except: {requirement: no-failure, of: busy, reason: x, until: 2026-12-31}}]", []string{"no-failure cert-expired"}},
		{"a service that is not to be offered, and is not", silent, require("forbidden: [pop3:110]"), nil},
		{"a service that does not answer", silent, require("certificate-days: 14"), []string{"no-failure port-no-answer"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := host()
			c.change(r)
			if got := broken(evaluate(t, r, c.policy)); !slices.Equal(got, c.want) {
				t.Errorf("broken: %q, want %q", got, c.want)
			}
		})
	}
}

// TestAppliesNowhere: a rule that nothing was held to is unknown, and says so.
func TestAppliesNowhere(t *testing.T) {
	cases := []struct {
		name, policy string
		want         int
	}{
		{"a port that is not offered", require("{at: pop3:110, certificate-days: 14}"), 1},
		{"a port that nobody tested", require("{at: imap:1993, certificate-days: 14, tls-floor: 1.2}"), 2},
		{"a phase that the port does not have", require("{at: imap:993, capabilities-forbidden: {before-tls: [AUTH=PLAIN]}}"), 1},
		{"replaced by a later one", require("{at: imap:993, certificate-days: 14}\n    - certificate-days: 7"), 0},
		{"switched off", require("{at: pop3:110, certificate-valid: false}"), 0},
		{"a target that is one endpoint", "defaults: {require: {at: pop3, certificate-days: 14}}\ntargets: ['imaps://mail.example.org']", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := mustParse(t, c.policy)
			name := "mail.example.org"
			if len(p.Targets) > 0 {
				name = p.Targets[0].Name
			}
			r := host()
			got := 0
			for _, a := range Evaluate(r, diagnose.Run(r), p, name, today).Assertions {
				if a.Status == Unknown && a.Reason.ID == "policy.reason.applies-nowhere" {
					got++
				}
			}
			if got != c.want {
				t.Errorf("%d rules are told to apply nowhere, want %d", got, c.want)
			}
		})
	}
}

// TestCompareWorse: what held and is no longer seen got worse.
func TestCompareWorse(t *testing.T) {
	cases := []struct {
		name   string
		change func(now *result.Report)
		want   []string
	}{
		{"the same", func(*result.Report) {}, nil},
		{"no login any more", func(r *result.Report) { endpoint(r, 993).Login = nil }, []string{"login-works "}},
		{"no scan any more", func(r *result.Report) { endpoint(r, 995).Paths[0].TLS.Weak = nil }, []string{"tls-floor 1.2"}},
		{"no mailbox any more", func(r *result.Report) { r.Accounts = nil }, []string{"quota-free "}},
		{"a service that is no longer offered", func(r *result.Report) {
			refused := fails(result.Refused, result.StepConnect)
			breakPath(endpoint(r, 995), refused)
			endpoint(r, 995).Status = result.Skip
		}, []string{"no-failure vanished"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := mustParse(t, require("{at: imap:1143, certificate-days: 14}\n    - {login-works: true, tls-floor: 1.2, quota-free: 10%}\n    - {at: imap:993, certificate-days: 14}")) // the first applies to nothing, then and now
			was, is := host(), host()
			c.change(is)
			now := Evaluate(is, diagnose.Run(is), p, "mail.example.org", today)
			now.Compare(Evaluate(was, diagnose.Run(was), p, "mail.example.org", today), today.AddDate(0, 0, -1))
			if got := broken(now); !slices.Equal(got, c.want) {
				t.Errorf("worse: %q, want %q", got, c.want)
			}
		})
	}
}

// TestSlips: a name that nobody has, and that is like one, is refused; a name
// of somebody's own is not.
func TestSlips(t *testing.T) {
	cases := map[string]string{
		"mechanisms-required: [PLIAN]":                        "PLAIN",
		"mechanisms-forbidden: [scram-sha256]":                "SCRAM-SHA-256",
		"mechanisms-required: [X-OWN, XOAUTH2, GS2-SIMPLE]":   "",
		"capabilities-required: {after-tls: [IDEL]}":          "IDLE",
		"capabilities-required: {after-tls: [imap4rev1]}":     "",
		"capabilities-forbidden: {before-tls: [AUTH=PLIAN]}":  "AUTH=PLAIN",
		"capabilities-forbidden: {before-tls: [SASL PLIAN]}":  "SASL PLAIN",
		"capabilities-forbidden: {before-tls: [AUTH PLAIN]}":  "",
		"capabilities-required: {after-login: [STATUS=SISE]}": "STATUS=SIZE",
		"capabilities-required: {after-login: [X-GM-EXT-1, XLIST, COMPRESS=DEFLATE, QUOTA=RES-STORAGE, SIZE 1000, EXPIRE 60]}": "",
	}
	for text, near := range cases {
		_, err := Parse("policy.yaml", []byte(require(text)), Outside{})
		switch {
		case near == "" && err != nil:
			t.Errorf("%s: %s", text, message(t, "en", err))
		case near != "" && err == nil:
			t.Errorf("%s: taken", text)
		case near != "" && message(t, "en", err) == "":
			t.Errorf("%s: no words", text)
		case near != "":
			if got := err.(*Error).Text.Args["near"]; got != near {
				t.Errorf("%s: %v is meant, want %s", text, got, near)
			}
		}
	}
}
