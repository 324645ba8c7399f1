package sweep

import (
	"maps"
	"math"
	"slices"
	"sync"
	"time"
)

// tellAfter is how long after the beginning of a rest it is told, with those
// that wait for it by then: many begin at once, and all are one message.
const tellAfter = time.Second

// mostKept bounds the groups that are remembered because they have rested.
const mostKept = 50_000

// scheduler decides which target is next. Every step of it takes constant
// time, however many targets wait. Its methods are called by one goroutine,
// but for [task.enter], which those under way call.
type scheduler[T, R any] struct {
	Options[T, R]
	running int
	within  int // read, and their results not yet left

	read, left int // numbers of targets, for the order
	held       map[int]Result[T, R]
	dropped    bool

	mu      sync.Mutex    // of what follows, and of the groups of tasks
	ready   []*task[T, R] // not yet held against their groups, the oldest first
	awake   []*group[T, R]
	groups  map[string]*group[T, R]
	resting map[*group[T, R]]bool
	untold  []*group[T, R] // whose rest was not told yet
	tellAt  time.Time
	kept    int // groups without a target that are remembered
}

// task is one target on its way.
type task[T, R any] struct {
	s        *scheduler[T, R]
	target   T
	number   int
	groups   []*group[T, R]
	entered  int          // the first so many of them have counted it
	blocked  *group[T, R] // that it met under way, and that had no place
	attempts int
	rests    []Rest
	value    R
}

// group is what the targets under way and waiting say of a [Group]. It is
// forgotten when it has none, unless it has rested: how often is remembered.
type group[T, R any] struct {
	name     string
	limit    int // 0: none
	tasks    int // that know it
	running  int
	waiting  []*task[T, R]
	listed   bool      // among the awake
	strikes  int       // rests since the last good answer
	rests    int       // in all
	restedAt time.Time // until when it rests
	kept     bool      // without a target, and remembered
}

func newScheduler[T, R any](o Options[T, R]) *scheduler[T, R] {
	o.Concurrency = max(o.Concurrency, 1)
	o.Window = max(o.Window, o.Concurrency)
	o.Attempts = max(o.Attempts, 1)
	o.Longest = max(o.Longest, o.Rest)
	return &scheduler[T, R]{Options: o, groups: map[string]*group[T, R]{}, resting: map[*group[T, R]]bool{}, held: map[int]Result[T, R]{}}
}

// full reports whether no further target is to be read: as many as may be are
// within, or enough of them could begin.
func (s *scheduler[T, R]) full() bool {
	return s.within >= s.Window || len(s.ready) >= 2*s.Concurrency
}

// idle reports whether nothing is under way or waits.
func (s *scheduler[T, R]) idle() bool { return s.running == 0 && (s.within == 0 || s.dropped) }

// drop forgets what has not begun: only those under way are still waited for.
func (s *scheduler[T, R]) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped, s.ready, s.awake, s.untold = true, nil, nil, nil
	clear(s.resting)
}

// add takes a target in.
func (s *scheduler[T, R]) add(target T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &task[T, R]{s: s, target: target, number: s.read}
	s.read++
	s.within++
	if s.Groups != nil {
		t.know(s.Groups(target))
	}
	s.ready = append(s.ready, t)
}

// know adds groups to those of a task. One without a limit counts only once it
// has rested.
func (t *task[T, R]) know(wanted []Group) {
	for _, want := range wanted {
		g := t.s.groups[want.Name]
		switch {
		case g == nil && want.Limit <= 0:
			continue
		case g == nil:
			g = &group[T, R]{name: want.Name, limit: want.Limit}
			t.s.groups[want.Name] = g
		case slices.Contains(t.groups, g):
			continue
		case g.kept:
			g.kept = false
			t.s.kept--
		}
		g.tasks++
		t.groups = append(t.groups, g)
	}
}

