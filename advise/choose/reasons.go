package choose

import (
	"cmp"
	"slices"
	"sync"

	"mailadvisor/advise/locale"
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
			"several-devices", "imap", "decisive",
			func(f *facts) bool { return f.devices.v >= 2 && f.devices.from == you },
			func(f *facts) locale.Args { return locale.Args{"devices": f.devices.v} },
			func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			"mixed-programs", "mixed", "decisive",
			func(f *facts) bool { return f.programs.both() },
			func(f *facts) locale.Args { return locale.Args{"client": f.programs.noIMAP} },
			func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			"shared", "imap", "decisive",
			func(f *facts) bool { return f.shared.v },
			none,
			func(f *facts) evidence { return evidenceFor(f.shared) },
		},
		{
			"small-quota", shrinking, "strong",
			(*facts).small,
			func(f *facts) locale.Args {
				args := f.box.usedOf()
				args["inflow_bytes"] = octetsArg(f.box.inflow())
				return args
			},
			stock,
		},
		{
			"nearly-full", shrinking, "strong",
			(*facts).nearlyFull,
			func(f *facts) locale.Args {
				return locale.Args{"used_share": min(f.box.used.v/f.box.quota.v, 1), "large_bytes": octetsArg(f.box.large.v),
					"refused": f.box.used.v >= f.box.limit(), "free_bytes": octetsArg(max(f.box.quota.v-f.box.used.v, 0))}
			},
			stock,
		},
		{
			"devices-assumed", "imap", "strong",
			func(f *facts) bool { return f.devices.v >= 2 && f.devices.from == assumed && !f.shared.v },
			none,
			func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			"old-mail-everywhere", "imap", "strong",
			func(f *facts) bool { return f.oldMail.v == "everywhere" && f.oldMail.from == you },
			none,
			func(f *facts) evidence { return evidenceFor(f.oldMail) },
		},
		{
			"metered", "imap", "strong",
			func(f *facts) bool { return f.metered.v },
			func(*facts) locale.Args { return locale.Args{"body_bytes": bodyLimit} },
			func(f *facts) evidence { return evidenceFor(f.metered) },
		},
		{
			"must-be-kept", "imap", "strong",
			func(f *facts) bool { return f.serverCopy.v == "required" },
			none,
			func(f *facts) evidence { return evidenceFor(f.serverCopy) },
		},
		{
			"must-leave", shrinking, "strong",
			func(f *facts) bool { return f.serverCopy.v == "forbidden" },
			none,
			func(f *facts) evidence { return evidenceFor(f.serverCopy) },
		},
		{
			"sent-on-server", "imap", "strong",
			func(f *facts) bool { return f.box.sentFolder != nil && !f.oneComputer() },
			none,
			func(f *facts) evidence {
				s := f.box.sentFolder
				args := locale.Args{"folder": s.Name, "messages": int(*s.Messages), "sized": s.Bytes != nil, "folder_bytes": 0}
				if s.Bytes != nil {
					args["folder_bytes"] = *s.Bytes
				}
				return evidence{"evidence.folder", args}
			},
		},
		{
			"one-computer", "pop3", "strong",
			func(f *facts) bool { return f.oneComputer() && f.small() },
			none,
			func(f *facts) evidence {
				return evidence{"evidence.you", locale.Args{"flags": f.devices.flag + " " + f.oldMail.flag}}
			},
		},
		{
			"one-device", "pop3", "medium",
			func(f *facts) bool {
				return f.oneDevice() && f.oldMail.from == assumed && f.small()
			},
			none,
			func(f *facts) evidence { return evidenceFor(f.devices) },
		},
		{
			"folders", "imap", "medium",
			func(f *facts) bool { return f.box.hiddenFolders >= 2 },
			func(f *facts) locale.Args {
				return locale.Args{"folders": f.box.hiddenFolders, "folders_id": inWords(f.box.hiddenFolders, "folders"),
					"sized": f.box.hidden.from == measured, "hidden_bytes": octetsArg(f.box.hidden.v)}
			},
			seen("LIST, STATUS"),
		},
		{
			"room", "imap", "medium",
			func(f *facts) bool { return f.box.limited() && !f.small() },
			func(f *facts) locale.Args {
				args := f.box.usedOf()
				args["month_bytes"] = octetsArg(f.box.gain() * monthDays)
				return args
			},
			func(f *facts) evidence { return f.stock(true) },
		},
		{
			"no-limit", "imap", "medium",
			func(f *facts) bool { return f.box.quota.known() && !f.box.limited() },
			none,
			seen("QUOTA"),
		},
		{
			"copies-may-stay", "pop3", "medium",
			func(f *facts) bool {
				return f.oneDevice() && f.small() && f.pop.usable.v && f.pop.uidl.v && f.pop.expire.v >= maxCopyDays
			},
			func(f *facts) locale.Args {
				return locale.Args{"expire_days": f.pop.expire.v, "never": f.pop.expire.v == expireNever}
			},
			func(f *facts) evidence { return seenAs("UIDL, " + expireWord(f)) },
		},
		{
			"little-disk", "imap", "medium",
			func(f *facts) bool { return !f.everythingFits() },
			func(f *facts) locale.Args {
				return locale.Args{"disk_bytes": f.disk.v, "needed_bytes": octetsArg(f.everythingBytes())}
			},
			func(f *facts) evidence { return evidenceFor(f.disk) },
		},
		{"push", "imap", "weak", func(f *facts) bool { return f.imap.usable.v && f.imap.idle.v }, none, seen("IDLE")},
		{"search", "imap", "weak", func(f *facts) bool { return f.imap.usable.v && f.imap.search.v }, none, seen("ESEARCH, SORT")},
		{
			"domain-prefers-imap", "imap", "weak", func(f *facts) bool { return f.imap.preferred }, none,
			func(*facts) evidence { return evidenceOf(provider, "", "SRV") },
		},
		{
			"domain-prefers-pop", "pop3", "weak", func(f *facts) bool { return f.pop.preferred }, none,
			func(*facts) evidence { return evidenceOf(provider, "", "SRV") },
		},
	}
})

// usedOf are the arguments of "61 of 100 MB": the unit is written once where
// both sizes have the same one.
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

// oneComputer says that a person reads on one device and needs old mail there alone.
func (f *facts) oneComputer() bool { return f.oneDevice() && f.oldMail.v == "one-computer" }

// small says that IMAP would fill the mailbox within two years.
func (f *facts) small() bool {
	return f.box.limited() && f.stays().full(f.box.limit(), f.box.growth) <= smallDays
}

func weightOf(name string) int {
	return map[string]int{"strong": 3, "medium": 2, "weak": 1}[name]
}

// weigh is every reason that holds, as screens show them: decisive, strong,
// medium, weak; inside a weight in the order of the table. What they rest on
// is for those that are told alone ([facts.resting]).
func weigh(f *facts) []Reason {
	var out []Reason
	for _, row := range factors() {
		if row.holds(f) {
			out = append(out, Reason{ID: row.id, For: row.favours, Weight: row.weight})
		}
	}
	rank := func(r Reason) int {
		return slices.Index([]string{"decisive", "strong", "medium", "weak"}, r.Weight)
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// resting is the reasons with their figures and what they rest on.
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
