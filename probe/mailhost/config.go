package mailhost

import "time"

// What the host calls itself, and its one account. The names are reserved for
// tests (RFC 6761 section 6.2); the password is public on purpose.
const (
	Name     = "mail.example.test"
	Domain   = "example.test"
	User     = "user@example.test"
	Password = "demo-password"
	Token    = "demo-token" // what XOAUTH2 and OAUTHBEARER take in place of Password
)

// Config says which host to start. The zero Config is the default scenario.
type Config struct {
	// Scenario names a row of [Scenarios]; "fault:NAME" is a row of [Faults]
	// on top of the default scenario. Empty means "default".
	Scenario string
	// Now is the host's today: arrivals are dated back from it, and
	// certificates are made for it. Zero means the time of Start.
	Now time.Time
	// Messages, where positive, is how many messages INBOX holds. The quota
	// limit grows in proportion, so that the share in use stays the same.
	Messages int
	// Without, where set, names the messages that somebody has deleted for good.
	// It is asked of each, folder by folder.
	Without func(Message) bool
	// Log, where set, receives every line of every dialogue. It is called
	// from several goroutines at once and sees passwords.
	Log func(Event)
}

// Message is one message of the account.
type Message struct {
	Folder  string
	UID     uint32
	Size    int64     // octets
	Date    time.Time // INTERNALDATE, UTC
	Deleted bool      // marked so, and still there
}

// Event is one line of a dialogue.
type Event struct {
	Key        string // the endpoint's, see [Endpoint]
	Conn       int    // counts connections from 1
	FromClient bool
	TLS        bool   // it crossed the wire encrypted
	Line       string // without CRLF
}

// Endpoint is one service that the host listens for.
type Endpoint struct {
	Key         string   // imaps, imap, pop3s, pop3, submissions, submission
	Service     string   // imap, pop3 or submission
	Security    string   // tls or starttls
	DefaultPort int      // the port it has on a real host
	Addrs       []string // where it listens: 127.0.0.1 and, where the machine has it, [::1]
}

// endpoints returns every service of a mail host (RFC 8314 section 7.3).
func endpoints() []Endpoint {
	return []Endpoint{
		{Key: "imaps", Service: "imap", Security: "tls", DefaultPort: 993},
		{Key: "imap", Service: "imap", Security: "starttls", DefaultPort: 143},
		{Key: "pop3s", Service: "pop3", Security: "tls", DefaultPort: 995},
		{Key: "pop3", Service: "pop3", Security: "starttls", DefaultPort: 110},
		{Key: "submissions", Service: "submission", Security: "tls", DefaultPort: 465},
		{Key: "submission", Service: "submission", Security: "starttls", DefaultPort: 587},
	}
}
