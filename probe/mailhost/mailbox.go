package mailhost

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// message is all that the host keeps of one: 16 octets.
type message struct {
	uid  uint32
	size uint32 // octets
	date int64  // INTERNALDATE, Unix seconds
	flag flags
}

// flags are the system flags of RFC 3501 section 2.3.2 that occur here.
type flags uint8

const (
	seen flags = 1 << iota
	answered
	flagged
	draft
	deleted
)

// names lists the flags as they go over the wire.
func (f flags) names() []string {
	var list []string
	for i, name := range []string{`\Seen`, `\Answered`, `\Flagged`, `\Draft`, `\Deleted`} {
		if f&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return list
}

// folder is a mailbox with its messages, in the order of UIDs and of dates.
type folder struct {
	Folder
	messages []message
	uidNext  uint32
	octets   int64
	unseen   int
	sizes    sizes
}

func (f *folder) add(m message) {
	f.messages = append(f.messages, m)
	f.octets += int64(m.size)
	if m.flag&seen == 0 {
		f.unseen++
	}
}

// mailbox is the account's whole mail. It never changes.
type mailbox struct {
	folders     []*folder
	uidValidity uint32
	limit       int64 // octets
	used        int64 // octets
}

// remove takes messages away.
func (b *mailbox) remove(gone func(Message) bool) {
	for _, f := range b.folders {
		left := &folder{Folder: f.Folder, uidNext: f.uidNext}
		for _, m := range f.messages {
			if !gone(Message{f.Name, m.uid, int64(m.size), time.Unix(m.date, 0).UTC(), m.flag&deleted != 0}) {
				left.add(m)
			}
		}
		b.used += left.octets - f.octets
		*f = *left
	}
}

// inbox returns where mail arrives.
func (b *mailbox) inbox() *folder { return b.folders[0] }

// newMailbox makes the history that a scenario describes, the same at every
// start but for the dates, which end at now.
//
// Every arriving message takes the next UID of INBOX. Later it stays there, is
// moved to another folder (which keeps its INTERNALDATE, RFC 6851 section
// 3.3), or is deleted and leaves a gap: so the slope of UID over INTERNALDATE
// is the rate of arrival, whatever became of the mail.
func newMailbox(s Scenario, inbox int, now time.Time) *mailbox {
	b := &mailbox{limit: s.Quota, uidValidity: 1700000000}
	for _, f := range s.Folders {
		b.folders = append(b.folders, &folder{Folder: f, uidNext: 1})
	}
	if inbox > 0 {
		b.limit = b.limit / int64(b.inbox().Messages) * int64(inbox)
		b.inbox().Messages = inbox
	}
	random := rand.New(rand.NewPCG(3501, 1939))
	b.arrive(s, now, random)
	for _, f := range b.folders {
		if f.PerDay > 0 {
			f.write(now, random)
		}
	}
	b.neglect(rand.New(rand.NewPCG(2822, 5322)))
	for _, f := range b.folders {
		b.used += f.octets
	}
	return b
}

// neglect adds what years without tidying up leave behind: large attachments,
// mail that a program marked as deleted, and copies.
func (b *mailbox) neglect(random *rand.Rand) {
	const least, most = 3 * mB / 2, 24 * mB
	each := func(f *folder, n int, change func(*message)) {
		old := len(f.messages) * 19 / 20 // what is new is as usual
		n = min(n, old)
		for i := range n {
			change(&f.messages[i*old/n+random.IntN(max(1, old/n))])
		}
	}
	for _, f := range b.folders {
		each(f, f.Large, func(m *message) {
			size := least + random.ExpFloat64()*9*mB
			f.octets -= int64(m.size)
			m.size = uint32(min(size, most))
			f.octets += int64(m.size)
		})
	}
	for _, f := range b.folders {
		each(f, f.Marked, func(m *message) { m.flag |= deleted })
		for i := range min(f.Copies, len(b.inbox().messages)) {
			copied := b.inbox().messages[i*3%len(b.inbox().messages)]
			copied.uid, copied.flag = f.uidNext, copied.flag&^deleted
			f.uidNext++
			f.add(copied)
		}
		if f.Copies > 0 { // each was filed when it came
			slices.SortStableFunc(f.messages, func(a, b message) int { return cmp.Compare(a.date, b.date) })
			for i := range f.messages {
				f.messages[i].uid = uint32(i + 1)
			}
		}
	}
}

// arrive fills the folders whose mail came through INBOX.
func (b *mailbox) arrive(s Scenario, now time.Time, random *rand.Rand) {
	var targets []*folder
	var left []int // messages still to be placed: a folder each, and last the deleted
	kept := 0
	for _, f := range b.folders {
		if f.PerDay == 0 {
			targets, left, kept = append(targets, f), append(left, f.Messages), kept+f.Messages
		}
	}
	arrivals := int(float64(kept) / s.Kept)
	left = append(left, arrivals-kept)
	for i := range arrivals {
		age := arrivals - i
		pick := random.IntN(age) // age is also what is left in all
		fate := 0
		for ; pick >= left[fate]; fate++ {
			pick -= left[fate]
		}
		left[fate]--
		b.inbox().uidNext++
		if fate == len(targets) {
			continue
		}
		f := targets[fate]
		uid := b.inbox().uidNext - 1
		if f != b.inbox() {
			uid = f.uidNext
			f.uidNext++
		}
		f.add(message{
			uid:  uid,
			size: f.sizes.next(f.Mean, random),
			date: dated(now, age, s.PerDay, random),
			flag: received(age, random),
		})
	}
}

// write fills a folder of the user's own messages, none of them deleted.
func (f *folder) write(now time.Time, random *rand.Rand) {
	flag := seen
	if f.Use == `\Drafts` {
		flag |= draft
	}
	for i := range f.Messages {
		f.add(message{
			uid:  f.uidNext,
			size: f.sizes.next(f.Mean, random),
			date: dated(now, f.Messages-i, f.PerDay, random),
			flag: flag,
		})
		f.uidNext++
	}
}

// dated is when the message arrived that age-1 others followed: somewhere in
// its own share of the day, so that dates keep the order of arrival.
func dated(now time.Time, age int, perDay float64, random *rand.Rand) int64 {
	interval := 24 * 60 * 60 / perDay
	return now.Unix() - int64((float64(age)-random.Float64())*interval)
}

// received returns what a reader made of a message: the newest are not yet
// read.
func received(age int, random *rand.Rand) flags {
	if age <= 20 {
		return 0
	}
	flag := seen
	if random.IntN(8) == 0 {
		flag |= answered
	}
	if random.IntN(100) == 0 {
		flag |= flagged
	}
	return flag
}

// sizes deals out message sizes: many small, some large, and of any sixteen
// in a row the mean is the mean that was asked for.
type sizes struct{ hand []uint32 }

// spread is the sixteen, in 64ths of the mean.
var spread = [16]uint32{3, 5, 7, 9, 12, 16, 22, 28, 36, 46, 60, 78, 102, 140, 200, 260}

func (s *sizes) next(mean int64, random *rand.Rand) uint32 {
	if len(s.hand) == 0 {
		s.hand = slices.Clone(spread[:])
		random.Shuffle(len(s.hand), func(i, j int) { s.hand[i], s.hand[j] = s.hand[j], s.hand[i] })
	}
	share := s.hand[0]
	s.hand = s.hand[1:]
	size := float64(mean) / 64 * float64(share)
	return uint32(size * (0.95 + random.Float64()/10)) // no two are quite alike
}
