package result

import (
	"cmp"
	"maps"
	"slices"
)

// Usage is what takes the room of a mailbox, counted message by message from
// sizes, dates and flags. No header, subject or text was read.
//
// A folder that only shows messages of others ("\\All", a label of Gmail) is
// among Folders, and in none of the sums.
type Usage struct {
	// By is how it was read: fetch (IMAP), or list (POP3: sizes alone, of the
	// inbox alone).
	By string `json:"by"`
	Amount
	Read      int64 `json:"read"`                // messages whose sizes were read
	Estimated bool  `json:"estimated,omitempty"` // the other messages are reckoned by some of them, evenly chosen
	// Partial says that folders or messages are missing from every figure: the
	// reading was interrupted, or a folder was refused.
	Partial bool `json:"partial,omitempty"`

	Unread  *Amount `json:"unread,omitempty"`  // without \Seen; absent where flags were not told
	Deleted *Amount `json:"deleted,omitempty"` // marked as deleted, and still there

	Folders []FolderUsage  `json:"folders"`           // the largest first
	Cells   []UsageCell    `json:"cells,omitempty"`   // by kind of folder, time and size: what every sum can be made of
	Largest []LargeMessage `json:"largest,omitempty"` // the largest first
	Copies  []CopyUsage    `json:"copies,omitempty"`  // likely the same message: the most room first
	// CopiesEstimated says that copies were looked for among some of the
	// messages, and the figures scaled.
	CopiesEstimated bool `json:"copies_estimated,omitempty"`
}

// The values of Usage.By.
const (
	UsageByFetch = "fetch"
	UsageByList  = "list"
)

// Amount is a number of messages and their octets.
type Amount struct {
	Messages int64 `json:"messages"`
	Bytes    int64 `json:"bytes"`
}

// Plus returns the sum of two amounts.
func (a Amount) Plus(b Amount) Amount {
	return Amount{a.Messages + b.Messages, a.Bytes + b.Bytes}
}

// FolderUsage is what one folder holds.
type FolderUsage struct {
	Name       string `json:"name"`
	SpecialUse string `json:"special_use,omitempty"`
	// Kind is what the folder is for: mail, sent, drafts, trash or junk. Where
	// the server marks no folder so, its name tells.
	Kind string `json:"kind"`
	Amount
	Read int64 `json:"read"` // messages whose sizes were read
	// State says how far the folder was read: read, estimated, partial, unread
	// (nothing of it), view (its messages are those of other folders).
	State   string      `json:"state"`
	Unread  *Amount     `json:"unread,omitempty"`
	Deleted *Amount     `json:"deleted,omitempty"`
	Sizes   []SizeUsage `json:"sizes,omitempty"`
	Failure *Failure    `json:"failure,omitempty"` // why it was not read
}

// The values of FolderUsage.Kind, and of UsageCell.Kind.
const (
	KindMail   = "mail"
	KindSent   = "sent"
	KindDrafts = "drafts"
	KindTrash  = "trash"
	KindJunk   = "junk"
)

// UsageKinds returns the kinds of folders, those first whose mail is kept.
func UsageKinds() []string { return []string{KindMail, KindSent, KindDrafts, KindTrash, KindJunk} }

// The values of FolderUsage.State.
const (
	FolderRead      = "read"
	FolderEstimated = "estimated"
	FolderPartial   = "partial"
	FolderUnread    = "unread"
	FolderView      = "view"
)

// SizeClasses returns the lower bounds of the classes in which messages are
// counted, in octets. A message belongs to the highest that it reaches.
func SizeClasses() []int64 {
	const kB, mB = 1 << 10, 1 << 20
	return []int64{0, 100 * kB, mB, 5 * mB, 10 * mB, 25 * mB}
}

// SizeClass returns the class of a size.
func SizeClass(octets int64) int64 {
	classes := SizeClasses()
	for _, least := range slices.Backward(classes) {
		if octets >= least {
			return least
		}
	}
	return classes[0]
}

// SizeUsage is what lies in one class of sizes.
type SizeUsage struct {
	LeastBytes int64 `json:"least_bytes"`
	Amount
}

// UsageCell is what folders of one kind hold of one time and one class of
// sizes.
type UsageCell struct {
	Kind string `json:"kind"`
	// Period is a year ("2019"), or a month ("2026-02") of this year and the
	// last, by INTERNALDATE in UTC; empty where the date is not known.
	Period     string `json:"period,omitempty"`
	LeastBytes int64  `json:"least_bytes"`
	Amount
}

// LargeMessage is what it takes to find one message.
type LargeMessage struct {
	Folder string `json:"folder"`
	UID    uint32 `json:"uid,omitempty"`
	Number int64  `json:"number,omitempty"` // POP3: its number in the list
	Date   string `json:"date,omitempty"`   // of arrival, YYYY-MM-DD, as the server has it
	Bytes  int64  `json:"bytes"`
}

// CopyUsage are messages of which another has the same size and date of
// arrival to the second: likely, and not surely, the same. The amount is that
// of all copies but one each.
type CopyUsage struct {
	Folders []string `json:"folders"` // two, or one that holds both
	Amount
}

// Sum adds up the cells that a condition holds for.
func (u *Usage) Sum(holds func(UsageCell) bool) Amount {
	var sum Amount
	for _, c := range u.Cells {
		if holds(c) {
			sum = sum.Plus(c.Amount)
		}
	}
	return sum
}

// PeriodUsage is what arrived in one year; Period is empty for mail without a
// date.
type PeriodUsage struct {
	Period string `json:"period"`
	Amount
}

// Years returns what arrived in each year, the oldest first and last what has
// no date.
func (u *Usage) Years() []PeriodUsage {
	years := map[string]Amount{}
	for _, c := range u.Cells {
		year := c.Period[:min(4, len(c.Period))]
		years[year] = years[year].Plus(c.Amount)
	}
	var out []PeriodUsage
	for _, year := range slices.SortedFunc(maps.Keys(years), func(a, b string) int {
		return cmp.Or(-cmp.Compare(min(len(a), 1), min(len(b), 1)), cmp.Compare(a, b))
	}) {
		out = append(out, PeriodUsage{year, years[year]})
	}
	return out
}

// Sizes returns what lies in each class of sizes, the smallest first.
func (u *Usage) Sizes() []SizeUsage {
	var out []SizeUsage
	for _, least := range SizeClasses() {
		out = append(out, SizeUsage{least, u.Sum(func(c UsageCell) bool { return c.LeastBytes == least })})
	}
	return out
}

// Usage returns what takes the room of the account's mailbox: over IMAP, else
// over POP3; nil where it was not read.
func (r *Report) Usage() (*Account, *Usage) {
	for _, service := range []Service{IMAP, POP3} {
		if a := r.Account(service); a != nil && a.Usage != nil {
			return a, a.Usage
		}
	}
	return nil, nil
}
