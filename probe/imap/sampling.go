package imap

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

const (
	// maxCounted is how many folders are searched for mail of the window,
	// the fullest first; those behind hold little.
	maxCounted = 60
	// searchAtOnce is how many messages a server that can count is asked to
	// look at first, the newest of a folder: it reads the date of each.
	searchAtOnce = 20_000
	// searchRange is how many messages one SEARCH looks at where the server
	// cannot count by itself, so that its answer fits on a line.
	searchRange = 8000
	// maxSearches bounds such searches in one folder.
	maxSearches = 25
)

// arrival estimates how fast mail comes in. It counts the window's messages
// in every folder, then reads UID, date and size of some of INBOX's and of
// the sent ones; never of all.
func (s *Session) arrival(a *result.Account, folders []*Mailbox, now time.Time) {
	s.c.Begin(result.StepArrival, "")
	s.c.Raise(arrivalBytes)
	s.c.Stream()
	now = now.UTC()
	since := now.AddDate(0, 0, -windowDays).Truncate(24 * time.Hour) // SEARCH knows whole days
	h := history{now: now, since: since}
	err := s.survey(&h, a, folders)
	a.ArrivalFailure = s.c.End(Refused(err))
	a.Mailbox.Arrival = estimate(h)
}

func (s *Session) survey(h *history, a *result.Account, folders []*Mailbox) error {
	sent := sentFolder(folders)
	search := toSearch(folders, sent)
	windows, err := s.windows(search, folders, h.since)
	if err != nil {
		return err
	}
	var survivors, twice int64
	for i, name := range search {
		switch shown := s.views != plainViews && name == "INBOX"; {
		case !windows[i].ok || shown:
		case name == sent && s.views != plainViews: // it is in the folder of all
			twice = windows[i].count
		case name != sent:
			survivors = protocol.Add(survivors, windows[i].count)
		}
	}
	survivors = max(0, survivors-twice)
	// INBOX is the last that was searched, and is still open.
	inbox := windows[len(windows)-1]
	if a.InboxFailure == nil && inbox.failure != nil {
		a.InboxFailure = s.c.Shown(inbox.failure)
	}
	if inbox.ok {
		h.survivors = &survivors
	}
	// All that is to be fetched goes in one flight: INBOX first, as it is open.
	var received, written *Fetch
	var octets []int64
	if inbox.ok && inbox.exists > 0 {
		first := inbox.first
		if inbox.count == 0 { // no recent mail: sizes can still be told
			first = 1
		}
		received = s.Client.Fetch(first, inbox.exists, maxSamples, Items{UID: true, Size: true, Date: true}, func(m Message) {
			octets = append(octets, m.Size)
			if !m.Date.Before(h.since) && m.Date.Before(h.now.AddDate(0, 0, 1)) {
				h.inbox = append(h.inbox, sample{m.UID, m.Date, m.Size})
			}
		})
	}
	var examine *Opening
	if i := slices.Index(search, sent); i >= 0 && windows[i].ok {
		h.sent = &windows[i].count
		if windows[i].count > 0 {
			examine = s.Client.Examine(sent)
			written = s.Client.Fetch(windows[i].first, windows[i].exists, maxSamples, Items{Size: true}, func(m Message) {
				h.sentSizes = append(h.sentSizes, m.Size)
			})
		}
	}
	if received != nil {
		err = received.Wait()
		a.Mailbox.LargeBytes = protocol.LargeBytes(octets)
	}
	if written != nil {
		e1 := examine.Wait()
		e2 := written.Wait()
		err = cmp.Or(err, e1, e2)
	}
	return err
}

// toSearch names the folders whose mail counts as received, or as sent: INBOX
// last. What the person writes (drafts), and views of other folders, do not
// count; nor what holds nothing.
func toSearch(folders []*Mailbox, sent string) []string {
	list := slices.DeleteFunc(slices.Clone(folders), func(b *Mailbox) bool {
		empty := b.Messages != nil && *b.Messages == 0
		return b.Name == "INBOX" || b.View && b.Name != sent || b.Use == `\Drafts` || !b.sendable() || empty
	})
	slices.SortStableFunc(list, func(a, b *Mailbox) int {
		if a.Name == sent || b.Name == sent {
			return map[bool]int{true: -1, false: 1}[a.Name == sent]
		}
		return cmp.Compare(count(b), count(a))
	})
	var names []string
	for _, b := range list[:min(len(list), maxCounted)] {
		names = append(names, b.Name)
	}
	return append(names, "INBOX")
}

func count(b *Mailbox) int64 {
	if b.Messages == nil {
		return 0
	}
	return *b.Messages
}

