// Package settings makes what a person types into a mail program, or loads
// into it, from a report and the advice.
//
// It follows RFC 8314: TLS from the first byte before STARTTLS, and never a
// cleartext connection. Only an endpoint that answered over a connection whose
// certificate was verified for its host becomes a setting; where no server could
// be tested, those of the built-in table do, marked as not tested.
package settings

import (
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Settings is what a person types into a mail program.
type Settings struct {
	Incoming *Server        `json:"incoming,omitempty"`
	Outgoing *Server        `json:"outgoing,omitempty"`
	Options  choose.Options `json:"options"`
	// Folders are the server's own names by special use, for programs that
	// are told: "\\Sent" -> "Sent".
	Folders map[string]string `json:"folders,omitempty"`
	// ByName are the uses of those folders that the server does not mark, and
	// that their names alone tell.
	ByName []string `json:"folders_by_name,omitempty"`
	// Prefix and Delimiter are those of the folders' names (RFC 2342).
	Prefix    string `json:"folder_prefix,omitempty"`
	Delimiter string `json:"folder_delimiter,omitempty"`
	Address   string `json:"address,omitempty"` // the person's mail address
	Name      string `json:"name,omitempty"`    // that of the person, as others see it

	// Findable says that mail programs find the servers from the address alone,
	// by what is published or listed for its domain: nobody has to publish it.
	Findable bool `json:"findable,omitempty"`

	// TokenTool is the program, one of [client.TokenTools], that prints a token
	// for programs which run a command. "": nobody named one, and the first of
	// them is taken where a server wants a token.
	TokenTool string `json:"token_tool,omitempty"`

	// OnlyCopy says that, by the person's own word, a computer may hold the only
	// copy of the mail.
	OnlyCopy bool `json:"only_copy,omitempty"`
	// Elsewhere says that, by the person's own word, more than one device or more
	// than one person reads the mailbox.
	Elsewhere bool `json:"read_elsewhere,omitempty"`
	// Held says that every copy stays on the POP server although the advice is
	// to leave none: nobody said that a computer may hold the only copy.
	Held bool `json:"held,omitempty"`
	// NoCopy is why no copy can stay on the POP server, the gate of package choose
	// (pop-no-uidl, expire-zero), where Held: to keep and to delete are both wrong
	// then, and only the person can say which. No file is made.
	NoCopy string `json:"no_copy,omitempty"`
}

// Server is one server of the settings. It is always encrypted: a cleartext
// setting is never made.
type Server struct {
	Service  result.Service  `json:"service"`
	Host     string          `json:"host"`
	Port     int             `json:"port"`
	Security result.Security `json:"security"` // tls or starttls, never none
	Username string          `json:"username"`
	Auth     string          `json:"auth"` // one of the Auth… words
	// Secret is one of the Secret… words where the password is not the usual
	// one of the account; "" where it is, or nothing is known of it.
	Secret string `json:"secret,omitempty"`
	// SignIn says that it takes tokens of OAuth2 beside the password.
	SignIn bool `json:"sign_in,omitempty"`
	// Issuer names who issues its tokens, as [client.OAuthIssuers] does; "" where
	// that is not known.
	Issuer string `json:"issuer,omitempty"`
	// Untested says that it stands in the built-in table and that nothing was
	// seen of it.
	Untested bool `json:"untested,omitempty"`
	// Mechanism is the one that was seen to work, else the one that a login with
	// the password itself takes: PLAIN, LOGIN, USER, or a challenge; "" where
	// nothing was seen.
	Mechanism string `json:"mechanism,omitempty"`
	// Mechanisms are the SASL mechanisms that the server offers; nil where
	// they were not seen.
	Mechanisms []string `json:"mechanisms,omitempty"`
	// LoginCommand says that it offers IMAP's own command for a login too.
	LoginCommand bool `json:"login_command,omitempty"`
	// UTF8 says that it announces names of folders in UTF-8 (RFC 6855).
	UTF8 bool `json:"utf8,omitempty"`
}

// The values of Server.Auth, as mail programs sort them.
const (
	AuthPassword  = "password"           // the password itself, inside TLS
	AuthEncrypted = "encrypted-password" // a challenge: SCRAM, CRAM-MD5
	AuthOAuth2    = "oauth2"             // a token from the provider's web page
)

// The values of Server.Secret: whose password it is.
const (
	SecretApp     = "app-password"     // made at the provider for one program; the usual one is refused
	SecretBridge  = "bridge-password"  // shown by the provider's program on the same computer
	SecretMailbox = "mailbox-password" // the mailbox has its own
)

// File is one file of a mail program. It never holds a password.
type File struct {
	Name    string        `json:"name"`
	Mode    uint32        `json:"mode"` // Unix permissions
	Content Content       `json:"content"`
	Notes   []locale.Text `json:"notes,omitempty"` // where it goes, how the password is given, what it cannot say
	// Commented says that Content holds the notes too, as comments.
	Commented bool `json:"commented,omitempty"`
	// Typed says that it is for a person to read: no program reads it.
	Typed bool `json:"typed,omitempty"`
	// QR says that a phone is shown Content as a QR code: see [NewQR].
	QR bool `json:"qr,omitempty"`
}

// Content is the bytes of a file, which are text in every format here: JSON
// has them as a string.
type Content []byte

// MarshalText implements [encoding.TextMarshaler].
func (c Content) MarshalText() ([]byte, error) { return c, nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Content) UnmarshalText(text []byte) error {
	*c = append((*c)[:0], text...)
	return nil
}
