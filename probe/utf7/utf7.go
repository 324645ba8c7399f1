// Package utf7 writes and reads the modified UTF-7 in which mailbox names cross
// the wire (RFC 3501 section 5.1.3).
package utf7

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Encode returns a name in its one canonical form: what is not printable ASCII
// is encoded, and a stretch of it at once.
func Encode(name string) string {
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
		if r < ' ' || r > '~' {
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

// DecodeShift returns what stands between & and -: UTF-16 in base64, with a
// comma in place of the slash. Nothing stands for the ampersand itself. It
// reports whether that was all right.
func DecodeShift(encoded string) (string, bool) {
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
