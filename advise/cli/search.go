package cli

import (
	"context"
	"sync"

	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// probeFound looks for the servers of a job's address, and probes them as they
// are found. What needs the whole search waits for it: which of them count,
// the user name, the hosts that a password may go to, and so every question
// to a person. What was found is in the job then.
func (a *app) probeFound(ctx context.Context, j *job, watch *progress) (*result.Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	var searching sync.WaitGroup
	defer func() { cancel(); searching.Wait() }()

	target, o := j.target, j.options // the search goes on with those of the job
	found := make(chan result.Endpoint)
	var failed error // read once found is closed
	searching.Go(func() {
		defer close(found)
		begun := map[result.Endpoint]bool{}
		begin := func(e result.Endpoint) {
			e.Named = false // whoever names it
			if begun[e] {
				return
			}
			begun[e] = true
			select {
			case found <- e:
			case <-ctx.Done():
			}
		}
		if failed = a.findServers(ctx, j, begin); failed != nil {
			return
		}
		for _, e := range j.endpoints {
			begin(e)
		}
	})
	o.Decide = func(ctx context.Context) (probe.Decision, error) {
		if failed != nil {
			return probe.Decision{}, failed
		}
		if ctx.Err() == nil { // else there is nobody to ask any more
			if err := a.login(ctx, j); err != nil {
				return probe.Decision{}, err
			}
		}
		watch.begin(j.endpoints)
		return probe.Decision{Credential: j.options.Credential, Endpoints: j.endpoints}, nil
	}
	report, err := probe.Run(ctx, target, func(yield func(result.Endpoint) bool) {
		for e := range found {
			if !yield(e) {
				return
			}
		}
	}, o)
	return signed(report, err, *j)
}
