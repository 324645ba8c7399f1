// Package choose answers the question POP or IMAP for one mailbox, with the
// strategy (what stays where, and for how long), the reasons, the forecast of
// every alternative, and what would change the answer.
//
// It is pure: a report and the needs of a person go in, message IDs with
// arguments come out. It works from a probe's report, from needs alone (a
// report without probes), and from anything between: what was not measured
// and not said falls back to a stated default, which the answer names as an
// assumption with the flag that replaces it. A quota has no default: an
// unknown one stays unknown.
//
// The way of an answer, one file each:
//
//	facts.go         what the report and the needs say together: of the host
//	                 (host.go) and of the mailbox (box.go)
//	gates.go         what is impossible or forced, before any weighing
//	first.go         what is said before the reasons: what is refused now, rules
//	                 and wishes that cannot be met
//	reasons.go       the table of what weighs: decisive, strong 3, medium 2, weak 1
//	options.go       N days, archive horizon, offline window, polling: computed
//	forecast.go      how full the mailbox gets, in closed form
//	alternatives.go  every strategy side by side
//	daily.go         the same forecasts day by day, for a chart
//	changes.go       the same rules run again with one thing changed
//
// Beside it: questions.go asks a person for what would change the answer most
// (questions_trial.go runs the rules over the replies), devices.go and programs.go
// say what to do on each device, consequences.go, traps.go, plans.go and backup.go
// what follows, summary.go all of it in a sentence, evidence.go on whose word, and
// kinds.go what a device is.
//
// All sizes are octets, all rates octets or messages a day.
package choose

import (
	"cmp"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Choose decides for a mailbox. Today is r.StartedAt. The words are left
// empty: [Advice.Fill] writes them.
func Choose(r *result.Report, n Needs) Advice {
	f := gather(r, n)
	d := decide(f)
	a := f.advice(d)
	a.Changes = changes(r, n, f, d)
	for _, list := range [][]Reason{a.First, a.Gates, a.Checked, a.Reasons} {
		n.asAsked(list)
	}
	return a
}

// advice tells a decision, but for what would change it.
func (f *facts) advice(d decision) Advice {
	a := Advice{
		Protocol: protocolOf(d.strategy),
		Strategy: d.strategy,
		Gates:    d.gates,
		Reasons:  f.resting(d.reasons),
		Conflict: d.conflict,
		Options:  d.options,
		Basis:    f.basis(),
	}
	a.SummaryID, a.SummaryArgs = summary(f, d)
	a.Terms = terms(d)
	a.First = first(f, d)
	a.Conflict = a.Conflict || slices.ContainsFunc(a.First, func(r Reason) bool { return conflicts(r.ID) })
	a.Untested = f.untested()
	a.Checked = checked(f)
	if d.strategy != NoneOffered {
		sums, _ := tally(d.reasons)
		a.Sums = map[string]int{"imap": sums["imap"], "pop3": sums["pop3"]}
		a.Unweighed = unweighed(f)
	}
	a.Reasons = append(a.Reasons, explanations(f, d)...)
	a.Consequences = consequences(f, d)
	a.Alternatives = alternatives(f, d)
	a.Devices, a.Traps, a.Plans = devicePlans(f, d), traps(f, d), plans(f, d)
	a.Backup, a.BackupHow = backup(f, d)
	return a
}

// decision is what the rules come to, without what is only told.
type decision struct {
	strategy Strategy
	limits   limits
	gates    []Reason
	reasons  []Reason // in the order of screens, without what they rest on
	conflict bool     // two decisive reasons disagree, or a gate overrules one
	options  Options
	days     copyDays
}

// decide runs gates, rules, decisive reasons and sums, in that order.
func decide(f *facts) decision {
	d := decision{}
	d.limits, d.gates = runGates(f)
	d.days = f.copyDays(d.limits)
	d.reasons = weigh(f)

	protocol := d.protocol(f)
	_, decisive := tally(d.reasons)
	for speaksFor := range decisive {
		d.conflict = d.conflict || speaksFor != protocol && speaksFor != shrinking && protocol != "mixed" && protocol != ""
	}
	d.strategy = f.strategy(protocol, d.days)
	d.options = f.options(d.strategy, d.limits, d.days)
	d.reasons = d.telling(protocol)
	return d
}

// protocol returns what gates, rules and reasons come to, "" where nothing is
// left.
func (d *decision) protocol(f *facts) string {
	sums, decisive := tally(d.reasons)
	switch {
	case f.sends, !d.limits.imap() && !d.limits.pop():
		return ""
	case !d.limits.pop():
		return "imap"
	case !d.limits.imap():
		return "pop3"
	case f.forbidden() && (!f.severalSaid() || f.noComputer()):
		return "pop3" // the only plan that leaves nothing there
	case decisive["mixed"] && f.mixedObstacle(d.limits, d.days) == "":
		return "mixed"
	case decisive["imap"] != decisive["pop3"]:
		if decisive["pop3"] {
			return "pop3"
		}
		return "imap"
	case sums["pop3"] > sums["imap"]:
		return "pop3"
	}
	return "imap" // the prior, and every tie
}

// telling returns the reasons that speak for something that can be had: inside
// a weight, those for the answer first.
func (d *decision) telling(protocol string) []Reason {
	if protocol == "" {
		return nil // the gates say it all
	}
	out := make([]Reason, 0, len(d.reasons))
	for _, r := range d.reasons {
		switch {
		case r.For == shrinking: // the strategy that makes room, or makes mail leave
			r.For = string(d.strategy)
		case r.For == "imap" && !d.limits.imap(), r.For == "pop3" && !d.limits.pop():
			continue
		}
		out = append(out, r)
	}
	against := func(r Reason) bool {
		return r.For == "imap" && protocol == "pop3" || r.For == "pop3" && protocol == "imap"
	}
	slices.SortStableFunc(out, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(rankOf(a.Weight), rankOf(b.Weight)), result.CompareBool(against(a), against(b)))
	})
	return out
}

