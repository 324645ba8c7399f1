package run

import (
	"context"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// A person's mail host, mail address and user name may be three different
// things, and another host may send.

// addressOf gives a target that is a host the mail address that the person
// named; its domain is then that of the address.
func (r *Runner) addressOf(t *result.Target) {
	if t.Address != "" || r.Address == "" {
		return
	}
	if parsed, err := probe.ParseTarget(r.Address); err == nil {
		t.Address, t.Domain = parsed.Target.Address, parsed.Target.Domain
	}
}

// SendingJob reads a target and a second one that sends in its place. The
// password belongs to the first alone: nobody logs in at the second. The error
// is a [*Problem].
func (r *Runner) SendingJob(ctx context.Context, input, sending string) (Job, error) {
	endpoints, err := r.sendingEndpoints(sending)
	if err != nil {
		return Job{}, err
	}
	jobs, err := r.JobsBy(ctx, []string{input}, func(r *Runner, ctx context.Context, input string) (Job, error) {
		j, err := r.Job(ctx, input)
		j.Endpoints = slices.DeleteFunc(slices.Clone(j.Endpoints), func(e result.Endpoint) bool { return e.Service == result.Submission })
		return j, err
	})
	if err != nil {
		return Job{}, err
	}
	jobs[0].Endpoints = append(jobs[0].Endpoints, endpoints...)
	return jobs[0], nil
}

// sendingEndpoints returns those of a second target: what a host has for
// sending, or what a URL names.
func (r *Runner) sendingEndpoints(input string) ([]result.Endpoint, error) {
	parsed, err := probe.ParseTarget(input)
	if err != nil {
		return nil, r.TargetProblem(input, err)
	}
	endpoints := parsed.Endpoints
	if len(endpoints) == 0 && parsed.Target.Host != "" {
		endpoints = result.DefaultEndpoints(parsed.Target.Host)
	}
	endpoints = slices.DeleteFunc(endpoints, func(e result.Endpoint) bool { return e.Service != result.Submission })
	if len(endpoints) == 0 {
		return nil, Usage("second-target", locale.Args{"value": input}, "settings mail.example.org smtp.example.net --user alice --address alice@example.org --client thunderbird")
	}
	return endpoints, nil
}
