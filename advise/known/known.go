// Package known says what is known of a mail provider without asking it: a row
// of the table of package discover comes in with a report, and its facts go out
// as messages, such as "POP3 has to be switched on first". Package diagnose and
// the advice add them to what was seen; --no-network has nothing else.
package known

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Hint returns one hint of a provider: what to know or to do, and where.
func Hint(p *result.Provider, hint string) locale.Text {
	return locale.Text{ID: "hint." + hint, Args: locale.Args{"provider": p.Name, "page": p.Pages[hint]}}
}

// Login returns the hints by which a login with the usual password fails, the
// likeliest first.
func Login(p *result.Provider) []locale.Text {
	var out []locale.Text
	if p == nil {
		return nil
	}
	for _, hint := range loginHints() {
		if slices.Contains(p.Hints, hint) {
			out = append(out, Hint(p, hint))
		}
	}
	return out
}

// loginHints are in the order of likelihood.
func loginHints() []string {
	return []string{
		"oauth2-only", "app-password", "separate-mail-password", "bridge-only", "closed", "no-imap-no-pop",
		"enable-access-first", "enable-imap-first", "enable-pop-first", "paid-plan-only", "app-password-two-step", "administrator-decides",
	}
}

// Facts returns all that is known of a provider, what has to be done first
// first. That it has no IMAP or POP is among it, the names of its servers are
// not.
func Facts(p *result.Provider) []locale.Text {
	if p == nil {
		return nil
	}
	var out []locale.Text
	add := func(id string, args locale.Args) {
		out = append(out, locale.Text{ID: "provider." + id, Args: args})
	}
	if p.Rule != "" {
		add("rule", locale.Args{"provider": p.Name, "rule": p.Rule})
	}
	if p.Unsure {
		add("unsure", nil)
	}
	for _, hint := range p.Hints {
		out = append(out, Hint(p, hint))
	}
	if p.PollMinutes > 0 {
		add("poll", locale.Args{"poll_minutes": p.PollMinutes})
	}
	for _, n := range p.News {
		add("news."+n.ID, locale.Args{"when": when(n.Since)})
	}
	if p.RoomBytes > 0 {
		add("room", locale.Args{"room_bytes": p.RoomBytes, "when": when(p.RoomSince)})
	}
	if p.TrashDays > 0 || p.JunkDays > 0 {
		add("emptied", locale.Args{"trash_days": p.TrashDays, "junk_days": p.JunkDays})
	}
	if p.IdleMonths > 0 {
		add("idle", locale.Args{"idle_months": p.IdleMonths, "deleted_months": p.DeletedMonths, "deleted": p.DeletedMonths > 0})
	}
	return out
}

// ForSending returns the facts without those that concern reading mail alone:
// what a machine is told that only sends.
func ForSending(facts []locale.Text) []locale.Text {
	reading := []string{
		"hint.enable-imap-first", "hint.enable-pop-first", "hint.no-pop", "hint.no-imap", "provider.poll", "provider.room", "provider.emptied",
		"provider.news.gmail-fetch-ends", "provider.news.gmail-imap-always-on", "provider.news.outlook-attachments-cloud",
	}
	return slices.DeleteFunc(slices.Clone(facts), func(t locale.Text) bool { return slices.Contains(reading, t.ID) })
}

// Ahead returns what a person has to hear before everything else: that nothing
// was tested, and why; that a program of the provider's has to run.
func Ahead(r *result.Report) []locale.Text {
	p := r.KnownProvider()
	var out []locale.Text
	if d := r.Discovery; d != nil && d.Meant != "" {
		out = append(out, locale.Text{ID: "provider.meant", Args: locale.Args{"domain": r.Target.Domain, "meant": d.Meant}})
	}
	if r.Untested != "" {
		args := locale.Args{"known": p != nil, "provider": "", "as_of_month": ""}
		if p != nil {
			args["provider"], args["as_of_month"] = p.Name, p.AsOf
		}
		out = append(out, locale.Text{ID: "provider.untested." + r.Untested, Args: args})
	}
	if p.Needs("bridge-only") {
		out = append(out, locale.Text{ID: "provider.bridge", Args: locale.Args{"provider": p.Name}})
	}
	return out
}

// NoWay says why no mail program gets to the mail of a provider, or that its
// servers are not known; nil where one does.
func NoWay(p *result.Provider) *locale.Text {
	for _, hint := range []string{"closed", "no-imap-no-pop", "own-host"} {
		if p.Needs(hint) {
			return &locale.Text{ID: "provider.no-way." + hint, Args: locale.Args{"provider": p.Name, "page": p.Pages[hint]}}
		}
	}
	return nil
}

// Purpose says what a server is for that stands beside another of the same
// service; nil where it does the same.
func Purpose(host string) *locale.Text {
	for _, row := range []struct{ host, beside, id string }{
		{host: "export.imap.mail.yahoo.com", beside: "imap.mail.yahoo.com", id: "provider.purpose.export"},
	} {
		if strings.EqualFold(row.host, host) {
			return &locale.Text{ID: row.id, Args: locale.Args{"host": row.host, "beside": row.beside}}
		}
	}
	return nil
}

// when returns a day, a month or a year, as the language writes it.
func when(since string) locale.Text {
	switch len(since) {
	case len("2006-01-02"):
		return locale.Text{ID: "provider.when.day", Args: locale.Args{"since_date": since}}
	case len("2006-01"):
		return locale.Text{ID: "provider.when.month", Args: locale.Args{"since_month": since}}
	}
	return locale.Text{ID: "provider.when.year", Args: locale.Args{"year": since}}
}
