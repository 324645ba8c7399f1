package diagnose

import (
	"time"

	"mailadvisor/probe/result"
)

// The changes of a healthy host that only one or two examples need.

func secondAddress(kind result.Kind) func(*result.Report) {
	return func(r *result.Report) {
		for i := range r.Probes {
			path := journey(r.Probes[i].Endpoint, "192.0.2.11")
			breaks(&path, kind, result.StepConnect)
			r.Probes[i].Paths = append(r.Probes[i].Paths, path)
		}
	}
}

func pathFails(number, path int, kind result.Kind) func(*result.Report) {
	return func(r *result.Report) { at(r, number).Paths[path].Failure.Kind = kind }
}

func named(number int) func(*result.Report) {
	return func(r *result.Report) { at(r, number).Named = true }
}

func notOffered(number int) func(*result.Report) {
	return func(r *result.Report) { at(r, number).Status = result.Skip }
}

// noSwitch takes the switch to encryption out of a port's list.
func noSwitch(number int) func(*result.Report) {
	return func(r *result.Report) {
		p := at(r, number)
		p.Status, p.Failure = result.Fail, &result.Failure{Kind: result.StartTLSMissing, Step: result.StepStartTLS}
		for i := range p.Paths {
			pathWithoutSwitch(&p.Paths[i])
		}
	}
}

func pathWithoutSwitch(path *result.Path) {
	var kept []string
	for _, c := range path.Capabilities.BeforeTLS {
		if c != "STARTTLS" && c != "STLS" && c != "LOGINDISABLED" {
			kept = append(kept, c)
		}
	}
	path.Status, path.Failure = result.Fail, &result.Failure{Kind: result.StartTLSMissing, Step: result.StepStartTLS}
	path.TLS, path.Auth, path.LoginCommand = nil, nil, nil
	path.Capabilities = &result.Capabilities{BeforeTLS: kept}
}

func onePathWithoutSwitch(r *result.Report) { pathWithoutSwitch(&at(r, 143).Paths[0]) }

func loopbackOnly(r *result.Report) {
	for i := range r.Probes {
		r.Probes[i].Paths = r.Probes[i].Paths[:1]
		r.Probes[i].Paths[0].Address, r.Probes[i].Session = "127.0.0.1", "127.0.0.1"
	}
}

func negotiated(version string) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) { path.TLS.Version = version })
	}
}

func everywhere(kinds ...result.Kind) func(*result.Report) {
	return func(r *result.Report) {
		for _, p := range r.Probes {
			badTLS(p.Port, kinds...)(r)
		}
	}
}

func shows(number int, end string) func(*result.Report) {
	return func(r *result.Report) {
		p := at(r, number)
		for i := range p.Paths {
			p.Paths[i].TLS.Chain[0] = certificate(end)
		}
	}
}

func showsAll(end string) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) { path.TLS.Chain[0] = certificate(end) })
	}
}

// shortLived are certificates of six days, renewed two days before their end.
func shortLived(r *result.Report) {
	every(r, func(_ *result.Probe, path *result.Path) {
		leaf := &path.TLS.Chain[0]
		leaf.NotBefore, leaf.NotAfter = today.AddDate(0, 0, -3), today.AddDate(0, 0, 3)
	})
}

func oneOldPath(r *result.Report) { at(r, 993).Paths[1].TLS.Chain[0] = certificate("1 May") }

func scan(weak []string) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) { path.TLS.Weak = weak })
	}
}

// everyAnswer returns what programs with OpenSSL are answered everywhere.
func everyAnswer(t result.TLS12) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) { path.TLS12 = &t })
	}
}

func answered(port int, t result.TLS12) func(*result.Report) {
	return func(r *result.Report) {
		for i := range at(r, port).Paths {
			at(r, port).Paths[i].TLS12 = &t
		}
	}
}

func notCommon(r *result.Report) {
	p := at(r, 993)
	p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoMechanism}
	p.Paths[0].Auth = []string{"CRAM-MD5"}
}

func notLoggedIn(r *result.Report) {
	r.Accounts = nil
	every(r, func(p *result.Probe, path *result.Path) {
		p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
		path.Capabilities.AfterLogin = nil
	})
}

func nothingListed(r *result.Report) {
	every(r, func(p *result.Probe, path *result.Path) {
		if p.Service == result.POP3 {
			path.Capabilities = nil
		}
	})
}

func noUIDLSeen(r *result.Report) { r.Accounts[1].Mailbox.UIDL = nil }

