package discover

import (
	"context"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

// zone is a name server of plain maps.
type zone struct {
	srv   map[string][]*net.SRV // by label, in the order of a resolver
	hosts map[string][]string   // "*" answers for any other name
	down  bool
}

func (z zone) LookupSRV(_ context.Context, service, _, name string) (string, []*net.SRV, error) {
	if z.down {
		return "", nil, &net.DNSError{Err: "no answer", IsTimeout: true}
	}
	if r, ok := z.srv[service]; ok {
		return "", r, nil
	}
	return "", nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupHost(_ context.Context, host string) ([]string, error) {
	if z.down {
		return nil, &net.DNSError{Err: "no answer", IsTimeout: true}
	}
	if a, ok := z.hosts[host]; ok {
		return a, nil
	}
	if a, ok := z.hosts["*"]; ok {
		return a, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func TestDomain(t *testing.T) {
	one := func(target string, port, priority uint16) []*net.SRV {
		return []*net.SRV{{Target: target, Port: port, Priority: priority}}
	}
	cases := []struct {
		name       string
		zone       zone
		endpoints  []string // host:port by source
		status     []string // srv, guess
		notOffered []result.Service
		preference result.Service
		wildcard   bool
	}{
		{
			name: "SRV records win over guesses",
			zone: zone{
				srv:   map[string][]*net.SRV{"imaps": one("imap.provider.test.", 993, 0), "pop3s": one("pop.provider.test.", 995, 10)},
				hosts: map[string][]string{"mail.example.test": {"192.0.2.1"}},
			},
			endpoints:  []string{"srv imap.provider.test:993", "srv pop.provider.test:995"},
			status:     []string{"ok", "ok"},
			preference: result.IMAP,
		},
		{
			name:       "a target of . is not offered",
			zone:       zone{srv: map[string][]*net.SRV{"imaps": one("Mail.Example.TEST.", 993, 0), "pop3s": one(".", 0, 0)}},
			endpoints:  []string{"srv mail.example.test:993"},
			status:     []string{"ok", "none"},
			notOffered: []result.Service{result.POP3},
		},
		{
			name: "the usual names",
			zone: zone{hosts: map[string][]string{"mail.example.test": {"192.0.2.1"}, "pop.example.test": {"192.0.2.2"}}},
			endpoints: []string{
				"guess mail.example.test:993", "guess mail.example.test:143",
				"guess pop.example.test:995", "guess pop.example.test:110",
				"guess mail.example.test:465", "guess mail.example.test:587",
			},
			status: []string{"none", "ok"},
		},
		{
			name:     "a wildcard names no host",
			zone:     zone{hosts: map[string][]string{"*": {"192.0.2.9"}, "imap.example.test": {"192.0.2.1"}, "example.test": {"192.0.2.9"}}},
			wildcard: true,
			endpoints: []string{
				"guess imap.example.test:993", "guess imap.example.test:143",
				"guess example.test:995", "guess example.test:110",
				"guess example.test:465", "guess example.test:587",
			},
			status: []string{"none", "ok"},
		},
		{name: "nothing there", zone: zone{}, status: []string{"none", "none"}},
		{name: "no name server", zone: zone{down: true}, status: []string{"fail", "fail"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := Domain(t.Context(), "example.test", c.zone)
			var endpoints, status []string
			for _, e := range d.Endpoints {
				if e.Trust != "C" {
					t.Errorf("%s: unsigned DNS has trust %s", e.Address(), e.Trust)
				}
				endpoints = append(endpoints, e.Sources[0]+" "+e.Address())
			}
			for _, s := range d.Sources {
				status = append(status, s.Status)
			}
			if diff := cmp.Diff(c.endpoints, endpoints); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.status, status); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.notOffered, d.NotOffered); diff != "" {
				t.Error(diff)
			}
			if d.Preference != c.preference || d.Wildcard != c.wildcard {
				t.Errorf("preference %q, wildcard %v", d.Preference, d.Wildcard)
			}
		})
	}
}
