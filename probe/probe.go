// Package probe sees: it connects to mail servers and reports what happens.
//
// [Run] takes endpoints (a service at a host and port) and goes the whole way
// of a mail program to each, on every address of both families: connect, TLS,
// greeting, capabilities, STARTTLS, and, where a [Credential] was given, a
// login with a look at quota and mailbox. The answer is a [result.Report]. A
// target that fails is a report; an error is only what kept the tool itself
// from working.
//
// IMAP is RFC 3501 and 9051, POP3 RFC 1939 and 2449, submission RFC 6409;
// implicit TLS RFC 8314, upgrades RFC 2595 and 3207, the comparison of names
// RFC 7817 and 9525. Nothing is ever changed on a server: the commands that
// are sent are a closed list.
//
// A credential crosses TLS that is verified for the host that was asked for,
// to a host that it belongs to, and a wrong password costs the account one
// failure in the whole run. Times are milliseconds, sizes octets.
package probe

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// Options say how to probe. The zero value probes without a login, with the
// system's resolver and roots.
type Options struct {
	Timeout          time.Duration       // for the whole run; 0 is [result.UsualTimeout]
	StepLimits       Limits              // for each step
	Patient          bool                // wait for a slow server beyond the limit of a step, as long as Timeout lets it
	Family           string              // "" both, "ipv4", "ipv6"
	Resolver         string              // host:port of a DNS server; "" the system's
	Connect          map[string][]string // "host:port" -> addresses (with a port or not) to dial instead
	Roots            *x509.CertPool      // nil the system's
	Credential       *Credential         // nil: no login; where Decide is set, its word counts
	Auth             string              // the mechanism to use; "" the usual order
	InsecureLoopback bool                // log in without verified TLS where a loopback address is dialled
	Usage            UsageWhen           // whether it is read what takes the room of the mailbox
	TLSScan          bool                // extra handshakes: which old versions and ciphers are accepted
	Observe          func(Event)         // progress; called from one goroutine at a time; may be nil
	Transcript       io.Writer           // every line of every connection, without secrets; may be nil
	Slots            *Slots              // the connections that runs share; nil: those of this run alone
	Now              func() time.Time    // today, for certificates and the report; nil is time.Now

	// Allow is asked before each address is dialled; nil allows all. Its error
	// is the detail of a failure of the kind local-error.
	Allow func(netip.Addr) error

	// Admit is asked once an endpoint, when its addresses are known and before
	// the first is dialled; nil admits all. Its error ends the run, and is that
	// of Run. It may be called from several goroutines.
	Admit func(result.Endpoint, []netip.AddrPort) error

	// Decide, where not nil, says at the end of a search what the run is for.
	// It is called once, when the last endpoint has been yielded, while the
	// journeys to those go on; nobody logs in before it has answered, and its
	// time is not that of the run. Its error ends the run.
	Decide func(context.Context) (Decision, error)

	// dial connects in memory, for tests that count round trips.
	dial func(context.Context, netip.AddrPort) (net.Conn, error)
}

// Limit returns how long a run may take.
func (o Options) Limit() time.Duration {
	if o.Timeout <= 0 {
		return result.UsualTimeout
	}
	return o.Timeout
}

// A Decision is what only the end of a search tells.
type Decision struct {
	Credential *Credential // nil: no login
	// Endpoints are those of the report, in its order. One that was yielded
	// and is not among them is dropped without a trace in it.
	Endpoints []result.Endpoint
}

// Event is progress: see [wire.Event].
type Event = wire.Event

// Limits are the longest time of each step: see [wire.Limits].
type Limits = wire.Limits

// run is what the endpoints of one Run share.
type run struct {
	o        Options
	now      func() time.Time
	start    time.Time
	timeout  time.Duration
	asking   atomic.Int64 // nanoseconds that the decision took
	resolver *resolver
	gate     *gate
	clock    *clock
	cancel   context.CancelFunc
	observed sync.Mutex

	visits   []*visit
	visiting sync.WaitGroup
	going    context.Context // until the last visit has ended
	farewell sync.WaitGroup

	turning sync.Mutex
	turned  error // what Admit said, where it did not admit

	knowing sync.Mutex
	known   bool // whether there is a secret, and which
	secret  string
	proofs  []string     // what was made of it and sent
	conns   []*wire.Conn // to be told
	out     *wire.Transcript
}

func (r *run) observe(e Event) {
	if r.o.Observe == nil {
		return
	}
	r.observed.Lock()
	defer r.observed.Unlock()
	r.o.Observe(e)
}

// elapsed returns the time of the run, in milliseconds.
func (r *run) elapsed() float64 {
	return result.Milliseconds(time.Since(r.start) - time.Duration(r.asking.Load()))
}

