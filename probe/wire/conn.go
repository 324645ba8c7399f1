package wire

import (
	"cmp"
	"context"
	"crypto/tls"
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

// A Conn is one connection to a mail server, from the first packet to the
// last: it knows the step under way, ends it at its time limit and its byte
// budget, records what crosses it, and keeps the first cause of its end.
//
// It is a net.Conn for the protocol libraries. These overwrite deadlines and
// format errors so that their cause is lost: the conn swallows the deadlines
// of others and remembers causes itself. A library reads in a goroutine of
// its own, so Read may run beside every other method; the line methods and
// the library's reads take turns.
type Conn struct {
	ctx      context.Context
	limits   Limits
	patience func() time.Duration // nil: none
	endpoint result.Endpoint
	addr     netip.AddrPort // dialled
	observe  func(Event)

	tcp  *hearing
	app  net.Conn // the outermost layer: tcp, or TLS over it
	stop func() bool
	over chan struct{} // closed at the end of the connection

	synthetic []byte    // read before anything else, not recorded
	in        []byte    // received and not yet delivered
	room      []byte    // where it is received, line by line
	heard     time.Time // when the last octets came

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
	stream    bool     // the lines of the step are read as they come, and not kept
	timer     *time.Timer
	supposed  *time.Timer // ends the connection where nothing follows the last line; nil: something may take its time
	last      []byte      // the newest line of the step, cut short
	count     int         // its lines
	cause     *result.Failure
	steps     []result.Step
	encrypted bool
	verified  bool
	leaving   bool // the last words are being said
	preauth   bool // the server took us for somebody, unasked (RFC 9051 section 7.1.4)
}

// Event is progress: a step of one address begins, or is done, or the whole
// endpoint is finished.
type Event struct {
	Endpoint result.Endpoint
	Address  string
	Step     string
	Done     bool
	Status   result.Status // where Done
	Finished bool          // the endpoint; Step is empty
}

// A Config says what a connection is for.
type Config struct {
	Endpoint   result.Endpoint
	Address    netip.AddrPort // to be dialled
	Limits     Limits
	Patience   func() time.Duration // how long a slow answer may be waited for, beyond its limit; nil: not beyond it
	Secret     string               // to be hidden; more can be added by [Conn.Hide]
	Transcript *Transcript          // nil: none
	Observe    func(Event)          // progress; nil: nobody looks
}

// New returns a connection that is not there yet: see [Conn.Attach].
func New(ctx context.Context, c Config) *Conn {
	if c.Observe == nil {
		c.Observe = func(Event) {}
	}
	return &Conn{
		ctx: ctx, endpoint: c.Endpoint, addr: c.Address, limits: c.Limits, patience: c.Patience, observe: c.Observe,
		rec:  newRecorder(c.Endpoint, c.Address.String(), c.Secret, c.Transcript),
		stop: func() bool { return false },
		over: make(chan struct{}),
	}
}

// Attach gives the conn its connection; from now on the context ends it.
func (c *Conn) Attach(raw net.Conn) {
	c.tcp = &hearing{Conn: raw}
	c.app = c.tcp
	c.stop = context.AfterFunc(c.ctx, func() { c.Abort(Canceled(c.ctx)) })
}

// Begin says that what follows belongs to this step. Its time limit and its
// byte budget start now.
func (c *Conn) Begin(step, phase string) {
	c.mu.Lock()
	c.finish(result.OK) // of a step left open
	c.step, c.phase, c.begun, c.open = step, phase, time.Now(), true
	c.budget, c.lines, c.stream, c.last, c.count = MaxStepBytes, nil, false, nil, 0
	for _, line := range c.ahead {
		c.rec.sent([]byte(line))
	}
	c.rec.turn()
	c.ahead, c.split, c.first, c.asked, c.passed = nil, false, 0, false, false
	if limit := c.limit(step); c.tcp != nil {
		c.tcp.SetDeadline(time.Now().Add(limit))
		// A library that does not read would not meet the deadline.
		c.timer = time.AfterFunc(limit+lateBy, func() { c.Abort(result.NewFailure(result.Timeout, noAnswer)) })
	}
	c.mu.Unlock()
	c.observe(Event{Endpoint: c.endpoint, Address: c.addr.Addr().String(), Step: step})
}

// Within gives the step under way this time from now on, and no other.
func (c *Conn) Within(limit time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open || c.tcp == nil {
		return
	}
	c.timer.Stop()
	c.tcp.SetDeadline(time.Now().Add(limit))
	c.timer = time.AfterFunc(limit+lateBy, func() { c.Abort(result.NewFailure(result.Timeout, noAnswer)) })
}

// limit returns the time that the step may take from now on. A handshake leaves
// half of the patience to a second one, with a smaller first message.
func (c *Conn) limit(step string) time.Duration {
	limit := c.limits.Of(step)
	switch {
	case c.patience == nil:
		return limit
	case step == result.StepTLS:
		return max(limit, c.patience()/2)
	}
	return max(limit, c.patience())
}

// End ends the step. It returns nil, or the classified failure: a limit that
// was reached, else the server's own answer (err is a Failure), else what
// became of the connection, else that the answer made no sense.
func (c *Conn) End(err error) *result.Failure {
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

// Skip ends the step as one that the server does not offer.
func (c *Conn) Skip() {
	c.mu.Lock()
	c.finish(result.Skip)
	c.mu.Unlock()
	c.rest(result.Skip)
}

func (c *Conn) rest(status result.Status) {
	if c.tcp != nil {
		c.tcp.SetDeadline(time.Time{})
	}
	c.observe(Event{Endpoint: c.endpoint, Address: c.addr.Addr().String(), Step: c.step, Done: true, Status: status})
}

func (c *Conn) finish(status result.Status) {
	if !c.open {
		return
	}
	c.open = false
	c.goesOn()
	if c.timer != nil {
		c.timer.Stop()
	}
	if len(c.partIn) > 0 && !c.split { // the connection ended within a line
		c.rec.received(c.partIn)
		c.partIn = nil
	}
	took := result.Milliseconds(time.Since(c.begun))
	c.rec.out.note(c.rec.head, "-- "+strings.TrimSpace(c.step+" "+c.phase)+" "+string(status))
	c.steps = append(c.steps, result.Step{Name: c.step, Phase: c.phase, Status: status, TookMS: took, Lines: c.rec.take()})
}

func (c *Conn) verdict(err error) *result.Failure {
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
		if len(c.last) > 0 {
			last = string(c.last)
		}
		f = result.NewFailure(result.Malformed, last)
	}
	shown := *f
	one := c.step == result.StepGreeting || c.step == result.StepCapabilities // a step of one answer
	if shown.Kind == result.Timeout && shown.Detail == noAnswer && (len(c.partIn) > 0 || one && c.count > 0) {
		shown.Detail = noEnd
	}
	if shown.Step == "" {
		shown.Step = c.step
	}
	shown.Detail = foreign.Shorten(c.rec.redact.text(shown.Detail))
	shown.Code = foreign.Clean(shown.Code)
	return &shown
}

// Shown returns a failure of the step under way as a report may hold it:
// cleaned, and without secrets.
func (c *Conn) Shown(f *result.Failure) *result.Failure {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.verdict(f)
}

// TakeSteps returns the steps that ended since the last call.
func (c *Conn) TakeSteps() []result.Step {
	c.mu.Lock()
	defer c.mu.Unlock()
	steps := c.steps
	c.steps = nil
	return steps
}

// Failure returns the first cause of the connection's end, or nil.
func (c *Conn) Failure() *result.Failure {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// Abort ends the connection for a cause. The first cause stays.
func (c *Conn) Abort(f *result.Failure) {
	c.mu.Lock()
	c.blame(f)
	c.mu.Unlock()
	c.tcp.Close()
}

func (c *Conn) blame(f *result.Failure) {
	if c.cause == nil {
		if f.Step = c.step; !c.open { // it shows in the step that meets it
			f.Step = ""
		}
		c.cause = f
		c.ended()
	}
}

// ended says that nothing more will come. It is called with the lock held.
func (c *Conn) ended() {
	select {
	case <-c.over:
	default:
		close(c.over)
	}
}

// Done is closed once the connection has ended, for whatever cause: the limit
// of a step and the end of the run included.
func (c *Conn) Done() <-chan struct{} { return c.over }

// broken keeps an error of the connection as its cause.
func (c *Conn) broken(err error) *result.Failure {
	f := Classify(c.ctx, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.Kind == result.Closed && c.step == result.StepGreeting && len(c.in)+c.count == 0 {
		f = result.NewFailure(result.ClosedBeforeGreeting, f.Detail)
	}
	c.blame(f)
	return c.cause
}

// Unreadable keeps as the cause that a library gave the connection up, at the
// line that came last.
func (c *Conn) Unreadable() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leaving {
		return
	}
	last := cmp.Or(string(c.last), "an answer that makes no sense")
	c.blame(result.NewFailure(result.Malformed, last))
}

// Raise allows this step more octets than usual.
func (c *Conn) Raise(octets int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.budget = max(c.budget, octets)
}

// Lines returns every line received since begin, unscrubbed: for lenient
// parsers.
func (c *Conn) Lines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines)
}

