package discover

import (
	"context"
	"net/netip"
	"slices"
	"sync"

	"mailadvisor/probe/result"
)

// existence remembers which hosts have an address.
type existence struct {
	mu    sync.Mutex
	hosts map[string]func() *bool
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
	for _, e := range slices.Concat(a.servers, a.meant) {
		all.Go(func() { s.exists(ctx, e.Host) })
	}
	all.Wait()
}
