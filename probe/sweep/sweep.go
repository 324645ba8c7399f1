// Package sweep does one piece of work on each of very many targets: side by
// side, in memory that does not grow with their number, and gently to those
// who are asked.
//
// It knows nothing of mail. Targets come from an iterator and results leave by
// another; what is done with a target, and what its result says of the host,
// are functions. Between the two stand four rules:
//
//   - At most Concurrency targets are under way at once.
//   - A target belongs to groups ([Group]): its host, its registrable domain,
//     a login that it shares. A group has a limit of its own, so
//     that one provider with ten thousand domains is not hammered, and the
//     others are not held up by it: what waits for a group steps aside.
//   - Where a result says that the host throttles, its groups rest, twice as
//     long each time, and the target is tried again later, a bounded number of
//     times.
//   - What is read ahead is bounded by Window. So is what is held back where
//     results are wanted in the order of the targets.
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

	// Groups names the groups of a target; nil for none. It is asked once a
	// target.
	Groups func(T) []Group
	// Throttled reports whether a result says that the host wants to be left
	// alone for a while; nil for never.
	Throttled func(T, R) bool
	// Attempts is how often a target is tried while its host throttles; 1
	// where it is less.
	Attempts int
	// Rest is the first rest of a group, each further one twice as long.
	Rest time.Duration
}

// Group is what targets have in common, and how many of them may be under way
// at once. Groups of one name have one limit.
type Group struct {
	Name  string
	Limit int // 1 where it is less
}

// Result is what became of a target.
type Result[T, R any] struct {
	Target   T
	Value    R
	Attempts int // how often it was tried
}

// Run does the work on every target and yields what becomes of each. The
// functions of the options are called by the goroutine that loops; targets is
// read by one of its own, and do is called by many.
//
// The loop ends when all targets have ended; when ctx ends, after those that
// were under way; and when it is left, after the same. The iterator targets
// is waited for too: one that can block has to watch ctx by itself.
func Run[T, R any](ctx context.Context, targets iter.Seq[T], o Options[T, R], do func(context.Context, T) R) iter.Seq[Result[T, R]] {
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
					t.value = do(ctx, t.target)
					ended <- t
				})
			}
			if incoming == nil && s.idle() {
				for _, r := range s.rest() {
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
