package choose

import (
	"maps"
	"math"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// variation runs the same rules with one thing changed.
type variation struct {
	report *result.Report
	needs  Needs
	facts  *facts
	now    decision

	tried facts // by flips, which runs some fifty times
}

// shownChanges is how many changes a screen shows.
const shownChanges = 3

// changes returns what would change the answer, each at the nearest figure that
// does. What a person would expect to change it, and does not, stands last of
// those that a screen shows.
func changes(r *result.Report, n Needs, f *facts, d decision) []Change {
	s := &variation{report: r, needs: n, facts: f, now: d}
	flips, same := []Change{}, []Change{}
	for _, try := range []func() (Change, bool){
		s.devices, s.quotaFrom, s.absenceFrom, s.quotaBelow,
		s.word("forbidden", f.serverCopy.v == "any", func(n *Needs) { n.ServerCopy = "forbidden" }),
		s.word("required", f.serverCopy.v == "any", func(n *Needs) { n.ServerCopy = "required" }),
		s.word("allowed", f.serverCopy.v != "any", func(n *Needs) { n.ServerCopy = "any" }),
		s.word("one-computer", f.oldMail.v == "everywhere" && !f.noComputer(), func(n *Needs) { n.OldMail = "one-computer" }),
		s.word("old-mail-everywhere", f.oldMail.v == "one-computer", func(n *Needs) { n.OldMail = "everywhere" }),
		s.word("imap-works", !f.imap.usable.v, func(n *Needs) { n.IMAP = ptr(true) }),
		s.word("pop-works", !f.pop.usable.v, func(n *Needs) { n.POP = ptr(true) }),
		s.word("a-computer", f.noComputer(), addDevice(Device{Kind: Computer})),
		s.program,
		s.mailFrom, s.mailBelow, s.sizeFrom, s.sizeBelow, s.diskBelow, s.diskFrom,
		s.word("metered", !f.metered.v, func(n *Needs) { n.Metered = ptr(true) }),
		s.word("not-metered", f.metered.v && f.metered.from == you, func(n *Needs) { n.Metered = ptr(false) }),
		s.word("offline-all", f.offline.v != "all", func(n *Needs) { n.Offline = "all" }),
		s.word("offline-recent", f.offline.v != "recent" && f.offline.from == you, func(n *Needs) { n.Offline = "recent" }),
	} {
		switch c, ok := try(); {
		case !ok:
		case c.Same:
			same = append(same, c)
		default:
			flips = append(flips, c)
		}
	}
	place := min(len(flips), shownChanges-len(same))
	list := append(append(append([]Change{}, flips[:place]...), same...), flips[place:]...)
	sameAsBefore(list)
	return list
}

// with decides again after one change of the needs, of which it sets the facts.
func (s *variation) with(f *facts, change func(*Needs)) decision {
	n := s.needs
	change(&n)
	f.gather(s.report, n)
	return decide(f)
}

// flips reports whether a change leads to another strategy.
func (s *variation) flips(change func(*Needs)) bool {
	return s.with(&s.tried, change).strategy != s.now.strategy
}

// found returns a change that flips the answer, with what the answer would be.
func (s *variation) found(id string, args locale.Args, change func(*Needs)) Change {
	f := new(facts)
	d := s.with(f, change)
	after := locale.Args{"copy_days": d.days.n, "room_known": f.limited(), "away_days": 0}
	maps.Copy(after, f.horizonArgs())
	if f.limited() {
		after["away_days"] = int(math.Floor(min(f.away(popDays(0)), maxDays) + tiny))
	}
	name := string(d.strategy)
	switch {
	case (d.strategy == IMAPWindow || d.strategy == IMAPAll) && f.small():
		name = "make-room"
	case d.strategy == IMAPAll && d.options.Offline == "all":
		name = "imap-offline"
	}
	return Change{
		If:    locale.Text{ID: "change.if." + id, Args: args},
		Then:  d.strategy,
		After: locale.Text{ID: "change.after." + name, Args: after},
	}
}

// word returns a change that is said in one word.
func (s *variation) word(id string, applies bool, change func(*Needs)) func() (Change, bool) {
	return func() (Change, bool) {
		if !applies || !s.flips(change) {
			return Change{}, false
		}
		return s.found(id, nil, change), true
	}
}

// addDevice returns a change by one more device, which joins those that are
// there with the programs that they have.
func addDevice(d Device) func(*Needs) {
	return func(n *Needs) {
		list := slices.Clone(n.DeviceList)
		if len(list) == 0 {
			for _, name := range n.Clients {
				list = append(list, Device{Client: name})
			}
		}
		devices := max(Readers(list), 1)
		if n.Devices != nil {
			devices = *n.Devices
		}
		if len(list) > 0 {
			n.DeviceList = append(list, d)
		}
		n.Devices = ptr(devices + 1)
	}
}

// oneDevice is a change to one of the devices that there are: a computer, where
// one was named.
func oneDevice(n *Needs) {
	n.Devices, n.Shared = ptr(1), nil
	if len(n.DeviceList) == 0 {
		return
	}
	one := slices.IndexFunc(n.DeviceList, func(d Device) bool { return d.KindOf() == Computer })
	if one < 0 {
		one = slices.IndexFunc(n.DeviceList, func(d Device) bool { return d.KindOf() != Sender })
	}
	n.DeviceList = []Device{n.DeviceList[max(one, 0)]}
}

// devices returns the first thing that a person would expect to matter. The
// mail programs that were named stay.
func (s *variation) devices() (Change, bool) {
	now := s.facts.devices.v
	if s.facts.shared.v || s.facts.sends {
		return Change{}, false
	}
	if now < 2 {
		second := addDevice(Device{})
		if !s.flips(second) {
			return Change{}, false
		}
		return s.found("devices-two", nil, second), true
	}
	if s.now.strategy == NoneOffered {
		return Change{}, false
	}
	kind := "computer"
	if s.facts.noComputer() {
		kind = "device"
	}
	args := locale.Args{"devices": now, "devices_id": inWords(now, "devices"), "one": kind}
	if s.flips(oneDevice) {
		return s.found("devices-one", args, oneDevice), true
	}
	after := "change.after.same"
	if s.facts.limited() && !s.facts.small() && protocolOf(s.now.strategy) == "imap" {
		after = "change.after.same-room"
	}
	return Change{
		If:   locale.Text{ID: "change.if.devices-one-same", Args: args},
		Then: s.now.strategy, Same: true, After: locale.Text{ID: after},
	}, true
}

// program is another mail program than the one that stands in the way.
func (s *variation) program() (Change, bool) {
	p := &s.facts.programs
	for _, name := range []string{p.neverName, p.noPOP, p.noIMAP, p.forEver} {
		if name == "" {
			continue
		}
		instead := s.facts.instead()
		set := func(n *Needs) {
			n.Clients = slices.Clone(n.Clients)
			n.DeviceList = slices.Clone(n.DeviceList)
			for i, c := range n.Clients {
				if c == name {
					n.Clients[i] = instead
				}
			}
			for i := range n.DeviceList {
				if n.DeviceList[i].Client == name {
					n.DeviceList[i].Client = instead
				}
			}
		}
		if s.flips(set) {
			return s.found("program", locale.Args{"instead": instead, "client": name}, set), true
		}
	}
	return Change{}, false
}

func setQuota(octets float64) func(*Needs) {
	return func(n *Needs) { n.QuotaBytes, n.NoQuota = ptr(int64(octets)), false }
}

// quotaFrom returns the smallest quota that is no longer small.
func (s *variation) quotaFrom() (Change, bool) {
	if !s.facts.smallRoom() {
		return Change{}, false
	}
	at, ok := s.boundary(s.facts.box.quota.v, 1.25, 1<<45, setQuota)
	if !ok {
		return Change{}, false
	}
	return s.found("quota-from", locale.Args{"quota_bytes": int64(at)}, setQuota(at)), true
}

// quotaBelow returns the quota below which the answer changes.
func (s *variation) quotaBelow() (Change, bool) {
	from := s.facts.box.quota.v
	if !s.facts.box.limited() {
		from = 1 << 40
	}
	if s.flips(setQuota(from)) {
		return Change{}, false // the quota is not what the answer hangs on
	}
	end := max(s.facts.box.used.v, mB)
	if from <= end {
		return Change{}, false
	}
	at, ok := s.boundary(from, 0.8, end, setQuota)
	if !ok {
		return Change{}, false
	}
	return s.found("quota-below", locale.Args{"quota_bytes": int64(at)}, setQuota(at)), true
}

// amount is a figure that may change the answer, up or down to an end.
type amount struct {
	id, arg string
	from    float64
	factor  float64 // above 1 to look upwards
	end     float64
	set     func(float64) func(*Needs)
	whole   func(float64) any // the figure as it is shown
}

// at finds the nearest figure that changes the answer.
func (s *variation) at(a amount) (Change, bool) {
	if a.from <= 0 || a.factor > 1 && a.from >= a.end || a.factor < 1 && a.from <= a.end {
		return Change{}, false
	}
	at, ok := s.boundary(a.from, a.factor, a.end, a.set)
	if !ok {
		return Change{}, false
	}
	if a.whole == nil {
		return s.found(a.id, locale.Args{a.arg: int64(at)}, a.set(at)), true
	}
	shown := math.Ceil(at)
	if a.factor < 1 {
		shown = math.Floor(at)
	}
	if shown <= 0 || !s.flips(a.set(shown)) {
		return Change{}, false
	}
	return s.found(a.id, locale.Args{a.arg: a.whole(shown)}, a.set(shown)), true
}

func (s *variation) perDay(id string, factor, end float64) (Change, bool) {
	if !s.facts.limited() {
		return Change{}, false
	}
	return s.at(amount{id: id, arg: "per_day", from: s.facts.box.perDay.v, factor: factor, end: end,
		set: func(perDay float64) func(*Needs) { return func(n *Needs) { n.MailPerDay = &perDay } }, whole: func(v float64) any { return v }})
}

// mailFrom and mailBelow are how much more, or less, mail changes the answer.
func (s *variation) mailFrom() (Change, bool) {
	return s.perDay("mail-from", 1.25, 20*s.facts.box.perDay.v)
}

func (s *variation) mailBelow() (Change, bool) { return s.perDay("mail-below", 0.8, 1) }

func (s *variation) size(id string, factor, end float64) (Change, bool) {
	if !s.facts.limited() {
		return Change{}, false
	}
	return s.at(amount{id: id, arg: "size_bytes", from: s.facts.box.meanBytes.v, factor: factor, end: end,
		set: func(size float64) func(*Needs) { return func(n *Needs) { n.MailBytes = ptr(int64(size)) } }})
}

// sizeFrom and sizeBelow are how large messages must be to change the answer.
func (s *variation) sizeFrom() (Change, bool) {
	return s.size("size-from", 1.25, 20*s.facts.box.meanBytes.v)
}
func (s *variation) sizeBelow() (Change, bool) { return s.size("size-below", 0.8, 2*kB) }

func (s *variation) disk(id string, from, factor, end float64) (Change, bool) {
	return s.at(amount{id: id, arg: "disk_bytes", from: from, factor: factor, end: end,
		set: func(disk float64) func(*Needs) { return func(n *Needs) { n.DiskBytes = ptr(int64(disk)) } }})
}

// diskBelow and diskFrom are the free disk that changes the answer.
func (s *variation) diskBelow() (Change, bool) {
	return s.disk("disk-below", float64(s.facts.disk.v), 0.8, mB)
}

func (s *variation) diskFrom() (Change, bool) {
	if s.facts.disk.from != you {
		return Change{}, false
	}
	return s.disk("disk-from", float64(s.facts.disk.v), 1.25, 1<<45)
}

// absenceFrom returns the absence from which on the answer changes. Only how
// long a copy may stay depends on it.
func (s *variation) absenceFrom() (Change, bool) {
	if s.now.options.LeaveOnServerDays == 0 {
		return Change{}, false
	}
	for days := s.facts.absence.v + 1; days <= 366; days++ {
		set := func(n *Needs) { n.AbsenceDays = ptr(days) }
		if s.flips(set) {
			return s.found("absence-from", locale.Args{"absence_days": days}, set), true
		}
	}
	return Change{}, false
}

// boundary returns the nearest value, on the way from one that does not flip
// the answer to an end, that flips it: found in steps by a factor, then halved.
func (s *variation) boundary(from, factor, end float64, set func(float64) func(*Needs)) (float64, bool) {
	stays, flips := from, from
	for {
		flips *= factor
		if factor > 1 && flips > end || factor < 1 && flips < end {
			flips = end
		}
		if s.flips(set(flips)) {
			break
		}
		if flips == end {
			return 0, false
		}
		stays = flips
	}
	for math.Abs(stays-flips) > max(from, flips)*1e-6 {
		if middle := (stays + flips) / 2; s.flips(set(middle)) {
			flips = middle
		} else {
			stays = middle
		}
	}
	return flips, true
}

// sameAsBefore shortens a conclusion that repeats the one above it.
func sameAsBefore(list []Change) {
	for i := 1; i < len(list); i++ {
		before, c := &list[i-1], &list[i]
		if c.Same || before.Same || c.Then != before.Then || c.Then != IMAPArchive {
			continue
		}
		now, _ := c.After.Args["horizon_days"].(int)
		then, _ := before.After.Args["horizon_days"].(int)
		if now < then {
			c.After = locale.Text{ID: "change.after.sooner", Args: c.After.Args}
		}
	}
}

func ptr[T any](v T) *T { return &v }
