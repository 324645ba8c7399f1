package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// A Credential is what a login sends, and the hosts it may be sent to. No
// formatting verb, encoder or logger shows its secret.
type Credential struct {
	User   string
	Secret string
	Token  bool     // the secret is an OAuth bearer token (RFC 6750)
	Hosts  []string // in A-label form; a login to any other host is not tried
	// Users are hosts where the same account has another user name: some want
	// the whole address for sending, and what stands before the @ for reading.
	Users map[string]string
	// Untrusted are hosts that the person has not confirmed, found by a source
	// that could be forged: no login there, whatever Hosts says.
	Untrusted []string

	asks bool // there is no user and no token: it asks who issues them
}

// ErrCredential says that a user name or secret cannot be sent: CR, LF and NUL
// would end a line, and with it change the command (RFC 5321 section 2.3.8,
// RFC 4616 section 2).
var ErrCredential = errors.New("a user name or password must not be empty or hold a line break or a NUL")

// NewCredential checks a credential. The error is [ErrCredential].
func NewCredential(user, secret string, token bool, hosts ...string) (*Credential, error) {
	cr := &Credential{User: user, Secret: secret, Token: token, Hosts: hosts}
	if err := cr.check(); err != nil {
		return nil, err
	}
	return cr, nil
}

func (c *Credential) check() error {
	if c.asks {
		return nil
	}
	for _, user := range slices.AppendSeq([]string{c.User}, maps.Values(c.Users)) {
		if user == "" || c.Secret == "" || strings.ContainsAny(user+c.Secret, "\r\n\x00") {
			return ErrCredential
		}
	}
	return nil
}

// at returns the credential with the user name for a host.
func (c Credential) at(host string) *Credential {
	for name, user := range c.Users {
		if sameHost(name, host) {
			c.User = user
		}
	}
	return &c
}

// SameLogin reports whether the other sends the same as this one to a host that
// they share: what a server said of one it would say of the other.
func (c *Credential) SameLogin(other *Credential) bool {
	return c.User == other.User && c.Secret == other.Secret && c.Token == other.Token && slices.ContainsFunc(c.Hosts, other.belongsTo)
}

// belongsTo reports whether the credential may be sent to the host.
func (c *Credential) belongsTo(host string) bool {
	return slices.ContainsFunc(c.Hosts, func(h string) bool { return sameHost(h, host) })
}

func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

// barred returns why no credential at all must cross a connection, or "".
//
// It crosses TLS that is verified for the host that was asked for. The one
// exception is a loopback address that is dialled, whatever name stands for
// it, and only where that was allowed.
func barred(c wire.State, insecureLoopback bool) result.LoginReason {
	switch {
	case c.Preauth, c.Failure != nil:
		return result.NotReady
	case insecureLoopback && c.Address.IsLoopback():
		return ""
	case !c.Encrypted:
		return result.Plaintext
	case !c.Verified:
		return result.Unverified
	}
	return ""
}

// String shows the user name alone.
func (c Credential) String() string { return "credential of " + c.User }

// GoString shows the user name alone.
func (c Credential) GoString() string { return c.String() }

// Format shows the user name alone, whatever the verb.
func (c Credential) Format(s fmt.State, _ rune) { io.WriteString(s, c.String()) }

// MarshalJSON shows nothing.
func (c Credential) MarshalJSON() ([]byte, error) { return json.Marshal(wire.Redacted) }

// LogValue shows the user name alone.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }
