package choose

import (
	"maps"
	"math"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// search runs the same rules with one thing changed.
type search struct {
	report *result.Report
	needs  Needs
	facts  *facts
	now    decision

	tried facts // by flips, which runs some fifty times
}

// shownChanges is how many changes a screen shows.
const shownChanges = 3

// changes is what would change the answer, each at the nearest figure that
// does. What a person would expect to change it, and does not, stands last of
// those that a screen shows.
func changes(r *result.Report, n Needs, f *facts, d decision) []Change {
	s := &search{report: r, needs: n, facts: f, now: d}
	flips, same := []Change{}, []Change{}
	for _, try := range []func() (Change, bool){
		s.devices, s.quotaFrom, s.absenceFrom, s.quotaBelow,
		s.word("forbidden", f.serverCopy.v == "any", func(n *Needs) { n.ServerCopy = "forbidden" }),
		s.word("required", f.serverCopy.v == "any", func(n *Needs) { n.ServerCopy = "required" }),
		s.word("allowed", f.serverCopy.v != "any", func(n *Needs) { n.ServerCopy = "any" }),
		s.word("one-computer", f.oldMail.v == "everywhere", func(n *Needs) { n.OldMail = "one-computer" }),
		s.word("imap-works", !f.imap.usable.v, func(n *Needs) { n.IMAP = ptr(true) }),
		s.word("pop-works", !f.pop.usable.v, func(n *Needs) { n.POP = ptr(true) }),
		s.mailFrom,
		s.word("offline-all", f.offline.v != "all", func(n *Needs) { n.Offline = "all" }),
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
func (s *search) with(f *facts, change func(*Needs)) decision {
	n := s.needs
	change(&n)
	f.gather(s.report, n)
	return decide(f)
}

// flips says whether a change leads to another strategy.
func (s *search) flips(change func(*Needs)) bool {
	return s.with(&s.tried, change).strategy != s.now.strategy
}

// found is a change that flips the answer, with what the answer would be.
func (s *search) found(id string, args locale.Args, change func(*Needs)) Change {
	f := new(facts)
	d := s.with(f, change)
	after := locale.Args{"copy_days": d.days.n, "room_known": f.box.limited(), "away_days": 0}
	maps.Copy(after, f.horizonArgs())
	if f.box.limited() {
		after["away_days"] = int(math.Floor(min(f.away(f.popDays(0)), maxDays) + tiny))
	}
	return Change{
		If:    locale.Text{ID: "change.if." + id, Args: args},
		Then:  d.strategy,
		After: locale.Text{ID: "change.after." + string(d.strategy), Args: after},
	}
}

// word is a change that is said in one word.
func (s *search) word(id string, applies bool, change func(*Needs)) func() (Change, bool) {
	return func() (Change, bool) {
		if !applies || !s.flips(change) {
			return Change{}, false
		}
		return s.found(id, nil, change), true
	}
}

// devices is the first thing that a person would expect to matter.
func (s *search) devices() (Change, bool) {
	set := func(devices int) func(*Needs) {
		return func(n *Needs) { n.Devices, n.DeviceList, n.Shared = &devices, nil, nil }
	}
	now := s.facts.devices.v
	if now < 2 {
		if s.facts.shared.v || !s.flips(set(2)) {
			return Change{}, false
		}
		return s.found("devices-two", nil, set(2)), true
	}
	args := locale.Args{"devices": now, "devices_id": inWords(now, "devices")}
	if s.facts.shared.v || s.now.strategy == NoneOffered {
		return Change{}, false
	}
	if s.flips(set(1)) {
		return s.found("devices-one", args, set(1)), true
	}
	after := "change.after.same"
	if s.facts.box.limited() && !s.facts.small() {
		after = "change.after.same-room"
	}
	return Change{
		If:   locale.Text{ID: "change.if.devices-one-same", Args: args},
		Then: s.now.strategy, Same: true, After: locale.Text{ID: after},
	}, true
}

func setQuota(octets float64) func(*Needs) {
	return func(n *Needs) { n.QuotaBytes = ptr(int64(octets)) }
}

// quotaFrom is the smallest quota that is no longer small.
func (s *search) quotaFrom() (Change, bool) {
	if !s.facts.small() {
		return Change{}, false
	}
	at, ok := s.boundary(s.facts.box.quota.v, 1.25, 1<<45, setQuota)
	if !ok {
		return Change{}, false
	}
	return s.found("quota-from", locale.Args{"quota_bytes": int64(at)}, setQuota(at)), true
}

// quotaBelow is the quota below which the answer changes.
func (s *search) quotaBelow() (Change, bool) {
	from := s.facts.box.quota.v
	if !s.facts.box.limited() {
		from = 1 << 40
	}
	if s.flips(setQuota(from)) {
		return Change{}, false // the quota is not what the answer hangs on
	}
	at, ok := s.boundary(from, 0.8, max(s.facts.box.used.v, mB), setQuota)
	if !ok {
		return Change{}, false
	}
	return s.found("quota-below", locale.Args{"quota_bytes": int64(at)}, setQuota(at)), true
}

// mailFrom is how much more mail changes the answer.
func (s *search) mailFrom() (Change, bool) {
	set := func(perDay float64) func(*Needs) { return func(n *Needs) { n.MailPerDay = &perDay } }
	from := s.facts.box.perDay.v
	if !s.facts.box.limited() || from <= 0 {
		return Change{}, false
	}
	at, ok := s.boundary(from, 1.25, 20*from, set)
	if !ok {
		return Change{}, false
	}
	return s.found("mail-from", locale.Args{"per_day": math.Ceil(at)}, set(math.Ceil(at))), true
}

// absenceFrom is the absence from which on the answer changes. Only how long a
// copy may stay depends on it.
func (s *search) absenceFrom() (Change, bool) {
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

// boundary is the nearest value, on the way from one that does not flip the
// answer to an end, that flips it: found in steps by a factor, then halved.
func (s *search) boundary(from, factor, end float64, set func(float64) func(*Needs)) (float64, bool) {
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

// sameAsBefore shortens an outcome that repeats the one above it.
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
