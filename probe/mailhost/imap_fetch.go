package mailhost

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

const internalDate = `02-Jan-2006 15:04:05 -0700` // RFC 3501 section 9, date-time

// span is a range of sequence numbers or UIDs, both ends included.
type span struct{ from, to uint32 }

// parseSet reads a sequence set (RFC 3501 section 9): "1:5,9,12:*". last is
// what * stands for.
func parseSet(text string, last uint32) ([]span, bool) {
	number := func(s string) (uint32, bool) {
		if s == "*" {
			return last, true
		}
		n, err := strconv.ParseUint(s, 10, 32)
		return uint32(n), err == nil && n > 0
	}
	var set []span
	for part := range strings.SplitSeq(text, ",") {
		first, second, ranged := strings.Cut(part, ":")
		if !ranged {
			second = first
		}
		from, ok1 := number(first)
		to, ok2 := number(second)
		if !ok1 || !ok2 {
			return nil, false
		}
		set = append(set, span{min(from, to), max(from, to)})
	}
	return ordered(set), true
}

// ordered sorts a set and joins what overlaps, so that it can be searched.
func ordered(set []span) []span {
	slices.SortFunc(set, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	joined := set[:1]
	for _, s := range set[1:] {
		if last := &joined[len(joined)-1]; s.from <= last.to {
			last.to = max(last.to, s.to)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// within tells whether a set has a number.
func within(set []span, n uint32) bool {
	i := sort.Search(len(set), func(i int) bool { return set[i].to >= n })
	return i < len(set) && set[i].from <= n
}

// set reads a sequence set that counts UIDs or messages of the mailbox.
func (c *imapSession) set(text string, byUID bool) ([]span, bool) {
	last := uint32(len(c.selected.messages))
	if byUID && last > 0 {
		last = c.selected.messages[last-1].uid
	}
	return parseSet(text, last)
}

// fetchBy is FETCH or UID FETCH of what the host keeps of a message.
func fetchBy(byUID bool) func(*imapSession, string, []node) error {
	return func(c *imapSession, tag string, args []node) error {
		if done, err := c.deviate(atFetch, tag); done || err != nil {
			return err
		}
		if len(args) != 2 {
			c.say("%s BAD FETCH takes a set and items.\r\n", tag)
			return nil
		}
		set, ok := c.set(args[0].text, byUID)
		if !ok {
			c.say("%s BAD Invalid message set.\r\n", tag)
			return nil
		}
		items := fetchItems(args[1], byUID)
		if i := slices.IndexFunc(items, func(item string) bool { return !slices.Contains(kept(), item) }); i >= 0 {
			c.say("%s NO [CANNOT] This host keeps no message text: %s\r\n", tag, sayable(items[i]))
			return nil
		}
		var line []byte
		for i, m := range c.selected.messages {
			number := uint32(i + 1)
			if byUID && !within(set, m.uid) || !byUID && !within(set, number) {
				continue
			}
			line = append(line[:0], "* "...)
			line = strconv.AppendUint(line, uint64(number), 10)
			line = append(line, " FETCH ("...)
			for j, item := range items {
				if j > 0 {
					line = append(line, ' ')
				}
				line = appendItem(line, item, m)
			}
			c.write(string(append(line, ")\r\n"...)))
		}
		c.say("%s OK Fetch completed.\r\n", tag)
		return nil
	}
}

// kept lists the items that the host can answer.
func kept() []string { return []string{"UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE"} }

// fetchItems returns the list of items that a FETCH asks for.
func fetchItems(n node, byUID bool) []string {
	asked := []string{n.text}
	if n.isList {
		asked = texts(n.list)
	}
	var items []string
	if byUID {
		items = []string{"UID"} // RFC 3501 section 6.4.8: there in any case
	}
	for _, item := range asked {
		item = strings.ToUpper(item)
		if item == "FAST" {
			items = append(items, "FLAGS", "INTERNALDATE", "RFC822.SIZE")
			continue
		}
		items = appendNew(items, item)
	}
	return items
}

func appendItem(line []byte, item string, m message) []byte {
	line = append(append(line, item...), ' ')
	switch item {
	case "UID":
		return strconv.AppendUint(line, uint64(m.uid), 10)
	case "RFC822.SIZE":
		return strconv.AppendUint(line, uint64(m.size), 10)
	case "FLAGS":
		return append(append(append(line, '('), strings.Join(m.flag.names(), " ")...), ')')
	}
	line = append(line, '"')
	line = time.Unix(m.date, 0).UTC().AppendFormat(line, internalDate)
	return append(line, '"')
}

// searchBy is SEARCH or UID SEARCH, with RFC 4731's RETURN.
func searchBy(byUID bool) func(*imapSession, string, []node) error {
	return func(c *imapSession, tag string, args []node) error {
		if done, err := c.deviate(atSearch, tag); done || err != nil {
			return err
		}
		var wanted []string
		extended := len(args) > 1 && strings.EqualFold(args[0].text, "RETURN") && args[1].isList
		if extended {
			wanted, args = texts(args[1].list), args[2:]
		}
		if len(args) > 1 && strings.EqualFold(args[0].text, "CHARSET") {
			args = args[2:]
		}
		q := query{c: c, rest: args}
		keep := q.all()
		if q.wrong != "" {
			c.say("%s %s\r\n", tag, q.wrong)
			return nil
		}
		var found []uint32
		for i, m := range c.selected.messages {
			if !keep(uint32(i+1), m) {
				continue
			}
			if byUID {
				found = append(found, m.uid)
			} else {
				found = append(found, uint32(i+1))
			}
		}
		if extended {
			c.say("* ESEARCH (TAG \"%s\")%s\r\n", tag, esearch(found, wanted, byUID))
		} else {
			c.write("* SEARCH")
			for _, n := range found {
				c.write(" " + strconv.FormatUint(uint64(n), 10))
			}
			c.write("\r\n")
		}
		c.say("%s OK Search completed.\r\n", tag)
		return nil
	}
}

// esearch returns the result in the form of RFC 4731 section 3.1.
func esearch(found []uint32, wanted []string, byUID bool) string {
	if len(wanted) == 0 {
		wanted = []string{"ALL"}
	}
	var text strings.Builder
	if byUID {
		text.WriteString(" UID")
	}
	for _, item := range wanted {
		switch item = strings.ToUpper(item); {
		case item == "COUNT":
			fmt.Fprintf(&text, " COUNT %d", len(found))
		case len(found) == 0: // the others are left out
		case item == "MIN":
			fmt.Fprintf(&text, " MIN %d", found[0])
		case item == "MAX":
			fmt.Fprintf(&text, " MAX %d", found[len(found)-1])
		case item == "ALL":
			text.WriteString(" ALL " + compact(found))
		}
	}
	return text.String()
}

// compact writes ascending numbers as a sequence set.
func compact(numbers []uint32) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		part := strconv.FormatUint(uint64(numbers[i]), 10)
		if j > i {
			part += ":" + strconv.FormatUint(uint64(numbers[j]), 10)
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
