package run

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mailadvisor/advise/config"
	"mailadvisor/probe/hostname"
)

// Allowed is what may be probed: hosts by name, whole domains, and ranges of
// addresses.
type Allowed struct {
	names    []string
	suffixes []string // ".example.org"
	ranges   []netip.Prefix
}

// AllowWord returns one entry of "allow": a host, .example.org for all below
// it, an address, or a range of them.
func AllowWord() *config.Word {
	return &config.Word{ID: "allow", Read: func(s string) (any, bool) {
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

// Add allows an entry, as [AllowWord] reads it.
func (a *Allowed) Add(entry any) {
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

// AddTarget allows a target that the configuration lists.
func (a *Allowed) AddTarget(host string) {
	a.names = append(a.names, host)
	if ip, err := netip.ParseAddr(host); err == nil {
		a.ranges = append(a.ranges, netip.PrefixFrom(ip, ip.BitLen()))
	}
}

// Host reports whether a host, as [probe.ParseTarget] writes it, may be
// probed.
func (a *Allowed) Host(host string) bool {
	if slices.Contains(a.names, host) || slices.ContainsFunc(a.suffixes, func(s string) bool { return strings.HasSuffix(host, s) }) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && a.inRange(ip)
}

// inRange reports whether an address lies in a range that was named.
func (a *Allowed) inRange(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return slices.ContainsFunc(a.ranges, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Dialled says whether an address may be dialled, where the exporter can be
// reached by others. A special address is of no use, or of another use, to those
// who may ask an exporter on a network: behind it they would reach what they
// cannot reach themselves. The metadata services of clouds are link-local
// (169.254.169.254), unique local (fd00:ec2::254) or in the shared range
// (100.100.100.200). The address decides, and not the name that led to it,
// which whoever owns it can point anywhere.
func (a *Allowed) Dialled(ip netip.Addr) error {
	if what := hostname.Special(ip); what != "" && !a.inRange(ip) {
		return fmt.Errorf("%s is a %s address, which is dialled only where \"allow\" names it or its range", ip, what)
	}
	return nil
}
