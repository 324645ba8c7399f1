package diagnose

import (
	"slices"

	"mailadvisor/probe/result"
)

// This file judges single ports of a host that else answers.

// endpoints returns the visible spots by endpoint, those without an address
// left out.
func (s *scene) endpoints() [][]spot {
	spots := those(s.spots(), func(sp spot) bool { return sp.path != nil })
	return groupBy(spots, func(sp spot) int { return sp.place.probe })
}

// onePort judges endpoints that do not answer on any address of a host of
// which other ports do. A default endpoint that is refused is not offered,
// which is no fault; one that was named or published is.
func onePort(refused bool) func(*scene) []draft {
	return func(s *scene) []draft {
		var dead, alive []spot
		for _, spots := range s.endpoints() {
			switch {
			case slices.ContainsFunc(spots, spot.answered):
				alive = append(alive, spots...)
			case refused && refuses(spots) && spots[0].probe.Status != result.Skip:
				dead = append(dead, spots...)
			case !refused && !refuses(spots) && silent(spots, append(noAnswer(), result.Refused)...):
				dead = append(dead, spots...)
			}
		}
		return judge(append(dead, alive...), func(sp spot) judgement {
			if slices.Contains(dead, sp) {
				return judgement{status: Fail}
			}
			return judgement{status: Pass}
		}, func(d draft) draft {
			d.causes = []Cause{likely("port-filtered", Probable), likely("firewall-here", Possible)}
			if refused {
				d.causes = []Cause{likely("service-stopped", Probable), likely("wrong-port", Probable)}
			} else if !d.spots[0].probe.Named {
				d.severity = Medium
			}
			d.seen = append(s.story(d.spots), s.working(d.spots)...)
			return d
		})
	}
}

// notEverywhere judges endpoints that answer on some addresses only. Those
// that fail on the same addresses are one finding.
func notEverywhere(s *scene) []draft {
	var spots, dead []spot
	missing := map[int]string{}
	for _, these := range s.endpoints() {
		if !slices.ContainsFunc(these, spot.answered) {
			continue
		}
		spots = append(spots, these...)
		for _, sp := range these {
			if !sp.answered() {
				dead = append(dead, sp)
				missing[sp.place.probe] += sp.path.Address + " "
			}
		}
	}
	return judge(spots, func(sp spot) judgement {
		switch {
		case slices.Contains(dead, sp):
			return judgement{Warn, missing[sp.place.probe]}
		case missing[sp.place.probe] != "":
			return judgement{}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.causes = []Cause{likely("listens-on-one", Probable), likely("firewall-differs", Probable)}
		d.seen = s.story(d.spots)
		for _, sp := range spots {
			if sp.probe == d.spots[0].probe && sp.answered() {
				d.seen = append(d.seen, sp.timing())
			}
		}
		return d
	})
}

func portList(spots []spot) []string {
	var list []string
	for _, sp := range spots {
		list = appendNew(list, portText(sp.port()))
	}
	return list
}
