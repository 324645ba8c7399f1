package settings

import (
	"encoding/xml"
	"strconv"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// publishAutoconfig returns the file that Thunderbird and most others read.
// IMAP stands first, because programs take the first: POP3 does where the
// domain prefers it. The strictest reader wants both kinds of server; without
// one of them there is no file.
func publishAutoconfig(h publication) []Published {
	incoming := []result.Service{result.IMAP, result.POP3}
	if h.preference == result.POP3 {
		incoming = []result.Service{result.POP3, result.IMAP}
	}
	file := client.NewAutoconfig(h.domain)
	for _, service := range incoming {
		file.Provider.Incoming = append(file.Provider.Incoming, fileServers(h.of(service))...)
	}
	file.Provider.Outgoing = fileServers(h.of(result.Submission))
	if len(file.Provider.Incoming) == 0 || len(file.Provider.Outgoing) == 0 {
		return nil
	}
	extended := extend(&file, h)
	url := "https://autoconfig." + h.domain + "/mail/config-v1.1.xml"
	out := Published{
		Form: "autoconfig", Name: "config-v1.1.xml", URL: url, Content: client.EncodeXML(file),
		Notes: []locale.Text{note("autoconfig", locale.Args{"url": url, "other_url": "https://" + h.domain + "/.well-known/autoconfig/mail/config-v1.1.xml"})},
	}
	if extended {
		out.Notes = append(out.Notes, note("autoconfig-1.2", locale.Args{"kept": len(h.kept(ownFiles()...)) > 0, "oauth": file.OAuth != nil, "client": file.OAuth != nil && file.OAuth.ClientID != ""}))
	}
	out.Notes = append(out.Notes, thunderbirdNotes(h)...)
	return []Published{out}
}

// ownFiles returns the sources that are an autoconfig file of the domain's own.
func ownFiles() []string { return []string{"autoconfig", "well-known"} }

// extend adds what version 1.2 knows and 1.1 does not, and reports whether
// there is any: the services beside mail that the domain's file names now, and
// where tokens come from.
func extend(f *client.Autoconfig, h publication) bool {
	for _, b := range h.kept(ownFiles()...) {
		one := client.AutoconfigService{Type: b.Kind, URL: b.URL}
		switch b.Kind {
		case result.CalDAV:
			f.Calendars = append(f.Calendars, one)
		case result.CardDAV:
			f.AddressBooks = append(f.AddressBooks, one)
		case result.WebDAV:
			f.Shares = append(f.Shares, one)
		case result.JMAP:
			f.Provider.Incoming = append(f.Provider.Incoming, client.AutoconfigServer{Type: b.Kind, URL: b.URL})
		case result.ManageSieve:
			one = client.AutoconfigService{Type: b.Kind, Host: b.Host, Port: b.Port, Socket: "STARTTLS"} // RFC 5804 has no other way
			f.Setup = append(f.Setup, one)
		}
		f.Version = "1.2"
	}
	if s := h.signIn; s != nil && h.tokens() {
		f.OAuth = &client.AutoconfigOAuth{Authorize: s.authorize, Token: s.token, Issuer: s.issuer, Scope: s.scope, ClientID: s.client}
		f.Version = "1.2"
	}
	return f.Version == "1.2"
}

// thunderbirdNotes say what Thunderbird makes of OAuth2 in the file: where it
// does not know the host, it takes the next word, and passes over a server
// that has no other. Without a server of each direction it drops the file.
func thunderbirdNotes(h publication) []locale.Text {
	var alone, beside []publishedServer
	incoming, outgoing := false, false
	for _, s := range h.servers {
		switch {
		case s.stranger() && s.auth == AuthOAuth2:
			alone = append(alone, s)
			continue
		case s.stranger():
			beside = append(beside, s)
		}
		incoming = incoming || s.Service != result.Submission
		outgoing = outgoing || s.Service == result.Submission
	}
	var notes []locale.Text
	if len(alone) > 0 {
		args := ports(alone)
		args["dropped"] = !incoming || !outgoing
		notes = append(notes, note("autoconfig-oauth2", args))
	}
	if len(beside) > 0 {
		notes = append(notes, note("autoconfig-oauth2-beside", ports(beside)))
	}
	return notes
}

func fileServers(servers []publishedServer) []client.AutoconfigServer {
	var out []client.AutoconfigServer
	for _, s := range servers {
		kind, user := string(s.Service), "%EMAILADDRESS%"
		if s.Service == result.Submission {
			kind = "smtp"
		}
		if s.form == result.FormLocalPart {
			user = "%EMAILLOCALPART%"
		}
		out = append(out, client.NewAutoconfigServer(kind, s.Host, s.Port, s.Security == result.StartTLS, user, authentication(s)...))
	}
	return out
}

// authentication returns what a server takes, the preferred word first. A token
// comes first where Thunderbird can get one, as those providers ask for it;
// elsewhere a password does, which every program has.
func authentication(s publishedServer) []string {
	word := client.AutoconfigAuth(s.auth)
	switch {
	case s.auth == AuthOAuth2 || !s.tokens:
		return []string{word}
	case s.stranger():
		return []string{word, "OAuth2"}
	}
	return []string{"OAuth2", word}
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

// publishAutodiscover returns the answer that Outlook reads, the best server of
// each service. SPA is on unless it is off; Encryption overrides SSL.
func publishAutodiscover(h publication) []Published {
	file := autodiscover{Response: poxResponse{poxAccount{Type: "email", Action: "settings"}}}
	local := false
	var tokens []publishedServer // which take nothing else
	for _, service := range result.Services() {
		s := h.first(service)
		if s == nil {
			continue
		}
		local = local || s.form == result.FormLocalPart
		if s.auth == AuthOAuth2 {
			tokens = append(tokens, *s)
		}
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
	out := Published{Form: "autodiscover", Name: "autodiscover.xml", URL: url, Content: client.EncodeXML(file), Notes: []locale.Text{note("autodiscover", locale.Args{"url": url})}}
	if local {
		out.Notes = append(out.Notes, note("autodiscover-local", nil))
	}
	if len(tokens) > 0 {
		out.Notes = append(out.Notes, note("autodiscover-oauth2", ports(tokens)))
	}
	return []Published{out}
}
