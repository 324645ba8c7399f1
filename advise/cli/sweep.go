package cli

import (
	"context"
	"iter"
	"runtime/debug"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// What a sweep does by itself. One target uses six ports of an address at
// once, and no server has to bear more.
const (
	manyAtOnce = 64 // targets of a list
	perDomain  = 8
	perAddress = 6

	// collectAt is by how many per cent memory grows before it is collected.
	// What a sweep holds is little, so that at Go's 100 it would be looked
	// through for every few targets.
	collectAt = 400
)

// sweepFlags are the flags of the commands that take any number of targets.
type sweepFlags struct {
	targets, shard, resume             string
	concurrency, perDomain, perAddress int
	ordered                            bool
}

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

// crew works on the targets of one run, and tells of them.
type crew struct {
	*run.Crew
	typed int // how many were typed, where each is told
	watch watch
}

// crew is who works on targets as the flags say.
func (a *app) crew(r *run.Runner, document func(run.Piece, *result.Report) *advise.Document, list bool) *run.Crew {
	return &run.Crew{
		Runner: r, Document: document, List: list, Ordered: a.sweep.ordered,
		Concurrency: a.sweep.concurrency, PerDomain: a.sweep.perDomain, PerAddress: a.sweep.perAddress,
	}
}

// tell works on every piece, and tells what becomes of each as it comes.
func (a *app) tell(ctx context.Context, pieces iter.Seq[run.Piece], w *crew, out *output) error {
	if w.List && a.Env("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	}
	told := 0
	for e := range w.Each(ctx, pieces) {
		if a.OutTerminal || e.Wrong != nil || !w.List {
			w.watch.aside()
		}
		switch {
		case e.Err != nil:
			return e.Err
		case e.Cut && (e.Doc == nil || a.wholeOnly(w)): // it is done again, or said below
			continue
		case e.Wrong != nil:
			a.complainOfLine(e.Piece.Line, e.Wrong)
			a.status = max(a.status, statusFor(e.Wrong))
		}
		if e.Doc != nil {
			if err := out.add(e.Doc); err != nil {
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
func (a *app) wholeOnly(w *crew) bool { return w.List || a.sweep.resume != "" }

// complainOfLine says what is wrong with a line of a list, in one paragraph;
// with a target that was typed, in full.
func (a *app) complainOfLine(l run.Line, p *problem) {
	if l.Number == 0 {
		a.complain(p)
		return
	}
	a.complain(&problem{ID: "list-line", Args: locale.Args{"line": l.Number, "wrong": a.words.T("error."+p.ID+".what", p.Args)}})
}
