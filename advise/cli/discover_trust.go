package cli

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// findServers looks for the servers of a job's address, and takes the user
// name that they are named with. early, where not nil, gets servers as soon as
// they are found: those that are likely to be used in the end.
func (a *app) findServers(ctx context.Context, j *job, early func(result.Endpoint)) error {
	o := a.discoverOptions(j.options)
	if early != nil {
		o.Observe = func(_ result.Source, found []result.Candidate) {
			for _, c := range found {
				if likely(c) && a.flags.wants(c.Endpoint) {
					early(c.Endpoint)
				}
			}
		}
	}
	var err error
	j.discovery, err = a.find(ctx, j.target.Input, o)
	if err != nil {
		return targetProblem(j.target.Input, err)
	}
	followed := j.discovery.Followed()
	for _, c := range followed {
		c.Named = c.Trust != result.TrustC || slices.Contains(c.Sources, "srv")
		j.endpoints = append(j.endpoints, c.Endpoint)
	}
	switch {
	case len(j.endpoints) > 0:
	case ctx.Err() != nil:
		return searchInterrupted(j.target)
	default:
		return nothingFound(*j)
	}
	for _, service := range []result.Service{result.IMAP, result.POP3, result.Submission} {
		i := slices.IndexFunc(followed, func(c result.Candidate) bool { return c.Service == service && c.Username != "" })
		if i >= 0 {
			j.target.User = followed[i].Username
			break
		}
	}
	j.endpoints, err = a.flags.narrow(j.endpoints)
	return err
}

// likely reports whether a server that was just found is worth connecting to
// before the search is over: nothing better is known by now, and somebody
// published it. What rests on a guess waits.
func likely(c result.Candidate) bool {
	return c.Followed && (c.Trust != result.TrustC || slices.Contains(c.Sources, "srv"))
}

// namedHost is a host that a search named: who names it, and how far it may be
// trusted at best.
type namedHost struct {
	result.Candidate
	user string // the user name it is named with; "" for any
}

// namedHosts are the hosts of a search that are followed, each once.
func namedHosts(d *result.Discovery) []namedHost {
	var out []namedHost
	for _, c := range d.Followed() {
		i := slices.IndexFunc(out, func(h namedHost) bool { return h.Host == c.Host })
		switch {
		case i < 0:
			out = append(out, namedHost{c, c.Username})
		case c.Trust < out[i].Trust:
			out[i].Candidate = c
		}
	}
	return out
}

// credentialHosts are the hosts of a job that a password may go to. A host
// that the domain itself names over a verified connection, or that the table
// lists, is used as it is; one that others name is confirmed once, where a
// person can be asked; what could be forged needs --trust-discovered. The
// others are untrusted: no login is tried there. users are hosts that are named
// with another user name.
func (a *app) credentialHosts(ctx context.Context, j *job, user string, given bool) (hosts []string, users map[string]string, err error) {
	users = map[string]string{}
	if j.discovery == nil {
		for _, e := range j.endpoints {
			if !slices.Contains(hosts, e.Host) {
				hosts = append(hosts, e.Host)
			}
		}
		return hosts, users, nil
	}
	asked := map[string]bool{} // by registrable domain and level
	for _, h := range namedHosts(j.discovery) {
		trusted := h.Trust == result.TrustA || a.flags.trustDiscovered
		if !trusted && h.Trust == result.TrustB && a.ReadPassword != nil {
			yes, known := asked[h.Domain]
			if !known {
				if yes, err = a.confirm(ctx, *j, h); err != nil {
					return nil, nil, err
				}
				asked[h.Domain] = yes
			}
			trusted = yes
		}
		if !trusted {
			j.untrusted = append(j.untrusted, h.Host)
		}
		if !trusted && !given {
			continue
		}
		hosts = append(hosts, h.Host)
		if a.flags.user == "" && h.user != "" && h.user != user {
			users[h.Host] = h.user
		}
	}
	a.sayUntrusted(*j)
	return hosts, users, nil
}

// confirm asks whether a password may go to a host that others name.
func (a *app) confirm(ctx context.Context, j job, h namedHost) (bool, error) {
	a.remark("discover-other", a.aboutHost(j, h))
	io.WriteString(a.Err, a.words.T("prompt.trust", nil)+" ")
	answer, err := answered(ctx, func() (string, error) { return readLine(a.In) })
	if err != nil && err != io.EOF {
		return false, promptProblem(ctx, err)
	}
	return slices.Contains([]string{"y", "yes", "o", "oui"}, strings.ToLower(strings.TrimSpace(answer))), nil
}

