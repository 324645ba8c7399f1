package sweep

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/probe/testkit"
)

// numbers are the targets 0 to n-1.
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
		for r := range Run(t.Context(), numbers(1000), Options[int, int]{Concurrency: 10, Window: 50}, func(_ context.Context, n int) int {
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
		for r := range Run(t.Context(), numbers(200), o, func(_ context.Context, n int) time.Duration {
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

// A host that throttles rests, twice as long each time, and its targets are
// tried again; the others go on.
func TestThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		tries := map[string][]time.Duration{}
		var mu sync.Mutex
		o := Options[string, bool]{
			Concurrency: 4, Attempts: 3, Rest: 10 * time.Second,
			Groups:    func(s string) []Group { return []Group{{s[:1], 1}} },
			Throttled: func(_ string, busy bool) bool { return busy },
		}
		got := map[string]Result[string, bool]{}
		for r := range Run(t.Context(), slices.Values([]string{"a1", "a2", "b1", "b2"}), o, func(_ context.Context, s string) bool {
			defer time.Sleep(time.Nanosecond) // all have been read before the first has ended
			mu.Lock()
			defer mu.Unlock()
			tries[s] = append(tries[s], time.Since(begun).Truncate(time.Second))
			return s == "a1" || s == "a2" && len(tries[s]) == 1
		}) {
			got[r.Target] = r
		}
		// a1 begins a rest of 10 s. a2 is next, and begins one of 20 s; then a1
		// again, 40 s, and so on: a host that throttles is asked ever less.
		want := map[string]string{"a1": "[0s 30s 1m10s]", "a2": "[10s 1m10s]", "b1": "[0s]", "b2": "[0s]"}
		for name, at := range want {
			if got := fmt.Sprint(tries[name]); got != at {
				t.Errorf("%s was tried after %s, want %s", name, got, at)
			}
		}
		if !got["a1"].Value || got["a1"].Attempts != 3 {
			t.Errorf("a host that never has time is a result after three attempts: %+v", got["a1"])
		}
		if got["a2"].Value || got["a2"].Attempts != 2 || tries["b2"][0] != 0 {
			t.Errorf("%+v; b2 began after %v", got["a2"], tries["b2"])
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
		for r := range Run(t.Context(), targets, Options[int, int]{Concurrency: 7, Window: 20, Ordered: true}, func(_ context.Context, n int) int {
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
			for r := range Run(ctx, endless, Options[int, bool]{Concurrency: 5, Window: 100, Ordered: ordered}, func(ctx context.Context, n int) bool {
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
			Concurrency: 2, Attempts: 9, Rest: time.Hour, Groups: func(int) []Group { return []Group{{"one", 1}} },
			Throttled: func(int, int) bool { return true },
		}
		for r := range Run(ctx, numbers(5), o, func(context.Context, int) int { return 0 }) {
			t.Errorf("%+v", r)
		}
	})
}

// Whoever leaves the loop leaves nothing behind.
func TestLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range Run(t.Context(), numbers(1000), Options[int, int]{Concurrency: 20}, func(ctx context.Context, _ int) int {
		time.Sleep(time.Millisecond)
		return 0
	}) {
		break
	}
	// One whose work is done may still be about to return.
	testkit.Await(t, "the goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
}
