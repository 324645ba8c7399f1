package serve

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// Program is what probes need beside a configuration.
type Program struct {
	Words   *locale.Printer
	Env     func(string) string // where a configuration says that a secret is there
	Now     func() time.Time
	Version string
	Slots   *probe.Slots // the connections that all probes share
}

// prober probes for the exporter: each module is a runner.
type prober struct {
	words   *locale.Printer
	modules map[string]*loaded
}

// loaded is a module with all that it refers to.
type loaded struct {
	runner run.Runner
	policy *policy.Policy
}

// Load reads a configuration and all that it refers to; "" is one that names
// nothing. The error is a [*run.Problem].
func Load(ctx context.Context, name string, with Program) (*Setup, error) {
	content := []byte("{}")
	if name != "" {
		var err error
		if content, err = run.ReadFile(name); err != nil {
			p := run.FileProblem("serve-config", name, err)
			p.Commands = []string{"serve --demo"}
			return nil, p
		}
	}
	c, wrong := parse(filepath.ToSlash(name), content)
	found := faults{placed: wrong}
	p := prober{words: with.Words, modules: map[string]*loaded{}}
	var secrets *run.Secrets
	if len(wrong) == 0 { // a file that is wrong runs no command
		secrets = &run.Secrets{Env: with.Env}
	}
	logins := map[string]*probe.Credential{}
	for _, name := range config.Names(c.Modules) {
		m := c.Modules[name]
		var err error
		if p.modules[name], err = m.load(ctx, secrets, with, &found); err != nil {
			return nil, err
		}
		if m.Credential != nil {
			logins[m.Credential.Name] = p.modules[m.Name].runner.Options.Credential
		}
	}
	if problem := found.problem(); problem != nil {
		return nil, problem
	}
	return &Setup{Config: c, Logins: logins, Probe: p.probe}, nil
}

// faults are what is wrong with a configuration, and in what it refers to.
type faults struct {
	placed []*config.Error
	others []*run.Problem // with places of their own
}

// at takes an error with the place in the configuration that refers to its
// cause. It gives back one of this program itself.
func (f *faults) at(place config.Pos, err error) error {
	var p *run.Problem
	switch {
	case !errors.As(err, &p):
		return err
	case p.ID == "policy":
		f.others = append(f.others, p)
	default:
		f.placed = append(f.placed, &config.Error{File: place.File, Line: place.Line, Column: place.Column, Text: p.What()})
	}
	return nil
}

// problem returns all of them, those of the configuration first; nil for none.
func (f *faults) problem() *run.Problem {
	all := f.others
	if first := config.Joined(f.placed); first != nil {
		all = append([]*run.Problem{run.PolicyProblem(first)}, all...)
	}
	if len(all) == 0 {
		return nil
	}
	return run.Joined(all)
}

// load reads what a module refers to, its login only where there are secrets.
// What is wrong is kept, and the error one of this program itself.
func (m *Module) load(ctx context.Context, secrets *run.Secrets, with Program, found *faults) (*loaded, error) {
	connect, err := run.Connections(m.Connect)
	if err = found.at(m.Place("connect"), err); err != nil {
		return nil, err
	}
	file := ""
	if m.CAFile != "" {
		file = filepath.FromSlash(m.Path(m.CAFile))
	}
	roots, err := run.Roots(file)
	if err = found.at(m.Place("ca-file"), err); err != nil {
		return nil, err
	}
	out := &loaded{runner: run.Runner{Only: m.Only, Version: with.Version, Options: probe.Options{
		Family: m.Family, Resolver: m.Resolver, Connect: connect, Roots: roots, Auth: m.Auth, TLSScan: m.TLSScan, Now: with.Now, Slots: with.Slots,
	}}}
	if m.Policy != "" {
		out.policy, err = run.ReadPolicy(filepath.FromSlash(m.Path(m.Policy)), with.Words)
		if err = found.at(m.Place("policy"), err); err != nil {
			return nil, err
		}
		out.runner.Options.TLSScan = m.TLSScan || out.policy != nil && out.policy.Wants("tls-floor")
	}
	if c := m.Credential; c != nil && secrets != nil {
		out.runner.Options.Credential, err = secrets.Of(ctx, c)
		err = found.at(config.Pos{File: c.File, Line: c.Line, Column: c.Column}, err)
	}
	return out, err
}

// Demo is the configuration of the embedded host alone. The error is one of
// this program itself.
func Demo(host *mailhost.Host, with Program) (*Setup, error) {
	c, err := Parse("", []byte("modules: {default: {credential: demo}, no-login: {}}\n"+
		"credentials: {demo: {user: "+mailhost.User+", password: {env: DEMO}, hosts: ["+mailhost.Name+"]}}\n"+
		"targets: ["+mailhost.Name+"]\nallow: [127.0.0.0/8, '::1']\n"))
	if err != nil {
		return nil, err
	}
	without := run.Runner{Version: with.Version, Options: probe.Options{Now: with.Now, Slots: with.Slots}}
	without.UseDemo(host)
	login := without
	if login.Options.Credential, err = probe.NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name); err != nil {
		return nil, err
	}
	p := prober{words: with.Words, modules: map[string]*loaded{"no-login": {runner: without}, DefaultModule: {runner: login}}}
	return &Setup{Config: c, Logins: map[string]*probe.Credential{"demo": login.Options.Credential}, Probe: p.probe}, nil
}

// probe probes one target by its module.
func (p prober) probe(ctx context.Context, request Request) (*advise.Document, error) {
	m := p.modules[request.Module.Name]
	r := m.runner
	o := &r.Options
	o.Patient = true // the scrape says how long it waits
	o.Timeout, o.Allow, o.Transcript = request.Timeout, request.Allow, request.Transcript
	if !request.Login {
		o.Credential = nil
	}
	j, err := r.Job(ctx, request.Target)
	if err != nil {
		return nil, p.inWords(err)
	}
	report, err := r.Probe(ctx, j)
	if err == nil {
		stillRejected(report, request.Rejected)
	}
	switch {
	case err != nil:
		return nil, p.inWords(err)
	case m.policy != nil:
		return run.Hold(report, m.policy, request.Target, nil, p.words), nil
	}
	return advise.Make(report, nil, p.words, advise.Probe), nil
}

// stillRejected has a report say of a login that is not sent any more what the
// server said of it: until the secret is another, it has failed, and who looks
// at the metrics sees no change.
func stillRejected(r *result.Report, before []result.Probe) {
	for i := range r.Probes {
		p := &r.Probes[i]
		at := slices.IndexFunc(before, func(b result.Probe) bool {
			return b.Service == p.Service && b.Host == p.Host && b.Port == p.Port && b.Security == p.Security
		})
		if at >= 0 && (p.Login == nil || p.Login.Status == result.LoginNotTried) {
			p.Login = before[at].Login
		}
	}
}

// inWords returns an error in words: of a target that is none, or of the tool.
func (p prober) inWords(err error) error {
	var wrong *run.Problem
	if !errors.As(err, &wrong) {
		return err
	}
	what := wrong.What()
	words := p.words.T(what.ID, what.Args)
	if wrong.Class == run.ClassUsage {
		return &BadTarget{Text: words}
	}
	return errors.New(words)
}
