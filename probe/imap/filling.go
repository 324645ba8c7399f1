package imap

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/tally"
)

const (
	// What the reading of a mailbox may receive, in octets: a message costs
	// some ninety, and the marks of messages up to seven each.
	messageBytes = 160
	fillBytes    = 1 << 30 // of the largest mailbox: six million messages

	// compressFrom is the number of messages from which compression is worth
	// its round trip.
	compressFrom = 1000

	firstStretch = 1000                   // messages that are asked for at once, at first
	mostStretch  = 8000                   // so many that a SEARCH fits on a line
	leastStretch = 100                    //
	stretchTime  = 400 * time.Millisecond // that one may take
	mostCommands = 30                     // stretches under way at once, of small folders

	// readShare is the part of the time in which messages are read one by one:
	// what is left then is reckoned by samples, for which there is the rest.
	readShare   = 0.7
	mostSamples = 4000
	leastOfOne  = 40 // samples of a folder
)

// Fill reads what fills the mailbox that [Session.Usage] has looked at: UID,
// size and date of every message, and which of them are unread or marked as
// deleted; of no message more, and a stretch at a time. Where left, the time
// that there is, does not suffice, the rest is reckoned by samples. What is
// known at the end of the connection is told in any case.
func (s *Session) Fill(a *result.Account, now time.Time, left func() time.Duration) {
	if a.Mailbox == nil {
		return
	}
	f := s.filling(a.Mailbox, now)
	there := left()
	limit := max(there, time.Second)
	s.c.Begin(result.StepUsage, "")
	s.c.Within(limit)
	s.c.Raise(min(listBytes+f.messages*messageBytes, fillBytes))
	s.c.Stream()
	var err error
	if f.messages >= compressFrom && protocol.Has(s.Caps, "COMPRESS=DEFLATE") {
		err = s.Client.Compress().Wait()
	}
	if err == nil || SaidNo(err) {
		err = f.read(time.Now().Add(time.Duration(readShare * float64(there))))
	}
	if err == nil {
		err = f.sample(time.Duration((1 - readShare) / 2 * float64(limit)))
	}
	a.UsageFailure = s.c.End(Refused(err))
	a.Usage = f.tally.Usage()
}

// filling is the reading of a mailbox.
type filling struct {
	s        *Session
	tally    *tally.Tally
	work     []*filled // still to be read, the fullest first
	messages int64     // in all of these
	open     *filled   // the folder that was opened last
	rate     float64   // messages a second
}

// filled is one folder of it.
type filled struct {
	*Mailbox
	*tally.Folder
	next  int64 // the first message that is not asked for yet
	again bool  // it was opened anew, because it holds other messages than it was said to
}

// filling decides which folders are read.
func (s *Session) filling(m *result.Mailbox, now time.Time) *filling {
	f := &filling{s: s, tally: tally.New(result.UsageByFetch, now)}
	folders := slices.Clone(s.folders)
	slices.SortStableFunc(folders, func(a, b *Mailbox) int {
		return cmp.Or(-cmp.Compare(octetsOf(a), octetsOf(b)), -cmp.Compare(count(a), count(b)))
	})
	for _, b := range folders {
		name := foreign.Text(b.Name)
		folder := f.tally.Folder(tally.Folder{
			Name: name, SpecialUse: b.Use, Kind: kindOf(m, name, b.Use), Total: count(b), TotalBytes: b.Bytes,
			View: b.View, Flags: true, Failure: b.Failure,
		})
		if b.View || b.Messages == nil || !b.sendable() {
			if !b.View && folder.Failure == nil {
				folder.Failure = result.NewFailure(result.ProtocolError, "STATUS did not tell how many messages it holds")
			}
			continue
		}
		if folder.Total > 0 {
			f.work, f.messages = append(f.work, &filled{Mailbox: b, Folder: folder, next: 1}), protocol.Add(f.messages, folder.Total)
		}
	}
	return f
}

func octetsOf(b *Mailbox) int64 {
	if b.Bytes == nil {
		return 0
	}
	return *b.Bytes
}

// kindOf returns what a folder is for, by its special use or, where the server
// marks none, by its name.
func kindOf(m *result.Mailbox, name, use string) string {
	for _, row := range []struct{ use, kind string }{
		{`\Sent`, result.KindSent}, {`\Drafts`, result.KindDrafts}, {`\Trash`, result.KindTrash}, {`\Junk`, result.KindJunk},
	} {
		if use == row.use {
			return row.kind
		}
		if folder, byName, found := m.FolderFor(row.use); use == "" && found && byName && folder.Name == name {
			return row.kind
		}
	}
	return result.KindMail
}

// stretch is a question for some messages of a folder.
type stretch struct {
	*filled
	first, last     int64
	examine         *Opening // nil: the folder is open
	unread, deleted *Marks
	fetch           *Fetch
	sizes           []sized // that came
}

// sized is a message whose size came.
type sized struct{ number, size int64 }

