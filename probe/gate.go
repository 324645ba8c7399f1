package probe

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// gate decides who may log in, and when, so that a wrong password costs the
// account one failure in a whole run: one endpoint goes first, the others
// only after it succeeded, and nobody after an attempt that was sent and did
// not succeed, unless the answer proves that the password was not read.
type gate struct {
	o     *Options
	grace time.Duration

	mu      sync.Mutex
	entries []*entry
	state   gateState
	changed chan struct{} // closed, and made anew, whenever anything above changes
	delayed bool          // a POP3 server asked for a pause between sessions
	usage   map[result.Service]bool

	pop3 chan struct{} // holds a token while a POP3 session of the account is open
}

type gateState int

const (
	gateFree   gateState = iota // nobody has succeeded
	gateTrying                  // the first is on its way
	gatePassed                  // the first has succeeded
	gateShut                    // an attempt failed
)

// entry is an endpoint's place at the gate.
type entry struct {
	rank  int
	phase entryPhase
	since time.Time // ready
}

type entryPhase int

const (
	coming  entryPhase = iota // its journey goes on
	waiting                   // ready to log in
	gone                      // tried, or never will
)

func newGate(o *Options) *gate {
	return &gate{
		o: o, grace: loginGrace, changed: make(chan struct{}),
		usage: map[result.Service]bool{}, pop3: make(chan struct{}, 1),
	}
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
	en := &entry{rank: loginOrder(e)}
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

// refusal is why a credential must not cross this connection, or "".
//
// It crosses TLS that is verified for the host that was asked for, to a host
// that it belongs to. The one exception is a loopback address that is dialled,
// whatever name stands for it, and only where that was allowed.
func (g *gate) refusal(s session, e result.Endpoint) string {
	c := s.wire()
	encrypted, verified := c.secure()
	loopback := g.o.InsecureLoopback && c.addr.Addr().IsLoopback()
	imap, isIMAP := s.(*imapSession)
	switch {
	case g.o.Credential == nil:
		return result.NoCredential
	case slices.Contains(g.o.Untrusted, e.Host):
		return result.UntrustedDiscovery
	case !g.o.Credential.belongsTo(e.Host):
		return result.OtherHost
	case isIMAP && imap.preauth, c.failure() != nil:
		return result.NotReady
	case loopback:
		return ""
	case !encrypted:
		return result.Plaintext
	case !verified:
		return result.Unverified
	}
	return ""
}

// pass waits until the entry may log in. It returns why it may not, or "".
func (g *gate) pass(ctx context.Context, en *entry) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	en.phase, en.since = waiting, time.Now()
	g.notify()
	for {
		if ctx.Err() != nil {
			return result.WaitingForOther
		}
		wait := time.Duration(-1)
		switch g.state {
		case gateShut:
			return result.EarlierFailure
		case gatePassed:
			return ""
		case gateFree:
			if wait = g.preferred(en); wait == 0 {
				g.state = gateTrying
				return ""
			}
		}
		g.sleep(ctx, wait)
	}
}

// preferred is how long the entry waits for those that the order prefers: 0
// not at all, negative until something changes.
func (g *gate) preferred(en *entry) time.Duration {
	first, wait := en.since, time.Duration(0)
	for _, other := range g.entries {
		if other.phase == waiting && other.since.Before(first) {
			first = other.since
		}
	}
	left := g.grace - time.Since(first)
	for i, other := range g.entries {
		earlier := other.rank < en.rank || other.rank == en.rank && i < slices.Index(g.entries, en)
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
	switch {
	case l.Status == loginOK && g.state != gateShut:
		g.state = gatePassed
	case l.Status == loginFailed && (l.Failure == nil || !passwordUnread(l.Failure)):
		g.state = gateShut
	case g.state == gateTrying:
		g.state = gateFree
	}
	g.notify()
}

// The values of result.Login.Status.
const (
	loginOK     = "ok"
	loginFailed = "fail"
	notTried    = "not-tried"
)

// login takes a session through the gate, logs in, and reads what only a
// login shows. It ends the session.
func (g *gate) login(ctx context.Context, en *entry, j *journey) (result.Login, *result.Account) {
	if reason := g.pass(ctx, en); reason != "" {
		g.leave(en)
		j.s.farewell(false)
		return result.Login{Status: notTried, Reason: reason}, nil
	}
	pop, isPOP3 := j.s.(*pop3Session)
	if isPOP3 {
		if reason := g.lockPOP3(ctx, pop); reason != "" {
			l := result.Login{Status: notTried, Reason: reason}
			g.report(en, l)
			j.s.farewell(false)
			return l, nil
		}
		defer func() { <-g.pop3 }()
	}
	l := g.attempt(ctx, j)
	g.report(en, l)
	var account *result.Account
	if l.Status == loginOK {
		j.s.afterLogin(&j.path)
		j.path.Steps = append(j.path.Steps, j.c.takeSteps()...)
		account = g.account(ctx, j)
	}
	j.s.farewell(isPOP3) // another POP3 session meets a lock until QUIT is answered
	j.path.Steps = append(j.path.Steps, j.c.takeSteps()...)
	return l, account
}

func (g *gate) attempt(ctx context.Context, j *journey) result.Login {
	if f := j.c.failure(); f != nil {
		return result.Login{Status: notTried, Reason: result.NotReady}
	}
	if err := j.s.open(); err != nil {
		return result.Login{Status: notTried, Reason: result.NotReady}
	}
	l := j.s.login(ctx, g.o.Credential, g.o.Auth)
	j.path.Steps = append(j.path.Steps, j.c.takeSteps()...)
	return l
}

// lockPOP3 waits for its turn: a maildrop is locked while a session is open
// (RFC 1939 section 4), and a server may ask for a pause (RFC 2449 section
// 6.5), for which a run does not wait. A failure in the meantime ends the
// matter.
func (g *gate) lockPOP3(ctx context.Context, s *pop3Session) string {
	select {
	case g.pop3 <- struct{}{}:
	case <-ctx.Done():
		return result.WaitingForOther
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	reason := ""
	switch {
	case g.state == gateShut:
		reason = result.EarlierFailure
	case g.delayed:
		reason = result.LoginDelayed
	}
	if reason != "" {
		<-g.pop3
		return reason
	}
	argument, _ := capaArgument(s.caps, "LOGIN-DELAY")
	g.delayed = loginDelay(argument) > 0
	return ""
}

// loginDelay is the least number of seconds between logins, from the argument
// of LOGIN-DELAY ("10", "10 USER").
func loginDelay(argument string) int {
	word, _, _ := strings.Cut(strings.TrimSpace(argument), " ")
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// account reads quota and mailbox, once over IMAP and once over POP3.
func (g *gate) account(ctx context.Context, j *journey) *result.Account {
	g.mu.Lock()
	first := !g.usage[j.e.Service]
	g.usage[j.e.Service] = true
	g.mu.Unlock()
	if !first {
		return nil
	}
	var account result.Account
	var steps []result.Step
	switch s := j.s.(type) {
	case *imapSession:
		account, steps = s.usage(ctx, j.run.now())
	case *pop3Session:
		account, steps = s.usage(ctx)
	default:
		return nil
	}
	j.path.Steps = append(j.path.Steps, steps...)
	return &account
}
