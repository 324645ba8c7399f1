package result

import (
	"fmt"
	"slices"
)

// Failure says why something did not work.
type Failure struct {
	Kind      Kind   `json:"kind"`
	Step      string `json:"step"`             // one of the Step… names
	Detail    string `json:"detail,omitempty"` // the raw cause, cleaned and without secrets
	Code      string `json:"code,omitempty"`   // the server's own: an RFC 5530 or RFC 3206 response code, "535 5.7.8"
	Found     string `json:"found,omitempty"`  // what answered instead: tls, imap, pop3, smtp, http, ssh
	Server    string `json:"server,omitempty"` // the one to use instead, as "host" or "host:port" (RFC 2221)
	Temporary bool   `json:"temporary"`        // it may pass by itself
}

// NewFailure returns a failure of a kind, with what the table of kinds knows
// of it. Its step is the one under way when it is reported.
func NewFailure(kind Kind, detail string) *Failure {
	return &Failure{Kind: kind, Detail: detail, Temporary: kind.Info().Temporary}
}

// Error makes a Failure an error, for use inside package probe.
func (f *Failure) Error() string {
	return fmt.Sprintf("%s at step %s: %s", f.Kind, f.Step, f.Detail)
}

// Kind names a way to fail. The list is closed: [Kinds] says at which step each
// occurs, whether it may pass, and by which RFC; docs/failures.md what it means.
type Kind string

const (
	NameUnknown          Kind = "name-unknown"
	NameLookupFailed     Kind = "name-lookup-failed"
	NoAddress            Kind = "no-address"
	Refused              Kind = "refused"
	Unreachable          Kind = "unreachable"
	Timeout              Kind = "timeout"
	Reset                Kind = "reset"
	Closed               Kind = "closed"
	ClosedBeforeGreeting Kind = "closed-before-greeting"
	SpeaksPlaintext      Kind = "speaks-plaintext"
	SpeaksTLS            Kind = "speaks-tls"
	WrongProtocol        Kind = "wrong-protocol"
	Busy                 Kind = "busy"
	TurnedAway           Kind = "turned-away"
	InUse                Kind = "in-use"
	LoginDelay           Kind = "login-delay"
	StartTLSMissing      Kind = "starttls-missing"
	StartTLSRefused      Kind = "starttls-refused"
	StartTLSBroken       Kind = "starttls-broken"
	StartTLSInjection    Kind = "starttls-injection"
	Preauth              Kind = "preauth"
	CertExpired          Kind = "cert-expired"
	CertNotYetValid      Kind = "cert-not-yet-valid"
	CertNameMismatch     Kind = "cert-name-mismatch"
	CertUnknownIssuer    Kind = "cert-unknown-issuer"
	CertSelfSigned       Kind = "cert-self-signed"
	CertIncompleteChain  Kind = "cert-incomplete-chain"
	CertWeakKey          Kind = "cert-weak-key"
	CertWeakSignature    Kind = "cert-weak-signature"
	CertInvalid          Kind = "cert-invalid"
	TLSVersionRefused    Kind = "tls-version-refused"
	TLSHandshakeFailed   Kind = "tls-handshake-failed"
	AuthRejected         Kind = "auth-rejected"
	TokenRejected        Kind = "token-rejected"
	AuthExpired          Kind = "auth-expired"
	AccountDisabled      Kind = "account-disabled"
	AppPasswordRequired  Kind = "app-password-required"
	WebLoginRequired     Kind = "web-login-required"
	PrivacyRequired      Kind = "privacy-required"
	AuthTemporary        Kind = "auth-temporary"
	MechanismMissing     Kind = "no-mechanism"
	MechanismRefused     Kind = "mechanism-refused"
	Referral             Kind = "referral"
	OAuthRequired        Kind = "oauth-required"
	IDRequired           Kind = "id-required"
	MailboxRefused       Kind = "mailbox-refused"
	Malformed            Kind = "malformed"
	TooLarge             Kind = "too-large"
	ProtocolError        Kind = "protocol-error"
	Canceled             Kind = "canceled"
	LocalError           Kind = "local-error"
)

// KindInfo is one row of the closed list.
type KindInfo struct {
	Kind      Kind
	Step      string // the step it belongs to; "" where any step can fail so
	Temporary bool   // it may pass by itself
	Source    string // the RFC that defines or forbids it, "" where none does
}

