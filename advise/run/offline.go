package run

import (
	"context"
	"slices"

	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// FromTable returns the report of a target of which nothing is to be tested:
// what the built-in table knows of it. The error is a [*Problem].
func (r *Runner) FromTable(ctx context.Context, input string) (*result.Report, error) {
	j, err := r.Read(input)
	unlisted := err == nil && j.Target.Address == "" && discover.KnownHost(j.Endpoints[0].Host) == nil
	if domain := discover.DomainNamed(Pasted(input)); domain != "" && (err != nil || unlisted) {
		j, err = Job{Target: result.Target{Input: Pasted(input), Domain: domain, Flags: r.Flags}}, nil
	}
	if err != nil {
		return nil, err
	}
	report := r.Today()
	if r.Login.User != "" {
		j.Target.User = r.Login.User
	}
	report.Target, report.Untested = j.Target, result.UntestedAsked
	if j.Target.Address == "" && j.Target.Domain == "" {
		report.Provider = discover.KnownHost(j.Endpoints[0].Host)
		if report.Provider == nil {
			return nil, Failed("table-host", locale.Args{"host": j.Endpoints[0].Host}, r.Command+" user@example.org --no-network")
		}
		return report, nil
	}
	table := *r
	table.Search.NoNetwork = true
	if j.Discovery, err = table.ask(ctx, j.Target, func([]result.Candidate) {}); err != nil {
		return nil, r.TargetProblem(input, err)
	}
	if report.Discovery = j.Discovery; len(j.Discovery.Followed()) == 0 {
		return nil, r.nothingFound(j)
	}
	return report, nil
}

// MarkUntested marks a report of which nothing could be seen, where more is known
// than that: the built-in table knows the provider, and either this computer has
// no connection or no server could be reached. What an attempt without a
// connection says of servers says nothing.
func (r *Runner) MarkUntested(report *result.Report) {
	p := report.KnownProvider()
	if p == nil || report.Interrupted || !report.Unreached() || p.Needs("bridge-only") {
		return // a bridge is on this computer
	}
	switch {
	case r.Online != nil && !r.Online():
		report.Untested, report.Probes = result.UntestedOffline, nil
	case slices.ContainsFunc(result.Services(), func(s result.Service) bool { return len(report.Listed(s)) > 0 }):
		report.Untested = result.UntestedBlocked
	}
}

// unlisted reports whether a search asked the built-in table alone, which does
// not know the domain.
func unlisted(d *result.Discovery) bool {
	return !slices.ContainsFunc(d.Sources, func(s result.Source) bool {
		return s.Reason != result.NoListing && s.Reason != result.SkipNetwork
	})
}

// noWay says why no mail program gets to the mail of an address, where the
// built-in table knows.
func noWay(d *result.Discovery) *Problem {
	if no := known.NoWay(d.Provider); no != nil {
		return Failed("no-way", locale.Args{"why": *no})
	}
	return nil
}
