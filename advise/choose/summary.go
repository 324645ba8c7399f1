package choose

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"mailadvisor/advise/locale"
)

// summary returns the verdict: one sentence that says what to do.
func summary(f *facts, d decision) (string, locale.Args) {
	args := locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices")}
	put := func(id string, more ...locale.Args) (string, locale.Args) {
		for _, m := range more {
			maps.Copy(args, m)
		}
		return "summary." + id, args
	}
	full := f.day("full", f.fullIn(stays))
	forced := locale.Args{"forced_form": f.forced(d)}
	switch d.strategy {
	case IMAPAll, IMAPWindow:
		switch {
		case f.small():
			return put("imap-make-room", full)
		case f.devices.v >= 2 && f.devices.from == you:
			return put("imap-devices", f.lasts())
		case f.shared.v:
			return put("imap-shared", f.lasts())
		}
		return put("imap-one", f.lasts())
	case IMAPBackup:
		return put("imap-backup", f.lasts())
	case IMAPArchive:
		if f.forbidden() {
			return put("imap-archive-leave", f.horizonArgs())
		}
		return put("imap-archive", f.horizonArgs(), full)
	case POPKeepDays:
		days := locale.Args{"copy_days": d.days.n, "client": f.programs.neverName, "instead": d.limits.instead}
		switch {
		case d.limits.instead != "":
			return put("pop-days-instead", days)
		case !d.limits.imap():
			return put("pop-days-forced", days, forced)
		case f.small():
			return put("pop-days", days, full)
		}
		return put("pop-days-plain", days)
	case Mixed:
		return put("mixed", locale.Args{"copy_days": d.options.LeaveOnServerDays, "client": f.programs.noIMAP})
	case POPRemove:
		switch {
		case d.limits.instead != "":
			return put("pop-remove-instead", locale.Args{"client": f.programs.neverName, "instead": d.limits.instead})
		case f.forbidden():
			return put("pop-remove-leave")
		case !d.limits.imap():
			return put("pop-remove-forced", forced)
		case f.small():
			return put("pop-remove", full)
		}
		return put("pop-remove-plain")
	}
	return f.nothingToChoose()
}

// forced names why IMAP is not the answer, where it is not possible: what is
// known to be missing is told apart from what did not work, or was not tested.
func (f *facts) forced(d decision) string {
	switch {
	case d.limits.imap():
		return ""
	case d.limits.noIMAP == "client-no-imap":
		return "client"
	case f.imap.out():
		return "out"
	case f.imap.why == portClosed:
		return "closed"
	case f.imap.why == notTested:
		return "untested"
	}
	return "failed"
}

// nothingToChoose says why there is no answer: nothing is needed, nothing can
// be used, or what was seen is too little for one.
func (f *facts) nothingToChoose() (string, locale.Args) {
	state := func(s *service) string {
		switch {
		case s.out():
			return "out"
		case s.usable.v:
			return "barred" // by the programs that were named
		case s.why == portClosed:
			return "closed"
		case s.why == notTested:
			return "untested"
		}
		return "failed"
	}
	imap, pop := state(&f.imap), state(&f.pop)
	switch {
	case f.sends:
		return "summary.sends", nil
	case f.cut: // what was not seen is no answer
		return "summary.none-seen", nil
	case imap == "out" && pop == "out":
		return "summary.none", nil
	}
	return "summary.none-yet", locale.Args{"imap_state": imap, "pop_state": pop}
}

// lasts says how long IMAP has room: a date, no limit, or not known.
func (f *facts) lasts() locale.Args {
	switch {
	case !f.limited() && !f.box.quota.known():
		return locale.Args{"room_form": "unknown"}
	case !f.limited():
		return locale.Args{"room_form": "none"}
	case f.box.newBox && f.box.perDay.from == assumed:
		return locale.Args{"room_form": "few"}
	}
	args := f.day("full", f.fullIn(stays))
	args["room_form"] = args["full_form"]
	return args
}

// A forecast is told by the day until so many days from now, by the month until
// so many, and no finer after that.
const (
	byDay   = 60
	byMonth = 10 * yearDays
)

// day returns a forecast's date, with no more precision than it deserves and
// rounded to the careful side: a day within 60 days, a month within ten
// years. NAME_form says which: now, day, month, decade.
func (f *facts) day(name string, days float64) locale.Args {
	form := name + "_form"
	if !f.limited() || days > byMonth {
		return locale.Args{form: "decade"}
	}
	at := f.today.Add(time.Duration(math.Floor(days+tiny)) * 24 * time.Hour)
	switch {
	case days < 1:
		return locale.Args{form: "now"}
	case days <= byDay:
		return locale.Args{form: "day", name + "_date": at.Format(time.DateOnly)}
	}
	return locale.Args{form: "month", name + "_month": at.Format("2006-01")}
}

