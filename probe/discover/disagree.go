package discover

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// word is what one source says of a service.
type word struct {
	source  string
	trust   result.Trust
	servers []claim // empty: not offered
}

// disagreements returns the matters of one service on which a source differs
// from the one that is followed. A guess is no word: it never disagrees.
func (s *search) disagreements(all []claim, answers []answer, service result.Service, best *claim) []result.Disagreement {
	words := wordsOn(all, answers, service)
	i := slices.IndexFunc(words, func(w word) bool { return w.source == best.source })
	if i < 0 {
		return nil
	}
	followed := words[i]
	words = slices.Delete(words, i, i+1)
	var out []result.Disagreement
	for _, rule := range differences() {
		d := result.Disagreement{ID: rule.id, Service: service, Followed: followed.source}
		agreeing := []string{followed.source}
		for _, w := range words {
			if shown, differs := rule.differs(s, followed, w); differs {
				d.Claims = s.addClaim(d.Claims, w, shown)
			} else if rule.speaks(w) {
				agreeing = append(agreeing, w.source)
			}
		}
		if len(d.Claims) > 0 {
			first := s.addClaim(nil, followed, followed.primary())
			first[0].Sources = agreeing
			d.Claims = append(first, d.Claims...)
			out = append(out, d)
		}
	}
	return out
}

// wordsOn returns the sources that say something of a service.
func wordsOn(all []claim, answers []answer, service result.Service) []word {
	var out []word
	for _, a := range answers {
		if a.source.Name == "guess" {
			continue
		}
		w := word{source: a.source.Name, trust: a.source.Trust}
		for _, c := range all {
			if c.source == w.source && c.Service == service && !c.slip {
				w.servers = append(w.servers, c)
			}
		}
		if len(w.servers) > 0 || slices.Contains(a.notOffered, service) {
			out = append(out, w)
		}
	}
	return out
}

// primary returns the server that a source names first, or nil.
func (w word) primary() *claim {
	if len(w.servers) == 0 {
		return nil
	}
	return &w.servers[0]
}

// difference is one way to differ: shown is what of the other source to show.
type difference struct {
	id      string
	differs func(s *search, followed, other word) (shown *claim, differs bool)
	speaks  func(word) bool // whether a source that does not differ agrees
}

func differences() []difference {
	offers := func(w word) bool { return len(w.servers) > 0 }
	names := func(w word) bool {
		return slices.ContainsFunc(w.servers, func(c claim) bool { return c.username != "" })
	}
	return []difference{
		{result.DifferOffered, func(_ *search, f, o word) (*claim, bool) {
			return o.primary(), offers(f) != offers(o)
		}, func(word) bool { return true }},
		{result.DifferHost, func(_ *search, f, o word) (*claim, bool) {
			return o.primary(), offers(f) && offers(o) && !shares(f, o, func(a, b claim) bool { return a.Host == b.Host })
		}, offers},
		{result.DifferPort, func(_ *search, f, o word) (*claim, bool) {
			return o.primary(), shares(f, o, func(a, b claim) bool { return a.Host == b.Host && b.Security != result.None }) &&
				!shares(f, o, func(a, b claim) bool {
					return a.Host == b.Host && a.Port == b.Port && a.Security == b.Security
				})
		}, offers},
		{result.DifferUsername, func(s *search, f, o word) (*claim, bool) {
			a, b := s.usernameForm(f), s.usernameForm(o)
			return o.primary(), a != "" && b != "" && a != b
		}, names},
		{result.DifferSecurity, func(_ *search, _, o word) (*claim, bool) {
			i := slices.IndexFunc(o.servers, func(c claim) bool { return c.Security == result.None })
			if i < 0 {
				return nil, false
			}
			return &o.servers[i], true
		}, offers},
	}
}

// shares reports whether two sources have a server in common.
func shares(a, b word, same func(a, b claim) bool) bool {
	return slices.ContainsFunc(a.servers, func(x claim) bool {
		return slices.ContainsFunc(b.servers, func(y claim) bool { return same(x, y) })
	})
}

// usernameForm returns that of the first server with a user name.
func (s *search) usernameForm(w word) string {
	for _, c := range w.servers {
		if f := s.form(c.username); f != "" {
			return f
		}
	}
	return ""
}

// addClaim adds what a source says; sources that say the same share a claim.
func (s *search) addClaim(claims []result.Claim, w word, shown *claim) []result.Claim {
	c := result.Claim{Trust: w.trust, UsernameForm: s.usernameForm(w)}
	if shown != nil {
		c.Host, c.Port, c.Security, c.NameExists = shown.Host, shown.Port, shown.Security, shown.exists
	}
	for i := range claims {
		if k := &claims[i]; k.Host == c.Host && k.Port == c.Port && k.Security == c.Security && k.UsernameForm == c.UsernameForm {
			k.Sources = append(k.Sources, w.source)
			return claims
		}
	}
	c.Sources = []string{w.source}
	return append(claims, c)
}

// withoutRepeats drops a disagreement on the form of the user name that an
// earlier service already shows between the same sources.
func withoutRepeats(all []result.Disagreement) []result.Disagreement {
	seen := map[string]bool{}
	var out []result.Disagreement
	for _, d := range all {
		key := d.ID
		for _, c := range d.Claims {
			key += " " + c.UsernameForm + strings.Join(c.Sources, ",")
		}
		if d.ID == result.DifferUsername && seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, d)
	}
	return out
}
