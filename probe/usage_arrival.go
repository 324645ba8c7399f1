package probe

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

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
func (s *imapSession) arrival(a *result.Account, folders []folder, now time.Time) {
	s.c.Begin(result.StepArrival, "")
	s.c.Raise(arrivalBytes)
	now = now.UTC()
	since := now.AddDate(0, 0, -windowDays).Truncate(24 * time.Hour) // SEARCH knows whole days
	h := history{now: now, since: since}
	err := s.survey(&h, a, folders)
	s.c.End(refused(err))
	a.Mailbox.Arrival = estimate(h)
}

func (s *imapSession) survey(h *history, a *result.Account, folders []folder) error {
	sent := sentFolder(folders)
	search := toSearch(folders, sent)
	windows, err := s.windows(search, folders, h.since)
	if err != nil {
		return err
	}
	var survivors int64
	for i, name := range search {
		if name != sent && windows[i].ok {
			survivors += windows[i].count
		}
	}
	// INBOX is the last that was searched, and is still open.
	inbox := windows[len(windows)-1]
	if a.InboxFailure == nil && inbox.failure != nil {
		a.InboxFailure = s.c.Shown(inbox.failure)
	}
	if inbox.ok {
		h.survivors = &survivors
	}
	// All that is to be fetched goes in one flight: INBOX first, as it is open.
	var received, written *imapclient.FetchCommand
	if inbox.ok && inbox.exists > 0 {
		first := inbox.first
		if inbox.count == 0 { // no recent mail: sizes can still be told
			first = 1
		}
		received = s.fetch(first, inbox.exists, maxSamples, &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true})
	}
	var examine *imapclient.SelectCommand
	if i := slices.Index(search, sent); i >= 0 && windows[i].ok {
		h.sent = &windows[i].count
		if windows[i].count > 0 {
			examine = s.examine(sent)
			written = s.fetch(windows[i].first, windows[i].exists, maxSamples, &imap.FetchOptions{RFC822Size: true})
		}
	}
	if received != nil {
		list, e := received.Collect()
		err = e
		a.Mailbox.LargeBytes = sampled(h, list)
	}
	if written != nil {
		_, e1 := examine.Wait()
		list, e2 := written.Collect()
		err = cmp.Or(err, e1, e2)
		for _, f := range list {
			h.sentSizes = append(h.sentSizes, f.RFC822Size)
		}
	}
	return err
}

// sampled keeps the messages of the window, and returns the size of large ones.
func sampled(h *history, list []*imapclient.FetchMessageBuffer) *int64 {
	var octets []int64
	for _, f := range list {
		octets = append(octets, f.RFC822Size)
		if f.UID > 0 && !f.InternalDate.Before(h.since) && f.InternalDate.Before(h.now.AddDate(0, 0, 1)) {
			h.inbox = append(h.inbox, sample{uint32(f.UID), f.InternalDate, f.RFC822Size})
		}
	}
	return largeBytes(octets)
}

// toSearch names the folders whose mail counts as received, or as sent: INBOX
// last. What the person writes (drafts), and views of other folders, do not
// count; nor what holds nothing.
func toSearch(folders []folder, sent string) []string {
	list := slices.DeleteFunc(slices.Clone(folders), func(f folder) bool {
		empty := f.messages != nil && *f.messages == 0
		return f.name == "INBOX" || f.view() || f.use == `\Drafts` || !f.exact || empty
	})
	slices.SortStableFunc(list, func(a, b folder) int {
		if a.name == sent || b.name == sent {
			return map[bool]int{true: -1, false: 1}[a.name == sent]
		}
		return cmp.Compare(count(b), count(a))
	})
	var names []string
	for _, f := range list[:min(len(list), maxCounted)] {
		names = append(names, f.name)
	}
	return append(names, "INBOX")
}

func count(f folder) int64 {
	if f.messages == nil {
		return 0
	}
	return *f.messages
}

