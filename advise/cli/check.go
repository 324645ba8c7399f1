package cli

import (
	"cmp"
	"context"
	"os"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// checkFlags are the flags of check alone.
type checkFlags struct {
	policy, failOn, baseline, print string
}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := a.command("check", "check [TARGET...] --policy FILE", func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(a.flags.check(forms("check")...), a.sweep.check()); err != nil {
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
	c.Flags().StringVar(&f.print, "print-policy", "", a.words.T("flag.print-policy", nil))
	a.outputFlags(c)
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
	p, err := a.readPolicy(f.policy)
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
	held := func(piece piece, r *result.Report) *advise.Document { return a.hold(r, p, piece.name, before) }
	judge := func(d *advise.Document) int { return checkStatus(d, f.failOn) }
	done, err := a.resume(targets, "check", judge)
	if err != nil {
		return err
	}
	defer done()
	if targets.List {
		return a.checkList(ctx, p, targets, held, judge)
	}
	jobs, end, err := a.checkJobs(ctx, p, targets.Names(), ofPolicy)
	if err != nil {
		return err
	}
	defer end()
	var probed []job
	for _, j := range jobs {
		probed = append(probed, j.job)
	}
	out, err := a.output("check", judge, false)
	if err != nil {
		return err
	}
	return a.tell(ctx, prepared(jobs), &crew{typed: len(jobs), document: held, watch: a.progress(probed)}, out)
}

// checkList holds the targets of a list to a policy.
func (a *app) checkList(ctx context.Context, p *policy.Policy, targets *run.Lines, held func(piece, *result.Report) *advise.Document, judge func(*advise.Document) int) error {
	options, err := a.probeOptions()
	if err != nil {
		return err
	}
	secrets := map[*policy.Credential]*probe.Credential{}
	for _, t := range p.Targets {
		if t.Credential != nil && secrets[t.Credential] == nil {
			if secrets[t.Credential], err = a.policySecret(ctx, t.Credential); err != nil {
				return err
			}
		}
	}
	done, err := a.openTranscript(&options)
	if err != nil {
		return err
	}
	defer done()
	out, err := a.output("check", judge, true)
	if err != nil {
		return err
	}
	read := func(a *app, ctx context.Context, name string, o probe.Options) (job, error) {
		return a.policyJob(ctx, p, name, o)
	}
	pieces := a.listed(targets.All, options, read, func(piece *piece, j *job) {
		if c := p.Target(piece.Target).Credential; c != nil {
			piece.shared, j.options.Credential, j.target.User = c, secrets[c], c.User
			piece.groups = append(piece.groups, loginGroup(c)...)
		}
	})
	return a.tell(ctx, pieces, &crew{list: true, document: held, watch: a.sweepWatch(targets)}, out)
}

// hold holds a report to a policy, and to what an earlier one showed.
func (a *app) hold(r *result.Report, p *policy.Policy, name string, before *run.Baseline) *advise.Document {
	d := advise.Make(r, nil, a.words, advise.Probe)
	held := policy.Evaluate(r, d.Findings, p, name, r.StartedAt)
	for _, b := range before.Of(r.Target.Input) {
		old := advise.Make(&b.Report, nil, a.words, advise.Probe)
		held.Compare(policy.Evaluate(&b.Report, old.Findings, p, name, b.StartedAt), b.StartedAt)
	}
	held.Fill(a.words)
	d.Policy = &held
	return d
}

// checkStatus is the exit status of one document: the policy alone decides
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
