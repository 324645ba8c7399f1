package choose

import (
	"fmt"
	"math"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// evidence is what a reason rests on: a message ID with arguments.
type evidence struct {
	id   string
	args locale.Args
}

// seenAs is evidence from the wire, in the wire's own words.
func seenAs(wire string) evidence {
	return evidence{"evidence.measured", locale.Args{"wire": wire}}
}

// evidenceOf names the source of a value: the flag where it was said or
// assumed, the wire where it was measured or published.
func evidenceOf(from source, flag, wire string) evidence {
	switch from {
	case you, assumed:
		return evidence{"evidence." + string(from), locale.Args{"flags": flag}}
	case provider:
		return evidence{"evidence.provider", locale.Args{"wire": "SRV"}}
	case tabled:
		return evidence{"evidence.listed", nil}
	case measured:
		return seenAs(wire)
	}
	return evidence{"evidence.unknown", locale.Args{"flags": flag}}
}

// evidence returns what shows that a service can be used, or not: the ports
// that were contacted, and no others.
func (s *service) evidence() evidence {
	if s.usable.from == measured {
		return evidence{"evidence.ports", locale.Args{"wire": s.ports}}
	}
	return evidenceOf(s.usable.from, s.usable.flag, "")
}

// uidlSeen returns where UIDL was seen: among the capabilities, or by sending
// it.
func (s *service) uidlSeen() evidence {
	if s.tried {
		return seenAs("CAPA, UIDL")
	}
	return seenAs("CAPA")
}

func evidenceFor[T any](f fact[T]) evidence { return evidenceOf(f.from, f.flag, "") }

// expireWord returns the POP3 capability as it came over the wire.
func expireWord(f *facts) string {
	if f.pop.expire.v == result.ExpireNever {
		return "EXPIRE NEVER"
	}
	return fmt.Sprint("EXPIRE ", f.pop.expire.v)
}

// stock returns the evidence of a figure that rests on quota, use and arrival
// together: what was measured, what was said, what is assumed, each named.
// withKept says whether the kept fraction went into the figure.
func (f *facts) stock(withKept bool) evidence {
	b := &f.box
	return f.stockOf(withKept, true, b.quota, b.used, b.perDay, b.meanBytes)
}

// roomOnly returns the evidence of how full the mailbox is now, whatever
// arrives.
func (f *facts) roomOnly() evidence { return f.stockOf(false, false, f.box.quota, f.box.used) }

func (f *facts) stockOf(withKept, arriving bool, figures ...fact[float64]) evidence {
	b := &f.box
	saidFlags, assumedFlags := []string{}, []string{}
	for _, v := range figures {
		if v.from == assumed && math.IsInf(b.quota.v, 1) {
			continue // nothing rests on it
		}
		switch {
		case v.from == you:
			saidFlags = append(saidFlags, v.flag)
		case v.from == assumed:
			assumedFlags = append(assumedFlags, v.flag)
		}
	}
	if b.growth > 0 && arriving {
		saidFlags = append(saidFlags, "--growth "+flagNumber(round(100*math.Expm1(b.growth), 2)))
	}
	args := locale.Args{
		"quota_measured":   b.quota.from == measured,
		"arrival_measured": arriving && b.perDay.from == measured && b.meanBytes.from == measured,
		"kept_measured":    withKept && b.kept.from == measured,
		"unsure":           false,
		"said":             len(saidFlags) > 0,
		"flags":            strings.Join(saidFlags, " "),
		"is_assumed":       len(assumedFlags) > 0,
		"assumed_flags":    strings.Join(assumedFlags, " "),
		"per_day":          math.Round(b.perDay.v*10) / 10,
		"mean_bytes":       int64(b.meanBytes.v),
		"kept_share":       b.kept.v,
		"sent_measured":    withKept && b.sent.from == measured && b.sent.v > 0,
		"sent_bytes":       octetsArg(b.sent.v),
		"window_days":      0,
	}
	someMeasured := args["quota_measured"] == true || args["arrival_measured"] == true
	args["measured"] = someMeasured
	args["after_measured"] = someMeasured && (len(saidFlags) > 0 || len(assumedFlags) > 0)
	if b.arrival != nil {
		args["window_days"] = b.arrival.WindowDays
		args["unsure"] = b.arrival.Confidence == "low"
	}
	return evidence{"evidence.stock", args}
}
