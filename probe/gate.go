package probe

import (
	"context"
	"slices"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// gate decides who may log in, and when, so that a wrong password costs the
// account one failure in a whole run, and so that the same host and the same
// credential give the same report each time.
//
// One endpoint goes first. Where its answer judges the credential and says no,
// nobody follows. Once a login succeeded anywhere, the credential is known to
// be right, and each service goes on by itself, whatever comes of the others:
// its first endpoint alone, and the rest of it after that one succeeded. So a
// service that refuses the same two costs it one failure.
//
// An answer that proves that the password was not read counts as none. One
// that is about the service and not about the credential (a limit, a lock, a
// service that is switched off) ends the matter for this service.
//
// The gate stays closed until it is known who may come, and with which
// credential: a search for more endpoints may go on while the first are on
// their way.
type gate struct {
	o     *Options
	grace time.Duration
	known chan struct{} // closed once credential is the run's

	mu         sync.Mutex
	credential *Credential
	entries    []*entry
	state      gateState                    // of the run
	services   map[result.Service]gateState // of each service: gateFree where absent
	changed    chan struct{}                // closed, and made anew, whenever anything here changes
	delayed    bool                         // a POP3 server asked for a pause between sessions
	reading    bool                         // a POP3 session of the account is open
	usage      map[result.Service]bool
}

type gateState int

const (
	gateFree   gateState = iota // nobody has succeeded
	gateClosed                  // more may come, or the credential is not known
	gateTrying                  // the first is on its way
	gatePassed                  // the first has succeeded
	gateShut                    // an attempt failed
)

// loginGrace is how long the first endpoint that is ready to log in waits for
// one that the order of logins prefers.
const loginGrace = time.Second

// entry is an endpoint's place at the gate.
type entry struct {
	rank    int
	service result.Service
	phase   entryPhase
	since   time.Time // ready
}

type entryPhase int

const (
	coming  entryPhase = iota // its journey goes on
	waiting                   // ready to log in
	gone                      // tried, or never will
)

func newGate(o *Options) *gate {
	g := &gate{
		o: o, grace: loginGrace, known: make(chan struct{}), changed: make(chan struct{}),
		usage: map[result.Service]bool{}, services: map[result.Service]gateState{}, credential: o.Credential, state: gateClosed,
	}
	if o.Decide == nil {
		close(g.known)
	}
	return g
}

// open tells the gate that every endpoint was announced, and the credential of
// their logins, or nil.
func (g *gate) open(cr *Credential) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.credential, g.state = cr, gateFree
	if g.o.Decide != nil {
		close(g.known)
	}
	g.notify()
}

// loginOrder ranks endpoints by what a login there shows: 993, 143, 465, 587,
// 995, 110 on a usual host.
func loginOrder(e result.Endpoint) int {
	services := []result.Service{result.IMAP, result.Submission, result.POP3}
	rank := 2 * slices.Index(services, e.Service)
	if e.Security != result.TLS {
		rank++
	}
	return rank
}

// expect announces an endpoint.
func (g *gate) expect(e result.Endpoint) *entry {
	g.mu.Lock()
	defer g.mu.Unlock()
	en := &entry{rank: loginOrder(e), service: e.Service}
	g.entries = append(g.entries, en)
	return en
}

// leave says that an endpoint will not log in (any more).
func (g *gate) leave(en *entry) {
	g.mu.Lock()
	defer g.mu.Unlock()
	en.phase = gone
	g.notify()
}

func (g *gate) notify() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// denied is why no credential is for this endpoint, or "". It waits until the
// credential is known; there is none where the run ends before.
func (g *gate) denied(ctx context.Context, e result.Endpoint) result.LoginReason {
	select {
	case <-g.known:
	case <-ctx.Done():
		return result.NotReady
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.credential == nil:
		return result.NoCredential
	case slices.Contains(g.credential.Untrusted, e.Host):
		return result.UntrustedDiscovery
	case !g.credential.belongsTo(e.Host):
		return result.OtherHost
	}
	return ""
}

