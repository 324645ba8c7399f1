package sweep

import (
	"net/netip"

	"golang.org/x/net/publicsuffix"
)

// Domain is the registrable domain of a host: one label below a public suffix
// (RFC 9499 section 2). An address, and a name that has none, stand for
// themselves.
func Domain(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}
