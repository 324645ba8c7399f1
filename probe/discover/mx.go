package discover

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// mailHost is the host that takes the domain's mail, and the domains it may
// stand for: its name less the first label, then its registrable domain.
type mailHost struct {
	host      string
	domains   []string
	validated bool
	reason    result.SourceReason // why there is none
	failure   *result.Failure
	records   result.RecordSet
}

// askMX finds the preferred mail host (RFC 5321 section 5.1). Who runs it
// often runs the mailboxes, but says nothing about them.
func (s *search) askMX(ctx context.Context) mailHost {
	r, f := s.dns.ask(ctx, s.domain, dns.TypeMX)
	records := result.RecordSet{Name: s.domain, Type: "MX", DNSSEC: r.validated, Failure: f}
	if f != nil {
		return mailHost{failure: f, records: records}
	}
	var all []*dns.MX
	for _, rr := range r.records {
		if mx, ok := rr.(*dns.MX); ok {
			all = append(all, mx)
		}
	}
	slices.SortStableFunc(all, func(a, b *dns.MX) int { return cmp.Compare(a.Preference, b.Preference) })
	for _, mx := range all[:min(len(all), maxServers)] {
		if host, ok := hostname.Parse(mx.Mx); ok || mx.Mx == "." {
			records.Records = append(records.Records, result.HostRecord{Host: cmp.Or(host, "."), Priority: int(mx.Preference)})
		}
	}
	if len(all) == 0 {
		return mailHost{reason: result.NoName, records: records}
	}
	best := all[0]
	if best.Mx == "." {
		return mailHost{reason: result.NoMail, records: records} // RFC 7505
	}
	host, ok := hostname.Parse(best.Mx)
	if !ok {
		return mailHost{failure: failure(result.Malformed, "an MX record with the host %q", best.Mx), records: records}
	}
	m := mailHost{host: host, validated: r.validated, records: records}
	_, parent, _ := strings.Cut(host, ".")
	for _, domain := range []string{parent, hostname.Registrable(host)} {
		if domain != "" && !hostname.IsPublicSuffix(domain) && strings.Contains(domain, ".") && !slices.Contains(m.domains, domain) {
			m.domains = append(m.domains, domain)
		}
	}
	return m
}

// byMX asks for each domain that the mail host may stand for, side by side,
// and takes the first that has an answer. Its trust is that of the MX record.
func (s *search) byMX(ctx context.Context, each func(domain string, trust result.Trust) []attempt) answer {
	m := s.mx()
	switch {
	case m.failure != nil:
		return failed(m.failure)
	case m.reason != "":
		return nothing(m.reason)
	}
	a := s.forMailHost(ctx, m, each)
	a.mxHost, a.source.DNSSEC = m.host, m.validated
	a.source.Asked = cmp.Or(a.source.Asked, m.host)
	return a
}

func (s *search) forMailHost(ctx context.Context, m mailHost, each func(domain string, trust result.Trust) []attempt) answer {
	var attempts []attempt
	for _, domain := range m.domains {
		if domain != s.domain {
			attempts = append(attempts, each(domain, overDNS(m.validated))...)
		}
	}
	if len(attempts) == 0 {
		return skipped(result.SkipSameDomain)
	}
	return firstOf(ctx, attempts)
}

// attempt is one way to ask.
type attempt func(context.Context) answer

// firstOf asks side by side, and takes the first in order with an answer, as
// soon as it is known; where none has one, a failure says more than nothing.
func firstOf(ctx context.Context, attempts []attempt) answer {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	answers := make([]chan answer, len(attempts))
	for i, ask := range attempts {
		answers[i] = make(chan answer, 1)
		all.Go(func() { answers[i] <- ask(ctx) })
	}
	var best answer
	for i, c := range answers {
		a := <-c
		if len(a.servers) > 0 || a.provider != nil {
			return a
		}
		if i == 0 || best.source.Failure == nil && a.source.Failure != nil {
			best = a
		}
	}
	return best
}

func askMXAutoconfig(ctx context.Context, s *search) answer {
	if m := s.mx(); s.NoThirdParty && m.host != "" && !s.isOwn(m.host) {
		return skipped(result.SkipThirdParty)
	}
	return s.byMX(ctx, func(domain string, trust result.Trust) []attempt {
		return []attempt{
			func(ctx context.Context) answer { return s.autoconfigAt(ctx, autoconfigURL(domain), always(trust)) },
			func(ctx context.Context) answer { return s.autoconfigAt(ctx, wellKnownURL(domain), always(trust)) },
		}
	})
}

func askMXISPDB(ctx context.Context, s *search) answer {
	return s.byMX(ctx, func(domain string, trust result.Trust) []attempt {
		return []attempt{
			func(ctx context.Context) answer {
				return s.autoconfigAt(ctx, ispdb+url.PathEscape(domain), always(trust))
			},
		}
	})
}
