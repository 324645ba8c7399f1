package probe

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// This file names what a server answers to a login: first by the words of a
// provider or a server that its code does not tell apart, then by the code,
// then by the protocol.

// reply is a server's refusal of a login, taken apart.
type reply struct {
	code string // "AUTHENTICATIONFAILED", "SYS/TEMP", "535 5.7.8"; may be empty
	text string // what a person is meant to read
}

// wording is what some servers say where the code alone says less.
type wording struct {
	words  string // in lower case; part of the text, or of the code before it
	kind   result.Kind
	source string
	asOf   string
}

// wordings is searched in its order.
func wordings() []wording {
	const (
		googleApp  = "https://support.google.com/accounts/answer/185833"
		googleWeb  = "https://support.google.com/mail/accounts/answer/78754"
		googleSMTP = "https://support.google.com/a/answer/3726730"
		microsoft  = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online"
		smtpAuth   = "https://aka.ms/smtp_auth_disabled"
		zoho       = "https://www.zoho.com/mail/help/imap-access.html"
		yahoo      = "https://help.yahoo.com/kb/SLN15241.html"
		dovecot    = "Dovecot 2.3"
		cyrus      = "Cyrus IMAP 3.6"
	)
	return []wording{
		{"application-specific password", result.AppPasswordRequired, googleApp, "2026-07"},
		{"invalidsecondfactor", result.AppPasswordRequired, googleSMTP, "2026-07"},
		{"app-specific password", result.AppPasswordRequired, googleApp, "2026-07"},
		{"app password", result.AppPasswordRequired, yahoo, "2026-07"},
		{"webalert", result.WebLoginRequired, googleWeb, "2026-07"},
		{"web login required", result.WebLoginRequired, googleWeb, "2026-07"},
		{"log in via your web browser", result.WebLoginRequired, googleSMTP, "2026-07"},
		{"log in with your web browser", result.WebLoginRequired, googleSMTP, "2026-07"},
		{"basic authentication is disabled", result.OAuthRequired, microsoft, "2026-07"},
		{"basicauthblocked", result.OAuthRequired, microsoft, "2026-07"},
		{"smtpclientauthentication is disabled", result.AccountDisabled, smtpAuth, "2026-07"},
		{"security defaults policy", result.OAuthRequired, microsoft, "2026-07"},
		{"not enabled for imap use", result.AccountDisabled, googleWeb, "2026-07"},
		{"not enabled for pop access", result.AccountDisabled, googleWeb, "2026-07"},
		{"yet to enable imap", result.AccountDisabled, zoho, "2026-07"},
		{"yet to enable pop", result.AccountDisabled, zoho, "2026-07"},
		{"too many bad auth attempts", result.AuthTemporary, yahoo, "2026-07"},
		{"plaintext authentication disallowed", result.PrivacyRequired, dovecot, "2026-07"},
		{"not allowed until ssl/tls", result.PrivacyRequired, dovecot, "2026-07"},
		{"only available under a layer", result.PrivacyRequired, cyrus, "2026-07"},
		{"encryption needed to use mechanism", result.PrivacyRequired, cyrus, "2026-07"},
		{"unsupported authentication mechanism", result.MechanismMissing, dovecot, "2026-07"},
		{"no mechanism available", result.MechanismMissing, cyrus, "2026-07"},
		{"mailbox is locked", result.InUse, cyrus, "2026-07"},
	}
}

// responseCodes are the codes in brackets: IMAP's (RFC 5530) and POP3's (RFC
// 2449 section 8, RFC 3206 section 4).
func responseCodes() map[string]result.Kind {
	return map[string]result.Kind{
		"AUTHENTICATIONFAILED": result.AuthRejected,
		"AUTHORIZATIONFAILED":  result.AuthRejected,
		"EXPIRED":              result.AuthExpired,
		"PRIVACYREQUIRED":      result.PrivacyRequired,
		"CONTACTADMIN":         result.AccountDisabled,
		"NOPERM":               result.AccountDisabled,
		"UNAVAILABLE":          result.AuthTemporary,
		"SERVERBUG":            result.AuthTemporary,
		"CLIENTBUG":            result.ProtocolError,
		"INUSE":                result.InUse,
		"LIMIT":                result.Busy,

		"AUTH":        result.AuthRejected,
		"SYS/TEMP":    result.AuthTemporary,
		"SYS/PERM":    result.AccountDisabled,
		"IN-USE":      result.InUse,
		"LOGIN-DELAY": result.LoginDelay,
	}
}

