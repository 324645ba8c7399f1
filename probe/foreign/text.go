package foreign

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is foreign text as a report shows it: inert, and no longer than a
// person reads.
func Text(s string) string { return Shorten(Clean(s)) }

// Clean makes foreign text inert: control characters, terminal escapes, bidi
// and other invisible controls, and octets that are not UTF-8 are written as
// visible escapes (\x1b, \u202e, \xff).
func Clean(s string) string {
	if !strings.ContainsFunc(s, func(char rune) bool { return char < ' ' || char > '~' }) {
		return s // as nearly all that servers say
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		char, width := utf8.DecodeRuneInString(s[i:])
		switch {
		case char == utf8.RuneError && width == 1:
			fmt.Fprintf(&out, `\x%02x`, s[i])
		case unicode.IsGraphic(char):
			out.WriteString(s[i : i+width])
		case char < 0x100:
			fmt.Fprintf(&out, `\x%02x`, char)
		case char < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, char)
		default:
			fmt.Fprintf(&out, `\U%08x`, char)
		}
		i += width
	}
	return out.String()
}

// Shorten keeps a text readable, and whole in its characters.
func Shorten(s string) string {
	const enough = 500 // octets
	if len(s) <= enough {
		return s
	}
	s = s[:enough]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// LookupDetail returns what a name server did, less the socket of this machine,
// which no two runs share: "192.0.2.53:53: connection refused". (What
// [net.DNSError] calls the server is the system's, whichever was asked.)
func LookupDetail(err error) string {
	text := err.Error()
	var dns *net.DNSError
	if errors.As(err, &dns) {
		text = dns.Err
	}
	_, behind, found := strings.Cut(text, "->") // read udp 192.0.2.1:40846->192.0.2.53:53: read: connection refused
	server, why, ok := strings.Cut(behind, ": ")
	if !found || !ok {
		return text
	}
	return server + ": " + strings.TrimSpace(why[strings.LastIndex(why, ": ")+1:])
}

// Alert returns what crypto/tls says of a handshake that failed, in the words
// of the protocol: "alert: handshake failure" (RFC 8446 section 6).
func Alert(err error) string {
	text := err.Error()
	const sent = "remote error: tls: "
	if at := strings.Index(text, sent); at >= 0 {
		return "alert: " + text[at+len(sent):]
	}
	return strings.TrimPrefix(text, "tls: ")
}
