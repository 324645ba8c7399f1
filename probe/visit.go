package probe

import (
	"context"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// A visit is one endpoint of a run: a journey to each of its addresses, and
// the login over one of them.
type visit struct {
	run     *run
	e       result.Endpoint
	entry   *entry
	probe   result.Probe
	account *result.Account
}

// visit visits the endpoint and waits for all that it started.
func (v *visit) visit(ctx context.Context) {
	defer v.run.gate.leave(v.entry)
	v.probe.Endpoint = v.e
	addrs, found, f := v.run.resolver.endpoint(ctx, v.e)
	if f != nil {
		v.probe.Status, v.probe.Failure = result.Fail, f
		v.noLogin(result.NotReady)
		v.done()
		return
	}

	journeys := make([]*journey, len(addrs))
	settled := make(chan *journey, len(addrs))
	var walks sync.WaitGroup
	for i, addr := range addrs {
		j := &journey{run: v.run, ctx: ctx, addr: addr, e: v.e}
		journeys[i] = j
		walks.Go(func() { j.walk(found); settled <- j })
	}
	var login, scans sync.WaitGroup
	refusal := result.NotReady
	for range addrs {
		j := <-settled
		if !j.settled {
			continue
		}
		if v.run.o.TLSScan && j.path.TLS != nil {
			scans.Go(func() { j.path.TLS.Weak = j.scan() })
		}
		reason := v.run.gate.refusal(j.s, v.e)
		if reason != "" || v.probe.Session != "" {
			if refusal == result.NotReady && reason != "" {
				refusal = reason
			}
			v.run.farewell.Go(func() { j.s.farewell(false) })
			continue
		}
		v.probe.Session = j.path.Address
		login.Go(func() {
			l, account := v.run.gate.login(ctx, v.entry, j)
			v.probe.Login, v.account = &l, account
		})
	}
	if v.probe.Session == "" {
		v.run.gate.leave(v.entry) // others wait for it
		v.noLogin(refusal)
	}
	walks.Wait()
	login.Wait()
	scans.Wait()
	for _, j := range journeys {
		v.probe.Paths = append(v.probe.Paths, j.path)
	}
	v.judge()
	v.done()
}

// noLogin says why no login was tried. Without a credential nobody asked.
func (v *visit) noLogin(reason string) {
	if v.run.o.Credential == nil {
		reason = result.NoCredential
	}
	v.probe.Login = &result.Login{Status: notTried, Reason: reason}
}

func (v *visit) done() {
	v.probe.DoneMS = milliseconds(time.Since(v.run.start))
	v.run.observe(Event{Endpoint: v.e, Finished: true})
}

// judge gives the endpoint the outcome of its paths: it works where one of
// them does. Else it fails like the path that came furthest; and where it is
// refused, and nobody said that it should be there, it is not offered.
func (v *visit) judge() {
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
	if refused > 0 && closed == len(v.probe.Paths) && !v.e.Named {
		v.probe.Status = result.Skip
	}
}
