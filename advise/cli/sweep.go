package cli

import (
	"context"
	"errors"
	"iter"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
	"mailadvisor/probe/sweep"
)

// sweepFlags are the flags of the commands that take any number of targets.
type sweepFlags struct {
	targets, shard, resume             string
	concurrency, perDomain, perAddress int
	ordered                            bool
}

// What a sweep does by itself. One target uses six ports of an address at
// once, and no server has to bear more.
const (
	manyAtOnce = 64 // targets of a list
	perDomain  = 8
	perAddress = 6

	window     = 1024 // targets of a list that are read ahead
	heldBack   = 256  // the same where results wait for their turn
	attempts   = 3    // at a host that throttles
	firstPause = 15 * time.Second
	mostHeard  = 10_000 // hosts of which it is remembered that they answered

	// collectAt is by how many per cent memory grows before it is collected.
	// What a sweep holds is little, so that at Go's 100 it would be looked
	// through for every few targets.
	collectAt = 400
)

func (a *app) sweepFlags(c *cobra.Command) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&a.sweep.targets, "targets", "", t("targets"))
	f.StringVar(&a.sweep.resume, "resume", "", t("resume"))
	f.BoolVar(&a.sweep.ordered, "ordered", false, t("ordered"))
	f.StringVar(&a.sweep.shard, "shard", "", t("shard"))
	f.IntVar(&a.sweep.concurrency, "concurrency", manyAtOnce, t("concurrency"))
	f.IntVar(&a.sweep.perDomain, "per-domain", perDomain, t("per-domain"))
	f.IntVar(&a.sweep.perAddress, "per-address", perAddress, t("per-address"))
}

// check refuses flag values before anything is connected to.
func (f *sweepFlags) check() error {
	for _, row := range []struct {
		flag  string
		value int
	}{{"--concurrency", f.concurrency}, {"--per-domain", f.perDomain}, {"--per-address", f.perAddress}} {
		if row.value < 1 {
			return usage("flag-count", locale.Args{"flag": row.flag, "value": row.value})
		}
	}
	return nil
}

// piece is one target of a run, on its way to its document.
type piece struct {
	run.Line
	name   string             // in the policy
	shared *policy.Credential // the login that it shares; nil for none of a policy's
	groups []sweep.Group
	// begin makes the job of it, which may have to look for servers.
	begin func(context.Context) (job, error)
}

// ended is what became of a piece.
type ended struct {
	doc   *advise.Document
	wrong *problem // instead of a document, or why it has nothing in it
	cut   bool     // the run was interrupted before its end
	err   error    // the tool cannot go on
}

// crew works on the targets of one run.
type crew struct {
	list     bool // its targets are a list, and not those that were typed
	typed    int  // how many were typed, where each is told
	document func(p piece, r *result.Report) *advise.Document
	probe    func(context.Context, job) (*result.Report, error) // nil: probeOne
	watch    watch
	slots    *probe.Slots
	heard    map[string]bool // hosts that have answered

	mu    sync.Mutex
	spent map[*policy.Credential]bool // refused once: not sent again
}

// each works on every piece and yields what becomes of each. Targets that were
// typed keep their order; those of a list come as each ends, unless they are
// wanted in order.
func (a *app) each(ctx context.Context, pieces iter.Seq[piece], w *crew) iter.Seq[sweep.Result[piece, ended]] {
	if w.probe == nil {
		w.probe = probeOne
	}
	w.heard, w.spent = map[string]bool{}, map[*policy.Credential]bool{}
	o := sweep.Options[piece, ended]{Concurrency: min(atOnce, a.sweep.concurrency), Ordered: true, Window: heldBack}
	o.Groups = func(p piece) []sweep.Group { return p.groups }
	if w.list {
		w.slots = probe.NewSlots(a.sweep.perAddress)
		o.Concurrency, o.Ordered = a.sweep.concurrency, a.sweep.ordered
		if !o.Ordered {
			o.Window = window
		}
		o.Window = max(o.Window, 2*o.Concurrency)
		o.Attempts, o.Rest, o.Throttled = attempts, firstPause, w.throttled
	}
	return sweep.Run(ctx, pieces, o, w.work)
}

// work goes the whole way with one target.
func (w *crew) work(ctx context.Context, p piece) ended {
	if p.Wrong != nil {
		return ended{wrong: p.Wrong}
	}
	var report *result.Report
	j, err := p.begin(ctx)
	if err == nil {
		j.options.Slots = w.slots
		if p, ok := w.watch.(*progress); ok {
			j.options.Observe = p.Observe
		}
		if w.refused(p.shared) {
			j.options.Credential = nil
		}
		report, err = w.probe(ctx, j)
	}
	var wrong *problem
	switch {
	case err != nil && j.search != nil: // it is the one target
		return ended{err: err}
	case err == nil:
		w.note(p.shared, report)
		return ended{doc: w.document(p, report), cut: ctx.Err() != nil && report.Interrupted}
	case ctx.Err() != nil:
		return ended{cut: true}
	case !errors.As(err, &wrong) || wrong.ID == "probe": // it would be so with every target
		return ended{err: err}
	case wrong.Class == run.ClassUsage && w.list:
		return ended{wrong: wrong}
	case wrong.Class == run.ClassUsage:
		return ended{err: err}
	}
	report = emptyReport(p.Target, time.Now())
	if j.discovery != nil { // what was asked, and what was not there
		report.Target, report.Discovery = j.target, j.discovery
	}
	report.Interrupted = wrong.Class == run.ClassUnable
	return ended{doc: w.document(p, report), wrong: wrong}
}

