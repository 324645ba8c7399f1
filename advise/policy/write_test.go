package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// TestWriteKeepsItself: the policy that is written of a host passes its own
// check, and a host that got worse does not.
func TestWriteKeepsItself(t *testing.T) {
	cases := []struct {
		name   string
		change func(r *result.Report)
	}{
		{"healthy", func(*result.Report) {}},
		{"a short certificate", func(r *result.Report) {
			endpoint(r, 995).Paths[0].TLS.Chain[0].NotAfter = today.Add(5 * 24 * time.Hour)
		}},
		{"TLS 1.2 at one port", func(r *result.Report) { endpoint(r, 465).Paths[0].TLS.Version = "TLS 1.2" }},
		{"no scan", func(r *result.Report) { endpoint(r, 993).Paths[0].TLS.Weak = nil }},
		{"no login", func(r *result.Report) {
			r.Accounts = nil
			for i := range r.Probes {
				r.Probes[i].Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
			}
		}},
		{"words of a hostile server", func(r *result.Report) {
			endpoint(r, 993).Paths[0].Capabilities.AfterTLS = []string{"IMAP4rev1", "]", "A: b", "'", `"`, "\x1b[31m", "null", "# x", "{", "-", "*a", "&a"}
			endpoint(r, 993).Paths[0].Auth = []string{"PLAIN", "x: y", "\n- a"}
		}},
		{"a name that YAML would read otherwise", func(r *result.Report) { r.Target.Input = "null" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := host()
			c.change(r)
			login := &Credential{User: "user: x", Source: "file", Reference: "/etc/a b", Hosts: []string{"mail.example.org", "null"}}
			content, _ := Write(r, diagnose.Run(r), login, today)
			p, err := Parse("policy.yaml", []byte(content), Outside{})
			if err != nil {
				t.Fatalf("%s\n%s", message(t, "en", err), content)
			}
			if k := p.Targets[0].Credential; k == nil || k.User != login.User || k.Reference != login.Reference || len(k.Hosts) != 2 {
				t.Errorf("the login became %+v", k)
			}
			got := Evaluate(r, diagnose.Run(r), p, r.Target.Input, today)
			if got.Count(Pass) != len(got.Assertions) || len(got.Assertions) < 10 {
				t.Errorf("%d of %d hold\n%s", got.Count(Pass), len(got.Assertions), content)
			}
			worse := host()
			c.change(worse)
			breakPath(endpoint(worse, 993), fails(result.Timeout, result.StepConnect))
			if got := Evaluate(worse, diagnose.Run(worse), p, r.Target.Input, today); got.Count(Fail) == 0 {
				t.Errorf("a worse host keeps it too\n%s", content)
			}
		})
	}
}

func TestWriteHealthy(t *testing.T) {
	r := host()
	content, left := Write(r, diagnose.Run(r), nil, today)
	testkit.Golden(t, "testdata/written.yaml", content)
	for _, l := range left { // of a forecast, which two weeks of mail do not give
		if l.ID != "findings-forbidden" || l.Status != Unknown {
			t.Errorf("left out: %+v", l)
		}
	}
}

// TestWriteTellsWhatItLeaves: what a policy does not ask for is told with its
// reason: what the host does not keep, and what nobody saw.
func TestWriteTellsWhatItLeaves(t *testing.T) {
	r := host()
	r.Accounts = nil
	for i := range r.Probes {
		r.Probes[i].Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
	}
	endpoint(r, 465).Paths[0].TLS.Chain[0].NotAfter = today.Add(5 * 24 * time.Hour)
	endpoint(r, 995).Paths[0].TLS.Weak = nil
	breakPath(endpoint(r, 143), fails(result.Timeout, result.StepConnect))
	content, left := Write(r, diagnose.Run(r), nil, today)
	for _, want := range []struct {
		id, of string
		status Status
		place  string
	}{
		{"login-works", "", Unknown, "imap:993"}, {"login-works", "", Unknown, "submission:465"}, {"quota-free", "", Unknown, ""},
		{"certificate-days", "", Fail, "submission:465"}, {"offered", "imap:143", Fail, ""}, {"tls-floor", "1.3", Unknown, "pop3:995"},
	} {
		if !slices.ContainsFunc(left, func(l Left) bool {
			return l.ID == want.id && l.Of == want.of && l.Status == want.status && l.Why.ID != "" && (want.place == "" || slices.Contains(l.Places, want.place))
		}) {
			t.Errorf("%+v is not told:\n%+v", want, left)
		}
		if slices.Contains([]string{"login-works", "quota-free"}, want.id) && strings.Contains(content, want.id+":") {
			t.Errorf("%s is asked for\n%s", want.id, content)
		}
	}
	if !strings.Contains(content, "- at: [imap:993, pop3:995, submission:587]\n        certificate-days: 14\n") {
		t.Errorf("a certificate that ends soon takes the days from the others\n%s", content)
	}
	if slices.ContainsFunc(left, func(l Left) bool { return l.ID == "no-failure" || l.ID == "certificate-valid" }) || !strings.Contains(content, "certificate-valid: true") {
		t.Errorf("one port that fails takes from the others:\n%+v\n%s", left, content)
	}
	if !strings.Contains(content, "- at: submission\n        addresses: [ipv4]\n        tls-floor: 1.3\n") {
		t.Errorf("the floor of submission is not its own\n%s", content)
	}
}

