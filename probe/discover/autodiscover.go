package discover

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"strings"

	"github.com/miekg/dns"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// The schemas of Autodiscover's plain XML (POX) protocol.
const (
	poxRequestSchema  = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
	poxResponseSchema = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
	poxPath           = "/autodiscover/autodiscover.xml"
)

// poxFile is an answer of Autodiscover.
type poxFile struct {
	Account struct {
		Action       string        `xml:"Action"`
		RedirectAddr string        `xml:"RedirectAddr"`
		RedirectURL  string        `xml:"RedirectUrl"`
		Protocols    []poxProtocol `xml:"Protocol"`
	} `xml:"Response>Account"`
	Error struct {
		Code    string `xml:"ErrorCode"`
		Message string `xml:"Message"`
	} `xml:"Response>Error"`
	ErrorOutside struct {
		Code string `xml:"ErrorCode"`
	} `xml:"Error"`
}

type poxProtocol struct {
	Type       string  `xml:"Type"`
	Server     string  `xml:"Server"`
	Port       string  `xml:"Port"`
	LoginName  string  `xml:"LoginName"`
	SSL        *string `xml:"SSL"`
	Encryption *string `xml:"Encryption"`
	SPA        string  `xml:"SPA"`
}

// readPOX reads an answer; redirect is where it says to ask again.
func (s *search) readPOX(data []byte) (found entries, redirect string, err error) {
	var f struct {
		XMLName xml.Name `xml:"Autodiscover"`
		poxFile
	}
	if err := decodeXML(data, &f); err != nil {
		return found, "", err
	}
	account := f.Account
	switch {
	case account.RedirectURL != "":
		return found, strings.TrimSpace(account.RedirectURL), nil
	case account.RedirectAddr != "":
		return found, "", errors.New("the answer points to another address")
	case f.Error.Code != "" || f.ErrorOutside.Code != "":
		return found, "", errors.New("error " + f.Error.Code + f.ErrorOutside.Code + " " + f.Error.Message)
	case len(account.Protocols) > maxServers:
		return found, "", errors.New("more servers than any provider has")
	}
	for _, p := range account.Protocols {
		e, read := readPOXServer(p)
		found.take(e, read, p.Type, p.text())
	}
	return found, "", nil
}

// readPOXServer reads one server. A port that is not named is the usual one
// (MS-OXDSCLI section 2.2.4.1.1.2.6: Port is optional).
func readPOXServer(p poxProtocol) (server, reading) {
	service, okService := autoconfigServices()[strings.ToLower(strings.TrimSpace(p.Type))]
	host, okHost, asItIs := hostMeant(p.Server)
	port, okPort := portNumber(p.Port)
	login := strings.TrimSpace(p.LoginName)
	if !okService || !okHost || !isUsername(login) {
		return server{}, readNothing
	}
	auth := "ntlm" // SPA is on unless it is switched off
	if isOff(p.SPA) {
		auth = "password"
	}
	e := server{
		Endpoint: result.Endpoint{Service: service, Host: host, Port: port, Security: poxSecurity(p, port), Named: true},
		username: login, auth: []string{auth}, text: p.text(),
	}
	switch {
	case !asItIs:
		e.slip = true
		if !okPort {
			e = e.usual()
		}
		return e, readMeaning
	case okPort:
		return e, readWell
	case strings.TrimSpace(p.Port) == "":
		e.Endpoint = usualPort(e.Endpoint)
		return e, readWell
	}
	return e.usual(), readMeaning
}

// text returns the protocol as its file has it: what a reader takes of it.
func (p poxProtocol) text() string {
	text := "<Protocol>" + element("Type", p.Type) + element("Server", p.Server) + element("Port", p.Port)
	for _, row := range []struct {
		name string
		text *string
	}{{"SSL", p.SSL}, {"Encryption", p.Encryption}} {
		if row.text != nil {
			text += element(row.name, *row.text)
		}
	}
	return foreign.Text(text)
}

