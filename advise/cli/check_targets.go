package cli

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// checkJob is a target of a check.
type checkJob struct {
	job
	name    string             // in the policy
	shared  *policy.Credential // nil for none of the policy's
	missing *problem           // instead of a probe: nothing was found to connect to
}

// checkJobs are the targets that were typed, or those of the policy.
func (a *app) checkJobs(ctx context.Context, p *policy.Policy, names []string, ofPolicy bool) ([]checkJob, func(), error) {
	if a.flags.demo != "" {
		jobs, done, err := a.jobs(ctx, names)
		if err != nil {
			return nil, done, err
		}
		c := checkJob{job: jobs[0], name: jobs[0].target.Input}
		if p.Searches(c.name) {
			if err := a.searchDemo(ctx, &c.job); err != nil {
				done()
				return nil, func() {}, err
			}
		}
		return []checkJob{c}, done, nil
	}
	options, err := a.probeOptions()
	if err != nil {
		return nil, func() {}, err
	}
	done, err := a.openTranscript(&options)
	if err != nil {
		return nil, func() {}, err
	}
	jobs, err := a.readCheckJobs(ctx, p, names, ofPolicy, options)
	if err != nil {
		done()
		return nil, func() {}, err
	}
	return jobs, done, nil
}

func (a *app) readCheckJobs(ctx context.Context, p *policy.Policy, names []string, ofPolicy bool, options probe.Options) ([]checkJob, error) {
	secrets := map[*policy.Credential]*probe.Credential{}
	var out []checkJob
	var without []job // those that a login of the flags may go to
	for _, name := range names {
		t := p.Target(name)
		j, err := a.policyJob(ctx, p, name, options)
		c := checkJob{job: j, name: name, shared: t.Credential}
		var nothing *problem
		switch {
		case errors.As(err, &nothing) && nothing.Class != run.ClassUsage: // a result, and not the end of the run
			c.missing, c.target.Input = nothing, name
		case errors.As(err, &nothing) && nothing.Class == run.ClassUsage && ofPolicy:
			return nil, policyProblem(t.Wrong(locale.Text{ID: "error." + nothing.ID + ".what", Args: nothing.Args}))
		case err != nil:
			return nil, err
		case t.Credential != nil:
			if secrets[t.Credential] == nil {
				if secrets[t.Credential], err = a.policySecret(ctx, t.Credential); err != nil {
					return nil, err
				}
			}
			c.options.Credential, c.target.User = secrets[t.Credential], t.Credential.User
		default:
			without = append(without, j)
		}
		out = append(out, c)
	}
	if len(secrets) > 0 && a.loginNamed() {
		return nil, usage("policy-login", nil)
	}
	if len(secrets) > 0 || len(without) != len(out) {
		return out, nil
	}
	if err := a.giveCredential(ctx, without); err != nil {
		return nil, err
	}
	for i := range without {
		out[i].job = without[i]
	}
	return out, nil
}

// policyJob is a target of a check. Where the policy speaks of what a domain
// publishes, a bare name is one, and every server that is published is tested,
// be it followed or not: a mail program may follow another source.
func (a *app) policyJob(ctx context.Context, p *policy.Policy, name string, o probe.Options) (job, error) {
	target, err := a.searchTarget(name)
	if err != nil || !p.Searches(name) || net.ParseIP(target.Domain) != nil {
		return a.job(ctx, name, o) // a URL, or host:port, is no domain
	}
	j := job{target: target, options: o}
	return j, a.findPublished(ctx, &j)
}

// publishedJob reads one target; of an address, the servers that are published
// beside those that are followed are looked at too.
func (a *app) publishedJob(ctx context.Context, name string, o probe.Options) (job, error) {
	j, err := a.readTarget(name, o)
	if err == nil && j.unsearched() {
		err = a.findPublished(ctx, &j)
	}
	return j, err
}

// findPublished looks for the servers of a job, followed or published.
func (a *app) findPublished(ctx context.Context, j *job) error {
	err := a.findServers(ctx, j, nil)
	if err == nil {
		j.endpoints, err = a.flags.narrow(withPublished(*j))
	}
	return err
}

// withPublished are the endpoints of a job and those that somebody publishes
// beside them, on hosts that exist.
func withPublished(j job) []result.Endpoint {
	out := slices.Clone(j.endpoints)
	for _, c := range j.discovery.Endpoints {
		same := func(e result.Endpoint) bool {
			return e.Service == c.Service && e.Address() == c.Address() && e.Security == c.Security
		}
		if len(diagnose.Publishers(c.Sources)) > 0 && (c.NameExists == nil || *c.NameExists) && !slices.ContainsFunc(out, same) {
			c.Named = true
			out = append(out, c.Endpoint)
		}
	}
	return out
}

// emptyReport is that of a target of which nothing could be looked at.
func emptyReport(name string, now time.Time) *result.Report {
	parsed, _ := probe.ParseTarget(name) // it was read before
	return &result.Report{Schema: result.Schema, Tool: result.Tool{Version: version()}, Target: parsed.Target, StartedAt: now.UTC()}
}
