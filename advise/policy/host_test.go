package policy

import (
	"time"

	"mailadvisor/probe/result"
)

// host is a healthy host with all six endpoints on one address, POP3 on 110
// refused, and a login that was accepted. A test changes what it is about.
func host() *result.Report {
	const name = "mail.example.org"
	r := &result.Report{Schema: result.Schema, StartedAt: today, ElapsedMS: 410, Target: result.Target{Input: name, Host: name}}
	for _, e := range result.DefaultEndpoints(name) {
		p := result.Probe{Endpoint: e, Status: result.OK, Session: "192.0.2.10", Login: &result.Login{Status: "ok", Mechanism: "PLAIN", TookMS: 40}}
		if e.Port == 110 {
			p.Status, p.Session, p.Login = result.Skip, "", nil
			p.Failure = &result.Failure{Kind: result.Refused, Step: result.StepConnect}
			p.Paths = []result.Path{{Address: "192.0.2.10", Family: "ipv4", Status: result.Fail, Failure: p.Failure}}
			r.Probes = append(r.Probes, p)
			continue
		}
		path := result.Path{Address: "192.0.2.10", Family: "ipv4", Status: result.OK,
			Steps: []result.Step{
				{Name: result.StepResolve, Status: result.OK, TookMS: 1}, {Name: result.StepConnect, Status: result.OK, TookMS: 21},
				{Name: result.StepTLS, Status: result.OK, TookMS: 45}, {Name: result.StepGreeting, Status: result.OK, TookMS: 22},
				{Name: result.StepCapabilities, Status: result.OK, TookMS: 21},
			},
			TLS: &result.TLSState{Version: "TLS 1.3", Verified: true, Weak: []string{}, Chain: []result.Certificate{{
				Names: []string{name, "*.example.net"}, NotBefore: today.AddDate(0, -1, 0), NotAfter: today.Add(61*24*time.Hour + time.Hour)}}},
			Capabilities: &result.Capabilities{AfterTLS: capabilities(e.Service), AfterLogin: capabilities(e.Service)},
			Auth:         []string{"PLAIN", "SCRAM-SHA-256"},
		}
		if e.Security == result.StartTLS {
			path.Capabilities.BeforeTLS = []string{"STARTTLS", "LOGINDISABLED"}
		}
		p.Paths = []result.Path{path}
		r.Probes = append(r.Probes, p)
	}
	used, limit := int64(2150<<20), int64(5<<30)
	r.Accounts = []result.Account{{Service: result.IMAP, Host: name, From: 993, QuotaStatus: result.QuotaOK,
		Quota: []result.Quota{{Root: "User quota", Resource: "STORAGE", UsedBytes: &used, LimitBytes: &limit, LimitState: result.LimitSet}}}}
	return r
}

func capabilities(s result.Service) []string {
	switch s {
	case result.IMAP:
		return []string{"IMAP4rev1", "IDLE", "QUOTA"}
	case result.POP3:
		return []string{"UIDL", "SASL PLAIN SCRAM-SHA-256", "EXPIRE 60"}
	}
	return []string{"SIZE 52428800", "AUTH PLAIN SCRAM-SHA-256", "8BITMIME"}
}

// at finds an endpoint of the host.
func endpoint(r *result.Report, port int) *result.Probe {
	for i := range r.Probes {
		if r.Probes[i].Port == port {
			return &r.Probes[i]
		}
	}
	return nil
}

func fails(kind result.Kind, step string) *result.Failure {
	return &result.Failure{Kind: kind, Step: step}
}

// breakPath ends the journey to an endpoint before TLS.
func breakPath(p *result.Probe, f *result.Failure) {
	p.Status, p.Failure, p.Session, p.Login = result.Fail, f, "", &result.Login{Status: "not-tried", Reason: result.NotReady}
	path := &p.Paths[0]
	path.Status, path.Failure, path.TLS, path.Auth = result.Fail, f, nil, nil
	path.Capabilities = nil
	path.Steps = path.Steps[:min(2, len(path.Steps))]
}

func change(port int, do func(p *result.Probe)) func(*result.Report) {
	return func(r *result.Report) { do(endpoint(r, port)) }
}
