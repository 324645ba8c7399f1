package imap

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

const (
	maxFolders = 200  // folders of one account that are reported, and asked for their size where LIST did not tell it
	wholeUpTo  = 2000 // messages of a folder whose sizes are all read, where STATUS does not add them up
	maxSamples = 400  // messages that stand for a larger number
)

// mailbox lists the folders, unless that is under way, and adds them up. It
// returns those that can be opened.
func (s *Session) mailbox(a *result.Account, l *listing) []*Mailbox {
	s.c.Begin(result.StepMailbox, "")
	s.c.Raise(listBytes)
	s.c.Stream()
	if l == nil {
		l = s.askList(a)
	}
	folders, err := s.list(l)
	unlisted := err == nil && len(folders) == 0
	if err == nil && !l.found.names("INBOX") { // it is there all the same (RFC 3501 section 5.1)
		folders = slices.Insert(folders, 0, l.found.unlisted("INBOX"))
	}
	if len(folders) == 0 {
		a.MailboxFailure = s.c.End(NotOpened(err))
		return nil
	}
	err = s.statuses(l, folders, err)
	inbox := inboxOf(folders)
	if err == nil && inbox.Failure != nil && inbox.Failure.Kind == result.IDRequired {
		if s.Client.Identify("mailadvisor").Wait() == nil {
			err = s.statuses(l, folders, err)
			a.Identified = inbox.Failure == nil
		}
	}
	if err == nil {
		err = s.uncounted(folders[:min(len(folders), maxFolders)])
	}
	a.InboxFailure = inbox.Failure
	s.markViews(folders)
	if err == nil {
		err = s.sizes(folders[:min(len(folders), maxFolders)])
	}
	if err == nil && unlisted {
		err = result.NewFailure(result.Malformed, "LIST named no mailbox")
	}
	s.omitted(l.found.Omitted, "mailboxes")
	s.omitted(l.found.OmittedNamespaces, "namespaces")
	a.MailboxFailure = s.c.End(NotOpened(err))
	a.Mailbox = addUp(folders, l.found.Omitted)
	a.Mailbox.AtLeast = a.Mailbox.AtLeast || unlisted || s.views == archive
	prefix, delimiter := l.found.Own()
	a.Mailbox.Prefix, a.Mailbox.Delimiter = foreign.Text(prefix), foreign.Text(delimiter)
	return folders
}

// inboxOf is INBOX among folders, or a folder of which nothing is known.
func inboxOf(folders []*Mailbox) *Mailbox {
	if i := slices.IndexFunc(folders, func(b *Mailbox) bool { return b.Name == "INBOX" }); i >= 0 {
		return folders[i]
	}
	return &Mailbox{}
}

// listing is the question for the mailboxes' names, and what answers it.
type listing struct {
	found     Mailboxes
	namespace *Command // nil where the server has none
	list      *Command
	plain     bool // without options
}

// askList asks for the names. Where the server can, its answer holds the
// sizes of the mailboxes too.
func (s *Session) askList(a *result.Account) *listing {
	two := protocol.Has(s.Caps, "IMAP4rev2")
	options := ListOptions{Extended: two || protocol.Has(s.Caps, "LIST-EXTENDED")}
	if options.Extended {
		options.SpecialUse = two || protocol.Has(s.Caps, "SPECIAL-USE")
		options.Status = two || protocol.Has(s.Caps, "LIST-STATUS")
		options.Size = s.tellsSize()
	}
	l := &listing{plain: !options.Extended}
	l.found.untrue = a.NoteUntrue
	if protocol.Has(s.Caps, "NAMESPACE") {
		l.namespace = s.Client.Namespace(&l.found)
	}
	l.list = s.Client.List(options, &l.found)
	return l
}

// list names the mailboxes, most telling first: INBOX, those with a special
// use, the others, each by name. The order of LIST means nothing (RFC 9051
// section 6.3.9), and servers exist in which it changes from one session to the
// next.
func (s *Session) list(l *listing) ([]*Mailbox, error) {
	err := l.list.Wait()
	if l.namespace != nil {
		l.namespace.Wait() // LIST shows soon enough whether the connection lives
	}
	if !l.plain && SaidNo(err) { // announced, and then refused
		err = s.Client.List(ListOptions{}, &l.found).Wait()
	}
	mailboxes := l.found.Listed()
	for _, b := range mailboxes {
		if b.Raw != "" {
			s.Client.Spell(b.Name, b.Raw)
		}
	}
	rank := func(b *Mailbox) int {
		switch {
		case b.Name == "INBOX":
			return 0
		case b.Use != "":
			return 1
		}
		return 2
	}
	slices.SortFunc(mailboxes, func(a, b *Mailbox) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name))
	})
	return mailboxes, err
}

// tellsSize reports whether STATUS adds up sizes.
func (s *Session) tellsSize() bool {
	return protocol.Has(s.Caps, "STATUS=SIZE") || protocol.Has(s.Caps, "IMAP4rev2")
}

