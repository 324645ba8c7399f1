package probe

import (
	"fmt"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// How a login can be made. USER is POP3's USER and PASS; LOGIN is IMAP's
// command of that name as well as the SASL mechanism.
const (
	mechPlain       = "PLAIN"         // RFC 4616
	mechLogin       = "LOGIN"         // RFC 3501 section 6.2.3; draft-murchison-sasl-login
	mechUser        = "USER"          // RFC 1939 section 7
	mechAPOP        = "APOP"          // RFC 1939 section 7
	mechCRAM        = "CRAM-MD5"      // RFC 2195
	mechSCRAM256    = "SCRAM-SHA-256" // RFC 7677
	mechSCRAM1      = "SCRAM-SHA-1"   // RFC 5802
	mechOAuthBearer = "OAUTHBEARER"   // RFC 7628
	mechXOAuth2     = "XOAUTH2"       // Google's and Microsoft's own, before RFC 7628
)

// Mechanisms returns the names that [Options].Auth takes, in any case.
func Mechanisms() []string {
	return []string{mechPlain, mechLogin, mechUser, mechSCRAM256, mechSCRAM1, mechCRAM, mechAPOP, mechOAuthBearer, mechXOAuth2}
}

// mechanisms are the ways to log in, in the order in which they are tried: the
// next one where an answer shows that nothing of a credential was judged.
//
// Over verified TLS, which the caller has made sure of, the order is that of
// mail clients set to "normal password", so that the server's answer is the
// one that they would get: PLAIN, then LOGIN or USER. SCRAM comes last, for
// servers exist that announce it and then refuse a right password, because
// they keep it in another form. Where SCRAM is listed without PLAIN or LOGIN,
// the server means it: SCRAM comes before a command that sends the password.
// auth, where not empty, is the one to use instead; it must be offered.
//
// The error is a Failure: no-mechanism, or oauth-required where nothing but
// OAuth is offered.
func mechanisms(offered []string, loginCommand bool, service result.Service, auth string, token bool) ([]string, error) {
	listed := func(name string) bool {
		return slices.ContainsFunc(offered, func(o string) bool { return strings.EqualFold(o, name) })
	}
	offers := func(name string) bool {
		switch {
		case name == mechUser:
			return service == result.POP3 && loginCommand
		case name == mechAPOP && service != result.POP3:
			return false
		case name == mechLogin && service == result.IMAP && loginCommand:
			return true
		}
		return listed(name)
	}
	order := []string{mechPlain, mechUser, mechLogin, mechSCRAM256, mechSCRAM1}
	switch {
	case token:
		order = []string{mechOAuthBearer, mechXOAuth2}
	case !listed(mechPlain) && !listed(mechLogin):
		order = []string{mechSCRAM256, mechSCRAM1, mechUser, mechLogin}
	}
	if auth != "" {
		auth = strings.ToUpper(auth)
		bearer := auth == mechOAuthBearer || auth == mechXOAuth2
		switch {
		case !slices.Contains(Mechanisms(), auth):
			return nil, noMechanism(result.MechanismMissing, auth+" is not one of "+strings.Join(Mechanisms(), ", "), offered)
		case bearer && !token:
			return nil, noMechanism(result.OAuthRequired, auth+" needs a token", offered)
		}
		order = []string{auth}
	}
	ways := slices.DeleteFunc(slices.Clone(order), func(name string) bool { return !offers(name) })
	if len(ways) > 0 {
		return ways, nil
	}
	if !token && auth == "" && (offers(mechOAuthBearer) || offers(mechXOAuth2)) {
		return nil, noMechanism(result.OAuthRequired, "no mechanism with a password is offered", offered)
	}
	return nil, noMechanism(result.MechanismMissing, "none of "+strings.Join(order, ", ")+" is offered", offered)
}

func noMechanism(kind result.Kind, why string, offered []string) error {
	f := newFailure(kind, fmt.Sprintf("%s; offered: %s", why, strings.Join(offered, " ")))
	f.Step = result.StepLogin
	return f
}
