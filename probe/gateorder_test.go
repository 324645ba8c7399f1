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
					g.report(entries[i], result.Login{Status: loginOK})
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
		if reason := g.pass(t.Context(), a); reason != "" {
			t.Fatal(reason)
		}
		var got string
		done := make(chan struct{})
		go func() { got = g.pass(t.Context(), b); close(done) }()
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("a second attempt beside the first")
		default:
		}
		g.report(a, result.Login{Status: loginFailed, Failure: newFailure(result.AuthRejected, "")})
		if <-done; got != result.EarlierFailure {
			t.Error(got)
		}
	})
}
