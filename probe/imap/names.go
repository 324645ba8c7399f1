package imap

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

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