// horizonArgs name an archive's rhythm.
func (f *facts) horizonArgs() locale.Args {
	h := f.archive()
	return locale.Args{"horizon_days": h.days, "period_days": h.period, "weekly": h.period <= 7}
}

// explanations returns what is told beside the reasons: how a figure was
// computed, what is not known, what contradicts what. They weigh nothing.
func explanations(f *facts, d decision) []Reason {
	b := &f.box
	var out []Reason
	add := func(id string, args locale.Args, e evidence) { out = append(out, reason(id, "", "", args, e)) }

	if d.strategy == POPKeepDays {
		args := locale.Args{"copy_days": d.days.n, "absence_days": f.absence.v, "expire_days": 0, "target_bytes": int64(0), "hold_days": 0, "client": "",
			"hidden": b.hidden.v > 0, "hidden_bytes": octetsArg(b.hidden.v)}
		e := evidenceFor(f.absence)
		switch d.days.boundBy {
		case "room":
			args["target_bytes"] = octetsArg(targetShare * b.quota.v)
			args["hold_days"] = int(math.Floor(d.days.room + float64(f.absence.v) + tiny))
			args["counted"] = !b.limited() || d.days.n != f.bytesRoom()
		case "expire":
			args["expire_days"] = f.pop.expire.v
			e = seenAs("CAPA, " + expireWord(f))
		case "client":
			args["client"] = f.programs.list[f.programs.owner].row.Name
			e = evidenceOf(you, f.programs.flag, "")
		case "usual":
			e = evidence{"evidence.rule", nil}
		}
		add("copy-days-"+d.days.boundBy, args, e)
	}
	if d.strategy == IMAPArchive && f.smallRoom() && !f.forbidden() {
		h, args := f.archive(), f.horizonArgs()
		args["fits"], args["absence_days"] = h.fits && h.survives, f.absence.v
		args["limit_bytes"], args["grows"], args["away"] = octetsArg(b.limit()), b.growth > 0, f.absence.v > 0
		args["away_bytes"] = octetsArg(b.inflow() * f.grown() * float64(f.absence.v))
		args["keeps_bytes"] = octetsArg(b.gain() * f.grown() * float64(h.days+h.period))
		add("archive-horizon", args, f.stock(true))
	}
	if protocolOf(d.strategy) == "imap" && !slices.ContainsFunc(d.reasons, func(r Reason) bool { return r.For == "imap" || r.For == "pop3" }) {
		add("prior", nil, evidence{"evidence.rule", nil})
	}
	if !b.quota.known() && d.strategy != NoneOffered {
		add("quota-unknown", nil, evidence{"evidence.unknown", locale.Args{"flags": "--quota --used"}})
	}
	if b.countLimit > 0 && !f.smallCount() && d.strategy != NoneOffered {
		add("message-limit", locale.Args{"used_count": b.countUsed, "limit_count": b.countLimit}, seenAs("QUOTA"))
	}
	if f.offline.v == "all" && f.offline.from == you {
		add("offline-neutral", nil, evidenceFor(f.offline))
	}
	if b.others != nil {
		add("quota-others", locale.Args{"root": b.others.Root, "used_bytes": b.others.Used, "limit_bytes": b.others.Limit}, seenAs("QUOTA"))
	}
	if b.trashOutside > 0 {
		add("trash-outside", locale.Args{"trash_bytes": octetsArg(b.trashOutside)}, seenAs("QUOTA, LIST, STATUS"))
	}
	if b.newBox && b.perDay.from == assumed {
		add("few-messages", locale.Args{"messages": b.few, "window_days": b.fewDays, "per_day": defaultPerDay}, evidence{"evidence.measured", locale.Args{"wire": "FETCH"}})
	}
	if f.drained() {
		add("pop-already", locale.Args{"kept_share": b.drained}, f.stock(true))
	}
	for _, c := range f.contradictions {
		add(c.id, c.args, c.evidence)
	}
	return out
}

// bytesRoom returns the days that a copy may stay by the octets alone.
func (f *facts) bytesRoom() int {
	b := &f.box
	return max(int(math.Floor((targetShare*b.quota.v-b.hidden.v)/(b.inflow()*f.grown())-float64(f.absence.v)+tiny)), 0)
}

// InWords returns the message that writes a small number as a word; a larger
// one is written in digits, from the argument "count".
func InWords(n int) string { return inWords(n, "count") }

// inWords returns the message that writes a small number as a word; a larger
// one is written in digits, from the argument of the noun's name.
func inWords(n int, noun string) string {
	if n < 1 || n > 12 {
		return "number.many-" + noun
	}
	return fmt.Sprint("number.", n)
}
