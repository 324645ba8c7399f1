package probe

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"mailadvisor/probe/result"
)

const (
	maxFolders = 200  // folders of one account that are reported, and asked for their size where LIST did not tell it
	wholeUpTo  = 2000 // messages of a folder whose sizes are all read, where STATUS does not add them up
	maxSamples = 400  // messages that stand for a larger number
)

// folder is a mailbox with what is known of it.
type folder struct {
	listed
	folderStatus
	failure *result.Failure // why it could not be looked into
}

// view reports a folder that shows messages which other folders hold (RFC
// 6154 section 2, RFC 8457): it takes no room of its own.
func (f folder) view() bool {
	return f.use == `\All` || f.use == `\Flagged` || f.use == `\Important`
}

// mailbox lists the folders, unless that is under way, and adds them up. It
// returns those that can be opened.
func (s *imapSession) mailbox(a *result.Account, l *listing) []folder {
	s.c.Begin(result.StepMailbox, "")
	s.c.Raise(listBytes)
	if l == nil {
		l = s.askList()
	}
	listed, err := s.list(l)
	if len(listed) == 0 {
		if err == nil {
			err = newFailure(result.Malformed, "LIST named no mailbox")
		}
		a.MailboxFailure = s.c.End(s.notOpened(err))
		return nil
	}
	folders, err := s.statuses(listed, err)
	if inbox := inboxOf(folders); err == nil && inbox.failure != nil && inbox.failure.Kind == result.IDRequired {
		if s.introduce() == nil {
			folders, err = s.statuses(listed, err)
			a.Identified = inboxOf(folders).failure == nil
		}
	}
	a.InboxFailure = inboxOf(folders).failure
	if err == nil {
		err = s.sizes(folders[:min(len(folders), maxFolders)])
	}
	a.MailboxFailure = s.c.End(s.notOpened(err))
	a.Mailbox = s.addUp(folders)
	prefix, delimiter := ownNamespace(s.c.Lines(), listed)
	a.Mailbox.Prefix, a.Mailbox.Delimiter = s.c.Scrub(prefix), s.c.Scrub(delimiter)
	return folders
}

// inboxOf is INBOX among folders, or a folder of which nothing is known.
func inboxOf(folders []folder) folder {
	if i := slices.IndexFunc(folders, func(f folder) bool { return f.name == "INBOX" }); i >= 0 {
		return folders[i]
	}
	return folder{}
}

// introduce says who this program is, with values (RFC 2971): some providers
// open no folder for a program that has not.
func (s *imapSession) introduce() error {
	_, err := s.client.ID(&imap.IDData{Name: "mailadvisor"}).Wait()
	return err
}

// listing is the question for the mailboxes' names.
type listing struct {
	namespace *imapclient.NamespaceCommand // nil where the server has none
	list      *imapclient.ListCommand
	plain     bool // without options
}

// askList asks for the names. Where the server can, its answer holds the
// sizes of the mailboxes too.
func (s *imapSession) askList() *listing {
	var options *imap.ListOptions
	if has(s.caps, "LIST-EXTENDED") || has(s.caps, "IMAP4rev2") {
		options = &imap.ListOptions{ReturnSpecialUse: has(s.caps, "SPECIAL-USE") || has(s.caps, "IMAP4rev2")}
		if has(s.caps, "LIST-STATUS") || has(s.caps, "IMAP4rev2") {
			options.ReturnStatus = s.statusItems()
		}
	}
	l := &listing{plain: options == nil}
	if has(s.caps, "NAMESPACE") {
		l.namespace = s.client.Namespace()
	}
	l.list = s.client.List("", "*", options)
	return l
}

