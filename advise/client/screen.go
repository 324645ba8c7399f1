package client

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// LabelKeys returns the names that a program's screens may have, each a message
// settings.label.PROGRAM.KEY of the language files. Ours stand in for those
// that are missing.
func LabelKeys() []string {
	keys := []string{"name", "address", "prefix", "tls", "starttls", "auth", "auth-password", "auth-encrypted-password", "auth-oauth2", "keep", "keep-days", "remove", "remove-days", "window"}
	for _, key := range []string{"server", "port", "security", "user"} {
		keys = append(keys, key, key+"-imap", key+"-pop3", key+"-smtp")
	}
	return keys
}

// screen is one server as a program's own window asks for it.
type screen struct {
	Server
	labels map[string]string
	Kind   string // imap, pop3, smtp; "sender" for what only sends; "person" for what is asked of the person
	prefix string // of the folders' names
}

func newScreen(labels map[string]string, s Server, kind, prefix string) screen {
	return screen{s, labels, kind, prefix}
}

// ShowsPerson reports whether the program asks for the person's name or
// address, as far as is known.
func (s screen) ShowsPerson() bool { return s.own("name") != "" || s.own("address") != "" }

// PathPrefix returns the first part of all folders' names, where an IMAP
// program does not ask the server for it (RFC 2342), as far as is known.
func (s screen) PathPrefix() string {
	if s.Kind == "imap" && (s.Plain() || s.own("prefix") != "") {
		return s.prefix
	}
	return ""
}

// JoinsPort reports whether the program has no field for the port: it is
// written behind the host.
func (s screen) JoinsPort() bool { return !s.Plain() && s.own("port") == "" }

// ShowsAuth reports whether the program asks which kind of password it is, as
// far as is known.
func (s screen) ShowsAuth() bool { return s.Plain() || s.own("auth") != "" }

// Plain reports whether no word of the program is known: it is told in ours.
func (s screen) Plain() bool { return len(s.labels) == 0 }

// Label returns the program's own name of a thing, or ours.
func (s screen) Label(key, ours string) string { return cmp.Or(s.own(key), ours) }

func (s screen) own(key string) string { return cmp.Or(s.labels[key+"-"+s.Kind], s.labels[key]) }

// Wide returns the width of the column of names, the same for every server.
func (s screen) Wide() int {
	wide := 20
	for key, label := range s.labels {
		if !strings.HasPrefix(key, "auth-") && !slices.Contains([]string{"tls", "starttls", "keep", "keep-days", "remove", "remove-days", "window"}, key) {
			wide = max(wide, utf8.RuneCountInString(label)+2)
		}
	}
	return wide
}
