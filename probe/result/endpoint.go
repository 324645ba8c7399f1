package result

import (
	"net"
	"strconv"
)

// Service is a mail protocol: what an endpoint speaks.
type Service string

// The services, in the order in which every screen lists them.
const (
	IMAP       Service = "imap"       // RFC 3501, RFC 9051
	POP3       Service = "pop3"       // RFC 1939
	Submission Service = "submission" // RFC 6409
)

// Services returns all of them, in that order.
func Services() []Service { return []Service{IMAP, POP3, Submission} }

// Security is how an endpoint's connection is encrypted, as it was asked for.
type Security string

const (
	TLS      Security = "tls"      // implicit TLS from the first byte (RFC 8314 section 3)
	StartTLS Security = "starttls" // STARTTLS, or STLS in POP3 (RFC 2595, RFC 3207)
	None     Security = "none"     // plaintext: probed on request only, never with a credential
)

// Endpoint is one place to connect to.
type Endpoint struct {
	Service  Service  `json:"service"`
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`

	// Named says that the person asked for this endpoint, or that the domain
	// publishes it: a refusal is then a failure, not "not offered".
	Named bool `json:"named,omitempty"`
}

// Address returns the endpoint's "host:port", with brackets round an IPv6
// literal.
func (e Endpoint) Address() string {
	return net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
}

// Scheme returns the name that URLs and SRV records have for the endpoint's
// service and security: "imaps" for TLS from the first byte, and else "imap",
// which is meant with its upgrade to TLS (RFC 6186 section 3, RFC 8314 sections
// 3.3 and 5.1).
func (e Endpoint) Scheme() string {
	if e.Security == TLS {
		return string(e.Service) + "s"
	}
	return string(e.Service)
}

// ParsePort reads the number of a port, and says no to what is none.
func ParsePort(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return int(n), err == nil && n > 0
}

// DefaultEndpoints returns the six endpoints of a mail host (RFC 8314 section
// 7.3), in the order of every screen.
func DefaultEndpoints(host string) []Endpoint {
	return []Endpoint{
		{Service: IMAP, Host: host, Port: 993, Security: TLS},
		{Service: IMAP, Host: host, Port: 143, Security: StartTLS},
		{Service: POP3, Host: host, Port: 995, Security: TLS},
		{Service: POP3, Host: host, Port: 110, Security: StartTLS},
		{Service: Submission, Host: host, Port: 465, Security: TLS},
		{Service: Submission, Host: host, Port: 587, Security: StartTLS},
	}
}
