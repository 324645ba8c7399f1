package policy

import (
	"time"

	"mailadvisor/probe/result"
)

// host returns a healthy host with all six endpoints on one address, POP3 on
// 110 refused, and a login that was accepted. A test changes what it is about.
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

// domain returns the host above, found by an address of a domain that publishes
// it well: by autoconfig and in signed SRV records. Autodiscover was not asked.
func domain() *result.Report {
	r := host()
	const name = "mail.example.org"
	r.Target = result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org", User: "user@example.org"}
	yes := true
	served := func(service result.Service, port int, followed bool, sources ...string) result.Candidate {
		return result.Candidate{Endpoint: result.Endpoint{Service: service, Host: name, Port: port, Security: result.TLS, Named: true},
			Trust: "A", Sources: sources, Followed: followed, NameExists: &yes, Domain: "example.org"}
	}
	set := func(label string, records ...result.HostRecord) result.RecordSet {
		return result.RecordSet{Name: "_" + label + "._tcp.example.org", Type: "SRV", Records: records, DNSSEC: true}
	}
	r.Discovery = &result.Discovery{
		Sources: []result.Source{
			{Name: "autoconfig", Status: result.SourceNone, Reason: result.NoName},
			{Name: "well-known", Status: result.SourceOK, Asked: "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml", Trust: "A"},
			{Name: "pacc", Status: result.SourceNone, Reason: result.NoName},
			{Name: "srv", Status: result.SourceOK, Asked: "example.org", DNSSEC: true, Trust: "B"},
			{Name: "txt-mailconf", Status: result.SourceFail, Failure: fails(result.NameLookupFailed, result.StepDiscover)},
			{Name: "ispdb", Status: result.SourceFail, Asked: "https://live.thunderbird.net/autoconfig/v1.1/example.org", Failure: fails(result.Timeout, result.StepConnect)},
			{Name: "autodiscover", Status: result.SourceSkip, Reason: result.SkipAddress},
		},
		Endpoints: []result.Candidate{
			served(result.IMAP, 993, true, "well-known", "srv"),
			served(result.Submission, 465, true, "well-known", "srv"),
			served(result.POP3, 995, false, "srv"),
			served(result.POP3, 110, false, "guess"),
		},
		DNS: &result.DNS{Validates: true, Records: []result.RecordSet{
			set("imaps", result.HostRecord{Host: name, Port: 993}), set("imap", result.HostRecord{Host: noService}),
			{Name: "_pop3._tcp.example.org", Type: "SRV", Failure: fails(result.NameLookupFailed, result.StepDiscover)},
			set("pop3s", result.HostRecord{Host: name, Port: 995}), set("submissions", result.HostRecord{Host: name, Port: 465}), set("submission"),
			{Name: "example.org", Type: "MX", Records: []result.HostRecord{{Host: "mx1.example.org", Priority: 10}, {Host: "mx2.example.org", Priority: 20}}, DNSSEC: true},
		}},
	}
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
	p.Status, p.Failure, p.Session, p.Login = result.Fail, f, "", &result.Login{Status: result.LoginNotTried, Reason: result.NotReady}
	path := &p.Paths[0]
	path.Status, path.Failure, path.TLS, path.Auth = result.Fail, f, nil, nil
	path.Capabilities = nil
	path.Steps = path.Steps[:min(2, len(path.Steps))]
}

func change(port int, do func(p *result.Probe)) func(*result.Report) {
	return func(r *result.Report) { do(endpoint(r, port)) }
}
