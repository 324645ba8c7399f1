package run

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// probeLive looks for the servers of a job's address, and probes them as they
// are found. What needs the whole search waits for it: which of them count,
// the user name, the hosts that a password may go to, and so every question
// to a person.
func (r *Runner) probeLive(ctx context.Context, j Job) (*result.Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var searching sync.WaitGroup
	target, o := j.Target, j.Options // the search goes on with those of the job
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
		if failed = r.findServers(ctx, &j, begin); failed != nil {
			return
		}
		for _, e := range j.Endpoints {
			begin(e)
		}
	})
	o.Decide = func(ctx context.Context) (probe.Decision, error) {
		if failed != nil {
			return probe.Decision{}, failed
		}
		if ctx.Err() == nil { // else there is nobody to ask any more
			if err := r.GiveLogin(ctx, &j); err != nil {
				return probe.Decision{}, err
			}
		}
		if r.Watch.Probing != nil {
			r.Watch.Probing(j.Endpoints)
		}
		return probe.Decision{Credential: j.Options.Credential, Endpoints: j.Endpoints}, nil
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
	return r.signed(ctx, report, err, j)
}

// Find looks for the servers of a job's address, and takes the user name that
// they are named with. The error is a [*Problem].
func (r *Runner) Find(ctx context.Context, j *Job) error { return r.findServers(ctx, j, nil) }

// findServers is Find. early, where not nil, gets servers as soon as they are
// found: those that are likely to be used in the end.
func (r *Runner) findServers(ctx context.Context, j *Job, early func(result.Endpoint)) error {
	observe := func([]result.Candidate) {}
	if early != nil {
		observe = func(found []result.Candidate) {
			for _, c := range found {
				if likely(c) && r.Only.wants(c.Endpoint) {
					early(c.Endpoint)
				}
			}
		}
	}
	var err error
	if j.Discovery, err = r.ask(ctx, j.Target, observe); err != nil {
		return r.TargetProblem(j.Target.Input, err)
	}
	followed := j.Discovery.Followed()
	for _, c := range followed {
		c.Named = c.InsteadOf == nil && (c.Trust != result.TrustC || slices.Contains(c.Sources, "srv"))
		j.Endpoints = append(j.Endpoints, c.Endpoint)
	}
	switch {
	case len(j.Endpoints) > 0:
	case ctx.Err() != nil:
		return SearchInterrupted(j.Target)
	default:
		return r.nothingFound(*j)
	}
	for _, service := range result.Services() {
		i := slices.IndexFunc(followed, func(c result.Candidate) bool { return c.Service == service && c.Username != "" })
		if i >= 0 {
			j.Target.User = followed[i].Username
			break
		}
	}
	j.Endpoints, err = r.Only.narrow(j.Endpoints)
	return err
}

// likely reports whether a server that was just found is worth connecting to
// before the search is over: nothing better is known by now, and somebody
// published it. What rests on a guess waits.
func likely(c result.Candidate) bool {
	return c.Followed && (c.Trust != result.TrustC || slices.Contains(c.Sources, "srv"))
}

// ask asks every source for the servers of an address or a domain, shows to the
// watch what each finds, and gives it to observe.
func (r *Runner) ask(ctx context.Context, target result.Target, observe func([]result.Candidate)) (*result.Discovery, error) {
	o := discover.Options{
		Resolver: r.Options.Resolver, Roots: r.Options.Roots, Connect: r.Options.Connect, Now: r.now, Allow: r.Options.Allow,
		Timeout: r.Search.Timeout, NoNetwork: r.Search.NoNetwork, NoThirdParty: r.Search.NoThirdParty, ISPDB: r.Search.ISPDB,
		SendAddress: r.Search.SendAddress, TrustAD: r.Search.TrustAD, SignsIn: client.SignsIn,
		Observe: func(s result.Source, found []result.Candidate) {
			if r.Watch.Found != nil {
				r.Watch.Found(s, found)
			}
			observe(found)
		},
	}
	if r.Watch.Searched != nil {
		defer r.Watch.Searched()
	}
	d, err := discover.Find(ctx, target, o)
	if err == nil {
		d.Meant = meant(target.Domain, d)
	}
	return d, err
}

// SearchTarget reads an address, or a name as a domain. The error is a
// [*Problem].
func (r *Runner) SearchTarget(input string) (result.Target, error) {
	input = Pasted(input)
	parsed, err := probe.ParseTarget(input)
	named := discover.DomainNamed(input)
	if err != nil && named == "" {
		return result.Target{}, r.TargetProblem(input, err)
	}
	t := parsed.Target
	if err != nil { // as "la poste"
		t = result.Target{Input: input, Host: named}
	}
	t.Flags = r.Flags
	if _, err := netip.ParseAddr(t.Host); len(parsed.Endpoints) > 0 || err == nil {
		return t, Usage("discover-domain", locale.Args{"value": t.Input}, "probe "+t.Input, "discover user@example.org")
	}
	if t.Address == "" {
		t.Domain, t.Host = cmp.Or(named, t.Host), ""
	}
	return t, nil
}

// Discover looks for the servers of an address or a domain, and probes nothing.
// The error is a [*Problem].
func (r *Runner) Discover(ctx context.Context, target result.Target) (*result.Report, error) {
	started := r.now().UTC().Truncate(time.Second)
	d, err := r.ask(ctx, target, func([]result.Candidate) {})
	if err != nil {
		return nil, r.TargetProblem(target.Input, err)
	}
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Version: r.Version}, Target: target, StartedAt: started,
		ElapsedMS: d.AllMS, Interrupted: ctx.Err() != nil, Discovery: d,
	}, nil
}

// nothingFound says that an address led to no server. The next command is the
// one that was typed, with another target.
func (r *Runner) nothingFound(j Job) *Problem {
	again := "advise "
	if slices.Contains([]string{"probe", "usage", "settings"}, r.Command) {
		again = r.Command + " "
	}
	args := locale.Args{"domain": j.Target.Domain}
	if p := noWay(j.Discovery); p != nil {
		return p
	}
	if m := j.Discovery.Meant; m != "" {
		args["meant"] = m
		local, _, _ := strings.Cut(j.Target.Address, "@")
		return Failed("domain-meant", args, again+local+"@"+m)
	}
	if unlisted(j.Discovery) {
		return Failed("table-domain", args, again+j.Target.Input)
	}
	next := again + "mail." + j.Target.Domain + " --user " + j.Target.Address
	if f := j.Discovery.Unresolved(); f != nil {
		args["detail"] = f.Detail
		return Unable("discovery-failed", args, next)
	}
	return Failed("discovery-nothing", args, next)
}

// SearchInterrupted says that a search has no end.
func SearchInterrupted(t result.Target) *Problem {
	return Unable("search-interrupted", locale.Args{"domain": t.Domain})
}
