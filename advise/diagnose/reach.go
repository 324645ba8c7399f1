package diagnose

import (
	"math"
	"slices"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges whether a host, an address and a port can be reached.

// hosts returns the visible spots by host.
func (s *scene) hosts() [][]spot {
	return groupBy(s.spots(), spot.host)
}

// noHost judges the name: it has no address, or could not be looked up.
func noHost(causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.everySpot(), func(sp spot) judgement {
			switch f := sp.failure(); {
			case f != nil && slices.Contains(s.rule.kinds, f.Kind):
				return judgement{status: Fail}
			case sp.path != nil:
				return judgement{status: Pass}
			}
			return judgement{}
		}, func(d draft) draft {
			f := d.spots[0].failure()
			d.args = locale.Args{"detail": f.Detail}
			d.causes = causes
			d.seen = []Seen{word(Fault, "lookup", locale.Args{"host": d.spots[0].host(), "kind": string(f.Kind),
				"silent": slices.Contains(unsaid(), f.Kind), "detail": f.Detail, "said": f.Detail != ""})}
			d.recheck = "mailadvisor probe " + command.Host(s.report.Target, d.spots[0].host()) + s.flags(nil)
			return d
		})
	}
}

// silent reports whether every path failed at connect, each with one of the kinds.
func silent(spots []spot, kinds ...result.Kind) bool {
	return !slices.ContainsFunc(spots, func(sp spot) bool { return sp.answered() || !sp.is(kinds...) })
}

// refuses reports whether nothing answered, and what came was a refusal. An
// address that this machine has no way to says nothing against that.
func refuses(spots []spot) bool {
	return silent(spots, result.Refused, result.Unreachable) &&
		slices.ContainsFunc(spots, func(sp spot) bool { return sp.is(result.Refused) })
}

// noAnswer returns the kinds by which a connection gets no answer at all.
func noAnswer() []result.Kind { return []result.Kind{result.Timeout, result.Unreachable} }

// wholeHost judges hosts of which nothing answered: all refused, or silence.
func wholeHost(refused bool) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, spots := range s.hosts() {
			spots = those(spots, func(sp spot) bool { return sp.path != nil })
			if len(spots) == 0 {
				continue
			}
			d := draft{status: Pass, spots: spots}
			if slices.ContainsFunc(spots, spot.answered) {
				out = append(out, d)
				continue
			}
			if refuses(spots) != refused || !silent(spots, append(noAnswer(), result.Refused)...) {
				continue
			}
			d.status, d.seen = Fail, s.story(spots)
			switch {
			case refused:
				d.causes = []Cause{likely("no-mail-here", Probable), likely("service-stopped", Probable), likely("firewall-rejects", Possible)}
			case silent(spots, result.Unreachable):
				d.causes = []Cause{likely("no-route-here", Sure), likely("address-unused", Possible)}
			default:
				d.causes = []Cause{likely("firewall-there", Probable), likely("firewall-here", Probable), likely("address-unused", Possible)}
			}
			out = append(out, d)
		}
		return out
	}
}

// family judges whether the addresses of one family answer on anything, where
// those of another do.
func family(name string) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, spots := range s.hosts() {
			ours := those(spots, func(sp spot) bool { return sp.path != nil && sp.path.Family == name })
			others := those(spots, func(sp spot) bool { return sp.path != nil && sp.path.Family != name && sp.answered() })
			switch {
			case len(ours) == 0:
			case slices.ContainsFunc(ours, spot.answered):
				out = append(out, draft{status: Pass, spots: ours})
			case len(others) == 0: // the whole host is silent
			case silent(ours, result.Unreachable):
				out = append(out, draft{status: Unknown, spots: ours, args: locale.Args{"family": familyName(name)},
					causes: []Cause{likely("no-route-here", Sure)}, seen: s.story(ours)})
			case silent(ours, noAnswer()...):
				d := deadAddress(draft{status: Fail, spots: ours}, others)
				d.args = locale.Args{"family": familyName(name), "ports_list": portList(ours)}
				d.recheck = "mailadvisor probe " + command.Host(s.report.Target, ours[0].host()) + s.flags(nil, result.Flag{Name: name})
				out = append(out, d)
			}
		}
		return out
	}
}

// oneAddress judges single addresses of a family that else answers.
func oneAddress(s *scene) []draft {
	var out []draft
	for _, spots := range s.hosts() {
		spots = those(spots, func(sp spot) bool { return sp.path != nil })
		others := those(spots, func(sp spot) bool { return sp.answered() })
		if len(others) == 0 {
			continue
		}
		for _, these := range groupBy(spots, func(sp spot) string { return sp.path.Address }) {
			if silent(these, noAnswer()...) {
				d := deadAddress(draft{status: Fail, spots: these}, others)
				d.args = locale.Args{"family": familyName(these[0].path.Family), "ports_list": portList(these)}
				out = append(out, d)
			}
		}
		if len(out) == 0 {
			out = append(out, draft{status: Pass, spots: spots})
		}
	}
	return out
}

// addressesOmitted tells of hosts with more addresses than were looked at.
func addressesOmitted(s *scene) []draft {
	var out []draft
	for _, spots := range s.hosts() {
		spots = those(spots, func(sp spot) bool { return sp.path != nil })
		omitted, read := 0, []string(nil)
		for _, sp := range spots {
			omitted = max(omitted, sp.probe.AddressesOmitted)
			read = appendNew(read, sp.path.Address)
		}
		if omitted > 0 {
			args := locale.Args{"omitted": omitted, "addresses": len(read)}
			out = append(out, draft{status: Warn, note: true, spots: spots, args: args,
				causes: []Cause{likely("addresses-many", Sure)}, seen: []Seen{word("", "omitted", merge(args, locale.Args{"host": spots[0].host()}))}})
		} else if len(spots) > 0 {
			out = append(out, draft{status: Pass, spots: spots})
		}
	}
	return out
}

// deadAddress fills in what is told of addresses from which nothing comes.
func deadAddress(d draft, others []spot) draft {
	d.causes = []Cause{likely("address-vanishes", Sure)}
	for _, these := range groupBy(d.spots, func(sp spot) string { return sp.path.Address }) {
		d.seen = append(d.seen, word(Fault, "silence", locale.Args{"address": bracketed(these[0].path.Address),
			"ports": len(these), "seconds": math.Round(longest(these) / 1000)}))
	}
	for _, these := range groupBy(others, func(sp spot) string { return sp.path.Address }) {
		d.seen = append(d.seen, word(Contrast, "answers", locale.Args{"address": bracketed(these[0].path.Address),
			"ports": len(these), "connect_ms": longest(these)}))
	}
	return d
}

// longest returns the longest connect step, in milliseconds.
func longest(spots []spot) float64 {
	most := 0.0
	for _, sp := range spots {
		if st := sp.path.StepNamed(result.StepConnect); st != nil {
			most = max(most, st.TookMS)
		}
	}
	return most
}

func bracketed(address string) string {
	e := result.Endpoint{Host: address}.Address() // [2001:db8::10]:0
	return e[:len(e)-len(":0")]
}

func familyName(name string) string {
	switch name {
	case "ipv4":
		return "IPv4"
	case "ipv6":
		return "IPv6"
	}
	return ""
}
