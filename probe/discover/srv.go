package discover

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/miekg/dns"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// srvLabel is a service label of RFC 6186 or RFC 8314.
type srvLabel struct {
	label    string
	service  result.Service
	security result.Security
	unknown  bool // no standard knows it: asked for the view of a program that does
}

func srvLabels() []srvLabel {
	var labels []srvLabel
	for _, e := range result.DefaultEndpoints("") {
		labels = append(labels, srvLabel{e.Scheme(), e.Service, e.Security, false})
	}
	return append(labels, srvLabel{"smtps", result.Submission, result.TLS, true})
}

// askSRV asks the SRV records of the domain, all labels at once. A target of
// "." says that the service is not offered (RFC 6186 section 3.4); where IMAP
// and POP3 are both published, the lower priority is the domain's preference.
func askSRV(ctx context.Context, s *search) answer {
	labels := srvLabels()
	found := make([]srvAnswer, len(labels))
	var all sync.WaitGroup
	for i, l := range labels {
		all.Go(func() { found[i] = s.askLabel(ctx, l) })
	}
	var beside []result.Beside
	all.Go(func() { beside = s.besideByDNS(ctx) })
	all.Wait()

	a := nothing("")
	a.beside = beside
	a.source.Asked = s.domain
	published, refused := false, map[result.Service]bool{}
	validated := true
	for i, l := range labels {
		f := found[i]
		if f.failure != nil {
			a.source.Failure = f.failure
		}
		if l.unknown {
			a.other = f.servers
			continue
		}
		a.records = append(a.records, f.records)
		a.servers, a.meant = append(a.servers, f.servers...), append(a.meant, f.meant...)
		a.source.Unusable = append(a.source.Unusable, f.unusable...)
		refused[l.service] = refused[l.service] || f.refused
		if len(f.servers) > 0 || f.refused {
			published, validated = true, validated && f.validated
		}
	}
	if !published {
		if a.source.Failure == nil {
			a.source.Reason = result.NoName
			if len(beside) > 0 || len(a.source.Unusable) > 0 {
				a.source.Reason = result.NoServers
			}
		}
		return a
	}
	a.source.Failure = nil // what answered is enough
	a.source.DNSSEC = validated
	a.source.Trust = overDNS(validated)
	for _, service := range result.Services() {
		if _, offered := lowestPriority(a.servers, service); refused[service] && !offered {
			a.notOffered = append(a.notOffered, service)
		}
	}
	a.preference = preference(a.servers)
	return a
}

// srvAnswer is what one label has.
type srvAnswer struct {
	servers   []server
	meant     []server // by records without a port
	unusable  []string // the records that name no server
	refused   bool     // a target of "."
	validated bool
	failure   *result.Failure
	records   result.RecordSet
}

func (s *search) askLabel(ctx context.Context, l srvLabel) srvAnswer {
	name := "_" + l.label + "._tcp." + s.domain
	r, f := s.dns.ask(ctx, name, dns.TypeSRV)
	if f != nil {
		return srvAnswer{failure: f, records: result.RecordSet{Name: name, Type: "SRV", Failure: f}}
	}
	out := srvAnswer{validated: r.validated, records: recordSet(name, r)}
	for _, rr := range inOrder(r.records) {
		host, ok := hostname.Parse(rr.Target)
		text := foreign.Text(fmt.Sprintf("%s SRV %d %d %d %s", name, rr.Priority, rr.Weight, rr.Port, cmp.Or(strings.TrimSuffix(rr.Target, "."), ".")))
		e := server{
			Endpoint: result.Endpoint{Service: l.service, Host: host, Port: int(rr.Port), Security: l.security, Named: true},
			label:    l.label, priority: int(rr.Priority), weight: int(rr.Weight),
			dnssec: r.validated, trust: overDNS(r.validated), text: text,
		}
		switch {
		case rr.Target == "." && len(r.records) == 1:
			out.refused = true
		case rr.Target == ".": // beside another it says nothing (RFC 2782: it is then the only one)
			out.refused = true
			out.unusable = append(out.unusable, text)
		case !ok:
			out.unusable = append(out.unusable, text)
		case rr.Port == 0:
			out.unusable = append(out.unusable, text)
			out.meant = append(out.meant, e.usual())
		case len(out.servers) < maxServers:
			out.servers = append(out.servers, e)
		}
	}
	out.meant, out.unusable = out.meant[:min(len(out.meant), maxServers)], out.unusable[:min(len(out.unusable), maxServers)]
	if r.validated && !l.unknown {
		s.addTLSA(ctx, out.servers)
	}
	return out
}

