package policy

import (
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/result"
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
				r.Probes[i].Login = &result.Login{Status: "not-tried", Reason: result.NoCredential}
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
			content := Write(r, diagnose.Run(r), login, "what holds\ntoday", today)
			p, err := Parse("policy.yaml", []byte(content), nil)
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
	golden(t, "testdata/written.yaml", []byte(Write(r, diagnose.Run(r), nil, "What mail.example.org keeps.", today)))
}

// TestWriteNothing: of a host that does not answer there is nothing to keep.
func TestWriteNothing(t *testing.T) {
	r := host()
	for i := range r.Probes {
		r.Probes[i] = result.Probe{Endpoint: r.Probes[i].Endpoint, Status: result.Fail, Failure: fails(result.NameUnknown, result.StepResolve)}
	}
	if content := Write(r, diagnose.Run(r), nil, "", today); strings.Contains(content, "offered") || content != "" {
		t.Errorf("%s", content)
	}
}
