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

// TestEveryQuirkHasAPlace asks, for what servers of today are seen to do, for
// the rule that tells it or the stated reason why none does.
func TestEveryQuirkHasAPlace(t *testing.T) {
	reasons := map[string]bool{}
	for _, n := range noRule() {
		if n.why == "" || reasons[n.what] {
			t.Errorf("%q: %q", n.what, n.why)
		}
		reasons[n.what] = true
	}
	rules := map[string]bool{}
	for _, r := range table() {
		rules[r.id] = true
	}
	used := map[string]bool{}
	for quirk, place := range map[string]string{
		"QUOTA only after the login":                       "capabilities that only the greeting names, or only a later answer",
		"QUOTA only in CAPABILITY, not in the greeting":    "capabilities that only the greeting names, or only a later answer",
		"a greeting without capabilities":                  "capabilities that only the greeting names, or only a later answer",
		"LOGINDISABLED still listed after the login":       "LOGINDISABLED, STLS or STARTTLS still listed where they no longer apply",
		"STLS still listed after TLS and login":            "LOGINDISABLED, STLS or STARTTLS still listed where they no longer apply",
		"AUTH= missing before TLS, but AUTHENTICATE taken": "password-before-tls",
		"-PLUS mechanisms that appear behind STLS":         "mechanisms that appear behind TLS, such as those with -PLUS",
		"capabilities that shrink":                         "capabilities-shrink",
		"a bare SASL line":                                 "CAPA lines without their space, or SASL without a mechanism",
		"EXPIRE30":                                         "CAPA lines without their space, or SASL without a mechanism",
		"EXPIRE 60":                                        "pop3-expire",
		"LOGIN-DELAY 10":                                   "login-delay",
		"no CAPA at all":                                   "pop3-capa-missing",
		"no UIDL":                                          "pop3-uidl-missing",
		"no TLS at all, IMAP":                              "imap-starttls-missing",
		"no TLS at all, POP3":                              "pop3-stls-missing",
		"no TLS at all, submission":                        "submission-starttls-missing",
		"roots without a name":                             "quota-usage",
		"QUOTA without a list":                             "quota-unknown",
		"usage above the limit":                            "quota-over",
		"usage 0 until first computed":                     "a usage that is 0 until it is first computed",
		"a limit of 2^64-1 or -1":                          "quota-invalid",
		"a limit of 0":                                     "quota-zero",
		"QUOTA before QUOTAROOT":                           "answers in an odd order, unasked for, or of no RFC",
		"several roots and resources":                      "limits beside the one that ends first",
		"SIZE left out of STATUS":                          "SIZE left out of STATUS",
		"SIZE NIL, or STATUS with nothing":                 "mailbox-unreadable",
		"a partial answer, then BAD":                       "mailbox-unreadable",
		"a delimiter of NIL, a prefix INBOX.":              "a folder prefix, or no hierarchy delimiter",
		"Inbox in mixed case":                              "Inbox in mixed case",
		"LIST (SPECIAL-USE) refused":                       "a listing of special uses that is refused",
		"no special use":                                   "imap-special-use-missing",
		"an unsolicited LIST":                              "answers in an odd order, unasked for, or of no RFC",
		"APPENDLIMIT 0":                                    "APPENDLIMIT",
		"ID absent, refused, or with NIL":                  "ID absent or refused",
		"BYE to an unknown command":                        "an unknown command that ends the session",
		"a rejection, with or without a code":              "auth-rejected",
		"454 to a wrong password":                          "auth-temporary",
		"a refusal after five seconds":                     "a slow answer to a login",
		"a connection dropped at a wrong password":         "login-no-answer",
		"a login refused in the clear":                     "privacy-required",
		"too soon":                                         "login-delay",
		"locked":                                           "in-use",
		"too many sessions of one account":                 "session-limit",
		"EHLO that ends a login":                           "EHLO that ends a login",
		"STAT that changes between sessions":               "octets of STAT that change between sessions",
		"silence, then EOF, on the wrong port":             "no-greeting",
		"plaintext where TLS begins":                       "speaks-plaintext",
		"TLS where a greeting is due":                      "speaks-tls",
		"a caller on the server's own address":             "password-before-tls",
	} {
		if !rules[place] && !reasons[place] {
			t.Errorf("%s: %q is neither a rule nor a stated reason", quirk, place)
		}
		used[place] = true
	}
	for what := range reasons {
		if !used[what] {
			t.Errorf("the reason for %q answers no quirk", what)
		}
	}
}
