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
// what follows, summary.go all of it in a sentence, and evidence.go on whose word.
//
// All sizes are octets, all rates octets or messages a day.
package choose

import (
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
	for _, list := range [][]Reason{a.Gates, a.Checked, a.Reasons} {
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

// decision is the outcome of the rules, without what is only told.
type decision struct {
	strategy Strategy
	limits   limits
	gates    []Reason
	reasons  []Reason // in the order of screens, without what they rest on
	conflict bool     // two decisive reasons disagree, or a gate overrules one
	options  Options
	days     copyDays
}

// decide runs gates, decisive reasons and sums, in that order.
func decide(f *facts) decision {
	d := decision{}
	d.limits, d.gates = runGates(f)
	d.days = f.copyDays(d.limits)
	d.reasons = weigh(f)

	protocol := ""
	sums, decisive := tally(d.reasons)
	switch {
	case !d.limits.imap() && !d.limits.pop():
	case !d.limits.pop():
		protocol = "imap"
	case !d.limits.imap():
		protocol = "pop3"
	case decisive["mixed"] && f.mixedObstacle(d.limits, d.days) == "":
		protocol = "mixed"
	case decisive["imap"] != decisive["pop3"]:
		protocol = "imap"
		if decisive["pop3"] {
			protocol = "pop3"
		}
	case sums["pop3"] > sums["imap"]:
		protocol = "pop3"
	default:
		protocol = "imap" // the prior, and every tie
	}
	for speaksFor := range decisive {
		d.conflict = d.conflict || speaksFor != protocol && protocol != "mixed" && protocol != ""
	}

	d.strategy = f.strategy(protocol, d.days)
	d.options = f.options(d.strategy, d.limits, d.days)
	if d.strategy == NoneOffered {
		d.reasons = nil // the gates say it all
	}
	for i := range d.reasons {
		if d.reasons[i].For == shrinking { // the strategy that makes room, or makes mail leave
			d.reasons[i].For = string(d.strategy)
		}
	}
	return d
}

// strategy chooses inside a protocol.
func (f *facts) strategy(protocol string, days copyDays) Strategy {
	forbidden, required := f.serverCopy.v == "forbidden", f.serverCopy.v == "required"
	switch protocol {
	case "imap":
		switch {
		case forbidden, f.small():
			return IMAPArchive
		case required:
			return IMAPBackup
		case f.offline.v == "none":
			return IMAPAll
		case f.offline.v == "all" && !f.metered.v && f.everythingFits():
			return IMAPAll
		}
		return IMAPWindow
	case "pop3":
		if forbidden || days.n == 0 {
			return POPRemove
		}
		return POPKeepDays
	}
	if protocol == "mixed" {
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
	for prefix, list := range map[string][]Reason{"gate.": a.Gates, "checked.": a.Checked, "reason.": a.Reasons, "trap.": a.Traps} {
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
