package discover

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// maxAddress bounds the address of a service, in octets.
const maxAddress = 500

// besideLabel is a service label of the DNS for a service beside mail.
type besideLabel struct {
	label, kind string
	path        string // where its address begins, "" where it has none
	txt         bool   // a TXT record beside it may name another path
}

// besideLabels returns those with encryption from the first byte: RFC 8620
// section 2.2, RFC 6764 sections 3 to 5, and RFC 5804 section 1.8, which has
// STARTTLS.
func besideLabels() []besideLabel {
	return []besideLabel{
		{label: "jmap", kind: result.JMAP, path: "/.well-known/jmap"},
		{label: "caldavs", kind: result.CalDAV, path: "/.well-known/caldav", txt: true},
		{label: "carddavs", kind: result.CardDAV, path: "/.well-known/carddav", txt: true},
		{label: "sieve", kind: result.ManageSieve},
	}
}

// besideByDNS asks for the records of services beside mail, all at once. What
// is not answered is not told: mail does not rest on it.
func (s *search) besideByDNS(ctx context.Context) []result.Beside {
	labels := besideLabels()
	found := make([]*result.Beside, len(labels))
	var all sync.WaitGroup
	for i, l := range labels {
		all.Go(func() { found[i] = s.besideLabel(ctx, l) })
	}
	all.Wait()
	var out []result.Beside
	for _, b := range found {
		if b != nil {
			out = append(out, *b)
		}
	}
	return out
}

func (s *search) besideLabel(ctx context.Context, l besideLabel) *result.Beside {
	name := "_" + l.label + "._tcp." + s.domain
	r, f := s.dns.ask(ctx, name, dns.TypeSRV)
	if f != nil {
		return nil
	}
	for _, rr := range inOrder(r.records) {
		host, ok := hostname.Parse(rr.Target)
		if !ok || rr.Port == 0 {
			continue // the target "." says that there is none
		}
		b := result.Beside{Kind: l.kind, Host: host, Trust: overDNS(r.validated)}
		if l.path == "" {
			b.Port = int(rr.Port)
			return &b
		}
		path := l.path
		if l.txt {
			path = cmp.Or(s.pathOf(ctx, name), path)
		}
		b.URL = httpsAt(host, rr.Port) + path
		return &b
	}
	return nil
}

// pathOf returns the path that the TXT record beside SRV records names (RFC
// 6764 section 4), "" where there is none.
func (s *search) pathOf(ctx context.Context, name string) string {
	r, f := s.dns.ask(ctx, name, dns.TypeTXT)
	if f != nil {
		return ""
	}
	for _, text := range r.texts() {
		path, ok := strings.CutPrefix(text, "path=")
		if !ok {
			continue
		}
		if u, err := url.Parse(path); err == nil && len(path) < maxAddress && u.Host == "" && strings.HasPrefix(u.Path, "/") {
			return u.EscapedPath()
		}
	}
	return ""
}

// webAddress returns the address of a service as a file has it, and its host:
// https, on a host by name, and nobody's login in it. What a program fills in
// for a person stays as it is.
func webAddress(text string) (address, host string, ok bool) {
	text = strings.TrimSpace(text)
	filled := strings.NewReplacer(wholeAddress, "x", localPart, "x", mailDomain, "example").Replace(text)
	u, err := url.Parse(filled)
	if err != nil || len(text) > maxAddress || u.Scheme != "https" || u.User != nil || foreign.Text(text) != text {
		return "", "", false
	}
	host, ok = hostname.Parse(u.Hostname())
	return text, host, ok
}

// besideIn returns the services beside mail of an autoconfig file.
func (f *autoconfigFile) besideIn(root autoconfigRoot) []result.Beside {
	var out []result.Beside
	for _, part := range []struct {
		servers []autoconfigServer
		kind    string // the attribute type that it must have
	}{
		{root.Calendars, result.CalDAV}, {root.AddressBooks, result.CardDAV}, {root.Shares, result.WebDAV},
		{f.Incoming, result.JMAP}, {slices.Concat(f.Setup, root.Setup), result.ManageSieve},
	} {
		for _, raw := range part.servers {
			if strings.ToLower(strings.TrimSpace(raw.Type)) != part.kind {
				continue
			}
			if address, host, ok := webAddress(raw.URL.text); ok {
				out = append(out, result.Beside{Kind: part.kind, URL: address, Host: host})
			} else if host, ok := hostname.Parse(strings.TrimSpace(raw.Host.text)); ok && part.kind == result.ManageSieve {
				port, known := portNumber(raw.Port.text)
				if !known {
					port = sievePort
				}
				out = append(out, result.Beside{Kind: part.kind, Host: host, Port: port})
			}
		}
	}
	return out
}

// sievePort is that of ManageSieve where none is named (RFC 5804 section 1.8).
const sievePort = 4190

// mergeBeside puts what the sources name together: one of each kind and place,
// the most trusted first.
func mergeBeside(answers []answer) []result.Beside {
	var out []result.Beside
	for _, a := range answers {
		for _, b := range a.beside {
			same := func(o result.Beside) bool {
				return o.Kind == b.Kind && o.URL == b.URL && o.Host == b.Host && o.Port == b.Port
			}
			if i := slices.IndexFunc(out, same); i >= 0 {
				out[i].Sources = append(out[i].Sources, a.source.Name)
				out[i].Trust = min(out[i].Trust, b.Trust)
				continue
			}
			b.Sources = []string{a.source.Name}
			out = append(out, b)
		}
	}
	kinds := result.BesideKinds()
	slices.SortStableFunc(out, func(a, b result.Beside) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Trust, b.Trust))
	})
	if len(out) > maxServers {
		out = out[:maxServers]
	}
	return out
}

// publishedOAuth returns what the most trusted file says of signing in, or nil.
func publishedOAuth(answers []answer) *result.PublishedOAuth {
	var out *result.PublishedOAuth
	for _, a := range answers {
		if o := a.oauth; o != nil && (out == nil || o.Trust < out.Trust) {
			o.Source = a.source.Name
			out = o
		}
	}
	return out
}
