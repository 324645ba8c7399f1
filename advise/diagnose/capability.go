package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what the services can do, and what a person loses where
// they cannot.

// of keeps the spots of one service.
func (s *scene) of(service result.Service) []spot {
	return slices.DeleteFunc(s.spots(), func(sp spot) bool { return sp.service() != service })
}

// capabilities of a path, or none; never nil.
func (sp spot) capabilities() *result.Capabilities {
	if sp.path == nil || sp.path.Capabilities == nil {
		return &result.Capabilities{}
	}
	return sp.path.Capabilities
}

// rev2 reports whether the list says IMAP4rev2, which has these in itself
// (RFC 9051 appendix E).
func rev2(list []string, names []string) bool {
	inside := []string{"IDLE", "MOVE", "UIDPLUS", "NAMESPACE", "SPECIAL-USE"}
	return has(list, "IMAP4rev2") && slices.ContainsFunc(names, func(n string) bool { return slices.Contains(inside, n) })
}

// imapLacks notes that IMAP offers none of the names. Servers announce most
// of them only after the login: before it their absence says nothing.
func imapLacks(names ...string) func(*scene) []draft {
	return func(s *scene) []draft {
		there := func(list []string) bool {
			return rev2(list, names) || slices.ContainsFunc(names, func(n string) bool { return has(list, n) })
		}
		return judge(s.of(result.IMAP), func(sp spot) judgement {
			caps := sp.capabilities()
			switch {
			case there(caps.AfterLogin) || there(caps.AfterTLS):
				return judgement{status: Pass}
			case len(caps.AfterLogin) > 0:
				return judgement{status: Warn}
			case sp.works():
				return judgement{status: Unknown}
			}
			return judgement{}
		}, func(d draft) draft { return s.lacking(d, names) })
	}
}

// lacking is the note about a capability that is not in the last list read.
func (s *scene) lacking(d draft, names []string) draft {
	d.note = true
	d.causes = []Cause{likely("server-cannot", Medium), likely("server-configured", Medium)}
	for i, these := range groupBy(d.spots, func(sp spot) int { return len(sp.capabilities().Last()) }) {
		if i < mostLines {
			d.seen = append(d.seen, word(Fault, "not-in-list", locale.Args{"at": s.places(these), "names_list": names,
				"offers": len(these[0].capabilities().Last())}))
		}
	}
	return d
}

// announced makes the function of a rule that notes what a service of POP3 or
// submission does not announce, in the last list read.
func announced(service result.Service, name string) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.of(service), func(sp spot) judgement {
			caps := sp.capabilities()
			list := caps.Last()
			switch {
			case sp.path == nil || sp.path.Status != result.OK:
				return judgement{}
			case list == nil:
				return judgement{status: Unknown}
			case has(list, name):
				return judgement{status: Pass}
			}
			return judgement{status: Warn}
		}, func(d draft) draft { return s.lacking(d, []string{name}) })
	}
}

// lost are the capabilities that a list before the login had and the one
// after it has not, but for those that end with the login (RFC 3501 section
// 6.2, RFC 4959, RFC 2221).
func (sp spot) lost() []string {
	caps := sp.capabilities()
	if len(caps.AfterLogin) == 0 {
		return nil
	}
	var out []string
	for _, c := range caps.AfterTLS {
		upper := strings.ToUpper(c)
		ends := strings.HasPrefix(upper, "AUTH=") || slices.Contains([]string{"STARTTLS", "LOGINDISABLED", "SASL-IR", "LOGIN-REFERRALS"}, upper)
		if !ends && !has(caps.AfterLogin, c) && (upper != "LITERAL+" && upper != "LITERAL-" || !has(caps.AfterLogin, "LITERAL-") && !has(caps.AfterLogin, "LITERAL+")) {
			out = append(out, c)
		}
	}
	return out
}

// shrinks judges whether the login takes capabilities away.
func shrinks(s *scene) []draft {
	return judge(s.of(result.IMAP), func(sp spot) judgement {
		switch {
		case len(sp.capabilities().AfterLogin) == 0 || sp.capabilities().AfterTLS == nil:
			return judgement{}
		case len(sp.lost()) > 0:
			return judgement{Warn, strings.Join(sp.lost(), " ")}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.args = locale.Args{"lost_list": d.spots[0].lost()}
		d.causes = []Cause{likely("proxy-in-front", Medium), likely("per-user", Low)}
		d.seen = d.spots[0].wires(result.StepCapabilities, "* CAPABILITY")
		d.seen = append(d.seen, word(Fault, "lost", d.args))
		return d
	})
}

// announcement is the line of the wire in which a capability stands, or its
// words from the list where the line was not kept.
func (sp spot) announcement(name string) []Seen {
	if lines := sp.wires(result.StepCapabilities, name); len(lines) > 0 {
		return lines[len(lines)-1:]
	}
	value, there := argument(sp.capabilities().Last(), name)
	if !there {
		return nil
	}
	return []Seen{word("", "announced", locale.Args{"at": sp.at(), "line": strings.TrimSpace(name + " " + value)})}
}
