package run

import (
	"context"
	"errors"
	"iter"
	"net/netip"
	"sync"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/sweep"
)

const (
	window        = 20_000 // targets of a list that are read, and not told yet
	filesOfSearch = 12     // that a search opens at once: questions, and answers over HTTPS
	inHand        = 256    // results that wait for their turn in memory
)

// A Crew works on many targets, side by side, each the whole way to its
// document. Those that were typed, or that a policy names, keep their order;
// those of a list come as each ends, unless they are wanted in order. A server
// that asks to be left alone is (gentle.go).
type Crew struct {
	Runner   *Runner
	Words    *locale.Printer
	Document func(Piece, *result.Report) *advise.Document
	List     bool // the targets are a list, and not those that were typed
	Many     bool // they are a list, or those of a policy: a server that is busy is asked again

	Concurrency int  // targets at once
	PerDomain   int  // targets of one registrable domain at once, of a list
	PerAddress  int  // connections to one address at once, and targets
	Ordered     bool // the order of a list is kept

	// Resting is told that servers are left alone for a while; nil for nobody.
	Resting func([]Resting)
	// Probe goes the last part of the way; nil is that of the Runner.
	Probe func(context.Context, Job) (*result.Report, error)

	slots    *probe.Slots
	searches chan struct{} // which open files by themselves, several each
	shelf    shelf
	hand     int // results that wait in memory

	mu    sync.Mutex
	spent map[*policy.Credential]bool // refused once: not sent again
}

// Piece is one target, on its way to its document.
type Piece struct {
	Line
	Name   string             // in the policy
	shared *policy.Credential // the login that it shares; nil for none of a policy's
	groups []sweep.Group

	searches bool                               // its servers are to be looked for
	begin    func(context.Context) (Job, error) // which may have to look for servers
}

// Outcome is what became of a piece.
type Outcome struct {
	Piece Piece
	Doc   *advise.Document // whatever became of it, unless Err is set
	Wrong *Problem         // why the document has nothing in it
	Cut   bool             // the run was interrupted before its end
	Err   error            // the tool cannot go on

	report *result.Report // of which the document is made, when its turn comes
	asked  []string       // the servers that want to be left alone
	aside  *shelved       // where the report lies meanwhile
}

// Each works on every piece and yields what becomes of each.
func (w *Crew) Each(ctx context.Context, pieces iter.Seq[Piece]) iter.Seq[Outcome] {
	if w.Probe == nil {
		w.Probe = w.Runner.Probe
	}
	w.spent = map[*policy.Credential]bool{}
	w.slots = w.Runner.Options.Slots
	if w.List || w.Many {
		w.slots = probe.NewSlots(w.PerAddress)
	}
	open, _ := probe.MostOpen()
	w.searches = make(chan struct{}, max(1, open/filesOfSearch))
	o := sweep.Options[Piece, Outcome]{
		Concurrency: min(w.Concurrency, open), Ordered: w.Ordered || !w.List, Window: window,
		Groups: func(p Piece) []sweep.Group { return p.groups },
	}
	if o.Ordered {
		o.Aside, o.Back = w.layAside, w.takeUp
	}
	if w.Many {
		o.Attempts, o.Rest, o.Longest, o.InARow, o.Rests = attempts, firstRest, longestRest, restsInARow, restsInAll
		o.Asked = func(_ Piece, e Outcome) []string { return e.asked }
		o.Resting = w.Resting
	}
	return func(yield func(Outcome) bool) {
		defer w.shelf.close()
		for r := range sweep.Run(ctx, pieces, o, w.work) {
			if !yield(w.whole(r)) {
				return
			}
		}
	}
}

// whole returns an outcome with its document, in which stands where the target
// was from and how long its servers were left alone.
func (w *Crew) whole(r sweep.Result[Piece, Outcome]) Outcome {
	e := r.Value
	e.Piece = r.Target
	if e.Err == nil && e.Doc == nil {
		e.Doc = w.Document(e.Piece, e.report)
	}
	if e.Doc != nil {
		e.Piece.mark(&e.Doc.Report)
		if e.Wrong != nil {
			e.Doc.Fail(advise.Error{ID: e.Wrong.What().ID, Args: e.Wrong.Args, Usage: e.Wrong.Class == ClassUsage}, w.Words)
		}
		if e.Cut && w.List {
			e.Doc.Fail(advise.Error{ID: advise.ErrorInterrupted}, w.Words)
		}
		for _, rest := range r.Rests {
			e.Doc.Rests = append(e.Doc.Rests, result.Rest{Server: rest.Group, Until: rest.Until.UTC()})
		}
	}
	return e
}

