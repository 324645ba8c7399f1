package cli

import (
	"context"
	"slices"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// startDemo starts the embedded host, which its caller closes. It outlives an
// interrupt: a host that hung up on the prober just then would be reported as
// the fault of a server.
func (a *app) startDemo(ctx context.Context, c mailhost.Config) (*mailhost.Host, error) {
	var names []string
	for _, s := range mailhost.Scenarios() {
		names = append(names, s.Name)
	}
	for _, f := range mailhost.Faults() {
		names = append(names, "fault:"+f.Name)
	}
	if !slices.Contains(names, c.Scenario) {
		return nil, usage("scenario", locale.Args{"value": shown(c.Scenario), "near": nearest.Word(c.Scenario, names)}, "demo --list")
	}
	host, err := mailhost.Start(context.WithoutCancel(ctx), c)
	if err != nil {
		return nil, unable("demo", locale.Args{"detail": err.Error()})
	}
	return host, nil
}

// demoJob starts the embedded host and aims at it.
func (a *app) demoJob(ctx context.Context, inputs []string, o probe.Options) ([]job, func(), error) {
	if len(inputs) > 0 {
		return nil, func() {}, usage("demo-target", locale.Args{"value": inputs[0]})
	}
	host, err := a.startDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()})
	if err != nil {
		return nil, func() {}, err
	}
	end, err := a.openTranscript(&o)
	done := func() { end(); host.Close() }
	if err != nil {
		done()
		return nil, func() {}, err
	}
	o.Connect, o.Roots = host.Connect(), host.Roots()
	user := a.flags.user
	if user == "" {
		user = mailhost.User
	}
	cr, err := a.demoCredential(ctx, user)
	if err != nil {
		done()
		return nil, func() {}, err
	}
	o.Credential = cr
	endpoints, err := a.flags.narrow(result.DefaultEndpoints(mailhost.Name))
	if err != nil {
		done()
		return nil, func() {}, err
	}
	target := result.Target{Input: mailhost.Name, Host: mailhost.Name, Address: mailhost.User, Domain: mailhost.Domain, User: user, Demo: a.flags.demo, Flags: a.asked}
	return []job{{target: target, endpoints: endpoints, options: o}}, done, nil
}

// demoCredential is the demo's own login, unless the person gave another.
func (a *app) demoCredential(ctx context.Context, user string) (*probe.Credential, error) {
	if a.secretGiven() {
		return a.credential(ctx, user, []string{mailhost.Name})
	}
	return probe.NewCredential(user, mailhost.Password, false, mailhost.Name)
}

// searchPlace is where a search looks: the person's network, or the domain of
// the embedded host, which is all that its name server knows. The function
// that it returns ends what was started.
func (a *app) searchPlace(ctx context.Context, input string) (probe.Options, func(), error) {
	done := func() {}
	o, err := a.probeOptions()
	if err != nil || a.flags.demo == "" {
		return o, done, err
	}
	if target, err := a.searchTarget(input); err != nil || target.Domain != mailhost.Domain {
		shown := probe.WithoutPassword(input)
		return o, done, usage("demo-domain", locale.Args{"value": shown, "domain": mailhost.Domain}, "discover --demo", "discover "+command.Quote(shown))
	}
	host, err := a.startDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()})
	if err != nil {
		return o, done, err
	}
	published, err := host.Publish()
	if err != nil {
		host.Close()
		return o, done, unable("demo", locale.Args{"detail": err.Error()})
	}
	o.Resolver, o.Connect, o.Roots = published.Resolver, published.Connect, host.Roots()
	return o, func() { host.Close() }, nil
}

// searchDemo looks for what the domain of the embedded host publishes.
func (a *app) searchDemo(ctx context.Context, j *job) error {
	o, done, err := a.searchPlace(ctx, mailhost.Domain)
	if err != nil {
		return err
	}
	defer done()
	if j.discovery, err = a.find(ctx, result.Target{Domain: mailhost.Domain}, a.discoverOptions(o)); err != nil {
		return err
	}
	j.endpoints, err = a.flags.narrow(withPublished(*j))
	return err
}
