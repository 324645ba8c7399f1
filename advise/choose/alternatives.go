package choose

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"mailadvisor/advise/locale"
)

// row is one strategy of the table: how the mailbox fills, what a device
// keeps, what goes over the wire, and what is lost with what.
type row struct {
	strategy Strategy
	args     locale.Args
	plan     plan
	obstacle string            // the gate that rules it out
	peak     float64           // octets on the way to the steady state, 0 where none is higher
	local    float64           // octets on each device that keeps mail, in two years
	traffic  float64           // octets a day
	lost     map[string]string // server, computer, phone -> message ID
}

// rows returns every strategy, computed for this mailbox.
func (f *facts) rows(d decision) []row {
	b := &f.box
	window := f.window()
	everything := locale.Args{}
	if f.offline.v == "recent" {
		everything["window_days"] = window
	}
	offline := map[string]float64{
		"none": headerBytes * b.messages, "recent": f.windowBytes(window), "all": f.everythingBytes(),
	}[f.offline.v]
	h := f.archive()
	mixed := f.mixedDays(d.limits, d.days)
	days := d.days.n
	if days == 0 {
		days = maxCopyDays // shown, though it is not possible
	}
	copies := locale.Args{"copy_days": days}
	if f.peakTooHigh(days) {
		copies["first_days"] = 1
	}
	imapTraffic := f.imapTraffic()
	poll := f.options(POPKeepDays, d.limits, d.days).PollMinutes
	polls := 24 * 60 / float64(poll)
	listed := func(messages float64) float64 { return messages * uidBytes * polls }

	noIMAP, noPOP := d.limits.noIMAP, d.limits.noPOP
	archive, keep := noIMAP, cmp.Or(noPOP, d.limits.noCopy)
	switch {
	case archive != "":
	case f.noComputer():
		archive = "archive-no-computer"
	case !h.fits:
		archive = "archive-no-room"
	}
	if keep == "" && d.days.n == 0 {
		keep = "copy-no-room"
		if f.forbidden() {
			keep = "copy-forbidden"
		}
	}
	remove := noPOP
	if remove == "" && f.required() {
		remove = "remove-required"
	}

	return []row{
		{
			strategy: IMAPWindow, args: locale.Args{"window_days": window}, plan: stays, obstacle: noIMAP,
			local: f.windowBytes(window), traffic: imapTraffic, lost: lostIMAP("everything"),
		},
		{
			strategy: IMAPAll, args: everything, plan: stays, obstacle: noIMAP,
			local: offline, traffic: imapTraffic, lost: lostIMAP("everything"),
		},
		{
			strategy: IMAPBackup, plan: stays, obstacle: noIMAP,
			local: f.everythingBytes(), traffic: 2 * (b.inflow() + b.sent.v), lost: lostIMAP("since-backup"),
		},
		{
			strategy: IMAPArchive, args: locale.Args{"horizon_days": h.days, "period_days": h.period, "weekly": h.period <= 7},
			plan: archived(h.horizon), obstacle: archive, local: f.everythingBytes(), traffic: imapTraffic,
			lost: map[string]string{"server": "lost.recent", "computer": "lost.older", "phone": "lost.nothing"},
		},
		{
			strategy: POPKeepDays, args: copies, plan: popDays(days), obstacle: keep, peak: f.peak(days),
			local: f.everythingBytes(), traffic: b.inflow() + listed(b.perDay.v*float64(days)),
			lost: map[string]string{"server": "lost.not-collected", "computer": "lost.all-but-days", "phone": "lost.nothing"},
		},
		{
			strategy: POPRemove, plan: popDays(0), obstacle: remove,
			local: f.everythingBytes(), traffic: b.inflow(),
			lost: map[string]string{"server": "lost.not-collected", "computer": "lost.everything", "phone": "lost.nothing"},
		},
		{
			strategy: POPKeepAll, args: locale.Args{"poll_minutes": poll}, plan: popAll, obstacle: cmp.Or(noPOP, d.limits.noCopyAtAll()),
			local: f.everythingBytes(), traffic: b.inflow() + listed(f.copiesLeft()),
			lost: map[string]string{"server": "lost.not-collected", "computer": "lost.sent", "phone": "lost.nothing"},
		},
		{
			strategy: Mixed, args: locale.Args{"copy_days": mixed, "room_days": d.days.atMost(d.limits)}, plan: f.mixed(mixed), obstacle: f.mixedObstacle(d.limits, d.days),
			peak: f.peak(mixed), local: f.everythingBytes(), traffic: b.inflow() + b.sent.v + listed(b.perDay.v*float64(mixed)),
			lost: map[string]string{"server": "lost.not-collected", "computer": "lost.all-but-days", "phone": "lost.nothing"},
		},
	}
}

// mixedObstacle returns the gate that stands against POP on one device and IMAP
// on the others, or "".
func (f *facts) mixedObstacle(l limits, days copyDays) string {
	out := cmp.Or(l.noPOP, l.noIMAP, l.noCopy)
	switch {
	case out != "":
	case f.forbidden():
		out = "copy-forbidden"
	case !f.programs.mixedStay:
		out = "mixed-no-days"
	case days.atMost(l) < mixedDays:
		out = "mixed-no-room"
	}
	return out
}

// mixedDays returns how long a copy stays where the protocols are mixed: each
// IMAP device must see the mail before it goes.
func (f *facts) mixedDays(l limits, days copyDays) int {
	return max(min(max(mixedDays, f.absence.v), days.atMost(l)), mixedDays)
}

