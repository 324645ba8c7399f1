// Package run goes the whole way with a target, from what was typed to its
// report, for whoever asks: a command line, a file of an exporter, a form on a
// page. It is where the two sides meet: package probe sees, and package advise
// says.
//
// A [Runner] is filled by whoever asks. It reads no flag and no terminal by
// itself: a person is asked and told through [Person], what is under way is
// shown through [Watch], and the secret of a login comes from a [Secret]. The
// way can be gone at once ([Runner.Jobs], then [Runner.ProbeAll]), by many
// targets side by side ([Crew]), or step by step, with a person in between:
// [Runner.Read], [Runner.Find], [Runner.GiveLogin], [Runner.Probe].
//
// Which hosts may have a password is decided in trust.go, and nowhere else.
package run

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// atOnce bounds the targets that are probed side by side where they were typed.
const atOnce = 8

// A Runner is what all targets of a run share. The zero value looks at every
// endpoint of a target, without a login, and nobody watches.
type Runner struct {
	// Options are those of every probe. Their credential is one that names its
	// hosts itself, as that of a file does; a login that is for a target is in
	// Login.
	Options probe.Options
	Only    Only   // the endpoints to look at
	Search  Search // how the servers of an address are looked for
	Login   Login
	Person  Person
	Watch   Watch
	Online  func() bool   // whether this computer has a connection; nil: not known
	Version string        // of the program, for reports
	Command string        // that was typed, which examples in errors repeat; "" for none
	Address string        // the person's mail address, where a target is a host; "" where nobody said
	Flags   []result.Flag // that decide what is seen of a target: reports repeat them

	demoToken string // what the embedded host takes in place of its password; "" where it takes that
}

// Search says how the servers of an address are looked for.
type Search struct {
	Timeout      time.Duration // 0 is that of package discover
	NoNetwork    bool          // what is known without asking anybody
	ISPDB        string        // a folder with a checkout of Thunderbird's database
	NoThirdParty bool          // nobody is asked who has no part in the mail of the domain
	SendAddress  bool          // servers of the domain that ask for it get the whole address
	TrustAD      bool          // the resolver's word counts as DNSSEC
}

// Limit returns how long a search may take.
func (s Search) Limit() time.Duration { return cmp.Or(s.Timeout, discover.Limit) }

// A Person sits in front of a run. Where a function is nil, nobody can be asked,
// or told.
type Person struct {
	// Confirm asks whether a password may go to hosts that others name than
	// the domain. The text says which, and who.
	Confirm func(context.Context, locale.Text) (bool, error)
	// Say tells what a person has to know now, before a login or in place of one.
	Say func(locale.Text)
}

func (p Person) say(id string, args locale.Args) {
	if p.Say != nil {
		p.Say(locale.Text{ID: id, Args: args})
	}
}

// Watch sees how far a run is. What is nil is not called. The functions may be
// called from several goroutines.
type Watch struct {
	Found    func(result.Source, []result.Candidate) // a source of a search has answered
	Searched func()                                  // a search is over
	Probing  func([]result.Endpoint)                 // what was found and is probed: a login may follow
	Event    func(probe.Event)                       // of a probe
}

// quiet returns a runner that asks nobody, shows nothing, and logs in only by
// the credential of its options: for one of many targets.
func (r Runner) quiet() *Runner {
	r.Login, r.Person, r.Watch = Login{TrustDiscovered: r.Login.TrustDiscovered}, Person{}, Watch{}
	return &r
}

func (r *Runner) now() time.Time {
	if r.Options.Now == nil {
		return time.Now()
	}
	return r.Options.Now()
}

// ProbeAll probes every job and returns the reports in the order of the jobs.
// The error is the first that kept the tool from working.
func (r *Runner) ProbeAll(ctx context.Context, jobs []Job) ([]*result.Report, error) {
	reports := make([]*result.Report, len(jobs))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range jobs {
		group.Go(func() error {
			var err error
			reports[i], err = r.Probe(ctx, jobs[i])
			return err
		})
	}
	return reports, group.Wait()
}

// Probe probes one job, whose endpoints may still have to be found. Where ctx
// ends it, the report says so, with what is known by then. The error is a
// [*Problem].
func (r *Runner) Probe(ctx context.Context, j Job) (*result.Report, error) {
	if j.Live {
		return r.probeLive(ctx, j)
	}
	report, err := probe.Run(ctx, j.Target, slices.Values(j.Endpoints), j.Options)
	return r.signed(ctx, report, err, j)
}

// signed completes the report of a job, or says why there is none. What was got
// for the job alone is given back.
func (r *Runner) signed(ctx context.Context, report *result.Report, err error, j Job) (*result.Report, error) {
	if j.forget != nil {
		j.forget(ctx)
	}
	var ours *Problem
	switch {
	case errors.As(err, &ours):
		return nil, err
	case err != nil:
		return nil, Unable("probe", locale.Args{"target": j.Target.Input, "detail": err.Error()})
	}
	report.Target = j.Target
	report.Tool.Version = r.Version
	report.Discovery = j.Discovery
	if j.Discovery == nil && len(j.Endpoints) > 0 {
		report.Provider = discover.KnownHost(j.Endpoints[0].Host)
	}
	return report, nil
}

// Today returns a report of nothing, for who names no host.
func (r *Runner) Today() *result.Report {
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Version: r.Version}, StartedAt: r.now().UTC().Truncate(time.Second),
	}
}

// nothing returns the report of a target of which nothing could be looked at.
func (r *Runner) nothing(name string) *result.Report {
	parsed, err := probe.ParseTarget(name)
	if err != nil {
		parsed.Target = result.Target{Input: probe.WithoutPassword(name)}
	}
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Version: r.Version}, Target: parsed.Target, StartedAt: r.now().UTC(),
	}
}
