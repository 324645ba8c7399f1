package hostname

import "net/netip"

// special is a range of addresses that no host of the public network has.
type special struct {
	prefix netip.Prefix
	what   string
}

// specials returns the ranges of the IANA registries of special-purpose
// addresses (RFC 6890) that are not globally reachable, the unspecified and
// multicast addresses, and prefixes in which an IPv4 address is hidden.
func specials() []special {
	var out []special
	for what, prefixes := range map[string][]string{
		"loopback":      {"127.0.0.0/8", "::1/128"},
		"private":       {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"},
		"link-local":    {"169.254.0.0/16", "fe80::/10"},
		"shared":        {"100.64.0.0/10"}, // RFC 6598
		"multicast":     {"224.0.0.0/4", "ff00::/8"},
		"unspecified":   {"0.0.0.0/8", "::/128"},
		"reserved":      {"192.0.0.0/24", "240.0.0.0/4", "100::/64", "2001::/23", "5f00::/16"},
		"documentation": {"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"},
		"benchmarking":  {"198.18.0.0/15"},
		"translated":    {"64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::ffff:0:0/96", "::/96"}, // RFC 6052, 8215, 3056, 4291
	} {
		for _, p := range prefixes {
			out = append(out, special{netip.MustParsePrefix(p), what})
		}
	}
	return out
}

// Special names the special range of an address (loopback, private, link-local,
// shared, multicast, unspecified, reserved, documentation, benchmarking,
// translated), or is empty.
func Special(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	best := special{}
	for _, s := range specials() {
		if s.prefix.Contains(ip) && (best.what == "" || s.prefix.Bits() > best.prefix.Bits()) {
			best = s
		}
	}
	return best.what
}
