package result

import (
	"time"
)

// Status is the outcome of an endpoint, a path or a step.
type Status string

const (
	OK   Status = "ok"
	Fail Status = "fail"
	Skip Status = "skip" // not offered, or not reached because something before it failed
)

// Probe is what was seen at one endpoint, on every address of its host.
type Probe struct {
	Endpoint
	Status  Status   `json:"status"`
	Failure *Failure `json:"failure,omitempty"`

	// Session is the address over which the session went on (login, usage).
	Session string `json:"session,omitempty"`
	Paths   []Path `json:"paths,omitempty"`
	// AddressesOmitted counts addresses of the host beyond those of Paths: of
	// each family only the first few are connected to.
	AddressesOmitted int `json:"addresses_omitted,omitempty"`
	// Unanswered is the family whose addresses the lookup did not bring, where
	// it brought those of the other: Paths are of that one alone.
	Unanswered *Unanswered `json:"unanswered,omitempty"`

	Login *Login `json:"login,omitempty"`

	// DoneMS is when the endpoint was finished, in milliseconds from the
	// start of the run.
	DoneMS float64 `json:"done_ms"`
}

// Unanswered says why the addresses of one family are not known.
type Unanswered struct {
	Family  string  `json:"family"` // ipv4 or ipv6
	Failure Failure `json:"failure"`
}

// SessionPath returns the path that the session used, or the first that worked,
// or the first of all; nil where no address is known.
func (p *Probe) SessionPath() *Path {
	var best *Path
	for i := range p.Paths {
		path := &p.Paths[i]
		if p.Session != "" && path.Address == p.Session {
			return path
		}
		if best == nil || best.Status != OK && path.Status == OK {
			best = path
		}
	}
	return best
}

// LoggedIn reports whether a login was accepted at the endpoint.
func (p *Probe) LoggedIn() bool { return p.Login != nil && p.Login.Status == LoginOK }

// LoginFailed reports whether a login was sent there and not accepted.
func (p *Probe) LoginFailed() bool { return p.Login != nil && p.Login.Status == LoginFailed }

// LoginFailure returns why the login failed, or nil.
func (p *Probe) LoginFailure() *Failure {
	if p.Login == nil {
		return nil
	}
	return p.Login.Failure
}

// Path is the journey to one address of the host, without a login.
type Path struct {
	Address string   `json:"address"`           // the IP address that the name stands for
	Family  string   `json:"family"`            // ipv4 or ipv6
	Special string   `json:"special,omitempty"` // where a name led to an address that is not public: its range, as RFC 6890 has them (loopback, private, link-local, shared, …)
	Status  Status   `json:"status"`
	Failure *Failure `json:"failure,omitempty"`
	Steps   []Step   `json:"steps,omitempty"`

	Greeting       string        `json:"greeting,omitempty"`       // the first line, cleaned of control characters
	Implementation string        `json:"implementation,omitempty"` // IMAP ID (RFC 2971), POP3 IMPLEMENTATION (RFC 2449)
	TLS            *TLSState     `json:"tls,omitempty"`
	TLS12          *TLS12        `json:"tls12,omitempty"` // nil where nobody looked
	Capabilities   *Capabilities `json:"capabilities,omitempty"`

	// Auth lists the SASL mechanisms offered in the last phase reached,
	// without the AUTH= prefix. Nil where no capabilities were read.
	Auth []string `json:"auth,omitempty"`
	// LoginCommand says whether the plain LOGIN (IMAP, false where
	// LOGINDISABLED) or USER (POP3) command is offered in that phase.
	LoginCommand *bool `json:"login_command,omitempty"`
}

// The steps of a path and of a session, in their order. A time limit belongs
// to a step, and a failure names the step it happened in.
const (
	StepResolve      = "resolve"
	StepConnect      = "connect"
	StepTLS          = "tls"          // the handshake, implicit or behind STARTTLS
	StepGreeting     = "greeting"     //
	StepCapabilities = "capabilities" // CAPABILITY, CAPA or EHLO, in whatever phase
	StepStartTLS     = "starttls"     // the command and its answer, without the handshake
	StepID           = "id"
	StepLogin        = "login"
	StepQuota        = "quota"
	StepMailbox      = "mailbox" // folders, messages, sizes
	StepArrival      = "arrival"
	StepUsage        = "usage" // what takes the room, message by message
)

