package discover

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// ispdb is Thunderbird's database: a third party that learns the domain.
const ispdb = "https://live.thunderbird.net/autoconfig/v1.1/"

// autoconfigFile is an autoconfig file, version 1.1 or 1.2
// (draft-ietf-mailmaint-autoconfig-06): what it says of its first provider. No
// file is refused by its version.
type autoconfigFile struct {
	ID       string             `xml:"id,attr"`
	Domains  []string           `xml:"domain"`
	Incoming []autoconfigServer `xml:"incomingServer"`
	Outgoing []autoconfigServer `xml:"outgoingServer"`
	Setup    []autoconfigServer `xml:"setupServer"`

	entries entries
	beside  []result.Beside
	oauth   *result.PublishedOAuth
}

// autoconfigRoot is what version 1.2 has beside the provider.
type autoconfigRoot struct {
	Calendars    []autoconfigServer `xml:"calendar"`
	AddressBooks []autoconfigServer `xml:"addressbook"`
	Shares       []autoconfigServer `xml:"fileShare"`
	Setup        []autoconfigServer `xml:"setupServer"`
	OAuth        []autoconfigOAuth  `xml:"oAuth2"`
}

// autoconfigOAuth says where a program of a person's own gets tokens.
type autoconfigOAuth struct {
	Issuer    firstText `xml:"issuer"`
	Authorize firstText `xml:"authURL"`
	Token     firstText `xml:"tokenURL"`
	Scope     firstText `xml:"scope"`
	ClientID  firstText `xml:"clientID"`
}

// read returns what of it can be told, nil where it names no place to sign in.
func (raw autoconfigOAuth) read() *result.PublishedOAuth {
	inert := func(t firstText) string {
		text := strings.TrimSpace(t.text)
		if len(text) > maxAddress {
			return ""
		}
		return foreign.Text(text)
	}
	o := &result.PublishedOAuth{Issuer: inert(raw.Issuer), Scope: inert(raw.Scope), ClientID: inert(raw.ClientID)}
	o.Authorize, _, _ = webAddress(raw.Authorize.text)
	o.Token, _, _ = webAddress(raw.Token.text)
	if o.Issuer == "" && (o.Authorize == "" || o.Token == "") {
		return nil
	}
	return o
}

// autoconfigServer has all words for encryption and authentication, the most
// wanted first: a reader takes the first that it knows.
type autoconfigServer struct {
	Type     string    `xml:"type,attr"`
	Host     firstText `xml:"hostname"`
	Port     firstText `xml:"port"`
	Sockets  []string  `xml:"socketType"`
	Username firstText `xml:"username"`
	URL      firstText `xml:"url"`
	Auth     []string  `xml:"authentication"`

	outgoing bool // an outgoingServer
}

// readAutoconfig reads a file. Servers of other kinds, and those that nobody
// could use, are left out.
func (s *search) readAutoconfig(data []byte) (*autoconfigFile, error) {
	var f struct {
		XMLName   xml.Name         `xml:"clientConfig"`
		Providers []autoconfigFile `xml:"emailProvider"`
		autoconfigRoot
	}
	if err := decodeXML(data, &f); err != nil {
		return nil, err
	}
	var file autoconfigFile
	if len(f.Providers) > 0 {
		file = f.Providers[0]
	}
	for i := range file.Outgoing {
		file.Outgoing[i].outgoing = true
	}
	all := slices.Concat(file.Incoming, file.Outgoing)
	if len(all) > maxServers || len(f.Calendars)+len(f.AddressBooks)+len(f.Shares)+len(f.Setup)+len(file.Setup)+len(f.OAuth) > maxServers {
		return nil, errors.New("more servers than any provider has")
	}
	for _, raw := range all {
		e, read := s.readServer(raw)
		file.entries.take(e, read, raw.Type, raw.text())
	}
	file.beside = file.besideIn(f.autoconfigRoot)
	if len(f.OAuth) > 0 {
		file.oauth = f.OAuth[0].read()
	}
	return &file, nil
}

// takeFile takes what a file says into an answer.
func (a *answer) takeFile(file *autoconfigFile) {
	a.file, a.beside, a.oauth = file, file.beside, file.oauth
	a.name(file.entries)
}

// text returns the server as its file has it: what a reader takes of it.
func (raw autoconfigServer) text() string {
	tag := "incomingServer"
	if raw.outgoing {
		tag = "outgoingServer"
	}
	text := "<" + tag + ` type="` + raw.Type + `">` + element("hostname", raw.Host.text) + element("port", raw.Port.text)
	for _, word := range raw.Sockets {
		text += element("socketType", word)
	}
	return foreign.Text(text + element("username", raw.Username.text))
}

// element returns an element of an XML file.
func element(name, text string) string {
	return "<" + name + ">" + strings.TrimSpace(text) + "</" + name + ">"
}

