package choose

import (
	"cmp"
	"slices"
	"sync"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// shrinking marks a reason that speaks for whatever keeps the server's copy
// small: it counts for neither protocol, and is written as speaking for the
// strategy that was chosen.
const shrinking = "shrinking"

// factor is one row of what weighs.
type factor struct {
	id       string
	favours  string // imap, pop3, shrinking
	weight   string // decisive, strong, medium, weak
	holds    func(*facts) bool
	assumes  func(*facts) bool // it rests on an assumption, and then weighs medium at most
	args     func(*facts) locale.Args
	evidence func(*facts) evidence
}

// factors is the table of what weighs, in the order of screens inside a
// weight. An assumption never decides: the number of devices is decisive only
// where it was said. That POP be safer, or that IMAP be needed to read
// offline, weighs nothing, and so has no row. Like the table of gates it is
// made once.
var factors = sync.OnceValue(func() []factor {
	none := func(*facts) locale.Args { return nil }
	seen := func(wire string) func(*facts) evidence { return func(*facts) evidence { return seenAs(wire) } }
	stock := func(f *facts) evidence { return f.stock(false) }
	return []factor{
		{
			id: "several-devices", favours: "imap", weight: "decisive",
			holds:    func(f *facts) bool { return f.devices.v >= 2 && f.devices.from == you },
			args:     func(f *facts) locale.Args { return locale.Args{"devices": f.devices.v} },
			evidence: func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			id: "mixed-programs", favours: "mixed", weight: "decisive",
			holds:    func(f *facts) bool { return f.programs.both() },
			args:     func(f *facts) locale.Args { return locale.Args{"client": f.programs.noIMAP} },
			evidence: func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			id: "shared", favours: "imap", weight: "decisive",
			holds:    func(f *facts) bool { return f.shared.v },
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.shared) },
		},
		{
			id: "small-quota", favours: shrinking, weight: "strong",
			holds: (*facts).smallRoom, assumes: (*facts).guesses,
			args: func(f *facts) locale.Args {
				args := f.box.usedOf()
				args["inflow_bytes"] = octetsArg(f.box.inflow())
				return args
			},
			evidence: stock,
		},
		{
			id: "small-count", favours: shrinking, weight: "strong",
			holds: (*facts).smallCount, assumes: func(f *facts) bool { return f.box.perDay.from == assumed },
			args: func(f *facts) locale.Args {
				return locale.Args{"used_count": f.box.countUsed, "limit_count": f.box.countLimit, "per_day": round(f.box.perDay.v, 1)}
			},
			evidence: func(f *facts) evidence { return f.stock(true) },
		},
		{
			id: "nearly-full", favours: shrinking, weight: "strong",
			holds: func(f *facts) bool { return f.nearlyFull() && f.box.used.v < f.box.quota.v },
			args: func(f *facts) locale.Args {
				return locale.Args{"used_share": f.box.used.v / f.box.quota.v, "large_bytes": octetsArg(f.box.large.v),
					"refused": f.box.used.v >= f.box.limit(), "free_bytes": octetsArg(max(f.box.quota.v-f.box.used.v, 0))}
			},
			evidence: (*facts).roomOnly,
		},
		{
			id: "devices-assumed", favours: "imap", weight: "weak",
			holds:    func(f *facts) bool { return f.devices.v >= 2 && f.devices.from == assumed && !f.shared.v },
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			id: "old-mail-everywhere", favours: "imap", weight: "strong",
			holds:    func(f *facts) bool { return f.oldMail.v == "everywhere" && f.oldMail.from == you },
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.oldMail) },
		},
		{
			id: "metered", favours: "imap", weight: "strong",
			holds: func(f *facts) bool { return f.metered.v },
			args: func(f *facts) locale.Args {
				return locale.Args{"body_bytes": int64(bodyLimit), "day_bytes": octetsArg(f.imapTraffic()), "all_bytes": octetsArg(f.box.inflow() + f.box.sent.v)}
			},
			evidence: func(f *facts) evidence { return evidenceFor(f.metered) },
		},
		{
			id: "must-be-kept", favours: "imap", weight: "decisive",
			holds:    func(f *facts) bool { return f.serverCopy.v == "required" },
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.serverCopy) },
		},
		{
			id: "must-leave", favours: shrinking, weight: "decisive",
			holds:    func(f *facts) bool { return f.serverCopy.v == "forbidden" },
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.serverCopy) },
		},
		{
			id: "sent-on-server", favours: "imap", weight: "strong",
			holds: func(f *facts) bool { return f.box.sentFolder != nil && !f.oneComputer() },
			args:  none,
			evidence: func(f *facts) evidence {
				s := f.box.sentFolder
				args := locale.Args{"folder": s.Name, "messages": int(*s.Messages), "sized": s.Bytes != nil, "folder_bytes": 0}
				if s.Bytes != nil {
					args["folder_bytes"] = *s.Bytes
				}
				return evidence{"evidence.folder", args}
			},
		},
		{
			id: "one-computer", favours: "pop3", weight: "strong",
			holds: func(f *facts) bool { return f.oneComputer() && f.small() },
			args:  none,
			evidence: func(f *facts) evidence {
				return evidence{"evidence.you", locale.Args{"flags": f.devices.flag + " " + f.oldMail.flag}}
			},
		},
		{
			id: "one-device", favours: "pop3", weight: "medium",
			holds: func(f *facts) bool {
				return f.oneDevice() && f.oldMail.from == assumed && f.small() && !f.noComputer()
			},
			args:     none,
			evidence: func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			id: "folders", favours: "imap", weight: "medium",
			holds: func(f *facts) bool { return f.box.hiddenFolders >= 2 },
			args: func(f *facts) locale.Args {
				return locale.Args{"folders": f.box.hiddenFolders, "folders_id": inWords(f.box.hiddenFolders, "folders"),
					"sized": f.box.hidden.from == measured, "hidden_bytes": octetsArg(f.box.hidden.v)}
			},
			evidence: seen("LIST, STATUS"),
		},
		{
			id: "room", favours: "imap", weight: "medium",
			holds: func(f *facts) bool { return f.box.limited() && !f.small() },
			args: func(f *facts) locale.Args {
				args := f.box.usedOf()
				args["month_bytes"] = octetsArg(f.gained(monthDays))
				return args
			},
			evidence: func(f *facts) evidence { return f.stock(true) },
		},
		{
			id: "no-limit", favours: "imap", weight: "medium",
			holds:    func(f *facts) bool { return f.box.quota.known() && !f.box.limited() },
			args:     func(f *facts) locale.Args { return locale.Args{"said": f.box.quota.from == you} },
			evidence: func(f *facts) evidence { return evidenceOf(f.box.quota.from, f.box.quota.flag, "QUOTA") },
		},
		{
			id: "copies-may-stay", favours: "pop3", weight: "medium",
			holds: func(f *facts) bool {
				return f.oneDevice() && f.small() && !f.noComputer() && f.pop.usable.v && f.pop.uidl.v && f.pop.expire.v >= maxCopyDays
			},
			args: func(f *facts) locale.Args {
				return locale.Args{"expire_days": f.pop.expire.v, "never": f.pop.expire.v == result.ExpireNever}
			},
			evidence: func(f *facts) evidence { return seenAs("UIDL, " + expireWord(f)) },
		},
		{
			id: "little-disk", favours: "imap", weight: "medium",
			holds: func(f *facts) bool { return !f.everythingFits() && !f.oneComputer() },
			args: func(f *facts) locale.Args {
				return locale.Args{"disk_bytes": f.disk.v, "needed_bytes": octetsArg(f.everythingBytes())}
			},
			evidence: func(f *facts) evidence { return evidenceFor(f.disk) },
		},
		{
			id: "push", favours: "imap", weight: "weak",
			holds: func(f *facts) bool { return f.imap.usable.v && f.imap.idle.v }, args: none, evidence: seen("IDLE"),
		},
		{
			id: "search", favours: "imap", weight: "weak",
			holds: func(f *facts) bool { return f.imap.usable.v && f.imap.search.v }, args: none, evidence: seen("ESEARCH, SORT"),
		},
		{
			id: "domain-prefers-imap", favours: "imap", weight: "weak",
			holds: func(f *facts) bool { return f.imap.preferred }, args: none,
			evidence: func(*facts) evidence { return evidenceOf(provider, "", "SRV") },
		},
		{
			id: "domain-prefers-pop", favours: "pop3", weight: "weak",
			holds: func(f *facts) bool { return f.pop.preferred }, args: none,
			evidence: func(*facts) evidence { return evidenceOf(provider, "", "SRV") },
		},
	}
})

