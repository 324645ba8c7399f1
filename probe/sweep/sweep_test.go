package sweep

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/testkit"
)

// numbers returns the targets 0 to n-1.
func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// meter counts what is under way, all in all and by a key.
type meter struct {
	mu        sync.Mutex
	now, most map[string]int
}

func (m *meter) enter(keys ...string) (leave func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now == nil {
		m.now, m.most = map[string]int{}, map[string]int{}
	}
	for _, k := range keys {
		m.now[k]++
		m.most[k] = max(m.most[k], m.now[k])
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, k := range keys {
			m.now[k]--
		}
	}
}

func TestEveryTargetOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[int]int{}
		begun := time.Now()
		for r := range Run(t.Context(), numbers(1000), Options[int, int]{Concurrency: 10, Window: 50}, func(_ context.Context, n int, _ Enter) int {
			time.Sleep(time.Second)
			return 2 * n
		}) {
			seen[r.Target]++
			if r.Value != 2*r.Target || r.Attempts != 1 {
				t.Errorf("%+v", r)
			}
		}
		if len(seen) != 1000 {
			t.Errorf("%d targets of 1000", len(seen))
		}
		if took := time.Since(begun); took != 100*time.Second {
			t.Errorf("1000 seconds of work, ten at once, took %v", took)
		}
	})
}

// A group's limit holds, and what waits for it does not hold up the others.
func TestGroupsHaveLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group := func(n int) string { // every second target is of the one large provider
			if n%2 == 0 {
				return "large"
			}
			return fmt.Sprint("small-", n)
		}
		o := Options[int, time.Duration]{
			Concurrency: 20, Window: 200,
			Groups: func(n int) []Group { return []Group{{group(n), 3}, {"login", 15}} },
		}
		var m meter
		begun := time.Now()
		var small time.Duration
		for r := range Run(t.Context(), numbers(200), o, func(_ context.Context, n int, _ Enter) time.Duration {
			defer m.enter("all", group(n))()
			time.Sleep(time.Second)
			return time.Since(begun)
		}) {
			if r.Target%2 == 1 {
				small = max(small, r.Value)
			}
		}
		if m.most["all"] != 15 || m.most["large"] != 3 {
			t.Errorf("at most %d at once, %d of them of the large provider; want 15 and 3", m.most["all"], m.most["large"])
		}
		if want := 9 * time.Second; small > want { // 100 of them, 12 at once
			t.Errorf("the last small one ended after %v, want %v", small, want)
		}
		if took, want := time.Since(begun), 34*time.Second; took != want { // 100 of the large one, 3 at once
			t.Errorf("all ended after %v, want %v", took, want)
		}
	})
}

func TestGroupsAreForgotten(t *testing.T) {
	s := newScheduler(Options[int, int]{Concurrency: 4, Window: 10, Groups: func(n int) []Group { return []Group{{fmt.Sprint(n), 1}} }})
	for n := range 1000 {
		s.add(n)
		s.end(s.next(time.Now()), time.Now(), true)
	}
	if len(s.groups) != 0 || s.within != 0 || len(s.ready) != 0 {
		t.Errorf("%d groups and %d targets are left", len(s.groups), s.within)
	}
}

// A group that asks to be left alone rests, longer each time and so often at
// most; one target goes first behind a rest; the others go on.
func TestAskedToRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		tries := map[string][]time.Duration{}
		var told []string
		var mu sync.Mutex
		o := Options[string, bool]{
			Concurrency: 4, Window: 10, Rest: 10 * time.Second, Longest: 20 * time.Second, Attempts: 4, InARow: 3, Rests: 10,
			Groups: func(s string) []Group { return []Group{{s[:1], 2}} },
			Asked: func(s string, busy bool) []string {
				if !busy {
					return nil
				}
				return []string{"server " + s[:1]}
			},
			Resting: func(rests []Resting) {
				for _, r := range rests {
					told = append(told, fmt.Sprint(r.Group, " ", r.Targets, " ", r.Until.Sub(begun)))
				}
			},
		}
		got := map[string]Result[string, bool]{}
		for r := range Run(t.Context(), slices.Values([]string{"a1", "a2", "a3", "b1", "b2"}), o, func(_ context.Context, s string, enter Enter) bool {
			if !enter(Group{Name: "server " + s[:1]}) {
				return false
			}
			defer time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			tries[s] = append(tries[s], time.Since(begun).Truncate(time.Second))
			return s == "a1" || s == "a2" && len(tries[s]) < 3 || s == "b2" && len(tries[s]) == 1
		}) {
			got[r.Target] = r
		}
		// a1 and a2 ask, and all of a rest. A good answer begins the rests anew.
		for name, at := range map[string]string{"b1": "[0s]", "b2": "[0s 10s]"} {
			if got := fmt.Sprint(tries[name]); got != at {
				t.Errorf("%s was tried after %s, want %s", name, got, at)
			}
		}
		if n := len(tries["a1"]) + len(tries["a2"]) + len(tries["a3"]); n > 8 || len(tries["a1"]) != 4 || time.Since(begun) > 2*time.Minute {
			t.Errorf("%v, which took %v", tries, time.Since(begun))
		}
		if !got["a1"].Value || got["a2"].Value || got["a3"].Value || len(got["a1"].Rests) == 0 || len(got["b1"].Rests) != 0 {
			t.Errorf("%+v", got)
		}
		if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "server a 3 10.00") }) {
			t.Errorf("%q", told)
		}
	})
}

