package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// checkFlags are the flags of check alone.
type checkFlags struct {
	policy, failOn, baseline, print string
}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := a.command("check", "check [TARGET...] --policy FILE", func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(a.flags.check(forms("check")...), a.sweep.check()); err != nil {
			return err
		}
		if err := checkWord("fail-on", f.failOn); err != nil {
			return err
		}
		switch {
		case f.print != "" && f.policy != "":
			return usage("print-and-check", nil)
		case f.print != "":
			return a.printPolicy(cmd.Context(), f, args)
		case f.policy == "":
			return policyMissing(args)
		}
		return a.runCheck(cmd.Context(), f, args)
	})
	c.Flags().StringVar(&f.policy, "policy", "", a.words.T("flag.policy", nil))
	c.Flags().StringVar(&f.failOn, "fail-on", "fail", a.words.T("flag.fail-on", nil))
	c.Flags().StringVar(&f.baseline, "baseline", "", a.words.T("flag.baseline", nil))
	c.Flags().StringVar(&f.print, "print-policy", "", a.words.T("flag.print-policy", nil))
	a.outputFlags(c)
	a.networkFlags(c)
	a.sweepFlags(c)
	return c
}

// policyMissing says that a policy is named by a flag: where an argument is a
// file here, it was meant to be one.
func policyMissing(args []string) error {
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			return usage("policy-as-target", locale.Args{"file": arg}, "check --policy "+command.Quote(arg))
		}
	}
	return usage("policy-missing", nil, "check --policy policy.yaml", "check --print-policy mail.example.org")
}

// runCheck holds targets to a policy.
func (a *app) runCheck(ctx context.Context, f checkFlags, args []string) error {
	p, err := a.readPolicy(f.policy)
	if err != nil {
		return err
	}
	if f.failOn == "warn" {
		p.ForbidFindings()
	}
	before, err := a.baseline(f.baseline)
	if err != nil {
		return err
	}
	defer before.close()
	if p.Wants("tls-floor") {
		a.flags.tlsScan = true // without it nobody knows what is accepted
	}
	ofPolicy := len(args) == 0 && a.sweep.targets == "" && a.flags.demo == ""
	if ofPolicy {
		for _, t := range p.Targets {
			args = append(args, t.Name)
		}
		if len(args) == 0 {
			return usage("policy-no-targets", locale.Args{"file": p.File}, "check mail.example.org --policy "+command.Quote(p.File))
		}
	}
	targets, err := a.lines(ctx, args)
	if err != nil {
		return err
	}
	defer targets.close()
	held := func(piece piece, r *result.Report) *advise.Document { return a.hold(r, p, piece.name, before) }
	judge := func(d *advise.Document) int { return checkStatus(d, f.failOn) }
	done, err := a.resume(targets, "check", judge)
	if err != nil {
		return err
	}
	defer done()
	if targets.list {
		return a.checkList(ctx, p, targets, held, judge)
	}
	jobs, end, err := a.checkJobs(ctx, p, slices.Collect(names(targets.all)), ofPolicy)
	if err != nil {
		return err
	}
	defer end()
	var probed []job
	for _, j := range jobs {
		probed = append(probed, j.job)
	}
	out, err := a.output("check", judge, false)
	if err != nil {
		return err
	}
	return a.tell(ctx, prepared(jobs), &crew{typed: len(jobs), document: held, watch: a.progress(probed)}, out)
}

// checkList holds the targets of a list to a policy.
func (a *app) checkList(ctx context.Context, p *policy.Policy, targets *lines, held func(piece, *result.Report) *advise.Document, judge func(*advise.Document) int) error {
	options, err := a.probeOptions()
	if err != nil {
		return err
	}
	secrets := map[*policy.Credential]*probe.Credential{}
	for _, t := range p.Targets {
		if t.Credential != nil && secrets[t.Credential] == nil {
			if secrets[t.Credential], err = a.policySecret(ctx, t.Credential); err != nil {
				return err
			}
		}
	}
	done, err := a.openTranscript(&options)
	if err != nil {
		return err
	}
	defer done()
	out, err := a.output("check", judge, true)
	if err != nil {
		return err
	}
	read := func(a *app, ctx context.Context, name string, o probe.Options) (job, error) {
		return a.policyJob(ctx, p, name, o)
	}
	pieces := a.listed(targets.all, options, read, func(piece *piece, j *job) {
		if c := p.Target(piece.target).Credential; c != nil {
			piece.shared, j.options.Credential, j.target.User = c, secrets[c], c.User
			piece.groups = append(piece.groups, loginGroup(c)...)
		}
	})
	return a.tell(ctx, pieces, &crew{list: true, document: held, watch: a.sweepWatch(targets)}, out)
}

