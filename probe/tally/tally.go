// Package tally counts what fills a mailbox, message by message.
//
// Memory does not grow with the number of messages: what is kept are sums by
// folder, time and size, the twenty largest, and a bounded table in which
// messages that are there twice are recognised ([copies]).
package tally

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// largest is how many messages are told one by one.
const largest = 20

// Message is what is known of one message.
type Message struct {
	Number  int64     // in its folder
	UID     uint32    // 0: not known
	Size    int64     // octets
	Date    time.Time // of arrival; zero: not known
	Unread  bool
	Deleted bool // marked so, and still there
}

// A Tally counts the messages of one mailbox. Its methods must not be called
// at once.
type Tally struct {
	by      string
	now     time.Time
	folders []*Folder
	largest []result.LargeMessage
	copies  copies
}

// New returns an empty tally. by is a value of [result.Usage.By]; now decides
// of which mail the month is kept.
func New(by string, now time.Time) *Tally { return &Tally{by: by, now: now.UTC()} }

// A Folder counts the messages of one folder.
type Folder struct {
	Name       string // as a report may hold it
	SpecialUse string
	Kind       string // [result.UsageKinds]
	Total      int64  // messages that it holds, where that is known; else those that are counted
	TotalBytes *int64 // their octets, where the server says so
	View       bool   // its messages are those of other folders: nothing of it is counted
	Flags      bool   // flags are known
	Failure    *result.Failure

	t       *Tally
	index   int
	read    sums // every message that was read
	sampled sums // of messages that stand for others, too
	last    time.Time
	run     int // messages in a row that arrived in the same second
}

// sums is what some messages come to.
type sums struct {
	result.Amount
	unread, deleted result.Amount
	cells           map[cell]result.Amount
}

// cell is a time and a class of sizes.
type cell struct {
	period string
	least  int64
}

// Folder begins to count a folder.
func (t *Tally) Folder(f Folder) *Folder {
	f.t, f.index = t, len(t.folders)
	t.folders = append(t.folders, &f)
	return &f
}

// Add counts a message.
func (f *Folder) Add(m Message) {
	f.read.add(m, f.t.period(m.Date))
	f.note(m)
	if f.Kind == result.KindTrash || f.Kind == result.KindJunk || m.Date.IsZero() {
		return
	}
	// What was imported at once has one date: sizes alone tell nothing.
	const alike = 3
	if f.run++; !m.Date.Equal(f.last) {
		f.last, f.run = m.Date, 1
	}
	if f.run <= alike {
		f.t.copies.add(m.Size, m.Date, f.index)
	}
}

// Flag adds what is known of a message that was counted without its flags.
func (f *Folder) Flag(size int64, unread, deleted bool) {
	f.read.flag(result.Amount{Messages: 1, Bytes: size}, unread, deleted)
}

// Sample counts a message that stands for others that are not read.
func (f *Folder) Sample(m Message) {
	f.sampled.add(m, f.t.period(m.Date))
	f.note(m)
}

// note keeps a message that is among the largest.
func (f *Folder) note(m Message) {
	t := f.t
	if len(t.largest) == largest && m.Size <= t.largest[largest-1].Bytes {
		return
	}
	l := result.LargeMessage{Folder: f.Name, UID: m.UID, Bytes: m.Size}
	if t.by == result.UsageByList {
		l.Number = m.Number
	}
	if !m.Date.IsZero() {
		l.Date = m.Date.Format(time.DateOnly)
	}
	at, _ := slices.BinarySearchFunc(t.largest, m.Size, func(have result.LargeMessage, size int64) int {
		if have.Bytes >= size { // the first that was met stands first
			return -1
		}
		return 1
	})
	t.largest = slices.Insert(t.largest, at, l)
	t.largest = t.largest[:min(len(t.largest), largest)]
}

// period returns the year of a date, or the month where that is in this year or
// the last. A date in the future is one of now.
func (t *Tally) period(date time.Time) string {
	if date.IsZero() {
		return ""
	}
	date = date.UTC()
	if date.After(t.now) {
		date = t.now
	}
	if date.Year() >= t.now.Year()-1 {
		return date.Format("2006-01")
	}
	return date.Format("2006")
}

func (s *sums) add(m Message, period string) {
	one := result.Amount{Messages: 1, Bytes: m.Size}
	s.Amount = plus(s.Amount, one)
	s.flag(one, m.Unread, m.Deleted)
	if s.cells == nil {
		s.cells = map[cell]result.Amount{}
	}
	at := cell{period, result.SizeClass(m.Size)}
	s.cells[at] = plus(s.cells[at], one)
}

func (s *sums) flag(one result.Amount, unread, deleted bool) {
	if unread {
		s.unread = plus(s.unread, one)
	}
	if deleted {
		s.deleted = plus(s.deleted, one)
	}
}

// plus adds, and stops at the largest number that a report can say.
func plus(a, b result.Amount) result.Amount {
	return result.Amount{Messages: protocol.Add(a.Messages, b.Messages), Bytes: protocol.Add(a.Bytes, b.Bytes)}
}

