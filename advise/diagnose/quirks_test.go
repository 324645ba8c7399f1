package diagnose

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// TestQuirks runs the rules over what servers are seen to do.
func TestQuirks(t *testing.T) {
	all := func(service result.Service, change func(c *result.Capabilities)) func(*result.Report) {
		return func(r *result.Report) {
			every(r, func(p *result.Probe, path *result.Path) {
				if p.Service == service {
					change(path.Capabilities)
				}
			})
		}
	}
	quota := func(q ...result.Quota) func(*result.Report) {
		return func(r *result.Report) { r.Accounts[0].Quota = q }
	}
	cases := []struct {
		quirk  string
		change func(*result.Report)
		want   string // "" where nothing is to be mended
	}{
		{"LOGINDISABLED is still listed after the login", all(result.IMAP, func(c *result.Capabilities) { c.AfterLogin = append(c.AfterLogin, "LOGINDISABLED") }), ""},
		{"STLS is still listed after TLS", with(result.POP3, "STLS"), ""},
		{"AUTH= is missing before TLS, and so is LOGINDISABLED", all(result.IMAP, func(c *result.Capabilities) {
			if c.BeforeTLS != nil {
				c.BeforeTLS = []string{"IMAP4rev1", "STARTTLS"}
			}
		}), "password-before-tls"},
		{"mechanisms appear behind STLS", all(result.POP3, func(c *result.Capabilities) { c.AfterTLS = append(c.AfterTLS, "SASL SCRAM-SHA-256-PLUS") }), ""},
		{"a bare SASL line, with USER", func(r *result.Report) {
			every(r, func(p *result.Probe, path *result.Path) {
				if p.Service == result.POP3 {
					path.Auth = []string{}
				}
			})
		}, ""},
		{"SASL-IR and LITERAL+ end with the login, LITERAL- begins", all(result.IMAP, func(c *result.Capabilities) {
			c.AfterTLS = append(c.AfterTLS, "SASL-IR", "LITERAL+", "LOGIN-REFERRALS")
			c.AfterLogin = append(c.AfterLogin, "LITERAL-")
		}), ""},
		{"capabilities in mixed case", all(result.IMAP, func(c *result.Capabilities) {
			c.AfterTLS = append(c.AfterTLS, "Within")
			c.AfterLogin = append(c.AfterLogin, "WITHIN")
		}), ""},
		{"396 of 100 used", quota(result.Quota{Root: "User quota", Resource: "STORAGE", UsedBytes: ptr(int64(396 << 10)), LimitBytes: ptr(int64(100 << 10)), LimitState: result.LimitSet}), "quota-over"},
		{"0 used, until it is computed", quota(result.Quota{Resource: "STORAGE", UsedBytes: ptr(int64(0)), LimitBytes: ptr(int64(100 << 20)), LimitState: result.LimitSet}), ""},
		{"a root without a name", quota(result.Quota{Resource: "STORAGE", UsedBytes: ptr(int64(99 << 20)), LimitBytes: ptr(int64(100 << 20)), LimitState: result.LimitSet}), "quota-no-room"},
		{"a limit of 0", limit(result.LimitZero), ""},
		{"a limit of 2^64-1", limit(result.LimitInvalid), "quota-invalid"},
		{"messages are limited, not octets", quota(result.Quota{Resource: "MESSAGE", UsedCount: ptr(int64(980)), LimitCount: ptr(int64(1000)), LimitState: result.LimitSet}), "quota-usage"},
		{"two roots, the tighter one counts", quota(
			result.Quota{Root: "a", Resource: "STORAGE", UsedBytes: ptr(int64(1 << 30)), LimitBytes: ptr(int64(5 << 30)), LimitState: result.LimitSet},
			result.Quota{Root: "b", Resource: "STORAGE", UsedBytes: ptr(int64(17 << 28)), LimitBytes: ptr(int64(5 << 30)), LimitState: result.LimitSet}), "quota-usage"},
		{"BYE in answer to GETQUOTAROOT", func(r *result.Report) {
			a, f := &r.Accounts[0], &result.Failure{Kind: result.Closed, Step: result.StepQuota, Detail: "* BYE Disconnected."}
			a.QuotaStatus, a.Quota, a.Mailbox, a.QuotaFailure, a.MailboxFailure = result.QuotaFail, nil, nil, f, f
		}, "quota-unreadable"},
		{"nothing was read of a password, on two ports", func(r *result.Report) {
			rejected(result.PrivacyRequired, "PRIVACYREQUIRED", "PLAIN")(r)
			at(r, 143).Login = at(r, 993).Login
		}, "privacy-required"},
		{"EXPIRE 60 USER", both(without(result.POP3, "EXPIRE"), with(result.POP3, "EXPIRE 60 USER")), ""},
		{"SIZE 0: no limit is told", both(without(result.Submission, "SIZE"), with(result.Submission, "SIZE 0")), ""},
		{"454 to a wrong password", rejected(result.AuthTemporary, "454 4.7.0", "PLAIN"), "auth-temporary"},
		{"a bare NO to a wrong password", rejected(result.AuthRejected, "", "PLAIN"), "auth-rejected"},
		{"Inbox in mixed case", func(r *result.Report) { r.Accounts[0].Mailbox.Folders[0].Name = "Inbox"; popHas(100)(r) }, "imap-pop3-differ"},
		{"a folder without a size", func(r *result.Report) { r.Accounts[0].Mailbox.Folders[1].Bytes = nil }, ""},
		{"no IMAP at all", func(r *result.Report) { r.Probes = r.Probes[2:]; r.Accounts = r.Accounts[1:] }, ""},
		{"a report without anything", func(r *result.Report) { *r = result.Report{StartedAt: today} }, ""},
		{"a path without steps, TLS or capabilities", func(r *result.Report) {
			every(r, func(_ *result.Probe, path *result.Path) {
				*path = result.Path{Address: path.Address, Family: path.Family, Status: result.OK}
			})
		}, "pop3-capa-missing"},
		{"a TLS state without a chain", func(r *result.Report) {
			every(r, func(_ *result.Probe, path *result.Path) { path.TLS.Chain = nil })
		}, ""},
	}
	p := printers(t)[0]
	for _, c := range cases {
		r := healthy()
		c.change(r)
		var got []string
		for _, f := range Run(r) {
			f.Fill(p)
			if f.Mend() {
				got = append(got, f.ID)
			}
			if strings.Contains(f.Title+f.Risk+strings.Join(f.Evidence, ""), "‹") {
				t.Errorf("%s: %s: %q", c.quirk, f.ID, f.Evidence)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.quirk, strings.Join(got, " "), c.want)
		}
	}
}

// TestUnknownIsNotSilence asks that what was not checked is said.
func TestUnknownIsNotSilence(t *testing.T) {
	r := healthy()
	notLoggedIn(r)
	every(r, func(_ *result.Probe, path *result.Path) { path.TLS.Weak = nil })
	var got []string
	for _, f := range Run(r) {
		if f.Status == Unknown {
			got = append(got, f.ID)
		}
	}
	for _, id := range []string{"tls-old-versions", "tls-weak-ciphers", "imap-move-missing", "imap-quota-missing"} {
		if !slices.Contains(got, id) {
			t.Errorf("%s is not among %v", id, got)
		}
	}
}