// usedOf returns the arguments of "61 of 100 MB": the unit is written once
// where both sizes have the same one.
func (b *box) usedOf() locale.Args {
	used, quota, unit := b.used.v, b.quota.v, 1.0
	for quota/unit >= 1023.5 && unit < tB {
		unit *= kB
	}
	return locale.Args{
		"used_known": b.used.from != assumed, "used_bytes": octetsArg(used), "quota_bytes": octetsArg(quota),
		"empty": used < emptyShare*quota, "same_unit": used >= 0.95*unit, "used": round(used/unit, 1), "quota": round(quota/unit, 1),
	}
}

func (f *facts) oneDevice() bool {
	return f.devices.v == 1 && f.devices.from == you && !f.shared.v
}

// oneComputer reports whether a person reads on one device and needs old mail
// there alone.
func (f *facts) oneComputer() bool { return f.oneDevice() && f.oldMail.v == "one-computer" }

// small reports whether IMAP would fill the mailbox within two years, with
// octets or with messages.
func (f *facts) small() bool { return f.fullIn(stays) <= smallDays }

func (f *facts) smallRoom() bool {
	b := &f.box
	return b.limited() && course{base: b.used.v, slope: b.gain()}.full(b.limit(), b.growth) <= smallDays
}

func (f *facts) smallCount() bool { return f.small() && !f.smallRoom() }

