package client

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"mailadvisor/probe/utf7"
)

// NetRCWord writes a word of ~/.netrc as a program reads it: between quotes where
// it holds a space or a sign that is special there. In double quotes S-nail takes
// a backslash as an escape; fetchmail knows none, and takes either quotes.
func NetRCWord(program, s string) string {
	switch {
	case !strings.ContainsAny(s, " \"\\'#"):
		return s
	case program != "fetchmail":
		return quotedString(s)
	case strings.Contains(s, `"`):
		return "'" + s + "'"
	}
	return `"` + s + `"`
}

// urlUser writes a user name for the authority of a URL: everything but
// letters, digits and -._~ as %XX (RFC 3986 section 2.3).
func urlUser(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// muttString writes a string of mutt in double quotes, in which backslash,
// quote, dollar and backtick are special (muttrc(5), Syntax of commands).
func muttString(s string) string { return `"` + backslash(s, "\\\"$`") + `"` }

// muttBackticks returns a string that mutt replaces by what a command prints:
// the shell reads the command, so that nothing of it is escaped for mutt but
// what ends the string.
func muttBackticks(command string) string { return "\"`" + backslash(command, "\\\"`") + "`\"" }

// himalayaSASL is the login at one server of himalaya 2, under its mechanism.
type himalayaSASL struct {
	Server
	Kind      string // imap, smtp
	Mechanism string
	Secret    string // what it calls the password, or the token
}

func newHimalaya(kind string, s Server) himalayaSASL {
	if s.Token() {
		return himalayaSASL{s, kind, s.Kind(), "token"}
	}
	return himalayaSASL{s, kind, "plain", "password"}
}

// xoauth2Message returns the command for a program that wants more than a
// token: it prints the whole message of XOAUTH2, in base64.
func xoauth2Message(s Server) string {
	return "printf 'user=%s\\001auth=Bearer %s\\001\\001' " + shellWord(s.User) + ` "$(` + s.Command + `)" | base64 | tr -d '\n'`
}

// phpString writes a string of PHP in single quotes: only ' and \ are special.
func phpString(s string) string { return "'" + backslash(s, `\'`) + "'" }

// roundcubeUser returns the user name for sending as Roundcube's file says it for
// everybody, by what each signs in with (%u), where it follows from that.
func roundcubeUser(incoming, outgoing string) string {
	if rest, ok := strings.CutPrefix(outgoing, incoming); ok && (rest == "" || rest[0] == '@') {
		return "%u" + rest
	}
	return outgoing
}

// lispString writes a string of Emacs Lisp: only \ and " are special.
func lispString(s string) string { return quotedString(s) }

// tomlString writes a basic string (TOML 1.0, String). Control characters
// never come here.
func tomlString(s string) string { return lispString(s) }

// imapString writes what stands between the quotes of a string of IMAP (RFC 9051
// section 4.3), for imapfilter, which quotes the password and not the user name
// (2.8.1).
func imapString(s string) string { return backslash(s, `\"`) }

// quotedString writes a string between double quotes, in which a backslash takes
// the next character as it is (RFC 5322 section 3.2.4).
func quotedString(s string) string { return `"` + imapString(s) + `"` }

// keyfileValue writes a value of a GLib key file: \ is escaped, and a space at
// the beginning is \s.
func keyfileValue(s string) string {
	s = strings.ReplaceAll(s, `\`, `\\`)
	if rest, ok := strings.CutPrefix(s, " "); ok {
		return `\s` + rest
	}
	return s
}

// fetchmailString writes a string of fetchmail. A quote ends one wherever it
// stands, so quote and backslash are written by their numbers.
func fetchmailString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\x5c`, `"`, `\x22`).Replace(s) + `"`
}

// percentValue is [iniValue] for Python's interpolating parser: %% is one.
func percentValue(s string) (string, error) {
	s, err := iniValue(s)
	return strings.ReplaceAll(s, "%", "%%"), err
}

// pineValue returns a value of alpine, which expands $ and knows commas,
// braces, slashes and quotes as syntax: what is not certain is refused.
func pineValue(s string) (string, error) {
	if !plain(s, "@._-+=~!#%&*?^|'") {
		return "", &ValueError{s, "holds a character that is syntax to alpine"}
	}
	return s, nil
}

// pineUser returns a user name of alpine: between quotes, in which a backslash
// takes the next character as it is (mail_valid_net_parse of its c-client), where
// [pineValue] would refuse it. $ is written twice, which is one. A brace ends the
// server's name even there.
func pineUser(s string) (string, error) {
	if plain(s, "@._-+=~!#%&*?^|'") {
		return s, nil
	}
	if strings.Contains(s, "}") {
		return "", &ValueError{s, "holds a character that is syntax to alpine"}
	}
	return strings.ReplaceAll(quotedString(s), "$", "$$"), nil
}

// pineFolder returns a folder of the incoming server as alpine writes it, or ""
// where the name may not be taken as it is.
func pineFolder(s Server, folder string) (string, error) {
	wire := utf7.Encode(folder)
	if !plain(wire, "_-. /&+,") {
		return "", nil
	}
	server, err := pineServer(s, "")
	return server + wire, err
}

// pinePrefix returns what stands before the pattern of a collection, or "".
func pinePrefix(prefix string) string {
	if !plain(prefix, "_-. /") {
		return ""
	}
	return prefix
}

// pineServer returns the part in braces, which must not hold what [pineValue]
// refuses: templates call that first.
func pineServer(s Server, service string) (string, error) {
	secure := "ssl"
	if s.StartTLS {
		secure = "tls"
	}
	auth := ""
	if s.Token() {
		auth = "/auth=" + s.Kind()
	}
	user, err := pineUser(s.User)
	return fmt.Sprintf("{%s:%d%s/%s/user=%s%s}", s.Host, s.Port, service, secure, user, auth), err
}

// plainAddress returns a mail address for a format with comments or
// interpolation of its own: the characters of RFC 5322 section 3.2.3 that are
// special to none, or an error.
func plainAddress(s string) (string, error) {
	if !plain(s, "@._-+=~!&'*?^|{}/") {
		return "", &ValueError{s, "holds a character that is syntax to the program"}
	}
	return s, nil
}

// personName returns a person's name as it stands before an address in angle
// brackets (RFC 5322 section 3.2.5): as words where all that it holds may stand
// in one, with letters of every script and the full stop, which all take there;
// else as a quoted string.
func personName(s string) string {
	s = strings.TrimSpace(s)
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(" _-.'’", r) {
			return quotedString(s)
		}
	}
	return s
}

