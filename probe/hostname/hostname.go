// Package hostname says what a host is called: the form in which it is looked
// up, and where, the part of it that somebody registered, and how people read it.
package hostname

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxName is how many octets a name in A-labels may have (RFC 1035 section
// 2.3.4, without the length octets of the first label and of the root). A
// letter in UTF-8 takes up to four, and at least one there.
const maxName = 253

// Parse returns a host as it is looked up: an address in its shortest form, or
// a name in lower case, in A-labels (RFC 5891), without the root's dot. It says
// no to what can be neither.
func Parse(s string) (string, bool) {
	if len(s) > 4*maxName || !utf8.ValidString(s) { // to convert takes the square of the length
		return "", false
	}
	s = strings.TrimSuffix(s, ".")
	if ip, err := netip.ParseAddr(s); err == nil {
		return ip.String(), isZone(ip.Zone())
	}
	name, err := idna.Lookup.ToASCII(s) // letters, digits and hyphens alone
	if err != nil || len(name) > maxName {
		return "", false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return "", false
		}
	}
	// No top-level domain is a number: it would be a mistyped address.
	last := name[strings.LastIndexByte(name, '.')+1:]
	return name, strings.Trim(last, "0123456789") != ""
}

// isZone reports whether a text can name an interface (RFC 6874 section 2
// allows no other letters in a URL), or is empty.
func isZone(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-._~", r))
	})
}

// Registrable returns the part of a host that somebody registered: one label
// below a public suffix (RFC 9499 section 2). An address, a public suffix, and
// a name of one label stand for themselves.
func Registrable(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// IsPublicSuffix reports whether anybody can register names below a name. A
// single label that the list does not know, as in a private network, is none.
func IsPublicSuffix(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	return suffix == name && (icann || strings.Contains(name, "."))
}

// KnownSuffix reports whether a name ends in a public suffix of the list. "ini"
// and "txt" are none: what ends in them is a file.
func KnownSuffix(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	return icann || strings.Contains(suffix, ".")
}

// IsRegistrySuffix reports whether a registry of the DNS itself sells names
// directly below a name, as below com and co.uk; not a company, as below
// github.io.
func IsRegistrySuffix(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	return suffix == name && icann
}

// Unicode returns an internationalised host as people read it, or "". It is
// shown beside the A-labels: different letters can look the same.
func Unicode(host string) string {
	u, err := idna.Display.ToUnicode(host)
	if err != nil || u == host {
		return ""
	}
	return u
}

// Server returns a resolver that asks the name server at host:port, or the
// system's where that is empty.
func Server(address string) *net.Resolver {
	if address == "" {
		return net.DefaultResolver
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}}
}
