package signin

// Kind names a way in which a sign-in fails. The list is closed: see [Kinds].
type Kind string

const (
	NoIssuer            Kind = "no-issuer"
	MetadataMissing     Kind = "metadata-missing"
	IssuerMismatch      Kind = "issuer-mismatch"
	NotSecure           Kind = "not-secure"
	PKCEMissing         Kind = "pkce-missing"
	NoBrowserFlow       Kind = "no-browser-flow"
	NoDeviceFlow        Kind = "no-device-flow"
	NoRedirect          Kind = "no-redirect"
	NoClientID          Kind = "no-client-id"
	ClientClosed        Kind = "client-closed"
	RegistrationRefused Kind = "registration-refused"
	NoListener          Kind = "no-listener"
	RedirectRefused     Kind = "redirect-refused"
	ClientUnknown       Kind = "client-unknown"
	SecretNeeded        Kind = "secret-needed"
	SecretWrong         Kind = "secret-wrong"
	FlowRefused         Kind = "flow-refused"
	RequestRefused      Kind = "request-refused"
	ScopeRefused        Kind = "scope-refused"
	ConsentRefused      Kind = "consent-refused"
	ConsentNeeded       Kind = "consent-needed"
	AdminNeeded         Kind = "admin-needed"
	PolicyBarred        Kind = "policy-barred"
	AccountOff          Kind = "account-off"
	TenantWrong         Kind = "tenant-wrong"
	StateWrong          Kind = "state-wrong"
	IssuerWrong         Kind = "issuer-wrong"
	CodeMissing         Kind = "code-missing"
	CodeRefused         Kind = "code-refused"
	CodeExpired         Kind = "code-expired"
	SlowDown            Kind = "slow-down"
	TokenType           Kind = "token-type"
	ScopeMissing        Kind = "scope-missing"
	Malformed           Kind = "malformed"
	TooLarge            Kind = "too-large"
	IssuerDown          Kind = "issuer-down"
	Unreachable         Kind = "unreachable"
	Certificate         Kind = "certificate"
	TimedOut            Kind = "timed-out"
	Canceled            Kind = "canceled"
)

// KindInfo is one row of the closed list.
type KindInfo struct {
	Kind      Kind
	Temporary bool   // it may pass by itself, or when it is tried again
	Source    string // the RFC that defines or forbids it, "" where none does
}

// Kinds returns the closed list, in the order of a sign-in.
func Kinds() []KindInfo {
	return []KindInfo{
		{NoIssuer, false, "RFC 7628 section 3.2.2"},
		{MetadataMissing, false, "RFC 8414 section 3"},
		{IssuerMismatch, false, "RFC 8414 section 3.3"},
		{NotSecure, false, "RFC 6749 section 3.1"},
		{PKCEMissing, false, "RFC 7636, RFC 8252 section 6"},
		{NoBrowserFlow, false, "RFC 8414 section 2"},
		{NoDeviceFlow, false, "RFC 8628 section 4"},
		{NoRedirect, false, "RFC 8252 section 7.1"},
		{NoClientID, false, "RFC 6749 section 2.2"},
		{ClientClosed, false, "RFC 6749 section 2"},
		{RegistrationRefused, false, "RFC 7591 section 3.2.2"},
		{NoListener, true, "RFC 8252 section 7.3"},
		{RedirectRefused, false, "RFC 6749 section 3.1.2"},
		{ClientUnknown, false, "RFC 6749 section 5.2"},
		{SecretNeeded, false, "RFC 6749 section 2.3"},
		{SecretWrong, false, "RFC 6749 section 2.3"},
		{FlowRefused, false, "RFC 6749 section 4.1.2.1"},
		{RequestRefused, false, "RFC 6749 section 4.1.2.1"},
		{ScopeRefused, false, "RFC 6749 section 4.1.2.1"},
		{ConsentRefused, false, "RFC 6749 section 4.1.2.1"},
		{ConsentNeeded, false, "OpenID Connect Core section 3.1.2.6"},
		{AdminNeeded, false, ""},
		{PolicyBarred, false, ""},
		{AccountOff, false, ""},
		{TenantWrong, false, ""},
		{StateWrong, false, "RFC 6749 section 10.12"},
		{IssuerWrong, false, "RFC 9207 section 2.4"},
		{CodeMissing, false, "RFC 6749 section 4.1.2"},
		{CodeRefused, false, "RFC 6749 section 5.2"},
		{CodeExpired, false, "RFC 8628 section 3.5"},
		{SlowDown, true, "RFC 8628 section 3.5"},
		{TokenType, false, "RFC 6750, RFC 9449"},
		{ScopeMissing, false, "RFC 6749 section 3.3"},
		{Malformed, false, "RFC 6749 section 5"},
		{TooLarge, false, ""},
		{IssuerDown, true, "RFC 6749 section 4.1.2.1"},
		{Unreachable, true, ""},
		{Certificate, false, "RFC 9525"},
		{TimedOut, true, ""},
		{Canceled, true, ""},
	}
}

// Info returns the row of a kind.
func (k Kind) Info() KindInfo {
	for _, row := range Kinds() {
		if row.Kind == k {
			return row
		}
	}
	return KindInfo{Kind: k}
}
