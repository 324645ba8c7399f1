package cli

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
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
	content, left := policy.Write(r, d.Findings, a.reference(jobs[0]), r.StartedAt)
	if content == "" {
		return failed("print-nothing", locale.Args{"target": f.print}, "probe "+command.Target(d.Target))
	}
	about := []string{a.words.T("policy.written", locale.Args{"target": f.print, "today_date": r.StartedAt.Format(time.DateOnly)})}
	broken := func(l policy.Left) bool { return l.Status == policy.Fail }
	unseen := func(l policy.Left) bool { return l.Status == policy.Unknown && !l.Asked }
	about = append(about, a.leftOut(left, broken, "policy.left-broken")...)
	about = append(about, a.leftOut(left, unseen, "policy.left-unknown")...)
	about = append(about, a.leftOut(left, func(l policy.Left) bool { return l.Asked }, "policy.left-asked")...)
	for _, line := range slices.Backward(about) {
		content = strings.TrimRight("# "+line, " ") + "\n" + content
	}
	_, err = io.WriteString(a.Out, content)
	return writeProblem(err)
}

// leftOut tells what was not seen to hold everywhere, under a heading.
func (a *app) leftOut(left []policy.Left, which func(policy.Left) bool, heading string) []string {
	var out []string
	for _, l := range left {
		if !which(l) {
			continue
		}
		if out == nil {
			out = []string{"", a.words.T(heading, nil)}
		}
		a.words.Fill(&l.Why)
		name := l.ID
		if l.Of != "" {
			name += " " + l.Of
		}
		switch places := strings.Join(l.Places, ", "); {
		case l.Asked:
			name = places
		case places != "":
			name += " (" + places + ")"
		}
		out = append(out, "  "+tell.Clean(a.words.T("report.labelled", locale.Args{"label": name, "text": l.Why.Text})))
	}
	return out
}

// reference returns the login of a job as a policy names it: by the place that
// it was read from. The demo's own has none.
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
