package mailhost

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

const searchDate = "2-Jan-2006" // RFC 3501 section 9, date

// condition tells whether a message, and its sequence number, is looked for.
type condition func(number uint32, m message) bool

// query reads search keys (RFC 3501 section 6.4.4) from the front of rest.
type query struct {
	c     *imapSession
	rest  []node
	wrong string // the answer, without the tag, to what cannot be searched
}

// all reads every key: a message must fulfil each of them.
func (q *query) all() condition {
	var keys []condition
	if len(q.rest) == 0 {
		q.wrong = "BAD SEARCH takes a search key."
	}
	for len(q.rest) > 0 && q.wrong == "" {
		keys = append(keys, q.key())
	}
	return func(n uint32, m message) bool {
		return !slices.ContainsFunc(keys, func(key condition) bool { return !key(n, m) })
	}
}

func (q *query) key() condition {
	n, ok := q.next()
	if !ok {
		return nil
	}
	if n.isList {
		inner := query{c: q.c, rest: n.list}
		all := inner.all()
		if inner.wrong != "" {
			q.wrong = inner.wrong
		}
		return all
	}
	name := strings.ToUpper(n.text)
	if flag, set, ok := flagKey(name); ok {
		return func(_ uint32, m message) bool { return (m.flag&flag != 0) == set }
	}
	switch name {
	case "ALL", "OLD", "UNKEYWORD":
		if name == "UNKEYWORD" {
			q.next()
		}
		return func(uint32, message) bool { return true }
	case "NEW", "RECENT", "KEYWORD":
		if name == "KEYWORD" {
			q.next()
		}
		return func(uint32, message) bool { return false }
	case "NOT":
		key := q.key()
		return func(n uint32, m message) bool { return !key(n, m) }
	case "OR":
		a, b := q.key(), q.key()
		return func(n uint32, m message) bool { return a(n, m) || b(n, m) }
	case "UID":
		set := q.set(true)
		return func(_ uint32, m message) bool { return within(set, m.uid) }
	case "SINCE", "BEFORE", "ON":
		return q.date(name)
	case "LARGER", "SMALLER":
		size := q.number()
		return func(_ uint32, m message) bool {
			return name == "LARGER" && m.size > size || name == "SMALLER" && m.size < size
		}
	}
	if strings.Trim(name, "0123456789:,*") == "" && name != "" {
		q.rest = slices.Insert(q.rest, 0, n)
		set := q.set(false)
		return func(n uint32, _ message) bool { return within(set, n) }
	}
	q.wrong = "NO [CANNOT] This host searches dates, sizes, flags and numbers only."
	return nil
}

// flagKey returns the search keys that ask for a flag, or for its absence.
func flagKey(name string) (flag flags, set, ok bool) {
	bare, absent := strings.CutPrefix(name, "UN")
	flag, ok = map[string]flags{"SEEN": seen, "ANSWERED": answered, "FLAGGED": flagged, "DRAFT": draft, "DELETED": deleted}[bare]
	return flag, !absent, ok
}

func (q *query) next() (node, bool) {
	if len(q.rest) == 0 {
		q.wrong = "BAD A search key is incomplete."
		return node{}, false
	}
	n := q.rest[0]
	q.rest = q.rest[1:]
	return n, true
}

func (q *query) set(byUID bool) []span {
	n, _ := q.next()
	set, ok := q.c.set(n.text, byUID)
	if !ok {
		q.wrong = "BAD Invalid message set."
	}
	return set
}

func (q *query) number() uint32 {
	n, _ := q.next()
	size, err := strconv.ParseUint(n.text, 10, 32)
	if err != nil {
		q.wrong = "BAD Invalid number."
	}
	return uint32(size)
}

// date compares the day of INTERNALDATE, without its time and zone.
func (q *query) date(name string) condition {
	n, _ := q.next()
	from, err := time.Parse(searchDate, n.text)
	if err != nil {
		q.wrong = "BAD Invalid date."
	}
	begin, end := from.Unix(), from.AddDate(0, 0, 1).Unix()
	return func(_ uint32, m message) bool {
		switch name {
		case "SINCE":
			return m.date >= begin
		case "BEFORE":
			return m.date < begin
		}
		return m.date >= begin && m.date < end
	}
}
