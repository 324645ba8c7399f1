package choose

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// untestedReports are reports of providers that the built-in table knows, and of
// which nothing was seen: one with both protocols, one without POP, one that
// takes no password.
func untestedReports() []*result.Report {
	candidate := func(service result.Service) result.Candidate {
		c := result.Candidate{Trust: result.TrustA, Sources: []string{"provider"}, Followed: true}
		c.Service, c.Host, c.Port, c.Security = service, string(service)+".example.net", 993, result.TLS
		return c
	}
	var out []*result.Report
	for _, hints := range [][]string{nil, {"no-pop"}, {"oauth2-only"}} {
		d := &result.Discovery{
			Provider:  &result.Provider{Name: "Example Mail", AsOf: "2026-08", By: "domain", Hints: hints},
			Endpoints: []result.Candidate{candidate(result.IMAP), candidate(result.Submission)},
		}
		if slices.Contains(hints, "no-pop") {
			d.NotOffered = []result.Service{result.POP3}
		} else {
			d.Endpoints = append(d.Endpoints, candidate(result.POP3))
		}
		r := fixture{}.report()
		r.Probes, r.Accounts, r.Discovery, r.Untested = nil, nil, d, result.UntestedOffline
		out = append(out, r)
	}
	return out
}

// What the built-in table says counts where nothing could be seen, and is never
// told as measured.
func TestUntested(t *testing.T) {
	for _, r := range untestedReports() {
		a := Choose(r, Needs{})
		if a.Protocol == "none" || a.Protocol == "" {
			t.Errorf("%v: no protocol", r.Discovery.Provider.Hints)
		}
		for _, x := range slices.Concat(a.Gates, a.Checked, a.Reasons) {
			if x.EvidenceID == "evidence.measured" || x.EvidenceID == "evidence.ports" {
				t.Errorf("%v: %s rests on %s", r.Discovery.Provider.Hints, x.ID, x.EvidenceID)
			}
		}
		gated := slices.ContainsFunc(a.Gates, func(x Reason) bool { return x.ID == "pop-not-offered" })
		if gated != r.KnownProvider().Needs("no-pop") {
			t.Errorf("%v: %v", r.Discovery.Provider.Hints, a.Gates)
		}
		tokens := slices.ContainsFunc(a.Gates, func(x Reason) bool { return x.ID == "oauth-only" })
		if tokens != r.KnownProvider().Needs("oauth2-only") {
			t.Errorf("%v: %v", r.Discovery.Provider.Hints, a.Gates)
		}
		if slices.ContainsFunc(a.Checked, func(x Reason) bool { return x.ID == "password" }) {
			t.Errorf("%v: takes a password, and nobody tried", r.Discovery.Provider.Hints)
		}
	}
}
