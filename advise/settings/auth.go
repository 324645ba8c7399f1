package settings

import (
	"slices"
	"strings"

	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
)

// authWord sorts what a server offers into the word that mail programs show.
// Inside TLS the password itself comes first: it works with every program, and
// servers exist that announce a challenge and then refuse a right password.
// Where nothing was seen it is the normal password, which nearly all take.
func authWord(path *result.Path, login *result.Login) string {
	if login != nil && login.Status == result.LoginOK && result.IsToken(login.Mechanism) {
		return AuthOAuth2
	}
	if login != nil && login.Failure != nil {
		switch login.Failure.Kind {
		case result.OAuthRequired, result.WebLoginRequired:
			if path.TakesTokens() {
				return AuthOAuth2
			}
		}
	}
	offered := path.Offered()
	switch {
	case !path.LoginRead() || path.OffersCommand() || slices.ContainsFunc(offered, result.IsPlain):
		return AuthPassword
	case slices.ContainsFunc(offered, isChallenge):
		return AuthEncrypted
	case path.TakesTokens():
		return AuthOAuth2
	}
	return AuthPassword
}

// demanded is what the provider is known to want, whatever its server
// announces: a password that the run logged in with was right as it is.
func (s *Server) demanded(p *result.Provider, login *result.Login) {
	if login != nil && login.Failure != nil && login.Failure.Kind == result.AppPasswordRequired && s.Auth != AuthOAuth2 {
		s.Secret = SecretApp
	}
	if p == nil || login != nil && login.Status == result.LoginOK {
		return
	}
	switch {
	case p.Needs("oauth2-only"):
		s.Auth = AuthOAuth2
	case s.Auth == AuthPassword || s.Auth == AuthEncrypted:
		for _, row := range []struct{ hint, secret string }{
			{"app-password", SecretApp}, {"bridge-only", SecretBridge}, {"separate-mail-password", SecretMailbox},
		} {
			if p.Needs(row.hint) && s.Secret == "" {
				s.Secret = row.secret
			}
		}
		s.SignIn = p.OAuth != nil
	}
}

// issuer returns the name of who issues a provider's tokens, "" where nobody is
// known.
func issuer(p *result.Provider) string {
	if p == nil || p.OAuth == nil {
		return ""
	}
	return p.OAuth.Name
}

// mechanism is the one that a program is told to log in with. Left to itself a
// program may take one that the server announces and then refuses (SCRAM with a
// password that is stored otherwise, a channel binding, a certificate that it
// does not have), and every refusal counts against the account.
func mechanism(auth string, service result.Service, path *result.Path, login *result.Login) string {
	if login != nil && login.Status == result.LoginOK && login.Mechanism != "" {
		return strings.ToUpper(login.Mechanism)
	}
	order := map[string][]string{
		AuthPassword:  {"PLAIN", "LOGIN"},
		AuthEncrypted: {"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5"},
		AuthOAuth2:    {"OAUTHBEARER", "XOAUTH2"},
	}[auth]
	for _, name := range order {
		if path.Offers(name) {
			return name
		}
	}
	switch {
	case auth != AuthPassword || !path.OffersCommand():
		return ""
	case service == result.POP3:
		return "USER"
	}
	return "LOGIN"
}

// mechanismOf returns the mechanism that a program is told. One that it does
// not know is replaced by another of the same kind that the server offers.
func mechanismOf(s Server, row client.Row) string {
	if s.Auth == AuthOAuth2 {
		pop := s.Service == result.POP3
		if slices.Contains(row.OAuth.TokenMechanisms(pop), s.Mechanism) {
			return s.Mechanism
		}
		return row.OAuth.TokenMechanism(pop, s.Issuer, s.Mechanisms)
	}
	knows := func(m string) bool {
		switch {
		case result.IsSCRAM(m):
			return row.SCRAM != client.No
		case isCRAM(m):
			return row.CRAM != client.No
		}
		return true
	}
	if knows(s.Mechanism) {
		return s.Mechanism
	}
	for _, m := range s.Mechanisms {
		if (isChallenge(m)) && !strings.HasSuffix(strings.ToUpper(m), "-PLUS") && knows(m) {
			return strings.ToUpper(m)
		}
	}
	return ""
}

// isChallenge reports whether a mechanism proves the password without sending
// it, in a way that mail programs have.
func isChallenge(m string) bool { return result.IsSCRAM(m) || isCRAM(m) }

func isCRAM(m string) bool { return strings.EqualFold(m, "CRAM-MD5") }
