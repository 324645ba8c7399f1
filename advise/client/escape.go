package client

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/utf7"
)

// mbsyncArg quotes an argument of mbsync: in double quotes a backslash takes
// the next character as it is (mbsync(1), CONFIGURATION).
func mbsyncArg(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// mbsyncSkip lists patterns that leave folders out, by the names that they have
// on the computer: see [Data.Local]. A name with a wildcard is not listed: a
// backup that holds a folder too many is the safe mistake.
func mbsyncSkip(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		if name != "" && !strings.ContainsAny(name, "*%") {
			b.WriteString(" " + mbsyncArg("!"+name))
		}
	}
	return b.String()
}

// iniValue writes a value as Python's RawConfigParser reads it: everything
// after the "=", without the spaces around it, and nothing is special in it.
func iniValue(s string) (string, error) {
	if s == "" || s != strings.TrimSpace(s) {
		return "", &ValueError{s, "is empty, or begins or ends with a space, which getmail does not read"}
	}
	return s, nil
}

// pythonString writes a string literal of Python: getmail evaluates tuples.
func pythonString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r > 0x7e:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// msmtpValue quotes an argument of msmtp: the outermost double quotes are
// taken off, and nothing inside is special (msmtp(1), CONFIGURATION FILES).
func msmtpValue(s string) string { return `"` + s + `"` }

// msmtpFrom returns an envelope address of msmtp, which replaces %U, %H, %C and
// %M in it and takes ?, * and [ for wildcards; no escape exists.
func msmtpFrom(s string) (string, error) {
	if strings.ContainsAny(s, "?*[%") {
		return "", &ValueError{s, "holds one of ? * [ %, which msmtp reads as a pattern"}
	}
	return msmtpValue(s), nil
}

// jsString writes a string of a Mozilla preferences file, in double quotes.
// Its escapes are \" and \\ (and others that are not needed here).
func jsString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func xmlText(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// thunderbirdFolder returns the URI of an IMAP folder as Thunderbird builds it
// from its path, or "" where that is not certain: it compares URIs letter by
// letter. Without one, it finds the folder by its special use. A name beyond
// ASCII stands there as it crosses the wire: in UTF-8 where Thunderbird enables
// that, which SeaMonkey is not known to do, and else in modified UTF-7.
func thunderbirdFolder(program string, s Server, folder string) string {
	name := utf7.Encode(folder)
	switch {
	case isASCII(folder) || !s.UTF8:
	case program == "seamonkey":
		return ""
	default:
		name = folder
	}
	ascii := strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.IsLetter(r) {
			return 'a'
		}
		return r
	}, name)
	if strings.Contains(folder, "&") || !plain(s.User, "@._-") || !plain(s.Host, ".-") || !plain(ascii, "_- /&") {
		return ""
	}
	return "imap://" + strings.ReplaceAll(s.User, "@", "%40") + "@" + s.Host + "/" + strings.ReplaceAll(name, " ", "%20")
}

// placeholder returns a user name as autoconfig publishes it for a whole
// domain.
func placeholder(user, address, domain string) string {
	switch user {
	case address:
		return "%EMAILADDRESS%"
	case strings.TrimSuffix(address, "@"+domain):
		return "%EMAILLOCALPART%"
	}
	return user
}

// plain reports whether s is a run of ASCII letters, digits and others.
func plain(s, others string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(others, r)) {
			return false
		}
	}
	return s != ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// comment sets prose as comment lines of at most 78 columns, unless a word is
// longer. A line that begins
// with two spaces is to be typed, and stays whole.
func comment(prefix, text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if strings.HasPrefix(paragraph, "  ") {
			b.WriteString(prefix + " " + paragraph + "\n")
			continue
		}
		line := prefix
		for _, word := range locale.Words(paragraph) {
			if line != prefix && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > 78 {
				b.WriteString(line + "\n")
				line = prefix
			}
			line += " " + word
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// prose sets a note as lines of at most 77 columns.
func prose(text string) string {
	lines := strings.ReplaceAll(comment("", text), "\n ", "\n")
	return strings.TrimPrefix(lines, " ")
}

// numbered writes the lines of a text as the steps that they are, where there
// is more than one.
func numbered(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) == 1 {
		return prose(text)
	}
	var b strings.Builder
	for i, line := range lines {
		before := strconv.Itoa(i+1) + ". "
		folded := strings.TrimSuffix(prose(line), "\n")
		b.WriteString(before + strings.ReplaceAll(folded, "\n", "\n"+strings.Repeat(" ", len(before))) + "\n")
	}
	return b.String()
}

// column pads a label to a width counted in characters.
func column(width int, label string) string {
	return label + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(label)))
}