// read reads messages one by one until then. What is under way is waited for.
func (f *filling) read(until time.Time) error {
	var under []*stretch
	size, asked, since := int64(firstStretch), int64(0), time.Now()
	for {
		for len(f.work) > 0 && asked < 2*size && len(under) < mostCommands && time.Now().Before(until) {
			next := f.ask(size)
			under, asked = append(under, next), asked+next.last-next.first+1
		}
		if len(under) == 0 {
			return nil
		}
		first := under[0]
		if err := f.wait(first); err != nil {
			for _, other := range under[1:] { // what came of them counts
				other.forget()
			}
			return err
		}
		n := first.last - first.first + 1
		under, asked = under[1:], asked-n
		took := max(time.Since(since), time.Millisecond)
		since = time.Now()
		f.rate = float64(n) / took.Seconds()
		if n >= size/2 {
			size = min(max(int64(f.rate*stretchTime.Seconds()), leastStretch), mostStretch, 2*size)
		}
	}
}

// ask sends the question for the next messages.
func (f *filling) ask(size int64) *stretch {
	one := f.work[0]
	c, ranges := f.s.Client, f.s.counts()
	q := &stretch{filled: one, first: one.next, last: min(one.next+size-1, one.Total)}
	if f.open != one {
		q.examine, f.open = c.Examine(one.Mailbox.Name), one
	}
	one.next = q.last + 1
	if one.next > one.Total {
		f.work = f.work[1:]
	}
	q.unread = c.Marked(q.first, q.last, false, ranges)
	q.deleted = c.Marked(q.first, q.last, true, ranges)
	q.fetch = c.Fetch(q.first, q.last, int(size), Items{UID: true, Size: true, Date: true}, func(m Message) {
		one.Add(tally.Message{UID: m.UID, Size: m.Size, Date: m.Date})
		q.sizes = append(q.sizes, sized{m.Number, m.Size})
	})
	return q
}

// flag counts what is unread or marked as deleted of a stretch, once no answer
// to it comes any more: Dovecot answers SEARCH and FETCH side by side.
func (q *stretch) flag() {
	if len(q.sizes) > 0 && !(q.unread.told && q.deleted.told) {
		q.Flags = false
		return
	}
	for _, m := range q.sizes {
		q.Flag(m.size, q.unread.Has(m.number), q.deleted.Has(m.number))
	}
}

// wait waits for the answers to a question. A folder that is refused is left
// out, with the reason.
func (f *filling) wait(q *stretch) error {
	var opened error
	if q.examine != nil {
		opened = q.examine.Wait()
	}
	marks := cmp.Or(q.unread.Wait(), q.deleted.Wait())
	fetched := q.fetch.Wait()
	q.flag()
	for _, err := range []error{opened, marks, fetched} {
		if err != nil && !SaidNo(err) {
			return err
		}
	}
	if q.examine != nil && opened == nil && q.examine.Exists != q.Total && !q.again {
		f.anew(q)
		return nil
	}
	if err := cmp.Or(opened, fetched); err != nil {
		errors.As(NotOpened(err), &q.Folder.Failure)
		q.Folder.Failure = f.s.c.Shown(q.Folder.Failure)
		f.leave(q.filled)
	}
	return nil
}

// anew goes on with a folder that holds more messages than it was said to, or
// fewer.
func (f *filling) anew(q *stretch) {
	q.again, q.Total, q.TotalBytes = true, q.examine.Exists, nil
	if q.read() == 0 {
		q.next = 1
	}
	f.leave(q.filled)
	if q.next <= q.Total {
		f.work = append(f.work, q.filled)
	}
}

// leave asks for no more of a folder.
func (f *filling) leave(one *filled) {
	f.work = slices.DeleteFunc(f.work, func(other *filled) bool { return other == one })
}

func (one *filled) read() int64 { return one.Total - one.Missing() }

// forget takes no more answers.
func (q *stretch) forget() {
	for _, c := range []interface{ Wait() error }{q.unread, q.deleted, q.fetch} {
		c.Wait()
	}
	q.flag()
}

// sample reads some messages of what is left of each folder, in one flight.
func (f *filling) sample(within time.Duration) error {
	missing := int64(0)
	for _, one := range f.work {
		missing += one.Total - one.next + 1
	}
	all := min(max(int64(f.rate*within.Seconds()/2), leastOfOne), mostSamples)
	var under []*stretch
	for _, one := range f.work {
		left := one.Total - one.next + 1
		n := max(all*left/missing, min(leastOfOne, left))
		q := &stretch{filled: one, examine: f.s.Client.Examine(one.Mailbox.Name)}
		q.fetch = f.s.Client.Fetch(one.next, one.Total, int(n), Items{UID: true, Size: true, Date: true, Flags: true}, func(m Message) {
			one.Sample(tally.Message{
				UID: m.UID, Size: m.Size, Date: m.Date,
				Unread: !slices.Contains(m.Flags, `\Seen`), Deleted: slices.Contains(m.Flags, `\Deleted`),
			})
		})
		under = append(under, q)
	}
	var lost error
	for _, q := range under {
		if err := cmp.Or(q.examine.Wait(), q.fetch.Wait()); err != nil && !SaidNo(err) {
			lost = err
		}
	}
	return lost
}
