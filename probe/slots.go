package probe

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"mailadvisor/probe/wire"
)

// mostOpen bounds the connections to mail servers that are open at once, over
// all the runs that share [Slots]: well below the 1,024 files that many systems
// let a process open.
const mostOpen = 512

// otherFiles are those that a process has open beside its connections and
// lookups: lists, results, certificates.
const otherFiles = 48

// MostOpen returns how many connections and lookups may be open at once, and
// files how many files the system lets this process open, where that is why
// they are fewer than usual; else 0. A quarter is left to searches, which open
// files by themselves.
func MostOpen() (open, files int) {
	files = openFiles()
	open = max(4, (files-otherFiles)*3/4)
	if files == 0 || open >= mostOpen {
		return mostOpen, 0
	}
	return open, files
}

// Slots bound how many connections are open at once, to one address and in
// all, over all the runs that share them: many names may lead to one machine of
// a provider. Waiting for a slot costs a run nothing of its time limit.
//
// Nobody who holds a slot needs another one to give it back: a journey that
// dials again has closed its first connection, extra handshakes hold up no
// session, and the one on a silent port (see [journey.knock]) gives up.
type Slots struct {
	perAddress int           // 0 is as many as there are in all
	open       chan struct{} // holds as many tokens as there are connections
	mu         sync.Mutex
	used       map[netip.Addr]*slot
}

// slot is an address that somebody is connected to or waits for.
type slot struct {
	free  chan struct{} // holds as many tokens as there are connections
	users int
}

// NewSlots allows that many connections to each address, and [MostOpen] in all. 0 is
// no bound of its own for an address.
func NewSlots(perAddress int) *Slots {
	most, _ := MostOpen()
	return &Slots{perAddress: perAddress, open: make(chan struct{}, most), used: map[netip.Addr]*slot{}}
}

// take waits for a slot. The function that it returns gives it back; it may be
// called more than once.
func (s *Slots) take(ctx context.Context, addr netip.Addr) (free func(), err error) {
	leave, err := s.takeAddress(ctx, addr)
	if err != nil {
		return nil, err
	}
	closed, err := s.takeOpen(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	return sync.OnceFunc(func() { closed(); leave() }), nil
}

// takeOpen waits until fewer connections are open than there may be in all.
func (s *Slots) takeOpen(ctx context.Context) (free func(), err error) {
	if err := fill(ctx, s.open); err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { <-s.open }), nil
}

// takeAddress waits until fewer connections to the address are open than there
// may be.
func (s *Slots) takeAddress(ctx context.Context, addr netip.Addr) (free func(), err error) {
	if s.perAddress <= 0 {
		return func() {}, nil
	}
	s.mu.Lock()
	at := s.used[addr]
	if at == nil {
		at = &slot{free: make(chan struct{}, s.perAddress)}
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
	if err := fill(ctx, at.free); err != nil {
		leave()
		return nil, err
	}
	return func() { <-at.free; leave() }, nil
}

// fill puts a token where there is room for it.
func fill(ctx context.Context, tokens chan struct{}) error {
	select {
	case tokens <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
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

// limited returns a context that ends at the time limit, with
// [wire.ErrRunLimit].
func limited(ctx context.Context, limit time.Duration) (context.Context, *clock, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &clock{ends: time.Now().Add(limit)}
	c.timer = time.AfterFunc(limit, func() { cancel(wire.ErrRunLimit) })
	return ctx, c, func() { c.timer.Stop(); cancel(context.Canceled) }
}

// left returns how much of the limit there is.
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