// sentFolder is the folder of sent mail: by its special use, else, on a
// server that knows none, by the names that clients give it.
func sentFolder(folders []folder) string {
	named := ""
	for _, f := range folders {
		switch {
		case f.use == `\Sent`:
			return f.name
		case f.use != "":
			continue
		}
		base := strings.TrimLeft(strings.TrimPrefix(f.name, f.parent), "./")
		for _, usual := range []string{"Sent", "Sent Messages", "Sent Items", "Sent Mail", "Envoyés", "Messages envoyés", "Éléments envoyés"} {
			if named == "" && strings.EqualFold(base, usual) {
				named = f.name
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
// connection.
func (s *imapSession) windows(names []string, folders []folder, since time.Time) ([]window, error) {
	if !has(s.caps, "ESEARCH") && !has(s.caps, "IMAP4rev2") {
		return s.searchEach(names, since)
	}
	// The server counts (RFC 4731): all folders in one flight.
	type pair struct {
		examine *imapclient.SelectCommand
		search  *imapclient.SearchCommand
		from    int64
	}
	var pairs []pair
	for _, name := range names {
		from := int64(1)
		if i := slices.IndexFunc(folders, func(f folder) bool { return f.name == name }); i >= 0 {
			from = max(1, count(folders[i])-searchAtOnce+1)
		}
		pairs = append(pairs, pair{s.examine(name), s.search(from, 0, since), from})
	}
	found := make([]window, len(names))
	var lost error
	for i, p := range pairs {
		opened, e1 := p.examine.Wait()
		data, e2 := p.search.Wait()
		switch err := cmp.Or(e1, e2); {
		case err == nil:
			found[i] = window{ok: true, exists: int64(opened.NumMessages), count: int64(data.Count), first: int64(data.Min)}
		case saidNo(err):
			errors.As(s.notOpened(err), &found[i].failure)
		default:
			lost = err
		}
	}
	open := len(names) - 1
	for i := open; i >= 0 && lost == nil; i-- {
		if w := &found[i]; w.goesOn(pairs[i].from) {
			if i != open {
				_, lost = s.examine(names[i]).Wait()
				open = i
			}
			lost = cmp.Or(lost, s.searchBefore(w, pairs[i].from, since))
		}
	}
	if last := len(names) - 1; open != last && lost == nil {
		_, lost = s.examine(names[last]).Wait()
	}
	return found, lost
}

// search counts what arrived since a day among messages; last 0 is the end of
// the folder.
func (s *imapSession) search(first, last int64, since time.Time) *imapclient.SearchCommand {
	criteria := &imap.SearchCriteria{Since: since}
	if first > 1 || last > 0 {
		var stretch imap.SeqSet
		stretch.AddRange(uint32(first), uint32(last))
		criteria.SeqNum = []imap.SeqSet{stretch}
	}
	return s.client.Search(criteria, &imap.SearchOptions{ReturnMin: true, ReturnCount: true})
}

// goesOn reports whether messages before the first that was looked at may
// belong to the window: those near it do. A message enters a folder after it
// arrived, so that what arrived lately stands at the end.
func (w window) goesOn(from int64) bool {
	return from > 1 && w.count > 0 && w.first-from < searchAtOnce/4
}

// searchBefore looks further back in the folder that is open, in stretches
// that double.
func (s *imapSession) searchBefore(w *window, from int64, since time.Time) error {
	for stretch := int64(2 * searchAtOnce); w.goesOn(from); stretch *= 2 {
		last := from - 1
		from = max(1, from-stretch)
		data, err := s.search(from, last, since).Wait()
		if w.ok = !saidNo(err); err != nil && w.ok {
			return err
		} else if err != nil || data.Count == 0 {
			return nil
		}
		w.count += int64(data.Count)
		w.first = int64(data.Min)
	}
	return nil
}

// searchEach does the same where the server can only list: folder by folder,
// from the newest messages back, until a stretch holds none.
func (s *imapSession) searchEach(names []string, since time.Time) ([]window, error) {
	found := make([]window, len(names))
	for i, name := range names {
		opened, err := s.examine(name).Wait()
		if err != nil && !saidNo(err) {
			return nil, err
		} else if err != nil {
			errors.As(s.notOpened(err), &found[i].failure)
			continue
		}
		w := window{ok: true, exists: int64(opened.NumMessages)}
		for last, tries := w.exists, 0; last > 0 && tries < maxSearches; last, tries = last-searchRange, tries+1 {
			stretch := imap.SeqSet{}
			stretch.AddRange(uint32(max(1, last-searchRange+1)), uint32(last))
			data, err := s.client.Search(&imap.SearchCriteria{SeqNum: []imap.SeqSet{stretch}, Since: since}, nil).Wait()
			if err != nil && !saidNo(err) {
				return nil, err
			}
			if w.ok = err == nil; !w.ok {
				errors.As(s.notOpened(err), &w.failure)
				break
			}
			numbers := data.AllSeqNums()
			if len(numbers) == 0 {
				break
			}
			w.count += int64(len(numbers))
			w.first = int64(slices.Min(numbers))
		}
		found[i] = w
	}
	return found, nil
}
