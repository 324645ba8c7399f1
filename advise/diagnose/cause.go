package diagnose

import (
	"slices"

	"mailadvisor/advise/locale"
)

// This file holds what many rules share: a rule of failure kinds alone, and causes.

// byKind makes the function of a rule that speaks for its row's failure
// kinds alone: one finding for the paths of a host that failed at one step.
func byKind(causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.spots(), func(sp spot) judgement {
			f := sp.failure()
			switch {
			case f != nil && slices.Contains(s.rule.kinds, f.Kind):
				return judgement{Fail, f.Step}
			case f == nil && sp.works():
				return judgement{status: Pass}
			}
			return judgement{}
		}, func(d draft) draft {
			f := d.spots[0].failure()
			d.args = locale.Args{"step": f.Step, "found": f.Found, "code": f.Code, "detail": f.Detail}
			d.seen = append(s.story(d.spots), s.working(d.spots)...)
			d.causes = causes
			return d
		})
	}
}

func likely(id, confidence string) Cause { return Cause{ID: id, Confidence: confidence} }
