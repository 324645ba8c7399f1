package discover

import (
	"slices"

	"mailadvisor/probe/result"
)

// corrected adds, behind each server whose publication looks like a slip,
// those that were probably meant: at a host that the same publisher names, so
// that nobody else is trusted. They are followed where the other is; and where that is without
// encryption, in its place, if nothing else is followed for the service.
func corrected(all []result.Candidate) []result.Candidate {
	out := slices.Clone(all)
	for _, c := range all {
		meant := swapped(all, c)
		for _, e := range c.Slips() {
			twin := c
			twin.Endpoint, twin.TLSA = e, nil
			meant = append(meant, twin)
		}
		follow := c.Followed || c.Security == result.None && !slices.ContainsFunc(out, func(o result.Candidate) bool {
			return o.Followed && o.Service == c.Service && !guessed(o)
		})
		wrong := c.Endpoint
		wrong.Named = false
		at := slices.IndexFunc(out, func(o result.Candidate) bool { return samePlace(o.Endpoint, wrong) })
		for _, m := range meant {
			if i := slices.IndexFunc(out, func(o result.Candidate) bool { return samePlace(o.Endpoint, m.Endpoint) }); i >= 0 {
				if !guessed(out[i]) {
					out[i].Followed = out[i].Followed || follow
					continue
				}
				out = slices.Delete(out, i, i+1) // the publisher's word on the host counts more
				if i <= at {
					at--
				}
			}
			m.InsteadOf, m.Followed = &wrong, follow
			at++
			out = slices.Insert(out, at, m)
		}
	}
	return out
}

// swapped returns the endpoints meant by one whose port is of another service,
// where its publisher has the same slip the other way round: IMAP at
// smtp.example.org:465 beside submission at imap.example.org:993.
func swapped(all []result.Candidate, c result.Candidate) []result.Candidate {
	var out []result.Candidate
	for _, o := range all {
		twice := o.Host != c.Host && o.Service != c.Service && o.PortOf() == c.Service && c.PortOf() == o.Service
		if !twice || !slices.ContainsFunc(o.Sources, func(name string) bool { return slices.Contains(c.Sources, name) }) {
			continue
		}
		for _, usual := range result.DefaultEndpoints(o.Host) {
			if usual.Service == c.Service && usual.Port == o.Port {
				m := c
				m.Endpoint, m.TLSA, m.Trust = usual, nil, max(c.Trust, o.Trust)
				m.NameExists, m.Domain, m.Unicode, m.OtherDomain = o.NameExists, o.Domain, o.Unicode, o.OtherDomain
				out = append(out, m)
			}
		}
	}
	return out
}

// guessed reports whether nobody names a server.
func guessed(c result.Candidate) bool { return slices.Equal(c.Sources, []string{"guess"}) }
