package run

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
)

// Login is the one login of a run.
type Login struct {
	User            string // "" is the one that the target, or a search, names
	Secret          Secret
	TrustDiscovered bool // hosts that could be forged get the password too
}

// Named reports whether the person named a login, or a part of one.
func (l *Login) Named() bool { return l.User != "" || l.Secret.Named }

// giveOne gives the one login of a run to its one target.
func (r *Runner) giveOne(ctx context.Context, jobs []Job) error {
	if len(jobs) > 1 {
		if r.Login.Named() {
			return Usage("password-many-hosts", nil)
		}
		return nil
	}
	for i := range jobs {
		if err := r.GiveLogin(ctx, &jobs[i]); err != nil {
			return err
		}
	}
	return nil
}

// GiveLogin gives a job the login of the run, for the hosts that may have it.
// A person is asked no secret that could be sent nowhere. The job must know its
// endpoints. The error is a [*Problem].
func (r *Runner) GiveLogin(ctx context.Context, j *Job) error {
	secret := r.Login.Secret
	user := cmp.Or(r.Login.User, j.Target.User, j.Target.Address)
	j.Target.User = user
	switch {
	case user == "" && secret.Named:
		return Usage("password-without-user", nil)
	case user == "" || secret.none():
		return nil
	}
	to, err := r.recipients(ctx, j, user)
	if err != nil || len(to.trusted) == 0 && secret.Asks {
		return err
	}
	r.sayBeforeLogin(j, append([]string{user}, slices.Sorted(maps.Values(to.users))...))
	if secret.SignIn != nil {
		return r.giveToken(ctx, j, user, to)
	}
	text, err := secret.Read(ctx, For{User: user, Hosts: to.trusted, Job: *j})
	if err != nil || text == "" {
		return err
	}
	cr, err := probe.NewCredential(user, text, secret.Token, to.trusted...)
	if err != nil {
		return Usage("credential", nil)
	}
	cr.Users, cr.Untrusted = to.users, to.untrusted
	j.Options.Credential = cr
	return nil
}

// sayBeforeLogin says what a person has to know before a login can work there.
func (r *Runner) sayBeforeLogin(j *Job, users []string) {
	if j.Discovery == nil {
		return
	}
	if m := j.Discovery.Meant; m != "" {
		r.Person.say("provider.meant", locale.Args{"domain": j.Target.Domain, "meant": m})
	}
	if p := j.Discovery.Provider; p != nil {
		for _, hint := range known.Login(p) {
			r.Person.say("done.discover-hint", locale.Args{"provider": p.Name, "as_of_month": p.AsOf, "hint": hint})
		}
	}
	for _, user := range slices.Compact(users) {
		if r.Login.User != "" || user == j.Target.Address {
			continue
		}
		for _, c := range j.Discovery.Followed() {
			if c.Username == user {
				r.Person.say("done.discover-user", locale.Args{"user": user, "by": locale.Text{ID: "screen.discover.by." + c.Sources[0]}})
				break
			}
		}
	}
}
