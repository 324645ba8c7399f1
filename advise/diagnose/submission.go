package diagnose

import (
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what submission can do.

// noAuth judges whether submission lets anyone log in (RFC 6409 section 4.3).
func noAuth(s *scene) []draft {
	return judge(s.of(result.Submission), func(sp spot) judgement {
		list := sp.path.Phase(result.PhaseAfterTLS)
		switch {
		case list == nil:
			return judgement{}
		case list.Has("AUTH") || len(list.Mechanisms(result.Submission)) > 0:
			return judgement{status: Pass}
		}
		return judgement{status: Fail}
	}, func(d draft) draft {
		d.causes = []Cause{likely("auth-switched-off", Probable), likely("not-submission", Probable)}
		d.seen = append(d.spots[0].wires(result.StepCapabilities), word(Fault, "not-in-list",
			locale.Args{"at": s.places(d.spots), "names_list": []string{"AUTH"}, "offers": len(d.spots[0].path.Phase(result.PhaseAfterTLS))}))
		return d
	})
}

// base64Growth is how much larger an attachment is in a message: 4 octets for
// 3, and a line end for every 76 (RFC 2045 section 6.8).
const base64Growth = 1.37

// size tells how large a message may be (RFC 1870). 0 means that no limit is told.
func size(s *scene) []draft {
	limit := func(sp spot) (int64, bool) {
		value, ok := sp.path.Capability("SIZE")
		n, err := strconv.ParseInt(value, 10, 64)
		return n, ok && err == nil && n > 0
	}
	return judge(s.of(result.Submission), func(sp spot) judgement {
		n, ok := limit(sp)
		switch {
		case sp.path == nil || sp.path.Status != result.OK:
			return judgement{}
		case !ok:
			return judgement{status: Unknown}
		}
		return judgement{Warn, strconv.FormatInt(n, 10)}
	}, func(d draft) draft {
		n, _ := limit(d.spots[0])
		d.status, d.note = Pass, true
		d.args = locale.Args{"size_bytes": n, "attachment_bytes": int64(float64(n) / base64Growth)}
		d.seen = d.spots[0].announcement("SIZE")
		return d
	})
}
