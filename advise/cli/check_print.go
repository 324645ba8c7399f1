package cli

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
)

// printPolicy writes the policy that a target keeps today.
func (a *app) printPolicy(ctx context.Context, f checkFlags, args []string) error {
	if len(args) > 0 {
		return usage("one-target", locale.Args{"value": args[0]})
	}
	inputs := []string{f.print}
	if a.flags.demo != "" && f.print == mailhost.Name {
		inputs = nil
	}
	a.flags.tlsScan = true
	b, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end()
	jobs, err := a.jobsBy(ctx, b, inputs, func() ([]run.Job, error) { return b.JobsBy(ctx, inputs, (*run.Runner).PublishedJob) })
	if err != nil {
		return err
	}
	reports, err := b.probeAll(ctx, jobs)
	if err != nil {
		return err
	}
	r := reports[0]
	d := advise.Make(r, nil, a.words, advise.Probe)
	if d.Interrupted { // a policy of half a host would ask for half
		return a.interrupted(d, false)
	}
	comment := a.words.T("policy.written", locale.Args{"target": f.print, "today_date": r.StartedAt.Format(time.DateOnly)})
	content := policy.Write(r, d.Findings, a.reference(jobs[0]), comment, r.StartedAt)
	if content == "" {
		return failed("print-nothing", locale.Args{"target": f.print}, "probe "+command.Target(d.Target))
	}
	_, err = io.WriteString(a.Out, content)
	return writeProblem(err)
}

// reference is the login of a job as a policy names it: by the place that it
// was read from. The demo's own has none.
func (a *app) reference(j run.Job) *policy.Credential {
	cr := j.Options.Credential
	if cr == nil || a.flags.demo != "" {
		return nil
	}
	hosts := slices.DeleteFunc(slices.Clone(cr.Hosts), func(host string) bool { return cr.Users[host] != "" }) // a policy knows one name
	c := &policy.Credential{User: cr.User, Token: cr.Token, Hosts: hosts, Source: "env", Reference: "MAILADVISOR_PASSWORD"}
	switch f := a.flags; {
	case f.tokenFile != "" && f.tokenFile != "-":
		c.Source, c.Reference = "file", absolute(f.tokenFile)
	case f.passwordFile != "" && f.passwordFile != "-":
		c.Source, c.Reference = "file", absolute(f.passwordFile)
	case f.passwordCommand != "":
		c.Source, c.Reference = "command", f.passwordCommand
	}
	return c
}

func absolute(file string) string {
	if whole, err := filepath.Abs(file); err == nil {
		return filepath.ToSlash(whole)
	}
	return file
}
