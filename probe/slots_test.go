package probe

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
	"mailadvisor/probe/wire"
)

// An address has so many connections at once; another address has its own.
func TestSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSlots(2)
		one, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
		var mu sync.Mutex
		now, most := map[netip.Addr]int{}, map[netip.Addr]int{}
		begun := time.Now()
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				addr := []netip.Addr{one, one, one, other}[i%4]
				free, err := s.take(t.Context(), addr)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				now[addr]++
				most[addr] = max(most[addr], now[addr])
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				now[addr]--
				mu.Unlock()
				free()
				free() // a connection is closed more than once
			})
		}
		all.Wait()
		if most[one] != 2 || most[other] != 2 || time.Since(begun) != 3*time.Second {
			t.Errorf("at most %v at once, for %v", most, time.Since(begun))
		}
		if len(s.used) != 0 {
			t.Errorf("%d addresses are remembered", len(s.used))
		}
	})
}

// All addresses together have so many, too.
func TestSlotsInAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSlots(0)
		begun := time.Now()
		var all sync.WaitGroup
		for i := range 2*mostOpen + 1 {
			all.Go(func() {
				free, err := s.take(t.Context(), netip.AddrFrom4([4]byte{192, 0, byte(i / 256), byte(i)}))
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(time.Second)
				free()
			})
		}
		all.Wait()
		if took := time.Since(begun); took != 3*time.Second || len(s.open) != 0 || len(s.used) != 0 {
			t.Errorf("%v, %d open, %d addresses remembered", took, len(s.open), len(s.used))
		}
	})
}

// Where an address has one slot, no way to it waits for itself: not a second
// handshake with a smaller first message, not a look at a silent port, not the
// handshake that other programs would make, and no extra one.
func TestOneSlotIsEnough(t *testing.T) {
	for _, fault := range []string{"large-hello", "silent-tls", "silent", "dhe-alone"} {
		host := testkit.Host(t, mailhost.Config{Scenario: "fault:" + fault})
		slots := NewSlots(1)
		o := Options{
			Timeout: 30 * time.Second, StepLimits: Limits{TLS: 200 * time.Millisecond, Greeting: 200 * time.Millisecond},
			Connect: host.Connect(), Roots: host.Roots(), Now: testkit.Today, Slots: slots, TLSScan: true,
		}
		report, err := Run(t.Context(), result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)), o)
		if err != nil {
			t.Fatal(err)
		}
		if report.Interrupted || len(slots.used) != 0 || len(slots.open) != 0 {
			t.Errorf("%s: interrupted %v, %d slots kept", fault, report.Interrupted, len(slots.open))
		}
	}
}

func TestSlotsEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSlots(1)
		addr := netip.MustParseAddr("192.0.2.1")
		free, err := s.take(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.take(ctx, addr); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		free()
		if len(s.used) != 0 {
			t.Error("the address is remembered")
		}
	})
}

// The time that a run waits for others is not its own.
func TestClockStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		ctx, clock, cancel := limited(t.Context(), 10*time.Second)
		defer cancel()
		time.Sleep(4 * time.Second)
		one, two := clock.wait(), clock.wait()
		time.Sleep(time.Minute)
		one()
		time.Sleep(time.Minute)
		two()
		<-ctx.Done()
		if took := time.Since(begun); took != 130*time.Second || !errors.Is(context.Cause(ctx), wire.ErrRunLimit) {
			t.Errorf("it ended after %v: %v", took, context.Cause(ctx))
		}
	})
}

// A run of six ports goes its way over one connection at a time, and gives
// every slot back.
func TestRunWithinSlots(t *testing.T) {
	host := testkit.Host(t, mailhost.Config{Messages: 5})
	cr, err := NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name)
	if err != nil {
		t.Fatal(err)
	}
	slots := NewSlots(1)
	for _, o := range []Options{{TLSScan: true}, {Credential: cr}} {
		o.Connect, o.Roots, o.Now, o.Slots = host.Connect(), host.Roots(), testkit.Today, slots
		report, err := Run(t.Context(), result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range report.Probes {
			if p.Status != result.OK || o.Credential != nil && p.Login.Status != result.LoginOK {
				t.Errorf("%s: %v, login %+v", p.Address(), p.Failure, p.Login)
			}
		}
		if len(slots.used) != 0 {
			t.Errorf("slots of %d addresses are not given back", len(slots.used))
		}
	}
}
