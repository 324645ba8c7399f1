package cli

import (
	"context"
	"sync"

	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// search looks for the servers of a job's address, and probes them as they
// are found. What needs the whole search waits for it: which of them count,
// the user name, the hosts that a password may go to, and so every question
// to a person.
type search struct {
	app   *app
	watch *progress
	found job // what the job came to be
}

func (s *search) probe(ctx context.Context, j job) (*result.Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var searching sync.WaitGroup
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
		if failed = s.app.findServers(ctx, &j, begin); failed != nil {
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
			if err := s.app.login(ctx, &j); err != nil {
				return probe.Decision{}, err
			}
		}
		s.watch.begin(j.endpoints)
		return probe.Decision{Credential: j.options.Credential, Endpoints: j.endpoints}, nil
	}
	report, err := probe.Run(ctx, target, func(yield func(result.Endpoint) bool) {
		for e := range found {
			if !yield(e) {
				return
			}
		}
	}, o)
	cancel()
	searching.Wait()
	s.found = j
	return signed(report, err, j)
}

// known is the job with all that its search found.
func (j job) known() job {
	if j.search != nil {
		return j.search.found
	}
	return j
}
