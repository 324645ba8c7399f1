package run

import (
	"context"
	"errors"
	"net"
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
	// LoginHosts are hosts that may have the password though a file that was
	// named is all that names them.
	LoginHosts []string
}

// Review looks at the hosts of accounts, once for each mailbox, and
// gives what is judged. The error is a [*Problem].
func (r *Runner) Review(ctx context.Context, v Reviewing) (review.Input, error) {
	in := review.Input{Found: v.Found, Before: v.Before, Today: r.now(), Version: r.Version, Tested: !v.NoNetwork}
	var list []*reviewJob
	for i := range v.Found.Accounts {
		a := &v.Found.Accounts[i]
		at := slices.IndexFunc(list, func(j *reviewJob) bool { return j.isFor(a) })
		if at < 0 {
			at = len(list)
			list = append(list, &reviewJob{})
		}
		list[at].add(a)
		in.Of = append(in.Of, at)
	}
	in.Reports = make([]*result.Report, len(list))
	if !v.NoNetwork {
		if err := r.chooseLogin(list, v.LoginHosts); err != nil {
			return in, err
		}
	}
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
				in.Reports[i], err = r.probeHosts(ctx, j, v.LoginHosts)
			}
			return err
		})
	}
	return in, group.Wait()
}

// reviewJob is what is asked for the accounts of one mailbox.
type reviewJob struct {
	account   *accounts.Account // the first, or the first whose address is known
	accounts  []*accounts.Account
	endpoints []result.Endpoint
	login     bool // it is the one that the login of the run is for
}

// isFor reports whether an account is of the mailbox of a job, and its address
// of the same domain, where both say one.
func (j *reviewJob) isFor(a *accounts.Account) bool {
	b := j.account
	_, domain, known := strings.Cut(a.Address, "@")
	_, other, also := strings.Cut(b.Address, "@")
	if known && also && !strings.EqualFold(domain, other) {
		return false
	}
	if a.User == "" || !a.Reads() || !b.Reads() {
		return strings.EqualFold(a.Host, b.Host) && strings.EqualFold(a.User, b.User) && known == also
	}
	return mailboxOf(a) == mailboxOf(b)
}

// mailboxOf tells mailboxes apart, by user and host.
func mailboxOf(a *accounts.Account) string {
	return strings.ToLower(a.User) + "@" + hostname.Registrable(strings.ToLower(a.Host))
}

// chooseLogin finds the one job that the login of the run is for: that of the
// user who was named, of the host that was named, or of the only mailbox. One
// password is for one mailbox, and is tried there once.
func (r *Runner) chooseLogin(list []*reviewJob, hosts []string) error {
	var mailboxes, theirs []*reviewJob // the first of each mailbox
	seen := map[string]bool{}
	for _, j := range list {
		a := j.account
		if !a.Reads() || seen[mailboxOf(a)] {
			continue
		}
		seen[mailboxOf(a)] = true
		mailboxes = append(mailboxes, j)
		if r.Login.User == "" || strings.EqualFold(r.Login.User, a.User) {
			theirs = append(theirs, j)
		}
	}
	if len(theirs) == 0 && len(mailboxes) == 1 { // the person knows the name better
		theirs = mailboxes
	}
	if len(theirs) > 1 {
		var at []*reviewJob
		for _, j := range theirs {
			if slices.ContainsFunc(j.accounts, func(a *accounts.Account) bool { return holdsHost(hosts, a.Host) }) {
				at = append(at, j)
			}
		}
		if len(at) > 0 {
			theirs = at
		}
	}
	if len(theirs) > 1 && r.Login.Named() {
		return Usage("review-login", locale.Args{"mailboxes": len(theirs)}, "review FILE")
	}
	if len(theirs) == 1 {
		theirs[0].login = true
	}
	return nil
}

