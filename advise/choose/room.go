package choose

import (
	"math"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Room is what would make room in a mailbox whose messages were counted: steps
// in the order of least loss, each with what it gains and for how long that
// lasts, by the forecast of [Advice].
type Room struct {
	Summary    locale.Text   `json:"summary"`
	UsedBytes  *int64        `json:"used_bytes,omitempty"`  // absent where nobody said
	QuotaBytes *int64        `json:"quota_bytes,omitempty"` // absent where none is known
	Now        Outlook       `json:"now"`                   // as it goes on
	Assumed    bool          `json:"assumed,omitempty"`     // how much arrives was not measured
	Steps      []RoomStep    `json:"steps,omitempty"`
	Together   *RoomTogether `json:"together,omitempty"` // all steps, where there are several
	Backup     *locale.Text  `json:"backup,omitempty"`   // what comes before a step that could lose something
	Find       []FindWay     `json:"find,omitempty"`     // how large messages are found, by mail program
}

// Outlook is how full a mailbox is, and when it will be full.
type Outlook struct {
	Share      *float64 `json:"share,omitempty"`        // of the quota
	FullInDays *float64 `json:"full_in_days,omitempty"` // absent where no quota is known, or it never is
	Never      bool     `json:"never,omitempty"`
}

// RoomStep is one thing to do. What it gains is what it gains by itself: two
// steps may speak of the same message.
type RoomStep struct {
	ID     string        `json:"id"` // trash, junk, deleted, copies, archive, large
	Gain   result.Amount `json:"gain"`
	About  bool          `json:"about,omitempty"` // the gain is an estimate
	After  Outlook       `json:"after"`
	Loses  string        `json:"loses"` // nothing, place (it is elsewhere), text (it is gone)
	Title  locale.Text   `json:"title"`
	How    locale.Text   `json:"how"`
	Repeat *locale.Text  `json:"repeat,omitempty"` // what comes of it where it becomes a habit
	Cut    string        `json:"cut,omitempty"`    // archive: mail before this day, YYYY-MM-DD
	Least  int64         `json:"least_bytes,omitempty"`
}

// RoomTogether is what all steps gain, each message counted once.
type RoomTogether struct {
	Gain  result.Amount `json:"gain"`
	About bool          `json:"about,omitempty"` // the gain is an estimate
	After Outlook       `json:"after"`
}

// FindWay is how messages of some size are found in one mail program.
type FindWay struct {
	Client string      `json:"client"`
	Text   locale.Text `json:"text"`
}

// worthwhile is the least share of what is used that a step must gain to be
// told.
const worthwhile = 0.002

// MakeRoom says what would make room, or nil where no message was counted. The
// words are left empty: [Room.Fill] writes them.
func MakeRoom(r *result.Report, n Needs) *Room {
	account, u := r.Usage()
	if u == nil {
		return nil
	}
	f := gather(r, n)
	m := &maker{f: f, u: u}
	room := &Room{Now: f.outlook(result.Amount{}), Assumed: f.box.perDay.from == assumed}
	if f.box.used.from != assumed {
		used := octetsArg(f.box.used.v)
		room.UsedBytes = &used
	}
	if f.box.limited() {
		quota := octetsArg(f.box.quota.v)
		room.QuotaBytes = &quota
	}
	for _, make := range []func() *RoomStep{m.trash, m.junk, m.deleted, m.copies, m.archive, m.large} {
		if s := make(); s != nil && float64(s.Gain.Bytes) >= worthwhile*float64(u.Bytes) && s.Gain.Bytes > 0 {
			s.After = f.outlook(s.Gain)
			s.About = s.About || u.Estimated
			room.Steps = append(room.Steps, *s)
		}
	}
	if len(room.Steps) > 1 {
		gain := m.together(room.Steps)
		room.Together = &RoomTogether{gain, u.Estimated, f.outlook(gain)}
	}
	if slices.ContainsFunc(room.Steps, func(s RoomStep) bool { return s.Loses != "nothing" }) {
		room.Backup = &locale.Text{ID: "room.backup"}
	}
	if slices.ContainsFunc(room.Steps, func(s RoomStep) bool { return s.ID == "large" }) {
		room.Find = findWays(account, n, m.least)
	}
	room.Summary = m.summary(room)
	return room
}

// outlook returns how the mailbox fills once so much has left it. It is that of
// mail that stays on the server, which is what a person without a plan does.
func (f *facts) outlook(gain result.Amount) Outlook {
	after := *f
	after.box.used.v = max(0, after.box.used.v-float64(gain.Bytes))
	after.box.countUsed = max(0, after.box.countUsed-gain.Messages)
	var o Outlook
	if !after.limited() {
		return o
	}
	if f.box.used.from != assumed {
		share := 0.0
		for _, s := range after.stocks() {
			share = max(share, s.used/s.quota)
		}
		share = round(share, 4)
		o.Share = &share
	}
	if days := after.fullIn(stays); math.IsInf(days, 1) {
		o.Never = true
	} else {
		days = math.Floor((days+tiny)*100) / 100
		o.FullInDays = &days
	}
	return o
}

// maker makes the steps.
type maker struct {
	f     *facts
	u     *result.Usage
	cut   string // of the archive: mail of a period before it
	least int64  // of the large messages
}

// kept are the kinds of folders whose mail a person keeps.
func kept(kind string) bool { return kind == result.KindMail || kind == result.KindSent }

func (m *maker) folder(kind string) *RoomStep {
	gain := m.u.Sum(func(c result.UsageCell) bool { return c.Kind == kind })
	names := []string{}
	for _, f := range m.u.Folders {
		if f.Kind == kind && f.Messages > 0 && f.State != result.FolderView {
			names = append(names, f.Name)
		}
	}
	args := locale.Args{"folder_list": names, "messages": gain.Messages, "gain_bytes": gain.Bytes}
	return &RoomStep{ID: kind, Gain: gain, Loses: "nothing",
		Title: locale.Text{ID: "room.step." + kind, Args: args}, How: locale.Text{ID: "room.how." + kind, Args: args}}
}

// trash is nothing where the quota does not count it.
func (m *maker) trash() *RoomStep {
	if m.f.box.trashOutside > 0 {
		return nil
	}
	return m.folder(result.KindTrash)
}

func (m *maker) junk() *RoomStep { return m.folder(result.KindJunk) }

// deleted are messages that a program has marked as deleted and left there.
func (m *maker) deleted() *RoomStep {
	var gain result.Amount
	names := []string{}
	for _, f := range m.u.Folders {
		if f.Deleted != nil && f.Deleted.Messages > 0 && f.Kind != result.KindTrash && f.Kind != result.KindJunk {
			gain = gain.Plus(*f.Deleted)
			names = append(names, f.Name)
		}
	}
	args := locale.Args{"messages": gain.Messages, "folder_list": names}
	return &RoomStep{ID: "deleted", Gain: gain, Loses: "nothing",
		Title: locale.Text{ID: "room.step.deleted", Args: args}, How: locale.Text{ID: "room.how.deleted", Args: args}}
}

func (m *maker) copies() *RoomStep {
	var gain result.Amount
	for _, c := range m.u.Copies {
		gain = gain.Plus(c.Amount)
	}
	if gain.Messages == 0 {
		return nil
	}
	args := locale.Args{"messages": gain.Messages, "first_list": m.u.Copies[0].Folders, "one": len(m.u.Copies[0].Folders) == 1}
	return &RoomStep{ID: "copies", Gain: gain, About: true, Loses: "place",
		Title: locale.Text{ID: "room.step.copies", Args: args}, How: locale.Text{ID: "room.how.copies", Args: args}}
}

// archive moves old mail off the server: as much as it takes for two years
// without another step, and no mail of the last three months.
func (m *maker) archive() *RoomStep {
	if m.u.By == result.UsageByList {
		return nil
	}
	newest := m.f.today.AddDate(0, -3, 0).Format("2006-01")
	var best *RoomStep
	for _, cut := range m.cuts() {
		if cut[:7] > newest {
			break
		}
		gain := m.u.Sum(func(c result.UsageCell) bool { return kept(c.Kind) && before(c.Period, cut) })
		day, err := time.Parse(time.DateOnly, cut)
		if gain.Messages == 0 || err != nil {
			continue
		}
		m.cut = cut
		text := locale.Text{ID: "room.before.month", Args: locale.Args{"cut_month": cut[:7]}}
		if strings.HasSuffix(cut, "-01-01") {
			text = locale.Text{ID: "room.before.year", Args: locale.Args{"cut_year": cut[:4]}}
		}
		args := locale.Args{"before": text, "messages": gain.Messages}
		best = &RoomStep{ID: "archive", Gain: gain, Loses: "place", Cut: cut,
			Title: locale.Text{ID: "room.step.archive", Args: args}, How: locale.Text{ID: "room.how.archive", Args: args}}
		if m.lasts(day) {
			best.Repeat = &locale.Text{ID: "room.repeat"}
		}
		after := m.f.outlook(gain)
		enough := after.Share != nil && *after.Share <= targetShare && (after.Never || after.FullInDays != nil && *after.FullInDays >= smallDays)
		if enough || after.Share == nil && m.f.today.AddDate(-2, 0, 0).Before(day) {
			break
		}
	}
	return best
}

// lasts reports whether a mailbox from which mail of that age is moved every
// year is never full.
func (m *maker) lasts(cut time.Time) bool {
	if !m.f.limited() {
		return false
	}
	days := int(m.f.today.Sub(cut).Hours()/24) + 1
	return math.IsInf(m.f.fullIn(archived(horizon{days: days, period: 366})), 1)
}

// cuts returns the days at which one period ends and the next begins, the
// oldest first.
func (m *maker) cuts() []string {
	var out []string
	for _, c := range m.u.Cells {
		var next time.Time
		switch len(c.Period) {
		case len("2006"):
			year, _ := time.Parse("2006", c.Period)
			next = year.AddDate(1, 0, 0)
		case len("2006-01"):
			month, _ := time.Parse("2006-01", c.Period)
			next = month.AddDate(0, 1, 0)
		default:
			continue
		}
		out = append(out, next.Format(time.DateOnly))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// before reports whether a period ends before a day begins.
func before(period, cut string) bool {
	switch len(period) {
	case len("2006"):
		return period < cut[:4]
	case len("2006-01"):
		return period < cut[:7]
	}
	return false
}

// mostLarge is how many messages a person looks through.
const mostLarge = 100

// large returns the largest messages: the most that a person looks through, and
// none below a megabyte.
func (m *maker) large() *RoomStep {
	classes := slices.DeleteFunc(result.SizeClasses(), func(least int64) bool { return least < mB })
	var gain result.Amount
	for _, least := range slices.Backward(classes) {
		sum := m.u.Sum(func(c result.UsageCell) bool { return kept(c.Kind) && c.LeastBytes >= least })
		if sum.Messages > mostLarge && gain.Messages > 0 {
			break
		}
		if sum.Messages > 0 {
			gain, m.least = sum, least
		}
	}
	if gain.Messages == 0 {
		return nil
	}
	folder, in := "", result.Amount{}
	for _, f := range m.u.Folders {
		var have result.Amount
		for _, s := range f.Sizes {
			if kept(f.Kind) && s.LeastBytes >= m.least {
				have = have.Plus(s.Amount)
			}
		}
		if have.Bytes > in.Bytes {
			folder, in = f.Name, have
		}
	}
	args := locale.Args{"messages": gain.Messages, "least_bytes": m.least, "folder": folder,
		"in_folder": in.Messages, "folder_bytes": in.Bytes, "all_there": in.Messages == gain.Messages}
	return &RoomStep{ID: "large", Gain: gain, Loses: "text", Least: m.least,
		Title: locale.Text{ID: "room.step.large", Args: args}, How: locale.Text{ID: "room.how.large", Args: args}}
}

// together counts a message of several steps once. Copies and what is marked as
// deleted are left out: where they lie is not known.
func (m *maker) together(steps []RoomStep) result.Amount {
	has := func(id string) bool { return slices.ContainsFunc(steps, func(s RoomStep) bool { return s.ID == id }) }
	trash, junk, archive, large := has(result.KindTrash), has(result.KindJunk), has("archive"), has("large")
	return m.u.Sum(func(c result.UsageCell) bool {
		switch c.Kind {
		case result.KindTrash:
			return trash
		case result.KindJunk:
			return junk
		}
		return kept(c.Kind) && (archive && before(c.Period, m.cut) || large && c.LeastBytes >= m.least)
	})
}

// summary says how full it is, what takes the most, and what gains the most
// without a loss.
func (m *maker) summary(room *Room) locale.Text {
	args := locale.Args{"messages": m.u.Messages, "sum_bytes": m.u.Bytes, "folder": "", "full": locale.Text{ID: "room.full.unknown"}}
	if largest := slices.IndexFunc(m.u.Folders, func(f result.FolderUsage) bool { return f.Bytes < m.u.Bytes }); largest == 0 && m.u.Bytes > 0 && m.u.Folders[0].State != result.FolderView {
		args["folder"] = m.u.Folders[0].Name
		args["folder_share"] = float64(m.u.Folders[0].Bytes) / float64(m.u.Bytes)
	}
	if room.QuotaBytes == nil || room.UsedBytes == nil {
		return locale.Text{ID: "room.summary.counted", Args: args}
	}
	args["used_bytes"], args["quota_bytes"], args["used_share"] = *room.UsedBytes, *room.QuotaBytes, *room.Now.Share
	args["full"] = m.f.fullText(room.Now)
	return locale.Text{ID: "room.summary.full", Args: args}
}

// fullText is when a mailbox is full, no finer than a forecast deserves.
func (f *facts) fullText(o Outlook) locale.Text {
	switch {
	case o.Never:
		return locale.Text{ID: "room.full.never"}
	case o.FullInDays == nil:
		return locale.Text{ID: "room.full.unknown"}
	case *o.FullInDays < 1:
		return locale.Text{ID: "room.full.now"}
	case *o.FullInDays > byMonth:
		return locale.Text{ID: "room.full.later"}
	}
	day := f.today.AddDate(0, 0, int(*o.FullInDays))
	if *o.FullInDays > byDay {
		return locale.Text{ID: "room.full.month", Args: locale.Args{"full_month": day.Format("2006-01")}}
	}
	return locale.Text{ID: "room.full.day", Args: locale.Args{"full_date": day.Format(time.DateOnly)}}
}

// Fill writes the words of a room in the printer's language.
func (r *Room) Fill(p *locale.Printer) {
	p.Fill(&r.Summary)
	for i := range r.Steps {
		p.Fill(&r.Steps[i].Title)
		p.Fill(&r.Steps[i].How)
		if r.Steps[i].Repeat != nil {
			p.Fill(r.Steps[i].Repeat)
		}
	}
	if r.Backup != nil {
		p.Fill(r.Backup)
	}
	for i := range r.Find {
		p.Fill(&r.Find[i].Text)
	}
}
