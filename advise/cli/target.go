package cli

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"os"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// job is one target, ready to be probed.
type job struct {
	target    result.Target
	endpoints []result.Endpoint
	options   probe.Options
	discovery *result.Discovery // where the target is an address
	search    *search           // where its servers are looked for while it is probed
	untrusted []string          // hosts that were found, and that no password may go to
}

// reader makes a job of one target.
type reader func(ctx context.Context, input string, o probe.Options) (job, error)

// jobs are the targets that were typed, or the embedded host where --demo asks
// for it, with the one password. The servers of a single address are looked for
// while they are probed; of several, each search ends first. The function that
// it returns ends what was started.
func (a *app) jobs(ctx context.Context, inputs []string) ([]job, func(), error) {
	if len(inputs) != 1 {
		return a.jobsBy(ctx, inputs, a.job)
	}
	return a.jobsBy(ctx, inputs, func(_ context.Context, input string, o probe.Options) (job, error) {
		j, err := a.readTarget(input, o)
		if j.unsearched() {
			j.search = &search{app: a}
		}
		return j, err
	})
}

// jobsBy is jobs, with a reader of the caller's.
func (a *app) jobsBy(ctx context.Context, inputs []string, read reader) ([]job, func(), error) {
	none := func() {}
	options, err := a.probeOptions()
	if err != nil {
		return nil, none, err
	}
	if a.flags.demo != "" {
		return a.demoJob(ctx, inputs, options)
	}
	done, err := a.openTranscript(&options)
	if err != nil {
		return nil, none, err
	}
	var out []job
	for _, input := range inputs {
		j, err := read(ctx, input, options)
		if err != nil {
			done()
			return nil, none, err
		}
		out = append(out, j)
	}
	if len(out) == 1 && out[0].search != nil { // who the password is for is not known yet
		return out, done, nil
	}
	if err := a.giveCredential(ctx, out); err != nil {
		done()
		return nil, none, err
	}
	return out, done, nil
}

// job reads one target; the servers of an address are looked for first.
func (a *app) job(ctx context.Context, input string, o probe.Options) (job, error) {
	j, err := a.readTarget(input, o)
	if err == nil && j.unsearched() {
		err = a.findServers(ctx, &j, nil)
	}
	return j, err
}

// readTarget reads one target. The job of an address has no endpoints yet.
func (a *app) readTarget(input string, o probe.Options) (job, error) {
	parsed, err := probe.ParseTarget(input)
	if err != nil {
		return job{}, a.targetProblem(input, err)
	}
	j := job{target: parsed.Target, endpoints: parsed.Endpoints, options: o}
	j.target.Flags = a.asked
	if len(j.endpoints) == 0 && j.target.Host != "" {
		j.endpoints = result.DefaultEndpoints(j.target.Host)
	}
	if !j.unsearched() {
		j.endpoints, err = a.flags.narrow(j.endpoints)
	}
	return j, err
}

// unsearched reports whether a job's servers are still to be found: it is an
// address, and not a host.
func (j job) unsearched() bool {
	return len(j.endpoints) == 0 && j.target.Address != "" && j.discovery == nil
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
	auth := strings.ToUpper(f.auth) // as the registry of mechanisms has them
	if auth != "" && !slices.Contains(probe.Mechanisms(), auth) {
		return probe.Options{}, usage("auth", locale.Args{"value": f.auth, "known_list": probe.Mechanisms()})
	}
	return probe.Options{
		Timeout: f.timeout, Family: f.family(), Resolver: f.resolver, Connect: connect, Roots: roots,
		Auth: auth, InsecureLoopback: f.insecureLoopback, TLSScan: f.tlsScan, Now: a.Now,
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
			return func() {}, run.FileProblem("transcript", name, err)
		}
		w := &transcriptFile{name: name, file: file}
		o.Transcript = &locked{w: w}
		return func() { w.close(a) }, nil
	}
}

// transcriptFile is the file of --transcript. A transcript that lacks lines
// must not pass for a whole one: the first error of writing is told at the end.
type transcriptFile struct {
	name string
	file *os.File
	err  error
}

func (t *transcriptFile) Write(b []byte) (int, error) {
	n, err := t.file.Write(b)
	t.err = cmp.Or(t.err, err)
	return n, err
}

func (t *transcriptFile) close(a *app) {
	if err := cmp.Or(t.err, t.file.Close()); err != nil {
		p := run.FileProblem("transcript-cut", t.name, err)
		p.Class = run.ClassUnable
		a.complain(p)
		a.status = max(a.status, statusFor(p))
	}
}

// targetProblem says why something cannot be a target, with the command that
// was typed where its examples fit there.
func (a *app) targetProblem(input string, err error) error {
	kind := "bad-host"
	var t *probe.TargetError
	if errors.As(err, &t) {
		kind, input = t.Kind, t.Input // without a password
	}
	args := locale.Args{"value": input}
	host, address := "probe ", "advise "
	if a.name == "probe" || a.name == "advise" {
		host, address = a.name+" ", a.name+" "
	}
	switch kind {
	case probe.TargetNoDomain, probe.TargetNoLocalPart, probe.TargetBadLocalPart, probe.TargetTooLong:
		return usage("target-"+kind, args, address+"user@example.org", address+"mail.example.org --user user@example.org")
	case probe.TargetPassword:
		return usage("target-password", args, host+"imaps://mail.example.org --user user@example.org")
	case probe.TargetUnknownPort:
		return usage("target-unknown-port", args, host+"imaps://"+input, host+"pop3s://"+input)
	}
	return usage("target-"+kind, args, host+"mail.example.org", host+"imaps://mail.example.org:993")
}
