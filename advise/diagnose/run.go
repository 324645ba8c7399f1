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
	return run(r, make([]Finding, 0, len(table())), func(Status) bool { return true })
}

// Faults returns the findings of [Run] that fail or warn, in the same order. Of
// a host that is in order there are few: a sweep need not make the others.
func Faults(r *result.Report) []Finding {
	return run(r, nil, func(s Status) bool { return s == Fail || s == Warn })
}

// run appends the findings with a status that is wanted.
func run(r *result.Report, out []Finding, wanted func(Status) bool) []Finding {
	rules := table()
	explained := map[string]map[place]bool{} // rule -> what it and those before it have spoken of
	s := &scene{ground: ground{report: r, every: everySpot(r)}}
	for i := range rules {
		row := &rules[i]
		var hidden map[place]bool // most rules have nothing hidden from them, and say nothing
		for _, id := range row.after {
			if before := explained[id]; len(before) > 0 {
				if hidden == nil {
					hidden = map[place]bool{}
				}
				maps.Copy(hidden, before)
			}
		}
		s.rule, s.hidden = row, hidden
		if hidden != nil {
			explained[row.id] = maps.Clone(hidden)
		}
		for _, d := range row.eval(s) {
			if wanted(d.status) {
				out = append(out, s.finding(d))
			}
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
	return sorted(out)
}

// sorted weighs each finding once, and moves it once: it is large.
func sorted(list []Finding) []Finding {
	type place struct{ gravity, at int }
	order := make([]place, len(list))
	for i := range list {
		order[i] = place{gravity(&list[i]), i}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(a.gravity-b.gravity, a.at-b.at) })
	out := slices.Grow([]Finding(nil), len(list))
	for _, p := range order {
		out = append(out, list[p.at])
	}
	return out
}

func (s *scene) finding(d draft) Finding {
	at := s.whereabouts(d.spots)
	args := at.args
	if len(d.args) > 0 {
		args = merge(args, d.args)
	}
	f := Finding{
		ID: s.rule.id, Status: d.status, Severity: cmp.Or(d.severity, s.rule.severity), Note: d.note, Acts: s.rule.acts,
		Where: at.where, Args: args, Causes: d.causes, Seen: d.seen, Recheck: d.recheck,
	}
	switch {
	case f.Status == Pass:
		f.Recheck = ""
	case f.Recheck == "":
		if at.recheck == "" {
			at.recheck = s.recheck(d.spots)
		}
		f.Recheck = at.recheck
	}
	return f
}

// judgement is what a rule makes of one spot.
type judgement struct {
	status Status // "" where the rule has nothing to say
	key    string // spots of one host and key are one finding
}

// judge asks about every spot and makes one draft of those that belong
// together; hit fills it in. What passes is one draft a host, and only where
// nothing is to be told there; likewise what is unknown, where nothing passes.
func judge(spots []spot, about func(spot) judgement, hit func(draft) draft) []draft {
	type group struct {
		status    Status
		host, key string
	}
	var few [8]group // enough for most, and on the stack
	says := few[:0]
	var said []string // hosts of which something is told
	for _, sp := range spots {
		j := about(sp)
		g := group{status: j.status, host: sp.host()}
		if j.status == Fail || j.status == Warn {
			g.key = j.key
			said = appendNew(said, g.host)
		}
		says = append(says, g)
	}
	var out []draft
	for _, status := range []Status{Fail, Warn, Pass, Unknown} {
		for i, g := range says {
			if g.status != status || slices.Contains(says[:i], g) {
				continue
			}
			quiet := status == Pass || status == Unknown
			if quiet && slices.Contains(said, g.host) {
				continue
			}
			d := draft{status: status}
			for k := i; k < len(says); k++ {
				if says[k] == g {
					d.spots = append(d.spots, spots[k])
				}
			}
			if quiet {
				said = append(said, g.host)
			} else {
				d = hit(d)
			}
			out = append(out, d)
		}
	}
	return out
}

// orderOf returns the place of a value in a list of all its values.
func orderOf[T comparable](v T, all ...T) int { return slices.Index(all, v) }

// gravity returns where a finding stands: less is before. It is a number of one
// digit for each thing that counts, the first of them first.
func gravity(f *Finding) int {
	class := 3
	switch {
	case f.Mend():
		class = 0
	case f.Note:
		class = 1
	case f.Status == Unknown:
		class = 2
	}
	number := class
	for _, digit := range []int{
		orderOf(f.Severity, Severities()...), orderOf(f.Status, Fail, Warn), serviceOrder(f.Where.Service), portOrder(f.Where.Port),
	} {
		number = number*10 + digit + 1 // -1 is none
	}
	return number
}

// surestFirst sorts causes, those of one confidence as they stand.
func surestFirst(causes []Cause) {
	slices.SortStableFunc(causes, func(a, b Cause) int {
		return orderOf(a.Confidence, Confidences()...) - orderOf(b.Confidence, Confidences()...)
	})
}

func serviceOrder(s result.Service) int {
	return orderOf(s, result.Services()...)
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