// readLine reads one line and not an octet more: what follows may be for
// somebody else.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxSecret {
		n, err := r.Read(one)
		if n == 1 {
			if one[0] == '\n' {
				return string(line), nil
			}
			line = append(line, one[0])
		}
		if err != nil {
			return string(line), err
		}
	}
	return string(line), nil
}

// aboutHost are the words for a host that a search named: the domain that
// somebody registered, and letters that can be mistaken in both forms.
func (a *app) aboutHost(j job, hosts ...namedHost) locale.Args {
	var names []string
	for _, h := range hosts {
		name := h.Host
		if h.Unicode != "" {
			name += " (" + h.Unicode + ")"
		}
		names = append(names, name)
	}
	h := hosts[0]
	return locale.Args{
		"by": a.words.T("screen.discover.by."+h.Sources[0], nil), "hosts_list": names, "domain": j.target.Domain,
		"registered": h.Domain, "foreign": h.OtherDomain, "level": h.Trust,
	}
}

// sayUntrusted says where no login is tried, and which flag would change that.
func (a *app) sayUntrusted(j job) {
	byLevel := map[string][]namedHost{}
	for _, h := range namedHosts(j.discovery) {
		if slices.Contains(j.untrusted, h.Host) {
			byLevel[h.Trust] = append(byLevel[h.Trust], h)
		}
	}
	for _, level := range []string{result.TrustB, result.TrustC} {
		if hosts := byLevel[level]; len(hosts) > 0 {
			a.remark("discover-untrusted", a.aboutHost(j, hosts...))
		}
	}
}

// remark says something before or beside the result, folded and inert.
func (a *app) remark(id string, args locale.Args) {
	_ = render.Remark(a.Err, a.words.T("done."+id, args), a.words, a.errStyle()) // nobody is left to tell
}

// sayBeforeLogin says what a person has to know before a login can work there.
func (a *app) sayBeforeLogin(j job, users []string) {
	if j.discovery == nil {
		return
	}
	if p := j.discovery.Provider; p != nil {
		for _, hint := range p.Hints {
			if hint == "no-pop" || hint == "pop-poll-min-15m" {
				continue // no matter of logins
			}
			a.remark("discover-hint", locale.Args{"provider": p.Name, "as_of_month": p.AsOf, "hint": a.words.T("hint."+hint, locale.Args{"provider": p.Name})})
		}
	}
	for _, user := range slices.Compact(users) {
		if a.flags.user != "" || user == j.target.Address {
			continue
		}
		for _, c := range j.discovery.Followed() {
			if c.Username == user {
				a.remark("discover-user", locale.Args{"user": user, "by": a.words.T("screen.discover.by."+c.Sources[0], nil)})
				break
			}
		}
	}
}

// giveCredential asks for the one password of a run and binds it to the hosts
// of its one target.
func (a *app) giveCredential(ctx context.Context, jobs []job) error {
	if len(jobs) > 1 {
		if a.secretGiven() || a.flags.user != "" {
			return usage("password-many-hosts", nil)
		}
		return nil
	}
	for i := range jobs {
		if err := a.login(ctx, &jobs[i]); err != nil {
			return err
		}
	}
	return nil
}

// secretGiven reports whether a flag says where the secret is.
func (a *app) secretGiven() bool {
	return a.flags.passwordFile != "" || a.flags.passwordCommand != "" || a.flags.tokenFile != ""
}

// login asks for the password of a job.
func (a *app) login(ctx context.Context, j *job) error {
	user := cmp.Or(a.flags.user, j.target.User, j.target.Address)
	given := a.secretGiven() || a.Env("MAILADVISOR_PASSWORD") != ""
	j.target.User = user
	if user == "" && !a.secretGiven() || !given && a.ReadPassword == nil {
		return nil
	}
	hosts, users, err := a.credentialHosts(ctx, j, user, given)
	if err != nil || len(hosts) == 0 {
		return err
	}
	a.sayBeforeLogin(*j, append([]string{user}, slices.Sorted(maps.Values(users))...))
	j.options.Credential, err = a.credential(ctx, user, hosts)
	if cr := j.options.Credential; cr != nil {
		cr.Users, cr.Untrusted = users, j.untrusted
	}
	return err
}

// discoverOptions are those of a probe that a search needs too, and the
// person's own.
func (a *app) discoverOptions(o probe.Options) discover.Options {
	return discover.Options{
		Resolver: o.Resolver, Roots: o.Roots, Connect: o.Connect, Now: a.Now,
		NoThirdParty: a.search.noThirdParty, SendAddress: a.search.sendAddress, TrustAD: a.search.trustAD,
	}
}
