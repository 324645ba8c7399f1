package probe

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// A conn is one connection to a mail server, from the first packet to the
// last: it knows the step under way, ends it at its time limit and its byte
// budget, records what crosses it, and keeps the first cause of its end.
//
// It is a net.Conn for the protocol libraries. These overwrite deadlines and
// format errors so that their cause is lost: the conn swallows the deadlines
// of others and remembers causes itself. A library reads in a goroutine of
// its own, so Read may run beside every other method; the line methods and
// the library's reads take turns.
type conn struct {
	ctx      context.Context
	limits   Limits
	endpoint result.Endpoint
	addr     netip.AddrPort // dialled
	observe  func(Event)

	tcp  net.Conn
	app  net.Conn // the outermost layer: tcp, or TLS over it
	stop func() bool

	synthetic []byte // read before anything else, not recorded
	in        []byte // received and not yet delivered
	room      []byte // where it is received, line by line

	mu        sync.Mutex
	rec       *recorder
	step      string
	phase     string
	begun     time.Time
	open      bool
	budget    int64
	lines     []string
	partIn    []byte // a line under way
	partOut   []byte
	ahead     []string // sent with an earlier step's flight, belongs to the next
	split     bool     // the step has one command: what is behind it, and its answer, belongs to the next
	first     int      // octets of that answer
	asked     bool     // it was sent
	passed    bool     // it was answered
	early     []string // received since
	cause     *result.Failure
	steps     []result.Step
	encrypted bool
	verified  bool
	leaving   bool // the last words are being said
	preauth   bool // the server took us for somebody, unasked (RFC 9051 section 7.1.4)
}

func newConn(ctx context.Context, e result.Endpoint, addr netip.AddrPort, limits Limits, rec *recorder, observe func(Event)) *conn {
	return &conn{
		ctx: ctx, endpoint: e, addr: addr, limits: limits, rec: rec, observe: observe,
		stop: func() bool { return false },
	}
}

// attach gives the conn its connection; from now on the context ends it.
func (c *conn) attach(raw net.Conn) {
	c.tcp, c.app = raw, raw
	c.stop = context.AfterFunc(c.ctx, func() { c.abort(canceled(c.ctx)) })
}

// begin says that what follows belongs to this step. Its time limit and its
// byte budget start now.
func (c *conn) begin(step, phase string) {
	c.mu.Lock()
	c.finish(result.OK) // of a step left open
	c.step, c.phase, c.begun, c.open = step, phase, time.Now(), true
	c.budget, c.lines = maxStepBytes, nil
	for _, line := range c.ahead {
		c.rec.sent([]byte(line))
	}
	early := c.early
	c.ahead, c.early, c.split, c.first, c.asked, c.passed = nil, nil, false, 0, false, false
	for _, line := range early {
		c.note([]byte(line))
	}
	c.mu.Unlock()
	if c.tcp != nil {
		c.tcp.SetDeadline(time.Now().Add(c.limits.of(step)))
	}
	c.observe(Event{Endpoint: c.endpoint, Address: c.addr.Addr().String(), Step: step})
}

// end ends the step. It returns nil, or the classified failure: a limit that
// was reached, else the server's own answer (err is a Failure), else what
// became of the connection, else that the answer made no sense.
func (c *conn) end(err error) *result.Failure {
	c.mu.Lock()
	f := c.verdict(err)
	status := result.OK
	if f != nil {
		status = result.Fail
	}
	c.finish(status)
	c.mu.Unlock()
	c.rest(status)
	return f
}

// skip ends the step as one that the server does not offer.
func (c *conn) skip() {
	c.mu.Lock()
	c.finish(result.Skip)
	c.mu.Unlock()
	c.rest(result.Skip)
}

func (c *conn) rest(status result.Status) {
	if c.tcp != nil {
		c.tcp.SetDeadline(time.Time{})
	}
	c.observe(Event{Endpoint: c.endpoint, Address: c.addr.Addr().String(), Step: c.step, Done: true, Status: status})
}

