package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// running is a runner as the flags fill it, with what was started for it.
type running struct {
	*run.Runner
	progress *progress
	demo     *mailhost.Host // nil without --demo
	end      func()         // ends what was started
}

// runner fills a runner from the flags.
func (a *app) runner() (*run.Runner, error) {
	f := &a.flags
	connect, err := run.Connections(f.connect)
	if err != nil {
		return nil, err
	}
	roots, err := run.Roots(f.caFile)
	if err != nil {
		return nil, err
	}
	auth := strings.ToUpper(f.auth) // as the registry of mechanisms has them
	if auth != "" && !slices.Contains(probe.Mechanisms(), auth) {
		return nil, usage("auth", locale.Args{"value": f.auth, "known_list": probe.Mechanisms()})
	}
	login, err := a.login()
	if err != nil {
		return nil, err
	}
	return &run.Runner{
		Options: probe.Options{
			Timeout: f.timeout, Patient: a.waits(), Family: f.family(), Resolver: f.resolver, Connect: connect, Roots: roots,
			Auth: auth, InsecureLoopback: f.insecureLoopback, TLSScan: f.tlsScan, Now: a.Now, Slots: probe.NewSlots(0),
		},
		Only: f.only, Search: a.search, Login: login, Person: a.person(), Online: a.Online, Version: version(), Command: a.name, Flags: a.asked, Address: a.flags.address,
	}, nil
}

// waits reports whether a slow server is waited for: where the time was given.
func (a *app) waits() bool {
	return slices.ContainsFunc(a.asked, func(f result.Flag) bool { return f.Name == "timeout" })
}

// begin returns a runner with the host that --demo starts in place of the
// network, the transcript, and what a person can watch.
func (a *app) begin(ctx context.Context) (*running, error) {
	r, err := a.runner()
	if err != nil {
		return nil, err
	}
	b := &running{Runner: r, progress: a.progress(), end: func() {}}
	r.Watch = b.progress.watch()
	if a.flags.demo != "" {
		if b.demo, err = run.StartDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()}); err != nil {
			return nil, err
		}
		r.UseDemo(b.demo)
		b.end = func() { b.demo.Close() }
	}
	end, err := a.openTranscript(&r.Options)
	if err != nil {
		b.end()
		return nil, err
	}
	host := b.end
	b.end = func() { end(); host() }
	return b, nil
}

// jobs returns the targets that were typed, or the host of --demo.
func (a *app) jobs(ctx context.Context, b *running, inputs []string) ([]run.Job, error) {
	return a.jobsBy(ctx, b, inputs, func() ([]run.Job, error) { return b.Jobs(ctx, inputs) })
}

// jobsBy is jobs, with a way of the caller's to read what was typed.
func (a *app) jobsBy(ctx context.Context, b *running, inputs []string, read func() ([]run.Job, error)) (jobs []run.Job, err error) {
	switch {
	case b.demo == nil:
		jobs, err = read()
	case len(inputs) > 0:
		err = usage("demo-target", locale.Args{"value": inputs[0]})
	default:
		var j run.Job
		j, err = b.DemoJob(ctx, a.flags.demo)
		jobs = []run.Job{j}
	}
	if err != nil {
		return nil, err
	}
	b.progress.expect(jobs)
	return jobs, nil
}

// probeAll probes every job and returns the reports in the order of the jobs.
func (b *running) probeAll(ctx context.Context, jobs []run.Job) ([]*result.Report, error) {
	defer b.progress.Done()
	return b.ProbeAll(ctx, jobs)
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
		file, err := run.OpenOwn(name, os.O_WRONLY|os.O_TRUNC)
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

// person is who sits at the terminal.
func (a *app) person() run.Person {
	p := run.Person{Say: a.remark}
	if a.ReadPassword != nil {
		p.Confirm = a.confirm
	}
	return p
}

// confirm asks whether a password may go to hosts that others name.
func (a *app) confirm(ctx context.Context, about locale.Text) (bool, error) {
	a.remark(about)
	io.WriteString(a.Err, a.words.T("prompt.trust", nil)+" ")
	answer, err := answered(ctx, func() (string, error) { return readLine(a.In) })
	if err != nil && err != io.EOF {
		return false, promptProblem(ctx, err)
	}
	return slices.Contains([]string{"y", "yes", "o", "oui"}, strings.ToLower(strings.TrimSpace(answer))), nil
}
