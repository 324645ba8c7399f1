package diagnose

import (
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
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

// connectionLost judges sessions that ended in their middle. What a server says
// at the end shows that it was no device; where it had asked which program
// this is, that may be why.
func connectionLost(s *scene) []draft {
	drafts := byKind(likely("device-cuts", Probable), likely("server-ended", Probable))(s)
	for i := range drafts {
		d := &drafts[i]
		if d.status != Fail {
			continue
		}
		switch f := d.spots[0].failure(); {
		case f.Step == result.StepID:
			d.causes = []Cause{likely("program-refused", Probable), likely("server-ended", Probable), likely("device-cuts", Possible)}
		case len(d.spots[0].wires(f.Step, "* BYE")) > 0:
			d.causes = []Cause{likely("server-ended", Sure)}
		}
	}
	return drafts
}

// preauth judges greetings that take the caller for somebody. Inside TLS nobody
// on the way can have said it.
func preauth(s *scene) []draft {
	drafts := byKind(likely("interference", Probable), likely("preauth-set", Probable))(s)
	for i := range drafts {
		d := &drafts[i]
		if d.status != Fail {
			continue
		}
		encrypted := d.spots[0].path != nil && d.spots[0].path.TLS != nil
		d.args["encrypted"] = encrypted
		if encrypted {
			d.severity, d.causes = High, []Cause{likely("preauth-set", Sure)}
		}
	}
	return drafts
}

func likely(id string, confidence Confidence) Cause { return Cause{ID: id, Confidence: confidence} }
