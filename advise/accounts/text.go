package accounts

import (
	"encoding/binary"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// value is a setting as it stands in a file, with the line that shows it. The
// zero value stands nowhere.
type value struct {
	text string
	line Line
	set  bool
}

// keys are the settings of one section, by their names in small letters.
type keys map[string]value

func (k keys) text(name string) string { return k[name].text }

// number returns a whole number; 0 where there is none.
func (k keys) number(name string) int { return number(k[name].text) }

// yes reports whether a switch is on.
func (k keys) yes(name string) bool { return isYes(k[name].text) }

// first is the first of some names that is set, or the default of the first.
func (k keys) first(in *Input, names ...string) value {
	for _, n := range names {
		if v := k[n]; v.set {
			return v
		}
	}
	return in.absent(names[0])
}

// absent returns the line of a setting that stands in no file.
func (in *Input) absent(name string) value {
	return value{line: in.line("", 0, name)}
}

// at returns a setting that was read.
func (in *Input) at(file string, number int, key, text string) value {
	return value{text, in.line(file, number, key+" = "+text), true}
}

// hidden returns a setting whose value is not to be shown: a command, or what
// may hold a secret. It is not kept either.
func (in *Input) hidden(file string, number int, key string) value {
	return value{"", in.line(file, number, key+" = …"), true}
}

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1<<31-1 {
		return 0
	}
	return n
}

func isYes(s string) bool {
	return slices.Contains([]string{"1", "yes", "true", "on", "y", "t"}, strings.ToLower(strings.TrimSpace(s)))
}

func isNo(s string) bool {
	return slices.Contains([]string{"0", "no", "false", "off", "n", "f"}, strings.ToLower(strings.TrimSpace(s)))
}

// secretWords are what the names of settings contain whose value is a secret.
// Such a value is never kept, whatever form it stands in.
func secret(key string) bool {
	key = strings.ToLower(key)
	for _, harmless := range []string{"passcmd", "password_command", "passwordeval", "passwordcmd", "remotepasseval", "remotepassfile", "cred-cmd", "passwordsame", "passwd_method", "passwordprompt", "rememberpassword", "oauth2.scope"} {
		if strings.Contains(key, harmless) {
			return false
		}
	}
	for _, word := range []string{"pass", "secret", "token", "credential", "pwd", "api_key", "apikey", "private_key"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// Decode returns the text of a file in UTF-8: without a mark of its encoding,
// from UTF-16 where the mark says so, from Latin-1 where it is no UTF-8, and
// with the line ends of Unix.
func Decode(b []byte) string {
	var s string
	switch {
	case len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe:
		s = wide(b[2:], binary.LittleEndian)
	case len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff:
		s = wide(b[2:], binary.BigEndian)
	default:
		s = strings.TrimPrefix(string(b), "\ufeff")
		if !utf8.ValidString(s) {
			r := make([]rune, len(s))
			for i := range len(s) {
				r[i] = rune(s[i])
			}
			s = string(r)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func wide(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func readAll(r io.Reader, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, max(most, 0)+1))
	if err == nil && int64(len(b)) > most {
		return nil, errTooLarge
	}
	return b, err
}

// numbered yields the lines of a text with their numbers.
func numbered(text string) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			if !yield(n, strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}

// address is a server as a URL, or something like one, names it: the password
// in it is dropped here.
type address struct {
	scheme, user, host string
	port               int
	path, query        string
	password           bool // there was one
}

// parseURL reads [scheme://][user[:password]@]host[:port][/path], leniently: a
// user name may hold an @, and percent signs are undone where they are right.
func parseURL(s string) address {
	var a address
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		a.scheme, s = strings.ToLower(scheme), rest
	}
	s, a.query, _ = strings.Cut(s, "?")
	authority, rest, _ := strings.Cut(s, "/")
	if at := strings.LastIndex(authority, "@"); at < 0 && strings.Contains(rest, "@") {
		// a slash in a password that is not written as %2F: all before the last @ is a login
		at = strings.LastIndex(s, "@")
		authority, rest, _ = strings.Cut(s[at:], "/")
		authority = strings.SplitN(s[:at], ":", 2)[0] + authority
		a.password = true
	}
	a.path = rest
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		login := authority[:at]
		authority = authority[at+1:]
		user, password, has := strings.Cut(login, ":")
		a.password = a.password || has && password != ""
		user, _, _ = strings.Cut(user, ";") // ;AUTH=… of RFC 5092
		if u, err := url.PathUnescape(user); err == nil {
			user = u
		}
		a.user = user
	}
	a.host = authority
	if strings.HasPrefix(authority, "[") {
		if end := strings.Index(authority, "]"); end > 0 {
			a.host, authority = authority[1:end], authority[end+1:]
			a.port = number(strings.TrimPrefix(authority, ":"))
			return a
		}
	}
	if host, port, ok := strings.Cut(authority, ":"); ok {
		a.host, a.port = host, number(port)
	}
	return a
}

// shown returns the address without its password.
func (a address) shown() string {
	var b strings.Builder
	if a.scheme != "" {
		b.WriteString(a.scheme + "://")
	}
	if a.user != "" {
		b.WriteString(a.user + "@")
	}
	b.WriteString(a.host)
	if a.port != 0 {
		b.WriteString(":" + strconv.Itoa(a.port))
	}
	return b.String()
}

// bareAddress returns the address of "Name <a@b>".
func bareAddress(s string) string {
	if open := strings.LastIndex(s, "<"); open >= 0 {
		if shut := strings.Index(s[open:], ">"); shut > 0 {
			s = s[open+1 : open+shut]
		}
	}
	s = strings.Trim(strings.TrimSpace(s), `"'`)
	if !strings.Contains(s, "@") || strings.ContainsAny(s, " \t") {
		return ""
	}
	return s
}

func truth(b bool) *bool { return &b }

// sortedNames returns the names of a map, in order.
func sortedNames[V any](m map[string]V) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
