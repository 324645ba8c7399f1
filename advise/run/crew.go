package run

import (
	"context"
	"errors"
	"iter"
	"sync"

	"mailadvisor/advise"
	"mailadvisor/advise/policy"
	"mailadvisor/probe"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
	"mailadvisor/probe/sweep"
)

const (
	window   = 1024 // targets of a list that are read ahead
	heldBack = 256  // the same where results wait for their turn
)

// A Crew works on many targets, side by side, each the whole way to its
// document. Those that were typed keep their order; those of a list come as
// each ends, unless they are wanted in order, and a host that throttles is
// tried again (throttled.go).
type Crew struct {
	Runner   *Runner
	Document func(Piece, *result.Report) *advise.Document
	List     bool // the targets are a list, and not those that were typed

	Concurrency int  // targets at once
	PerDomain   int  // targets of one registrable domain at once, of a list
	PerAddress  int  // connections to one address at once, of a list
	Ordered     bool // the order of a list is kept

	// Probe goes the last part of the way; nil is that of the Runner.
	Probe func(context.Context, Job) (*result.Report, error)

	slots *probe.Slots
	heard map[string]bool // hosts that have answered

	mu    sync.Mutex
	spent map[*policy.Credential]bool // refused once: not sent again
}

// Piece is one target, on its way to its document.
type Piece struct {
	Line
	Name   string             // in the policy
	shared *policy.Credential // the login that it shares; nil for none of a policy's
	groups []sweep.Group
	begin  func(context.Context) (Job, error) // which may have to look for servers
}

// Outcome is what became of a piece.
type Outcome struct {
	Piece Piece
	Doc   *advise.Document
	Wrong *Problem // instead of a document, or why it has nothing in it
	Cut   bool     // the run was interrupted before its end
	Err   error    // the tool cannot go on
}

// Each works on every piece and yields what becomes of each.
func (w *Crew) Each(ctx context.Context, pieces iter.Seq[Piece]) iter.Seq[Outcome] {
	if w.Probe == nil {
		w.Probe = w.Runner.Probe
	}
	w.heard, w.spent = map[string]bool{}, map[*policy.Credential]bool{}
	o := sweep.Options[Piece, Outcome]{Concurrency: min(atOnce, w.Concurrency), Ordered: true, Window: heldBack}
	o.Groups = func(p Piece) []sweep.Group { return p.groups }
	w.slots = w.Runner.Options.Slots
	if w.List {
		w.slots = probe.NewSlots(w.PerAddress)
		o.Concurrency, o.Ordered = w.Concurrency, w.Ordered
		if !o.Ordered {
			o.Window = window
		}
		o.Window = max(o.Window, 2*o.Concurrency)
		o.Attempts, o.Rest, o.Throttled = attempts, firstPause, w.throttled
	}
	return func(yield func(Outcome) bool) {
		for r := range sweep.Run(ctx, pieces, o, w.work) {
			r.Value.Piece = r.Target
			if !yield(r.Value) {
				return
			}
		}
	}
}

// work goes the whole way with one target.
func (w *Crew) work(ctx context.Context, p Piece) Outcome {
	if p.Wrong != nil {
		return Outcome{Wrong: p.Wrong}
	}
	var report *result.Report
	j, err := p.begin(ctx)
	if err == nil {
		j.Options.Slots = w.slots
		if w.refused(p.shared) {
			j.Options.Credential = nil
		}
		report, err = w.Probe(ctx, j)
	}
	var wrong *Problem
	switch {
	case err != nil && j.Live: // it is the one target
		return Outcome{Err: err}
	case err == nil:
		w.note(p.shared, report)
		return Outcome{Doc: w.Document(p, report), Cut: ctx.Err() != nil && report.Interrupted}
	case ctx.Err() != nil:
		return Outcome{Cut: true}
	case !errors.As(err, &wrong) || wrong.ID == "probe": // it would be so with every target
		return Outcome{Err: err}
	case wrong.Class == ClassUsage && w.List:
		return Outcome{Wrong: wrong}
	case wrong.Class == ClassUsage:
		return Outcome{Err: err}
	}
	report = w.Runner.nothing(p.Target)
	if j.Discovery != nil { // what was asked, and what was not there
		report.Target, report.Discovery = j.Target, j.Discovery
	}
	report.Interrupted = wrong.Class == ClassUnable
	return Outcome{Doc: w.Document(p, report), Wrong: wrong}
}

// refused reports whether a login was refused before: it is not sent again.
func (w *Crew) refused(c *policy.Credential) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return c != nil && w.spent[c]
}

func (w *Crew) note(c *policy.Credential, r *result.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c != nil && loginFailed(r) {
		w.spent[c] = true
	}
}

// Logins are those that a policy has for a target; both are nil for none.
type Logins func(target string) (*policy.Credential, *probe.Credential)

// Listed are the pieces of a list, each read by read when its turn comes, with
// its login where logins is not nil. In the middle of others nobody is asked,
// and nothing is shown.
func (w *Crew) Listed(all iter.Seq[Line], read Reader, logins Logins) iter.Seq[Piece] {
	quiet := w.Runner.quiet()
	return func(yield func(Piece) bool) {
		for l := range all {
			p := Piece{Line: l, Name: l.Target}
			if l.Wrong == nil {
				w.prepare(&p, quiet, read, logins)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// prepare says how the job of a piece is made, and with whom it goes.
func (w *Crew) prepare(p *Piece, quiet *Runner, read Reader, logins Logins) {
	parsed, err := probe.ParseTarget(p.Target)
	if err != nil {
		p.Wrong = quiet.TargetProblem(p.Target, err)
		return
	}
	var login *probe.Credential
	if logins != nil {
		p.shared, login = logins(p.Target)
	}
	p.groups = append(w.groupsOf(parsed.Target), loginGroup(p.shared)...)
	p.begin = func(ctx context.Context) (Job, error) {
		j, err := read(quiet, ctx, p.Target)
		if login != nil {
			j.Options.Credential, j.Target.User = login, login.User
		}
		return j, err
	}
}

// groupsOf are the groups of a target: its registrable domain.
func (w *Crew) groupsOf(target result.Target) []sweep.Group {
	host := target.Host
	if host == "" {
		host = target.Domain
	}
	return []sweep.Group{{Name: "domain " + hostname.Registrable(host), Limit: w.PerDomain}}
}

// loginGroup has those that share a login go one after another, so that a
// wrong password costs the account one failure.
func loginGroup(c *policy.Credential) []sweep.Group {
	if c == nil {
		return nil
	}
	return []sweep.Group{{Name: "login " + c.Name, Limit: 1}}
}

// Ready are the pieces of jobs that were typed.
func Ready(jobs []Job) iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for _, j := range jobs {
			if !yield(ready(j)) {
				return
			}
		}
	}
}

func ready(j Job) Piece {
	return Piece{Line: Line{Target: j.Target.Input}, begin: func(context.Context) (Job, error) { return j, nil }}
}

// ReadyToCheck are the pieces of a check.
func ReadyToCheck(jobs []CheckJob) iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for _, c := range jobs {
			p := ready(c.Job)
			p.Name, p.shared, p.groups = c.Name, c.Shared, loginGroup(c.Shared)
			if c.Missing != nil {
				p.begin = func(context.Context) (Job, error) { return c.Job, c.Missing }
			}
			if !yield(p) {
				return
			}
		}
	}
}
