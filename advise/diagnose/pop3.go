package diagnose

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"slices"
)

// This file judges what POP3 can do: above all whether copies may stay.

// noCAPA notes POP3 servers that do not tell what they can (RFC 2449).
func noCAPA(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case len(sp.path.Announced()) == 0:
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.causes = []Cause{likely("old-software", Probable)}
		d.seen = append(d.spots[0].wires(result.StepCapabilities), word(Fault, "no-list", locale.Args{"at": s.places(d.spots)}))
		return d
	})
}

// noUIDL judges whether POP3 tells its messages apart. What a login saw
// counts before what the list says.
func noUIDL(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		list, answered := sp.path.Announced(), s.answeredUIDL(sp.host())
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case answered != nil && *answered:
			return judgement{status: Pass}
		case answered != nil:
			return judgement{status: Warn}
		case len(list) == 0:
			return judgement{status: Unknown}
		case list.Has("UIDL"):
			return judgement{status: Pass}
		}
		return judgement{status: Warn}
	}, func(d draft) draft {
		d.causes = []Cause{likely("server-cannot", Probable), likely("server-configured", Probable)}
		d.args = locale.Args{"tried": s.answeredUIDL(d.spots[0].host()) != nil}
		for _, sp := range d.spots { // one session of several asked
			if len(d.seen) == 0 {
				d.seen = sp.wires(result.StepMailbox, "UIDL", "-ERR")
			}
		}
		listed := func(sp spot) bool { return sp.path.Announced().Has("UIDL") }
		without := those(d.spots, func(sp spot) bool { return !listed(sp) })
		if with := those(d.spots, listed); len(with) > 0 {
			d.seen = append(d.seen, word("", "offered", locale.Args{"at": s.places(with), "word": "UIDL"}))
		}
		d.seen = append(d.seen, s.lacking(draft{spots: without}, []string{"UIDL"}).seen...)
		return d
	})
}

func (s *scene) answeredUIDL(host string) *bool {
	if a := s.report.Account(result.POP3); a != nil && a.Host == host && a.Mailbox != nil {
		return a.Mailbox.UIDL
	}
	return nil
}

// expire tells how long POP3 lets a copy stay.
func expire(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		value, there := sp.path.Capability("EXPIRE")
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case !there:
			return judgement{status: Unknown}
		}
		return judgement{Warn, value}
	}, func(d draft) draft {
		value, _ := d.spots[0].path.Capability("EXPIRE")
		days, perUser, said := d.spots[0].path.Expire()
		never := said && days == result.ExpireNever
		d.args = locale.Args{"days": days, "zero": said && days == 0, "never": never, "by_user": perUser, "value": value, "google": d.spots[0].path.Google()}
		if never {
			d.args["days"] = 0
		}
		d.seen = d.spots[0].announcement("EXPIRE")
		switch {
		case d.spots[0].path.Google(): // the account's own setting decides
			d.status, d.note = Pass, true
		case !said:
			d.status = Unknown
		case never:
			d.status, d.note = Pass, true
		case days == 0:
			d.severity = Medium
			d.causes = []Cause{likely("provider-rule", Sure)}
		default:
			d.note = true
			d.causes = []Cause{likely("provider-rule", Sure)}
		}
		return d
	})
}

// loginDelay tells how far apart POP3 sessions must be.
func loginDelay(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		seconds, said := sp.path.LoginDelay()
		_, there := sp.path.Capability("LOGIN-DELAY")
		switch {
		case sp.delayed() && !s.loggedInBy(result.POP3, sp.host()):
			return judgement{Fail, "met"} // the login that was asked for was not made
		case sp.delayed():
			return judgement{Warn, "met"}
		case sp.path == nil || sp.path.Status != result.OK || len(sp.path.Announced()) == 0:
			return judgement{}
		case there && (!said || seconds > 0):
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		n, _ := d.spots[0].path.LoginDelay()
		d.note = !d.spots[0].delayed()
		switch {
		case d.status == Fail:
			d.severity = Medium
		case !d.note:
			d.severity = Low
		}
		d.args = locale.Args{"seconds": n, "minutes": (n + 59) / 60, "by_minute": n >= 120 && n%60 == 0, "known": n > 0, "met": !d.note}
		d.causes = []Cause{likely("provider-rule", Sure)}
		d.seen = append(d.spots[0].announcement("LOGIN-DELAY"), d.spots[0].wires(result.StepLogin, "LOGIN-DELAY")...)
		return d
	})
}

// loggedInBy reports whether a login succeeded at a service of a host.
func (s *scene) loggedInBy(service result.Service, host string) bool {
	return slices.ContainsFunc(s.of(service), func(sp spot) bool { return sp.host() == host && sp.loggedIn() })
}

// delayed reports whether a login came too soon behind another.
func (sp spot) delayed() bool {
	f := sp.loginFailure()
	return f != nil && f.Kind == result.LoginDelay
}
