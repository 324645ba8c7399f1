package imap

import (
	"strings"
	"time"

	"mailadvisor/probe/protocol"
)

// Items are what FETCH asks for: never the text of a message, which would be
// marked as seen.
type Items struct{ UID, Size, Date, Flags bool }

// A Message is what FETCH said of one message. Of what was not asked for,
// nothing is there.
type Message struct {
	Number int64     // its sequence number
	UID    uint32    // 0: not told
	Size   int64     // octets; -1: not told, or no number
	Date   time.Time // INTERNALDATE; zero: not told, or no date
	Flags  []string
}

// A Fetch calls messages as they come, each that was asked for once.
type Fetch struct {
	*Command
	items Items
	left  numbers // asked for, and not come yet
	each  func(Message)
}

// wants reports whether a message was asked for. Dovecot answers several FETCH
// side by side: what is none of the first one's is another's.
func (f *Fetch) wants(r *response) bool { return f.left.has(r.number) }

func (f *Fetch) take(r *response) {
	args := r.args()
	if len(args) == 0 || !args[0].isList {
		return
	}
	m := Message{Number: r.number, Size: -1}
	var dated, flagged bool
	list := args[0].list
	for i := 0; i+1 < len(list); i += 2 {
		v := list[i+1]
		switch name := strings.ToUpper(list[i].text); {
		case name == "UID" && f.items.UID:
			if n, ok := v.number(maxMessages); ok {
				m.UID = uint32(n)
			}
		case name == "RFC822.SIZE" && f.items.Size:
			if n, ok := v.number(protocol.MaxSize); ok {
				m.Size = n
			}
		case name == "INTERNALDATE" && f.items.Date:
			m.Date, dated = dateTime(v.text), true
		case name == "FLAGS" && f.items.Flags:
			flagged = true
			for _, flag := range v.list {
				m.Flags = append(m.Flags, flag.text)
			}
		}
	}
	// What another device has changed, a flag for one, is told unasked (RFC 3501
	// section 7.4.2): an answer has all that was asked for.
	if f.items.Size && m.Size < 0 || f.items.UID && m.UID == 0 || f.items.Date && !dated || f.items.Flags && !flagged {
		return
	}
	if f.left.remove(m.Number) {
		f.each(m)
	}
}

// dateTime reads a date-time (RFC 3501 section 9), or returns the zero time.
func dateTime(s string) time.Time {
	t, err := time.Parse("_2-Jan-2006 15:04:05 -0700", strings.TrimSpace(s))
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// numbers is a set of message numbers: a stretch, as bits, or some.
type numbers struct {
	first, last int64
	gone        []uint64
	some        map[int64]bool
}

// newNumbers returns the stretch from first to last.
func newNumbers(first, last int64) numbers {
	return numbers{first: first, last: last, some: map[int64]bool{}}
}

func (s numbers) add(n int64) { s.some[n] = true }

func (s *numbers) has(n int64) bool {
	if s.some[n] {
		return true
	}
	if n < s.first || n > s.last {
		return false
	}
	at := n - s.first
	return int(at/64) >= len(s.gone) || s.gone[at/64]&(1<<(at%64)) == 0
}

// remove reports whether the number was in the set.
func (s *numbers) remove(n int64) bool {
	switch {
	case !s.has(n):
		return false
	case s.some[n]:
		delete(s.some, n)
		return true
	}
	at := n - s.first
	if need := int(at/64) + 1; need > len(s.gone) {
		s.gone = append(s.gone, make([]uint64, need-len(s.gone))...)
	}
	s.gone[at/64] |= 1 << (at % 64)
	return true
}