// Missing returns how many messages of the folder were not read.
func (f *Folder) Missing() int64 { return max(0, f.Total-f.read.Messages) }

// state returns how far the folder was read.
func (f *Folder) state() string {
	switch {
	case f.View:
		return result.FolderView
	case f.Missing() == 0 && f.Failure == nil:
		return result.FolderRead
	case f.sampled.Messages > 0:
		return result.FolderEstimated
	case f.read.Messages > 0:
		return result.FolderPartial
	}
	return result.FolderUnread
}

// whole returns the sums of the folder, with what the samples stand for.
func (f *Folder) whole() sums {
	if f.state() != result.FolderEstimated {
		return f.read
	}
	missing := float64(f.Missing())
	messages := missing / float64(f.sampled.Messages)
	octets := messages
	if f.TotalBytes != nil && f.sampled.Bytes > 0 {
		octets = max(0, float64(*f.TotalBytes-f.read.Bytes)) / float64(f.sampled.Bytes)
	}
	scaled := func(a result.Amount) result.Amount {
		return result.Amount{
			Messages: int64(min(math.Round(float64(a.Messages)*messages), protocol.MaxNumber)),
			Bytes:    int64(min(math.Round(float64(a.Bytes)*octets), protocol.MaxNumber)),
		}
	}
	out := sums{
		Amount: plus(f.read.Amount, scaled(f.sampled.Amount)),
		unread: plus(f.read.unread, scaled(f.sampled.unread)), deleted: plus(f.read.deleted, scaled(f.sampled.deleted)),
		cells: map[cell]result.Amount{},
	}
	maps.Copy(out.cells, f.read.cells)
	for at, a := range f.sampled.cells {
		out.cells[at] = plus(out.cells[at], scaled(a))
	}
	return out
}

// Usage returns what was counted until now.
func (t *Tally) Usage() *result.Usage {
	u := &result.Usage{By: t.by, Folders: []result.FolderUsage{}, Largest: t.largest}
	type place struct {
		kind string
		cell
	}
	cells := map[place]result.Amount{}
	var unread, deleted result.Amount
	flags, counted := true, false
	for _, f := range t.folders {
		whole := f.whole()
		out := result.FolderUsage{
			Name: f.Name, SpecialUse: f.SpecialUse, Kind: f.Kind, Amount: whole.Amount, Read: f.read.Messages,
			State: f.state(), Failure: f.Failure, Sizes: bySize(whole.cells),
		}
		if f.Flags && !f.View && out.State != result.FolderUnread {
			out.Unread, out.Deleted = &whole.unread, &whole.deleted
		}
		if out.State == result.FolderView || out.State == result.FolderUnread {
			out.Messages = f.Total
			if f.TotalBytes != nil {
				out.Bytes = *f.TotalBytes
			}
		}
		u.Folders = append(u.Folders, out)
		switch out.State {
		case result.FolderView:
			continue
		case result.FolderUnread, result.FolderPartial:
			u.Partial = u.Partial || f.Missing() > 0 || f.Failure != nil
		case result.FolderEstimated:
			u.Estimated = true
		}
		if out.State == result.FolderUnread {
			continue
		}
		counted, flags = true, flags && f.Flags
		u.Amount, u.Read = plus(u.Amount, whole.Amount), u.Read+f.read.Messages
		unread, deleted = plus(unread, whole.unread), plus(deleted, whole.deleted)
		for at, a := range whole.cells {
			p := place{f.Kind, at}
			cells[p] = plus(cells[p], a)
		}
	}
	if flags && counted {
		u.Unread, u.Deleted = &unread, &deleted
	}
	slices.SortStableFunc(u.Folders, func(a, b result.FolderUsage) int {
		return cmp.Or(result.CompareBool(a.State == result.FolderView, b.State == result.FolderView), -cmp.Compare(a.Bytes, b.Bytes))
	})
	kinds := result.UsageKinds()
	for p, a := range cells {
		u.Cells = append(u.Cells, result.UsageCell{Kind: p.kind, Period: p.period, LeastBytes: p.least, Amount: a})
	}
	slices.SortFunc(u.Cells, func(a, b result.UsageCell) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(a.Period, b.Period), cmp.Compare(a.LeastBytes, b.LeastBytes))
	})
	u.Copies, u.CopiesEstimated = t.copies.found(t.folders)
	return u
}

// bySize returns what lies in each class of sizes that is not empty.
func bySize(cells map[cell]result.Amount) []result.SizeUsage {
	sums := map[int64]result.Amount{}
	for at, a := range cells {
		sums[at.least] = plus(sums[at.least], a)
	}
	var out []result.SizeUsage
	for _, least := range result.SizeClasses() {
		if a := sums[least]; a.Messages > 0 {
			out = append(out, result.SizeUsage{LeastBytes: least, Amount: a})
		}
	}
	return out
}
