package diagnose

import (
	"cmp"
	"maps"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Run applies every rule to a report. The findings hold IDs and arguments;
// [Finding.Fill] sets the words. Those to mend come first, then what is
// unknown, then what is in order; inside each the gravest first, fail before
// warn, IMAP, POP3, submission, TLS ports before STARTTLS ports.
func Run(r *result.Report) []Finding {
	var out []Finding
	explained := map[string]map[place]bool{} // rule -> what it and those before it have spoken of
	for _, row := range table() {
		var hidden map[place]bool // most rules have nothing hidden from them, and say nothing
		for _, id := range row.after {
			if before := explained[id]; len(before) > 0 {
				if hidden == nil {
					hidden = map[place]bool{}
				}
				maps.Copy(hidden, before)
			}
		}
		s := &scene{report: r, rule: row, hidden: hidden}
		explained[row.id] = maps.Clone(hidden)
		for _, d := range row.eval(s) {
			out = append(out, s.finding(d))
			if d.status == Pass || d.note {
				continue
			}
			if explained[row.id] == nil {
				explained[row.id] = map[place]bool{}
			}
			for _, sp := range d.spots {
				explained[row.id][sp.place] = true
			}
		}
	}
	slices.SortStableFunc(out, byGravity)
	return out
}

func (s *scene) finding(d draft) Finding {
	where, args := s.where(d.spots)
	maps.Copy(args, d.args)
	f := Finding{
		ID: s.rule.id, Status: d.status, Severity: cmp.Or(d.severity, s.rule.severity), Note: d.note,
		Where: where, Args: args, Causes: d.causes, Seen: d.seen, Recheck: d.recheck,
	}
	switch {
	case f.Status == Pass:
		f.Recheck = ""
	case f.Recheck == "":
		f.Recheck = s.recheck(d.spots)
	}
	return f
}

// judgement is what a rule makes of one spot.
type judgement struct {
	status string // "" where the rule has nothing to say
	key    string // spots of one host and key are one finding
}

// judge asks about every spot and makes one draft of those that belong
// together; hit fills it in. What passes is one draft a host, and only where
// nothing is to be told there; likewise what is unknown, where nothing passes.
func judge(spots []spot, about func(spot) judgement, hit func(draft) draft) []draft {
	type group struct{ status, host, key string }
	var out []draft
	said := map[string]bool{}
	says := map[spot]group{}
	for _, sp := range spots {
		j := about(sp)
		g := group{j.status, sp.host(), j.key}
		if g.status == Pass || g.status == Unknown {
			g.key = ""
		}
		says[sp] = g
		if g.status == Fail || g.status == Warn {
			said[g.host] = true
		}
	}
	for _, status := range []string{Fail, Warn, Pass, Unknown} {
		these := slices.DeleteFunc(slices.Clone(spots), func(sp spot) bool { return says[sp].status != status })
		for _, members := range groupBy(these, func(sp spot) group { return says[sp] }) {
			d := draft{status: status, spots: members}
			host := members[0].host()
			switch status {
			case Fail, Warn:
				d = hit(d)
			default:
				if said[host] {
					continue
				}
				said[host] = true
			}
			out = append(out, d)
		}
	}
	return out
}

// orderOf is the place of a value in a list of all its values.
func orderOf[T comparable](v T, all ...T) int { return slices.Index(all, v) }

func byGravity(a, b Finding) int {
	class := func(f *Finding) int {
		switch {
		case f.Mend():
			return 0
		case f.Note:
			return 1
		case f.Status == Unknown:
			return 2
		}
		return 3
	}
	return cmp.Or(
		cmp.Compare(class(&a), class(&b)),
		cmp.Compare(severityOrder(a.Severity), severityOrder(b.Severity)),
		cmp.Compare(orderOf(a.Status, Fail, Warn), orderOf(b.Status, Fail, Warn)),
		cmp.Compare(serviceOrder(a.Where.Service), serviceOrder(b.Where.Service)),
		cmp.Compare(portOrder(a.Where.Port), portOrder(b.Where.Port)),
	)
}

func severityOrder(s string) int { return orderOf(s, Critical, High, Medium, Low, Info) }

func serviceOrder(s result.Service) int {
	return orderOf(s, "", result.IMAP, result.POP3, result.Submission)
}

// portOrder puts the ports with TLS from the first byte first.
func portOrder(port int) int { return orderOf(port, 993, 995, 465, 143, 110, 587) }

// merge joins arguments; later ones win.
func merge(all ...locale.Args) locale.Args {
	out := locale.Args{}
	for _, a := range all {
		maps.Copy(out, a)
	}
	return out
}