// usual returns what an entry without a port that can be meant: the usual port
// of its service and encryption, at the host that it names.
func (e server) usual() server {
	e.Endpoint, e.slip = usualPort(e.Endpoint), true
	return e
}

// usualPort returns an endpoint with the usual port of its service and
// encryption.
func usualPort(e result.Endpoint) result.Endpoint {
	security := e.Security
	if security == result.None {
		security = result.StartTLS // at the same port
	}
	for _, usual := range result.DefaultEndpoints(e.Host) {
		if usual.Service == e.Service && usual.Security == security {
			e.Port = usual.Port
		}
	}
	return e
}

// inOrder sorts records by RFC 2782: the lowest priority first; inside one
// priority, where a client draws lots by weight, the likeliest first.
func inOrder(records []dns.RR) []*dns.SRV {
	var out []*dns.SRV
	for _, rr := range records {
		if srv, ok := rr.(*dns.SRV); ok {
			out = append(out, srv)
		}
	}
	slices.SortStableFunc(out, func(a, b *dns.SRV) int {
		return cmp.Or(
			cmp.Compare(a.Priority, b.Priority), cmp.Compare(b.Weight, a.Weight),
			strings.Compare(a.Target, b.Target), cmp.Compare(a.Port, b.Port),
		)
	})
	return out
}

// httpsAt returns where an address over https begins at a record's target.
func httpsAt(host string, port uint16) string {
	if port != 443 {
		host = net.JoinHostPort(host, strconv.Itoa(int(port)))
	}
	return "https://" + host
}

// recordSet returns what an answer says, for the report.
func recordSet(name string, r reply) result.RecordSet {
	out := result.RecordSet{Name: name, Type: "SRV", DNSSEC: r.validated}
	for _, rr := range inOrder(r.records) {
		if host, ok := hostname.Parse(rr.Target); (ok || rr.Target == ".") && len(out.Records) < maxServers {
			out.Records = append(out.Records, result.HostRecord{
				Host: cmp.Or(host, "."), Port: int(rr.Port), Priority: int(rr.Priority), Weight: int(rr.Weight),
			})
		}
	}
	return out
}

// addTLSA asks for the certificates published for each server. They count
// only where both answers are validated (RFC 7673 section 3.1).
func (s *search) addTLSA(ctx context.Context, servers []server) {
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() {
			e := &servers[i]
			r, f := s.dns.ask(ctx, tlsaName(e.Host, e.Port), dns.TypeTLSA)
			if f != nil || !r.validated {
				return
			}
			for _, rr := range r.records {
				if t, ok := rr.(*dns.TLSA); ok {
					e.tlsa = append(e.tlsa, strings.TrimPrefix(t.String(), t.Hdr.String()))
				}
			}
		})
	}
	all.Wait()
}

func lowestPriority(servers []server, service result.Service) (lowest int, ok bool) {
	for _, e := range servers {
		if e.Service == service && (!ok || e.priority < lowest) {
			lowest, ok = e.priority, true
		}
	}
	return lowest, ok
}

// preference returns the domain's own between IMAP and POP3, "" where it has
// none.
func preference(servers []server) result.Service {
	imap, hasIMAP := lowestPriority(servers, result.IMAP)
	pop, hasPOP := lowestPriority(servers, result.POP3)
	switch {
	case hasIMAP && hasPOP && imap < pop:
		return result.IMAP
	case hasIMAP && hasPOP && pop < imap:
		return result.POP3
	}
	return ""
}
