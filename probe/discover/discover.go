// Package discover finds the mail servers of an address, and says who named
// them.
//
// A person knows an address, not a host. Domains publish their servers in SRV
// records (RFC 6186, RFC 8314 section 5.1), in autoconfig files, through
// Autodiscover, through PACC (a draft), or not at all. Every source of the
// table in sources.go is asked at once, under one deadline; what each said,
// how long it took and how far it can be trusted is in the result, and where
// they disagree is named.
//
// Trust says what may follow without a question. A: the embedded table for
// the domains it lists, https on the mail domain naming hosts of that domain,
// a PACC file with a validated digest. B, after the person confirmed the
// domain once: https naming another domain, Thunderbird's database, validated
// DNS. C, never a credential without an explicit yes: unsigned DNS and all
// that rests on it, plain http, guesses.
//
// Privacy: no password is ever sent. The address itself is sent only with
// [Options.SendAddress]; with [Options.NoThirdParty] nothing is asked beyond
// the DNS and the domain's own hosts. Whoever is asked learns the domain.
//
// It reaches the network, as package probe does: what probes the servers that
// were found is the caller's.
package discover

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
)

// Limit is the time for all sources together, where none is given.
const Limit = 5 * time.Second

// Options say how to look. The zero value asks every source that needs no
// consent, through the system's resolver and certificate authorities.
type Options struct {
	Timeout  time.Duration       // for all sources together; zero means [Limit]
	Resolver string              // the name server, "192.0.2.1:53"; empty: the system's
	Roots    *x509.CertPool      // who may sign the certificate of an https source; nil: the system's
	Connect  map[string][]string // "host:port" to addresses, with or without a port, that stand in for it
	Now      func() time.Time    // for certificates; nil means time.Now

	NoNetwork    bool   // the embedded table, and the folder of ISPDB, alone
	NoThirdParty bool   // nothing beyond the DNS and the domain's own hosts
	SendAddress  bool   // sources that need the whole address may have it
	ISPDB        string // a folder with a checkout of Thunderbird's database; "" for none
	TrustAD      bool   // believe the AD bit of a name server that is not on a loopback address
	HTTP         bool   // ask the http source of autoconfig too, which anybody on the way can answer

	// Allow is asked before a web server is dialled, of its address: a name can
	// lead anywhere. nil allows all.
	Allow func(netip.Addr) error

	// SignsIn says whether a mail program knows where to get a token of OAuth 2
	// for a host; nil: none does.
	SignsIn func(program, host string) bool

	// Observe is called for each source as it finishes, with what it named;
	// one call at a time. Followed is then what it would be if no source
	// answered any more. Cancelling the context ends the others.
	Observe func(result.Source, []result.Candidate)
}

// ErrNoDomain says that a target has no domain to search: it is an address of
// the network, or nothing.
var ErrNoDomain = errors.New("this is no domain")

// Find looks for the servers of the target's Domain, and of its Address where it
// has one; both are as package probe reads what a person typed. The error is
// [ErrNoDomain]; what sources failed to answer is in the result. It returns when the last source is finished, at
// the latest when the time is over or ctx is done.
func Find(ctx context.Context, target result.Target, o Options) (*result.Discovery, error) {
	s, err := newSearch(target, o)
	if err != nil {
		return nil, err
	}
	limit := o.Timeout
	if limit == 0 {
		limit = Limit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer s.http.CloseIdleConnections()
	s.mx = sync.OnceValue(func() mailHost { return s.askMX(ctx) })

	start := time.Now()
	rows := slices.DeleteFunc(sources(), func(r row) bool { return r.folder && o.ISPDB == "" })
	answers := make([]answer, len(rows))
	first := 0.0
	var telling sync.Mutex
	var all sync.WaitGroup
	for i, row := range rows {
		all.Go(func() {
			a := s.run(ctx, row)
			telling.Lock()
			defer telling.Unlock()
			answers[i] = a
			if first == 0 && len(a.servers) > 0 {
				first = milliseconds(start)
			}
			if o.Observe != nil {
				o.Observe(a.source, s.soFar(ctx, answers, a))
			}
		})
	}
	validates := false
	if !s.NoNetwork {
		all.Go(func() { validates = s.dns.validates(ctx) })
	}
	all.Wait()

	d := s.merge(ctx, answers)
	if !s.NoNetwork {
		d.DNS = &result.DNS{Validates: validates}
		for _, a := range answers {
			d.DNS.Records = append(d.DNS.Records, a.records...)
		}
		d.DNS.Records = append(d.DNS.Records, s.mx().records)
	}
	d.FirstMS, d.AllMS = first, milliseconds(start)
	d.As = s.clientViews(answers)
	return d, nil
}

// search is one address being looked up.
type search struct {
	Options
	domain  string // A-labels
	address string // empty where only a domain was given
	own     string // the registrable domain of domain
	dns     *resolver
	http    *http.Client
	mx      func() mailHost // asked once, by whoever needs it first
	known   existence
}

func newSearch(t result.Target, o Options) (*search, error) {
	if !strings.ContainsFunc(t.Domain, isLetter) || strings.Contains(t.Domain, ":") {
		return nil, ErrNoDomain
	}
	s := &search{Options: o, domain: t.Domain, address: t.Address, own: hostname.Registrable(t.Domain)}
	s.dns = newResolver(o)
	s.http = https.Client(https.Options{Resolver: s.dns.hosts, Connect: o.Connect, Roots: o.Roots, Now: o.Now, Allow: o.Allow})
	return s, nil
}

func (s *search) signsIn(program, host string) bool {
	return s.SignsIn != nil && s.SignsIn(program, host)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

// run asks one source, unless an option or the domain itself forbids it.
func (s *search) run(ctx context.Context, r row) answer {
	var a answer
	start := time.Now()
	if reason := s.forbids(r); reason != "" {
		a = skipped(reason)
	} else {
		a = r.ask(ctx, s)
		a.source.TookMS = milliseconds(start)
	}
	a.source.Name, a.source.Draft = r.name, r.draft
	a.finish()
	s.lookUp(ctx, a)
	return a
}

// forbids says why a source is not asked, or "".
func (s *search) forbids(r row) result.SourceReason {
	switch {
	case r.offline:
		return ""
	case s.NoNetwork:
		return result.SkipNetwork
	case r.plain && !s.HTTP:
		return result.SkipHTTP
	case r.thirdParty && s.NoThirdParty:
		return result.SkipThirdParty
	case r.address && (!s.SendAddress || s.address == ""):
		return result.SkipAddress
	case r.below && hostname.IsPublicSuffix(s.domain):
		return result.SkipPublicSuffix
	}
	return ""
}

func milliseconds(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}
