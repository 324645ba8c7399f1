package client

import (
	"cmp"
	"regexp"
	"strings"
	"sync"

	"mailadvisor/advise/command"
)

// TokenTool is a program that prints an access token and renews it by itself.
type TokenTool struct {
	Name    string `json:"name"` // as in --token-tool
	Home    string `json:"home"`
	Version string `json:"version"` // or the commit that was read
	AsOf    string `json:"as_of"`   // RFC 3339
	show    func(account, address string) string
	once    func(issuer, account, address string) string
}

// Command returns the line for a shell that prints a token for an account: the
// name that it has in our files, and its mail address.
func (t TokenTool) Command(account, address string) string { return t.show(account, address) }

// Once returns the line by which a person signs in for the first time, in the
// browser, at an issuer of [OAuthIssuers].
func (t TokenTool) Once(issuer, account, address string) string {
	return t.once(cmp.Or(issuer, "ISSUER"), account, address)
}

// TokenTools are the programs of --token-tool; the first is the one that is
// taken where none is named. Each wants a client ID in a file of its own.
func TokenTools() []TokenTool {
	return []TokenTool{
		{
			Name: "oama", Home: "https://github.com/pdobsan/oama", Version: "e419ef1", AsOf: "2025-08-29",
			show: func(_, address string) string { return "oama access " + shellWord(address) },
			once: func(issuer, _, address string) string { return "oama authorize " + issuer + " " + shellWord(address) },
		},
		{
			Name: "pizauth", Home: "https://github.com/ltratt/pizauth", Version: "README", AsOf: "2026-06-01",
			show: func(account, _ string) string { return "pizauth show " + account },
			once: func(_, account, _ string) string { return "pizauth server && pizauth refresh " + account },
		},
		{
			Name: "ortie", Home: "https://github.com/pimalaya/ortie", Version: "274bd4c", AsOf: "2026-08-15",
			show: func(account, _ string) string { return "ortie token show -a " + account },
			once: func(_, account, _ string) string { return "ortie auth get -a " + account },
		},
		{
			Name: "mutt_oauth2.py", Home: "https://gitlab.com/muttmua/mutt/-/tree/master/contrib", Version: "2.2.12", AsOf: "2020-07-15",
			show: func(account, _ string) string { return "mutt_oauth2.py ~/.mutt-tokens/" + account },
			once: func(_, account, _ string) string { return "mutt_oauth2.py ~/.mutt-tokens/" + account + " --authorize" },
		},
	}
}

// LookupTokenTool finds a tool by its name.
func LookupTokenTool(name string) (TokenTool, bool) {
	for _, t := range TokenTools() {
		if t.Name == name {
			return t, true
		}
	}
	return TokenTool{}, false
}

// plainWords are lines that a shell and a split at blanks read alike.
var plainWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9_./@+:=-]+( [A-Za-z0-9_./@+:=-]+)*$`)
})

// shellWord returns one word of a line for a POSIX shell that stands in a
// program's file, where more signs than in a terminal may mean something: % and
// the comma.
func shellWord(s string) string {
	if plainWords().MatchString(s) && !strings.Contains(s, " ") && !strings.HasPrefix(s, "-") {
		return s
	}
	return command.Quoted(s)
}

// arguments returns the words of a command line for programs that call no
// shell.
func arguments(line string) []string {
	if plainWords().MatchString(line) {
		return strings.Fields(line)
	}
	return []string{"sh", "-c", line}
}

// imapfilterSecret returns the command that prints what imapfilter logs in
// with: the password, or a token in the form of XOAUTH2, which it does not make
// itself.
func imapfilterSecret(s Server) string {
	if !s.Token() {
		return s.Command
	}
	return xoauth2Message(s)
}
