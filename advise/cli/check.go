package cli

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"os"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// checkFlags are the flags of check alone.
type checkFlags struct {
	policy, failOn, baseline, print string
	dryRun                          bool
}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := a.command("check", "check [TARGET...] --policy FILE", func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(a.flags.check(forms("check")...), a.sweep.check(), a.briefly()); err != nil {
			return err
		}
		if err := checkWord("fail-on", f.failOn); err != nil {
			return err
		}
		switch {
		case f.print != "" && f.policy != "":
			return usage("print-and-check", nil)
		case f.print != "":
			return a.printPolicy(cmd.Context(), f, args)
		case f.policy == "":
			return policyMissing(args)
		}
		return a.runCheck(cmd.Context(), f, args)
	})
	c.Flags().StringVar(&f.policy, "policy", "", a.words.T("flag.policy", nil))
	c.Flags().StringVar(&f.failOn, "fail-on", "fail", a.words.T("flag.fail-on", nil))
	c.Flags().StringVar(&f.baseline, "baseline", "", a.words.T("flag.baseline", nil))
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, a.words.T("flag.dry-run", nil))
	c.Flags().StringVar(&f.print, "print-policy", "", a.words.T("flag.print-policy", nil))
	a.formsFlags(c)
	a.networkFlags(c)
	a.sweepFlags(c)
	return c
}

// policyMissing says that a policy is named by a flag: where an argument is a
// file here, it was meant to be one.
func policyMissing(args []string) error {
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			return usage("policy-as-target", locale.Args{"file": arg}, "check --policy "+command.Quote(arg))
		}
	}
	return usage("policy-missing", nil, "check --policy policy.yaml", "check --print-policy mail.example.org")
}

// runCheck holds targets to a policy.
func (a *app) runCheck(ctx context.Context, f checkFlags, args []string) error {
	p, err := run.ReadPolicy(f.policy, a.words)
	if err != nil {
		return err
	}
	if f.failOn == "warn" {
		p.ForbidFindings()
	}
	before, err := run.ReadBaseline(f.baseline, a.In)
	if err != nil {
		return err
	}
	defer before.Close()
	if f.dryRun {
		return a.dryRun(ctx, p, args)
	}
	if p.Wants("tls-floor") {
		a.flags.tlsScan = true // without it nobody knows what is accepted
	}
	ofPolicy := len(args) == 0 && a.sweep.targets == "" && a.flags.demo == ""
	if ofPolicy {
		for _, t := range p.Targets {
			args = append(args, t.Name)
		}
		if len(args) == 0 {
			return usage("policy-no-targets", locale.Args{"file": p.File}, "check mail.example.org --policy "+command.Quote(p.File))
		}
	}
	targets, err := a.lines(ctx, args)
	if err != nil {
		return err
	}
	defer targets.Close()
	held := func(piece run.Piece, r *result.Report) *advise.Document {
		if a.sweep.brief {
			return run.HoldWordless(r, p, piece.Name, before, a.words.Lang())
		}
		d := run.Hold(r, p, piece.Name, before, a.words)
		if f.failOn != "fail" {
			d.Policy.FailOn = f.failOn
		}
		if f.baseline != "-" { // nothing stands on standard input a second time
			d.Policy.Baseline = f.baseline
		}
		return d
	}
	judge := func(d *advise.Document) int { return checkStatus(d, f.failOn) }
	done, err := a.resume(targets, "check", judge)
	if err != nil {
		return err
	}
	defer done()
	b, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end()
	secrets := &run.Secrets{Env: a.Env}
	w := &crew{Crew: a.crew(b.Runner, held, targets.List)}
	var pieces iter.Seq[run.Piece]
	if targets.List {
		logins, err := run.PolicyLogins(ctx, p, secrets)
		if err != nil {
			return err
		}
		pieces = w.Listed(targets.All, func(r *run.Runner, ctx context.Context, name string) (run.Job, error) {
			return r.PolicyJob(ctx, p, name)
		}, logins)
		w.watch = a.sweepWatch(targets)
	} else {
		jobs, err := a.checkJobs(ctx, b, p, targets.Names(), ofPolicy, secrets)
		if err != nil {
			return err
		}
		pieces, w.typed, w.watch = run.ReadyToCheck(jobs), len(jobs), b.progress
		w.Many = ofPolicy && len(jobs) > 1
	}
	out, err := a.output("check", judge, targets.List)
	if err != nil {
		return err
	}
	return a.tell(ctx, pieces, w, out)
}

// dryRun reads what a check would read, and connects to nothing.
func (a *app) dryRun(ctx context.Context, p *policy.Policy, args []string) error {
	targets, err := a.lines(ctx, args)
	if err != nil {
		return err
	}
	defer targets.Close()
	read, n := &run.Runner{Command: a.name}, 0
	for l := range targets.All {
		n++
		wrong := l.Wrong
		if wrong == nil {
			if _, err := read.Read(l.Target); err != nil && !errors.As(err, &wrong) {
				wrong = unable("internal", locale.Args{"detail": err.Error()})
			}
		}
		if wrong != nil {
			a.complainOfLine(l, wrong)
			a.status = max(a.status, statusFor(wrong))
		}
	}
	if n == 0 {
		n = len(p.Targets) // their names were read with the policy
	}
	if a.status == StatusOK {
		text := a.words.T("done.dry-run", locale.Args{"file": p.File, "requirements": p.Requirements(), "targets": n})
		err = render.Sentence(a.Out, text, a.words, a.textOptions(""))
	}
	return writeProblem(err)
}

// checkJobs returns the targets that were typed, or those of the policy, or the
// host of --demo.
func (a *app) checkJobs(ctx context.Context, b *running, p *policy.Policy, names []string, ofPolicy bool, secrets *run.Secrets) ([]run.CheckJob, error) {
	if b.demo == nil {
		checks, err := b.CheckJobs(ctx, p, names, ofPolicy, secrets)
		var jobs []run.Job
		for _, c := range checks {
			jobs = append(jobs, c.Job)
		}
		b.progress.expect(jobs)
		return checks, err
	}
	jobs, err := a.jobs(ctx, b, names)
	if err != nil {
		return nil, err
	}
	c := run.CheckJob{Job: jobs[0], Name: jobs[0].Target.Input}
	if p.Searches(c.Name) {
		if err := b.UseDemoDomain(b.demo); err != nil {
			return nil, err
		}
		err = b.DemoDomain(ctx, &c.Job)
	}
	return []run.CheckJob{c}, err
}

// checkStatus returns the exit status of one document: the policy alone decides
// what fails, unless the tool could not do its work.
func checkStatus(d *advise.Document, failOn string) int {
	switch {
	case d.Policy.Count(policy.Fail) > 0, failOn == "unknown" && d.Policy.Count(policy.Unknown) > 0:
		return max(StatusFailed, unableStatus(d))
	}
	return unableStatus(d)
}

func unableStatus(d *advise.Document) int {
	if advise.VerdictOf(d) == advise.VerdictUnable {
		return StatusUnable
	}
	return StatusOK
}