// sentFolder returns the folder of sent mail: by its special use, else, on a
// server that knows none, by the names that clients give it.
func sentFolder(folders []*Mailbox) string {
	named := ""
	for _, b := range folders {
		switch {
		case b.Use == `\Sent`:
			return b.Name
		case b.Use != "":
			continue
		}
		for _, usual := range []string{"Sent", "Sent Messages", "Sent Items", "Sent Mail", "Envoyés", "Messages envoyés", "Éléments envoyés"} {
			if named == "" && strings.EqualFold(b.base(), usual) {
				named = b.Name
			}
		}
	}
	return named
}

// window is what a folder holds of the last days.
type window struct {
	ok     bool // it could be opened and searched
	exists int64
	count  int64
	first  int64 // the lowest sequence number of those counted
	// failure is the server's refusal to open or to search it.
	failure *result.Failure
}

// windows searches folders for messages that arrived since a day. The last
// one stays open. A folder that is refused is not ok; an error is one of the
// connection, or an answer that cannot be true.
func (s *Session) windows(names []string, folders []*Mailbox, since time.Time) ([]window, error) {
	if !s.counts() {
		return s.searchEach(names, since)
	}
	// The server counts (RFC 4731): all folders in one flight.
	type pair struct {
		examine *Opening
		search  *Search
		from    int64
	}
	var pairs []pair
	for _, name := range names {
		from := int64(1)
		if i := slices.IndexFunc(folders, func(b *Mailbox) bool { return b.Name == name }); i >= 0 {
			from = max(1, count(folders[i])-searchAtOnce+1)
		}
		pairs = append(pairs, pair{s.Client.Examine(name), s.Client.Search(from, 0, since, true), from})
	}
	found := make([]window, len(names))
	var lost error
	for i, p := range pairs {
		e1 := p.examine.Wait()
		e2 := p.search.Wait(p.examine.Exists)
		switch err := cmp.Or(e1, e2); {
		case err == nil:
			found[i] = window{ok: true, exists: p.examine.Exists, count: p.search.Count, first: p.search.First}
		case SaidNo(err):
			errors.As(NotOpened(err), &found[i].failure)
		default:
			lost = err
		}
	}
	open := len(names) - 1
	for i := open; i >= 0 && lost == nil; i-- {
		if w := &found[i]; w.goesOn(pairs[i].from) {
			if i != open {
				lost = s.Client.Examine(names[i]).Wait()
				open = i
			}
			lost = cmp.Or(lost, s.searchBefore(w, pairs[i].from, since))
		}
	}
	if last := len(names) - 1; open != last && lost == nil {
		lost = s.Client.Examine(names[last]).Wait()
	}
	return found, lost
}

// counts reports whether SEARCH can count by itself (RFC 4731).
func (s *Session) counts() bool {
	return protocol.Has(s.Caps, "ESEARCH") || protocol.Has(s.Caps, "IMAP4rev2")
}

// goesOn reports whether messages before the first that was looked at may
// belong to the window: those near it do. A message enters a folder after it
// arrived, so that what arrived lately stands at the end.
func (w window) goesOn(from int64) bool {
	return from > 1 && w.count > 0 && w.first-from < searchAtOnce/4
}

// searchBefore looks further back in the folder that is open, in stretches
// that double.
func (s *Session) searchBefore(w *window, from int64, since time.Time) error {
	for stretch := int64(2 * searchAtOnce); w.goesOn(from); stretch *= 2 {
		last := from - 1
		from = max(1, from-stretch)
		search := s.Client.Search(from, last, since, true)
		err := search.Wait(w.exists)
		if w.ok = !SaidNo(err); err != nil && w.ok {
			return err
		} else if err != nil || search.Count == 0 {
			return nil
		}
		w.count = protocol.Add(w.count, search.Count)
		w.first = search.First
	}
	return nil
}

// searchEach does the same where the server can only list: folder by folder,
// from the newest messages back, until a stretch holds none.
func (s *Session) searchEach(names []string, since time.Time) ([]window, error) {
	found := make([]window, len(names))
	for i, name := range names {
		opened := s.Client.Examine(name)
		if err := opened.Wait(); err != nil && !SaidNo(err) {
			return nil, err
		} else if err != nil {
			errors.As(NotOpened(err), &found[i].failure)
			continue
		}
		w := window{ok: true, exists: opened.Exists}
		for last, tries := w.exists, 0; last > 0 && tries < maxSearches; last, tries = last-searchRange, tries+1 {
			search := s.Client.Search(max(1, last-searchRange+1), last, since, false)
			err := search.Wait(w.exists)
			if err != nil && !SaidNo(err) {
				return nil, err
			}
			if w.ok = err == nil; !w.ok {
				errors.As(NotOpened(err), &w.failure)
				break
			} else if search.Count == 0 {
				break
			}
			w.count = protocol.Add(w.count, search.Count)
			w.first = search.First
		}
		found[i] = w
	}
	return found, nil
}
