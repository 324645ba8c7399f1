// Package command builds the commands that a screen shows to be typed next,
// as a POSIX shell reads them. From the target of a report come the arguments
// that test the same again:
//
//	"mailadvisor probe " + command.Target(report.Target) // mailadvisor probe mail.example.org --user 'a b@example.org'
//
// Whatever a person or a server chose is quoted ([Quote]). No secret is in a
// target, and so none is in a command.
package command

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// Target returns a target as arguments: as it was given, with the user name
// where that is not the address itself, and the flags that decide what is seen
// of it. The embedded host is its --demo flag.
func Target(t result.Target) string {
	if t.Demo != "" {
		return demo(t) + Flags(t)
	}
	words := Quote(t.Input)
	if t.User != "" && t.User != t.Address {
		words += User(t)
	}
	return words + Flags(t)
}

// Search returns a target as the argument of discover, which takes no user
// name, and of the other flags those alone that a search has.
func Search(t result.Target) string {
	var leave []string
	for _, row := range repeated() {
		if !row.search {
			leave = append(leave, row.name)
		}
	}
	if t.Demo != "" {
		return demo(t) + Flags(t, leave...)
	}
	return Quote(t.Input) + Flags(t, leave...)
}

// Host returns one host of a target as an argument, without the flags of the
// target.
func Host(t result.Target, host string) string {
	if t.Demo != "" {
		return demo(t)
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return Quote(host)
}

// User returns the flag that names the user, with a space before it; the
// embedded host needs none, and [Flags] has one that was typed.
func User(t result.Target) string {
	if t.User == "" || t.Demo != "" || slices.ContainsFunc(t.Flags, func(f result.Flag) bool { return f.Name == "user" }) {
		return ""
	}
	return " --user " + Quote(t.User)
}

// Flags returns the flags of a target, a space before each, but for those to
// leave out. A report may come from anybody: only flags that are known are
// repeated.
func Flags(t result.Target, leave ...string) string {
	if len(t.Flags) == 0 {
		return ""
	}
	var words strings.Builder
	for _, row := range repeated() {
		for _, f := range t.Flags {
			if f.Name != row.name || slices.Contains(leave, f.Name) {
				continue
			}
			words.WriteString(" ")
			words.WriteString(cmp.Or(row.short, "--"+row.name))
			switch {
			case row.equals:
				words.WriteString("=")
				words.WriteString(Quote(f.Value))
			case row.value:
				words.WriteString(" ")
				words.WriteString(Quote(f.Value))
			}
		}
	}
	return words.String()
}

// Repeated returns the names of the flags that decide what is seen of a target.
// A command that holds a secret is none of them: it may have it in its words.
func Repeated() []string {
	var names []string
	for _, row := range repeated() {
		names = append(names, row.name)
	}
	return names
}

type flag struct {
	name, short string
	value       bool
	equals      bool // its value may be left out, and stands behind "="
	search      bool // discover has it too, with the same meaning
}

// repeated returns those flags, in the order in which they are written.
func repeated() []flag {
	return []flag{
		{name: "user", value: true},
		{name: "password-file", value: true},
		{name: "token-file", value: true},
		{name: "sign-in", equals: true},
		{name: "issuer", value: true},
		{name: "client-id", value: true},
		{name: "client-secret-file", value: true},
		{name: "auth", value: true},
		{name: "only", value: true},
		{name: "ipv4", short: "-4"},
		{name: "ipv6", short: "-6"},
		{name: "ca-file", value: true, search: true},
		{name: "connect", value: true, search: true},
		{name: "resolver", value: true, search: true},
		{name: "timeout", value: true},
		{name: "tls-scan"},
		{name: "insecure-loopback"},
		{name: "trust-discovered"},
		{name: "ispdb", value: true, search: true},
		{name: "no-third-party", search: true},
		{name: "send-address", search: true},
		{name: "trust-ad", search: true},
	}
}

func demo(t result.Target) string {
	if t.Demo == "default" {
		return "--demo"
	}
	return "--demo=" + Quote(t.Demo)
}

// plain are the characters that a shell leaves as they are, and a hyphen behind
// the first.
const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./_"

// Quote returns a value as one word of a shell's line, in quotes where it needs
// them.
func Quote(value string) string {
	if value != "" && value[0] != '-' && strings.Trim(value, plain+"-") == "" {
		return value
	}
	return Quoted(value)
}

// Quoted returns a value in quotes, as one word of a shell's line.
func Quoted(value string) string { return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'" }
