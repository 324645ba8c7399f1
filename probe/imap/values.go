package imap

import (
	"math"
	"strconv"
	"strings"

	"mailadvisor/probe/wire"
)

// This file reads IMAP responses without ever giving up: what cannot be
// understood is left out, and what stands around it is kept.

// A response is one untagged response, such as * STATUS INBOX (MESSAGES 3).
// The literals of its text stand in it as they came.
type response struct {
	kind   string // in capitals
	number int64  // before the kind, as in * 12 EXISTS
	tag    string // of the command that it answers, where it says so
	text   string // behind the kind
}

// newResponse reads what stands behind the asterisk. A number that no message
// can have leaves the response without a kind.
func newResponse(text string) *response {
	r := &response{}
	word, rest, _ := strings.Cut(text, " ")
	if word != "" && strings.Trim(word, "0123456789") == "" {
		n, err := strconv.ParseUint(word, 10, 32)
		if err != nil {
			return r
		}
		r.number = int64(n)
		word, rest, _ = strings.Cut(rest, " ")
	}
	r.kind, r.text = strings.ToUpper(word), rest
	if r.kind == "ESEARCH" {
		r.correlate()
	}
	return r
}

// correlate reads the tag of an ESEARCH response (RFC 4466 section 2.6.2).
func (r *response) correlate() {
	s := scanner{r.text}
	if !strings.HasPrefix(s.text, "(") {
		return
	}
	s.text = s.text[1:]
	if pair := s.values(1); len(pair) == 2 && strings.EqualFold(pair[0].text, "TAG") {
		r.tag, r.text = pair[1].text, s.text
	}
}

// args returns the values of a response.
func (r *response) args() []value {
	s := scanner{r.text}
	return s.values(0)
}

// A value is an atom, a string or a list (RFC 3501 section 4).
type value struct {
	text   string
	str    bool // quoted or literal: no number, and not NIL
	isList bool
	list   []value
}

// isNIL reports the atom NIL.
func (v value) isNIL() bool { return !v.str && !v.isList && strings.EqualFold(v.text, "NIL") }

// number reads an atom that is a number, not negative and at most most.
func (v value) number(most int64) (n int64, ok bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil && n >= 0 && n <= most && !v.str && !v.isList
}

// maxMessages is how many messages a mailbox can have at most: there are no more
// numbers for them (RFC 3501 section 9).
const maxMessages = math.MaxUint32

// scanner reads the values of one response.
type scanner struct{ text string }

// deepest bounds how far lists nest.
const deepest = 8

// values reads up to the end of the list or of the response.
func (s *scanner) values(depth int) []value {
	var list []value
	for {
		s.text = strings.TrimLeft(s.text, " \r\n")
		if s.text == "" {
			return list
		}
		switch c := s.text[0]; {
		case c == ')':
			s.text = s.text[1:]
			if depth > 0 {
				return list
			}
		case c == '(':
			s.text = s.text[1:]
			if depth < deepest {
				list = append(list, value{isList: true, list: s.values(depth + 1)})
			}
		case c == '"':
			var text string
			text, s.text = quoted(s.text[1:])
			list = append(list, value{text: text, str: true})
		case c == '{':
			list = append(list, s.literal())
		default:
			end := strings.IndexAny(s.text, " ()\"\r")
			if end < 0 {
				end = len(s.text)
			}
			list = append(list, value{text: s.text[:end]})
			s.text = s.text[end:]
		}
	}
}

// literal reads {n}, a line break, and n octets.
func (s *scanner) literal() value {
	head, body, ok := strings.Cut(s.text, "\r\n")
	n, sized := wire.LiteralSize([]byte(head))
	if !ok || !sized || strings.LastIndexByte(head, '{') != 0 {
		atom := s.text // a brace in an atom
		if end := strings.IndexAny(atom, " ()\r"); end > 0 {
			atom = atom[:end]
		}
		s.text = s.text[len(atom):]
		return value{text: atom}
	}
	n = min(n, len(body))
	s.text = body[n:]
	return value{text: body[:n], str: true}
}
