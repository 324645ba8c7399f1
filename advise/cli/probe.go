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
		if err := cmp.Or(a.flags.check(forms("probe")...), a.sweep.check()); err != nil {
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
	a.outputFlags(c)
	a.networkFlags(c)
	a.sweepFlags(c)
	return c
}

// probeTyped probes the targets that were typed.
func (a *app) probeTyped(ctx context.Context, targets *run.Lines) error {
	jobs, done, err := a.jobs(ctx, targets.Names())
	if err != nil {
		return err
	}
	defer done()
	var ready []checkJob
	for _, j := range jobs {
		ready = append(ready, checkJob{job: j})
	}
	out, err := a.output("probe", a.statusOf, false)
	if err != nil {
		return err
	}
	return a.tell(ctx, prepared(ready), &crew{typed: len(jobs), document: a.probed, watch: a.progress(jobs)}, out)
}

// probeList probes the targets of a list.
func (a *app) probeList(ctx context.Context, targets *run.Lines) error {
	options, err := a.probeOptions()
	if err != nil {
		return err
	}
	done, err := a.openTranscript(&options)
	if err != nil {
		return err
	}
	defer done()
	out, err := a.output("probe", a.statusOf, true)
	if err != nil {
		return err
	}
	w := &crew{list: true, document: a.probed, watch: a.sweepWatch(targets)}
	return a.tell(ctx, a.listed(targets.All, options, (*app).job, func(*piece, *job) {}), w, out)
}

func (a *app) probed(_ piece, r *result.Report) *advise.Document {
	return advise.Make(r, nil, a.words, advise.Probe)
}
