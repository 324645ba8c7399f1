package imap

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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
			return name, utf8.ValidString(name) && (encodedName(name) == raw || name == raw && !strings.ContainsFunc(raw, unprintable))
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

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

// encodedName is a name in modified UTF-7, in its one canonical form: what is
// not printable ASCII is encoded, and a stretch of it at once.
func encodedName(name string) string {
	var out strings.Builder
	var units []uint16
	flush := func() {
		if len(units) == 0 {
			return
		}
		octets := make([]byte, 0, 2*len(units))
		for _, u := range units {
			octets = append(octets, byte(u>>8), byte(u))
		}
		out.WriteString("&" + strings.ReplaceAll(base64.RawStdEncoding.EncodeToString(octets), "/", ",") + "-")
		units = nil
	}
	for _, r := range name {
		if unprintable(r) || r >= utf8.RuneSelf {
			units = utf16.AppendRune(units, r)
			continue
		}
		flush()
		if out.WriteRune(r); r == '&' {
			out.WriteByte('-')
		}
	}
	flush()
	return out.String()
}

// quotable reports whether a name can be sent as a quoted string (RFC 3501
// section 9), as servers take them.
func quotable(raw string) bool {
	return utf8.ValidString(raw) && !strings.ContainsAny(raw, "\r\n\x00")
}

// quotedName is a name as a quoted string.
func quotedName(raw string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(raw) + `"`
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