func refusedUIDL(r *result.Report) { r.Accounts[1].Mailbox.UIDL = ptr(false) }

func delayedLogin(r *result.Report) {
	at(r, 995).Login = &result.Login{Status: "fail", Mechanism: "PLAIN", Reason: result.Rejected,
		Failure: &result.Failure{Kind: result.LoginDelay, Step: result.StepLogin, Code: "LOGIN-DELAY", Temporary: true}}
	at(r, 995).Paths[0].Steps = append(at(r, 995).Paths[0].Steps,
		result.Step{Name: result.StepLogin, Status: result.Fail, Lines: []string{"S: -ERR [LOGIN-DELAY] minimum time between mail checks violation"}})
}

func quotaFails(r *result.Report) {
	r.Accounts[0].QuotaStatus, r.Accounts[0].Quota = result.QuotaFail, nil
	r.Accounts[0].QuotaFailure = &result.Failure{Kind: result.Malformed, Step: result.StepQuota}
}

func noLimit(status result.QuotaStatus) func(*result.Report) {
	return func(r *result.Report) { r.Accounts[0].QuotaStatus, r.Accounts[0].Quota = status, nil }
}

func mailboxFails(r *result.Report) {
	r.Accounts[0].Mailbox.Folders = nil
	r.Accounts[0].MailboxFailure = &result.Failure{Kind: result.Malformed, Step: result.StepMailbox, Detail: "SIZE NIL"}
}

func popHas(messages int64) func(*result.Report) {
	return func(r *result.Report) { r.Accounts[1].Mailbox.Messages = ptr(messages) }
}

// saying changes what a server answered to the login at 993.
func saying(change func(*result.Report), text string) func(*result.Report) {
	return func(r *result.Report) {
		change(r)
		at(r, 993).Login.Failure.Detail = text
	}
}

// withToken has a login with a token refused, of which this was read.
func withToken(t result.Token) func(*result.Report) {
	return func(r *result.Report) {
		rejected(result.TokenRejected, "AUTHENTICATIONFAILED", "OAUTHBEARER")(r)
		t.Said = &result.TokenAnswer{Status: "invalid_token"}
		at(r, 993).Login.Token = &t
	}
}

// refusedSending has reading take a login that sending refuses.
func refusedSending(r *result.Report) {
	at(r, 465).Login = &result.Login{Status: result.LoginFailed, Mechanism: "PLAIN", Reason: result.Rejected,
		Failure: &result.Failure{Kind: result.AuthRejected, Step: result.StepLogin, Code: "535 5.7.8", Detail: "Error: authentication failed"}}
	at(r, 587).Login = &result.Login{Status: result.LoginNotTried, Reason: result.EarlierFailure}
}

// passedOver has a mechanism refused, and another taken.
func passedOver(r *result.Report) {
	at(r, 993).Login.Mechanism = "LOGIN"
	at(r, 993).Login.Refused = []result.RefusedMechanism{{Mechanism: "PLAIN",
		Failure: result.Failure{Kind: result.MechanismRefused, Step: result.StepLogin, Detail: "AUTHENTICATE failed"}}}
}

func inboxFails(kind result.Kind, detail string) func(*result.Report) {
	return func(r *result.Report) {
		r.Accounts[0].InboxFailure = &result.Failure{Kind: kind, Step: result.StepMailbox, Detail: detail}
	}
}

func listFails(r *result.Report) {
	r.Accounts[0].Mailbox = nil
	r.Accounts[0].MailboxFailure = &result.Failure{Kind: result.Closed, Step: result.StepMailbox, Detail: "* BYE"}
}

func folderFails(code, detail string) func(*result.Report) {
	return func(r *result.Report) {
		f := &r.Accounts[0].Mailbox.Folders[1]
		f.Messages, f.Bytes = nil, nil
		f.Failure = &result.Failure{Kind: result.MailboxRefused, Step: result.StepMailbox, Code: code, Detail: detail}
		r.Accounts[0].Mailbox.AtLeast = true
	}
}

func yesterday() *time.Time {
	t := today.Add(-24 * time.Hour)
	return &t
}

// traited gives the login that a change made unusual credentials.
func traited(change func(*result.Report), traits ...result.Trait) func(*result.Report) {
	return func(r *result.Report) {
		change(r)
		for i := range r.Probes {
			if l := r.Probes[i].Login; l != nil && l.Status == result.LoginFailed {
				l.Traits = traits
			}
		}
	}
}
