package discover

import (
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// isOwn reports whether a host belongs to whoever has the mail domain.
func (s *search) isOwn(host string) bool {
	if hostname.IsPublicSuffix(s.domain) {
		return host == s.domain
	}
	return hostname.Registrable(host) == s.own
}

// overHTTPS returns the trust in a host that a verified https source of the
// mail domain names, possibly after redirects.
func (s *search) overHTTPS(host string, redirects []string) result.Trust {
	for _, via := range redirects {
		if !s.isOwn(via) {
			return result.TrustB
		}
	}
	if s.isOwn(host) {
		return result.TrustA
	}
	return result.TrustB
}

// overDNS returns the trust in what an answer of the DNS names.
func overDNS(validated bool) result.Trust {
	if validated {
		return result.TrustB
	}
	return result.TrustC
}

// judge notes how far each host is trusted that an answer names, given the
// redirects on the way; what the answer says of signing in is the domain's.
func (s *search) judge(a *answer, trust func(host string, redirects []string) result.Trust) {
	for i := range a.servers {
		a.servers[i].trust = trust(a.servers[i].Host, a.source.Redirects)
	}
	for i := range a.meant {
		a.meant[i].trust = trust(a.meant[i].Host, a.source.Redirects)
	}
	for i := range a.beside {
		a.beside[i].Trust = trust(a.beside[i].Host, a.source.Redirects)
	}
	if a.oauth != nil {
		a.oauth.Trust = trust(s.domain, a.source.Redirects)
	}
}
