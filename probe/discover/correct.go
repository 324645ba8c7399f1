package discover

import (
	"slices"

	"mailadvisor/probe/result"
)

// corrected adds, behind each server whose publication looks like a slip, the
// one that was probably meant: at the same host, so that nobody else is
// trusted. It is followed where the other is; and where that is without
// encryption, in its place, if nothing else is followed for the service.
func corrected(all []result.Candidate) []result.Candidate {
	out := slices.Clone(all)
	for _, c := range all {
		meant := c.Slip()
		if meant == nil {
			continue
		}
		follow := c.Followed || c.Security == result.None && !slices.ContainsFunc(out, func(o result.Candidate) bool {
			return o.Followed && o.Service == c.Service && !guessed(o)
		})
		if i := slices.IndexFunc(out, func(o result.Candidate) bool { return samePlace(o.Endpoint, *meant) }); i >= 0 {
			if !guessed(out[i]) {
				out[i].Followed = out[i].Followed || follow
				continue
			}
			out = slices.Delete(out, i, i+1) // the publisher's word on the host counts more
		}
		wrong := c.Endpoint
		wrong.Named = false
		c.Endpoint, c.InsteadOf, c.Followed, c.TLSA = *meant, &wrong, follow, nil
		at := slices.IndexFunc(out, func(o result.Candidate) bool { return samePlace(o.Endpoint, wrong) })
		out = slices.Insert(out, at+1, c)
	}
	return out
}

// guessed reports whether nobody names a server.
func guessed(c result.Candidate) bool { return slices.Equal(c.Sources, []string{"guess"}) }
