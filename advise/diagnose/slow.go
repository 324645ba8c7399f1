package diagnose

import (
	"math"
	"slices"
	"strings"

	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges answers that came late, in part, or not at all.

// slowFrom is the time from which an answer is slow, in milliseconds: a person
// notices the wait, and some programs give up after it. A server may take
// minutes (RFC 5321 section 4.5.3.2).
const slowFrom = 5000

// askedPatience is the time that the command of a recheck gives a server that
// was not waited for to the end: mail programs wait up to 100 seconds.
const askedPatience = "2m"

// ungreeted, halfGreeted and beyondGreeting tell apart where an answer was
// waited for in vain: nothing came at all, a part of the greeting came, or the
// silence began after it.
func (sp spot) ungreeted() bool {
	return sp.failure().Step == result.StepGreeting && len(sp.wires(result.StepGreeting)) == 0
}

func (sp spot) halfGreeted() bool {
	return sp.failure().Step == result.StepGreeting && !sp.ungreeted()
}

func (sp spot) beyondGreeting() bool { return sp.failure().Step != result.StepGreeting }

// timedOut judges connections on which nothing more came, where this is so.
func timedOut(here func(spot) bool) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.spots(), func(sp spot) judgement {
			f := sp.failure()
			switch {
			case sp.is(result.Timeout) && sp.answered() && here(sp):
				return judgement{Fail, f.Step}
			case f == nil && sp.works():
				return judgement{status: Pass}
			}
			return judgement{}
		}, func(d draft) draft {
			first := d.spots[0]
			step := first.failure().Step
			d.args = locale.Args{"step": step, "seconds": inSeconds(longestOf(d.spots, step))}
			switch {
			case first.ungreeted():
				d.causes = []Cause{likely("wrong-encryption", Probable), likely("greeting-slow", Probable)}
			case first.halfGreeted():
				d.causes = []Cause{likely("server-slow", Probable), likely("device-rewrites", Possible)}
			default:
				d.causes = []Cause{likely("server-slow", Probable), likely("packets-lost", Possible)}
			}
			d.seen = append(s.story(d.spots), s.working(d.spots)...)
			if !slices.ContainsFunc(s.report.Target.Flags, func(f result.Flag) bool { return f.Name == "timeout" }) {
				d.recheck = s.recheck(d.spots, result.Flag{Name: "timeout", Value: askedPatience})
			}
			return d
		})
	}
}

// slowAnswers judges the answers that came: a slow server is not a broken one.
// A login is left out: servers slow it down on purpose after a failure.
func slowAnswers(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		if sp.path == nil {
			return judgement{}
		}
		if step, took := sp.slowest(); took >= slowFrom {
			return judgement{Warn, step}
		}
		if sp.works() {
			return judgement{status: Pass}
		}
		return judgement{}
	}, func(d draft) draft {
		step, _ := d.spots[0].slowest()
		took := inSeconds(longestOf(d.spots, step))
		d.args = locale.Args{"step": step, "seconds": took}
		d.causes = []Cause{likely("server-slow", Probable)}
		if step == result.StepGreeting {
			d.causes = []Cause{likely("greeting-slow", Probable), likely("server-slow", Possible)}
			if d.spots[0].service() == result.Submission {
				d.causes = []Cause{likely("greeting-slow", Probable), likely("greeting-held", Probable)}
			}
		}
		d.seen = []Seen{word(Fault, "took", locale.Args{"at": s.places(d.spots), "step": step, "seconds": took})}
		return d
	})
}

// slowest is the step of a path for whose answer was waited longest, the login
// and what follows it left out. Milliseconds.
func (sp spot) slowest() (step string, took float64) {
	for _, st := range sp.path.Steps {
		switch st.Name {
		case result.StepTLS, result.StepGreeting, result.StepCapabilities, result.StepStartTLS, result.StepID:
			if st.Status == result.OK && st.TookMS > took {
				step, took = st.Name, st.TookMS
			}
		}
	}
	return step, took
}

// inSeconds are milliseconds as a person reads a long wait: whole seconds, or
// a tenth where it is less than two.
func inSeconds(ms float64) float64 {
	if ms < 2000 {
		return math.Round(ms/100) / 10
	}
	return math.Round(ms / 1000)
}

// longestOf returns the longest time of a step at some spots, in milliseconds.
func longestOf(spots []spot, step string) (took float64) {
	for _, sp := range spots {
		for _, st := range sp.path.Steps {
			if st.Name == step {
				took = max(took, st.TookMS)
			}
		}
	}
	return took
}

// familyUnanswered judges the lookup of the one family of addresses whose
// answer did not come, where that of the other did.
func familyUnanswered(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.path == nil:
			return judgement{}
		case sp.probe.Unanswered != nil:
			return judgement{Warn, sp.probe.Unanswered.Family}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		lost := d.spots[0].probe.Unanswered
		d.args = locale.Args{"family": familyName(lost.Family), "record": map[string]string{"ipv4": "A", "ipv6": "AAAA"}[lost.Family]}
		d.causes = []Cause{likely("resolver-silent", Probable), likely("zone-broken", Probable)}
		if !strings.Contains(lost.Failure.Detail, "timeout") { // an answer came
			d.causes = []Cause{likely("zone-broken", Sure)}
		}
		f := lost.Failure
		d.seen = []Seen{word(Fault, "lookup", locale.Args{"host": d.spots[0].host(), "kind": string(f.Kind),
			"silent": false, "detail": f.Detail, "said": f.Detail != ""})}
		d.recheck = "mailadvisor probe " + command.Host(s.report.Target, d.spots[0].host()) + s.flags(nil)
		return d
	})
}
