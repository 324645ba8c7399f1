package probe

import (
	"time"

	"mailadvisor/probe/result"
)

// UsageWhen says whether every message of a mailbox is counted, to tell what
// takes the room ([result.Usage]).
type UsageWhen string

// The values of [Options].Usage.
const (
	UsageNever   UsageWhen = ""
	UsageNearEnd UsageWhen = "near-end" // where the mailbox is nearly full: [fullShare]
	UsageAlways  UsageWhen = "always"
)

// fullShare is the share of a quota from which it matters what takes the room.
const fullShare = 0.75

// besideOthers is how long messages are counted in a run that is for something
// else.
const besideOthers = 10 * time.Second

// filling is what a session has to know to count messages.
type filling struct {
	when UsageWhen
	left func() time.Duration // that there is for it
}

// filling returns that of the run. It leaves a rest in which what is known is
// told.
func (r *run) filling() filling {
	rest := min(r.timeout/10, mostRest)
	return filling{r.o.Usage, func() time.Duration {
		left := r.clock.left() - rest
		if r.o.Usage == UsageNearEnd {
			left = min(left, besideOthers)
		}
		return left
	}}
}

// wanted reports whether the messages of an account are to be counted.
func (f filling) wanted(a *result.Account) bool {
	switch f.when {
	case UsageAlways:
		return true
	case UsageNearEnd:
		limit := a.Tightest(result.Storage)
		return limit != nil && float64(limit.Used) >= fullShare*float64(limit.Limit)
	}
	return false
}