// hold holds a report to a policy, with what an earlier one forgives.
func (a *app) hold(r *result.Report, p *policy.Policy, name string, before *baseline) *advise.Document {
	d := advise.Make(r, nil, a.words, advise.Probe)
	held := policy.Evaluate(r, d.Findings, p, name, r.StartedAt)
	for _, b := range before.of(r.Target.Input) {
		old := advise.Make(&b.Report, nil, a.words, advise.Probe)
		held.Forgive(policy.Evaluate(&b.Report, old.Findings, p, name, b.StartedAt), b.StartedAt)
	}
	held.Fill(a.words)
	d.Policy = &held
	return d
}

// checkStatus is the exit status of one document: the policy alone decides
// what fails, unless the tool could not do its work.
func checkStatus(d *advise.Document, failOn string) int {
	switch {
	case d.Policy.Count(policy.Fail) > 0, failOn == "unknown" && d.Policy.Count(policy.Unknown) > 0:
		return max(StatusFailed, unableStatus(d))
	}
	return unableStatus(d)
}

func unableStatus(d *advise.Document) int {
	if advise.VerdictOf(d) == advise.VerdictUnable {
		return StatusUnable
	}
	return StatusOK
}

// readPolicy reads a policy and what it includes.
func (a *app) readPolicy(name string) (*policy.Policy, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fileProblem("policy-file", name, err)
	}
	p, err := policy.Parse(filepath.ToSlash(name), content, func(file string) ([]byte, error) {
		content, err := os.ReadFile(filepath.FromSlash(file))
		var pathErr *os.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err // the file is named already
		}
		return content, err
	})
	var wrong *policy.Error
	if errors.As(err, &wrong) {
		return nil, policyProblem(wrong)
	}
	return p, err
}

func policyProblem(e *policy.Error) *problem {
	return usage("policy", locale.Args{"file": e.File, "line": strconv.Itoa(e.Line), "column": strconv.Itoa(e.Column), "wrong": e.Text})
}

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
		case errors.As(err, &nothing) && nothing.status != StatusUsage: // a result, and not the end of the run
			c.missing, c.target.Input = nothing, name
		case errors.As(err, &nothing) && nothing.status == StatusUsage && ofPolicy:
			return nil, policyProblem(t.Wrong(locale.Text{ID: "error." + nothing.id + ".what", Args: nothing.args}))
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
	if len(secrets) > 0 && a.secretFlags() {
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
	target, err := searchTarget(name)
	if err != nil || !p.Searches(name) || net.ParseIP(target.Domain) != nil {
		return a.job(ctx, name, o) // a URL, or host:port, is no domain
	}
	j := job{target: target, options: o}
	if err := a.findServers(ctx, &j, nil); err != nil {
		return j, err
	}
	j.endpoints, err = a.flags.narrow(withPublished(j))
	return j, err
}

