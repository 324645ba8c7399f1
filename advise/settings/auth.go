package settings

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// authWord sorts what a server offers into the word that mail programs show.
// Inside TLS the password itself comes first: it works with every program, and
// servers exist that announce a challenge and then refuse a right password.
// Where nothing was seen it is the normal password, which nearly all take.
func authWord(path *result.Path, login *result.Login) string {
	if login != nil && login.Failure != nil {
		switch login.Failure.Kind {
		case result.OAuthRequired, result.WebLoginRequired:
			if slices.ContainsFunc(path.Auth, isOAuth2) {
				return AuthOAuth2
			}
		}
	}
	offersLogin := path.LoginCommand != nil && *path.LoginCommand
	switch {
	case path.Auth == nil || offersLogin || slices.ContainsFunc(path.Auth, isPlain):
		return AuthPassword
	case slices.ContainsFunc(path.Auth, isSCRAM) || slices.ContainsFunc(path.Auth, isCRAM):
		return AuthEncrypted
	case slices.ContainsFunc(path.Auth, isOAuth2):
		return AuthOAuth2
	}
	return AuthPassword
}

// tokenHosts are the hosts of settings that take tokens of OAuth2 alone;
// passwords says that a server takes something else.
func tokenHosts(s Settings) (hosts []string, passwords bool) {
	for _, server := range []*Server{s.Incoming, s.Outgoing} {
		switch {
		case server == nil:
		case server.Auth == AuthOAuth2:
			hosts = append(hosts, server.Host)
		default:
			passwords = true
		}
	}
	return hosts, passwords
}

func isPlain(m string) bool {
	return strings.EqualFold(m, "PLAIN") || strings.EqualFold(m, "LOGIN")
}

func isSCRAM(m string) bool { return strings.HasPrefix(strings.ToUpper(m), "SCRAM-") }

func isCRAM(m string) bool { return strings.EqualFold(m, "CRAM-MD5") }

// isOAuth2 names the mechanisms of RFC 7628 and of Google before it.
func isOAuth2(m string) bool {
	return strings.EqualFold(m, "OAUTHBEARER") || strings.EqualFold(m, "XOAUTH2")
}
