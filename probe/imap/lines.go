package imap

import (
	"strings"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/wire"
)

// Status splits "OK text" into its word, in capitals, and the text.
func Status(s string) (status, text string) {
	status, text, _ = strings.Cut(s, " ")
	return strings.ToUpper(status), text
}

// IsStatus tells the status responses, which end in a text and hold no
// literal, from the others (RFC 3501 section 7.1).
func IsStatus(word string) bool {
	switch strings.ToUpper(word) {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return true
	}
	return false
}

// capabilityCode reads the code CAPABILITY of a status text.
func capabilityCode(text string) ([]string, bool) {
	inner, ok := protocol.BracketCode(text)
	if !ok {
		return nil, false
	}
	return capabilityWords(inner)
}

// capabilityLine reads an untagged CAPABILITY response, or the code in an
// untagged or tagged status response.
func capabilityLine(line string) ([]string, bool) {
	_, rest, ok := strings.Cut(line, " ")
	if !ok {
		return nil, false
	}
	if listed, ok := capabilityWords(rest); ok && strings.HasPrefix(line, "* ") {
		return listed, true
	}
	_, text := Status(rest)
	return capabilityCode(text)
}

func capabilityWords(s string) ([]string, bool) {
	words := strings.Fields(s)
	if len(words) == 0 || !strings.EqualFold(words[0], "CAPABILITY") {
		return nil, false
	}
	return words[1:], true
}

// lastCapabilities returns the newest list among the lines of a session.
func lastCapabilities(lines []string) (caps []string, ok bool) {
	for _, line := range lines {
		if listed, told := capabilityLine(line); told {
			caps, ok = listed, true
		}
	}
	return caps, ok
}

// atoms keeps the capabilities that are atoms, which is all that a strict
// parser takes.
func atoms(caps []string) []string {
	kept := []string{"IMAP4rev1"}
	for _, c := range caps {
		if isAtom(c) && !strings.EqualFold(c, "IMAP4rev1") {
			kept = append(kept, c)
		}
	}
	return kept
}

// isAtom is RFC 3501 section 9's ATOM-CHAR, at least once.
func isAtom(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`(){%*"\]`, r)
	})
}

// implementation reads "name" and "version" from an ID response (RFC 2971
// section 3.2), quoted or as literals.
func implementation(said string) string {
	fields := idFields(said)
	var parts []string
	for _, key := range []string{"name", "version"} {
		if v := fields[key]; v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// idFields reads the pairs of an ID response leniently: what is no string is
// an empty one.
func idFields(said string) map[string]string {
	fields := map[string]string{}
	at := strings.IndexByte(said, '(')
	if at < 0 {
		return fields
	}
	var words []string
	rest := said[at+1:]
	for rest != "" && rest[0] != ')' {
		var word string
		switch {
		case rest[0] == ' ' || rest[0] == '\n':
			rest = rest[1:]
			continue
		case rest[0] == '"':
			word, rest = quoted(rest[1:])
		case rest[0] == '{':
			word, rest = literalValue(rest)
		default:
			end := strings.IndexAny(rest, " )\n")
			if end <= 0 {
				end = len(rest)
			}
			word, rest = "", rest[end:] // NIL
		}
		words = append(words, word)
	}
	for i := 0; i+1 < len(words); i += 2 {
		fields[strings.ToLower(words[i])] = words[i+1]
	}
	return fields
}

// quoted reads up to the closing quote.
func quoted(s string) (value, rest string) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return out.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		out.WriteByte(s[i])
	}
	return out.String(), ""
}

// literalValue reads {n}, a line break, and n octets.
func literalValue(s string) (value, rest string) {
	head, body, ok := strings.Cut(s, "\n")
	n, sized := wire.LiteralSize([]byte(head))
	if !ok || !sized || n > len(body) {
		return "", ""
	}
	return body[:n], body[n:]
}
