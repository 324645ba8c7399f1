package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mailadvisor/probe/hello"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// A journey is the way to one address of an endpoint, without a login.
type journey struct {
	run     *run
	ctx     context.Context
	addr    netip.AddrPort
	e       result.Endpoint
	c       *wire.Conn
	s       session
	path    result.Path
	settled bool          // the last step was reached, whatever the certificate is
	small   bool          // the first message of TLS is kept small
	suites  []uint16      // the cipher suites that are offered in place of the usual ones
	tls12   *result.TLS12 // what was found of it beside the way
}

// walk goes the whole way, and leaves the connection open where it settled.
func (j *journey) walk(found *lookup) {
	j.path = result.Path{Address: j.addr.Addr().String(), Family: familyOf(j.addr.Addr())}
	j.c = j.run.newConn(j.ctx, j.e, j.addr, j.run.observe)
	if found != nil {
		j.path.Special = hostname.Special(j.addr.Addr())
		j.path.Steps = append(j.path.Steps, result.Step{Name: result.StepResolve, Status: result.OK, TookMS: result.Milliseconds(found.took)})
	}
	f := j.steps()
	if j.maybeTooLarge(f) {
		f = j.walkSmall(f)
	}
	if j.disagreed(f) {
		j.c.Close()
		j.tls12 = j.likeOpenSSL()
	}
	j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
	if j.tls12 != nil && j.tls12.KeyExchange == hello.RSA {
		j.lookByRSA()
	}
	if f != nil {
		j.c.Close()
	} else {
		j.settled = true
		f = certificateFailure(j.path.TLS)
	}
	j.path.Status, j.path.Failure = result.OK, f
	if f != nil {
		j.path.Status = result.Fail
	}
}

// maybeTooLarge reports whether a handshake ended as it does where something
// cannot take a first message of more than one packet: in silence, or cut.
func (j *journey) maybeTooLarge(f *result.Failure) bool {
	return f != nil && !j.small && f.Step == result.StepTLS && j.ctx.Err() == nil &&
		slices.Contains([]result.Kind{result.Timeout, result.Reset, result.Closed, result.StartTLSBroken}, f.Kind)
}

// disagreed reports whether the server refused all that this program offers
// in TLS. Whether it takes what others offer names the cause.
func (j *journey) disagreed(f *result.Failure) bool {
	return f != nil && f.Kind == result.TLSHandshakeFailed && f.Step == result.StepTLS && j.path.TLS == nil && j.ctx.Err() == nil
}

// walkSmall goes the way once more with a small first message of TLS, without
// the key shares of today (RFC 8446 section 4.2.8 lets a client leave them
// out). Where that works, and a message of the usual size fails once more, it
// is the size: the journey is the small one, and the failure is kept beside it.
// Else it ends with the first failure, which chance or a busy machine can
// cause too.
func (j *journey) walkSmall(first *result.Failure) *result.Failure {
	j.c.Close() // its slot may be the only one
	if !j.again(true).agrees() || j.again(false).agrees() || j.ctx.Err() != nil {
		return first
	}
	k := j.again(true)
	f := k.steps()
	if k.path.TLS == nil {
		k.c.Close()
		return first
	}
	k.path.TLS.LargeHello = first
	*j = *k
	return f
}

// lookByRSA goes the way once more with key exchange by RSA, which is not
// offered else: who records such a session and gets the server's key later can
// read it (RFC 9325 section 4.1). What it shows is kept. The journey stays the
// one that failed, so that no login follows.
func (j *journey) lookByRSA() {
	k := j.again(false)
	k.path = result.Path{Address: j.path.Address, Family: j.path.Family, Special: j.path.Special}
	for _, s := range hello.Suites() {
		if s.Exchange == hello.RSA {
			k.suites = append(k.suites, s.ID)
		}
	}
	f := k.steps()
	k.path.Steps = append(j.path.Steps, k.c.TakeSteps()...)
	if f == nil {
		k.part()
	} else {
		k.c.Close()
	}
	if k.path.TLS != nil {
		j.path = k.path
	}
}

