package discover

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// paccFile is the user agent configuration of the PACC draft. Ports and
// security are implied: TLS from the first byte, on the default ports.
type paccFile struct {
	Protocols struct {
		IMAP paccHost `json:"imap"`
		POP3 paccHost `json:"pop3"`
		SMTP paccHost `json:"smtp"`
	} `json:"protocols"`
	Authentication map[string]json.RawMessage `json:"authentication"`
}

type paccHost struct {
	Host string `json:"host"`
}

// readPACC reads a file. The user name is the address.
func (s *search) readPACC(data []byte) ([]server, error) {
	var f *paccFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, err
	}
	if f == nil {
		return nil, errors.New("no object")
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
		{result.Submission, f.Protocols.SMTP.Host, 465},
	} {
		if host, ok := hostname.Parse(strings.TrimSpace(row.host)); ok {
			out = append(out, server{
				Endpoint: result.Endpoint{Service: row.service, Host: host, Port: row.port, Security: result.TLS, Named: true},
				username: wholeAddress, auth: auth,
			})
		}
	}
	return out, nil
}

// askPACC fetches the file and the digest that the DNS has of it. A digest
// that differs makes the file worthless; a validated one makes it the
// domain's own word, whatever hosts it names.
func askPACC(ctx context.Context, s *search) answer {
	type digest struct {
		value     string
		validated bool
		failure   *result.Failure
	}
	published := make(chan digest, 1)
	go func() {
		value, validated, f := s.paccDigest(ctx)
		published <- digest{value, validated, f}
	}()
	data, a, ok := s.file(ctx, "https://ua-auto-config."+s.domain+"/.well-known/user-agent-configuration.json", nil)
	d := <-published
	if !ok {
		return a
	}
	servers, err := s.readPACC(data)
	sum := sha256.Sum256(data)
	switch {
	case err != nil:
		a.source.Failure = failure(result.Malformed, "%v", err)
		return a
	case d.failure != nil:
		a.source.Failure = d.failure // without it, nobody knows whether the file is the right one
		return a
	case d.value != "" && d.value != base64.StdEncoding.EncodeToString(sum[:]):
		a.source.Failure = failure(result.ProtocolError, "the file is not the one whose digest the DNS has")
		return a
	}
	a.source.DNSSEC = d.validated
	a.servers = servers
	for i := range a.servers {
		e := &a.servers[i]
		e.dnssec, e.trust = d.validated, s.overHTTPS(e.Host, a.source.Redirects)
		if d.validated {
			e.trust = result.TrustA
		}
	}
	return a
}

// paccDigest is the SHA-256 that the DNS has of the file, in base64; "" where
// it has none.
func (s *search) paccDigest(ctx context.Context) (value string, validated bool, f *result.Failure) {
	r, f := s.dns.ask(ctx, "_ua-auto-config."+s.domain, dns.TypeTXT)
	if f != nil {
		return "", false, f
	}
	for _, rr := range r.records {
		txt, ok := rr.(*dns.TXT)
		if !ok {
			continue
		}
		if value, ok := paccRecord(strings.Join(txt.Txt, "")); ok {
			return value, r.validated, nil
		}
	}
	return "", false, nil
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
