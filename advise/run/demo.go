package run

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// StartDemo starts the embedded host, which its caller closes. It outlives an
// interrupt: a host that hung up on the prober just then would be reported as
// the fault of a server. The error is a [*Problem].
func StartDemo(ctx context.Context, c mailhost.Config) (*mailhost.Host, error) {
	names := mailhost.Names()
	if !slices.Contains(names, c.Scenario) {
		value := c.Scenario
		if value == "" {
			value = `""`
		}
		return nil, Usage("scenario", locale.Args{"value": value, "near": nearScenario(c.Scenario, names)}, "demo --list")
	}
	host, err := mailhost.Start(context.WithoutCancel(ctx), c)
	if err != nil {
		return nil, Unable("demo", locale.Args{"detail": err.Error()})
	}
	return host, nil
}

// nearScenario returns the scenario or fault that was probably meant, or "".
// What stands before the colon is no part of a name that is looked for.
func nearScenario(typed string, names []string) string {
	bare := make([]string, len(names))
	for i, name := range names {
		bare[i] = strings.TrimPrefix(name, "fault:")
	}
	if i := slices.Index(bare, nearest.Word(strings.TrimPrefix(typed, "fault:"), bare)); i >= 0 {
		return names[i]
	}
	return ""
}

// UseDemo has the runner find the embedded host, and nothing else, where the
// name of that host is looked up.
func (r *Runner) UseDemo(host *mailhost.Host) {
	r.Options.Connect, r.Options.Roots = host.Connect(), host.Roots()
	r.demoToken = host.Token()
}

// UseDemoDomain is UseDemo, with what the domain of the host publishes: all
// that its name server knows. The error is a [*Problem].
func (r *Runner) UseDemoDomain(host *mailhost.Host) error {
	published, err := host.Publish()
	if err != nil {
		return Unable("demo", locale.Args{"detail": err.Error()})
	}
	r.Options.Resolver, r.Options.Connect, r.Options.Roots = published.Resolver, published.Connect, host.Roots()
	return nil
}

// DemoJob returns the embedded host as a target, with its own login unless the
// runner has another. The error is a [*Problem].
func (r *Runner) DemoJob(ctx context.Context, scenario string) (Job, error) {
	endpoints, err := r.Only.narrow(result.DefaultEndpoints(mailhost.Name))
	if err != nil {
		return Job{}, err
	}
	user := cmp.Or(r.Login.User, mailhost.User)
	j := Job{Endpoints: endpoints, Options: r.options(), Target: result.Target{
		Input: mailhost.Name, Host: mailhost.Name, Address: mailhost.User, Domain: mailhost.Domain, User: user, Demo: scenario, Flags: r.Flags,
	}}
	own := *r
	if s := r.Login.Secret; s.none() || s.Asks {
		own.Login = Login{User: user, Secret: Known(cmp.Or(r.demoToken, mailhost.Password))}
		own.Login.Secret.Token = r.demoToken != ""
	}
	return j, own.GiveLogin(ctx, &j)
}

// DemoDomain has a job look at all that the domain of the embedded host
// publishes, of which the runner knows. The error is a [*Problem].
func (r *Runner) DemoDomain(ctx context.Context, j *Job) error {
	var err error
	if j.Discovery, err = r.ask(ctx, result.Target{Domain: mailhost.Domain}, func([]result.Candidate) {}); err != nil {
		return r.TargetProblem(mailhost.Domain, err)
	}
	o := &j.Options
	o.Resolver, o.Connect, o.Roots = r.Options.Resolver, r.Options.Connect, r.Options.Roots
	j.Endpoints, err = r.Only.narrow(withPublished(*j))
	return err
}

// NotOfDemo returns an error for a target that is not the one of the demo.
func NotOfDemo(input string) *Problem {
	shown := probe.WithoutPassword(input)
	return Usage("demo-domain", locale.Args{"value": shown, "domain": mailhost.Domain}, "discover --demo", "discover "+command.Quote(shown))
}
