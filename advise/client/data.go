package client

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Data is what a template may use. Every string may come from a stranger's
// server: a template writes none of them without an escape function.
type Data struct {
	Program string // as in [Row]: several read files of one template
	Form    string // the form's first version, such as "1.4"
	// Name names the account inside the file: its sections and folders, and
	// the entry of the password store. See [SafeName].
	Name     string
	Address  string // the person's mail address
	FullName string // of the person, as others see it; "" where it is not said
	Domain   string // of the address
	Incoming Server
	Outgoing Server

	// Keep is how long a copy stays on a POP server.
	Keep     KeepFor
	KeepDays int

	// Offline is what is kept for reading without a connection (IMAP).
	Offline     Offline
	OfflineDays int
	BodyLimitKB int64 // larger messages are fetched when opened; 0: no limit
	PollMinutes int   // 0: not said

	// Folders are the server's own names by special use (RFC 6154), without
	// the backslash: "Sent" -> "Gesendet".
	Folders map[string]string
	// ByName says that the server marks not all of them: their names tell their use.
	ByName bool
	// Prefix is what all those names but INBOX begin with, and Delimiter what
	// stands between their parts (RFC 2342); empty where they are not known.
	Prefix, Delimiter string

	// Menu is what to open and choose before the values of a table are typed.
	Menu string
	// Labels are the names on the program's screens, for a table to type from.
	Labels map[string]string
}

// PathPrefix returns what a program is told that does not ask for it (RFC
// 2342): the first part of every folder's name, "" where there is none.
func (d Data) PathPrefix() string { return strings.TrimSuffix(d.Prefix, d.Delimiter) }

// Server is one server of [Data]. Its connection is always encrypted.
type Server struct {
	POP      bool // incoming: POP3, else IMAP
	Host     string
	Port     int
	StartTLS bool // else TLS from the first byte
	User     string
	Auth     string // password, encrypted-password, oauth2
	Secret   string // which password, where it is not the usual one: app-password … ""
	// Mechanism is the one to log in with, for programs that would else choose
	// themselves: PLAIN, LOGIN, USER (POP3's own commands), SCRAM-SHA-256 … ""
	// where it is not known.
	Mechanism string
	// LoginCommand says that IMAP's LOGIN is offered, whatever Mechanism is.
	LoginCommand bool
	// UTF8 says that names of folders may cross the wire in UTF-8 (RFC 6855).
	UTF8 bool
	// Issuer names the issuer of tokens, where Auth is oauth2 and it is known.
	Issuer string
	// Command is the line for a shell that prints the password, or the token;
	// "" is that of pass, with the account's name. See [Row.Password].
	Command string
}

// Token reports whether a token of OAuth 2 logs in there.
func (s Server) Token() bool { return s.Auth == "oauth2" }

// EmacsToken returns the command that prints a token for Emacs itself, or "":
// what mu4e reads, another program brings.
func (d Data) EmacsToken() string {
	if d.Incoming.Token() && d.Program != "mu4e" {
		return d.Incoming.Command
	}
	if d.Outgoing.Token() {
		return d.Outgoing.Command
	}
	return ""
}

// KeepFor says whether a copy stays on a POP server.
type KeepFor string

const (
	KeepNot  KeepFor = "no"
	KeepDays KeepFor = "days"
	KeepAll  KeepFor = "forever"
)

// Offline is what is kept for reading without a connection; empty: not said.
type Offline string

const (
	OfflineNothing Offline = "none"
	OfflineRecent  Offline = "recent"
	OfflineAll     Offline = "all"
)

// ValueError says that a value cannot stand in a file.
type ValueError struct {
	Value  string
	Reason string
}

func (e *ValueError) Error() string { return fmt.Sprintf("%q %s", e.Value, e.Reason) }

// maxValue bounds a value in octets: mail programs read lines of 500 to 1000.
const maxValue = 255

// check refuses what no format here can hold.
func (d *Data) check() error {
	values := []string{d.Name, d.Address, d.FullName, d.Domain, d.Incoming.Host, d.Incoming.User, d.Outgoing.Host, d.Outgoing.User}
	for _, v := range values {
		if err := checkValue(v); err != nil {
			return err
		}
	}
	for _, v := range []string{d.Prefix, d.Delimiter} {
		if err := checkValue(v); err != nil {
			return err
		}
	}
	for _, v := range d.Folders {
		if err := checkValue(v); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(v string) error {
	switch {
	case !utf8.ValidString(v):
		return &ValueError{v, "is not UTF-8"}
	case len(v) > maxValue:
		return &ValueError{v, fmt.Sprintf("is longer than %d octets", maxValue)}
	}
	for _, r := range v {
		// Line ends in every sense, other controls, marks that reorder what a
		// person reads, and what XML cannot hold (XML 1.0 section 2.2).
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == '\ufffe' || r == '\uffff' {
			return &ValueError{v, fmt.Sprintf("holds the character %U", r)}
		}
	}
	return nil
}

// SafeName makes a name that stands in any file, path or command without
// escaping: the ASCII letters, digits and . _ @ - of s, with - for all else.
func SafeName(s string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '@':
			return r
		}
		return '-'
	}, s)
	name = strings.Trim(name, ".-") // neither hidden, nor a flag, nor ".."
	if len(name) > 64 {
		name = name[:64]
	}
	if name == "" {
		return "mail"
	}
	return name
}
