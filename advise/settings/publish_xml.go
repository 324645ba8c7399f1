package settings

import (
	"encoding/xml"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// The autoconfig format, version 1.1.
type clientConfig struct {
	XMLName  xml.Name      `xml:"clientConfig"`
	Version  string        `xml:"version,attr"`
	Provider emailProvider `xml:"emailProvider"`
}

type emailProvider struct {
	ID        string       `xml:"id,attr"`
	Domain    string       `xml:"domain"`
	Name      string       `xml:"displayName"`
	ShortName string       `xml:"displayShortName"`
	Incoming  []fileServer `xml:"incomingServer"`
	Outgoing  []fileServer `xml:"outgoingServer"`
}

type fileServer struct {
	Type     string `xml:"type,attr"`
	Host     string `xml:"hostname"`
	Port     int    `xml:"port"`
	Socket   string `xml:"socketType"`
	Username string `xml:"username"`
	Auth     string `xml:"authentication"`
}

// publishAutoconfig is the file that Thunderbird and most others read. IMAP
// stands first, because programs take the first: POP3 does where the domain
// prefers it. The strictest reader wants both kinds of server; without one of
// them there is no file.
func publishAutoconfig(h publication) []Published {
	incoming := []result.Service{result.IMAP, result.POP3}
	if h.preference == result.POP3 {
		incoming = []result.Service{result.POP3, result.IMAP}
	}
	file := clientConfig{Version: "1.1", Provider: emailProvider{ID: h.domain, Domain: h.domain, Name: h.domain, ShortName: h.domain}}
	for _, service := range incoming {
		file.Provider.Incoming = append(file.Provider.Incoming, fileServers(h.of(service))...)
	}
	file.Provider.Outgoing = fileServers(h.of(result.Submission))
	if len(file.Provider.Incoming) == 0 || len(file.Provider.Outgoing) == 0 {
		return nil
	}
	url := "https://autoconfig." + h.domain + "/mail/config-v1.1.xml"
	return []Published{{
		Form: "autoconfig", Name: "config-v1.1.xml", URL: url, Content: markup(file),
		Notes: []locale.Text{note("autoconfig", locale.Args{"url": url, "other_url": "https://" + h.domain + "/.well-known/autoconfig/mail/config-v1.1.xml"})},
	}}
}

func fileServers(servers []publishedServer) []fileServer {
	var out []fileServer
	for _, s := range servers {
		f := fileServer{
			Type: map[result.Service]string{result.IMAP: "imap", result.POP3: "pop3", result.Submission: "smtp"}[s.Service],
			Host: s.Host, Port: s.Port, Socket: "SSL", Username: "%EMAILADDRESS%",
			Auth: map[string]string{AuthPassword: "password-cleartext", AuthEncrypted: "password-encrypted", AuthOAuth2: "OAuth2"}[s.auth],
		}
		if s.Security == result.StartTLS {
			f.Socket = "STARTTLS"
		}
		if s.form == result.FormLocalPart {
			f.Username = "%EMAILLOCALPART%"
		}
		out = append(out, f)
	}
	return out
}

// Autodiscover's plain XML. Each level has a namespace of its own.
type autodiscover struct {
	XMLName  xml.Name    `xml:"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006 Autodiscover"`
	Response poxResponse `xml:"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a Response"`
}

type poxResponse struct {
	Account poxAccount `xml:"Account"`
}

type poxAccount struct {
	Type      string        `xml:"AccountType"`
	Action    string        `xml:"Action"`
	Protocols []poxProtocol `xml:"Protocol"`
}

type poxProtocol struct {
	Type       string `xml:"Type"`
	Server     string `xml:"Server"`
	Port       string `xml:"Port"`
	SSL        string `xml:"SSL"`
	Encryption string `xml:"Encryption"`
	SPA        string `xml:"SPA"`
	Auth       string `xml:"AuthRequired"`
}

// publishAutodiscover is the answer that Outlook reads, the best server of
// each service. SPA is on unless it is off; Encryption overrides SSL.
func publishAutodiscover(h publication) []Published {
	file := autodiscover{Response: poxResponse{poxAccount{Type: "email", Action: "settings"}}}
	local := false
	for _, service := range result.Services() {
		s := h.first(service)
		if s == nil {
			continue
		}
		local = local || s.form == result.FormLocalPart
		p := poxProtocol{
			Type:   map[result.Service]string{result.IMAP: "IMAP", result.POP3: "POP3", result.Submission: "SMTP"}[service],
			Server: s.Host, Port: strconv.Itoa(s.Port), SSL: "on", Encryption: "SSL", SPA: "off", Auth: "on",
		}
		if s.Security == result.StartTLS {
			p.Encryption = "TLS"
		}
		file.Response.Account.Protocols = append(file.Response.Account.Protocols, p)
	}
	url := "https://autodiscover." + h.domain + "/autodiscover/autodiscover.xml"
	out := Published{Form: "autodiscover", Name: "autodiscover.xml", URL: url, Content: markup(file), Notes: []locale.Text{note("autodiscover", locale.Args{"url": url})}}
	if local {
		out.Notes = append(out.Notes, note("autodiscover-local", nil))
	}
	return []Published{out}
}
