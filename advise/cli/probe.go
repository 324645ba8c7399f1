package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

func (a *app) probeCommand() *cobra.Command {
	c := a.command("probe", "probe TARGET...", func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(a.flags.check(forms("probe")...), a.sweep.check(), a.briefly()); err != nil {
			return err
		}
		targets, err := a.lines(cmd.Context(), args)
		if err != nil {
			return err
		}
		defer targets.Close()
		if !targets.List && len(args) == 0 && a.flags.demo == "" {
			return usage("target-missing", nil, "probe mail.example.org", "probe --demo")
		}
		done, err := a.resume(targets, "probe", a.statusOf)
		if err != nil {
			return err
		}
		defer done()
		if targets.List {
			return a.probeList(cmd.Context(), targets)
		}
		return a.probeTyped(cmd.Context(), targets)
	})
	a.formsFlags(c)
	a.networkFlags(c)
	a.sweepFlags(c)
	return c
}

// probeTyped probes the targets that were typed.
func (a *app) probeTyped(ctx context.Context, targets *run.Lines) error {
	b, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end()
	jobs, err := a.jobs(ctx, b, targets.Names())
	if err != nil {
		return err
	}
	out, err := a.output("probe", a.statusOf, false)
	if err != nil {
		return err
	}
	return a.tell(ctx, run.Ready(jobs), &crew{Crew: a.crew(b.Runner, a.probed, false), typed: len(jobs), watch: b.progress}, out)
}

// probeList probes the targets of a list.
func (a *app) probeList(ctx context.Context, targets *run.Lines) error {
	b, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end()
	out, err := a.output("probe", a.statusOf, true)
	if err != nil {
		return err
	}
	w := &crew{Crew: a.crew(b.Runner, a.probed, true), watch: a.sweepWatch(targets)}
	return a.tell(ctx, w.Listed(targets.All, (*run.Runner).Job, nil), w, out)
}

func (a *app) probed(_ run.Piece, r *result.Report) *advise.Document {
	if a.sweep.brief {
		return advise.WordlessFaults(r, a.words.Lang())
	}
	return advise.Make(r, nil, a.words, advise.Probe)
}