// again returns a journey to the same address from its beginning, with a small
// or a usual first message of TLS.
func (j *journey) again(small bool) *journey {
	return &journey{run: j.run, ctx: j.ctx, addr: j.addr, e: j.e, path: j.path, small: small, c: j.run.newConn(j.ctx, j.e, j.addr, j.run.observe)}
}

// agrees reports whether the way leads through the handshake of TLS, and closes
// the connection.
func (j *journey) agrees() bool {
	defer j.c.Close()
	return j.encrypt() == nil
}

// steps is the order of a session.
func (j *journey) steps() *result.Failure {
	if f := j.encrypt(); f != nil {
		return f
	}
	if j.e.Security != result.StartTLS { // else it was greeted on the way to TLS
		if f := j.greeting(); f != nil {
			return f
		}
	}
	phase := protocol.AfterTLS
	if j.e.Security == result.None {
		phase = protocol.BeforeTLS
	}
	if f := j.capabilities(phase); f != nil {
		return f
	}
	j.s.Identify(&j.path)
	return nil
}

// encrypt is the order of a session as far as the handshake of TLS; without TLS
// it connects alone.
func (j *journey) encrypt() *result.Failure {
	if f := j.connect(); f != nil {
		return f
	}
	j.s = newSession(j.c, j.e)
	switch j.e.Security {
	case result.TLS:
		return j.handshake()
	case result.StartTLS:
		if f := j.greeting(); f != nil {
			return f
		}
		if f := j.upgrade(); f != nil {
			return f
		}
		return j.handshake()
	}
	return nil
}

// connect waits for a slot, and dials.
func (j *journey) connect() *result.Failure {
	over := j.run.clock.wait()
	free, err := j.run.o.Slots.take(j.ctx, j.addr.Addr())
	over()
	if err != nil {
		return stepFailure(result.StepConnect, wire.Canceled(j.ctx).Kind, wire.Canceled(j.ctx).Detail)
	}
	j.c.Begin(result.StepConnect, "")
	raw, err := j.dial(j.ctx, j.run.o.StepLimits.Of(result.StepConnect))
	if err != nil {
		free()
		return j.c.End(wire.Classify(j.ctx, err))
	}
	j.c.Attach(slotted{raw, free})
	return j.c.End(nil)
}

// dial is the one place that opens a connection to a mail server. What it may
// dial is asked here, of the address: a name can lead anywhere, and elsewhere
// the next time that it is looked up.
func (j *journey) dial(ctx context.Context, limit time.Duration) (net.Conn, error) {
	if allow := j.run.o.Allow; allow != nil {
		if err := allow(j.addr.Addr()); err != nil {
			return nil, newFailure(result.LocalError, err.Error())
		}
	}
	if j.run.o.dial != nil {
		return j.run.o.dial(ctx, j.addr)
	}
	d := net.Dialer{Timeout: limit, KeepAlive: -1}
	return d.DialContext(ctx, "tcp", j.addr.String())
}

// handshake fails where there is no TLS. A bad certificate fails the path, but
// not the way on: see certificateFailure.
func (j *journey) handshake() *result.Failure {
	state, f := startTLS(j.ctx, j.c, j.e, j.small, j.suites, j.run.o.Roots, j.run.now())
	j.path.TLS = state
	if j.c.State().Encrypted {
		return nil
	}
	return f
}

// usage reads what only a login shows of the account.
func (j *journey) usage() *result.Account {
	account := result.Account{Service: j.e.Service, Host: j.e.Host, From: j.e.Port}
	if bug := caught(result.StepMailbox, func() { account = j.s.usage(j.run.now(), j.run.filling()) }); bug != nil {
		account.MailboxFailure = bug
	}
	j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
	return &account
}

// part takes leave of a server without holding up anybody: an answer is waited
// for as long as the run goes on for other reasons.
func (j *journey) part() {
	j.run.farewell.Go(func() {
		if bug := caught(result.StepLogin, func() { j.s.Farewell(j.run.going) }); bug != nil {
			j.c.Close()
		}
	})
}

