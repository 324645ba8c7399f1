package discover

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// The bounds of one answer.
const (
	maxBody      = 256 << 10 // octets; the largest file of Thunderbird's database has 8 kB
	maxRedirects = 3
	maxServers   = 24 // that one file may name
)

// stoodIn reports whether addresses were given for a host, other than for
// asking it over https.
func (s *search) stoodIn(host string) bool {
	for name := range s.Connect {
		if h, port, err := net.SplitHostPort(name); err == nil && h == host && port != "443" {
			return true
		}
	}
	return false
}

// page is the answer to a request.
type page struct {
	status    int
	mime      string // the Content-Type, as the server spells it
	body      []byte
	redirects []string    // the further hosts
	sent      atomic.Bool // a request has left
}

// fetch sends one request, and follows redirects to https only, at most
// three, none of them beyond the domain's own hosts where no third party may
// be asked. A POST stays one, to the new place.
func (s *search) fetch(ctx context.Context, address string, post []byte) (*page, *result.Failure) {
	p := &page{}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { p.sent.Store(true) },
	})
	for {
		next, f := s.fetchOnce(ctx, address, post, p)
		if f != nil || next == nil {
			return p, f
		}
		host, f := s.mayFollow(next.String(), len(p.redirects))
		if f != nil {
			return p, f
		}
		p.redirects = append(p.redirects, host)
		address = next.String()
	}
}

// mayFollow tells the host of a redirect, or why it is not followed.
func (s *search) mayFollow(address string, before int) (host string, f *result.Failure) {
	next, err := url.Parse(address)
	if err != nil {
		return "", failure(result.ProtocolError, "a redirect to nowhere")
	}
	host, ok := hostname.Parse(next.Hostname())
	switch {
	case before >= maxRedirects:
		return "", failure(result.ProtocolError, "more than %d redirects", maxRedirects)
	case next.Scheme != "https":
		return "", failure(result.ProtocolError, "a redirect to %s, which is not https", next.Scheme+"://"+next.Host)
	case !ok || next.User != nil || hostname.IsPublicSuffix(host):
		return "", failure(result.ProtocolError, "a redirect to %q, which is no host to ask", next.Host)
	case special(host) != "":
		return "", failure(result.ProtocolError, "a redirect to %s, a %s address", host, special(host))
	case s.NoThirdParty && !s.isOwn(host):
		return "", failure(result.ProtocolError, "a redirect to %s, another party, which was not to be asked", host)
	}
	return host, nil
}

// special returns what is special of a host that is an address of this machine
// or of a network of its own: nothing that a domain publishes leads there. ""
// for nothing.
func special(host string) string {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	return hostname.Special(ip)
}

// fetchOnce sends one request; next is where a redirect points.
func (s *search) fetchOnce(ctx context.Context, address string, post []byte, p *page) (next *url.URL, f *result.Failure) {
	method, body := http.MethodGet, io.Reader(nil)
	if post != nil {
		method, body = http.MethodPost, bytes.NewReader(post)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, classify(ctx, err)
	}
	request.Header.Set("User-Agent", "mailadvisor")
	if post != nil {
		request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	}
	response, err := s.http.Do(request)
	if err != nil {
		return nil, classify(ctx, err)
	}
	defer response.Body.Close()
	p.status, p.mime = response.StatusCode, response.Header.Get("Content-Type")
	switch p.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if next, err = response.Location(); err != nil {
			return nil, failure(result.ProtocolError, "a redirect to nowhere")
		}
		return next, nil
	}
	p.body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, classify(ctx, err)
	case len(p.body) > maxBody:
		return nil, failure(result.TooLarge, "a file of more than %d kB", maxBody>>10)
	}
	return nil, nil
}

// file fetches what a source serves. Where there is none, why is in the
// answer; otherwise the answer is filled in as far as the request goes.
func (s *search) file(ctx context.Context, address string, post []byte) ([]byte, answer, bool) {
	var a answer
	asked, _, _ := strings.Cut(address, "?")
	a.source.Asked = asked
	u, err := url.Parse(address)
	if err != nil {
		a.source.Failure = classify(ctx, err)
		return nil, a, false
	}
	p, f := s.fetch(ctx, address, post)
	a.source.HTTPStatus, a.source.Redirects, a.mime = p.status, p.redirects, p.mime
	if p.sent.Load() {
		others := slices.ContainsFunc(p.redirects, func(host string) bool { return !s.isOwn(host) })
		a.source.ThirdParty = others || !s.isOwn(u.Hostname())
		a.source.SentAddress = post != nil || u.RawQuery != ""
	}
	switch {
	case f != nil && f.Kind == result.NameUnknown:
		a.source.Reason = result.NoName
	case f != nil:
		a.source.Failure = f
	case p.status >= 400 && p.status < 500:
		a.source.Reason = result.NoFile
	case p.status != http.StatusOK:
		a.source.Failure = failure(result.ProtocolError, "HTTP status %d", p.status)
	case isPage(p.body):
		a.source.Reason = result.NoConfig
	default:
		return p.body, a, true
	}
	return nil, a, false
}

// isPage recognises a page for people: many sites answer any path with one.
func isPage(body []byte) bool {
	start := strings.ToLower(string(body[:min(len(body), 512)]))
	return strings.Contains(start, "<!doctype html") || strings.Contains(start, "<html")
}