// poxSecurity reads SSL (on unless it is switched off) and Encryption, which
// overrides it. "On" and "Auto" say nothing of how: the usual port does.
func poxSecurity(p poxProtocol, port int) result.Security {
	switch lower(p.Encryption) {
	case "ssl":
		return result.TLS
	case "tls":
		return result.StartTLS
	case "none":
		return result.None
	case "auto":
	default:
		if lower(p.SSL) == "off" {
			return result.None
		}
	}
	switch port {
	case 25, 110, 143, 587:
		return result.StartTLS
	}
	return result.TLS
}

// lower returns the text of an element in small letters; "" where there is
// none.
func lower(text *string) string {
	if text == nil {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(*text))
}

func isOff(word string) bool { return strings.EqualFold(strings.TrimSpace(word), "off") }

// poxRequest returns the question. It holds the address and nothing else.
func poxRequest(address string) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<Autodiscover xmlns="` + poxRequestSchema + `"><Request><EMailAddress>`)
	xml.EscapeText(&b, []byte(address)) // a Buffer never fails
	b.WriteString(`</EMailAddress><AcceptableResponseSchema>` + poxResponseSchema + `</AcceptableResponseSchema></Request></Autodiscover>`)
	return b.Bytes()
}

// autodiscoverAt asks one host, and the place it points to. Never a password:
// a host above the domain once collected hundreds of thousands of them.
func (s *search) autodiscoverAt(ctx context.Context, address string, trust func(string, []string) result.Trust) answer {
	question := poxRequest(s.address)
	var all answer
	for {
		data, a, ok := s.file(ctx, address, question)
		all.follow(a)
		if !ok {
			return all
		}
		found, next, err := s.readPOX(data)
		switch {
		case err != nil:
			all.source.Failure = failure(result.Malformed, "%v", err)
			return all
		case next == "":
			all.name(found)
			s.judge(&all, trust)
			return all
		}
		host, f := s.mayFollow(next, len(all.source.Redirects))
		if f != nil {
			all.source.Failure = f
			return all
		}
		all.source.Redirects, address = append(all.source.Redirects, host), next
	}
}

// follow adds the answer of the place that an earlier one pointed to.
func (a *answer) follow(next answer) {
	earlier := a.source
	a.source = next.source
	if earlier.Asked != "" {
		a.source.Asked = earlier.Asked
	}
	a.source.Redirects = append(earlier.Redirects, next.source.Redirects...)
	a.source.ThirdParty = earlier.ThirdParty || next.source.ThirdParty
	a.source.SentAddress = earlier.SentAddress || next.source.SentAddress
}

func askAutodiscover(ctx context.Context, s *search) answer {
	return s.autodiscoverAt(ctx, "https://autodiscover."+s.domain+poxPath, s.overHTTPS)
}

func askAutodiscoverDomain(ctx context.Context, s *search) answer {
	return s.autodiscoverAt(ctx, "https://"+s.domain+poxPath, s.overHTTPS)
}

// askAutodiscoverSRV asks the host that the DNS names for Autodiscover.
func askAutodiscoverSRV(ctx context.Context, s *search) answer {
	r, f := s.dns.ask(ctx, "_autodiscover._tcp."+s.domain, dns.TypeSRV)
	if f != nil {
		return failed(f)
	}
	records := inOrder(r.records)
	if len(records) == 0 {
		return nothing(result.NoName)
	}
	host, ok := hostname.Parse(records[0].Target)
	switch {
	case !ok || hostname.IsPublicSuffix(host):
		return nothing(result.NoServers)
	case s.NoThirdParty && !s.isOwn(host):
		return skipped(result.SkipThirdParty)
	}
	a := s.autodiscoverAt(ctx, httpsAt(host, records[0].Port)+poxPath, always(overDNS(r.validated)))
	a.source.DNSSEC = r.validated
	return a
}
