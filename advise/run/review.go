package run

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/probe"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// Reviewing says how accounts are held against their hosts.
type Reviewing struct {
	Found     accounts.Found
	NoNetwork bool // nobody is asked
	Before    []*result.Report
}

// Review looks at the hosts of accounts, once for each pair of servers, and
// gives what is judged. The error is a [*Problem].
func (r *Runner) Review(ctx context.Context, v Reviewing) (review.Input, error) {
	in := review.Input{Found: v.Found, Before: v.Before, Today: r.now(), Version: r.Version, Tested: !v.NoNetwork}
	jobs := map[string]int{}
	var list []*reviewJob
	for i := range v.Found.Accounts {
		a := &v.Found.Accounts[i]
		key := reviewKey(a)
		at, known := jobs[key]
		if !known {
			at = len(list)
			jobs[key] = at
			list = append(list, &reviewJob{account: a})
		}
		list[at].add(a)
		in.Of = append(in.Of, at)
	}
	in.Reports = make([]*result.Report, len(list))
	if r.Login.Named() && mailboxCount(v.Found.Accounts) > 1 && r.Login.User == "" {
		return in, Usage("review-login", locale.Args{"mailboxes": mailboxCount(v.Found.Accounts)}, "review FILE")
	}
	alone := mailboxCount(v.Found.Accounts) == 1
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, j := range list {
		group.Go(func() error {
			var err error
			switch {
			case v.NoNetwork && len(v.Before) > 0:
				in.Reports[i] = beforeOf(v.Before, j.account)
				if in.Reports[i] == nil {
					in.Reports[i] = r.listed(ctx, j)
				}
			case v.NoNetwork:
				in.Reports[i] = r.listed(ctx, j)
			default:
				in.Reports[i], err = r.look(ctx, j, alone)
			}
			return err
		})
	}
	return in, group.Wait()
}

// reviewJob is what is asked for some accounts of one address at the same hosts.
type reviewJob struct {
	account   *accounts.Account
	endpoints []result.Endpoint
}

// reviewKey groups accounts whose hosts and domain are the same.
func reviewKey(a *accounts.Account) string {
	out := ""
	if a.Outgoing != nil {
		out = a.Outgoing.Host
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	return strings.ToLower(strings.Join([]string{a.Host, out, domain, a.User}, "\n"))
}

// mailboxCount counts the mailboxes that are read, by user and host.
func mailboxCount(all []accounts.Account) int {
	seen := map[string]bool{}
	for i := range all {
		if a := &all[i]; a.Reads() {
			seen[strings.ToLower(a.User)+"@"+hostname.Registrable(a.Host)] = true
		}
	}
	return len(seen)
}

// add has the servers of an account looked at: the very places that it is set
// to, and those that a host of its kind has.
func (j *reviewJob) add(a *accounts.Account) {
	for _, s := range a.Servers() {
		if s.Host == "" || !plausible(s.Host) {
			continue
		}
		e := result.Endpoint{Service: result.Service(s.Service), Host: strings.ToLower(s.Host), Port: s.Port, Named: true}
		switch s.Security {
		case accounts.TLS:
			e.Security = result.TLS
		case accounts.StartTLS, accounts.IfOffered:
			e.Security = result.StartTLS
		default:
			e.Security = result.StartTLS // what it could be
			e.Named = false
		}
		j.want(e)
		for _, usual := range result.DefaultEndpoints(e.Host) {
			if (usual.Service == result.Submission) == (e.Service == result.Submission) {
				j.want(usual)
			}
		}
	}
}

// plausible reports whether a text can be the name of a host.
func plausible(host string) bool {
	_, err := probe.ParseTarget(host)
	return err == nil && !strings.Contains(host, "@")
}

func (j *reviewJob) want(e result.Endpoint) {
	at := slices.IndexFunc(j.endpoints, func(o result.Endpoint) bool { return o.Service == e.Service && o.Address() == e.Address() })
	if at < 0 {
		j.endpoints = append(j.endpoints, e)
	}
}

// target is the address of an account, or its host.
func (j *reviewJob) target() string {
	if j.account.Address != "" {
		if _, err := probe.ParseTarget(j.account.Address); err == nil {
			return j.account.Address
		}
	}
	return j.account.Host
}

// look searches for what the domain publishes and probes the hosts.
func (r *Runner) look(ctx context.Context, j *reviewJob, alone bool) (*result.Report, error) {
	quiet := r.quiet()
	job, err := quiet.Read(j.target())
	if err != nil {
		return nil, nil // its host is no name: nothing is known of it
	}
	job.Endpoints = nil
	if job.Target.Address != "" {
		if err := quiet.Find(ctx, &job); err != nil && ctx.Err() != nil {
			return nil, err
		}
	}
	job.Endpoints = j.endpoints
	job.Target.User = j.account.User
	if job.Endpoints, err = quiet.Only.narrow(job.Endpoints); err != nil {
		return nil, err
	}
	if err := r.reviewLogin(ctx, j, &job, alone); err != nil {
		return nil, err
	}
	if len(job.Endpoints) == 0 {
		return nil, nil
	}
	report, err := quiet.Probe(ctx, job)
	var problem *Problem
	if errors.As(err, &problem) {
		return nil, err
	}
	return report, err
}

// reviewLogin gives a job the login of the run, where that can be meant for no
// other mailbox. Its hosts are those of the person's own file, to which the
// program sends the password already. On a terminal it is asked for only where
// --user says that a login is wanted.
func (r *Runner) reviewLogin(ctx context.Context, j *reviewJob, job *Job, alone bool) error {
	named := r.Login.User != ""
	switch {
	case r.Login.Secret.Read == nil || !j.account.Reads():
		return nil
	case r.Login.Secret.Asks && !named:
		return nil
	case named && !strings.EqualFold(r.Login.User, j.account.User) && !alone, !named && !alone:
		return nil
	}
	found := job.Discovery
	job.Discovery = nil
	err := r.GiveLogin(ctx, job)
	job.Discovery = found
	return err
}

// listed is what the built-in table knows of the servers of an account; nil
// where it knows nothing.
func (r *Runner) listed(ctx context.Context, j *reviewJob) *result.Report {
	quiet := r.quiet()
	quiet.Search.NoNetwork = true
	for _, target := range []string{j.account.Address, j.account.Host} {
		if target == "" {
			continue
		}
		if report, err := quiet.FromTable(ctx, target); err == nil {
			return report
		}
	}
	return nil
}

// beforeOf is the report of an earlier run that tells of an account's host.
func beforeOf(before []*result.Report, a *accounts.Account) *result.Report {
	for _, rep := range before {
		if slices.ContainsFunc(rep.Probes, func(p result.Probe) bool { return strings.EqualFold(p.Host, a.Host) }) {
			return rep
		}
	}
	return nil
}
