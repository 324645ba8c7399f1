package diagnose

import (
	"slices"
	"time"

	"mailadvisor/probe/result"
)

var today = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

func caps(list ...string) []string { return list }

// healthy returns a host on which nothing is to be said but notes.
func healthy() *result.Report {
	r := &result.Report{Schema: result.Schema, StartedAt: today, ElapsedMS: 612,
		Target: result.Target{Input: "mail.example.org", Host: "mail.example.org", User: "user@example.org"}}
	for _, e := range result.DefaultEndpoints("mail.example.org") {
		p := result.Probe{Endpoint: e, Status: result.OK, Session: "192.0.2.10", Login: &result.Login{Status: "ok", Mechanism: "PLAIN"}}
		for _, address := range []string{"192.0.2.10", "2001:db8::10"} {
			p.Paths = append(p.Paths, journey(e, address))
		}
		r.Probes = append(r.Probes, p)
	}
	r.Accounts = []result.Account{
		{Service: result.IMAP, Host: "mail.example.org", From: 993, QuotaStatus: result.QuotaOK,
			Quota: []result.Quota{{Root: "User quota", Resource: "STORAGE", UsedBytes: ptr(int64(2150 << 20)), LimitBytes: ptr(int64(5 << 30)), LimitState: result.LimitSet}},
			Mailbox: &result.Mailbox{Messages: ptr(int64(22757)), Bytes: ptr(int64(2150 << 20)), LargeBytes: ptr(int64(9 << 20)),
				Folders: []result.Folder{
					{Name: "INBOX", Messages: ptr(int64(14293)), Bytes: ptr(int64(1340 << 20))},
					{Name: "Sent", SpecialUse: `\Sent`, Messages: ptr(int64(4779)), Bytes: ptr(int64(560 << 20))},
					{Name: "Trash", SpecialUse: `\Trash`, Messages: ptr(int64(324)), Bytes: ptr(int64(30 << 20))}},
				Arrival: &result.Arrival{Method: "uid-slope", PerDay: 24, MeanBytes: 96 << 10, SentPerDay: ptr(5.0), SentBytes: ptr(int64(120 << 10)),
					KeptFraction: ptr(0.55), WindowDays: 90, Samples: 400, Confidence: "high"}}},
		{Service: result.POP3, Host: "mail.example.org", From: 995,
			Mailbox: &result.Mailbox{Messages: ptr(int64(14293)), Bytes: ptr(int64(1340 << 20)), UIDL: ptr(true)}},
	}
	return r
}

// journey returns one path of the healthy host.
func journey(e result.Endpoint, address string) result.Path {
	path := result.Path{Address: address, Family: "ipv4", Status: result.OK, Auth: []string{"SCRAM-SHA-256", "PLAIN"}, LoginCommand: ptr(true),
		Steps: []result.Step{
			{Name: result.StepConnect, Status: result.OK, TookMS: 21},
			{Name: result.StepGreeting, Status: result.OK, TookMS: 22},
		},
		TLS: &result.TLSState{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Verified: true, Chain: []result.Certificate{certificate("10 May")}},
	}
	if address == "2001:db8::10" {
		path.Family = "ipv6"
	}
	path.TLS.Weak = []string{}
	c := &result.Capabilities{}
	switch e.Service {
	case result.IMAP:
		c.BeforeTLS = caps("IMAP4rev1", "ID", "IDLE", "STARTTLS", "LOGINDISABLED")
		c.AfterTLS = caps("IMAP4rev1", "ID", "IDLE", "AUTH=PLAIN", "AUTH=SCRAM-SHA-256")
		c.AfterLogin = caps("IMAP4rev1", "ID", "IDLE", "MOVE", "UIDPLUS", "SPECIAL-USE", "CONDSTORE", "NAMESPACE", "QUOTA")
	case result.POP3:
		c.BeforeTLS = caps("TOP", "UIDL", "STLS", "SASL")
		c.AfterTLS = caps("TOP", "UIDL", "RESP-CODES", "EXPIRE NEVER", "USER", "SASL PLAIN")
	case result.Submission:
		c.BeforeTLS = caps("SIZE 20480000", "STARTTLS", "8BITMIME")
		c.AfterTLS = caps("SIZE 20480000", "AUTH PLAIN LOGIN", "8BITMIME", "SMTPUTF8")
	}
	if e.Security == result.TLS {
		c.BeforeTLS = nil
	}
	path.Capabilities = c
	return path
}

// certificate returns a leaf by the day on which it ends, in 2026.
func certificate(end string) result.Certificate {
	until, err := time.Parse("2 Jan 2006 15:04", end+" 2026 16:42")
	if err != nil {
		panic(err)
	}
	return result.Certificate{Subject: "CN=mail.example.org", Issuer: "CN=Example Issuing CA", Names: []string{"mail.example.org"},
		NotBefore: until.AddDate(0, 0, -90), NotAfter: until, Key: "ECDSA P-256", Signature: "ECDSA-SHA256", SHA256: "digest of " + end}
}

// at returns the endpoint with a port, and every is each path of the report.
func at(r *result.Report, port int) *result.Probe {
	for i := range r.Probes {
		if r.Probes[i].Port == port {
			return &r.Probes[i]
		}
	}
	panic("no such port")
}

func every(r *result.Report, change func(*result.Probe, *result.Path)) {
	for i := range r.Probes {
		for j := range r.Probes[i].Paths {
			change(&r.Probes[i], &r.Probes[i].Paths[j])
		}
	}
}