func (c *conn) finish(status result.Status) {
	if !c.open {
		return
	}
	c.open = false
	if len(c.partIn) > 0 && !c.split { // the connection ended within a line
		c.rec.received(c.partIn)
		c.partIn = nil
	}
	took := milliseconds(time.Since(c.begun))
	c.rec.out.note(c.rec.head, "-- "+strings.TrimSpace(c.step+" "+c.phase)+" "+string(status))
	c.steps = append(c.steps, result.Step{Name: c.step, Phase: c.phase, Status: status, TookMS: took, Lines: c.rec.take()})
}

func (c *conn) verdict(err error) *result.Failure {
	if err == nil {
		return nil
	}
	var f *result.Failure
	limit := c.cause != nil && (c.cause.Kind == result.Timeout || c.cause.Kind == result.TooLarge || c.cause.Kind == result.Canceled)
	switch answered := errors.As(err, &f); {
	case limit || !answered && c.cause != nil:
		f = c.cause
	case !answered:
		last := err.Error()
		if len(c.lines) > 0 {
			last = c.lines[len(c.lines)-1]
		}
		f = newFailure(result.Malformed, last)
	}
	shown := *f
	if shown.Step == "" {
		shown.Step = c.step
	}
	shown.Detail = foreign.Shorten(c.rec.redact.text(shown.Detail))
	shown.Code = foreign.Clean(shown.Code)
	return &shown
}

// takeSteps returns the steps that ended since the last call.
func (c *conn) takeSteps() []result.Step {
	c.mu.Lock()
	defer c.mu.Unlock()
	steps := c.steps
	c.steps = nil
	return steps
}

// failure is the first cause of the connection's end, or nil.
func (c *conn) failure() *result.Failure {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// abort ends the connection for a cause. The first cause stays.
func (c *conn) abort(f *result.Failure) {
	c.mu.Lock()
	c.blame(f)
	c.mu.Unlock()
	c.tcp.Close()
}

func (c *conn) blame(f *result.Failure) {
	if c.cause == nil {
		f.Step = c.step
		c.cause = f
	}
}

// broken keeps an error of the connection as its cause.
func (c *conn) broken(err error) *result.Failure {
	f := classifyIO(c.ctx, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.Kind == result.Closed && c.step == result.StepGreeting {
		f = newFailure(result.ClosedBeforeGreeting, f.Detail)
	}
	c.blame(f)
	return c.cause
}

// unreadable keeps as the cause that a library gave the connection up, at the
// line that came last.
func (c *conn) unreadable() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leaving {
		return
	}
	last := "an answer that makes no sense"
	if len(c.lines) > 0 {
		last = c.lines[len(c.lines)-1]
	}
	c.blame(newFailure(result.Malformed, last))
}

// raise allows this step more octets than usual.
func (c *conn) raise(octets int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.budget = max(c.budget, octets)
}

// raw is every line received since begin, unscrubbed: for lenient parsers.
func (c *conn) raw() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Concat(c.lines, c.early)
}

// divide says that this step has one command, and that what follows in the
// same flight belongs to the next step. A budget that is raised is for that.
func (c *conn) divide() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.split = true
}

// secure says whether the connection is encrypted, and whether its
// certificate was verified for the host that was asked for.
func (c *conn) secure() (encrypted, verified bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.encrypted, c.verified
}

// Close ends the connection, without a word of the protocol.
func (c *conn) Close() error {
	c.stop()
	if c.app == nil {
		return nil
	}
	return c.app.Close()
}

// lastWords gives the rest of the session a short time of its own: nothing is
// read any more once the context is done. The function that it returns is to
// be called before the connection is forgotten.
func (c *conn) lastWords(ctx context.Context) (stop func() bool) {
	c.mu.Lock()
	c.leaving = true
	c.mu.Unlock()
	c.tcp.SetDeadline(time.Now().Add(farewellLimit))
	return context.AfterFunc(ctx, func() { c.tcp.SetReadDeadline(time.Now()) })
}
