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
	return those(s.spots(), func(sp spot) bool { return sp.service() == service })
}

// rev2 reports whether the list says IMAP4rev2, which has these in itself
// (RFC 9051 appendix E).
func rev2(list result.Words, names []string) bool {
	inside := []string{"IDLE", "MOVE", "UIDPLUS", "NAMESPACE", "SPECIAL-USE"}
	return list.Has("IMAP4rev2") && slices.ContainsFunc(names, func(n string) bool { return slices.Contains(inside, n) })
}

// imapLacks notes that IMAP offers none of the names. Servers announce most
// of them only after the login: before it their absence says nothing.
func imapLacks(names ...string) func(*scene) []draft {
	return func(s *scene) []draft {
		there := func(list result.Words) bool { return rev2(list, names) || list.HasAny(names...) }
		return judge(s.of(result.IMAP), func(sp spot) judgement {
			afterLogin := sp.path.Phase(result.PhaseAfterLogin)
			switch {
			case there(afterLogin) || there(sp.path.Phase(result.PhaseAfterTLS)):
				return judgement{status: Pass}
			case len(afterLogin) > 0:
				return judgement{status: Warn}
			case sp.works():
				return judgement{status: Unknown}
			}
			return judgement{}
		}, func(d draft) draft { return s.lacking(d, names) })
	}
}

// lacking returns the note about a capability that is not in the last list
// read.
func (s *scene) lacking(d draft, names []string) draft {
	d.note = true
	d.causes = []Cause{likely("server-cannot", Probable), likely("server-configured", Probable)}
	for i, these := range groupBy(d.spots, func(sp spot) int { return len(sp.path.Announced()) }) {
		if i < mostLines {
			d.seen = append(d.seen, word(Fault, "not-in-list", locale.Args{"at": s.places(these), "names_list": names,
				"offers": len(these[0].path.Announced())}))
		}
	}
	return d
}

// announced makes the function of a rule that notes what a service of POP3 or
// submission does not announce, in the last list read.
func announced(service result.Service, name string) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.of(service), func(sp spot) judgement {
			list := sp.path.Announced()
			switch {
			case sp.path == nil || sp.path.Status != result.OK:
				return judgement{}
			case list == nil:
				return judgement{status: Unknown}
			case list.Has(name):
				return judgement{status: Pass}
			}
			return judgement{status: Warn}
		}, func(d draft) draft { return s.lacking(d, []string{name}) })
	}
}

// inUse returns the capabilities whose loss a mail program meets with an error:
// it remembers the first list and sends a command that is then not known. Names
// of a provider's own, and those that end with the login, are none of them.
func inUse() []string {
	return []string{"ENABLE", "IDLE", "NAMESPACE", "ID", "UNSELECT", "CHILDREN", "MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ESEARCH",
		"SORT", "THREAD=REFERENCES", "THREAD=REFS", "LIST-EXTENDED", "LIST-STATUS", "STATUS=SIZE", "SPECIAL-USE", "XLIST", "QUOTA",
		"COMPRESS=DEFLATE", "LITERAL+", "LITERAL-", "WITHIN", "SEARCHRES", "BINARY", "CATENATE", "MULTIAPPEND", "METADATA", "ACL",
		"NOTIFY", "UTF8=ACCEPT", "REPLACE", "SAVEDATE", "PREVIEW", "OBJECTID"}
}

// lost returns the capabilities that a list before the login had and the one
// after it has not, of those that a program uses. IMAP4rev2 has most of them
// in itself.
func (sp spot) lost() []string {
	before, after := sp.path.Phase(result.PhaseAfterTLS), sp.path.Phase(result.PhaseAfterLogin)
	if len(after) == 0 {
		return nil
	}
	var out []string
	for _, c := range before {
		upper := strings.ToUpper(c)
		literal := upper == "LITERAL+" || upper == "LITERAL-"
		switch {
		case !slices.Contains(inUse(), upper) || after.Has(c) || rev2(after, []string{upper}):
		case literal && after.HasAny("LITERAL-", "LITERAL+"):
		default:
			out = append(out, c)
		}
	}
	return out
}

// shrinks judges whether the login takes capabilities away.
func shrinks(s *scene) []draft {
	return judge(s.of(result.IMAP), func(sp spot) judgement {
		switch {
		case len(sp.path.Phase(result.PhaseAfterLogin)) == 0 || sp.path.Phase(result.PhaseAfterTLS) == nil:
			return judgement{}
		case len(sp.lost()) > 0:
			return judgement{Warn, strings.Join(sp.lost(), " ")}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.args = locale.Args{"lost_list": d.spots[0].lost()}
		d.causes = []Cause{likely("proxy-in-front", Probable), likely("per-user", Possible)}
		d.seen = d.spots[0].wires(result.StepCapabilities, "* CAPABILITY")
		d.seen = append(d.seen, word(Fault, "lost", d.args))
		return d
	})
}

// announcement returns the line of the wire in which a capability stands, or
// its words from the list where the line was not kept.
func (sp spot) announcement(name string) []Seen {
	if lines := sp.wires(result.StepCapabilities, name); len(lines) > 0 {
		return lines[len(lines)-1:]
	}
	value, there := sp.path.Capability(name)
	if !there {
		return nil
	}
	return []Seen{word("", "announced", locale.Args{"at": sp.at(), "line": strings.TrimSpace(name + " " + value)})}
}
