package cli

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// search looks for the servers of a job's address, and probes them as they
// are found. What needs the whole search waits for it: which of them count,
// the user name, the hosts that a password may go to, and so every question
// to a person.
type search struct {
	app   *app
	watch *progress
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
	return signed(report, err, j)
}

// findServers looks for the servers of a job's address, and takes the user
// name that they are named with. early, where not nil, gets servers as soon as
// they are found: those that are likely to be used in the end.
func (a *app) findServers(ctx context.Context, j *job, early func(result.Endpoint)) error {
	o := a.discoverOptions(j.options)
	if early != nil {
		o.Observe = func(_ result.Source, found []result.Candidate) {
			for _, c := range found {
				if likely(c) && a.flags.wants(c.Endpoint) {
					early(c.Endpoint)
				}
			}
		}
	}
	var err error
	j.discovery, err = a.find(ctx, j.target, o)
	if err != nil {
		return a.targetProblem(j.target.Input, err)
	}
	followed := j.discovery.Followed()
	for _, c := range followed {
		c.Named = c.Trust != result.TrustC || slices.Contains(c.Sources, "srv")
		j.endpoints = append(j.endpoints, c.Endpoint)
	}
	switch {
	case len(j.endpoints) > 0:
	case ctx.Err() != nil:
		return searchInterrupted(j.target)
	default:
		return nothingFound(*j)
	}
	for _, service := range result.Services() {
		i := slices.IndexFunc(followed, func(c result.Candidate) bool { return c.Service == service && c.Username != "" })
		if i >= 0 {
			j.target.User = followed[i].Username
			break
		}
	}
	j.endpoints, err = a.flags.narrow(j.endpoints)
	return err
}

// likely reports whether a server that was just found is worth connecting to
// before the search is over: nothing better is known by now, and somebody
// published it. What rests on a guess waits.
func likely(c result.Candidate) bool {
	return c.Followed && (c.Trust != result.TrustC || slices.Contains(c.Sources, "srv"))
}

// discoverOptions are those of a probe that a search needs too, and the
// person's own.
func (a *app) discoverOptions(o probe.Options) discover.Options {
	return discover.Options{
		Resolver: o.Resolver, Roots: o.Roots, Connect: o.Connect, Now: a.Now,
		NoThirdParty: a.search.noThirdParty, SendAddress: a.search.sendAddress, TrustAD: a.search.trustAD,
	}
}

// searchTarget reads an address, or a name as a domain.
func (a *app) searchTarget(input string) (result.Target, error) {
	parsed, err := probe.ParseTarget(input)
	if err != nil {
		return result.Target{}, a.targetProblem(input, err)
	}
	t := parsed.Target
	t.Flags = a.asked
	if len(parsed.Endpoints) > 0 {
		return t, usage("discover-domain", locale.Args{"value": t.Input}, "probe "+t.Input, "discover user@example.org")
	}
	if t.Address == "" {
		t.Domain, t.Host = t.Host, ""
	}
	return t, nil
}

// find runs a search. On a terminal it shows what is found as it is found.
func (a *app) find(ctx context.Context, target result.Target, o discover.Options) (*result.Discovery, error) {
	watch := &watcher{total: len(discover.Sources())}
	if a.canRedraw() && a.flags.output == "text" {
		watch.line = render.NewProgress(a.Err, a.words, a.errStyle())
		watch.by = func(source, server string) string {
			return a.words.T("screen.discover.by."+source, nil) + a.words.T("screen.colon", nil) + server
		}
		next := o.Observe
		o.Observe = func(s result.Source, found []result.Candidate) {
			watch.observe(s, found)
			if next != nil {
				next(s, found)
			}
		}
		defer watch.line.Erase()
	}
	return discover.Find(ctx, target, o)
}

// watcher shows how far a search is, and the best server so far.
type watcher struct {
	line        *render.Progress
	by          func(source, server string) string
	mu          sync.Mutex
	done, total int
	best, said  string
}

func (w *watcher) observe(s result.Source, found []result.Candidate) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done++
	for _, c := range found {
		if c.Service != result.Submission && c.Security != result.None && (w.best == "" || c.Trust < w.best) {
			w.best, w.said = c.Trust, w.by(s.Name, c.Host+" "+strconv.Itoa(c.Port))
		}
	}
	w.line.Show(w.done, w.total, w.said, "")
}

// nothingFound says that an address led to no server.
func nothingFound(j job) *problem {
	args := locale.Args{"domain": j.target.Domain}
	next := "advise mail." + j.target.Domain + " --user " + j.target.Address
	if f := j.discovery.Unresolved(); f != nil {
		args["detail"] = f.Detail
		return unable("discovery-failed", args, next)
	}
	return failed("discovery-nothing", args, next)
}

// searchInterrupted says that a search has no end.
func searchInterrupted(t result.Target) *problem {
	return unable("search-interrupted", locale.Args{"domain": t.Domain})
}
