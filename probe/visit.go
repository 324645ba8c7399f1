package probe

import (
	"context"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// patience is how long a session waits to log in before it is made anew:
// servers close one that does not, some after half a minute.
const patience = 15 * time.Second

// A visit is one endpoint of a run: a journey to each of its addresses, and
// the login over one of them.
type visit struct {
	run     *run
	e       result.Endpoint
	named   bool // a refusal is a failure
	drop    context.CancelFunc
	entry   *entry
	reached bool               // an address, to the end of a journey
	refusal result.LoginReason // why a credential could not cross a connection to it
	over    []*result.Failure  // for each path in order: what left no session to log in over, or nil
	probe   result.Probe
	account *result.Account
}

// visit visits the endpoint and waits for all that it started.
func (v *visit) visit(ctx context.Context) {
	defer v.run.gate.leave(v.entry)
	addrs, found, f := v.run.resolver.endpoint(ctx, v.e)
	if found != nil {
		v.probe.AddressesOmitted = v.run.resolver.omittedOf(found)
		if lost := found.unanswered; f == nil && lost != nil && (v.run.o.Family == "" || v.run.o.Family == lost.Family) {
			v.probe.Unanswered = lost
		}
	}
	if f == nil && !v.run.admit(v.e, addrs) {
		f = stepFailure(result.StepConnect, result.Canceled, "not admitted") // which nobody reads: the run has no report
	}
	if f != nil {
		v.probe.Status, v.probe.Failure = result.Fail, f
		v.done(ctx)
		return
	}

	journeys := make([]*journey, len(addrs))
	settled := make(chan *journey, len(addrs))
	var walks sync.WaitGroup
	for i, addr := range addrs {
		j := &journey{run: v.run, ctx: ctx, addr: addr, e: v.e}
		journeys[i] = j
		walks.Go(func() { j.safely(found); settled <- j })
	}
	var login, scans sync.WaitGroup
	chosen := false
	over := map[*journey]*result.Failure{}
	for range addrs {
		j := <-settled
		if !j.settled {
			continue
		}
		v.reached = true
		if state := j.path.TLS; v.run.o.TLSScan && state != nil {
			scans.Go(func() {
				caught(result.StepTLS, func() { state.Weak = j.scan() })
				caught(result.StepTLS, func() { j.tls12 = j.likeOpenSSL() })
			})
		}
		reason := barred(j.c.State(), v.run.o.InsecureLoopback)
		if reason == result.NotReady {
			over[j] = j.over()
		}
		if reason == "" && !chosen {
			chosen = true
			login.Go(func() { v.loginSafely(ctx, j) })
			continue
		}
		if v.refusal == result.NotReady && reason != "" {
			v.refusal = reason
		}
		j.part()
	}
	if !chosen {
		v.run.gate.leave(v.entry) // others wait for it
	}
	walks.Wait()
	login.Wait()
	scans.Wait()
	for _, j := range journeys {
		if j.tls12 != nil {
			j.path.TLS12 = j.tls12
		}
		v.probe.Paths = append(v.probe.Paths, j.path)
		v.over = append(v.over, over[j])
	}
	v.done(ctx)
}

// login takes the session that a journey left through the gate.
func (v *visit) login(ctx context.Context, first *journey) {
	since := time.Now()
	if v.run.gate.denied(ctx, v.e) != "" {
		v.run.gate.leave(v.entry)
		first.part()
		return
	}
	j := first
	if time.Since(since) > patience {
		if j = v.anew(ctx, first); j == nil {
			return
		}
	}
	v.probe.Session = j.path.Address
	j, l := v.logIn(ctx, j)
	first.path, v.probe.Login = j.path, &l
}

// anew connects to the address of a session again, where the session waited for
// its turn until it was too old or the server ended it. It returns nil, with the
// outcome of the login set, where no new session comes of it.
func (v *visit) anew(ctx context.Context, old *journey) *journey {
	old.part()
	j := &journey{run: v.run, ctx: ctx, addr: old.addr, e: v.e}
	j.walk(nil)
	if !j.settled {
		return nil
	}
	if reason := barred(j.c.State(), v.run.o.InsecureLoopback); reason != "" {
		v.probe.Login = &result.Login{Status: result.LoginNotTried, Reason: reason}
		j.part()
		return nil
	}
	j.path = old.path // what there is to know of the address is known
	return j
}

func (v *visit) done(ctx context.Context) {
	v.probe.DoneMS = v.run.elapsed()
	if dropped := ctx.Err() != nil && v.run.going.Err() == nil; !dropped {
		v.run.observe(Event{Endpoint: v.e, Finished: true})
	}
}

// cutShort fails the paths whose session was over before the login that was
// asked for could be made, though all before it was read.
func (v *visit) cutShort() {
	for i, f := range v.over {
		if p := &v.probe.Paths[i]; f != nil && p.Status == result.OK {
			p.Status, p.Failure = result.Fail, f
		}
	}
}

// judge gives the endpoint, once all is known, the outcome of its paths: it
// works where one of them does. Else it fails like the path that came
// furthest; and where it is refused, and nobody said that it should be there,
// it is not offered.
func (v *visit) judge() {
	v.probe.Endpoint, v.probe.Named = v.e, v.named
	if v.probe.Login == nil {
		reason := v.refusal
		if denied := v.run.gate.denied(context.Background(), v.e); denied == result.NoCredential || denied != "" && v.reached {
			reason = denied
		}
		v.probe.Login = &result.Login{Status: result.LoginNotTried, Reason: reason}
		if reason == result.NotReady && v.run.gate.denied(context.Background(), v.e) == "" {
			v.cutShort()
		}
	}
	if v.probe.Failure != nil { // the name was not found
		return
	}
	refused, closed := 0, 0
	var furthest *result.Path
	for i := range v.probe.Paths {
		p := &v.probe.Paths[i]
		if p.Status == result.OK {
			v.probe.Status = result.OK
			return
		}
		switch p.Failure.Kind {
		case result.Refused:
			refused++
			closed++
		case result.Unreachable:
			closed++
		}
		if furthest == nil || len(p.Steps) > len(furthest.Steps) || p.Failure.Kind == result.Refused && furthest.Failure.Kind == result.Unreachable {
			furthest = p
		}
	}
	v.probe.Status, v.probe.Failure = result.Fail, furthest.Failure
	if refused > 0 && closed == len(v.probe.Paths) && !v.named {
		v.probe.Status = result.Skip
	}
}
