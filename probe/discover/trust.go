package discover

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"mailadvisor/probe/result"
)

// registrable is the part of a name that somebody registered: one label below
// a public suffix. A public suffix, or a name of one label, stands for itself.
func registrable(name string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(name); err == nil {
		return d
	}
	return name
}

// publicSuffix reports whether anybody can register names below a name. A
// single label that the list does not know, as in a private network, is none.
func publicSuffix(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	return suffix == name && (icann || strings.Contains(name, "."))
}

// isOwn reports whether a host belongs to whoever has the mail domain.
func (s *search) isOwn(host string) bool {
	if publicSuffix(s.domain) {
		return host == s.domain
	}
	return registrable(host) == s.own
}

// overHTTPS is the trust in a host that a verified https source of the mail
// domain names, possibly after redirects.
func (s *search) overHTTPS(host string, redirects []string) string {
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

// overDNS is the trust in what an answer of the DNS names.
func overDNS(validated bool) string {
	if validated {
		return result.TrustB
	}
	return result.TrustC
}

// hostName is a host that a source names, as it is looked up: lower case, in
// A-labels (RFC 5891), without the root's dot; or an address.
func hostName(name string) (string, bool) {
	name = strings.TrimSuffix(strings.TrimSpace(name), ".")
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.String(), true
	}
	ascii, err := idna.Lookup.ToASCII(name)
	if err != nil || ascii == "" || len(ascii) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", false
		}
	}
	return ascii, true
}

// unicodeForm is an internationalised host as people read it, or "". It is
// shown beside the A-labels: different letters can look the same.
func unicodeForm(host string) string {
	u, err := idna.Display.ToUnicode(host)
	if err != nil || u == host {
		return ""
	}
	return u
}