// Run probes endpoints of one target as the iterator yields them, all at once,
// and returns when all have ended and nothing of them is left. While the
// iterator goes on, nobody logs in: who goes first depends on who comes.
//
// Where ctx or the time limit ends the run, the report says that it was
// interrupted, with what is known by then. The limit counts from the last
// endpoint on: a search has one of its own. The error is wrong options, a
// machine on which nothing can be verified, or that of [Options].Admit or Decide.
func Run(ctx context.Context, target result.Target, endpoints iter.Seq[result.Endpoint], o Options) (*result.Report, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	r := &run{o: o, now: o.Now, start: time.Now(), resolver: newResolver(o)}
	if r.now == nil {
		r.now = time.Now
	}
	if o.Transcript != nil {
		r.out = wire.NewTranscript(o.Transcript, r.start, o.Decide != nil)
		defer r.out.End()
	}
	r.gate = newGate(&r.o)
	if o.Decide == nil {
		r.know(o.Credential)
	}
	if r.o.Slots == nil {
		r.o.Slots = NewSlots(0)
	}
	timeout := o.Limit()
	r.timeout = timeout
	ctx, clock, cancel := limited(ctx, timeout)
	defer cancel()
	r.clock, r.cancel = clock, cancel
	r.resolver.wait = func(ctx context.Context) (func(), error) {
		defer clock.wait()()
		return r.o.Slots.takeOpen(ctx)
	}
	going, over := context.WithCancel(ctx)
	r.going = going

	report := &result.Report{Schema: result.Schema, Target: target, StartedAt: r.now().UTC()}
	goOn := clock.wait()
	for e := range endpoints {
		r.begin(ctx, e)
	}
	visits, err := r.decide(ctx)
	if err != nil {
		cancel()
	}
	goOn()
	r.visiting.Wait()
	report.ElapsedMS = r.elapsed()
	over() // with it, the wait for answers to QUIT
	r.farewell.Wait()
	if err = cmp.Or(err, r.turned); err != nil {
		return nil, err
	}

	report.Interrupted = ctx.Err() != nil
	for _, v := range visits {
		v.judge()
		report.Probes = append(report.Probes, v.probe)
		if v.account != nil {
			report.Accounts = append(report.Accounts, *v.account)
		}
	}
	wire.Sweep(report, r.secret, r.proofs...)
	nothingOffered(report.Probes)
	return report, nil
}

// admit reports whether addresses may be dialled. Where they may not, the run
// is over.
func (r *run) admit(e result.Endpoint, addrs []netip.AddrPort) bool {
	if r.o.Admit == nil {
		return true
	}
	err := r.o.Admit(e, addrs)
	if err == nil {
		return true
	}
	r.turning.Lock()
	r.turned = cmp.Or(r.turned, err)
	r.turning.Unlock()
	r.cancel()
	return false
}

// begin starts the visit of an endpoint, and returns it.
func (r *run) begin(ctx context.Context, e result.Endpoint) *visit {
	v := &visit{run: r, e: e, named: e.Named, entry: r.gate.expect(e), refusal: result.NotReady}
	ctx, v.drop = context.WithCancel(ctx)
	r.visits = append(r.visits, v)
	r.visiting.Go(func() { v.safely(ctx) })
	return v
}

// decide asks what the run is for, opens the gate, and returns the visits that
// count.
func (r *run) decide(ctx context.Context) ([]*visit, error) {
	if r.o.Decide == nil {
		r.gate.open(r.o.Credential)
		return r.visits, nil
	}
	asked := time.Now()
	d, err := r.o.Decide(ctx)
	r.asking.Store(int64(time.Since(asked)))
	if err == nil && d.Credential != nil {
		err = d.Credential.check()
	}
	if err != nil {
		r.know(nil)
		return nil, err
	}
	r.know(d.Credential)
	var count []*visit
	for _, e := range d.Endpoints {
		i := slices.IndexFunc(r.visits, func(v *visit) bool { return sameEndpoint(v.e, e) })
		if i < 0 {
			count = append(count, r.begin(ctx, e))
			continue
		}
		r.visits[i].named = e.Named
		count = append(count, r.visits[i])
	}
	for _, v := range r.visits {
		if !slices.Contains(count, v) {
			v.drop()
			r.gate.leave(v.entry)
		}
	}
	r.gate.open(d.Credential)
	return count, nil
}

// sameEndpoint compares endpoints, whoever named them.
func sameEndpoint(a, b result.Endpoint) bool {
	a.Named, b.Named = false, false
	return a == b
}

// check refuses what no run can work with.
func (o *Options) check() error {
	if o.Family != "" && o.Family != "ipv4" && o.Family != "ipv6" {
		return fmt.Errorf("the address family is ipv4 or ipv6, not %q", o.Family)
	}
	if o.Resolver != "" {
		if _, _, err := net.SplitHostPort(o.Resolver); err != nil {
			return fmt.Errorf("the resolver is HOST:PORT, not %q", o.Resolver)
		}
	}
	for name, given := range o.Connect {
		if _, err := parseConnect(given, 1); err != nil {
			return fmt.Errorf("instead of %s: %w", name, err)
		}
	}
	if o.Credential != nil {
		if err := o.Credential.check(); err != nil {
			return err
		}
	}
	if o.Roots == nil {
		pool, err := x509.SystemCertPool()
		if err != nil {
			return errors.Join(errors.New("the system's trusted certificates cannot be read; name a file of them"), err)
		}
		if pool.Equal(x509.NewCertPool()) { // no server could pass, and none were to blame
			return errors.New("this machine has no trusted certificates (package ca-certificates); install them, or name a file of them (--ca-file)")
		}
	}
	return nil
}

// nothingOffered makes refusals failures where every endpoint of the run is
// refused: then it is not a service that is missing, but the host.
func nothingOffered(probes []result.Probe) {
	for _, p := range probes {
		if p.Status != result.Skip {
			return
		}
	}
	for i := range probes {
		probes[i].Status = result.Fail
	}
}