// Info returns the row of a kind.
func (k Kind) Info() KindInfo {
	for i := range kinds {
		if kinds[i].Kind == k {
			return kinds[i]
		}
	}
	return KindInfo{Kind: k}
}

// Kinds returns the closed list of failure kinds, in the order of a session.
func Kinds() []KindInfo { return slices.Clone(kinds[:]) }

// kinds is only read: a list made for each failure would be a twentieth of
// what a run allocates.
var kinds = [...]KindInfo{
	{NameUnknown, StepResolve, false, "RFC 8020"},
	{NameLookupFailed, StepResolve, true, "RFC 2308"},
	{NoAddress, StepResolve, false, "RFC 2308"},
	{Refused, StepConnect, false, "RFC 9293"},
	{Unreachable, StepConnect, true, "RFC 1122"},
	{Timeout, "", true, ""},
	{Reset, "", true, "RFC 9293"},
	{Closed, "", true, ""},
	{ClosedBeforeGreeting, StepGreeting, true, ""},
	{SpeaksPlaintext, StepTLS, false, "RFC 8314 section 3"},
	{SpeaksTLS, StepGreeting, false, "RFC 8314 section 3"},
	{WrongProtocol, StepGreeting, false, ""},
	{Busy, "", true, "RFC 5530, RFC 3206, RFC 5321 section 3.8"},
	{TurnedAway, "", false, "RFC 5321 section 3.1"},
	{InUse, StepLogin, true, "RFC 2449 section 8.1.2"},
	{LoginDelay, StepLogin, true, "RFC 2449 section 8.1.1"},
	{StartTLSMissing, StepStartTLS, false, "RFC 2595, RFC 3207"},
	{StartTLSRefused, StepStartTLS, false, "RFC 2595, RFC 3207"},
	{StartTLSBroken, StepTLS, false, "RFC 2595, RFC 3207"},
	{StartTLSInjection, StepStartTLS, false, "RFC 3501 section 6.2.1"},
	{Preauth, StepGreeting, false, "RFC 3501 section 7.1.4"},
	{CertExpired, StepTLS, false, "RFC 5280 section 4.1.2.5"},
	{CertNotYetValid, StepTLS, false, "RFC 5280 section 4.1.2.5"},
	{CertNameMismatch, StepTLS, false, "RFC 7817, RFC 9525"},
	{CertUnknownIssuer, StepTLS, false, "RFC 5280 section 6"},
	{CertSelfSigned, StepTLS, false, "RFC 5280 section 6"},
	{CertIncompleteChain, StepTLS, false, "RFC 8446 section 4.4.2"},
	{CertWeakKey, StepTLS, false, "RFC 9325 section 4.5"},
	{CertWeakSignature, StepTLS, false, "RFC 9325 section 4.5"},
	{CertInvalid, StepTLS, false, "RFC 5280 section 6"},
	{TLSVersionRefused, StepTLS, false, "RFC 8996"},
	{TLSHandshakeFailed, StepTLS, false, "RFC 8446 section 6.2"},
	{AuthRejected, StepLogin, false, "RFC 5530, RFC 3206"},
	{TokenRejected, StepLogin, false, "RFC 7628 section 3.2.2, RFC 6750 section 3.1"},
	{AuthExpired, StepLogin, false, "RFC 5530"},
	{AccountDisabled, StepLogin, false, "RFC 5530"},
	{AppPasswordRequired, StepLogin, false, "RFC 4954"},
	{WebLoginRequired, StepLogin, false, ""},
	{PrivacyRequired, StepLogin, false, "RFC 5530"},
	{AuthTemporary, StepLogin, true, "RFC 5530, RFC 4954"},
	{MechanismMissing, StepLogin, false, "RFC 4422"},
	{MechanismRefused, StepLogin, false, "RFC 3501 section 6.2.2, RFC 4954 section 6"},
	{Referral, StepLogin, false, "RFC 2221"},
	{OAuthRequired, StepLogin, false, "RFC 7628"},
	{IDRequired, StepMailbox, false, "RFC 2971"},
	{MailboxRefused, "", false, "RFC 3501 section 6.3.1, RFC 1939 section 4"},
	{Malformed, "", false, "RFC 3501, RFC 1939, RFC 5321"},
	{TooLarge, "", false, ""},
	{ProtocolError, "", false, "RFC 3501, RFC 1939, RFC 5321"},
	{Canceled, "", true, ""},
	{LocalError, "", true, ""},
}
