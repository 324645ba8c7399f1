package imap

import (
	"strings"
	"unicode/utf8"

	"mailadvisor/probe/utf7"
)

// mailboxName decodes a mailbox name (RFC 3501 section 5.1.3): modified UTF-7,
// or UTF-8 as servers of IMAP4rev2 send it. INBOX has one spelling. Where the
// name is neither, it is kept as it is; exact is false then, and where the
// library would write the name in another way than the server.
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
			return name, utf8.ValidString(name) && (utf7.Encode(name) == raw || name == raw && !strings.ContainsFunc(raw, unprintable))
		}
		encoded, behind, closed := strings.Cut(shifted, "-")
		text, ok := utf7.DecodeShift(encoded)
		if !closed || !ok {
			return raw, false
		}
		out.WriteString(text)
		rest = behind
	}
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

// quotable reports whether a name can be sent as a quoted string (RFC 3501
// section 9), as servers take them.
func quotable(raw string) bool {
	return utf8.ValidString(raw) && !strings.ContainsAny(raw, "\r\n\x00")
}

// quotedName returns a name as a quoted string.
func quotedName(raw string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(raw) + `"`
}