// refused reports whether a login was refused before: it is not sent again.
func (w *crew) refused(c *policy.Credential) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return c != nil && w.spent[c]
}

func (w *crew) note(c *policy.Credential, r *result.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c != nil && loginFailed(r) {
		w.spent[c] = true
	}
}

// throttled reports whether a host wants to be left alone for a while: it says
// so, or it has answered in this run and now turns everybody away. A login
// that was sent and did not succeed is never sent again.
func (w *crew) throttled(p piece, e ended) bool {
	if e.doc == nil || e.cut || loginFailed(&e.doc.Report) {
		return false
	}
	busy, answered, turned := false, false, false
	for i := range e.doc.Probes {
		endpoint := &e.doc.Probes[i]
		answered = answered || endpoint.Status == result.OK
		for _, path := range endpoint.Paths {
			if f := path.Failure; f != nil {
				busy = busy || f.Kind == result.Busy
				turned = turned || f.Kind == result.Refused || f.Kind == result.Reset || f.Kind == result.ClosedBeforeGreeting
			}
		}
	}
	group := p.groups[0].Name
	if answered && len(w.heard) < mostHeard {
		w.heard[group] = true
	}
	return busy || turned && !answered && w.heard[group]
}

// listed are the pieces of a list: p begins with its target alone, and prepare
// adds what a command knows of it. A target is read as the command reads one.
func (a *app) listed(all iter.Seq[run.Line], options probe.Options, read func(*app, context.Context, string, probe.Options) (job, error), prepare func(p *piece, j *job)) iter.Seq[piece] {
	quiet := *a // nobody is asked, and no search has a line of its own, in the middle of others
	quiet.ErrTerminal, quiet.ReadPassword = false, nil
	return func(yield func(piece) bool) {
		for l := range all {
			p := piece{Line: l, name: l.Target}
			parsed, err := probe.ParseTarget(l.Target)
			switch {
			case l.Wrong != nil:
			case err != nil:
				errors.As(a.targetProblem(l.Target, err), &p.Wrong)
			default:
				p.groups = a.groupsOf(parsed.Target)
				var known job
				prepare(&p, &known)
				p.begin = func(ctx context.Context) (job, error) {
					j, err := read(&quiet, ctx, l.Target, options)
					if known.options.Credential != nil {
						j.options.Credential, j.target.User = known.options.Credential, known.target.User
					}
					return j, err
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// groupsOf are the groups of a target: its registrable domain.
func (a *app) groupsOf(target result.Target) []sweep.Group {
	host := target.Host
	if host == "" {
		host = target.Domain
	}
	return []sweep.Group{{Name: "domain " + hostname.Registrable(host), Limit: a.sweep.perDomain}}
}

// loginGroup has those that share a login go one after another, so that a
// wrong password costs the account one failure.
func loginGroup(c *policy.Credential) []sweep.Group {
	if c == nil {
		return nil
	}
	return []sweep.Group{{Name: "login " + c.Name, Limit: 1}}
}

// prepared are the pieces of jobs that are ready.
func prepared(jobs []checkJob) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for _, c := range jobs {
			p := piece{Line: run.Line{Target: c.target.Input}, name: c.name, shared: c.shared, groups: loginGroup(c.shared)}
			p.begin = func(context.Context) (job, error) {
				if c.missing != nil { // and no nil of its type
					return c.job, c.missing
				}
				return c.job, nil
			}
			if !yield(p) {
				return
			}
		}
	}
}

// tell works on every piece, and tells what becomes of each as it comes.
func (a *app) tell(ctx context.Context, pieces iter.Seq[piece], w *crew, out *output) error {
	if w.list && a.Env("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	}
	told := 0
	for r := range a.each(ctx, pieces, w) {
		if a.OutTerminal || r.Value.wrong != nil || !w.list {
			w.watch.aside()
		}
		switch e := r.Value; {
		case e.err != nil:
			return e.err
		case e.cut && (e.doc == nil || a.wholeOnly(w)): // it is done again, or said below
			continue
		case e.wrong != nil:
			a.complainOfLine(r.Target.Line, e.wrong)
			a.status = max(a.status, statusFor(e.wrong))
		}
		if r.Value.doc != nil {
			if err := out.add(r.Value.doc); err != nil {
				return err
			}
			told++
		}
		w.watch.ended()
	}
	w.watch.aside()
	if a.wholeOnly(w) && ctx.Err() != nil {
		how := a.flags.output
		if a.sweep.resume != "" {
			how = "resume"
		}
		a.complain(unable("sweep-interrupted", locale.Args{"n": told, "how": how}))
		a.status = StatusUnable
	}
	if n := w.typed - told; n > 0 && ctx.Err() != nil && !a.wholeOnly(w) {
		a.complain(unable("not-tested", locale.Args{"n": n}))
		a.status = StatusUnable
	}
	return out.end()
}

// wholeOnly reports whether targets that an interrupt cut short are left out,
// for a later run; else what was seen of them is told.
func (a *app) wholeOnly(w *crew) bool { return w.list || a.sweep.resume != "" }

// complainOfLine says what is wrong with a line of a list, in one paragraph;
// with a target that was typed, in full.
func (a *app) complainOfLine(l run.Line, p *problem) {
	if l.Number == 0 {
		a.complain(p)
		return
	}
	a.complain(&problem{ID: "list-line", Args: locale.Args{"line": l.Number, "wrong": a.words.T("error."+p.ID+".what", p.Args)}})
}

// loginFailed reports whether a login was sent and did not succeed.
func loginFailed(r *result.Report) bool {
	return slices.ContainsFunc(r.Probes, func(p result.Probe) bool { return p.Login != nil && p.Login.Status == result.LoginFailed })
}
