package choose

import (
	"math"
	"strings"

	"mailadvisor/advise/locale"
)

// consequences returns what a strategy means for the person: gains first, then
// limits, the weightiest of each first.
func consequences(f *facts, d decision) []Consequence {
	out := []Consequence{}
	gain := func(id string, args locale.Args) {
		out = append(out, Consequence{Text: locale.Text{ID: "consequence." + id, Args: args}, Gain: true})
	}
	limit := func(id string, args locale.Args) {
		out = append(out, Consequence{Text: locale.Text{ID: "consequence." + id, Args: args}})
	}
	if b := &f.box; b.limited() && b.spareBytes >= 0.05*b.quota.v && d.strategy != NoneOffered {
		gain("empty-trash", locale.Args{"spare_bytes": octetsArg(b.spareBytes)})
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
	if p := protocolOf(d.strategy); f.pop.google && (p == "pop3" || p == "mixed") {
		gain("gmail-keeps", nil)
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
		gain("body-limit", locale.Args{"body_bytes": d.options.BodyLimitBytes,
			"day_bytes": octetsArg(f.imapTraffic()), "all_bytes": octetsArg(f.box.inflow() + f.box.sent.v)})
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
		if full := f.fullIn(stays); full <= monthDays {
			limit("archive-now", f.day("full", full))
		}
		limit("archive-alone", args)
		limit("archive-yours", args)
		return
	}
	switch {
	case b.quota.known() && !f.limited():
	case !f.limited():
		limit("room-yours-unknown", nil)
	case b.gain() <= 0 || b.newBox && b.perDay.from == assumed:
		limit("room-yours-unknown", nil)
	default:
		look := math.Inf(1)
		for _, s := range f.stocks() {
			look = min(look, s.stays().full(sayShare*s.quota, b.growth))
		}
		limit("room-yours", f.day("look", look))
	}
}

func (f *facts) popConsequences(d decision, gain, limit tell) {
	b := &f.box
	holder := locale.Args{"holder": f.holder(), "copy_days": d.days.n, "local_bytes": octetsArg(f.everythingBytes())}
	gain("all-local", holder)
	if d.strategy == POPKeepDays {
		limit("only-copy", holder)
	} else {
		gain("frees-room", nil)
		limit("only-copy-now", holder)
	}
	limit("stays-here", holder)
	if f.several() {
		limit("several-pop", locale.Args{"owner": f.programs.ownerName(), "named": f.programs.deletes() >= 0 && f.programs.readers > 1})
	}
	switch peak := f.peak(d.days.n); {
	case d.strategy != POPKeepDays || !b.limited():
	case d.options.FirstKeepDays > 0:
		limit("first-short", locale.Args{"first_days": d.options.FirstKeepDays, "copy_days": d.days.n})
	case b.used.v >= b.limit(): // it is full before: said first
	case peak > b.hidden.v+b.inflow()*float64(d.days.n) && b.used.v > b.hidden.v:
		limit("first-peak", locale.Args{"copy_days": d.days.n, "peak_share": peak / b.quota.v})
	}
	if away := f.away(popDays(0)); d.strategy == POPRemove && f.limited() && away >= float64(f.absence.v) {
		limit("away", locale.Args{"away_days": int(math.Floor(min(away, maxDays) + tiny))})
	}
	if b.hiddenFolders > 0 {
		limit("hidden-folders", locale.Args{"folders": b.hiddenFolders, "sized": b.hidden.from == measured,
			"hidden_bytes": octetsArg(b.hidden.v)})
	}
}