// pass waits until the entry may log in. It returns why it may not, or "".
func (g *gate) pass(ctx context.Context, en *entry) result.LoginReason {
	g.mu.Lock()
	defer g.mu.Unlock()
	en.phase, en.since = waiting, time.Now()
	g.notify()
	for {
		if ctx.Err() != nil {
			return result.WaitingForOther
		}
		wait := time.Duration(-1)
		switch {
		case g.state == gateShut, g.services[en.service] == gateShut:
			return result.EarlierFailure
		case g.services[en.service] == gatePassed:
			return ""
		case g.services[en.service] == gateTrying:
		case g.state == gateFree:
			wait = g.preferred(en, g.entries)
		case g.state == gatePassed:
			wait = g.preferred(en, g.of(en.service))
		}
		if wait == 0 {
			if g.state == gateFree {
				g.state = gateTrying
			}
			g.services[en.service] = gateTrying
			return ""
		}
		g.sleep(ctx, wait)
	}
}

// preferred returns how long the entry waits for those of a list that the order
// prefers: 0 not at all, negative until something changes.
func (g *gate) preferred(en *entry, list []*entry) time.Duration {
	first, wait := en.since, time.Duration(0)
	for _, other := range list {
		if other.phase == waiting && other.since.Before(first) {
			first = other.since
		}
	}
	left := g.grace - time.Since(first)
	for i, other := range list {
		earlier := other.rank < en.rank || other.rank == en.rank && i < slices.Index(list, en)
		switch {
		case !earlier || other.phase == gone:
		case other.phase == waiting:
			return -1
		case left > 0:
			wait = left
		}
	}
	return wait
}

// sleep waits for a change, the end of the run, or the time to pass.
func (g *gate) sleep(ctx context.Context, d time.Duration) {
	changed := g.changed
	g.mu.Unlock()
	defer g.mu.Lock()
	var timer <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-changed:
	case <-timer:
	case <-ctx.Done():
	}
}

// report says what came of an entry's turn.
func (g *gate) report(en *entry, l result.Login) {
	g.mu.Lock()
	defer g.mu.Unlock()
	en.phase = gone
	first := g.state == gateTrying
	switch {
	case l.Status == result.LoginOK:
		g.services[en.service] = gatePassed
		if g.state != gateShut {
			g.state = gatePassed
		}
	case l.Status == result.LoginFailed && (l.Failure == nil || !passwordUnread(l.Failure)):
		g.services[en.service] = gateShut
		switch {
		case !first:
		case l.Failure != nil && aboutService(l.Failure):
			g.state = gateFree
		default:
			g.state = gateShut
		}
	default:
		if g.services[en.service] == gateTrying {
			g.services[en.service] = gateFree
		}
		if first {
			g.state = gateFree
		}
	}
	g.notify()
}

// lockPOP3 waits for its turn: a maildrop is locked while a session is open
// (RFC 1939 section 4), and a server may ask for a pause (RFC 2449 section
// 6.5), for which a run does not wait. The turns follow the order of logins,
// as at the gate. A failure in the meantime ends the matter. pause is what the
// server asks for between sessions, in seconds.
func (g *gate) lockPOP3(ctx context.Context, en *entry, pause int) result.LoginReason {
	g.mu.Lock()
	defer g.mu.Unlock()
	for {
		wait := time.Duration(-1)
		switch {
		case ctx.Err() != nil:
			return result.WaitingForOther
		case g.state == gateShut, g.services[result.POP3] == gateShut:
			return result.EarlierFailure
		case g.delayed:
			return result.LoginDelayed
		case g.reading:
		case g.services[result.POP3] == gateTrying: // it is the one that others wait for
			wait = 0
		default:
			wait = g.preferred(en, g.of(result.POP3))
		}
		if wait == 0 {
			break
		}
		g.sleep(ctx, wait)
	}
	g.reading = true
	g.delayed = pause > 0
	return ""
}

func (g *gate) unlockPOP3() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reading = false
	g.notify()
}

// of returns the endpoints of a service in the run.
func (g *gate) of(service result.Service) []*entry {
	return slices.DeleteFunc(slices.Clone(g.entries), func(en *entry) bool { return en.service != service })
}

// another reports whether a POP3 session may follow that of an entry.
func (g *gate) another(en *entry) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.ContainsFunc(g.of(result.POP3), func(other *entry) bool { return other != en && other.phase != gone })
}

// first reports whether the mailbox has not been read over a service yet, and
// counts it as read: it is read once over IMAP and once over POP3.
func (g *gate) first(service result.Service) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	first := !g.usage[service] && service != result.Submission
	g.usage[service] = true
	return first
}
