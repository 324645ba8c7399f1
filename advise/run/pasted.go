package run

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"mailadvisor/advise/command"
	"mailadvisor/probe"
	"mailadvisor/probe/hostname"
)

// Pasted returns a target without what is around it where a person pastes it:
// the quotation marks of a shell that does not take them, "mailto:", a name
// before an address in angle brackets, the comma of a list.
func Pasted(input string) string {
	s := strings.Trim(strings.TrimSpace(input), "\u00a0\u200b\u202f\ufeff")
	for _, quotes := range [][2]string{{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"‘", "’"}} {
		if inner, ok := strings.CutPrefix(s, quotes[0]); ok && strings.HasSuffix(inner, quotes[1]) && inner != quotes[1] {
			s = strings.Trim(strings.TrimSuffix(inner, quotes[1]), " \u00a0\u202f")
		}
	}
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") && strings.Contains(s[open:], "@") {
		s = s[open+1 : len(s)-1]
	}
	if scheme := "mailto:"; len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) { // RFC 6068
		address, _, _ := strings.Cut(s[len(scheme):], "?")
		if plain, err := url.PathUnescape(address); err == nil {
			s = plain
		}
	}
	return strings.TrimRight(s, ",;")
}

// Slips of targets: each is told by its form.
var (
	pageURL     = form(`(?i)^https?://([^/?#:@]+)`)
	braced      = form(`(?i)^\{([^}:/]+):(\d+)/`) // as PHP names a mailbox
	withPath    = form(`^([^@/\s]+:\d+)/`)
	addressPort = form(`^([^@\s]+@[^@:\s]+):\d+$`)
	bareScheme  = form(`(?i)^(imaps?|pop3s?|submissions?):([^/].*)$`)
)

// form compiles a pattern when it is first asked for: most runs ask for none.
func form(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// meantTarget returns the command line, without the program's name, that was
// probably meant by a target that is none; "" where no form of a slip is
// known.
func meantTarget(name, input string) string {
	target := ""
	if m := pageURL().FindStringSubmatch(input); m != nil { // the domain of a page may have mail
		if host, ok := hostname.Parse(m[1]); ok {
			return "discover " + hostname.Registrable(host)
		}
		return ""
	}
	switch {
	case braced().MatchString(input):
		target = braced().ReplaceAllString(braced().FindString(input), "$1:$2")
	case withPath().MatchString(input):
		target = strings.TrimSuffix(withPath().FindString(input), "/")
	case addressPort().MatchString(input):
		target = addressPort().ReplaceAllString(input, "$1")
	case bareScheme().MatchString(input):
		target = strings.ToLower(bareScheme().ReplaceAllString(input, "$1")) + "://" + bareScheme().ReplaceAllString(input, "$2")
	case strings.Contains(input, "@"):
		local, domain := input[:strings.LastIndexByte(input, '@')], input[strings.LastIndexByte(input, '@')+1:]
		domain = strings.NewReplacer(",", ".", " ", "", ";", ".", "..", ".").Replace(domain)
		target = strings.NewReplacer(" ", "", "@", "").Replace(local) + "@" + domain
	case strings.ContainsAny(input, ",; ") && name == "probe":
		parts := strings.FieldsFunc(input, func(r rune) bool { return strings.ContainsRune(",; ", r) })
		for _, part := range parts {
			if _, err := probe.ParseTarget(part); err != nil || !strings.ContainsAny(part, ".@") {
				return ""
			}
		}
		return "probe " + strings.Join(parts, " ")
	}
	if target == "" || target == input {
		return ""
	}
	if _, err := probe.ParseTarget(target); err != nil {
		return ""
	}
	return name + " " + command.Quote(target)
}
