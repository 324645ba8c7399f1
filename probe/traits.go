package probe

import (
	"strings"
	"unicode/utf8"

	"mailadvisor/probe/result"
)

const (
	// leastPassword is how long passwords are at least, in characters: no
	// server of our time gives shorter ones out.
	leastPassword = 4
	// mostPassword is how much of a password bcrypt looks at, in octets; others
	// cut at 64, and 127.
	mostPassword = 72
)

// traits returns what is unusual about a user name and a password that a server
// refused. They tell a person where to look, and nobody else what it was.
func traits(cr *Credential) []result.Trait {
	var found []result.Trait
	for _, row := range []struct {
		trait result.Trait
		holds bool
	}{
		{result.UserBlanks, cr.User != strings.TrimSpace(cr.User)},
		{result.UserLetters, !isASCII(cr.User)},
		{result.PasswordBlanks, cr.Secret != strings.TrimSpace(cr.Secret)},
		{result.PasswordGroups, grouped(cr.Secret)},
		{result.PasswordLetters, !isASCII(cr.Secret)},
		{result.PasswordShort, utf8.RuneCountInString(cr.Secret) < leastPassword},
		{result.PasswordLong, len(cr.Secret) > mostPassword},
	} {
		if row.holds {
			found = append(found, row.trait)
		}
	}
	return found
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// grouped reports whether a password has the form in which providers show app
// passwords, with blanks that are no part of them: groups of four letters.
func grouped(secret string) bool {
	groups := strings.Fields(secret)
	for _, g := range groups {
		if len(g) != 4 || strings.Trim(g, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return len(groups) > 1
}