// Who asks for a rest every time is waited for a bounded time, however many
// targets lead there, and holds up nobody else.
func TestRestsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		o := Options[int, int]{
			Concurrency: 8, Window: 1000, Rest: 15 * time.Second, Longest: time.Minute, Attempts: 4, InARow: 3, Rests: 10,
			Asked: func(n, _ int) []string {
				if n%2 == 0 {
					return nil
				}
				return []string{fmt.Sprint("server ", n%48)}
			},
		}
		good, all := time.Duration(0), 0
		for r := range Run(t.Context(), numbers(960), o, func(_ context.Context, n int, enter Enter) int {
			if !enter(Group{fmt.Sprint("server ", n%48), 6}) {
				return 0
			}
			time.Sleep(10 * time.Millisecond)
			return 0
		}) {
			if all++; r.Target%2 == 0 {
				good = time.Since(begun)
			}
		}
		if took := time.Since(begun); all != 960 || good > 10*time.Second || took > 2*time.Minute {
			t.Errorf("%d results; the last good one after %v, all after %v", all, good, took)
		}
	})
}

// No group stands in front of the others, however many of it come first.
func TestNoHeadOfLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var m meter
		o := Options[int, time.Duration]{
			Concurrency: 64, Window: 2000,
			Groups: func(n int) []Group {
				if n < 1400 {
					return []Group{{"dead", 8}}
				}
				return nil
			},
		}
		first := time.Duration(-1)
		for r := range Run(t.Context(), numbers(1500), o, func(_ context.Context, n int, enter Enter) time.Duration {
			if n >= 1450 && !enter(Group{"address", 6}) {
				return 0
			}
			if n >= 1450 {
				defer m.enter("address")()
			}
			if n < 1400 {
				time.Sleep(30 * time.Second)
			} else {
				time.Sleep(100 * time.Millisecond)
			}
			return time.Since(begun)
		}) {
			if first < 0 && r.Target >= 1400 {
				first = r.Value
			}
		}
		if first > time.Second || m.most["address"] != 6 {
			t.Errorf("the first good result came after %v; %d at once at one address", first, m.most["address"])
		}
	})
}

// What is held back for the order may be laid aside, and comes back as it was.
func TestLaidAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		aside, most := 0, 0
		o := Options[int, int]{
			Concurrency: 10, Window: 1000, Ordered: true,
			Aside: func(n int) int { aside++; most = max(most, aside); return -n },
			Back:  func(n int) int { aside--; return -n },
		}
		next := 0
		for r := range Run(t.Context(), numbers(500), o, func(_ context.Context, n int, _ Enter) int {
			if n == 0 {
				time.Sleep(time.Minute)
			}
			time.Sleep(time.Second)
			return n
		}) {
			if r.Target != next || r.Value != next {
				t.Fatalf("%+v in place %d", r, next)
			}
			next++
		}
		if next != 500 || most < 400 || aside != 0 {
			t.Errorf("%d results; %d laid aside at most, %d still", next, most, aside)
		}
	})
}

func TestOrdered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var read, left, most atomic.Int64
		targets := func(yield func(int) bool) {
			for n := range numbers(300) {
				most.Store(max(most.Load(), read.Add(1)-left.Load()))
				if !yield(n) {
					return
				}
			}
		}
		var order []int
		for r := range Run(t.Context(), targets, Options[int, int]{Concurrency: 7, Window: 20, Ordered: true}, func(_ context.Context, n int, _ Enter) int {
			time.Sleep(time.Duration(n*7919%13) * time.Second)
			return n
		}) {
			order = append(order, r.Target)
			left.Add(1)
		}
		if len(order) != 300 || !slices.IsSorted(order) {
			t.Errorf("%d results, in the order %v", len(order), order)
		}
		if n := most.Load(); n > 20+1 { // one more is on its way into the window
			t.Errorf("%d targets were read and had not left", n)
		}
	})
}

// The end of the context ends the sweep: nothing begins, what is under way is
// waited for and told, in order where that was asked for.
func TestInterrupted(t *testing.T) {
	for _, ordered := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second+time.Millisecond)
			defer cancel()
			begun, endless := 0, func(yield func(int) bool) {
				for n := 0; yield(n); n++ {
				}
			}
			var mu sync.Mutex
			var got []int
			for r := range Run(ctx, endless, Options[int, bool]{Concurrency: 5, Window: 100, Ordered: ordered}, func(ctx context.Context, n int, _ Enter) bool {
				mu.Lock()
				begun++
				mu.Unlock()
				if n == 7 {
					<-ctx.Done()
					time.Sleep(time.Second) // the last words
					return false
				}
				select {
				case <-time.After(time.Second):
					return true
				case <-ctx.Done():
					return false
				}
			}) {
				got = append(got, r.Target)
			}
			if len(got) != begun || begun < 40 {
				t.Errorf("%d begun, %d told", begun, len(got))
			}
			if ordered && !slices.IsSorted(got) {
				t.Errorf("not in order: %v", got)
			}
		})
	}
}

func TestInterruptedWhileResting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o := Options[int, int]{
			Concurrency: 2, Rest: time.Hour, Attempts: 9, InARow: 9, Rests: 9, Groups: func(int) []Group { return []Group{{"one", 1}} },
			Asked: func(int, int) []string { return []string{"one"} },
		}
		for r := range Run(ctx, numbers(5), o, func(context.Context, int, Enter) int { return 0 }) {
			t.Errorf("%+v", r)
		}
	})
}

// Whoever leaves the loop leaves nothing behind.
func TestLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range Run(t.Context(), numbers(1000), Options[int, int]{Concurrency: 20}, func(ctx context.Context, _ int, _ Enter) int {
		time.Sleep(time.Millisecond)
		return 0
	}) {
		break
	}
	// One whose work is done may still be about to return.
	testkit.Await(t, "the goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
}
