package imap

import (
	"slices"

	"mailadvisor/probe/protocol"
)

// This file tells the folders that hold messages from those that only show the
// messages of others (RFC 6154 section 2, RFC 8457).

// views says how the folders of an account hold its messages.
type views int

const (
	// plainViews: whatever a folder shows that is marked as a view, another one
	// holds, as Dovecot's virtual folders do.
	plainViews views = iota
	// labels: one folder holds all messages, and others but for trash and junk
	// show some of them, as on Gmail.
	labels
	// archive: a folder that is marked as a view of all messages holds more than
	// all others do together: so it holds some that stand nowhere else. Which
	// of the others it repeats is not known.
	archive
)

// fewMore is how many messages may come while folders are asked one by one.
const fewMore = 10

// markViews marks the folders whose messages are those of others, so that none
// is counted twice, and none is left out.
func (s *Session) markViews(folders []*Mailbox) {
	all := slices.IndexFunc(folders, func(b *Mailbox) bool { return b.Use == `\All` && b.Messages != nil })
	s.views = plainViews
	var others int64
	for _, b := range folders {
		if b.View = b.Use == `\All` || b.Use == `\Flagged` || b.Use == `\Important`; !b.View {
			others = protocol.Add(others, count(b))
		}
	}
	switch {
	case all < 0:
		return
	case protocol.Has(s.Caps, "X-GM-EXT-1"):
		s.views = labels
	case count(folders[all])-others > max(fewMore, others/100):
		s.views = archive
	default:
		return
	}
	for i, b := range folders {
		apart := s.views == labels && (b.Use == `\Trash` || b.Use == `\Junk`)
		b.View = i != all && !apart
	}
}
