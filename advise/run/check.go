package run

import (
	"context"
	"errors"
	"net"

	"mailadvisor/advise/policy"
	"mailadvisor/probe"
)

// CheckJob is a target of a check.
type CheckJob struct {
	Job
	Name    string             // in the policy
	Shared  *policy.Credential // nil for none of the policy's
	Missing *Problem           // instead of a probe: nothing was found to connect to
}

// CheckJobs returns the targets that were typed, or, where ofPolicy, those of
// the policy, with its logins. The error is a [*Problem].
func (r *Runner) CheckJobs(ctx context.Context, p *policy.Policy, names []string, ofPolicy bool, secrets *Secrets) ([]CheckJob, error) {
	var out []CheckJob
	var without []Job // those that the login of the run may go to
	shared := false
	for _, name := range names {
		t := p.Target(name)
		j, err := r.PolicyJob(ctx, p, name)
		c := CheckJob{Job: j, Name: name, Shared: t.Credential}
		shared = shared || t.Credential != nil
		var nothing *Problem
		switch {
		case errors.As(err, &nothing) && nothing.Class != ClassUsage: // a result, and not the end of the run
			c.Missing, c.Target.Input = nothing, name
		case errors.As(err, &nothing) && ofPolicy:
			return nil, PolicyProblem(t.Wrong(nothing.What()))
		case err != nil:
			return nil, err
		case t.Credential != nil:
			if c.Options.Credential, err = secrets.Of(ctx, t.Credential); err != nil {
				return nil, err
			}
			c.Target.User = t.Credential.User
		default:
			without = append(without, j)
		}
		out = append(out, c)
	}
	if shared && r.Login.Named() {
		return nil, Usage("policy-login", nil)
	}
	if len(without) != len(out) {
		return out, nil
	}
	if err := r.giveOne(ctx, without); err != nil {
		return nil, err
	}
	for i := range without {
		out[i].Job = without[i]
	}
	return out, nil
}

// PolicyLogins reads the logins of a policy, and is who has which. The error is
// a [*Problem].
func PolicyLogins(ctx context.Context, p *policy.Policy, secrets *Secrets) (Logins, error) {
	for _, t := range p.Targets {
		if _, err := secrets.Of(ctx, t.Credential); err != nil {
			return nil, err
		}
	}
	return func(target string) (*policy.Credential, *probe.Credential) {
		c := p.Target(target).Credential
		return c, secrets.read[c]
	}, nil
}

// PolicyJob returns a target of a check. Where the policy speaks of what a
// domain publishes, a bare name is one, and every server that is published is
// tested, be it followed or not: a mail program may follow another source.
func (r *Runner) PolicyJob(ctx context.Context, p *policy.Policy, name string) (Job, error) {
	target, err := r.SearchTarget(name)
	if err != nil || !p.Searches(name) || net.ParseIP(target.Domain) != nil {
		return r.Job(ctx, name) // a URL, or host:port, is no domain
	}
	j := Job{Target: target, Options: r.options()}
	return j, r.findPublished(ctx, &j)
}