// smtpCodes are replies to AUTH (RFC 4954 sections 4 and 6; RFC 5248's registry
// for the enhanced codes). An enhanced code counts before a basic one.
func smtpCodes() map[string]result.Kind {
	return map[string]result.Kind{
		"5.7.13":  result.AccountDisabled,
		"5.7.139": result.AccountDisabled, // Microsoft: refused by a policy

		"421": result.Busy,
		"432": result.AuthExpired, // a password transition is needed
		"500": result.ProtocolError,
		"501": result.ProtocolError,
		"502": result.MechanismMissing,
		"503": result.ProtocolError,
		"504": result.MechanismMissing,
		"523": result.PrivacyRequired,
		"524": result.PrivacyRequired,
		"525": result.AccountDisabled,
		"530": result.PrivacyRequired,  // RFC 3207 section 4
		"534": result.MechanismMissing, // the mechanism is too weak
		"538": result.PrivacyRequired,
	}
}

// failure names a refusal. otherwise is the kind where neither the words nor
// the code say more.
func (r reply) failure(otherwise result.Kind) *result.Failure {
	kind := otherwise
	if k, ok := responseCodes()[r.code]; ok {
		kind = k
	}
	said := strings.ToLower(r.code + " " + r.text)
	for _, row := range wordings() {
		if strings.Contains(said, row.words) {
			kind = row.kind
			break
		}
	}
	f := newFailure(kind, r.text)
	f.Code = r.code
	return f
}

// imapReply names an IMAP server's refusal, from the lines received since
// the command was sent: its completion, or the BYE at which it ended. What
// the server alerted to before (RFC 3501 section 7.1) is added to the text.
// It is nil where the lines hold no refusal.
func imapReply(lines []string) *result.Failure {
	kinds := map[string]result.Kind{"NO": result.AuthRejected, "BAD": result.ProtocolError, "BYE": result.Busy}
	var final reply
	var status string
	var alerts []string
	for _, line := range lines {
		tag, rest := wire.CutWord([]byte(line))
		word, text := wire.CutWord(rest)
		name := strings.ToUpper(string(word))
		if _, refusal := kinds[name]; !refusal {
			continue
		}
		said := splitCode(string(text))
		if untagged := string(tag) == "*"; untagged && name != "BYE" {
			alerts = append(alerts, said.text)
			continue
		} else if untagged && status != "" { // the BYE behind a completion
			continue
		}
		status, final = name, said
	}
	if status == "" {
		return nil
	}
	if len(alerts) > 0 {
		final.text += " (" + strings.Join(alerts, "; ") + ")"
	}
	return final.failure(kinds[status])
}

// pop3Reply names a "-ERR …" answer.
func pop3Reply(line string) *result.Failure {
	text := strings.TrimSpace(strings.TrimPrefix(line, "-ERR"))
	return splitCode(text).failure(result.AuthRejected)
}

// splitCode takes "[CODE arguments] text" apart. The arguments are left out:
// one provider's is a link that signs its reader in.
func splitCode(text string) reply {
	inside, found := strings.CutPrefix(text, "[")
	code, behind, closed := strings.Cut(inside, "]")
	if !found || !closed {
		return reply{text: text}
	}
	code, _, _ = strings.Cut(code, " ")
	return reply{code: strings.ToUpper(code), text: strings.TrimSpace(behind)}
}

// smtpRefusal names a refusal of AUTH.
func smtpRefusal(r smtpReply) *result.Failure {
	code, enhanced := strconv.Itoa(r.code), ""
	var said []string
	for _, line := range r.lines {
		if first, behind, _ := strings.Cut(line, " "); isEnhanced(first) {
			enhanced, line = first, behind
		}
		said = append(said, strings.TrimSpace(line))
	}
	kind, known := smtpCodes()[enhanced]
	if !known {
		kind, known = smtpCodes()[code]
	}
	switch {
	case known:
	case r.code/100 == 4:
		kind = result.AuthTemporary
	case r.code/100 == 5:
		kind = result.AuthRejected
	default:
		kind = result.ProtocolError
	}
	return reply{code: strings.TrimSpace(code + " " + enhanced), text: strings.Join(said, " ")}.failure(kind)
}

// isEnhanced reports whether a word is an enhanced status code (RFC 3463
// section 2): class.subject.detail.
func isEnhanced(word string) bool {
	parts := strings.Split(word, ".")
	return len(parts) == 3 && strings.Trim(word, "0123456789.") == "" && !slices.Contains(parts, "")
}

// passwordUnread reports whether an answer proves that the server did not
// look at the password, so that a login elsewhere still counts as the first:
// the connection is not private enough (RFC 5530, RFC 3207), or the mechanism
// is not known (RFC 4954).
func passwordUnread(f *result.Failure) bool {
	basic, _, _ := strings.Cut(f.Code, " ")
	return f.Code == "PRIVACYREQUIRED" || basic == "504" || basic == "530"
}
