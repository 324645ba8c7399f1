package client

import (
	"bytes"
	"encoding/xml"
)

// Autoconfig is the file config-v1.1.xml: the format of version 1.1, and what
// 1.2 adds to it (draft-ietf-mailmaint-autoconfig-06), which readers of 1.1 pass
// over.
type Autoconfig struct {
	XMLName      xml.Name            `xml:"clientConfig"`
	Version      string              `xml:"version,attr"`
	Provider     AutoconfigProvider  `xml:"emailProvider"`
	AddressBooks []AutoconfigService `xml:"addressbook"`
	Calendars    []AutoconfigService `xml:"calendar"`
	Shares       []AutoconfigService `xml:"fileShare"`
	Setup        []AutoconfigService `xml:"setupServer"`
	OAuth        *AutoconfigOAuth    `xml:"oAuth2"`
}

// AutoconfigProvider names the domain, and its servers.
type AutoconfigProvider struct {
	ID        string             `xml:"id,attr"`
	Domain    string             `xml:"domain"`
	Name      string             `xml:"displayName"`
	ShortName string             `xml:"displayShortName"`
	Incoming  []AutoconfigServer `xml:"incomingServer"`
	Outgoing  []AutoconfigServer `xml:"outgoingServer"`
}

// AutoconfigServer is one server.
type AutoconfigServer struct {
	Type     string         `xml:"type,attr"`
	URL      string         `xml:"url,omitempty"` // of a service over https, in place of the rest
	Host     string         `xml:"hostname,omitempty"`
	Port     int            `xml:"port,omitempty"`
	Socket   string         `xml:"socketType,omitempty"`
	Username string         `xml:"username,omitempty"`
	Auth     []string       `xml:"authentication"` // the preferred one first
	POP      *AutoconfigPOP `xml:"pop3"`
}

// AutoconfigPOP is how long a copy stays on a POP server.
type AutoconfigPOP struct {
	Leave bool `xml:"leaveMessagesOnServer"`
	Days  int  `xml:"daysToLeaveMessagesOnServer,omitempty"`
	Check bool `xml:"downloadOnBiff"` // it is collected whenever it is looked for
}

// AutoconfigService is a service beside mail: an address, or a server.
type AutoconfigService struct {
	Type   string `xml:"type,attr"`
	URL    string `xml:"url,omitempty"`
	Host   string `xml:"hostname,omitempty"`
	Port   int    `xml:"port,omitempty"`
	Socket string `xml:"socketType,omitempty"`
}

// AutoconfigOAuth is where tokens come from.
type AutoconfigOAuth struct {
	Authorize string `xml:"authURL,omitempty"`
	Token     string `xml:"tokenURL,omitempty"`
	Issuer    string `xml:"issuer,omitempty"`
	Scope     string `xml:"scope,omitempty"`
	ClientID  string `xml:"clientID,omitempty"`
}

// NewAutoconfig returns a file of version 1.1 for a domain, without a server.
func NewAutoconfig(domain string) Autoconfig {
	return Autoconfig{Version: "1.1", Provider: AutoconfigProvider{ID: domain, Domain: domain, Name: domain, ShortName: domain}}
}

// NewAutoconfigServer returns a server with an encrypted connection. Kind is
// imap, pop3 or smtp; the user name may be a placeholder.
func NewAutoconfigServer(kind, host string, port int, startTLS bool, user string, auth ...string) AutoconfigServer {
	s := AutoconfigServer{Type: kind, Host: host, Port: port, Socket: "SSL", Username: user, Auth: auth}
	if startTLS {
		s.Socket = "STARTTLS"
	}
	return s
}

// AutoconfigAuth returns the file's word for how a login is made: see [Server].
func AutoconfigAuth(auth string) string {
	switch auth {
	case "oauth2":
		return "OAuth2"
	case "encrypted-password":
		return "password-encrypted"
	}
	return "password-cleartext"
}

// EncodeXML writes the values of a struct with tags for encoding/xml as a file. It
// panics where they cannot be encoded.
func EncodeXML(v any) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// autoconfig returns the file for everybody of the domain of one account. What
// that person wants deleted is nobody else's word: every copy stays on a POP
// server.
func autoconfig(d Data) []byte {
	server := func(kind string, s Server) AutoconfigServer {
		return NewAutoconfigServer(kind, s.Host, s.Port, s.StartTLS, placeholder(s.User, d.Address, d.Domain), AutoconfigAuth(s.Auth))
	}
	file := NewAutoconfig(d.Domain)
	in := server("imap", d.Incoming)
	if d.Incoming.POP {
		in.Type, in.POP = "pop3", &AutoconfigPOP{Leave: true, Check: true}
	}
	file.Provider.Incoming, file.Provider.Outgoing = []AutoconfigServer{in}, []AutoconfigServer{server("smtp", d.Outgoing)}
	return EncodeXML(file)
}
