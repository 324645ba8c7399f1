package discover

import (
	"cmp"
	"context"
	"slices"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// claim is a server with the source that names it; place is where the source
// stands in the table.
type claim struct {
	server
	source string
	place  int
	exists *bool
}

// better orders claims: what is named as it is used, what an entry probably
// meant, and what nobody named; then by trust, and by the table. The sort is
// stable, so that a source keeps its own order.
func better(a, b claim) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.trust, b.trust), cmp.Compare(a.place, b.place))
}

func (c claim) rank() int {
	switch {
	case c.slip:
		return 1
	case c.source == "guess":
		return 2
	}
	return 0
}

// claims returns the servers of all answers, the best first.
func (s *search) claims(ctx context.Context, answers []answer) []claim {
	var out []claim
	for place, a := range answers {
		for _, e := range slices.Concat(a.servers, a.meant) {
			out = append(out, claim{server: e, source: a.source.Name, place: place, exists: s.exists(ctx, e.Host)})
		}
	}
	slices.SortStableFunc(out, better)
	return out
}

// merge makes one result of all answers.
func (s *search) merge(ctx context.Context, answers []answer) *result.Discovery {
	d := &result.Discovery{}
	for _, a := range answers {
		d.Sources = append(d.Sources, a.source)
		d.Wildcard = d.Wildcard || a.wildcard
		d.Preference = cmp.Or(d.Preference, a.preference)
		if d.Provider == nil {
			d.Provider = a.provider
		}
	}
	all := s.claims(ctx, answers)
	d.Endpoints = s.endpoints(all)
	for _, service := range result.Services() {
		best := bestSource(all, service)
		if no := refusal(answers, service); no != nil && (best == nil || better(*no, *best) < 0) {
			best = no
			d.NotOffered = append(d.NotOffered, service)
		}
		if best == nil {
			continue
		}
		s.follow(d, all, service, best)
		d.Disagreements = append(d.Disagreements, s.disagreements(all, answers, service, best)...)
	}
	d.Disagreements = withoutRepeats(d.Disagreements)
	d.Beside, d.OAuth = mergeBeside(answers), publishedOAuth(answers)
	d.Endpoints = corrected(d.Endpoints)
	return d
}

// soFar returns the servers of one answer, for whoever watches the search:
// those followed that would be if no source answered any more.
func (s *search) soFar(ctx context.Context, answers []answer, a answer) []result.Candidate {
	out := corrected(s.endpoints(s.claims(ctx, []answer{a})))
	for _, c := range s.merge(ctx, answers).Followed() {
		for i := range out {
			out[i].Followed = out[i].Followed || samePlace(out[i].Endpoint, c.Endpoint)
		}
	}
	return out
}

// samePlace compares endpoints, whoever named them.
func samePlace(a, b result.Endpoint) bool {
	a.Named, b.Named = false, false
	return a == b
}

// endpoints returns the claims with those of one endpoint put together. What
// the best says of it counts; what it leaves open, the next may say.
func (s *search) endpoints(all []claim) []result.Candidate {
	var out []result.Candidate
	at := map[result.Endpoint]int{}
	for _, c := range all {
		key := c.Endpoint
		key.Named = false
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, result.Candidate{
				Endpoint: c.Endpoint, Trust: c.trust, NameExists: c.exists,
				Domain: hostname.Registrable(c.Host), Unicode: hostname.Unicode(c.Host), OtherDomain: !s.isOwn(c.Host),
			})
			if c.slip {
				entry := key
				entry.Port = 0
				out[i].InsteadOf = &entry
			}
		}
		e := &out[i]
		e.AliasOf = cmp.Or(e.AliasOf, s.aliasOf(c.server))
		e.Named = e.Named || c.Named
		if said := (result.Statement{Source: c.source, Text: c.text}); c.text != "" && !slices.Contains(e.Published, said) {
			e.Published = append(e.Published, said)
		}
		if c.label != "" && !slices.Contains(e.Sources, c.source) { // of all sources, only SRV records have them
			e.Priority, e.Weight = c.priority, c.weight
		}
		e.DNSSEC = e.DNSSEC || c.dnssec
		if !slices.Contains(e.Sources, c.source) {
			e.Sources = append(e.Sources, c.source)
		}
		if e.UsernameForm == "" {
			e.Username, e.UsernameForm = s.expand(c.username), s.form(c.username)
		}
		if len(e.Auth) == 0 {
			e.Auth = c.auth
		}
		if len(e.TLSA) == 0 {
			e.TLSA = c.tlsa
		}
	}
	return out
}

// bestSource returns the claim whose source is followed for a service: the best
// that is encrypted, on a host that is not known to be missing.
func bestSource(all []claim, service result.Service) *claim {
	var stale *claim
	for i, c := range all {
		switch {
		case c.Service != service || c.Security == result.None:
		case c.exists == nil || *c.exists:
			return &all[i]
		case stale == nil:
			stale = &all[i]
		}
	}
	return stale
}

// refusal returns the best word that a service is not offered: its host is
// empty.
func refusal(answers []answer, service result.Service) *claim {
	var best *claim
	for place, a := range answers {
		if !slices.Contains(a.notOffered, service) {
			continue
		}
		c := claim{server: server{trust: a.source.Trust}, source: a.source.Name, place: place}
		c.Service = service
		if best == nil || better(c, *best) < 0 {
			best = &c
		}
	}
	return best
}

// follow marks the endpoints of the source that is followed for a service: of
// SRV records, only those of the lowest priority under each label. A host that
// is known to be missing is passed over where another exists, as a client
// passes over one that does not answer (RFC 2782).
func (s *search) follow(d *result.Discovery, all []claim, service result.Service, best *claim) {
	missing := func(c claim) bool { return c.exists != nil && !*c.exists }
	ours := slices.DeleteFunc(slices.Clone(all), func(c claim) bool {
		return c.Service != service || c.source != best.source || c.slip != best.slip || missing(c) && !missing(*best)
	})
	lowest := map[string]int{}
	for _, c := range ours {
		if p, ok := lowest[c.label]; !ok || c.priority < p {
			lowest[c.label] = c.priority
		}
	}
	for _, c := range ours {
		if c.Security == result.None || c.priority != lowest[c.label] {
			continue
		}
		for i := range d.Endpoints {
			e := &d.Endpoints[i]
			if e.Service == c.Service && e.Host == c.Host && e.Port == c.Port && e.Security == c.Security {
				e.Followed = true
			}
		}
	}
}
