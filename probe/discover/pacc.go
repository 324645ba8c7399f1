package discover

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// paccFile is the user agent configuration of the PACC draft. Ports and
// security are implied: TLS from the first byte, on the default ports.
type paccFile struct {
	Protocols struct {
		IMAP    paccHost `json:"imap"`
		POP3    paccHost `json:"pop3"`
		Submit  paccHost `json:"submit"` // since draft-ietf-mailmaint-pacc-03
		SMTP    paccHost `json:"smtp"`   // its name before
		JMAP    paccURL  `json:"jmap"`
		CalDAV  paccURL  `json:"caldav"`
		CardDAV paccURL  `json:"carddav"`
		WebDAV  paccURL  `json:"webdav"`
		Sieve   paccHost `json:"managesieve"`
	} `json:"protocols"`
	Authentication map[string]json.RawMessage `json:"authentication"`
}

type paccHost struct {
	Host string `json:"host"`
}

type paccURL struct {
	URL string `json:"url"`
}

// beside returns the services beside mail.
func (f *paccFile) beside() []result.Beside {
	var out []result.Beside
	p := &f.Protocols
	for _, row := range []struct{ kind, url string }{
		{result.CalDAV, p.CalDAV.URL}, {result.CardDAV, p.CardDAV.URL}, {result.WebDAV, p.WebDAV.URL}, {result.JMAP, p.JMAP.URL},
	} {
		if address, host, ok := webAddress(row.url); ok {
			out = append(out, result.Beside{Kind: row.kind, URL: address, Host: host})
		}
	}
	if host, ok := hostname.Parse(strings.TrimSpace(p.Sieve.Host)); ok {
		out = append(out, result.Beside{Kind: result.ManageSieve, Host: host, Port: sievePort})
	}
	return out
}

// readPACC reads a file. The user name is the address.
func (s *search) readPACC(data []byte) ([]server, []result.Beside, error) {
	var f *paccFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, nil, err
	}
	if f == nil {
		return nil, nil, errors.New("no object")
	}
	var auth []string
	for _, row := range []struct{ key, word string }{{"oauth-public", "oauth2"}, {"password", "password"}} {
		if v, ok := f.Authentication[row.key]; ok && string(v) != "false" && string(v) != "null" {
			auth = append(auth, row.word)
		}
	}
	var out []server
	for _, row := range []struct {
		service result.Service
		host    string
		port    int
	}{
		{result.IMAP, f.Protocols.IMAP.Host, 993},
		{result.POP3, f.Protocols.POP3.Host, 995},
		{result.Submission, cmp.Or(f.Protocols.Submit.Host, f.Protocols.SMTP.Host), 465},
	} {
		if host, ok := hostname.Parse(strings.TrimSpace(row.host)); ok {
			out = append(out, server{
				Endpoint: result.Endpoint{Service: row.service, Host: host, Port: row.port, Security: result.TLS, Named: true},
				username: wholeAddress, auth: auth,
			})
		}
	}
	return out, f.beside(), nil
}

// askPACC fetches the file and the digest that the DNS has of it. A digest
// that differs makes the file worthless; a validated one makes it the
// domain's own word, whatever hosts it names.
func askPACC(ctx context.Context, s *search) answer {
	type digest struct {
		values    []string
		validated bool
		failure   *result.Failure
	}
	published := make(chan digest, 1)
	go func() {
		values, validated, f := s.paccDigests(ctx)
		published <- digest{values, validated, f}
	}()
	data, a, ok := s.file(ctx, "https://ua-auto-config."+s.domain+"/.well-known/user-agent-configuration.json", nil)
	d := <-published
	if !ok {
		return a
	}
	servers, beside, err := s.readPACC(data)
	sum := sha256.Sum256(data)
	switch {
	case err != nil:
		a.source.Failure = failure(result.Malformed, "%v", err)
		return a
	case d.failure != nil:
		a.source.Failure = d.failure // without it, nobody knows whether the file is the right one
		return a
	case len(d.values) > 0 && !slices.Contains(d.values, base64.StdEncoding.EncodeToString(sum[:])):
		a.source.Failure = failure(result.ProtocolError, "the file is not one whose digest the DNS has")
		return a
	}
	a.source.DNSSEC = d.validated
	a.servers, a.beside = servers, beside
	for i := range a.servers {
		a.servers[i].dnssec = d.validated
	}
	trust := s.overHTTPS
	if d.validated {
		trust = always(result.TrustA)
	}
	s.judge(&a, trust)
	return a
}

// paccDigests returns the SHA-256 that the DNS has of the file, in base64:
// several while it is changed, and any of them is enough. None where it has
// none.
func (s *search) paccDigests(ctx context.Context) (values []string, validated bool, f *result.Failure) {
	r, f := s.dns.ask(ctx, "_ua-auto-config."+s.domain, dns.TypeTXT)
	if f != nil {
		return nil, false, f
	}
	for _, text := range r.texts() {
		if value, ok := paccRecord(text); ok {
			values = append(values, value)
		}
	}
	return values, len(values) > 0 && r.validated, nil
}

// paccRecord reads "v=UAAC1; a=sha256; d=…".
func paccRecord(text string) (digest string, ok bool) {
	fields := map[string]string{}
	for field := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		fields[strings.ToLower(key)] = strings.TrimSpace(value)
	}
	if fields["v"] != "UAAC1" || !strings.EqualFold(fields["a"], "sha256") || fields["d"] == "" {
		return "", false
	}
	return fields["d"], true
}
