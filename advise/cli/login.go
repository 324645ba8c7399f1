package cli

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
)

// giveCredential asks for the one password of a run and binds it to the hosts
// of its one target.
func (a *app) giveCredential(ctx context.Context, jobs []job) error {
	if len(jobs) > 1 {
		if a.loginNamed() {
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

// login asks for the password of a job.
func (a *app) login(ctx context.Context, j *job) error {
	user := cmp.Or(a.flags.user, j.target.User, j.target.Address)
	given := a.secretGiven()
	j.target.User = user
	if user == "" && !a.secretNamed() || !given && a.ReadPassword == nil {
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

// secretNamed reports whether a flag says where the secret is.
func (a *app) secretNamed() bool {
	return a.flags.passwordFile != "" || a.flags.passwordCommand != "" || a.flags.tokenFile != ""
}

// secretGiven reports whether nobody has to be asked for the secret.
func (a *app) secretGiven() bool { return a.secretNamed() || a.Env("MAILADVISOR_PASSWORD") != "" }

// sayBeforeLogin says what a person has to know before a login can work there.
func (a *app) sayBeforeLogin(j job, users []string) {
	if j.discovery == nil {
		return
	}
	if p := j.discovery.Provider; p != nil {
		for _, hint := range known.Login(p) {
			a.remark("discover-hint", locale.Args{"provider": p.Name, "as_of_month": p.AsOf, "hint": hint})
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

// loginNamed reports whether the flags name a login, or a part of one.
func (a *app) loginNamed() bool { return a.flags.user != "" || a.secretNamed() }
