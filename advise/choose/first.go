package choose

import (
	"math"
	"slices"

	"mailadvisor/advise/locale"
)

// first returns what a person must know before any reason: what is refused now,
// what a rule wants and cannot have here, what the plan does not survive, and
// which of their wishes it does not meet.
func first(f *facts, d decision) []Reason {
	var out []Reason
	add := func(id string, args locale.Args, e evidence) { out = append(out, reason(id, "", "", args, e)) }
	f.firstNow(add)
	if d.strategy == NoneOffered {
		return out
	}
	f.firstRules(d, add)
	f.firstPlan(d, add)
	f.firstWishes(d, add)
	return out
}

// conflicts reports whether two things that a person needs cannot both be had.
func conflicts(id string) bool {
	return slices.Contains([]string{
		"rule-several", "rule-no-pop", "rule-one-device", "rule-nowhere",
		"kept-no-imap", "kept-no-computer", "several-pop", "other-program",
	}, id)
}

// told adds what is said first.
type told func(id string, args locale.Args, e evidence)

// firstNow is what is so before anything is chosen.
func (f *facts) firstNow(add told) {
	b := &f.box
	if f.silent {
		add("host-silent", nil, evidence{"evidence.run", nil})
	}
	if b.limited() && b.used.v >= b.quota.v {
		add("refused-now", locale.Args{"used_bytes": octetsArg(b.used.v), "quota_bytes": octetsArg(b.quota.v), "used_share": b.used.v / b.quota.v,
			"spare": b.spareBytes >= emptyShare*b.quota.v, "spare_bytes": octetsArg(b.spareBytes)}, f.roomOnly())
	}
	if f.unread {
		add("reading-untested", nil, evidence{"evidence.not-checked", nil})
	}
	if b.countLimit > 0 && b.countUsed >= b.countLimit {
		add("refused-messages", locale.Args{"used_count": b.countUsed, "limit_count": b.countLimit}, seenAs("QUOTA"))
	}
}

// firstRules is where a rule of law, of an employer or of the provider meets
// what can be had.
func (f *facts) firstRules(d decision, add told) {
	rule := evidenceFor(f.serverCopy)
	devices := locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices"), "shared": f.shared.v || f.devices.v < 2,
		"several": f.several(), "holder": f.holder()}
	switch {
	case f.forbidden() && d.strategy == IMAPArchive:
		h := f.archive()
		devices["stay_days"] = h.days + h.period
		id := "rule-no-pop"
		if f.severalSaid() && d.limits.pop() {
			id = "rule-several"
		}
		add(id, devices, rule)
	case f.forbidden() && d.strategy == POPRemove && f.severalSaid():
		add("rule-one-device", devices, rule)
	case f.forbidden() && d.strategy != POPRemove:
		add("rule-nowhere", devices, rule)
	case f.required() && protocolOf(d.strategy) == "pop3":
		devices["removes"] = d.strategy == POPRemove
		add("kept-no-imap", devices, rule)
	case f.required() && f.noComputer():
		add("kept-no-computer", devices, rule)
	case f.required() && d.strategy == IMAPArchive:
		add("kept-two-disks", f.horizonArgs(), rule)
	}
}

// firstPlan is what the plan itself cannot do.
func (f *facts) firstPlan(d decision, add told) {
	absence := evidenceFor(f.absence)
	if d.limits.instead != "" {
		add("other-program", locale.Args{"client": f.programs.neverName, "instead": d.limits.instead}, evidenceOf(you, f.programs.flag, ""))
	}
	if d.strategy != Mixed && protocolOf(d.strategy) == "imap" && f.programs.both() {
		add("other-imap", locale.Args{"client": f.programs.noIMAP}, evidenceOf(you, f.programs.flag, ""))
	}
	whole := func(days float64) int { return int(math.Floor(min(days, maxDays) + tiny)) }
	switch d.strategy {
	case IMAPArchive:
		h := f.archive()
		away := whole(f.away(archived(h.horizon)))
		switch args := (locale.Args{"away_days": away, "absence_days": f.absence.v}); {
		case !h.fits:
			add("archive-tight", args, f.stock(true))
		case !h.survives:
			add("archive-away", args, absence)
		}
	case POPRemove:
		if away := f.away(popDays(0)); away < float64(f.absence.v) {
			add("pop-away", locale.Args{"away_days": whole(away), "absence_days": f.absence.v}, absence)
		}
	case IMAPAll, IMAPWindow, IMAPBackup:
		if f.small() {
			add("make-room", f.day("full", f.fullIn(stays)), f.stock(true))
		}
	}
	if protocolOf(d.strategy) == "pop3" && f.severalSaid() && !f.forbidden() {
		add("several-pop", locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices"), "counted": f.devices.v >= 2,
			"copy_days": d.options.LeaveOnServerDays, "holder": f.holder()}, evidenceFor(f.whoSeveral()))
	}
}

// whoSeveral returns what says that there are several devices or people.
func (f *facts) whoSeveral() fact[int] {
	if f.devices.v >= 2 && f.devices.from == you {
		return f.devices
	}
	return fact[int]{2, f.shared.from, f.shared.flag}
}

// firstWishes are the wishes that this plan does not meet.
func (f *facts) firstWishes(d decision, add told) {
	need := f.everythingBytes()
	disk := locale.Args{"needed_bytes": octetsArg(need), "disk_bytes": f.disk.v, "window_days": d.options.OfflineDays,
		"kept_bytes": octetsArg(f.windowBytes(d.options.OfflineDays)), "holder": f.holder()}
	everything := f.offline.v == "all" && f.offline.from == you
	tooSmall := f.disk.from == you && need > float64(f.disk.v)
	switch {
	case tooSmall && protocolOf(d.strategy) == "pop3", tooSmall && d.strategy == Mixed:
		add("disk-pop", disk, evidenceFor(f.disk))
	case tooSmall && (d.strategy == IMAPArchive || d.strategy == IMAPBackup):
		add("disk-archive", disk, evidenceFor(f.disk))
	case tooSmall && everything:
		add("offline-disk", disk, evidenceFor(f.disk))
	case d.strategy == IMAPWindow && !f.fitsDisk(f.windowBytes(d.options.OfflineDays)):
		add("offline-tight", disk, evidenceFor(f.disk))
	}
	if everything && !(tooSmall && d.strategy == IMAPWindow) {
		switch {
		case d.strategy == IMAPArchive:
			add("offline-archive", f.horizonArgs(), evidenceFor(f.offline))
		case d.strategy == IMAPWindow && f.metered.v:
			add("offline-metered", disk, evidenceFor(f.metered))
		}
	}
	if f.oldMail.v == "everywhere" && f.oldMail.from == you {
		switch {
		case d.strategy == IMAPArchive:
			add("old-mail-archive", f.horizonArgs(), evidenceFor(f.oldMail))
		case protocolOf(d.strategy) == "pop3":
			add("old-mail-pop", locale.Args{"holder": f.holder()}, evidenceFor(f.oldMail))
		}
	}
}

// terms returns the two words of the trade, for who does not know them.
func terms(d decision) []locale.Text {
	if d.strategy == NoneOffered {
		return nil
	}
	return []locale.Text{{ID: "terms." + protocolOf(d.strategy)}}
}

// untested returns the protocols that were not tested beside one that was.
func (f *facts) untested() []string {
	var out []string
	if f.imap.why == notTested || f.imap.why == portClosed {
		out = append(out, "imap")
	}
	if f.pop.why == notTested || f.pop.why == portClosed {
		out = append(out, "pop3")
	}
	return out
}
