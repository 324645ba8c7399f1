package run

import (
	"slices"
	"time"

	"mailadvisor/probe/result"
)

// A host that throttles is left alone for a while, and tried again: so often at
// most, and first after so long.
const (
	attempts   = 3
	firstPause = 15 * time.Second
	mostHeard  = 10_000 // hosts of which it is remembered that they answered
)

// throttled reports whether a host wants to be left alone for a while: it says
// so, or it has answered in this run and now turns everybody away. A login
// that was sent and did not succeed is never sent again.
func (w *Crew) throttled(p Piece, e Outcome) bool {
	if e.Doc == nil || e.Cut || loginFailed(&e.Doc.Report) {
		return false
	}
	busy, answered, turned := false, false, false
	for i := range e.Doc.Probes {
		endpoint := &e.Doc.Probes[i]
		answered = answered || endpoint.Status == result.OK
		for _, path := range endpoint.Paths {
			if f := path.Failure; f != nil {
				busy = busy || f.Kind == result.Busy
				turned = turned || f.Kind == result.Refused || f.Kind == result.Reset || f.Kind == result.ClosedBeforeGreeting
			}
		}
	}
	group := p.groups[0].Name
	if answered && len(w.heard) < mostHeard {
		w.heard[group] = true
	}
	return busy || turned && !answered && w.heard[group]
}

// loginFailed reports whether a login was sent and did not succeed.
func loginFailed(r *result.Report) bool {
	return slices.ContainsFunc(r.Probes, func(p result.Probe) bool { return p.LoginFailed() })
}