// Step is one step of a journey.
type Step struct {
	Name   string   `json:"name"`
	Phase  string   `json:"phase,omitempty"` // capabilities only: before_tls, after_tls, after_login
	Status Status   `json:"status"`
	TookMS float64  `json:"took_ms"`
	Lines  []string `json:"lines,omitempty"` // "C: …" and "S: …", cleaned and without secrets; long runs shortened
}

// StepNamed returns the last step of that name, or nil.
func (p *Path) StepNamed(name string) *Step {
	for i := len(p.Steps) - 1; i >= 0; i-- {
		if p.Steps[i].Name == name {
			return &p.Steps[i]
		}
	}
	return nil
}

// Capabilities are the server's own words in each phase. A nil phase does not
// exist on this endpoint or was not reached; an empty one was answered empty.
type Capabilities struct {
	Greeting   Words `json:"greeting,omitempty"` // IMAP greeting's CAPABILITY code
	BeforeTLS  Words `json:"before_tls,omitzero"`
	AfterTLS   Words `json:"after_tls,omitzero"`
	AfterLogin Words `json:"after_login,omitzero"`
}

// TLSState is what the handshake showed. It is reported even where
// verification failed; Verified decides whether a credential may follow.
type TLSState struct {
	Version  string        `json:"version"` // "TLS 1.3"
	Cipher   string        `json:"cipher"`  // the IANA name
	Verified bool          `json:"verified"`
	Problems []Problem     `json:"problems"` // every problem of the chain; empty where verified
	Chain    []Certificate `json:"chain"`    // as sent, leaf first

	// ClientCertificate says that the server asked for a certificate of the
	// client, and got none.
	ClientCertificate bool `json:"client_certificate,omitempty"`

	// LargeHello is what became of a first message of the usual size, which
	// holds post-quantum key shares, where only a small one was answered.
	LargeHello *Failure `json:"large_hello,omitempty"`

	// Weak lists what extra handshakes found the server to accept although it
	// should not: "TLS 1.0", "TLS 1.1", names of cipher suites. Nil where
	// nobody looked; empty where it accepts none.
	Weak []string `json:"weak,omitzero"`
}

// TLS12 is how the server answers a first message of TLS 1.2 as programs with
// OpenSSL 3 send it. It shows what the handshake of this program cannot: key
// exchanges that it does not offer, and secure renegotiation.
type TLS12 struct {
	Cipher              string   `json:"cipher,omitempty"`       // what the server chose, by its IANA name
	KeyExchange         string   `json:"key_exchange,omitempty"` // ECDHE, DHE, RSA
	DHBits              int      `json:"dh_bits,omitempty"`      // length of the prime, where DHE
	SecureRenegotiation bool     `json:"secure_renegotiation"`   // RFC 5746
	PSS                 bool     `json:"pss,omitempty"`          // the certificate's key is for RSASSA-PSS alone (RFC 4055)
	Failure             *Failure `json:"failure,omitempty"`      // where it chose nothing
}

// Problem is one thing wrong with a certificate chain.
type Problem struct {
	Kind   Kind   `json:"kind"` // one of the cert-… kinds
	Detail string `json:"detail,omitempty"`
}

// Certificate is one certificate as the server sent it.
type Certificate struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names,omitempty"` // DNS names and IP addresses of subjectAltName
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Key       string    `json:"key"`       // "ECDSA P-256", "RSA 2048", "Ed25519"
	Signature string    `json:"signature"` // "ECDSA-SHA256"
	SHA256    string    `json:"sha256"`    // hex digest of the DER form: tells certificates apart
}