// imapTraffic returns what IMAP moves a day, in octets: on a metered link large
// parts wait until they are opened. Sizes are taken to spread as waiting times
// do (exponentially), as only their mean is known: of a message of mean size s,
// s·(1 − e^(−b/s)) lies below a limit of b.
func (f *facts) imapTraffic() float64 {
	b := &f.box
	if !f.metered.v {
		return b.inflow() + b.sent.v
	}
	return b.perDay.v*(headerBytes+b.meanBytes.v*-math.Expm1(-bodyLimit/b.meanBytes.v)) + b.sent.v
}

// copiesLeft returns how many messages a POP server lists, at each poll, where
// every copy stays: in two years, or when the mailbox is full.
func (f *facts) copiesLeft() float64 {
	days := min(f.fullIn(popAll), smallDays)
	return f.box.messages + course{slope: f.box.perDay.v}.at(days, f.box.growth)
}

// atMost is for how many days a copy could stay, whatever is usual.
func (d copyDays) atMost(l limits) int {
	return int(math.Floor(min(max(d.room, 0), float64(l.maxDays), maxDays) + tiny))
}

func lostIMAP(server string) map[string]string {
	return map[string]string{"server": "lost." + server, "computer": "lost.nothing", "phone": "lost.nothing"}
}

// alternatives returns every strategy: the recommended one first, then what
// never fills, what fills only while nobody is there, what fills late, what
// fills soon, and what is not possible.
func alternatives(f *facts, d decision) []Alternative {
	out := make([]Alternative, 0, 8)
	for _, r := range f.rows(d) {
		out = append(out, f.alternative(r))
	}
	rank := func(a Alternative) int {
		switch {
		case a.Strategy == d.strategy:
			return 0
		case !a.Possible:
			return 4
		case !a.Never:
			return 3
		case a.AwayDays != nil && *a.AwayDays < float64(f.absence.v):
			return 2
		}
		return 1
	}
	fullIn := func(a Alternative) float64 {
		if a.FullInDays == nil {
			return math.Inf(1)
		}
		return *a.FullInDays
	}
	slices.SortStableFunc(out, func(a, b Alternative) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		return cmp.Compare(fullIn(b), fullIn(a))
	})
	f.show(out, d)
	return out
}

// alternative writes a row's figures. Shares need a known quota.
func (f *facts) alternative(r row) Alternative {
	b := &f.box
	local, traffic := octetsArg(math.Ceil(r.local)), octetsArg(r.traffic)
	a := Alternative{
		Strategy: r.strategy, Possible: r.obstacle == "", Obstacle: r.obstacle, Args: maps.Clone(r.args),
		LocalBytes: &local, TrafficBytesPerDay: &traffic, LostIfIDs: r.lost,
	}
	if !f.limited() {
		return a
	}
	share := func(v float64) *float64 {
		s := round(min(v, 1), 4)
		return &s
	}
	within := func(days float64) *float64 {
		content := f.within(r.plan, days)
		if r.strategy == IMAPArchive {
			content = min(content, f.within(stays, days)) // a young mailbox has less to move
		}
		return share(content)
	}
	if b.used.from != assumed { // an assumed start is not shown as if it had been seen
		today := 0.0
		for _, s := range f.stocks() {
			today = max(today, s.used/s.quota)
		}
		today = round(today, 4)
		a.ShareToday = &today
	}
	a.Share1Year, a.Share3Years = within(yearDays), within(3*yearDays)
	if days := f.fullIn(r.plan); math.IsInf(days, 1) {
		a.Never = true
	} else {
		if r.strategy == IMAPArchive {
			days = max(days, f.fullIn(stays)) // it is full when it holds as much
		}
		days = math.Floor((days+tiny)*100) / 100 // never later than it is
		a.FullInDays = &days
	}
	settled, away := true, 0.0
	for _, s := range f.stocks() {
		settled = settled && r.plan(s).settles()
	}
	if settled {
		steady := 0.0
		for _, s := range f.stocks() {
			held := r.plan(s).at(0, b.growth)
			steady = max(steady, held/s.quota)
			after := held + s.inflow*float64(f.absence.v)
			if after > s.limit {
				after = s.quota
			}
			away = max(away, after/s.quota)
		}
		a.SteadyShare, a.AbsenceShare = share(steady), share(away)
		longest := round(min(f.away(r.plan), maxDays), 2)
		a.AwayDays = &longest
	}
	if b.limited() && r.peak > b.hidden.v+b.inflow()*dayArg(r.args, "copy_days") {
		a.PeakShare = share(r.peak / b.quota.v)
	}
	return a
}

// show says which rows a table needs: a strategy that differs from another
// only on the devices has that other's row.
func (f *facts) show(list []Alternative, d decision) {
	for i := range list {
		a := &list[i]
		a.Show = "always"
		switch a.Strategy {
		case IMAPWindow:
			if d.strategy != IMAPWindow {
				a.Show = ""
			}
		case IMAPAll:
			if d.strategy == IMAPWindow {
				a.Show = ""
			}
		case IMAPBackup, Mixed:
			a.Show = "compare"
		case POPRemove:
			if protocolOf(d.strategy) != "pop3" && !f.forbidden() {
				a.Show = "compare"
			}
		}
		if a.Strategy == d.strategy {
			a.Show = "always"
		}
	}
}

// maxDays bounds what is written as a number of days.
const maxDays = 100 * yearDays

// round keeps as many decimals as a figure deserves.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// octetsArg returns a size as a document holds it.
func octetsArg(v float64) int64 {
	if math.IsInf(v, 0) || v > 1<<53 {
		return 1 << 53
	}
	return int64(math.Round(v))
}
