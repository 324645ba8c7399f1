package serve

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"mailadvisor/advise/config"
)

// allowed is what may be probed: hosts by name, whole domains, and ranges of
// addresses.
type allowed struct {
	names    []string
	suffixes []string // ".example.org"
	ranges   []netip.Prefix
}

// allowForm is one entry of "allow".
func allowForm() *config.Form {
	return &config.Form{ID: "allow", Read: func(s string) (any, bool) {
		if p, err := netip.ParsePrefix(s); err == nil {
			return p.Masked(), true
		}
		if ip, err := netip.ParseAddr(s); err == nil {
			return netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()), true
		}
		below, all := strings.CutPrefix(s, ".")
		name, ok := config.Host().Read(below)
		if !ok {
			return nil, false
		}
		if all {
			return "." + name.(string), true
		}
		return name, true
	}}
}

func (a *allowed) add(entry any) {
	switch e := entry.(type) {
	case netip.Prefix:
		a.ranges = append(a.ranges, e)
	case string:
		if strings.HasPrefix(e, ".") {
			a.suffixes = append(a.suffixes, e)
		} else {
			a.names = append(a.names, e)
		}
	}
}

// addTarget allows a target that the configuration lists.
func (a *allowed) addTarget(host string) {
	a.names = append(a.names, host)
	if ip, err := netip.ParseAddr(host); err == nil {
		a.ranges = append(a.ranges, netip.PrefixFrom(ip, ip.BitLen()))
	}
}

// host reports whether a host, as [probe.ParseTarget] writes it, may be
// probed.
func (a *allowed) host(host string) bool {
	if slices.Contains(a.names, host) || slices.ContainsFunc(a.suffixes, func(s string) bool { return strings.HasSuffix(host, s) }) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && a.inRange(ip)
}

// inRange reports whether an address lies in a range that was named.
func (a *allowed) inRange(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return slices.ContainsFunc(a.ranges, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// A special range holds addresses that are of no use, or of another use, to
// those who may ask an exporter on a network: behind it they would reach what
// they cannot reach themselves.
type special struct {
	prefix netip.Prefix
	what   string
}

// specials are the ranges of the IANA registries of special-purpose addresses
// (RFC 6890) that are not globally reachable, the unspecified and multicast
// addresses, and prefixes in which an IPv4 address is hidden. The metadata
// services of clouds are link-local (169.254.169.254), unique local
// (fd00:ec2::254) or in the shared range (100.100.100.200).
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

// kindOf names the special range of an address, or is empty.
func kindOf(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	best := special{}
	for _, s := range specials() {
		if s.prefix.Contains(ip) && (best.what == "" || s.prefix.Bits() > best.prefix.Bits()) {
			best = s
		}
	}
	return best.what
}

// dialled says whether an address may be dialled, where the exporter can be
// reached by others: the address decides, and not the name that led to it,
// which whoever owns it can point anywhere.
func (a *allowed) dialled(ip netip.Addr) error {
	if what := kindOf(ip); what != "" && !a.inRange(ip) {
		return fmt.Errorf("%s is a %s address, which is dialled only where \"allow\" names it or its range", ip, what)
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
