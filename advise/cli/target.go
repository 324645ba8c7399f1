package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// job is one target, ready to be probed.
type job struct {
	target    result.Target
	endpoints []result.Endpoint
	options   probe.Options
	discovery *result.Discovery // where the target is an address
	search    *search           // it is an address whose servers are still to be found
	untrusted []string          // hosts that were found, and that no password may go to
}

// jobs reads the targets, starts the embedded host where --demo asks for it,
// and asks for the password once. The function that it returns ends what was
// started.
func (a *app) jobs(ctx context.Context, inputs []string) ([]job, func(), error) {
	done := func() {}
	options, err := a.probeOptions()
	if err != nil {
		return nil, done, err
	}
	if a.flags.demo != "" {
		return a.demoJob(ctx, inputs, options)
	}
	closers, err := a.openTranscript(&options)
	if err != nil {
		return nil, done, err
	}
	done = closers
	var out []job
	for _, input := range inputs {
		read := a.job
		if len(inputs) == 1 {
			read = a.openJob
		}
		j, err := read(ctx, input, options)
		if err != nil {
			done()
			return nil, func() {}, err
		}
		out = append(out, j)
	}
	if len(out) == 1 && out[0].search != nil {
		return out, done, nil
	}
	if err := a.giveCredential(ctx, out); err != nil {
		done()
		return nil, func() {}, err
	}
	return out, done, nil
}

// job reads one target; an address is looked up first.
func (a *app) job(ctx context.Context, input string, o probe.Options) (job, error) {
	j, err := a.openJob(ctx, input, o)
	if err != nil || j.search == nil {
		return j, err
	}
	j.search = nil
	return j, a.findServers(ctx, &j, nil)
}

// openJob reads one target; an address is still to be looked up.
func (a *app) openJob(_ context.Context, input string, o probe.Options) (job, error) {
	parsed, err := probe.ParseTarget(input)
	if err != nil {
		return job{}, targetProblem(input, err)
	}
	j := job{target: parsed.Target, endpoints: parsed.Endpoints, options: o}
	switch {
	case len(j.endpoints) > 0:
	case j.target.Host != "":
		j.endpoints = result.DefaultEndpoints(j.target.Host)
	default:
		j.search = &search{app: a}
		return j, nil
	}
	j.endpoints, err = a.flags.narrow(j.endpoints)
	return j, err
}

// nothingFound says that an address led to no server.
func nothingFound(j job) *problem {
	args := locale.Args{"domain": j.target.Domain}
	next := "advise mail." + j.target.Domain + " --user " + j.target.Address
	if f := noResolver(j.discovery); f != nil {
		args["detail"] = f.Detail
		return unable("discovery-failed", args, next)
	}
	return failed("discovery-nothing", args, next)
}

// searchInterrupted says that a search has no end.
func searchInterrupted(t result.Target) *problem {
	return unable("search-interrupted", locale.Args{"domain": t.Domain})
}

// demoJob starts the embedded host and aims at it.
func (a *app) demoJob(ctx context.Context, inputs []string, o probe.Options) ([]job, func(), error) {
	if len(inputs) > 0 {
		return nil, func() {}, usage("demo-target", locale.Args{"value": probe.WithoutPassword(inputs[0])})
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
	target := result.Target{Input: mailhost.Name, Host: mailhost.Name, Address: mailhost.User, Domain: mailhost.Domain, User: user, Demo: a.flags.demo}
	return []job{{target: target, endpoints: endpoints, options: o}}, done, nil
}

// demoCredential is the demo's own login, unless the person gave another.
func (a *app) demoCredential(ctx context.Context, user string) (*probe.Credential, error) {
	f := a.flags
	if f.passwordFile != "" || f.passwordCommand != "" || f.tokenFile != "" || a.Env("MAILADVISOR_PASSWORD") != "" {
		return a.credential(ctx, user, []string{mailhost.Name})
	}
	return probe.NewCredential(user, mailhost.Password, false, mailhost.Name)
}

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
		return nil, usage("scenario", locale.Args{"value": c.Scenario, "near": nearest.Word(c.Scenario, names)}, "demo --list")
	}
	host, err := mailhost.Start(context.WithoutCancel(ctx), c)
	if err != nil {
		return nil, unable("demo", locale.Args{"detail": err.Error()})
	}
	return host, nil
}

// probeOptions turns flags into the options of a probe.
func (a *app) probeOptions() (probe.Options, error) {
	f := &a.flags
	connect, err := f.connections()
	if err != nil {
		return probe.Options{}, err
	}
	var roots *x509.CertPool
	if roots, err = f.roots(); err != nil {
		return probe.Options{}, err
	}
	if f.auth != "" && !slices.Contains(probe.Mechanisms(), f.auth) {
		return probe.Options{}, usage("auth", locale.Args{"value": f.auth, "known_list": probe.Mechanisms()})
	}
	return probe.Options{
		Timeout: f.timeout, Family: f.family(), Resolver: f.resolver, Connect: connect, Roots: roots,
		Auth: f.auth, InsecureLoopback: f.insecureLoopback, TLSScan: f.tlsScan, Now: a.Now,
	}, nil
}

// openTranscript opens the file of --transcript; the function closes it.
func (a *app) openTranscript(o *probe.Options) (func(), error) {
	switch name := a.flags.transcript; name {
	case "":
		return func() {}, nil
	case "-":
		o.Transcript = a.Err
		return func() {}, nil
	default:
		file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return func() {}, fileProblem("transcript", name, err)
		}
		o.Transcript = &locked{w: file}
		return func() { file.Close() }, nil
	}
}

// targetProblem says why something cannot be a target.
func targetProblem(input string, err error) error {
	kind := "bad-host"
	var t *probe.TargetError
	if errors.As(err, &t) {
		kind, input = t.Kind, t.Input // without a password
	}
	args := locale.Args{"value": input}
	switch kind {
	case "no-domain", "no-local-part", "bad-local-part", "too-long":
		return usage("target-"+kind, args, "advise user@example.org", "advise mail.example.org --user user@example.org")
	case "password":
		return usage("target-password", args, "probe imaps://mail.example.org --user user@example.org")
	case "unknown-port":
		return usage("target-unknown-port", args, "probe imaps://"+input, "probe pop3s://"+input)
	}
	return usage("target-"+kind, args, "probe mail.example.org", "probe imaps://mail.example.org:993")
}