// guesses reports whether what arrives, or how much lies there, is assumed.
func (f *facts) guesses() bool {
	b := &f.box
	return b.perDay.from == assumed || b.meanBytes.from == assumed || b.used.from == assumed
}

// Points returns what a reason weighs where it is weighed; 0 for one that
// decides alone.
func (r Reason) Points() int { return weightOf(r.Weight) }

func weightOf(name string) int {
	switch name {
	case "strong":
		return 3
	case "medium":
		return 2
	case "weak":
		return 1
	}
	return 0
}

// weigh returns every reason that holds, as screens show them: decisive,
// strong, medium, weak; inside a weight in the order of the table. What they
// rest on is for those that are told alone ([facts.resting]).
func weigh(f *facts) []Reason {
	var out []Reason
	for _, row := range factors() {
		if row.holds(f) {
			weight := row.weight
			if row.assumes != nil && row.assumes(f) && weight == "strong" {
				weight = "medium"
			}
			out = append(out, Reason{ID: row.id, For: row.favours, Weight: weight})
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(rankOf(a.Weight), rankOf(b.Weight)) })
	return out
}

// rankOf returns the place of a weight on screens.
func rankOf(weight string) int {
	return slices.Index([]string{"decisive", "strong", "medium", "weak"}, weight)
}

// resting returns the reasons with their figures and what they rest on.
func (f *facts) resting(reasons []Reason) []Reason {
	rows, out := factors(), []Reason{}
	for _, r := range reasons {
		row := rows[slices.IndexFunc(rows, func(row factor) bool { return row.id == r.ID })]
		out = append(out, reason(r.ID, r.For, r.Weight, row.args(f), row.evidence(f)))
	}
	return out
}

// tally sums the reasons of each protocol, and says which has a decisive one.
func tally(reasons []Reason) (sums map[string]int, decisive map[string]bool) {
	sums, decisive = map[string]int{}, map[string]bool{}
	for _, r := range reasons {
		sums[r.For] += weightOf(r.Weight)
		if r.Weight == "decisive" {
			decisive[r.For] = true
		}
	}
	return sums, decisive
}

func reason(id, favours, weight string, args locale.Args, e evidence) Reason {
	return Reason{ID: id, For: favours, Weight: weight, Args: args, EvidenceID: e.id, EvidenceArgs: e.args}
}
