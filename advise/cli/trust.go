package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

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