// hostMeant returns a host as an entry has it, or inside of what looks like an
// address of the web: "https://mail.example.org/", "mail.example.org:993".
func hostMeant(text string) (host string, ok, asItIs bool) {
	text = strings.TrimSpace(text)
	if host, ok := hostname.Parse(text); ok {
		return host, true, true
	}
	if !strings.Contains(text, "://") {
		text = "//" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Hostname() == "" {
		return "", false, false
	}
	host, ok = hostname.Parse(u.Hostname())
	return host, ok, false
}

func (s *search) readServer(raw autoconfigServer) (server, reading) {
	host, okHost, asItIs := hostMeant(s.expand(strings.TrimSpace(raw.Host.text)))
	port, okPort := portNumber(raw.Port.text)
	service, okService := autoconfigServices()[strings.ToLower(strings.TrimSpace(raw.Type))]
	var security result.Security
	okSecurity := false
	for _, word := range raw.Sockets {
		if security, okSecurity = socketTypes()[strings.ToLower(strings.TrimSpace(word))]; okSecurity {
			break
		}
	}
	username := strings.TrimSpace(raw.Username.text)
	if !okHost || !okService || !okSecurity || !isUsername(username) {
		return server{}, readNothing
	}
	e := server{
		Endpoint: result.Endpoint{Service: service, Host: host, Port: port, Security: security, Named: true},
		username: username, text: raw.text(),
	}
	for _, word := range raw.Auth {
		if auth, ok := authWords()[strings.ToLower(strings.TrimSpace(word))]; ok {
			e.auth = append(e.auth, auth)
		}
	}
	switch {
	case !okPort:
		return e.usual(), readMeaning
	case !asItIs || raw.outgoing != (service == result.Submission):
		e.slip = true
		return e, readMeaning
	}
	return e, readWell
}

// isUsername reports whether a text can be a user name: printed on one line,
// without a letter that nobody could read, and no longer than a person's.
func isUsername(s string) bool {
	return utf8.RuneCountInString(s) <= 200 && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar
	})
}

func autoconfigServices() map[string]result.Service {
	return map[string]result.Service{"imap": result.IMAP, "pop3": result.POP3, "smtp": result.Submission}
}

func socketTypes() map[string]result.Security {
	return map[string]result.Security{"ssl": result.TLS, "starttls": result.StartTLS, "plain": result.None}
}

// authWords maps the format's words, those of its first version included, to ours.
func authWords() map[string]string {
	return map[string]string{
		"password-cleartext": "password", "plain": "password",
		"password-encrypted": "encrypted-password", "secure": "encrypted-password",
		"oauth2": "oauth2", "oauth": "oauth2", "gssapi": "gssapi", "ntlm": "ntlm",
		"tls-client-cert": "client-certificate", "client-ip-address": "client-address", "none": "none",
	}
}

func portNumber(text string) (int, bool) { return result.ParsePort(strings.TrimSpace(text)) }

// autoconfigAt fetches and reads one file; trust judges each host that it
// names, given the redirects on the way.
func (s *search) autoconfigAt(ctx context.Context, address string, trust func(host string, redirects []string) result.Trust) answer {
	data, a, ok := s.file(ctx, address, nil)
	if !ok {
		return a
	}
	file, err := s.readAutoconfig(data)
	if err != nil {
		a.source.Failure = failure(result.Malformed, "%v", err)
		return a
	}
	a.takeFile(file)
	s.judge(&a, trust)
	return a
}

func always(level result.Trust) func(string, []string) result.Trust {
	return func(string, []string) result.Trust { return level }
}

// ownAutoconfig asks the provider itself: first without the address, and with
// it only where the server wants it and the person allows it.
func (s *search) ownAutoconfig(ctx context.Context, address string) answer {
	a := s.autoconfigAt(ctx, address, s.overHTTPS)
	if a.source.HTTPStatus != http.StatusBadRequest {
		return a
	}
	if !s.SendAddress || s.address == "" {
		a.source.Reason = result.SkipAddress
		return a
	}
	return s.autoconfigAt(ctx, address+"?emailaddress="+url.QueryEscape(s.address), s.overHTTPS)
}

// The paths of a file on a host of its own, and on the domain's.
func autoconfigURL(domain string) string {
	return "https://autoconfig." + domain + "/mail/config-v1.1.xml"
}

func wellKnownURL(domain string) string {
	return "https://" + domain + "/.well-known/autoconfig/mail/config-v1.1.xml"
}

func askAutoconfig(ctx context.Context, s *search) answer {
	return s.ownAutoconfig(ctx, autoconfigURL(s.domain))
}

func askWellKnown(ctx context.Context, s *search) answer {
	return s.ownAutoconfig(ctx, wellKnownURL(s.domain))
}

func askISPDB(ctx context.Context, s *search) answer {
	return s.autoconfigAt(ctx, ispdb+url.PathEscape(s.domain), always(result.TrustB))
}

// askAutoconfigHTTP asks without encryption: whoever is on the way picks the
// server, even where a redirect to https follows.
func askAutoconfigHTTP(ctx context.Context, s *search) answer {
	return s.autoconfigAt(ctx, "http"+strings.TrimPrefix(autoconfigURL(s.domain), "https"), always(result.TrustC))
}
