// Package sweep does one piece of work on each of very many targets: side by
// side, in memory that does not grow with their number, and gently to those
// who are asked.
//
// It knows nothing of mail. Targets come from an iterator and results leave by
// another; what is done with a target, and what its result says of a server,
// are functions. Between the two stand five rules:
//
//   - At most Concurrency targets are under way at once.
//   - A target belongs to groups ([Group]): its registrable domain, a login
//     that it shares. A group has a limit of its own, so that one provider with
//     ten thousand domains is not hammered. What waits for a group steps aside,
//     and holds up nobody else.
//   - Some groups show only when the work has begun: the addresses that a name
//     leads to. A target enters them by [Enter]; where one has no place, it
//     steps aside as well, and begins anew later.
//   - Where a result says that somebody asked to be left alone, that group
//     rests, and no other: longer each time, a bounded number of times. Behind
//     a rest one target goes first. Who asks again and again is not waited for
//     any more: the result stands.
//   - What is read ahead, and what is held back where results are wanted in the
//     order of the targets, is bounded by Window.
//
// When the context ends, no further target begins; those under way are waited
// for, and their results still come. Nothing outlives the loop over [Run].
package sweep

import (
	"context"
	"iter"
	"sync"
	"time"
)

// Options say how a sweep goes. T is a target, R its result.
type Options[T, R any] struct {
	Concurrency int  // targets at once; 1 where it is less
	Ordered     bool // results in the order of the targets, not as each ends
	// Window is the most targets that are read and whose results have not
	// left: those that wait for a group, are under way, or are held back for
	// the order. It is at least Concurrency.
	Window int

	// Groups names the groups of a target that are known before it begins; nil
	// for none. It is asked once a target.
	Groups func(T) []Group
	// Asked names the groups that asked to be left alone for a while, by a
	// result; nil for none. They need not have been entered.
	Asked func(T, R) []string
	// Attempts is how often a target is tried whose result asks for a rest; 1
	// where it is less.
	Attempts int
	// Rest is the first rest of a group, each further one in a row twice as
	// long, but none longer than Longest.
	Rest, Longest time.Duration
	// InARow is how often a group rests before an answer that asks for no
	// rest, and Rests how often in all.
	InARow, Rests int
	// Resting is told of rests, a second after they began; nil for nobody.
	Resting func([]Resting)

	// Aside and Back change a result while it is held back for the order, so
	// that it takes less memory; nil for not at all.
	Aside, Back func(R) R
}

// Group is what targets have in common, and how many of them may be under way
// at once. Groups of one name have one limit.
type Group struct {
	Name  string
	Limit int // 0: as many as there are, unless it rests
}

// Enter enters groups that show while a target is under way. Where it reports
// false, one of them has no place: the work is to end at once, its result is
// thrown away, and it begins anew when there is a place. It may be called from
// several goroutines.
type Enter func(...Group) bool

// Rest is the time for which a group is left alone.
type Rest struct {
	Group string
	Until time.Time
}

// Resting is a rest that has begun, and how many targets wait for its end.
type Resting struct {
	Rest
	Targets int
}

// Result is what became of a target.
type Result[T, R any] struct {
	Target   T
	Value    R
	Attempts int    // how often it was tried
	Rests    []Rest // that it waited for
}

// Run does the work on every target and yields what becomes of each. The
// functions of the options are called by the goroutine that loops; targets is
// read by one of its own, and do is called by many.
//
// The loop ends when all targets have ended; when ctx ends, after those that
// were under way; and when it is left, after the same. The iterator targets
// is waited for too: one that can block has to watch ctx by itself.
func Run[T, R any](ctx context.Context, targets iter.Seq[T], o Options[T, R], do func(context.Context, T, Enter) R) iter.Seq[Result[T, R]] {
	return func(yield func(Result[T, R]) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var others sync.WaitGroup
		defer others.Wait()
		defer cancel()

		s := newScheduler(o)
		read := make(chan T)
		others.Go(func() {
			defer close(read)
			for t := range targets {
				select {
				case read <- t:
				case <-ctx.Done():
					return
				}
			}
		})
		ended := make(chan *task[T, R], s.Concurrency) // never blocks who ends
		incoming, over := read, ctx.Done()             // nil once each has ended
		alarm := time.NewTimer(0)
		defer alarm.Stop()
		for {
			for t := s.next(time.Now()); t != nil; t = s.next(time.Now()) {
				others.Go(func() {
					t.value = do(ctx, t.target, t.enter)
					ended <- t
				})
			}
			if incoming == nil && s.idle() {
				for _, r := range s.gaps() {
					if !yield(r) {
						return
					}
				}
				return
			}
			from := incoming
			if s.full() {
				from = nil
			}
			if rests := s.tell(time.Now()); len(rests) > 0 && s.Resting != nil {
				s.Resting(rests)
			}
			if wait, resting := s.wake(time.Now()); resting {
				alarm.Reset(wait)
			}
			select {
			case t, more := <-from:
				if !more {
					incoming = nil
					continue
				}
				s.add(t)
			case t := <-ended:
				for _, r := range s.end(t, time.Now(), over != nil) {
					if !yield(r) {
						return
					}
				}
			case <-alarm.C:
			case <-over:
				over, incoming = nil, nil
				s.drop()
			}
		}
	}
}