// holdsHost reports whether a list that a person typed holds a host.
func holdsHost(hosts []string, host string) bool {
	return slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

// add has the servers of an account looked at: the very places that it is set
// to, and those that a host of its kind has.
func (j *reviewJob) add(a *accounts.Account) {
	j.accounts = append(j.accounts, a)
	if j.account == nil || j.account.Address == "" && a.Address != "" && a.Reads() == j.account.Reads() {
		j.account = a
	}
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

// target returns the address of an account, or its host.
func (j *reviewJob) target() string {
	if j.account.Address != "" {
		if _, err := probe.ParseTarget(j.account.Address); err == nil {
			return j.account.Address
		}
	}
	return j.account.Host
}

// probeHosts searches for what the domain publishes, and probes that and the hosts of
// the accounts.
func (r *Runner) probeHosts(ctx context.Context, j *reviewJob, loginHosts []string) (*result.Report, error) {
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
	if job.Discovery != nil { // a change to what is published should have been tried
		for _, c := range job.Discovery.Followed() {
			if c.Trust != result.TrustC && c.InsteadOf == nil && c.Security != result.None {
				j.want(c.Endpoint)
			}
		}
	}
	job.Target.User = j.account.User
	if job.Endpoints, err = quiet.Only.narrow(j.endpoints); err != nil {
		return nil, err
	}
	if err := r.reviewLogin(ctx, j, &job, loginHosts); err != nil {
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

// reviewLogin gives a job the login of the run, where it is for that one, and for
// the hosts that may have it alone. On a terminal it is asked for only where
// --user says that a login is wanted.
func (r *Runner) reviewLogin(ctx context.Context, j *reviewJob, job *Job, loginHosts []string) error {
	secret := r.Login.Secret
	if !j.login || secret.none() || secret.Asks && r.Login.User == "" {
		return nil
	}
	job.Recipients = r.reviewRecipients(j, job, loginHosts)
	if len(job.Recipients) == 0 {
		host := j.account.Host
		r.Person.say("done.review-hosts", locale.Args{"hosts_list": []string{host}, "many": false, "file": j.account.File, "flag": "--login-host " + host})
		return nil
	}
	return r.GiveLogin(ctx, job)
}

// reviewRecipients returns the hosts of an account that may have the password.
// A file that lies where its program keeps it names hosts to which that program
// sends the password already. A file that was named may be anybody's: there the
// person says it of a host, by --login-host or by saying with --connect where
// that is; or the domain of the user whom the person named publishes it so that
// it cannot be forged.
func (r *Runner) reviewRecipients(j *reviewJob, job *Job, loginHosts []string) []string {
	theirs := map[string]bool{} // hosts that a file of this person's names
	for _, a := range j.accounts {
		for _, srv := range a.Servers() {
			if a.Own {
				theirs[strings.ToLower(srv.Host)] = true
			}
		}
	}
	may := func(host string) bool {
		if theirs[host] || holdsHost(loginHosts, host) {
			return true
		}
		for place := range r.Options.Connect {
			if h, _, err := net.SplitHostPort(place); err == nil && strings.EqualFold(h, host) {
				return true
			}
		}
		if job.Discovery == nil || r.Login.User == "" || !strings.EqualFold(r.Login.User, job.Target.Address) {
			return false
		}
		return slices.ContainsFunc(namedHosts(job.Discovery), func(h namedHost) bool { return h.Host == host && h.Trust == result.TrustA })
	}
	var out []string
	for _, e := range job.Endpoints {
		if may(e.Host) && !slices.Contains(out, e.Host) {
			out = append(out, e.Host)
		}
	}
	return out
}

// listed returns what the built-in table knows of the servers of an account;
// nil where it knows nothing.
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

// beforeOf returns the report of an earlier run that tells of an account's
// host.
func beforeOf(before []*result.Report, a *accounts.Account) *result.Report {
	for _, rep := range before {
		if slices.ContainsFunc(rep.Probes, func(p result.Probe) bool { return strings.EqualFold(p.Host, a.Host) }) {
			return rep
		}
	}
	return nil
}
