package choose

import (
	"math"
	"strings"

	"mailadvisor/advise/locale"
)

// consequences is what a strategy means for the person: gains first, then
// limits, the weightiest of each first.
func consequences(f *facts, d decision) []Consequence {
	out := []Consequence{}
	gain := func(id string, args locale.Args) {
		out = append(out, Consequence{Text: locale.Text{ID: "consequence." + id, Args: args}, Gain: true})
	}
	limit := func(id string, args locale.Args) {
		out = append(out, Consequence{Text: locale.Text{ID: "consequence." + id, Args: args}})
	}
	switch protocolOf(d.strategy) {
	case "imap":
		f.imapGains(d, gain)
		f.imapLimits(d, limit)
	case "mixed":
		gain("mixed-all", locale.Args{"client": f.programs.noIMAP})
		limit("mixed-days", locale.Args{"copy_days": d.options.LeaveOnServerDays})
		limit("mixed-apart", nil)
		limit("mixed-read", locale.Args{"dovecot": strings.Contains(f.software, "Dovecot"), "software": f.software})
	case "pop3":
		f.popConsequences(d, gain, limit)
	}
	if b := &f.box; b.limited() && b.spareBytes >= 0.05*b.quota.v && d.strategy != NoneOffered {
		gain("empty-trash", locale.Args{"spare_bytes": octetsArg(b.spareBytes)})
	}
	return out
}

type tell func(id string, args locale.Args)

func (f *facts) imapGains(d decision, gain tell) {
	if f.several() {
		gain("same-everywhere", nil)
	} else {
		gain("new-device", nil)
	}
	switch d.options.Offline {
	case "recent":
		gain("offline-window", locale.Args{"window_days": d.options.OfflineDays, "several": f.several(),
			"local_bytes": octetsArg(f.windowBytes(d.options.OfflineDays))})
	case "all":
		gain("offline-all", locale.Args{"several": f.several(), "local_bytes": octetsArg(f.everythingBytes())})
	}
	if d.strategy == IMAPBackup {
		gain("backup-kept", nil)
	}
	if d.options.BodyLimitBytes > 0 {
		gain("body-limit", locale.Args{"body_bytes": d.options.BodyLimitBytes})
	}
}

func (f *facts) imapLimits(d decision, limit tell) {
	b := &f.box
	switch d.options.Offline {
	case "recent":
		limit("older-needs", nil)
	case "none":
		limit("no-offline", nil)
	}
	switch {
	case f.devices.v >= 2 && f.devices.from == you:
		limit("deleted-everywhere", locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices"), "two": f.devices.v == 2})
	case f.several():
		limit("deleted-for-all", nil)
	}
	if d.strategy == IMAPArchive {
		args := f.horizonArgs()
		if full := f.stays().full(b.limit(), b.growth); b.limited() && full <= monthDays {
			limit("archive-now", f.day("full", full))
		}
		limit("archive-alone", args)
		limit("archive-yours", args)
		h, fits := f.horizon()
		if !fits {
			limit("archive-tight", nil)
		}
		if away := f.away(f.archived(h)); b.limited() && away < float64(f.absence.v) {
			limit("archive-away", locale.Args{"away_days": int(math.Floor(away + tiny)), "absence_days": f.absence.v})
		}
		return
	}
	if !b.limited() || b.gain() <= 0 {
		return
	}
	look := course{base: b.used.v, slope: b.gain()}.full(sayShare*b.quota.v, b.growth)
	limit("room-yours", f.day("look", look))
}

func (f *facts) popConsequences(d decision, gain, limit tell) {
	b := &f.box
	gain("all-local", locale.Args{"local_bytes": octetsArg(f.everythingBytes())})
	if d.strategy == POPKeepDays {
		limit("only-copy", locale.Args{"copy_days": d.days.n})
	} else {
		limit("only-copy-now", nil)
	}
	limit("stays-here", nil)
	if f.several() {
		limit("several-pop", locale.Args{"owner": f.programs.ownerName(), "named": f.programs.owner >= 0 && f.programs.readers > 1})
	}
	switch peak := f.peak(d.days.n); {
	case d.strategy != POPKeepDays || !b.limited():
	case d.options.FirstKeepDays > 0:
		limit("first-short", locale.Args{"first_days": d.options.FirstKeepDays, "copy_days": d.days.n})
	case peak > f.popDays(d.days.n).at(0, 0) && b.used.v > b.hidden.v:
		limit("first-peak", locale.Args{"copy_days": d.days.n, "peak_share": peak / b.quota.v})
	}
	if d.strategy == POPRemove && b.limited() {
		limit("away", locale.Args{"away_days": int(math.Floor(min(f.away(f.popDays(0)), maxDays) + tiny))})
	}
	if b.hiddenFolders > 0 {
		limit("hidden-folders", locale.Args{"folders": b.hiddenFolders, "sized": b.hidden.from == measured,
			"hidden_bytes": octetsArg(b.hidden.v)})
	}
}
