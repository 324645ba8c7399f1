package sweep

import (
	"maps"
	"math"
	"slices"
	"time"
)

// scheduler decides which target is next. It belongs to one goroutine, and
// every step of it takes constant time, however many targets wait.
type scheduler[T, R any] struct {
	Options[T, R]
	ready   []*task[T, R]  // not yet held against their groups, the oldest first
	awake   []*group[T, R] // may have a place for one that waits for them
	groups  map[string]*group[T, R]
	resting map[*group[T, R]]bool
	running int
	within  int // read, and their results not yet left

	read, left int // numbers of targets, for the order
	held       map[int]Result[T, R]
	dropped    bool
}

// task is one target on its way.
type task[T, R any] struct {
	target   T
	number   int
	groups   []*group[T, R]
	attempts int
	value    R
}

// group is what the targets under way and waiting say of a [Group]. It is
// forgotten when it has none.
type group[T, R any] struct {
	name     string
	limit    int
	tasks    int // that know it
	running  int
	waiting  []*task[T, R]
	listed   bool // among the awake
	strikes  int  // times in a row that it was throttled
	restedAt time.Time
}

func newScheduler[T, R any](o Options[T, R]) *scheduler[T, R] {
	o.Concurrency = max(o.Concurrency, 1)
	o.Window = max(o.Window, o.Concurrency)
	o.Attempts = max(o.Attempts, 1)
	return &scheduler[T, R]{Options: o, groups: map[string]*group[T, R]{}, resting: map[*group[T, R]]bool{}, held: map[int]Result[T, R]{}}
}

func (s *scheduler[T, R]) full() bool { return s.within >= s.Window }

// idle reports whether nothing is under way or waits.
func (s *scheduler[T, R]) idle() bool { return s.running == 0 && (s.within == 0 || s.dropped) }

// drop forgets what has not begun: only those under way are still waited for.
func (s *scheduler[T, R]) drop() {
	s.dropped, s.ready, s.awake = true, nil, nil
	clear(s.resting)
}

// add takes a target in.
func (s *scheduler[T, R]) add(target T) {
	t := &task[T, R]{target: target, number: s.read}
	s.read++
	s.within++
	if s.Groups != nil {
		for _, g := range s.Groups(target) {
			t.groups = append(t.groups, s.group(g))
		}
	}
	s.ready = append(s.ready, t)
}

func (s *scheduler[T, R]) group(want Group) *group[T, R] {
	g := s.groups[want.Name]
	if g == nil {
		g = &group[T, R]{name: want.Name, limit: max(want.Limit, 1)}
		s.groups[want.Name] = g
	}
	g.tasks++
	return g
}

// next is a target that may begin now, or nil. It counts as under way.
func (s *scheduler[T, R]) next(now time.Time) *task[T, R] {
	s.rested(now)
	if s.dropped || s.running >= s.Concurrency {
		return nil
	}
	for len(s.awake) > 0 {
		g := s.awake[0]
		for len(g.waiting) > 0 && g.open() {
			t := g.waiting[0]
			g.waiting[0], g.waiting = nil, g.waiting[1:]
			if s.begin(t) {
				return t
			}
		}
		g.listed = false
		s.awake = s.awake[1:]
	}
	for len(s.ready) > 0 {
		t := s.ready[0]
		s.ready[0], s.ready = nil, s.ready[1:]
		if s.begin(t) {
			return t
		}
	}
	return nil
}

func (g *group[T, R]) open() bool { return g.running < g.limit && g.restedAt.IsZero() }

// begin takes a place in every group of a target, or has it wait for the first
// that has none.
func (s *scheduler[T, R]) begin(t *task[T, R]) bool {
	for _, g := range t.groups {
		if !g.open() {
			g.waiting = append(g.waiting, t)
			return false
		}
	}
	for _, g := range t.groups {
		g.running++
	}
	s.running++
	t.attempts++
	return true
}

// end takes the result of a target, and returns those that may leave now.
func (s *scheduler[T, R]) end(t *task[T, R], now time.Time, mayRepeat bool) []Result[T, R] {
	s.running--
	throttled := s.Throttled != nil && s.Throttled(t.target, t.value)
	again := throttled && mayRepeat && t.attempts < s.Attempts
	for _, g := range t.groups {
		g.running--
		switch {
		case !throttled:
			g.strikes = 0
		case g.restedAt.IsZero(): // those that were under way with it add nothing
			g.restedAt = now.Add(s.Rest << min(g.strikes, 10))
			g.strikes++
			s.resting[g] = true
		}
		if !again {
			g.tasks--
		}
		s.settle(g)
	}
	if again {
		s.ready = append(s.ready, t)
		return nil
	}
	return s.leave(t)
}

// rest are the results that are still held back when the sweep was cut off:
// the order has gaps then.
func (s *scheduler[T, R]) rest() []Result[T, R] {
	var out []Result[T, R]
	for _, number := range slices.Sorted(maps.Keys(s.held)) {
		out = append(out, s.held[number])
	}
	return out
}

// settle has a group looked at again, or forgets it.
func (s *scheduler[T, R]) settle(g *group[T, R]) {
	switch {
	case g.tasks == 0 && g.restedAt.IsZero():
		delete(s.groups, g.name)
	case len(g.waiting) > 0 && !g.listed && g.open():
		g.listed = true
		s.awake = append(s.awake, g)
	}
}

// rested ends the rests that are over.
func (s *scheduler[T, R]) rested(now time.Time) {
	for g := range s.resting {
		if !now.Before(g.restedAt) {
			g.restedAt = time.Time{}
			delete(s.resting, g)
			s.settle(g)
		}
	}
}

// wake is the time until the next rest is over, where there is one.
func (s *scheduler[T, R]) wake(now time.Time) (time.Duration, bool) {
	least := time.Duration(math.MaxInt64)
	for g := range s.resting {
		least = min(least, g.restedAt.Sub(now))
	}
	return least, len(s.resting) > 0
}

// leave passes a result on, or holds it back until those before it have left.
func (s *scheduler[T, R]) leave(t *task[T, R]) []Result[T, R] {
	r := Result[T, R]{t.target, t.value, t.attempts}
	if !s.Ordered {
		s.within--
		return []Result[T, R]{r}
	}
	s.held[t.number] = r
	var out []Result[T, R]
	for {
		r, ok := s.held[s.left]
		if !ok {
			return out
		}
		delete(s.held, s.left)
		s.left++
		s.within--
		out = append(out, r)
	}
}
