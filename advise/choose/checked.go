package choose

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// checked returns what the gates asked and nothing stood against, and what
// could not be asked: with the gates that do stand in the way it is all of
// them. Evidence "not checked" is no pass.
func checked(f *facts) []Reason {
	var out []Reason
	add := func(id string, args locale.Args, e evidence) { out = append(out, reason(id, "", "", args, e)) }
	service := func(name string, s *service) {
		if s.usable.v { // else a gate says so
			id := name + "-usable"
			if s.usable.from == assumed {
				id = name + "-assumed"
			}
			add(id, nil, s.evidence())
		}
	}
	service("imap", &f.imap)
	service("pop", &f.pop)
	if f.pop.usable.v {
		f.checkedCopies(add)
	}
	switch {
	case !f.imap.usable.v && !f.pop.usable.v, f.oauthOnly():
	case !f.imap.asked && !f.pop.asked:
		add("password-unknown", nil, evidence{"evidence.not-checked", nil})
	case (f.imap.usable.v && !f.imap.oauthOnly) || (f.pop.usable.v && !f.pop.oauthOnly):
		add("password", nil, seenAs("AUTH"))
	}
	switch p := &f.programs; {
	case p.readers == 0:
		add("programs-unknown", nil, evidence{"evidence.unknown", locale.Args{"flags": "--client"}})
	case p.noIMAP == "" && p.noPOP == "" && !p.keepsForEver() && p.never == 0 && p.unnamed == 0:
		add("programs", locale.Args{"programs": p.readers}, evidenceOf(you, f.programs.flag, ""))
	}
	return out
}

// checkedCopies is what is known of copies that stay on a POP server.
func (f *facts) checkedCopies(add func(string, locale.Args, evidence)) {
	not := evidence{"evidence.not-checked", nil}
	switch uidl := f.pop.uidl; {
	case !uidl.known():
		add("uidl-unknown", nil, not)
	case uidl.v:
		add("uidl", nil, f.pop.uidlSeen())
	}
	switch expire := f.pop.expire; {
	case !f.pop.asked:
		add("expire-unknown", nil, not)
	case f.pop.google:
		add("expire-google", nil, seenAs("CAPA, X-GOOGLE-RICO"))
	case !expire.known():
		add("expire-none", nil, seenAs("CAPA"))
	case expire.v == result.ExpireNever:
		add("expire-never", nil, seenAs("CAPA, EXPIRE NEVER"))
	case expire.v >= maxCopyDays:
		add("expire-long", locale.Args{"expire_days": expire.v, "copy_days": maxCopyDays}, seenAs("CAPA, "+expireWord(f)))
	}
	switch delay := f.pop.loginDelay; {
	case !f.pop.asked:
		add("login-delay-unknown", nil, not)
	case delay.v <= pollMinutes*60:
		add("login-delay-short", locale.Args{"delay_minutes": minutes(delay.v), "poll_minutes": pollMinutes, "none": delay.v == 0}, seenAs("CAPA"))
	}
}

// unweighed returns the factors of the table that do not hold here.
func unweighed(f *facts) []locale.Text {
	var out []locale.Text
	for _, row := range factors() {
		if !row.holds(f) {
			out = append(out, locale.Text{ID: "factor." + row.id})
		}
	}
	return out
}
