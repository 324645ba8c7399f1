// Package command builds the commands that a screen shows to be typed next,
// as a POSIX shell reads them.
package command

import (
	"regexp"
	"strings"
	"sync"

	"mailadvisor/probe/result"
)

// Target is a target as arguments: as it was given, with the user name where
// that is not the address itself. The embedded host is its --demo flag.
func Target(t result.Target) string {
	if t.Demo != "" {
		return demo(t)
	}
	words := Quote(t.Input)
	if t.User != "" && t.User != t.Address {
		words += User(t)
	}
	return words
}

// Search is a target as the argument of discover, which takes no user name.
func Search(t result.Target) string {
	if t.Demo != "" {
		return demo(t)
	}
	return Quote(t.Input)
}

// Host is one host of a target as an argument.
func Host(t result.Target, host string) string {
	if t.Demo != "" {
		return demo(t)
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return Quote(host)
}

// User is the flag that names the user, with a space before it; the embedded
// host needs none.
func User(t result.Target) string {
	if t.User == "" || t.Demo != "" {
		return ""
	}
	return " --user " + Quote(t.User)
}

func demo(t result.Target) string {
	if t.Demo == "default" {
		return "--demo"
	}
	return "--demo=" + Quote(t.Demo)
}

// plainWord is what a shell leaves as it is.
var plainWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]*$`) })

// Quote makes a value one word.
func Quote(value string) string {
	if plainWord().MatchString(value) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
