package run

import (
	"context"
	"slices"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// PublishedJob reads one target; of an address, the servers that are published
// beside those that are followed are looked at too.
func (r *Runner) PublishedJob(ctx context.Context, name string) (Job, error) {
	j, err := r.Read(name)
	if err == nil && j.unsearched() {
		err = r.findPublished(ctx, &j)
	}
	return j, err
}

// findPublished looks for the servers of a job, followed or published.
func (r *Runner) findPublished(ctx context.Context, j *Job) error {
	err := r.Find(ctx, j)
	if err == nil {
		j.Endpoints, err = r.Only.narrow(withPublished(*j))
	}
	return err
}

// withPublished returns the endpoints of a job and those that somebody
// publishes beside them, on hosts that exist.
func withPublished(j Job) []result.Endpoint {
	out := slices.Clone(j.Endpoints)
	for _, c := range diagnose.Published(j.Discovery) {
		same := func(e result.Endpoint) bool {
			return e.Service == c.Service && e.Address() == c.Address() && e.Security == c.Security
		}
		if (c.NameExists == nil || *c.NameExists) && !slices.ContainsFunc(out, same) {
			c.Named = true
			out = append(out, c.Endpoint)
		}
	}
	return out
}

// Domain returns a job of the servers of a domain: those that are found, or,
// where nothing is published yet, the domain itself as a host. Nobody logs in
// there. The error is a [*Problem].
func (r *Runner) Domain(ctx context.Context, input string) (Job, error) {
	if r.Address != "" { // a host that is named
		j, err := r.Read(input)
		if err == nil && j.unsearched() {
			err = Usage("second-address", locale.Args{"value": input}, "settings mail.example.org --address user@example.org --publish all")
		}
		return j, err
	}
	target, err := r.SearchTarget(input)
	if err != nil {
		return Job{}, Usage("publish-domain", locale.Args{"value": input}, "settings example.org --publish all")
	}
	j := Job{Target: target, Options: r.options()}
	if j.Discovery, err = r.ask(ctx, target, func([]result.Candidate) {}); err != nil {
		return Job{}, r.TargetProblem(input, err)
	}
	if ctx.Err() != nil {
		return Job{}, SearchInterrupted(target)
	}
	j.Endpoints, err = r.Only.narrow(offered(j))
	return j, err
}

// offered returns the usual endpoints of the hosts that were found, and those
// that were found elsewhere: what a host offers says what can be published.
func offered(j Job) []result.Endpoint {
	var hosts []string
	var out []result.Endpoint
	for _, c := range j.Discovery.Followed() {
		if !slices.Contains(hosts, c.Host) {
			hosts = append(hosts, c.Host)
		}
		out = append(out, c.Endpoint)
	}
	if len(hosts) == 0 {
		return result.DefaultEndpoints(j.Target.Domain)
	}
	for _, host := range hosts {
		for _, e := range result.DefaultEndpoints(host) {
			elsewhere := slices.ContainsFunc(j.Discovery.Followed(), func(c result.Candidate) bool {
				return c.Service == e.Service && c.Host != host
			})
			if !elsewhere && !slices.ContainsFunc(out, func(o result.Endpoint) bool { return o.Address() == e.Address() }) {
				out = append(out, e)
			}
		}
	}
	return out
}