// layAside puts a report that waits for its turn where it takes no memory.
func (w *Crew) layAside(e Outcome) Outcome {
	if e.report == nil || w.hand < inHand {
		w.hand++
		return e
	}
	if at, err := w.shelf.put(e.report); err == nil {
		e.report, e.aside = nil, at
	} else {
		w.hand++
	}
	return e
}

// takeUp returns what layAside laid aside.
func (w *Crew) takeUp(e Outcome) Outcome {
	if e.aside == nil {
		w.hand--
		return e
	}
	var err error
	if e.report, err = w.shelf.take(e.aside); err != nil {
		reason, detail := ReasonOf(err)
		e.Err = Unable("aside", locale.Args{"reason": reason, "detail": detail})
	}
	return e
}

// work goes the whole way with one target.
func (w *Crew) work(ctx context.Context, p Piece, enter sweep.Enter) Outcome {
	e := w.probeTarget(ctx, p, enter)
	if e.report != nil && w.List && !w.Ordered {
		e.Doc, e.report = w.Document(p, e.report), nil
	}
	return e
}

// probeTarget probes a target of the list, and returns its report and what came of
// it.
func (w *Crew) probeTarget(ctx context.Context, p Piece, enter sweep.Enter) Outcome {
	if p.Wrong != nil {
		return Outcome{Wrong: p.Wrong, report: w.Runner.nothing(p.Target)}
	}
	var report *result.Report
	at := servers{at: map[string]netip.AddrPort{}}
	j, err := w.job(ctx, p)
	if err == nil {
		j.Options.Slots = w.slots
		if w.Many {
			j.Options.Admit = at.admit(enter, w.PerAddress)
		}
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
		cut := ctx.Err() != nil && report.Interrupted
		e := Outcome{report: report, Cut: cut}
		if !cut {
			e.asked = at.asked(report)
		}
		return e
	case ctx.Err() != nil:
		report := w.Runner.nothing(p.Target)
		report.Interrupted = true
		return Outcome{Cut: true, report: report}
	case !errors.As(err, &wrong) || wrong.ID == "probe": // it would be so with every target
		return Outcome{Err: err}
	case wrong.Class == ClassUsage && !w.List:
		return Outcome{Err: err}
	}
	report = w.Runner.nothing(p.Target)
	if j.Discovery != nil { // what was asked, and what was not there
		report.Target, report.Discovery = j.Target, j.Discovery
	}
	report.Interrupted = wrong.Class == ClassUnable
	return Outcome{Wrong: wrong, report: report}
}

// job returns the job of a piece. Searches wait for each other where they would
// take all the files that a process may open.
func (w *Crew) job(ctx context.Context, p Piece) (Job, error) {
	if p.searches {
		w.searches <- struct{}{}
		defer func() { <-w.searches }()
	}
	return p.begin(ctx)
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

// Listed returns the pieces of a list, each read by read when its turn comes,
// with its login where logins is not nil. In the middle of others nobody is
// asked, and nothing is shown.
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
	p.searches = len(parsed.Endpoints) == 0 && parsed.Target.Host == ""
	p.groups = append(loginGroup(p.shared), domainGroup(parsed.Target, w.PerDomain))
	p.begin = func(ctx context.Context) (Job, error) {
		j, err := read(quiet, ctx, p.Target)
		if login != nil {
			j.Options.Credential, j.Target.User = login, login.User
		}
		return j, err
	}
}

// loginGroup has those that share a login go one after another, so that a
// wrong password costs the account one failure.
func loginGroup(c *policy.Credential) []sweep.Group {
	if c == nil {
		return nil
	}
	return []sweep.Group{{Name: "login " + c.Name, Limit: 1}}
}

// Ready returns the pieces of jobs that were typed.
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

// ReadyToCheck returns the pieces of a check.
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
