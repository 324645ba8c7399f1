package discover

import (
	"context"
	"net/netip"
	"slices"
	"sync"

	"github.com/miekg/dns"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// existence remembers which hosts have an address.
type existence struct {
	mu    sync.Mutex
	hosts map[string]func() *bool

	aliases sync.Map // of the targets of SRV records: the names that they are aliases of
}

// noteAlias asks whether the target of an SRV record is an alias, which it must
// not be (RFC 2782, "Target").
func (s *search) noteAlias(ctx context.Context, host string) {
	if s.NoNetwork {
		return
	}
	r, f := s.dns.ask(ctx, host, dns.TypeCNAME)
	if f != nil {
		return
	}
	for _, rr := range r.records {
		if alias, ok := rr.(*dns.CNAME); ok {
			if name, ok := hostname.Parse(alias.Target); ok {
				s.known.aliases.Store(host, name)
			}
		}
	}
}

// aliasOf returns the name that a server's host is an alias of, where an SRV
// record names it; "" where it is none, or nobody could say.
func (s *search) aliasOf(e server) string {
	if name, ok := s.known.aliases.Load(e.Host); ok && e.label != "" {
		return name.(string)
	}
	return ""
}

// exists tells whether a host has an address; nil where nobody could say.
func (s *search) exists(ctx context.Context, host string) *bool {
	s.known.mu.Lock()
	if s.known.hosts == nil {
		s.known.hosts = map[string]func() *bool{}
	}
	look, ok := s.known.hosts[host]
	if !ok {
		look = sync.OnceValue(func() *bool { return s.hasAddress(ctx, host) })
		s.known.hosts[host] = look
	}
	s.known.mu.Unlock()
	return look()
}

func (s *search) hasAddress(ctx context.Context, host string) *bool {
	yes, no := true, false
	if _, err := netip.ParseAddr(host); err == nil {
		return &yes
	}
	if s.NoNetwork {
		return nil
	}
	if s.stoodIn(host) {
		return &yes
	}
	_, f := s.dns.addresses(ctx, host)
	switch {
	case f == nil:
		return &yes
	case f.Kind == result.NameUnknown:
		return &no
	}
	return nil
}

// lookUp asks for every host of an answer, side by side.
func (s *search) lookUp(ctx context.Context, a answer) {
	var all sync.WaitGroup
	asked := map[string]bool{}
	for _, e := range slices.Concat(a.servers, a.meant) {
		all.Go(func() { s.exists(ctx, e.Host) })
		if e.label != "" && !asked[e.Host] {
			asked[e.Host] = true
			all.Go(func() { s.noteAlias(ctx, e.Host) })
		}
	}
	all.Wait()
}