// Stream says that the lines of this step are read as they come: they are
// recorded, and not kept for [Conn.Lines].
func (c *Conn) Stream() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream, c.lines = true, nil
}

// Remark adds what this program has to say to the lines of the step: how much
// of an answer it did not read.
func (c *Conn) Remark(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rec.remark(text)
}

// Divide says that this step has one command, and that what follows in the
// same flight belongs to the next step. A budget that is raised is for that.
func (c *Conn) Divide() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.split = true
}

// A State is what is known of a connection before a credential crosses it.
type State struct {
	Address   netip.Addr      // dialled
	Encrypted bool            // TLS is over it
	Verified  bool            // its certificate is that of the host that was asked for
	Preauth   bool            // the server took us for somebody, unasked
	Failure   *result.Failure // the first cause of its end, or nil
}

// State returns that of the connection now.
func (c *Conn) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return State{Address: c.addr.Addr(), Encrypted: c.encrypted, Verified: c.verified, Preauth: c.preauth, Failure: c.cause}
}

// MarkPreauth says that the server took us for somebody, unasked (RFC 9051
// section 7.1.4).
func (c *Conn) MarkPreauth() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.preauth = true
}

// Handshake puts TLS over the connection. verified is asked whether the chain
// is that of the host; nil stands for no. From now on everything goes through
// TLS. Where the server said something that is no TLS, the error is [NotTLS].
func (c *Conn) Handshake(ctx context.Context, config *tls.Config, verified func(tls.ConnectionState) bool) (tls.ConnectionState, error) {
	heard := c.tcp.tap()
	client := tls.Client(c.tcp, config)
	err := client.HandshakeContext(ctx)
	said := heard()
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return client.ConnectionState(), NotTLS{Said: firstLine(said), err: err}
	}
	if err != nil {
		return client.ConnectionState(), err
	}
	state := client.ConnectionState()
	c.app = client
	c.mu.Lock()
	defer c.mu.Unlock()
	c.encrypted, c.verified = true, verified != nil && verified(state)
	if c.rec.out != nil { // a name is looked for in two lists, which crypto/tls makes anew each time
		c.rec.out.note(c.rec.head, "-- "+tls.VersionName(state.Version)+" "+tls.CipherSuiteName(state.CipherSuite))
	}
	return state, nil
}

// Beneath returns the connection without TLS: for an answer that is neither
// lines nor a handshake to its end. The limits of the step hold.
func (c *Conn) Beneath() net.Conn { return c.tcp }

// Hide has the connection hide a secret from now on.
func (c *Conn) Hide(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rec.redact.hide(secret)
}

// Close ends the connection, without a word of the protocol.
func (c *Conn) Close() error {
	c.stop()
	c.mu.Lock()
	if c.timer != nil {
		c.timer.Stop()
	}
	c.ended()
	c.mu.Unlock()
	if c.app == nil {
		return nil
	}
	return c.app.Close()
}

// LastWords gives the rest of the session a short time of its own: nothing is
// read any more once the context is done. The function that it returns is to
// be called before the connection is forgotten.
func (c *Conn) LastWords(ctx context.Context) (stop func() bool) {
	c.mu.Lock()
	c.leaving = true
	c.mu.Unlock()
	c.tcp.SetDeadline(time.Now().Add(farewellLimit))
	return context.AfterFunc(ctx, func() { c.tcp.SetReadDeadline(time.Now()) })
}
