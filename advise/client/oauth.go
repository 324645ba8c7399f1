package client

import (
	"slices"
	"strings"
)

// OAuth is how a program logs in with a token of OAuth 2 (RFC 6749) in place of
// a password, by the mechanisms OAUTHBEARER (RFC 7628) and XOAUTH2.
type OAuth struct {
	// At are the issuers that the program has a way of its own for, and those
	// that are known to be missing.
	At []SignIn `json:"at,omitempty"`
	// Else is every other issuer, one of the domain's own too. Its Issuer is "".
	Else SignIn `json:"else"`
	// Mechanisms are those that it knows, its own choice first; POP are those
	// that it knows over POP3 where they differ.
	Mechanisms []string `json:"mechanisms,omitempty"`
	POP        []string `json:"pop3_mechanisms,omitempty"`
	// NoPOP says that over POP3 it knows no token.
	NoPOP bool `json:"pop3_without,omitempty"`
	// Fields are the words of its file that name the command which prints a token.
	Fields []string `json:"fields,omitempty"`
	// Package is what it needs beside itself.
	Package Package `json:"package,omitzero"`
}

// SignIn is one program at one issuer of tokens.
type SignIn struct {
	Issuer string `json:"issuer,omitempty"` // one of OAuthIssuers
	Can    Can    `json:"can"`
	Way    Way    `json:"way,omitempty"` // "" unless it can
	// Choose is what its screen calls the issuer, in every language; Work is
	// that for an account of an organisation, where it differs.
	Choose string `json:"choose,omitempty"`
	Work   string `json:"choose_for_work,omitempty"`
	// Source is where this was read, and AsOf the day of that reading, or of the
	// version that was read (RFC 3339).
	Source string `json:"source"`
	AsOf   string `json:"as_of"`
}

// Way is how a program comes by a token.
type Way string

const (
	ByCommand Way = "command"   // a line of its file names a command that prints one, of any issuer
	BySetting Way = "setting"   // its authentication is set to OAuth2: it then opens the issuer's page by itself
	ByButton  Way = "button"    // an account is added under the issuer's name: no server is typed, and no file of ours is read
	ByOwnID   Way = "client-id" // as BySetting, with a client ID that the person registers with the issuer
)

// Package is a package of a distribution that a program needs.
type Package struct {
	Debian string `json:"debian"` // and Ubuntu
	Arch   string `json:"arch"`   // of the repository of its users
	Name   string `json:"name"`   // elsewhere
}

// Issuer is an issuer of tokens that mail providers have.
type Issuer struct {
	Name  string `json:"name"`  // as in package discover
	Title string `json:"title"` // as it calls itself
	// Mechanisms are those that its servers take; nil where that is not known.
	Mechanisms []string `json:"mechanisms,omitempty"`
}

// OAuthIssuers returns the issuers of [OAuth.At], by name.
func OAuthIssuers() []Issuer {
	return []Issuer{
		{Name: "aol", Title: "AOL", Mechanisms: []string{xoauth2, bearer}},
		{Name: "comcast", Title: "Comcast (Xfinity)"},
		{Name: "fastmail", Title: "Fastmail"},
		{Name: "google", Title: "Google", Mechanisms: []string{xoauth2, bearer}},
		{Name: "mailru", Title: "Mail.ru", Mechanisms: []string{xoauth2}},
		{Name: "microsoft", Title: "Microsoft", Mechanisms: []string{xoauth2}},
		{Name: "seznam", Title: "Seznam"},
		{Name: "thundermail", Title: "Thundermail"},
		{Name: "yahoo", Title: "Yahoo", Mechanisms: []string{xoauth2, bearer}},
		{Name: "yandex", Title: "Yandex", Mechanisms: []string{xoauth2}},
	}
}

// IssuerNamed returns the issuer of a name; one that is not in the list has no
// title.
func IssuerNamed(name string) Issuer {
	for _, issuer := range OAuthIssuers() {
		if issuer.Name == name {
			return issuer
		}
	}
	return Issuer{Name: name}
}

const (
	xoauth2 = "XOAUTH2"
	bearer  = "OAUTHBEARER"
)

// anywhere returns the answer for the issuer at which it is best.
func (o OAuth) anywhere() Can {
	best := o.Else.Can
	for _, cell := range o.At {
		if cell.Can == Yes || best == No {
			best = cell.Can
		}
	}
	return best
}

// SignInAt returns how the program comes by a token for a host of an issuer. An
// issuer of "" is not known, such as one of the host's own: what a program
// knows is then told by the host's name.
func (r Row) SignInAt(issuer, host string) SignIn {
	for _, at := range r.OAuth.At {
		if issuer != "" && at.Issuer == issuer {
			return at
		}
	}
	s := r.OAuth.Else
	s.Issuer = issuer
	if issuer == "" && r.SignsIn(host) {
		s.Can, s.Way = Yes, BySetting
	}
	return s
}

// FieldsFor returns the words of a file that receives over POP3, or over IMAP:
// some programs name the protocol in them.
func (o OAuth) FieldsFor(pop bool) []string {
	other := "pop_"
	if pop {
		other = "imap_"
	}
	return slices.DeleteFunc(slices.Clone(o.Fields), func(f string) bool { return strings.HasPrefix(f, other) })
}

// TokenMechanisms returns the mechanisms by which it sends a token over POP3,
// or over IMAP and to a server that sends.
func (o OAuth) TokenMechanisms(pop bool) []string {
	switch {
	case pop && o.NoPOP:
		return nil
	case pop && o.POP != nil:
		return o.POP
	}
	return o.Mechanisms
}

// TokenMechanism chooses the mechanism for a server that offers some; where
// nothing is known of it, by its issuer. It returns "" where the program knows
// none that the server takes.
func (o OAuth) TokenMechanism(pop bool, issuer string, offered []string) string {
	known := o.TokenMechanisms(pop)
	if !slices.ContainsFunc(offered, isToken) {
		offered = IssuerNamed(issuer).Mechanisms
	}
	for _, m := range known {
		if offered == nil || slices.ContainsFunc(offered, func(o string) bool { return strings.EqualFold(o, m) }) {
			return m
		}
	}
	return ""
}

func isToken(m string) bool { return strings.EqualFold(m, xoauth2) || strings.EqualFold(m, bearer) }
