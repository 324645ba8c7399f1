package client

import (
	"cmp"
	"strings"
)

// How a program is told the mechanism of a login, so that it tries no other: see
// [Server.Mechanism]. With the password itself PLAIN and LOGIN say the same
// (RFC 4616), and a program may take whichever of the two the server has.

// challenge returns a mechanism that does not send the password, or "".
func (s Server) challenge() string {
	switch s.Mechanism {
	case "", "PLAIN", "LOGIN", "USER":
		return ""
	}
	return s.Mechanism
}

// Kind returns the mechanism that carries a token of OAuth 2 there, in small
// letters.
func (s Server) Kind() string { return strings.ToLower(cmp.Or(s.Mechanism, xoauth2)) }

// mbsyncMechs returns the arguments of AuthMechs; LOGIN is IMAP's command too.
func mbsyncMechs(s Server) string {
	if m := s.challenge(); m != "" {
		return m
	}
	return "LOGIN PLAIN"
}

// muttIMAP is $imap_authenticators, in which login is IMAP's command.
func muttIMAP(s Server) string {
	if m := s.challenge(); m != "" {
		return strings.ToLower(m)
	}
	return "plain:login"
}

// muttPOP is $pop_authenticators. More than one would be tried in turn, and each
// failure counts against the account. NeoMutt refuses the word plain there.
func muttPOP(program string, s Server) string {
	if m := s.challenge(); m != "" {
		return strings.ToLower(m)
	}
	if s.Mechanism == "PLAIN" && program != "neomutt" {
		return "plain"
	}
	return "user"
}

// muttSMTP is $smtp_authenticators.
func muttSMTP(s Server) string {
	switch s.Mechanism {
	case "":
		return "plain:login"
	}
	return strings.ToLower(s.Mechanism)
}

// gnusAuth is nnimap-authenticator. Its plain sends the password with the command
// itself, which only servers with SASL-IR take (RFC 4959): login is preferred.
func gnusAuth(s Server) string {
	switch {
	case s.Token():
		return "xoauth2"
	case s.Auth == "encrypted-password":
		return "cram-md5"
	case s.Mechanism == "PLAIN" && !s.LoginCommand:
		return "plain"
	}
	return "login"
}

// msmtpAuth returns the argument of auth, for msmtp and mpop.
func msmtpAuth(s Server) string {
	if s.Mechanism == "" {
		if s.POP {
			return "user"
		}
		return "plain"
	}
	return strings.ToLower(s.Mechanism)
}

// clawsSMTP is smtp_auth_method of Claws Mail and Sylpheed (SMTPAuthType of
// their smtp.h): 0 is its own choice, the strongest that is offered.
func clawsSMTP(s Server, plain int) int {
	switch s.Mechanism {
	case "PLAIN":
		return plain
	case "LOGIN":
		return 1
	case "CRAM-MD5":
		return 2
	}
	return 0
}

// evolutionAuth returns the Method of Evolution's [Authentication]: that of a
// token is the issuer's own (camel-sasl-xoauth2-*.c). Without a mechanism
// (none) it logs in with the protocol's own commands (camel-pop3-store.c,
// camel-imapx-server.c); told one, it takes no other, and fails where the
// server does not offer that. Over POP it sends USER and PASS at once where the
// server announces PIPELINING, and Courier 5.0.13 loses the second: its file
// then says to use no extension, which STARTTLS would be.
func evolutionAuth(s Server) string {
	switch {
	case s.Auth == "password" && (s.Mechanism == "USER" || s.Mechanism == "LOGIN" && s.LoginCommand):
		return "none"
	case s.Auth == "password" && s.Mechanism == "LOGIN":
		return "LOGIN"
	case s.Token():
		switch s.Issuer {
		case "google":
			return "Google"
		case "microsoft":
			return "Outlook"
		case "yahoo":
			return "Yahoo"
		}
		return ""
	case s.Auth == "encrypted-password":
		return "CRAM-MD5"
	}
	return "PLAIN"
}

// roundcubeAuth is imap_auth_type: IMAP is the protocol's own command, and without
// a word it takes the strongest mechanism that is offered (rcube_imap_generic).
func roundcubeAuth(s Server) string {
	if m := s.challenge(); m != "" {
		return m
	}
	if s.Mechanism == "PLAIN" {
		return "PLAIN"
	}
	if s.LoginCommand {
		return "IMAP"
	}
	return cmp.Or(s.Mechanism, "PLAIN")
}

// aercScheme returns the scheme of aerc's source and outgoing, which names a
// mechanism with a token behind a plus sign. With one, it has TLS from the first
// byte alone over IMAP.
func aercScheme(s Server, tls, startTLS string) string {
	scheme := tls
	if s.StartTLS {
		scheme = startTLS
	}
	if s.Token() {
		scheme += "+" + s.Kind()
	}
	return scheme
}

// alpineWithout returns the authenticators that Alpine is not to try.
func alpineWithout(s Server) string {
	if s.challenge() == "CRAM-MD5" {
		return "EXTERNAL,GSSAPI"
	}
	return "EXTERNAL,GSSAPI,CRAM-MD5"
}