// Login is what came of the login at one endpoint.
type Login struct {
	Status    LoginStatus `json:"status"`
	Mechanism string      `json:"mechanism,omitempty"` // PLAIN, LOGIN, USER, SCRAM-SHA-256, …
	Reason    LoginReason `json:"reason,omitempty"`    // where not ok
	Failure   *Failure    `json:"failure,omitempty"`   // where status is fail, or the reason is no-mechanism
	TookMS    float64     `json:"took_ms,omitempty"`

	// Refused are mechanisms that were offered, and refused before anything
	// of the credential was judged. Another was tried then.
	Refused []RefusedMechanism `json:"refused,omitempty"`
	// Withheld says that the login failed before the password was sent.
	Withheld bool `json:"withheld,omitempty"`
	// Alerts are texts that the server wants shown to the person (RFC 3501
	// section 7.1, [ALERT]), whatever came of the login.
	Alerts []string `json:"alerts,omitempty"`
	// Token is what could be read of the token, where one was sent.
	Token *Token `json:"token,omitempty"`
	// Traits are what is unusual about a user name and a password that were
	// refused, as possible causes. Nothing else of the password is told.
	Traits []Trait `json:"traits,omitempty"`
}

// A Trait is something about a user name or a password at which servers and
// programs part ways. The list is closed: see [Traits].
type Trait string

const (
	UserBlanks      Trait = "user-blanks"      // a blank before or behind the name
	UserLetters     Trait = "user-letters"     // letters outside ASCII (RFC 6855, RFC 6531)
	PasswordBlanks  Trait = "password-blanks"  // a blank before or behind it
	PasswordGroups  Trait = "password-groups"  // letters in groups, as app passwords are shown
	PasswordLetters Trait = "password-letters" // letters outside ASCII (RFC 4616 section 2, RFC 8265)
	PasswordShort   Trait = "password-short"   // as if some of it were missing
	PasswordLong    Trait = "password-long"    // longer than what some servers look at
)

// Traits lists every trait.
func Traits() []Trait {
	return []Trait{UserBlanks, UserLetters, PasswordBlanks, PasswordGroups, PasswordLetters, PasswordShort, PasswordLong}
}

// RefusedMechanism is a way to log in that a server offers and does not take.
type RefusedMechanism struct {
	Mechanism string  `json:"mechanism"`
	Failure   Failure `json:"failure"`
}

// MaySent reports whether the password, a proof of it or a token may have been
// sent: only where this is false, none was.
func (l *Login) MaySent() bool {
	return l != nil && !l.Withheld && (l.Status == LoginOK || l.Status == LoginFailed)
}

// LoginStatus is what came of a login: a closed list.
type LoginStatus string

// The values of a login's status.
const (
	LoginOK       LoginStatus = "ok"        // accepted
	LoginFailed   LoginStatus = "fail"      // sent, and not accepted
	LoginNotTried LoginStatus = "not-tried" // nothing was sent: see Reason
)

// LoginReason says why a login was not tried, or failed: a closed list.
type LoginReason string

// The reasons of a login that was not accepted.
const (
	NoCredential       LoginReason = "no-credential"       // none was given
	NotReady           LoginReason = "not-ready"           // the journey before it failed
	Unverified         LoginReason = "unverified-tls"      // the certificate was not verified for the host
	Plaintext          LoginReason = "plaintext"           // the connection is not encrypted
	OtherHost          LoginReason = "other-host"          // the credential belongs to other hosts
	NoMechanism        LoginReason = "no-mechanism"        // none in common, or none that was asked for
	EarlierFailure     LoginReason = "earlier-failure"     // an attempt elsewhere failed: one failure a run
	WaitingForOther    LoginReason = "gate-not-passed"     // no endpoint logged in first
	LoginDelayed       LoginReason = "login-delay"         // the server asks for a pause between POP3 sessions
	Rejected           LoginReason = "rejected"            // tried, and the server said no
	NoAnswer           LoginReason = "no-answer"           // tried, and the connection ended
	UntrustedDiscovery LoginReason = "untrusted-discovery" // found by a source that the person has not confirmed
)

// LoginReasons lists every reason.
func LoginReasons() []LoginReason {
	return []LoginReason{NoCredential, NotReady, Unverified, Plaintext, OtherHost, NoMechanism, EarlierFailure,
		WaitingForOther, LoginDelayed, Rejected, NoAnswer, UntrustedDiscovery}
}

// Milliseconds returns a duration as the report counts it, to the microsecond.
func Milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