// TestWriteExpired: a host whose certificate has ended at every port has shown
// what it can do, and a policy asks for that.
func TestWriteExpired(t *testing.T) {
	r := host()
	for i := range r.Probes {
		p := &r.Probes[i]
		if p.Status == result.Skip {
			continue
		}
		f := fails(result.CertExpired, result.StepTLS)
		p.Status, p.Failure, p.Login = result.Fail, f, &result.Login{Status: result.LoginNotTried, Reason: result.NotReady}
		p.Paths[0].Status, p.Paths[0].Failure = result.Fail, f
		p.Paths[0].TLS.Verified, p.Paths[0].TLS.Problems = false, []result.Problem{{Kind: f.Kind}}
		p.Paths[0].TLS.Chain[0].NotAfter = today.Add(-48 * time.Hour)
	}
	content, left := Write(r, diagnose.Run(r), nil, today)
	for _, want := range []string{"tls-floor: 1.3", "after-tls: [IMAP4rev1, IDLE, QUOTA]", "mechanisms-required: [PLAIN, SCRAM-SHA-256]"} {
		if !strings.Contains(content, want) {
			t.Errorf("%s is not asked for:\n%s", want, content)
		}
	}
	for _, id := range []string{"certificate-valid", "certificate-days", "offered", "addresses"} {
		if strings.Contains(content, id+":") || !slices.ContainsFunc(left, func(l Left) bool { return l.ID == id && l.Status == Fail }) {
			t.Errorf("%s is asked for, or not told: %+v\n%s", id, left, content)
		}
	}
}

// TestWriteDeadAddress: an address that does not answer takes nothing from what
// is asked of the endpoint but its family, and it is told that nobody saw it.
func TestWriteDeadAddress(t *testing.T) {
	r := host()
	p := endpoint(r, 993)
	dead := fails(result.Timeout, result.StepConnect)
	p.Paths = append(p.Paths, result.Path{Address: "2001:db8::1", Family: "ipv6", Status: result.Fail, Failure: dead})
	content, left := Write(r, diagnose.Run(r), nil, today)
	whole, _ := Write(host(), diagnose.Run(host()), nil, today)
	_, whole, _ = strings.Cut(whole, "      - at: imap")
	if !strings.Contains(content, whole) {
		t.Errorf("of the services is asked\n%s\nand without the dead address\n%s", content, whole)
	}
	if !slices.ContainsFunc(left, func(l Left) bool {
		return l.Asked && l.Why.ID != "" && slices.Equal(l.Places, []string{"imap:993 2001:db8::1"})
	}) {
		t.Errorf("it is not told: %+v", left)
	}
}

// TestWriteDomain: of a domain, what it publishes is kept too.
func TestWriteDomain(t *testing.T) {
	r := domain()
	content, _ := Write(r, diagnose.Run(r), nil, today)
	testkit.Golden(t, "testdata/written-domain.yaml", content)
	for name, change := range map[string]func(d *result.Discovery){
		"published-by":     func(d *result.Discovery) { d.Sources[1].Status, d.Sources[1].Reason = result.SourceNone, result.NoFile },
		"published-dns":    func(d *result.Discovery) { d.DNS.Records[0].Records[0].Port = 1993 },
		"published-signed": func(d *result.Discovery) { d.DNS.Records[0].DNSSEC = false },
		"published-agrees": func(d *result.Discovery) {
			d.Disagreements = []result.Disagreement{{ID: result.DifferHost, Service: result.IMAP, Claims: []result.Claim{{}, {Sources: []string{"srv"}, Host: "old.example.org"}}}}
		},
		"published-works": func(d *result.Discovery) {
			no := false
			d.Endpoints[0].Host, d.Endpoints[0].NameExists = "old.example.org", &no
		},
	} {
		worse := domain()
		change(worse.Discovery)
		got := Evaluate(worse, diagnose.Run(worse), mustParse(t, content), r.Target.Input, today)
		if got.Count(Fail) != 1 || !slices.ContainsFunc(got.Assertions, func(a Assertion) bool { return a.Status == Fail && a.ID == name }) {
			t.Errorf("%s: %d assertions fail", name, got.Count(Fail))
		}
	}
}

// TestSearches: a name is a domain where something published is wanted of it.
func TestSearches(t *testing.T) {
	p := mustParse(t, `
targets:
  - mail.example.org
  - {target: example.org, require: {published-works: true}}
  - {target: example.net, require: {published-works: false}}
`)
	for target, want := range map[string]bool{"mail.example.org": false, "Example.org": true, "example.net": false, "elsewhere.example": false} {
		if p.Searches(target) != want {
			t.Errorf("%s: %v", target, !want)
		}
	}
	if p = mustParse(t, require("published-by: srv")); !p.Searches("elsewhere.example") {
		t.Error("the defaults are for every target")
	}
}

// TestWriteNothing: of a host that does not answer there is nothing to keep.
func TestWriteNothing(t *testing.T) {
	r := host()
	for i := range r.Probes {
		r.Probes[i] = result.Probe{Endpoint: r.Probes[i].Endpoint, Status: result.Fail, Failure: fails(result.NameUnknown, result.StepResolve)}
	}
	if content, _ := Write(r, diagnose.Run(r), nil, today); strings.Contains(content, "offered") || content != "" {
		t.Errorf("%s", content)
	}
}
