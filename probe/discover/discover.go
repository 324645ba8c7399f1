// Package discover finds the mail servers of a domain, and says who named
// them.
//
// It asks the SRV records of the domain (RFC 6186, RFC 8314 section 5.1) and
// tries the usual host names. Both rest on unsigned DNS: whoever can forge an
// answer picks the server. Everything that it finds therefore has trust level
// C, and no credential may follow without the person's explicit yes. It sends
// no credential and no mail address to anybody.
package discover

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/probe/result"
)

// Limit is the time for all sources together.
const Limit = 5 * time.Second

// Lookup is the part of a resolver that discovery uses: [net.Resolver] has it.
type Lookup interface {
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
}

// Domain finds the servers of a domain, given in A-label form. Every source
// is asked at once; the endpoints are those of the first source, in the order
// of the table, that names any.
func Domain(ctx context.Context, domain string, dns Lookup) *result.Discovery {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	rows := sources()
	answers := make([]answer, len(rows))
	took := make([]float64, len(rows))
	var all sync.WaitGroup
	for i, row := range rows {
		all.Go(func() {
			start := time.Now()
			answers[i] = row.ask(ctx, domain, dns)
			took[i] = float64(time.Since(start).Microseconds()) / 1000
		})
	}
	all.Wait()

	d := &result.Discovery{}
	for i, row := range rows {
		a := answers[i]
		s := result.Source{Name: row.name, Status: "none", TookMS: took[i], Failure: a.failure}
		switch {
		case a.failure != nil:
			s.Status = "fail"
		case len(a.endpoints) > 0 || len(a.notOffered) > 0:
			s.Status = "ok"
		}
		d.Sources = append(d.Sources, s)
		d.Wildcard = d.Wildcard || a.wildcard
		if len(d.Endpoints) > 0 || len(d.NotOffered) > 0 {
			continue
		}
		for _, e := range a.endpoints {
			d.Endpoints = append(d.Endpoints, result.Candidate{
				Endpoint: e.Endpoint, Trust: "C", Sources: []string{row.name}, Priority: e.Priority,
			})
		}
		d.NotOffered, d.Preference = a.notOffered, a.preference
	}
	return d
}

// answer is what one source said.
type answer struct {
	endpoints  []result.Candidate
	notOffered []result.Service
	preference result.Service
	wildcard   bool
	failure    *result.Failure
}

// source is a row of the table of sources, the most trusted first.
type source struct {
	name string
	ask  func(context.Context, string, Lookup) answer
}

func sources() []source {
	return []source{{"srv", srv}, {"guess", guess}}
}

// srvNames are the service labels, in the order of every screen.
func srvNames() []struct {
	label    string
	service  result.Service
	security result.Security
} {
	return []struct {
		label    string
		service  result.Service
		security result.Security
	}{
		{"imaps", result.IMAP, result.TLS}, {"imap", result.IMAP, result.StartTLS},
		{"pop3s", result.POP3, result.TLS}, {"pop3", result.POP3, result.StartTLS},
		{"submissions", result.Submission, result.TLS}, {"submission", result.Submission, result.StartTLS},
	}
}

// srv asks the six SRV records. The resolver orders by priority, and by
// weight inside one priority (RFC 2782): the first is the one to use. A
// target of "." says that the service is not offered (RFC 6186 section 3.4).
func srv(ctx context.Context, domain string, dns Lookup) answer {
	names := srvNames()
	records := make([][]*net.SRV, len(names))
	failures := make([]error, len(names))
	var all sync.WaitGroup
	for i, n := range names {
		all.Go(func() {
			_, records[i], failures[i] = dns.LookupSRV(ctx, n.label, "tcp", domain)
		})
	}
	all.Wait()

	var out answer
	offered := map[result.Service]int{} // the lowest priority value by service
	refused := map[result.Service]bool{}
	for i, n := range names {
		if err := failures[i]; err != nil && !notFound(err) {
			out.failure = &result.Failure{Kind: result.NameLookupFailed, Step: result.StepResolve, Detail: err.Error(), Temporary: true}
		}
		if len(records[i]) == 0 {
			continue
		}
		first := records[i][0]
		if first.Target == "." || first.Target == "" {
			refused[n.service] = true
			continue
		}
		out.endpoints = append(out.endpoints, result.Candidate{
			Endpoint: result.Endpoint{
				Service: n.service, Host: strings.ToLower(strings.TrimSuffix(first.Target, ".")),
				Port: int(first.Port), Security: n.security, Named: true,
			},
			Priority: int(first.Priority),
		})
		if p, ok := offered[n.service]; !ok || int(first.Priority) < p {
			offered[n.service] = int(first.Priority)
		}
	}
	for _, s := range []result.Service{result.IMAP, result.POP3, result.Submission} {
		if _, ok := offered[s]; refused[s] && !ok {
			out.notOffered = append(out.notOffered, s)
		}
	}
	imap, hasIMAP := offered[result.IMAP]
	pop, hasPOP := offered[result.POP3]
	switch {
	case hasIMAP && hasPOP && imap < pop:
		out.preference = result.IMAP
	case hasIMAP && hasPOP && pop < imap:
		out.preference = result.POP3
	}
	if len(out.endpoints) > 0 {
		out.failure = nil // some records answered: the rest is not needed
	}
	return out
}

// guess tries the usual names of mail hosts. A wildcard record makes every
// name exist, so that a name counts only where a random one does not answer
// the same.
func guess(ctx context.Context, domain string, dns Lookup) answer {
	names := []string{"mail.", "imap.", "pop.", "pop3.", "smtp.", ""}
	addrs := make([][]string, len(names))
	failures := make([]error, len(names))
	var all sync.WaitGroup
	for i, n := range names {
		all.Go(func() { addrs[i], failures[i] = dns.LookupHost(ctx, n+domain) })
	}
	random, _ := dns.LookupHost(ctx, randomLabel()+"."+domain)
	all.Wait()

	out := answer{wildcard: len(random) > 0}
	exists := map[string]bool{}
	for i, n := range names {
		exists[n] = len(addrs[i]) > 0 && (n == "" || !same(addrs[i], random))
		if err := failures[i]; err != nil && !notFound(err) {
			out.failure = &result.Failure{Kind: result.NameLookupFailed, Step: result.StepResolve, Detail: err.Error(), Temporary: true}
		}
	}
	order := map[result.Service][]string{
		result.IMAP:       {"imap.", "mail.", ""},
		result.POP3:       {"pop.", "pop3.", "mail.", ""},
		result.Submission: {"smtp.", "mail.", ""},
	}
	for _, e := range result.DefaultEndpoints("") {
		for _, n := range order[e.Service] {
			if exists[n] {
				e.Host = n + domain
				out.endpoints = append(out.endpoints, result.Candidate{Endpoint: e})
				break
			}
		}
	}
	if len(out.endpoints) > 0 {
		out.failure = nil
	}
	return out
}

func randomLabel() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return "no-such-host-" + hex.EncodeToString(b[:])
}

func same(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func notFound(err error) bool {
	var d *net.DNSError
	return errors.As(err, &d) && d.IsNotFound
}
