package settings

import (
	"mailadvisor/advise/choose"
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
	Address string            `json:"address,omitempty"` // the person's mail address
}

// Server is one server of the settings. It is always encrypted: a cleartext
// setting is never made.
type Server struct {
	Service  result.Service  `json:"service"`
	Host     string          `json:"host"`
	Port     int             `json:"port"`
	Security result.Security `json:"security"` // tls or starttls, never none
	Username string          `json:"username"`
	Auth     string          `json:"auth"` // password, encrypted-password, oauth2
}
