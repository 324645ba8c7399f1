package discover

import (
	"context"
	"net/url"
	"strings"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// askMailconf fetches the autoconfig file that a TXT record of the domain
// names: "mailconf=https://…". No standard knows it; himalaya asks for it, and
// hosts publish it. Whoever can forge the record picks the file, so that the
// trust is that of the DNS, wherever the file lies.
func askMailconf(ctx context.Context, s *search) answer {
	r, f := s.dns.ask(ctx, s.domain, dns.TypeTXT)
	if f != nil {
		return failed(f)
	}
	for _, text := range r.texts() {
		if u, ok := mailconfRecord(text); ok {
			a := s.mailconfAt(ctx, u, overDNS(r.validated))
			a.source.DNSSEC = r.validated
			return a
		}
	}
	a := nothing(result.NoName)
	a.source.Asked = s.domain
	return a
}

// mailconfAt fetches the file that a record names.
func (s *search) mailconfAt(ctx context.Context, u *url.URL, trust result.Trust) answer {
	host, ok := hostname.Parse(u.Hostname())
	switch {
	case !ok || u.User != nil || hostname.IsPublicSuffix(host):
		return failed(failure(result.Malformed, "a record with the host %q", u.Host))
	case u.Scheme != "https" && !s.HTTP:
		return skipped(result.SkipHTTP)
	case u.Scheme != "https":
		trust = result.TrustC
	}
	if s.NoThirdParty && !s.isOwn(host) {
		return skipped(result.SkipThirdParty)
	}
	return s.autoconfigAt(ctx, u.String(), always(trust))
}

// maxURL bounds the address that a record may hold.
const maxURL = 1024

// mailconfRecord reads "mailconf=URL".
func mailconfRecord(text string) (*url.URL, bool) {
	const key = "mailconf="
	if len(text) < len(key) || !strings.EqualFold(text[:len(key)], key) || len(text) > maxURL {
		return nil, false
	}
	u, err := url.Parse(strings.TrimSpace(text[len(key):]))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, false
	}
	u.Fragment = ""
	return u, true
}