// searchDemo looks for what the domain of the embedded host publishes.
func (a *app) searchDemo(ctx context.Context, j *job) error {
	o, done, err := a.searchPlace(ctx, mailhost.Domain)
	if err != nil {
		return err
	}
	defer done()
	if j.discovery, err = a.find(ctx, mailhost.Domain, a.discoverOptions(o)); err != nil {
		return err
	}
	j.endpoints, err = a.flags.narrow(withPublished(*j))
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

// secretFlags reports whether the flags name a login.
func (a *app) secretFlags() bool {
	f := &a.flags
	return f.user != "" || f.passwordFile != "" || f.passwordCommand != "" || f.tokenFile != ""
}

// emptyReport is that of a target of which nothing could be looked at.
func emptyReport(name string, now time.Time) *result.Report {
	parsed, _ := probe.ParseTarget(name) // it was read before
	return &result.Report{Schema: result.Schema, Tool: result.Tool{Version: version()}, Target: parsed.Target, StartedAt: now.UTC()}
}

// policySecret reads a secret by its reference. A file is found beside the
// policy that names it.
func (a *app) policySecret(ctx context.Context, c *policy.Credential) (*probe.Credential, error) {
	var secret string
	var err error
	switch c.Source {
	case "env":
		if secret = a.Env(c.Reference); secret == "" {
			return nil, usage("policy-secret-env", locale.Args{"name": c.Name, "variable": c.Reference, "file": c.File, "line": strconv.Itoa(c.Line)})
		}
	case "file":
		file := c.Reference
		if !path.IsAbs(file) {
			file = path.Join(path.Dir(c.File), file)
		}
		secret, err = a.secretFile("password-file", filepath.FromSlash(file))
	case "command":
		secret, err = secretCommand(ctx, c.Reference)
	}
	if err != nil {
		return nil, err
	}
	cr, err := probe.NewCredential(c.User, secret, c.Token, c.Hosts...)
	if err != nil {
		return nil, usage("credential", nil)
	}
	return cr, nil
}

// loginFailed reports whether a login was sent and did not succeed.
func loginFailed(r *result.Report) bool {
	return slices.ContainsFunc(r.Probes, func(p result.Probe) bool { return p.Login != nil && p.Login.Status == result.LoginFailed })
}

// printPolicy writes the policy that a target keeps today.
func (a *app) printPolicy(ctx context.Context, f checkFlags, args []string) error {
	if len(args) > 0 {
		return usage("one-target", locale.Args{"value": probe.WithoutPassword(args[0])})
	}
	inputs := []string{f.print}
	if a.flags.demo != "" && f.print == mailhost.Name {
		inputs = nil
	}
	a.flags.tlsScan = true
	jobs, done, err := a.jobs(ctx, inputs)
	if err != nil {
		return err
	}
	defer done()
	if j := &jobs[0]; j.search != nil { // what is published beside what is followed is looked at too
		j.search = nil
		if err := a.findServers(ctx, j, nil); err != nil {
			return err
		}
		if j.endpoints, err = a.flags.narrow(withPublished(*j)); err != nil {
			return err
		}
		if err := a.giveCredential(ctx, jobs); err != nil {
			return err
		}
	}
	reports, err := a.probeAll(ctx, jobs)
	if err != nil {
		return err
	}
	r := reports[0]
	d := advise.Make(r, nil, a.words, advise.Probe)
	comment := a.words.T("policy.written", locale.Args{"target": f.print, "today_date": r.StartedAt.Format(time.DateOnly)})
	content := policy.Write(r, d.Findings, a.reference(jobs[0].known()), comment, r.StartedAt)
	if content == "" {
		return failed("print-nothing", locale.Args{"target": f.print}, "probe "+command.Quote(f.print))
	}
	_, err = io.WriteString(a.Out, content)
	return writeProblem(err)
}

// reference is the login of a job as a policy names it: by the place that it
// was read from. The demo's own has none.
func (a *app) reference(j job) *policy.Credential {
	cr := j.options.Credential
	if cr == nil || a.flags.demo != "" {
		return nil
	}
	hosts := slices.DeleteFunc(slices.Clone(cr.Hosts), func(host string) bool { return cr.Users[host] != "" }) // a policy knows one name
	c := &policy.Credential{User: cr.User, Token: cr.Token, Hosts: hosts, Source: "env", Reference: "MAILADVISOR_PASSWORD"}
	switch f := a.flags; {
	case f.tokenFile != "" && f.tokenFile != "-":
		c.Source, c.Reference = "file", absolute(f.tokenFile)
	case f.passwordFile != "" && f.passwordFile != "-":
		c.Source, c.Reference = "file", absolute(f.passwordFile)
	case f.passwordCommand != "":
		c.Source, c.Reference = "command", f.passwordCommand
	}
	return c
}

func absolute(file string) string {
	if whole, err := filepath.Abs(file); err == nil {
		return filepath.ToSlash(whole)
	}
	return file
}
