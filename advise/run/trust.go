package run

import (
	"context"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Who may have a password is decided here. Of a host that was named by whoever
// typed the target, that person has decided it. Of one that a search found,
// it depends on who names it: the domain itself over a verified connection,
// and the table of providers (trust A), are believed; where others do (trust
// B), a person is asked once; what could be forged on the way (trust C) needs
// a yes that was given before. To all the others no password goes.

// namedHost is a host that a search named: who names it, and how far it may be
// trusted at best.
type namedHost struct {
	result.Candidate
	user string // the user name it is named with; "" for any
}

// namedHosts returns the hosts of a search that are followed, each once.
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

// recipients are the hosts of a job, by whether they may have a password.
type recipients struct {
	trusted   []string
	untrusted []string          // found, and that no password may go to
	users     map[string]string // trusted hosts that are named with a user name of their own
}

// recipients asks, where it has to, which hosts of a job may have the password
// of a user. The error is that of a question that was not answered.
func (r *Runner) recipients(ctx context.Context, j *Job, user string) (recipients, error) {
	to := recipients{users: map[string]string{}}
	if j.Recipients != nil {
		to.trusted = j.Recipients
		for _, e := range j.Endpoints {
			if !slices.Contains(to.trusted, e.Host) && !slices.Contains(to.untrusted, e.Host) {
				to.untrusted = append(to.untrusted, e.Host)
			}
		}
		return to, nil
	}
	if j.Discovery == nil {
		for _, e := range j.Endpoints {
			if !slices.Contains(to.trusted, e.Host) {
				to.trusted = append(to.trusted, e.Host)
			}
		}
		return to, nil
	}
	confirmed := map[string]bool{} // by registrable domain
	for _, h := range namedHosts(j.Discovery) {
		trusted := h.Trust == result.TrustA || r.Login.TrustDiscovered
		if !trusted && h.Trust == result.TrustB && r.Person.Confirm != nil {
			yes, asked := confirmed[h.Domain]
			if !asked {
				var err error
				if yes, err = r.Person.Confirm(ctx, aboutHosts("done.discover-other", j, h)); err != nil {
					return recipients{}, err
				}
				confirmed[h.Domain] = yes
			}
			trusted = yes
		}
		switch {
		case !trusted:
			to.untrusted = append(to.untrusted, h.Host)
			continue
		case r.Login.User == "" && h.user != "" && h.user != user:
			to.users[h.Host] = h.user
		}
		to.trusted = append(to.trusted, h.Host)
	}
	r.sayUntrusted(j, to.untrusted)
	return to, nil
}

// aboutHosts returns the words for hosts that a search named: the domain that
// somebody registered, and letters that can be mistaken in both forms.
func aboutHosts(id string, j *Job, hosts ...namedHost) locale.Text {
	var names []string
	for _, h := range hosts {
		name := h.Host
		if h.Unicode != "" {
			name += " (" + h.Unicode + ")"
		}
		names = append(names, name)
	}
	h := hosts[0]
	return locale.Text{ID: id, Args: locale.Args{
		"by": locale.Text{ID: "screen.discover.by." + h.Sources[0]}, "hosts_list": names, "domain": j.Target.Domain,
		"registered": h.Domain, "foreign": h.OtherDomain, "level": string(h.Trust),
	}}
}

// sayUntrusted says where no login is tried, and what would change that.
func (r *Runner) sayUntrusted(j *Job, untrusted []string) {
	byLevel := map[result.Trust][]namedHost{}
	for _, h := range namedHosts(j.Discovery) {
		if slices.Contains(untrusted, h.Host) {
			byLevel[h.Trust] = append(byLevel[h.Trust], h)
		}
	}
	for _, level := range []result.Trust{result.TrustB, result.TrustC} {
		if hosts := byLevel[level]; len(hosts) > 0 {
			about := aboutHosts("done.discover-untrusted", j, hosts...)
			r.Person.say(about.ID, about.Args)
		}
	}
}
