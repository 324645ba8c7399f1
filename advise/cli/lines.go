package cli

import (
	"context"
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
)

// lines finds the targets: arguments, or the one list that the argument - or
// --targets names; of both, the share of --shard. More than the form of the
// result takes are refused before the first connection.
func (a *app) lines(ctx context.Context, args []string) (*run.Lines, error) {
	name := a.sweep.targets
	if i := slices.Index(args, "-"); i >= 0 {
		args = slices.Delete(slices.Clone(args), i, i+1)
		if name != "" {
			return nil, usage("two-lists", nil)
		}
		name = "-"
	}
	l := run.Typed(args)
	switch {
	case name == "":
	case len(args) > 0:
		return nil, usage("list-and-targets", locale.Args{"value": args[0]})
	case a.flags.demo != "":
		return nil, usage("demo-targets", nil)
	case a.loginNamed():
		return nil, usage("password-many-hosts", nil)
	default:
		var err error
		if l, err = run.OpenList(ctx, name, a.In); err != nil {
			return nil, err
		}
	}
	if a.sweep.shard != "" {
		if err := l.Share(a.sweep.shard); err != nil {
			return nil, err
		}
	}
	for _, form := range a.flags.forms() {
		if f, _ := render.FormatNamed(form); f.Limit > 0 && l.More(f.Limit) {
			return nil, tooMany(f, true)
		}
	}
	return l, nil
}

// resume goes on with the run whose file --resume names, and makes the file
// the place where results are written. What it has counts for the exit status.
func (a *app) resume(targets *run.Lines, view string, judge func(*advise.Document) int) (done func(), err error) {
	name := a.sweep.resume
	if name == "" {
		if flag := a.sweep.ofResume(); flag != "" {
			return nil, usage("resume-missing", locale.Args{"flag": flag})
		}
		return func() {}, nil
	}
	if other := a.flags.otherForm("text", "jsonl"); other != "" {
		return nil, usage("resume-output", locale.Args{"value": other}, "render "+command.Quote(name)+" -o "+command.Quote(other))
	}
	kinds, err := a.sweep.kinds()
	if err != nil {
		return nil, err
	}
	oldest := a.Now().Add(-a.sweep.maxAge)
	e, err := run.Resume(name, run.Resuming{
		First: func(d *advise.Document) bool { return (d.Policy != nil) == (view == "check") || d.Error != nil },
		Again: func(r *run.Record) bool {
			return cutShort(r) || a.sweep.retry != "" && r.Failed(kinds) || a.sweep.maxAge > 0 && r.StartedAt.Before(oldest)
		},
		Kept: func(r *run.Record) { a.status = max(a.status, kept(r, judge)) },
	})
	if err != nil {
		return nil, err
	}
	if e.N > 0 || e.Again > 0 {
		a.say("resumed", locale.Args{"file": name, "n": e.N, "again": e.Again})
	}
	targets.All, targets.Done = e.Left(targets.All), e.N
	a.flags.output, a.Out, a.OutTerminal = "jsonl", e.File, false
	return func() { e.File.Close() }, nil
}

// cutShort reports whether a record is of a target that an interrupted run did
// not come to the end of.
func cutShort(r *run.Record) bool {
	if r.Verdict != advise.VerdictUnable {
		return false
	}
	d := r.Document()
	return d.Error != nil && d.Error.ID == advise.ErrorInterrupted
}

// kept returns the exit status of a record that is not tested again. Its
// verdict says most of it.
func kept(r *run.Record, judge func(*advise.Document) int) int {
	if r.Verdict == advise.VerdictOK {
		return StatusOK
	}
	return statusBy(judge, r.Document())
}