// strategy chooses inside a protocol.
func (f *facts) strategy(protocol string, days copyDays) Strategy {
	switch protocol {
	case "imap":
		switch {
		case (f.forbidden() || f.small()) && !f.noComputer():
			return IMAPArchive
		case f.required() && !f.noComputer():
			return IMAPBackup
		case f.offline.v == "none":
			return IMAPAll
		case f.offline.v == "all" && !f.metered.v && f.everythingFits():
			return IMAPAll
		}
		return IMAPWindow
	case "pop3":
		if f.forbidden() || days.n == 0 {
			return POPRemove
		}
		return POPKeepDays
	case "mixed":
		return Mixed
	}
	return NoneOffered
}

func protocolOf(s Strategy) string {
	switch s {
	case IMAPAll, IMAPWindow, IMAPArchive, IMAPBackup:
		return "imap"
	case POPRemove, POPKeepDays, POPKeepAll:
		return "pop3"
	case Mixed:
		return "mixed"
	}
	return "none"
}

// Fill writes the words of an advice in the printer's language.
func (a *Advice) Fill(p *locale.Printer) {
	a.Summary = p.T(a.SummaryID, a.SummaryArgs)
	for i := range a.Terms {
		p.Fill(&a.Terms[i])
	}
	for prefix, list := range map[string][]Reason{"first.": a.First, "gate.": a.Gates, "checked.": a.Checked, "reason.": a.Reasons, "trap.": a.Traps} {
		for i := range list {
			r := &list[i]
			r.Text = p.T(prefix+r.ID, r.Args)
			r.Evidence = p.T(r.EvidenceID, r.EvidenceArgs)
		}
	}
	for i := range a.Consequences {
		p.Fill(&a.Consequences[i].Text)
	}
	for i := range a.Alternatives {
		alt := &a.Alternatives[i]
		alt.LostIf = make(map[string]string, len(alt.LostIfIDs))
		for what, id := range alt.LostIfIDs {
			alt.LostIf[what] = p.T(id, alt.Args)
		}
	}
	for i := range a.Unweighed {
		p.Fill(&a.Unweighed[i])
	}
	for i := range a.Changes {
		p.Fill(&a.Changes[i].If)
		p.Fill(&a.Changes[i].After)
	}
	for i := range a.Devices {
		for j := range a.Devices[i].Does {
			p.Fill(&a.Devices[i].Does[j])
		}
	}
	for i := range a.Plans {
		p.Fill(&a.Plans[i].Title)
		for j := range a.Plans[i].Steps {
			p.Fill(&a.Plans[i].Steps[j])
		}
	}
	p.Fill(&a.Backup)
	for i := range a.BackupHow {
		p.Fill(&a.BackupHow[i])
	}
}
