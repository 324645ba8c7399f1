package probe

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/result"
)

// The order of logins is kept although the endpoints are ready in another
// one, but nobody waits long for an endpoint that does not answer.
func TestLoginOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoints := result.DefaultEndpoints("mail.example.org")
		for _, tt := range []struct {
			name  string
			ready []time.Duration // of 993, 143, 995, 110, 465, 587; negative: never
			first int             // its port
			after time.Duration
		}{
			{"in order", []time.Duration{1, 2, 3, 4, 5, 6}, 993, 1},
			{"backwards", []time.Duration{6, 5, 4, 3, 2, 1}, 993, 6},
			{"993 fails", []time.Duration{-5, 1, 1, 1, 1, 1}, 143, 5},
			{"993 hangs", []time.Duration{20 * time.Second, 3, 3, 3, 3, 3}, 143, loginGrace + 3},
			{"submission before POP3", []time.Duration{-1, -1, 1, 1, 9, 1}, 465, 9},
			{"POP3 alone", []time.Duration{-1, -1, 2, 1, -1, -1}, 995, 2},
		} {
			g := newGate(&Options{})
			start := time.Now()
			var first atomic.Int32
			var passed time.Duration
			var wait sync.WaitGroup
			var entries []*entry
			for _, e := range endpoints {
				entries = append(entries, g.expect(e))
			}
			g.open(nil)
			for i, e := range endpoints {
				wait.Go(func() {
					time.Sleep(max(tt.ready[i], -tt.ready[i]))
					if tt.ready[i] < 0 {
						g.leave(entries[i])
						return
					}
					if reason := g.pass(t.Context(), entries[i]); reason != "" {
						t.Errorf("%s: %s", tt.name, reason)
					}
					if first.CompareAndSwap(0, int32(e.Port)) {
						passed = time.Since(start)
					}
					g.report(entries[i], result.Login{Status: result.LoginOK})
				})
			}
			wait.Wait()
			if first.Load() != int32(tt.first) || passed != tt.after {
				t.Errorf("%s: %d first, after %v; want %d after %v", tt.name, first.Load(), passed, tt.first, tt.after)
			}
		}
	})
}

// While the first attempt is under way nobody else makes one, and a failure
// ends all that wait.
func TestOneAttemptAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(&Options{})
		e := result.DefaultEndpoints("mail.example.org")
		a, b := g.expect(e[0]), g.expect(e[1])
		g.open(nil)
		if reason := g.pass(t.Context(), a); reason != "" {
			t.Fatal(reason)
		}
		var got result.LoginReason
		done := make(chan struct{})
		go func() { got = g.pass(t.Context(), b); close(done) }()
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("a second attempt beside the first")
		default:
		}
		g.report(a, result.Login{Status: result.LoginFailed, Failure: newFailure(result.AuthRejected, "")})
		if <-done; got != result.EarlierFailure {
			t.Error(got)
		}
	})
}

// POP3 sessions follow the same order, one after another: 995 before 110 where
// both are ready or come within the grace, whoever was there first.
func TestPOP3Order(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoints := result.DefaultEndpoints("mail.example.org")
		const session = 300 * time.Millisecond
		for _, tt := range []struct {
			name             string
			first            time.Duration // 993, and so the gate, is open; negative: never
			implicit, stls   time.Duration // 995 and 110 are ready; negative: never
			early, late      int
			after, afterNext time.Duration
		}{
			{"both wait for the gate", 50, 2, 1, 995, 110, 50, 50 + session},
			{"995 comes later, within the grace", 1, 500, 2, 995, 110, 500, 500 + session},
			{"995 comes too late", 1, 20 * time.Second, 2, 110, 995, 2 + loginGrace, 20 * time.Second},
			{"995 comes during the other's session", 1, 2 + loginGrace + session/2, 2, 110, 995, 2 + loginGrace, 2 + loginGrace + session},
			{"995 fails", 1, -400, 2, 110, 0, 400, 0},
			{"POP3 alone", -1, 2, 1, 995, 110, 2, 2 + session},
		} {
			g := newGate(&Options{})
			start := time.Now()
			var wait sync.WaitGroup
			type turn struct {
				port  int
				after time.Duration
			}
			turns := make(chan turn, 2)
			run := func(e result.Endpoint, ready time.Duration) {
				en := g.expect(e)
				wait.Go(func() {
					time.Sleep(max(ready, -ready))
					if ready < 0 {
						g.leave(en)
						return
					}
					if reason := g.pass(t.Context(), en); reason != "" {
						t.Errorf("%s: %d %s", tt.name, e.Port, reason)
					}
					if e.Service == result.POP3 {
						if reason := g.lockPOP3(t.Context(), en, 0); reason != "" {
							t.Errorf("%s: %d %s", tt.name, e.Port, reason)
						}
						defer g.unlockPOP3()
						turns <- turn{e.Port, time.Since(start)}
					}
					g.report(en, result.Login{Status: result.LoginOK})
					time.Sleep(session)
				})
			}
			run(endpoints[3], tt.stls)
			run(endpoints[2], tt.implicit)
			run(endpoints[0], tt.first)
			g.open(nil)
			wait.Wait()
			close(turns)
			early, late := <-turns, <-turns
			if early != (turn{tt.early, tt.after}) || late != (turn{tt.late, tt.afterNext}) {
				t.Errorf("%s: %v, then %v", tt.name, early, late)
			}
		}
	})
}
