package render

import (
	"mailadvisor/probe/result"
)

// tightest is the fullest STORAGE limit of an account, or nil where no limit
// is set: a limit of zero may mean "unlimited", and an invalid one says nothing.
func tightest(a *result.Account) *result.Quota {
	var best *result.Quota
	for i := range a.Quota {
		q := &a.Quota[i]
		if q.Resource != "STORAGE" || q.LimitState != result.LimitSet || q.LimitBytes == nil || q.UsedBytes == nil || *q.LimitBytes <= 0 {
			continue
		}
		if best == nil || used(q) > used(best) {
			best = q
		}
	}
	return best
}

// used is the share of a storage limit that is used.
func used(q *result.Quota) float64 { return float64(*q.UsedBytes) / float64(*q.LimitBytes) }
