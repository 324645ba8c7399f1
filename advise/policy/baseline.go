package policy

import (
	"strings"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Forgive excepts what did not hold in an earlier report either, and leaves
// what got worse. The earlier result was held to the same policy, as of seen.
func (r *Result) Forgive(before Result, seen time.Time) {
	type place struct {
		id, of, matter string // the last tells a certificate that ends from one that has ended
		where          diagnose.Where
	}
	of := func(a *Assertion) place { return place{a.ID, strings.ToLower(a.Of), a.Title.ID, a.Where} }
	broken := map[place]bool{}
	for i := range before.Assertions {
		if a := &before.Assertions[i]; a.Status == Fail || a.Status == Excepted {
			broken[of(a)] = true
		}
	}
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.Status == Fail && broken[of(a)] {
			a.Status = Excepted
			a.Reason = locale.Text{ID: "policy.reason.baseline", Args: locale.Args{"seen_date": seen.UTC().Format(time.DateOnly)}}
		}
	}
	r.judge()
}
