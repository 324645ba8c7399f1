package texts

import (
	"strconv"

	"mailadvisor/advise/command"
	"mailadvisor/probe/hostname"
)

// Placeholders stand in a command for what a text does not hold, in the
// language of the reader.
type Placeholders struct {
	Host    string // "HOST"
	Address string // "ADDRESS"
	Name    string // the part of an address before the @: "NAME"
	Client  string // a name of --client
}

// Command returns the command that tells the causes of a meaning apart, filled
// with the host or the domain of the text; "" where the matter is outside of
// this tool. by is the mail program that said the text, "" where none did.
func Command(m Meaning, p Place, by string, words Placeholders) string {
	host, address := p.Host, words.Address
	if domain := p.domain(); domain != "" {
		address = words.Name + "@" + domain
	}
	only := ""
	if p.Service != "" {
		only = " --only " + string(p.Service)
		if p.Port != 0 && p.Port != 25 {
			only += ":" + strconv.Itoa(p.Port)
		}
	}
	const program = "mailadvisor "
	switch m.Info().Decides {
	case ByProbe, ByTLSScan:
		scan := ""
		if m.Info().Decides == ByTLSScan {
			scan = " --tls-scan"
		}
		if host == "" && p.Domain != "" {
			return program + "probe " + command.Quote(address) + only + scan
		}
		if host == "" {
			host = words.Host
		}
		return program + "probe " + command.Quote(host) + only + scan
	case ByLogin:
		if host == "" {
			return program + "probe " + command.Quote(address) + only
		}
		return program + "probe " + command.Quote(host) + " --user " + command.Quote(address) + only
	case ByDiscover:
		if domain := p.domain(); domain != "" {
			return program + "discover " + command.Quote(domain)
		}
		return program + "discover " + words.Address
	case BySettings:
		client := by
		if client == "" {
			client = words.Client
		}
		return program + "settings " + command.Quote(address) + " --client " + command.Quote(client)
	case ByUsage:
		return program + "usage " + command.Quote(address)
	}
	return ""
}

// domain returns the domain of the person's address, as far as the text tells
// it: that of an address, or the part of the host that somebody registered.
func (p Place) domain() string {
	if p.Domain != "" {
		return p.Domain
	}
	if p.Host != "" {
		return hostname.Registrable(p.Host)
	}
	return ""
}