// list names the mailboxes, most telling first: INBOX, those with a special
// use, the others in the server's order.
func (s *imapSession) list(l *listing) ([]listed, error) {
	err := l.list.Close()
	if l.namespace != nil {
		l.namespace.Wait() // LIST shows soon enough whether the connection lives
	}
	if !l.plain && saidNo(err) { // announced, and then refused
		err = s.client.List("", "*", nil).Close()
	}
	lines := s.c.Lines()
	others := foreignPrefixes(lines)
	mailboxes := slices.DeleteFunc(readList(lines), func(l listed) bool {
		return !l.selectable || slices.ContainsFunc(others, func(prefix string) bool { return strings.HasPrefix(l.name, prefix) })
	})
	rank := func(l listed) int {
		switch {
		case l.name == "INBOX":
			return 0
		case l.use != "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(mailboxes, func(a, b listed) int { return cmp.Compare(rank(a), rank(b)) })
	return mailboxes, err
}

// statusItems are what STATUS is asked for.
func (s *imapSession) statusItems() *imap.StatusOptions {
	return &imap.StatusOptions{NumMessages: true, Size: has(s.caps, "STATUS=SIZE") || has(s.caps, "IMAP4rev2")}
}

// foreignPrefixes are the namespaces of other users' and of shared mailboxes
// (RFC 2342): what they hold counts against other quotas.
func foreignPrefixes(lines []string) []string {
	var prefixes []string
	for _, r := range responses(lines, "NAMESPACE") {
		for _, namespace := range r.args[min(1, len(r.args)):] {
			for _, entry := range namespace.list {
				if len(entry.list) == 0 || entry.list[0].text == "" {
					continue
				}
				name, _ := mailboxName(entry.list[0].text)
				prefixes = append(prefixes, name)
			}
		}
	}
	return prefixes
}

// ownNamespace is what the names of the person's own mailboxes begin with, and
// what stands between the parts of a name (RFC 2342 section 5). A server without
// NAMESPACE shows it: where all names but INBOX stand under INBOX.
func ownNamespace(lines []string, mailboxes []listed) (prefix, delimiter string) {
	for _, r := range responses(lines, "NAMESPACE") {
		if len(r.args) == 0 || len(r.args[0].list) == 0 {
			continue
		}
		if entry := r.args[0].list[0].list; len(entry) >= 2 {
			prefix, _ = mailboxName(entry[0].text)
			if entry[1].str {
				delimiter = entry[1].text
			}
			return prefix, delimiter
		}
	}
	others, under := 0, 0
	for _, l := range mailboxes {
		delimiter = cmp.Or(delimiter, l.delimiter)
		if l.name == "INBOX" {
			continue
		}
		others++
		if l.delimiter != "" && strings.HasPrefix(l.name, "INBOX"+l.delimiter) {
			under++
		}
	}
	if others > 0 && under == others {
		prefix = "INBOX" + delimiter
	}
	return prefix, delimiter
}

// statuses joins the mailboxes with what STATUS says of them, and asks for
// what LIST did not tell, in one flight. before is the error of what went
// before: after it, nothing is asked any more.
func (s *imapSession) statuses(mailboxes []listed, before error) ([]folder, error) {
	told := readStatus(s.c.Lines())
	type question struct {
		name    string
		command *imapclient.StatusCommand
	}
	var asked []question
	for _, l := range mailboxes[:min(len(mailboxes), maxFolders)] {
		if _, ok := told[l.name]; !ok && l.exact && before == nil {
			asked = append(asked, question{l.name, s.client.Status(l.name, s.statusItems())})
		}
	}
	err := before
	failures := map[string]*result.Failure{}
	for _, q := range asked {
		// A mailbox that cannot be looked into stays unknown, with the reason.
		switch _, e := q.command.Wait(); {
		case saidNo(e):
			var f *result.Failure
			errors.As(s.notOpened(e), &f)
			failures[q.name] = s.c.Shown(f)
		case e != nil:
			err = e
		}
	}
	told = readStatus(s.c.Lines())
	var folders []folder
	for _, l := range mailboxes {
		folders = append(folders, folder{l, told[l.name], failures[l.name]})
	}
	return folders, err
}

// sizes adds up the messages of folders whose size STATUS did not tell. Of a
// large folder it reads evenly chosen messages, and scales: the size is then
// an estimate, good to a few percent.
func (s *imapSession) sizes(folders []folder) error {
	type asked struct {
		folder   *folder
		examine  *imapclient.SelectCommand
		fetch    *imapclient.FetchCommand
		messages int64
	}
	var all []asked
	s.c.Raise(sizesBytes)
	zero := int64(0)
	for i := range folders {
		f := &folders[i]
		switch {
		case f.bytes != nil || f.messages == nil || !f.exact || f.view():
			continue
		case *f.messages == 0:
			f.bytes = &zero
			continue
		}
		n := wholeUpTo
		if *f.messages > wholeUpTo {
			n = maxSamples
		}
		examine := s.examine(f.name)
		all = append(all, asked{f, examine, s.fetch(1, *f.messages, n, &imap.FetchOptions{RFC822Size: true}), *f.messages})
	}
	var lost error
	for _, a := range all {
		_, examined := a.examine.Wait()
		messages, err := a.fetch.Collect()
		switch err := cmp.Or(examined, err); {
		case err != nil && !saidNo(err):
			lost = err
		case err == nil && len(messages) > 0:
			octets := make([]int64, len(messages))
			for i, m := range messages {
				octets[i] = m.RFC822Size
			}
			total := int64(float64(sum(octets)) / float64(len(octets)) * float64(a.messages))
			a.folder.bytes = &total
		}
	}
	return lost
}

// examine opens a mailbox without touching its flags (RFC 3501 section 6.3.2).
func (s *imapSession) examine(name string) *imapclient.SelectCommand {
	return s.client.Select(name, &imap.SelectOptions{ReadOnly: true})
}

// fetch asks for at most n messages, evenly chosen, of those from first to
// last.
func (s *imapSession) fetch(first, last int64, n int, options *imap.FetchOptions) *imapclient.FetchCommand {
	last = min(last, math.MaxUint32)
	first = max(1, min(first, last))
	set := imap.SeqSet{}
	if last-first < int64(n) {
		set.AddRange(uint32(first), uint32(last))
	} else {
		for i := range int64(n) {
			set.AddNum(uint32(first + i*(last-first)/int64(n-1)))
		}
	}
	return s.client.Fetch(set, options)
}

// addUp makes the report's mailbox. Folders that were refused, or not asked
// for, are left out of the totals, which are then "at least"; those for which
// the report has no room are in them.
func (s *imapSession) addUp(folders []folder) *result.Mailbox {
	m := &result.Mailbox{FoldersOmitted: max(0, len(folders)-maxFolders)}
	var messages, octets int64
	counted, sized := 0, true
	for i, f := range folders {
		if i < maxFolders {
			m.Folders = append(m.Folders, result.Folder{Name: s.c.Scrub(f.name), SpecialUse: f.use, Messages: f.messages, Bytes: f.bytes, Failure: f.failure})
		}
		switch {
		case f.view():
			continue
		case f.messages == nil:
			m.AtLeast = true
			continue
		}
		counted++
		messages += *f.messages
		if sized = sized && f.bytes != nil; sized {
			octets += *f.bytes
		}
	}
	if counted == 0 {
		return m
	}
	m.Messages = &messages
	if sized {
		m.Bytes = &octets
	}
	return m
}
