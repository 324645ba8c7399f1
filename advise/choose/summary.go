package choose

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"mailadvisor/advise/locale"
)

// summary is the verdict: one sentence that says what to do.
func summary(f *facts, d decision) (string, locale.Args) {
	args := locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices")}
	put := func(id string, more ...locale.Args) (string, locale.Args) {
		for _, m := range more {
			maps.Copy(args, m)
		}
		return "summary." + id, args
	}
	full := f.day("full", f.stays().full(f.box.limit(), f.box.growth))
	forced := !d.limits.imap()
	switch d.strategy {
	case IMAPAll, IMAPWindow:
		id := "imap-one"
		switch {
		case f.devices.v >= 2 && f.devices.from == you:
			id = "imap-devices"
		case f.shared.v:
			id = "imap-shared"
		case f.several():
			id = "imap-several"
		}
		return put(id, f.lasts())
	case IMAPBackup:
		return put("imap-backup", f.lasts())
	case IMAPArchive:
		if f.small() {
			return put("imap-archive", f.horizonArgs(), full)
		}
		return put("imap-archive-leave", f.horizonArgs())
	case POPKeepDays:
		days := locale.Args{"copy_days": d.days.n}
		switch {
		case forced:
			return put("pop-days-forced", days)
		case f.small():
			return put("pop-days", days, full)
		}
		return put("pop-days-plain", days)
	case Mixed:
		return put("mixed", locale.Args{"copy_days": d.options.LeaveOnServerDays, "client": f.programs.noIMAP})
	case POPRemove:
		switch {
		case f.serverCopy.v == "forbidden":
			return put("pop-remove-leave")
		case forced:
			return put("pop-remove-forced")
		case f.small():
			return put("pop-remove", full)
		}
		return put("pop-remove-plain")
	}
	if f.cut { // what was not seen is no answer
		return "summary.none-seen", nil
	}
	return "summary.none", nil
}

// lasts says how long IMAP has room: a date, no limit, or not known.
func (f *facts) lasts() locale.Args {
	switch {
	case !f.box.quota.known():
		return locale.Args{"room_form": "unknown"}
	case !f.box.limited():
		return locale.Args{"room_form": "none"}
	}
	days := f.stays().full(f.box.limit(), f.box.growth)
	args := f.day("full", days)
	args["room_form"] = args["full_form"]
	return args
}

// day is a forecast's date, with no more precision than it deserves and
// rounded to the careful side: a day within 60 days, a month within ten
// years. NAME_form says which: now, day, month, decade.
func (f *facts) day(name string, days float64) locale.Args {
	form := name + "_form"
	if !f.box.limited() || days > 10*yearDays {
		return locale.Args{form: "decade"}
	}
	at := f.today.Add(time.Duration(math.Floor(days+tiny)) * 24 * time.Hour)
	switch {
	case days < 1:
		return locale.Args{form: "now"}
	case days <= 60:
		return locale.Args{form: "day", name + "_date": at.Format(time.DateOnly)}
	}
	return locale.Args{form: "month", name + "_month": at.Format("2006-01")}
}

// horizonArgs name an archive's rhythm.
func (f *facts) horizonArgs() locale.Args {
	h, _ := f.horizon()
	return locale.Args{"horizon_days": h.days, "period_days": h.period, "weekly": h.period <= 7}
}

// explanations are what is told beside the reasons: how a figure was
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
	if d.strategy == IMAPArchive && f.small() {
		args := f.horizonArgs()
		_, args["fits"] = f.horizon()
		args["target_bytes"] = octetsArg(targetShare * b.quota.v)
		args["hold_days"] = int(min(targetShare*b.quota.v/max(b.gain(), 1), maxDays))
		add("archive-horizon", args, f.stock(true))
	}
	if protocolOf(d.strategy) == "imap" && !slices.ContainsFunc(d.reasons, func(r Reason) bool { return r.For == "imap" || r.For == "pop3" }) {
		add("prior", nil, evidence{"evidence.rule", nil})
	}
	if d.conflict {
		add("conflict", nil, evidence{"evidence.gates", nil})
	}
	if !b.quota.known() && d.strategy != NoneOffered {
		add("quota-unknown", nil, evidence{"evidence.unknown", locale.Args{"flags": "--quota --used"}})
	}
	if b.countLimit > 0 {
		add("message-limit", locale.Args{"used_count": b.countUsed, "limit_count": b.countLimit}, seenAs("QUOTA"))
	}
	if f.offline.v == "all" && f.offline.from == you {
		add("offline-neutral", nil, evidenceFor(f.offline))
	}
	if f.drained() {
		add("pop-already", locale.Args{"kept_share": b.kept.v}, f.stock(true))
	}
	for _, c := range f.contradictions {
		add(c.id, c.args, c.evidence)
	}
	return out
}

// InWords is the message that writes a small number as a word; a larger one is
// written in digits, from the argument "count".
func InWords(n int) string { return inWords(n, "count") }

// inWords is the message that writes a small number as a word; a larger one
// is written in digits, from the argument of the noun's name.
func inWords(n int, noun string) string {
	if n < 1 || n > 12 {
		return "number.many-" + noun
	}
	return fmt.Sprint("number.", n)
}