// statuses asks for what LIST did not tell, in one flight. before is the error
// of what went before: after it, nothing is asked any more.
func (s *Session) statuses(l *listing, mailboxes []*Mailbox, before error) error {
	type question struct {
		*Mailbox
		*Command
	}
	var asked []question
	for _, b := range mailboxes[:min(len(mailboxes), maxFolders)] {
		switch {
		case b.Told || before != nil:
		case !b.sendable():
			b.Failure = result.NewFailure(result.Malformed, "a name that cannot be sent back")
		default:
			asked = append(asked, question{b, s.Client.Status(b.Name, s.tellsSize(), &l.found)})
		}
	}
	err := before
	for _, q := range asked {
		// A mailbox that cannot be looked into stays unknown, with the reason.
		q.Failure = nil
		switch e := q.Wait(); {
		case SaidNo(e):
			errors.As(NotOpened(e), &q.Failure)
			q.Failure = s.c.Shown(q.Failure)
		case e != nil:
			err = e
		}
	}
	return err
}

// uncounted opens the mailboxes of which STATUS told no number of messages, and
// did not refuse: EXAMINE has to tell it (RFC 3501 section 6.3.1). Servers exist
// whose STATUS is empty.
func (s *Session) uncounted(folders []*Mailbox) error {
	type question struct {
		*Mailbox
		*Opening
	}
	var asked []question
	for _, b := range folders {
		if b.Messages == nil && b.Failure == nil && b.sendable() {
			asked = append(asked, question{b, s.Client.Examine(b.Name)})
		}
	}
	var lost error
	for _, q := range asked {
		switch err := q.Wait(); {
		case SaidNo(err):
			errors.As(NotOpened(err), &q.Failure)
			q.Failure = s.c.Shown(q.Failure)
		case err != nil:
			lost = err
		case q.Exists > 0:
			q.Messages = &q.Exists
		}
	}
	return lost
}

// sizes adds up the messages of folders whose size STATUS did not tell. Of a
// large folder it reads evenly chosen messages, and scales: the size is then
// an estimate, good to a few percent.
func (s *Session) sizes(folders []*Mailbox) error {
	type asked struct {
		folder  *Mailbox
		examine *Opening
		fetch   *Fetch
		total   int64
		count   int64
	}
	var all []*asked
	s.c.Raise(sizesBytes)
	for _, b := range folders {
		switch {
		case b.Bytes != nil || b.Messages == nil || !b.sendable() || b.View && b.Name != "INBOX":
			continue
		case *b.Messages == 0:
			b.Bytes = new(int64)
			continue
		}
		n := wholeUpTo
		if *b.Messages > wholeUpTo {
			n = maxSamples
		}
		a := &asked{folder: b, examine: s.Client.Examine(b.Name)}
		a.fetch = s.Client.Fetch(1, *b.Messages, n, Items{Size: true}, func(m Message) {
			a.total = protocol.Add(a.total, m.Size)
			a.count++
		})
		all = append(all, a)
	}
	var lost error
	for _, a := range all {
		examined := a.examine.Wait()
		fetched := a.fetch.Wait()
		switch err := cmp.Or(examined, fetched); {
		case err != nil && !SaidNo(err):
			lost = err
		case err == nil && a.count > 0:
			total := float64(a.total) / float64(a.count) * float64(*a.folder.Messages)
			if total <= protocol.MaxSize {
				octets := int64(total)
				a.folder.Bytes = &octets
			}
		}
	}
	return lost
}

// addUp makes the report's mailbox. Folders that were refused, or not asked
// for, or not read, are left out of the totals, which are then "at least"; those
// for which the report has no room are in them. A total that is beyond what a
// report can say is not said.
func addUp(folders []*Mailbox, omitted int) *result.Mailbox {
	m := &result.Mailbox{FoldersOmitted: max(0, len(folders)-maxFolders) + omitted, AtLeast: omitted > 0}
	var messages, octets int64
	counted, sized := 0, true
	for i, b := range folders {
		if i < maxFolders {
			m.Folders = append(m.Folders, result.Folder{Name: foreign.Text(b.Name), SpecialUse: b.Use, View: b.View, Messages: b.Messages, Bytes: b.Bytes, Failure: b.Failure})
		}
		switch {
		case b.View:
			continue
		case b.Messages == nil:
			m.AtLeast = true
			continue
		}
		counted++
		messages = protocol.Add(messages, *b.Messages)
		if sized = sized && b.Bytes != nil; sized {
			octets = protocol.Add(octets, *b.Bytes)
		}
	}
	if counted == 0 {
		return m
	}
	if messages < protocol.MaxNumber {
		m.Messages = &messages
	}
	if sized && octets < protocol.MaxNumber {
		m.Bytes = &octets
	}
	return m
}

// base returns the last part of a mailbox's name.
func (b *Mailbox) base() string { return strings.TrimLeft(strings.TrimPrefix(b.Name, b.Parent), "./") }