// next returns a target that may begin now, or nil. It counts as under way.
func (s *scheduler[T, R]) next(now time.Time) *task[T, R] {
	s.mu.Lock()
	defer s.mu.Unlock()
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

// open reports whether a group has a place: after a rest one, until there was
// a good answer.
func (g *group[T, R]) open() bool {
	switch {
	case !g.restedAt.IsZero():
		return false
	case g.strikes > 0:
		return g.running == 0
	}
	return g.limit == 0 || g.running < g.limit
}

// begin takes a place in every group of a target, or has it wait for the first
// that has none.
func (s *scheduler[T, R]) begin(t *task[T, R]) bool {
	for _, g := range t.groups {
		if !g.open() {
			g.wait(t)
			return false
		}
	}
	t.take()
	s.running++
	t.attempts++
	return true
}

// take takes a place in the groups that have not counted the task yet.
func (t *task[T, R]) take() {
	for _, g := range t.groups[t.entered:] {
		g.running++
	}
	t.entered = len(t.groups)
}

func (g *group[T, R]) wait(t *task[T, R]) {
	g.waiting = append(g.waiting, t)
	if rest := (Rest{g.name, g.restedAt}); !g.restedAt.IsZero() && !slices.Contains(t.rests, rest) {
		t.rests = append(t.rests, rest)
	}
}

// enter is [Enter] of a task that is under way.
func (t *task[T, R]) enter(wanted ...Group) bool {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if t.blocked != nil {
		return false
	}
	t.know(wanted)
	for _, g := range t.groups[t.entered:] {
		if !g.open() {
			t.blocked = g
			return false
		}
	}
	t.take()
	return true
}

// end takes the result of a target, and returns those that may leave now.
func (s *scheduler[T, R]) end(t *task[T, R], now time.Time, mayRepeat bool) []Result[T, R] {
	s.mu.Lock()
	s.running--
	for _, g := range t.groups[:t.entered] {
		g.running--
	}
	t.entered = 0
	if blocked := t.blocked; blocked != nil {
		t.blocked = nil
		t.attempts--
		if mayRepeat {
			blocked.wait(t)
			s.settle(blocked) // it may have a place by now
			s.settleAll(t)
			s.mu.Unlock()
			return nil
		}
		s.within--
		s.mu.Unlock()
		return nil // it has not begun
	}
	var asked []string
	if s.Asked != nil {
		asked = s.Asked(t.target, t.value)
	}
	again := false
	for _, name := range asked {
		again = s.rest(name, t, now) || again
	}
	for _, g := range t.groups {
		if g.strikes > 0 && g.restedAt.IsZero() && !slices.Contains(asked, g.name) {
			g.strikes = 0
		}
	}
	if again && mayRepeat && t.attempts < s.Attempts {
		s.ready = append(s.ready, t)
		s.settleAll(t)
		s.mu.Unlock()
		return nil
	}
	for _, g := range t.groups {
		g.tasks--
	}
	s.settleAll(t)
	s.mu.Unlock()
	return s.leave(t)
}

// rest has a group rest that asked for it, and reports whether the target is
// to be tried again. Those that were under way with it add nothing; and who
// has rested often enough is not waited for.
func (s *scheduler[T, R]) rest(name string, t *task[T, R], now time.Time) bool {
	g := s.groups[name]
	if g == nil {
		g = &group[T, R]{name: name}
		s.groups[name] = g
	}
	t.know([]Group{{Name: name}}) // which exists now
	switch {
	case !g.restedAt.IsZero():
	case g.strikes >= s.InARow || g.rests >= s.Rests:
		g.strikes = max(g.strikes, 1) // one at a time, from now on
		return false
	default:
		g.restedAt = now.Add(min(s.Rest<<g.strikes, s.Longest))
		g.strikes++
		g.rests++
		s.resting[g] = true
		if s.untold = append(s.untold, g); len(s.untold) == 1 {
			s.tellAt = now.Add(tellAfter)
		}
	}
	return true
}

// gaps returns the results that are still held back when the sweep was cut off:
// the order has gaps then.
func (s *scheduler[T, R]) gaps() []Result[T, R] {
	var out []Result[T, R]
	for _, number := range slices.Sorted(maps.Keys(s.held)) {
		out = append(out, s.back(s.held[number]))
	}
	return out
}

func (s *scheduler[T, R]) settleAll(t *task[T, R]) {
	for _, g := range t.groups {
		s.settle(g)
	}
}

// settle has a group looked at again, or forgets it.
func (s *scheduler[T, R]) settle(g *group[T, R]) {
	switch {
	case g.tasks == 0 && g.restedAt.IsZero():
		if g.rests == 0 || s.kept >= mostKept && !g.kept {
			delete(s.groups, g.name)
		} else if !g.kept {
			g.kept = true
			s.kept++
		}
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

// wake returns the time until something is to be done, where there is such a
// time: a rest ends, or is to be told.
func (s *scheduler[T, R]) wake(now time.Time) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	least := time.Duration(math.MaxInt64)
	for g := range s.resting {
		least = min(least, g.restedAt.Sub(now))
	}
	if len(s.untold) > 0 {
		least = min(least, s.tellAt.Sub(now))
	}
	return max(least, 0), len(s.resting) > 0 || len(s.untold) > 0
}

// tell returns the rests that are to be told now.
func (s *scheduler[T, R]) tell(now time.Time) []Resting {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.untold) == 0 || now.Before(s.tellAt) {
		return nil
	}
	var out []Resting
	for _, g := range s.untold {
		if !g.restedAt.IsZero() {
			out = append(out, Resting{Rest{g.name, g.restedAt}, len(g.waiting)})
		}
	}
	s.untold = nil
	return out
}

// leave passes a result on, or holds it back until those before it have left.
func (s *scheduler[T, R]) leave(t *task[T, R]) []Result[T, R] {
	r := Result[T, R]{t.target, t.value, t.attempts, t.rests}
	if !s.Ordered {
		s.within--
		return []Result[T, R]{r}
	}
	if t.number != s.left && s.Aside != nil {
		r.Value = s.Aside(r.Value)
	}
	s.held[t.number] = r
	var out []Result[T, R]
	for {
		r, ok := s.held[s.left]
		if !ok {
			return out
		}
		delete(s.held, s.left)
		if s.left++; s.left-1 != t.number {
			r = s.back(r)
		}
		s.within--
		out = append(out, r)
	}
}

// back returns a result as it was before it was laid aside.
func (s *scheduler[T, R]) back(r Result[T, R]) Result[T, R] {
	if s.Back != nil {
		r.Value = s.Back(r.Value)
	}
	return r
}
