package run

import (
	"testing"

	"mailadvisor/probe/result"
)

// A slip is asked about where nothing speaks for the domain itself.
func TestMeant(t *testing.T) {
	candidate := func(trust result.Trust) *result.Discovery {
		return &result.Discovery{Endpoints: []result.Candidate{{Trust: trust, Followed: true}}}
	}
	for _, c := range []struct {
		what, domain string
		d            *result.Discovery
		want         string
	}{
		{"nothing found", "gmial.com", &result.Discovery{}, "gmail.com"},
		{"unsigned DNS alone", "hotmial.fr", candidate(result.TrustC), "hotmail.fr"},
		{"by its mail host", "orange.frr", &result.Discovery{Provider: &result.Provider{By: "mx"}}, "orange.fr"},
		{"it says itself where its servers are", "gmial.com", candidate(result.TrustA), ""},
		{"a provider itself", "mail.com", &result.Discovery{Provider: &result.Provider{By: "domain"}}, ""},
		{"nothing like it", "example.org", &result.Discovery{}, ""},
	} {
		if got := meant(c.domain, c.d); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
