package diagnose

import (
	"strconv"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what POP3 can do: above all whether copies may stay.

// noCAPA notes POP3 servers that do not tell what they can (RFC 2449).
func noCAPA(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		caps := sp.capabilities()
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case len(caps.Last()) == 0:
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.causes = []Cause{likely("old-software", Medium)}
		d.seen = append(d.spots[0].wires(result.StepCapabilities), word(Fault, "no-list", locale.Args{"at": s.places(d.spots)}))
		return d
	})
}

// noUIDL judges whether POP3 tells its messages apart. What a login saw
// counts before what the list says.
func noUIDL(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		caps := sp.capabilities()
		list, answered := caps.Last(), s.answeredUIDL(sp.host())
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case answered != nil && *answered:
			return judgement{status: Pass}
		case answered != nil:
			return judgement{status: Warn}
		case len(list) == 0:
			return judgement{status: Unknown}
		case has(list, "UIDL"):
			return judgement{status: Pass}
		}
		return judgement{status: Warn}
	}, func(d draft) draft {
		d.causes = []Cause{likely("server-cannot", Medium), likely("server-configured", Medium)}
		d.args = locale.Args{"tried": s.answeredUIDL(d.spots[0].host()) != nil}
		for _, sp := range d.spots { // one session of several asked
			if len(d.seen) == 0 {
				d.seen = sp.wires(result.StepMailbox, "UIDL", "-ERR")
			}
		}
		d.seen = append(d.seen, s.lacking(draft{spots: d.spots}, []string{"UIDL"}).seen...)
		return d
	})
}

func (s *scene) answeredUIDL(host string) *bool {
	for _, a := range s.report.Accounts {
		if a.Host == host && a.Service == result.POP3 && a.Mailbox != nil && a.Mailbox.UIDL != nil {
			return a.Mailbox.UIDL
		}
	}
	return nil
}

// popValue is the argument of a POP3 capability, the list after the login
// before the one without: EXPIRE and LOGIN-DELAY may say USER, "differs by
// user" (RFC 2449 sections 6.5 and 6.7).
func (sp spot) popValue(name string) (value string, read, there bool) {
	caps := sp.capabilities()
	for _, list := range [][]string{caps.AfterLogin, caps.AfterTLS, caps.BeforeTLS} {
		if len(list) > 0 {
			value, there = argument(list, name)
			return value, true, there
		}
	}
	return "", false, false
}

// expire tells how long POP3 lets a copy stay.
func expire(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		value, read, there := sp.popValue("EXPIRE")
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case !read || !there:
			return judgement{status: Unknown}
		}
		return judgement{Warn, value}
	}, func(d draft) draft {
		value, _, _ := d.spots[0].popValue("EXPIRE")
		first, rest, _ := strings.Cut(value, " ")
		n, err := strconv.Atoi(first)
		d.args = locale.Args{"days": max(n, 0), "zero": err == nil && n == 0, "never": strings.EqualFold(first, "NEVER"),
			"by_user": strings.EqualFold(rest, "USER"), "value": value}
		d.seen = d.spots[0].announcement("EXPIRE")
		switch {
		case err == nil && n == 0:
			d.severity = Medium
			d.causes = []Cause{likely("provider-rule", High)}
		case strings.EqualFold(first, "NEVER"):
			d.status, d.note = Pass, true
		case err == nil && n > 0:
			d.note = true
			d.causes = []Cause{likely("provider-rule", High)}
		default:
			d.status = Unknown
		}
		return d
	})
}

// loginDelay tells how far apart POP3 sessions must be.
func loginDelay(s *scene) []draft {
	return judge(s.of(result.POP3), func(sp spot) judgement {
		value, read, there := sp.popValue("LOGIN-DELAY")
		first, _, _ := strings.Cut(value, " ")
		n, err := strconv.Atoi(first)
		switch {
		case sp.delayed():
			return judgement{Warn, "met"}
		case sp.path == nil || sp.path.Status != result.OK || !read:
			return judgement{}
		case there && (err != nil || n > 0):
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		value, _, _ := d.spots[0].popValue("LOGIN-DELAY")
		first, _, _ := strings.Cut(value, " ")
		n, _ := strconv.Atoi(first)
		d.note = !d.spots[0].delayed()
		if !d.note {
			d.severity = Low
		}
		d.args = locale.Args{"seconds": max(n, 0), "minutes": (max(n, 0) + 59) / 60, "by_minute": n >= 120 && n%60 == 0, "known": n > 0, "met": !d.note}
		d.causes = []Cause{likely("provider-rule", High)}
		d.seen = append(d.spots[0].announcement("LOGIN-DELAY"), d.spots[0].wires(result.StepLogin, "LOGIN-DELAY")...)
		return d
	})
}

// delayed reports whether a login came too soon behind another.
func (sp spot) delayed() bool {
	f := sp.loginFailure()
	return f != nil && f.Kind == result.LoginDelay
}
