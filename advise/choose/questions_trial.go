package choose

import (
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// trial runs the rules over the answers that questions may get.
type trial struct {
	report *result.Report
	needs  Needs
	open   []asking
	facts  *facts
	seen   map[string]conclusion // by the number of each question's answer
}

// conclusion is what an advice comes to. Two that differ are two answers to a
// person.
type conclusion struct {
	strategy Strategy
	settings Options
	name     locale.Text // of the strategy
}

// effect is how much one conclusion differs from another.
type effect int

const (
	effectNone     effect = iota
	effectSettings        // the same strategy, with other days
	effectStrategy
	effectProtocol
)

func (e effect) name() string {
	return [...]string{"", "settings", "strategy", "protocol"}[e]
}

func (o conclusion) differs(p conclusion) effect {
	switch {
	case protocolOf(o.strategy) != protocolOf(p.strategy):
		return effectProtocol
	case o.strategy != p.strategy:
		return effectStrategy
	case o.settings != p.settings:
		return effectSettings
	}
	return effectNone
}

// The bounds of a trial: every answer beside every other where they are few
// enough, else at most two answers beside the standard ones.
const (
	maxTrials  = 2000
	maxAnswers = 2
)

// effect returns the most that the answers to one question can change: with
// answers to the others that are likely, and ever; with the conclusions of its
// answers there.
func (t *trial) effect(i int) (likely, ever effect, conclusions []conclusion) {
	product := 1
	for _, row := range t.open {
		product = min(product*len(row.tries), maxTrials+1)
	}
	answers := maxAnswers
	if product <= maxTrials {
		answers = len(t.open)
	}
	assignment := make([]byte, len(t.open))
	var walk func(from, left int, rare bool)
	walk = func(from, left int, rare bool) {
		here := make([]conclusion, len(t.open[i].tries))
		most := effectNone
		for answer := range here {
			assignment[i] = byte(answer)
			here[answer] = t.run(assignment)
			most = max(most, here[answer].differs(here[0]))
		}
		assignment[i] = 0
		if !rare {
			likely = max(likely, most)
		}
		if most > ever || conclusions == nil {
			ever, conclusions = most, here
		}
		if left == 0 {
			return
		}
		for j := from; j < len(t.open); j++ {
			if j == i {
				continue
			}
			for answer := 1; answer < len(t.open[j].tries); answer++ {
				assignment[j] = byte(answer)
				walk(j+1, left-1, rare || t.open[j].rare)
			}
			assignment[j] = 0
		}
	}
	walk(0, answers, false)
	return likely, ever, conclusions
}

// run decides with one answer to each question.
func (t *trial) run(assignment []byte) conclusion {
	key := string(assignment)
	if o, ok := t.seen[key]; ok {
		return o
	}
	n := t.needs
	for i, answer := range assignment {
		t.open[i].tries[answer](&n)
	}
	f := gather(t.report, n)
	d := decide(f)
	o := conclusion{strategy: d.strategy, settings: d.options}
	o.name = locale.Text{ID: "strategy." + string(d.strategy), Args: f.nameArgs(d)}
	t.seen[key] = o
	return o
}

// nameArgs returns the arguments of a strategy's name.
func (f *facts) nameArgs(d decision) locale.Args {
	args := f.horizonArgs()
	args["copy_days"], args["window_days"] = d.days.n, f.window()
	return args
}

// distinct returns the conclusions that have names of their own.
func distinct(conclusions []conclusion) []conclusion {
	var out []conclusion
	for _, o := range conclusions {
		if !slices.ContainsFunc(out, func(p conclusion) bool { return o.strategy == p.strategy && o.settings == p.settings }) {
			out = append(out, o)
		}
	}
	return out
}
