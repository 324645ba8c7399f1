package discover

import (
	"context"
	"crypto/rand"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mailadvisor/probe/result"
)

// guesses returns the usual names of mail hosts by service, the likeliest
// first.
func guesses() map[result.Service][]string {
	return map[result.Service][]string{
		result.IMAP:       {"imap.", "mail.", ""},
		result.POP3:       {"pop.", "pop3.", "mail.", ""},
		result.Submission: {"smtp.", "mail.", ""},
	}
}

// askGuess tries the usual names. A wildcard record makes every name exist,
// so that a name counts only where a random one does not have its addresses;
// the domain itself always counts.
func askGuess(ctx context.Context, s *search) answer {
	random := strings.ToLower("no-such-host-"+rand.Text()) + "."
	names := []string{"imap.", "pop.", "pop3.", "smtp.", "mail.", "", random}
	found := make([]string, len(names))
	failures := make([]*result.Failure, len(names))
	var all sync.WaitGroup
	for i, n := range names {
		all.Go(func() { found[i], failures[i] = s.guessed(ctx, n+s.domain) })
	}
	all.Wait()

	addresses := map[string]string{}
	a := nothing("")
	a.source.Asked = s.domain
	for i, n := range names {
		addresses[n] = found[i]
		if f := failures[i]; f != nil && f.Kind != result.NameUnknown {
			a.source.Failure = f
		}
	}
	a.wildcard = addresses[random] != ""
	a.servers = s.guessServers(func(n string) bool {
		return addresses[n] != "" && (n == "" || addresses[n] != addresses[random])
	})
	if a.wildcard {
		a.other = s.guessServers(func(n string) bool { return addresses[n] != "" })
	}
	switch {
	case len(a.servers) > 0:
		a.source.Failure = nil
	case a.source.Failure == nil:
		a.source.Reason = result.NoName
	}
	return a
}

// guessed returns the set of addresses of a name, as one text; "" where it has
// none.
func (s *search) guessed(ctx context.Context, host string) (string, *result.Failure) {
	if s.stoodIn(host) {
		return "stands in for " + host, nil
	}
	found, f := s.dns.addresses(ctx, host)
	if f != nil {
		return "", f
	}
	slices.SortFunc(found, netip.Addr.Compare)
	var b strings.Builder
	for _, a := range found {
		b.WriteString(a.String() + " ")
	}
	return b.String(), nil
}

// guessServers returns the six usual endpoints, each on the first name that
// exists.
func (s *search) guessServers(exists func(name string) bool) []server {
	var out []server
	for _, e := range result.DefaultEndpoints("") {
		names := guesses()[e.Service]
		if i := slices.IndexFunc(names, exists); i >= 0 {
			e.Host = names[i] + s.domain
			out = append(out, server{Endpoint: e, trust: result.TrustC})
		}
	}
	return out
}