// over returns what left no session to log in over, where a journey got to its
// last step, or nil: the connection ended there, or the server counts the
// client as logged in without having asked (PREAUTH).
func (j *journey) over() *result.Failure {
	switch {
	case !j.settled:
		return nil
	case j.c.Failure() != nil:
		return j.c.Shown(j.c.Failure())
	case j.c.State().Preauth:
		return stepFailure(result.StepGreeting, result.Preauth, j.path.Greeting)
	}
	return nil
}

func certificateFailure(state *result.TLSState) *result.Failure {
	if state == nil || len(state.Problems) == 0 {
		return nil
	}
	first := state.Problems[0]
	return stepFailure(result.StepTLS, first.Kind, first.Detail)
}

func (j *journey) greeting() *result.Failure {
	j.c.Begin(result.StepGreeting, "")
	stop := func() {}
	if j.e.Security != result.TLS {
		stop = j.watchSilence()
	}
	err := j.s.Greet(&j.path)
	stop()
	return j.c.End(err)
}

// Capabilities asks in one phase. The answer is a fact, also where it is "no
// such command".
func (j *journey) capabilities(phase string) *result.Failure {
	j.c.Begin(result.StepCapabilities, phase)
	caps, err := j.s.Capabilities(phase)
	if errors.Is(err, protocol.ErrNotTold) {
		j.c.Skip()
		return nil
	}
	if f := j.c.End(err); f != nil {
		return f
	}
	protocol.Keep(&j.path, phase, caps)
	auth, command := j.s.Offers()
	j.path.Auth, j.path.LoginCommand = protocol.Clean(auth), command
	return nil
}

// upgrade asks for TLS on a plaintext connection. Whatever stands behind the server's
// last plaintext line was put there for the encrypted session to read, by the
// server or by somebody on the way (RFC 3501 section 6.2.1).
func (j *journey) upgrade() *result.Failure {
	if f := j.capabilities(protocol.BeforeTLS); f != nil {
		return f
	}
	j.c.Begin(result.StepStartTLS, "")
	err := j.s.StartTLS()
	if rest := j.c.Buffered(); err == nil && len(rest) > 0 {
		err = newFailure(result.StartTLSInjection, "plaintext behind the answer: "+string(rest[:min(len(rest), 200)]))
	}
	return j.c.End(err)
}

// watchSilence looks, once half the time for a greeting has passed, at what
// else the port may speak: a server of TLS, or of HTTP, waits for its client
// to begin. It asks on a second connection, so that a late greeting is not
// lost. The stop function ends it and waits for its end.
func (j *journey) watchSilence() (stop func()) {
	ctx, cancel := context.WithCancel(j.ctx)
	done := make(chan struct{})
	limit := j.run.o.StepLimits.Of(result.StepGreeting) / 2
	go func() {
		defer close(done)
		select {
		case <-ctx.Done():
			return
		case <-time.After(limit):
		}
		if f := j.knock(ctx, limit); f != nil {
			j.c.Abort(f)
		}
	}()
	return func() { cancel(); <-done }
}

// knock offers TLS to a silent port. It returns what that shows, or nil.
func (j *journey) knock(ctx context.Context, limit time.Duration) *result.Failure {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	free, err := j.run.o.Slots.takeOpen(ctx) // the address is this journey's already
	if err != nil {
		return nil
	}
	defer free()
	raw, err := j.dial(ctx, limit)
	if err != nil {
		return nil
	}
	defer raw.Close()
	err = tls.Client(raw, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(ctx)
	var record tls.RecordHeaderError
	switch {
	case err == nil, strings.Contains(err.Error(), "remote error: tls:"):
		f := newFailure(result.SpeaksTLS, "the port expects TLS from the first byte")
		f.Found = "tls"
		return f
	case errors.As(err, &record):
		return protocol.Wrong(string(record.RecordHeader[:]), "imap", "pop3", "smtp")
	}
	return nil
}
