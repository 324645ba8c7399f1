package run

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/sweep"
)

// A server that asks for it is left alone for a while, and then asked again: it
// alone, on the address and the port where it asked. It rests at most three
// times in a row, for 105 seconds in all, and ten times in a run; a target that
// was turned away four times is reported as busy. A refused connection asks for
// nothing: it is an answer.
const (
	attempts    = 4
	firstRest   = 15 * time.Second
	longestRest = time.Minute
	restsInARow = 3
	restsInAll  = 10
)

// Resting is that a server is left alone for a while, and how many targets wait
// for it.
type Resting = sweep.Resting

// errNoPlace ends a run whose address has no place: it begins anew later.
var errNoPlace = errors.New("as many as may be are at that address")

// domainGroup returns the group of a target's registrable domain.
func domainGroup(target result.Target, limit int) sweep.Group {
	return sweep.Group{Name: "domain " + domainOf(target), Limit: limit}
}

// serverOf names what rests: an address and a port.
func serverOf(addr netip.AddrPort) string { return addr.String() }

// servers are those that a run dials, by endpoint and address.
type servers struct {
	mu sync.Mutex
	at map[string]netip.AddrPort
}

// admit has a run enter the groups of its addresses.
func (s *servers) admit(enter sweep.Enter, perAddress int) func(result.Endpoint, []netip.AddrPort) error {
	return func(e result.Endpoint, addrs []netip.AddrPort) error {
		groups := make([]sweep.Group, 0, 2*len(addrs))
		s.mu.Lock()
		for _, a := range addrs {
			groups = append(groups, sweep.Group{Name: a.Addr().String(), Limit: perAddress}, sweep.Group{Name: serverOf(a)})
			s.at[e.Address()+" "+a.Addr().String()] = a
		}
		s.mu.Unlock()
		if !enter(groups...) {
			return errNoPlace
		}
		return nil
	}
}

// asked names the servers that want to be left alone, by what they said. A
// login that was sent and did not succeed is never sent again, so that its
// target is not tried again either.
func (s *servers) asked(r *result.Report) []string {
	if loginFailed(r) {
		return nil
	}
	var out []string
	for i := range r.Probes {
		for _, path := range r.Probes[i].Paths {
			if path.Failure == nil || path.Failure.Kind != result.Busy {
				continue
			}
			if a, ok := s.at[r.Probes[i].Address()+" "+path.Address]; ok && !slices.Contains(out, serverOf(a)) {
				out = append(out, serverOf(a))
			}
		}
	}
	return out
}

// loginFailed reports whether a login was sent and did not succeed.
func loginFailed(r *result.Report) bool {
	return slices.ContainsFunc(r.Probes, func(p result.Probe) bool { return p.LoginFailed() })
}
