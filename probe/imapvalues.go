package probe

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"mailadvisor/probe/wire"
)

// This file reads IMAP responses from recorded lines without ever giving up:
// what cannot be understood is left out, and what stands around it is kept.
// The library cannot be asked for that, see lenient.

// An untagged response, such as * STATUS INBOX (MESSAGES 3).
type untagged struct {
	kind string // in capitals
	args []value
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

// number reads an atom that is a number: not negative, and below 2^53, the
// largest that JSON carries exactly (RFC 8259 section 6).
func (v value) number() (n int64, ok bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil && n >= 0 && n <= maxNumber && !v.str && !v.isList
}

const maxNumber = 1 << 53

// responses reads the untagged responses of these kinds, in their order.
func responses(lines []string, kinds ...string) []untagged {
	var found []untagged
	for i := 0; i < len(lines); i++ {
		rest, ok := strings.CutPrefix(lines[i], "* ")
		if !ok {
			continue
		}
		word, rest, _ := strings.Cut(rest, " ")
		for _, kind := range kinds {
			if strings.EqualFold(word, kind) {
				s := &scanner{text: rest, lines: lines[i+1:]}
				found = append(found, untagged{kind, s.values(0)})
				i = len(lines) - len(s.lines) - 1
				break
			}
		}
	}
	return found
}

// scanner reads one response. A literal continues it on the lines behind.
type scanner struct {
	text  string
	lines []string
}

// deepest bounds how far lists nest.
const deepest = 8

// values reads up to the end of the list or of the response.
func (s *scanner) values(depth int) []value {
	var list []value
	for {
		s.text = strings.TrimLeft(s.text, " ")
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
			end := strings.IndexAny(s.text, ` ()"`)
			if end < 0 {
				end = len(s.text)
			}
			list = append(list, value{text: s.text[:end]})
			s.text = s.text[end:]
		}
	}
}

// literal reads {n}, which ends its line, and the n octets behind it.
func (s *scanner) literal() value {
	n, ok := wire.LiteralSize([]byte(s.text))
	if !ok || strings.LastIndexByte(s.text, '{') != 0 {
		atom := s.text // a brace in an atom
		if end := strings.IndexAny(atom, " ()"); end > 0 {
			atom = atom[:end]
		}
		s.text = s.text[len(atom):]
		return value{text: atom}
	}
	var body strings.Builder
	s.text = ""
	for first := true; len(s.lines) > 0; first = false {
		if !first {
			body.WriteString("\r\n")
		}
		line := s.lines[0]
		s.lines = s.lines[1:]
		if left := max(0, n-body.Len()); left <= len(line) {
			body.WriteString(line[:left])
			s.text = line[left:]
			break
		}
		body.WriteString(line)
	}
	return value{text: body.String(), str: true}
}

// mailboxName decodes a mailbox name (RFC 3501 section 5.1.3): modified UTF-7,
// or UTF-8 as servers of IMAP4rev2 send it. INBOX has one spelling. Where the
// name is neither, it is kept as it is and exact is false: it cannot be sent
// back.
func mailboxName(raw string) (name string, exact bool) {
	if strings.EqualFold(raw, "INBOX") {
		return "INBOX", true
	}
	var out strings.Builder
	rest := raw
	for {
		plain, shifted, found := strings.Cut(rest, "&")
		out.WriteString(plain)
		if !found {
			name = out.String()
			return name, utf8.ValidString(name)
		}
		encoded, behind, closed := strings.Cut(shifted, "-")
		text, ok := modifiedUTF7(encoded)
		if !closed || !ok {
			return raw, false
		}
		out.WriteString(text)
		rest = behind
	}
}

// modifiedUTF7 decodes what stands between & and -: UTF-16 in base64, with a
// comma in place of the slash. Nothing stands for the ampersand itself.
func modifiedUTF7(encoded string) (string, bool) {
	if encoded == "" {
		return "&", true
	}
	octets, err := base64.RawStdEncoding.DecodeString(strings.ReplaceAll(encoded, ",", "/"))
	if err != nil || len(octets)%2 != 0 || strings.Contains(encoded, "/") {
		return "", false
	}
	units := make([]uint16, len(octets)/2)
	for i := range units {
		units[i] = uint16(octets[2*i])<<8 | uint16(octets[2*i+1])
	}
	text := string(utf16.Decode(units))
	return text, !strings.ContainsRune(text, utf8.RuneError)
}
