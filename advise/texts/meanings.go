package texts

import (
	"slices"

	"mailadvisor/probe/result"
)

// Meaning names what a text means. Its words are the messages of text.ID:
// title, means, causes (one a line, the likeliest first) and now (what to do,
// one step a line).
type Meaning string

// Decides is which command tells the causes of a meaning apart.
type Decides string

// The commands that decide. Each is filled with the host of the text.
const (
	ByProbe    Decides = "probe"    // every port, without a login
	ByLogin    Decides = "login"    // the same, with a login
	ByTLSScan  Decides = "tls-scan" // with handshakes of older programs
	ByDiscover Decides = "discover" // who says which servers are right
	BySettings Decides = "settings" // the settings as they should be
	ByUsage    Decides = "usage"    // what fills the mailbox
	ByNothing  Decides = ""         // outside of this tool
)

// Info is one row of the closed list of meanings.
type Info struct {
	ID      Meaning
	Kind    result.Kind // the kind of failure that a probe calls it; "" where there is none
	Decides Decides
	Outside bool // delivery, or a program's own files: not for this tool to mend
}

// Meanings returns the closed list, in the order of a session.
func Meanings() []Info {
	return []Info{
		{ID: "no-network", Kind: result.Unreachable, Decides: ByProbe},
		{ID: "name-unknown", Kind: result.NameUnknown, Decides: ByDiscover},
		{ID: "name-lookup-failed", Kind: result.NameLookupFailed, Decides: ByProbe},
		{ID: "refused", Kind: result.Refused, Decides: ByProbe},
		{ID: "unreachable", Kind: result.Unreachable, Decides: ByProbe},
		{ID: "timeout", Kind: result.Timeout, Decides: ByProbe},
		{ID: "connection-lost", Kind: result.Closed, Decides: ByProbe},
		{ID: "cannot-connect", Decides: ByProbe},
		{ID: "settings-not-found", Decides: ByDiscover},
		{ID: "wrong-protocol", Kind: result.WrongProtocol, Decides: ByProbe},
		{ID: "speaks-plaintext", Kind: result.SpeaksPlaintext, Decides: ByProbe},
		{ID: "speaks-tls", Kind: result.SpeaksTLS, Decides: ByProbe},
		{ID: "starttls-missing", Kind: result.StartTLSMissing, Decides: ByProbe},
		{ID: "starttls-refused", Kind: result.StartTLSRefused, Decides: ByProbe},

		{ID: "cert-not-accepted", Decides: ByProbe},
		{ID: "cert-expired", Kind: result.CertExpired, Decides: ByProbe},
		{ID: "cert-not-yet-valid", Kind: result.CertNotYetValid, Decides: ByProbe},
		{ID: "cert-name-mismatch", Kind: result.CertNameMismatch, Decides: ByProbe},
		{ID: "cert-unknown-issuer", Kind: result.CertUnknownIssuer, Decides: ByProbe},
		{ID: "cert-self-signed", Kind: result.CertSelfSigned, Decides: ByProbe},
		{ID: "cert-incomplete-chain", Kind: result.CertIncompleteChain, Decides: ByProbe},
		{ID: "cert-weak", Kind: result.CertWeakKey, Decides: ByProbe},
		{ID: "cert-invalid", Kind: result.CertInvalid, Decides: ByProbe},
		{ID: "cert-revoked", Kind: result.CertInvalid, Decides: ByProbe},
		{ID: "client-certificate", Decides: ByProbe},
		{ID: "tls-version-refused", Kind: result.TLSVersionRefused, Decides: ByTLSScan},
		{ID: "tls-weak-dh", Kind: result.TLSHandshakeFailed, Decides: ByTLSScan},
		{ID: "tls-old-renegotiation", Kind: result.TLSHandshakeFailed, Decides: ByTLSScan},
		{ID: "tls-handshake-failed", Kind: result.TLSHandshakeFailed, Decides: ByTLSScan},

		{ID: "auth-rejected", Kind: result.AuthRejected, Decides: ByLogin},
		{ID: "auth-expired", Kind: result.AuthExpired, Decides: ByLogin},
		{ID: "app-password-required", Kind: result.AppPasswordRequired, Decides: BySettings},
		{ID: "oauth-required", Kind: result.OAuthRequired, Decides: BySettings},
		{ID: "token-refused", Kind: result.TokenRejected, Decides: ByLogin},
		{ID: "sign-in-blocked", Decides: BySettings},
		{ID: "web-login-required", Kind: result.WebLoginRequired, Decides: ByLogin},
		{ID: "service-disabled", Kind: result.AccountDisabled, Decides: ByLogin},
		{ID: "account-locked", Kind: result.AccountDisabled, Decides: ByLogin},
		{ID: "privacy-required", Kind: result.PrivacyRequired, Decides: BySettings},
		{ID: "no-mechanism", Kind: result.MechanismMissing, Decides: ByProbe},
		{ID: "wrong-server", Kind: result.Referral, Decides: ByDiscover},
		{ID: "login-temporary", Kind: result.AuthTemporary, Decides: ByLogin},
		{ID: "too-many-logins", Kind: result.AuthTemporary, Decides: ByLogin},
		{ID: "too-many-connections", Kind: result.Busy, Decides: ByLogin},
		{ID: "in-use", Kind: result.InUse, Decides: ByLogin},
		{ID: "login-delay", Kind: result.LoginDelay, Decides: ByLogin},
		{ID: "blocked-address", Decides: ByProbe},
		{ID: "server-trouble", Kind: result.Busy, Decides: ByLogin},

		{ID: "mailbox-unavailable", Decides: ByLogin},
		{ID: "folder-missing", Decides: ByLogin},
		{ID: "folder-denied", Decides: ByLogin},
		{ID: "mailbox-full", Decides: ByUsage},
		{ID: "pop-no-uidl", Decides: ByProbe},
		{ID: "protocol-error", Kind: result.ProtocolError, Decides: ByProbe},
		{ID: "program-storage", Outside: true},
		{ID: "program-busy", Outside: true},

		{ID: "sending-failed", Decides: ByLogin},
		{ID: "sending-needs-login", Decides: BySettings},
		{ID: "sender-refused", Decides: BySettings},
		{ID: "sending-limit"},
		{ID: "message-too-large", Decides: ByProbe},
		{ID: "recipient-unknown", Outside: true},
		{ID: "recipient-disabled", Outside: true},
		{ID: "recipient-domain", Outside: true},
		{ID: "recipient-full", Outside: true},
		{ID: "recipient-refuses", Outside: true},
		{ID: "sender-not-proven", Outside: true},
		{ID: "blocklisted", Outside: true},
		{ID: "content-refused", Outside: true},
		{ID: "greylisted", Outside: true},
		{ID: "delivery-delayed", Outside: true},
		{ID: "delivery-loop", Outside: true},
		{ID: "bounced", Outside: true},
	}
}

// IsMeaning reports whether a word names a meaning.
func IsMeaning(m Meaning) bool {
	return slices.ContainsFunc(Meanings(), func(i Info) bool { return i.ID == m })
}

// Info returns the row of a meaning.
func (m Meaning) Info() Info {
	for _, row := range Meanings() {
		if row.ID == m {
			return row
		}
	}
	return Info{ID: m}
}