// breaks fails a path at a step: nothing behind it was seen.
func breaks(path *result.Path, kind result.Kind, step string, lines ...string) {
	path.Status, path.Failure = result.Fail, &result.Failure{Kind: kind, Step: step, Detail: "as it came"}
	path.Auth, path.LoginCommand = nil, nil
	if step == result.StepConnect {
		path.Steps, path.TLS, path.Capabilities = nil, nil, nil
	}
	path.Steps = append(path.Steps, result.Step{Name: step, Status: result.Fail, TookMS: 3000, Lines: lines})
}

// port fails every path of an endpoint.
func port(port int, kind result.Kind, step string) func(*result.Report) {
	return func(r *result.Report) {
		p := at(r, port)
		p.Status, p.Failure = result.Fail, &result.Failure{Kind: kind, Step: step}
		for i := range p.Paths {
			breaks(&p.Paths[i], kind, step)
			p.Paths[i].TLS = nil
		}
	}
}

// host fails every path of the host.
func host(kind result.Kind, step string) func(*result.Report) {
	return func(r *result.Report) {
		for _, p := range r.Probes {
			port(p.Port, kind, step)(r)
		}
	}
}

// noName fails the lookup: there are no paths.
func noName(kind result.Kind) func(*result.Report) {
	return func(r *result.Report) {
		for i := range r.Probes {
			p := &r.Probes[i]
			p.Status, p.Paths, p.Login = result.Fail, nil, nil
			p.Failure = &result.Failure{Kind: kind, Step: result.StepResolve, Detail: "no such host"}
		}
		r.Accounts = nil
	}
}

// silentOn leaves an address without an answer.
func silentOn(address string, kind result.Kind) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) {
			if path.Address == address {
				breaks(path, kind, result.StepConnect)
			}
		})
	}
}

// badTLS makes a problem of the chain on every path of a port.
func badTLS(number int, kinds ...result.Kind) func(*result.Report) {
	return func(r *result.Report) {
		p := at(r, number)
		p.Status = result.Fail
		end := "20 May"
		if slices.Contains(kinds, result.CertExpired) {
			end = "2 Mar"
		}
		for i := range p.Paths {
			path := &p.Paths[i]
			path.TLS.Verified = false
			path.TLS.Chain = []result.Certificate{certificate(end)}
			for _, k := range kinds {
				path.TLS.Problems = append(path.TLS.Problems, result.Problem{Kind: k, Detail: "as it came"})
			}
			path.Status, path.Failure = result.Fail, &result.Failure{Kind: kinds[0], Step: result.StepTLS}
		}
	}
}

// rejected returns a login at 993 that was refused, and none elsewhere.
func rejected(kind result.Kind, code string, mechanism string) func(*result.Report) {
	return func(r *result.Report) {
		r.Accounts = nil
		for i := range r.Probes {
			p := &r.Probes[i]
			p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.EarlierFailure}
			for j := range p.Paths {
				p.Paths[j].Capabilities.AfterLogin = nil
			}
		}
		p := at(r, 993)
		p.Login = &result.Login{Status: "fail", Mechanism: mechanism, Reason: result.Rejected,
			Failure: &result.Failure{Kind: kind, Step: result.StepLogin, Code: code, Detail: "Authentication failed."}}
		p.Paths[0].Steps = append(p.Paths[0].Steps, result.Step{Name: result.StepLogin, Status: result.Fail,
			Lines: []string{"C: a3 AUTHENTICATE PLAIN <redacted>", "S: a3 NO [" + code + "] Authentication failed."}})
	}
}

// without takes a capability out of every list of a service.
func without(service result.Service, names ...string) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(p *result.Probe, path *result.Path) {
			if p.Service != service || path.Capabilities == nil {
				return
			}
			for _, list := range []*result.Words{&path.Capabilities.BeforeTLS, &path.Capabilities.AfterTLS, &path.Capabilities.AfterLogin} {
				var kept []string
				for _, c := range *list {
					gone := false
					for _, n := range names {
						gone = gone || result.Words{c}.Has(n)
					}
					if !gone {
						kept = append(kept, c)
					}
				}
				if *list != nil && kept == nil {
					kept = []string{}
				}
				*list = kept
			}
		})
	}
}

// with puts a capability into the list behind TLS of a service.
func with(service result.Service, capability string) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(p *result.Probe, path *result.Path) {
			if p.Service == service {
				path.Capabilities.AfterTLS = append(path.Capabilities.AfterTLS, capability)
			}
		})
	}
}

func both(changes ...func(*result.Report)) func(*result.Report) {
	return func(r *result.Report) {
		for _, c := range changes {
			c(r)
		}
	}
}

// used sets what is used of the quota of 5 GB.
func used(bytes int64) func(*result.Report) {
	return func(r *result.Report) { r.Accounts[0].Quota[0].UsedBytes = ptr(bytes) }
}

func limit(state string) func(*result.Report) {
	return func(r *result.Report) {
		r.Accounts[0].Quota[0].LimitState, r.Accounts[0].Quota[0].LimitBytes = state, nil
	}
}

func folder(i int, bytes int64) func(*result.Report) {
	return func(r *result.Report) { r.Accounts[0].Mailbox.Folders[i].Bytes = ptr(bytes) }
}

func unchanged(*result.Report) {}