// pinePerson is [personName] for alpine, which expands $ and takes two for one.
func pinePerson(s string) string { return strings.ReplaceAll(personName(s), "$", "$$") }

// snailFrom returns a name and an address for S-nail, which encodes letters
// beyond ASCII together with the quotes around them (14.9.24): a name that needs
// quotes and has such letters is refused.
func snailFrom(name, address string) (string, error) {
	address, err := plainAddress(address)
	if err != nil {
		return "", err
	}
	person := personName(name)
	if strings.HasPrefix(person, `"`) && !isASCII(name) {
		return "", &ValueError{name, "holds letters beyond ASCII and a character that needs quotes, which S-nail does not write together"}
	}
	return person + " <" + address + ">", nil
}

// aercFrom returns a name and an address for aerc, whose files end a value at ;
// and # but between backticks, and which changes quotes and backslashes in a name.
func aercFrom(name, address string) (string, error) {
	address, err := plainAddress(address)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(personName(name) + " <" + address + ">")
	switch comment := strings.ContainsAny(name, ";#"); {
	case strings.ContainsAny(name, `\"`), strings.Contains(name, "%("), comment && strings.Contains(name, "`"):
		return "", &ValueError{name, "holds a character that is syntax to the program"}
	case comment:
		return "`" + value + "`", nil
	}
	return value, nil
}

// knownFolder returns the name of a folder where a plain value may hold it, or
// "".
func knownFolder(s string) string {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" _-./[]()&'+", r) {
			return ""
		}
	}
	if s != strings.TrimSpace(s) {
		return ""
	}
	return s
}

// prfValue returns a value of an Outlook profile file: Windows reads it without
// the quotes and spaces around it, and Outlook replaces %NAME%.
func prfValue(s string) (string, error) {
	if s == "" || s != strings.TrimSpace(s) || strings.ContainsAny(s, `%";`) {
		return "", &ValueError{s, `is empty, begins or ends with a space, or holds one of % " ;, which Outlook reads as syntax`}
	}
	return s, nil
}

// asciiValue refuses what the payload of the QR code cannot hold.
func asciiValue(s string) (string, error) {
	if !isASCII(s) {
		return "", &ValueError{s, "holds a character beyond ASCII, which Thunderbird for Android does not take there"}
	}
	return s, nil
}

// backslash puts a backslash before each of the special characters.
func backslash(s, special string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
