package says

import "mailadvisor/probe/result"

// codes lists what codes mean in answer to a login.
func codes() []Code {
	return []Code{
		// In brackets: IMAP's (RFC 5530 section 3) and POP3's (RFC 2449
		// section 8, RFC 3206 section 4).
		{Code: "AUTHENTICATIONFAILED", Kind: result.AuthRejected, Source: "RFC 5530"},
		{Code: "AUTHORIZATIONFAILED", Kind: result.AuthRejected, Source: "RFC 5530"},
		{Code: "EXPIRED", Kind: result.AuthExpired, Source: "RFC 5530"},
		{Code: "PRIVACYREQUIRED", Kind: result.PrivacyRequired, Source: "RFC 5530"},
		{Code: "CONTACTADMIN", Kind: result.AccountDisabled, Source: "RFC 5530"},
		{Code: "NOPERM", Kind: result.AccountDisabled, Source: "RFC 5530"},
		{Code: "UNAVAILABLE", Kind: result.AuthTemporary, Source: "RFC 5530"},
		{Code: "SERVERBUG", Kind: result.AuthTemporary, Source: "RFC 5530"},
		{Code: "CLIENTBUG", Kind: result.ProtocolError, Source: "RFC 5530"},
		{Code: "INUSE", Kind: result.InUse, Source: "RFC 5530"},
		{Code: "OVERQUOTA", Kind: result.MailboxRefused, Source: "RFC 5530"},
		{Code: "LIMIT", Kind: result.Busy, Source: "RFC 5530"},
		{Code: "REFERRAL", Kind: result.Referral, Source: "RFC 2221"},
		{Code: "AUTH", Kind: result.AuthRejected, Source: "RFC 3206"},
		{Code: "SYS/TEMP", Kind: result.AuthTemporary, Source: "RFC 3206"},
		{Code: "SYS/PERM", Kind: result.AccountDisabled, Source: "RFC 3206"},
		{Code: "IN-USE", Kind: result.InUse, Source: "RFC 2449"},
		{Code: "LOGIN-DELAY", Kind: result.LoginDelay, Source: "RFC 2449"},

		// Submission: enhanced codes first, which say more (RFC 5248), then
		// the basic ones (RFC 4954 sections 4 and 6).
		{Code: "5.7.13", Kind: result.AccountDisabled, Source: "RFC 5248"},
		{Code: "5.7.139", Kind: result.AccountDisabled, Source: "Microsoft 365: refused by a policy"},
		{Code: "421", Kind: result.AuthTemporary, Source: "RFC 5321 section 3.8: it does not say why"},
		{Code: "432", Kind: result.AuthExpired, Source: "RFC 4954"},
		{Code: "454", Kind: result.AuthTemporary, Source: "RFC 4954"},
		{Code: "500", Kind: result.MechanismRefused, Source: "RFC 4954"},
		{Code: "501", Kind: result.MechanismRefused, Source: "RFC 4954"},
		{Code: "502", Kind: result.MechanismRefused, Source: "RFC 5321"},
		{Code: "503", Kind: result.MechanismRefused, Source: "RFC 4954"},
		{Code: "504", Kind: result.MechanismRefused, Source: "RFC 4954"},
		{Code: "523", Kind: result.PrivacyRequired, Source: "RFC 5248"},
		{Code: "524", Kind: result.PrivacyRequired, Source: "RFC 5248"},
		{Code: "525", Kind: result.AccountDisabled, Source: "RFC 5248"},
		{Code: "530", Kind: result.PrivacyRequired, Source: "RFC 3207"},
		{Code: "534", Kind: result.MechanismRefused, Source: "RFC 4954"},
		{Code: "538", Kind: result.PrivacyRequired, Source: "RFC 4954"},
	}
}
