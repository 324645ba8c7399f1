package probe

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"mailadvisor/probe/wire"
)

// Slots bound how many connections are open to one address at once, over all
// the runs that share them: many names may lead to one machine of a provider.
// Waiting for a slot costs a run nothing of its time limit.
type Slots struct {
	most int
	mu   sync.Mutex
	used map[netip.Addr]*slot
}

// slot is an address that somebody is connected to or waits for.
type slot struct {
	free  chan struct{} // holds as many tokens as there are connections
	users int
}

// NewSlots allows that many connections to each address.
func NewSlots(perAddress int) *Slots {
	return &Slots{most: max(perAddress, 1), used: map[netip.Addr]*slot{}}
}

// take waits for a slot. The function that it returns gives it back; it may be
// called more than once.
func (s *Slots) take(ctx context.Context, addr netip.Addr) (free func(), err error) {
	s.mu.Lock()
	at := s.used[addr]
	if at == nil {
		at = &slot{free: make(chan struct{}, s.most)}
		s.used[addr] = at
	}
	at.users++
	s.mu.Unlock()
	leave := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if at.users--; at.users == 0 {
			delete(s.used, addr)
		}
	}
	select {
	case at.free <- struct{}{}:
		return sync.OnceFunc(func() { <-at.free; leave() }), nil
	case <-ctx.Done():
		leave()
		return nil, context.Cause(ctx)
	}
}

// slotted is a connection that gives its slot back when it is closed.
type slotted struct {
	net.Conn
	free func()
}

func (c slotted) Close() error {
	defer c.free()
	return c.Conn.Close()
}

// clock is the time limit of a run. It stands still while the run waits for a
// slot, or for the end of a search: what is bounded then is every step.
type clock struct {
	mu      sync.Mutex
	timer   *time.Timer
	ends    time.Time
	waiting int
	since   time.Time
}

// limited is a context that ends at the time limit, with [wire.ErrRunLimit].
func limited(ctx context.Context, limit time.Duration) (context.Context, *clock, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &clock{ends: time.Now().Add(limit)}
	c.timer = time.AfterFunc(limit, func() { cancel(wire.ErrRunLimit) })
	return ctx, c, func() { c.timer.Stop(); cancel(context.Canceled) }
}

// left is how much of the limit there is.
func (c *clock) left() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting > 0 {
		return c.ends.Sub(c.since)
	}
	return time.Until(c.ends)
}

// wait stops the clock until the function that it returns is called.
func (c *clock) wait() (over func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting++; c.waiting == 1 {
		c.since = time.Now()
		c.timer.Stop()
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.waiting--; c.waiting == 0 {
			c.ends = c.ends.Add(time.Since(c.since))
			c.timer.Reset(time.Until(c.ends))
		}
	}
}
