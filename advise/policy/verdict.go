package policy

import (
	"mailadvisor/advise/locale"
)

// Tally counts what results say, one after another. The zero value has none.
type Tally struct {
	Results int
	counts  map[Status]int
	first   *Assertion // that fails
}

// Add counts a result.
func (t *Tally) Add(r *Result) {
	if t.counts == nil {
		t.counts = map[Status]int{}
	}
	t.Results++
	for i := range r.Assertions {
		a := &r.Assertions[i]
		t.counts[a.Status]++
		if a.Status == Fail && t.first == nil {
			first := *a
			t.first = &first
		}
	}
}

// Count returns how many assertions have a status.
func (t *Tally) Count(status Status) int { return t.counts[status] }

// Verdict is the one sentence over all that was counted: whether all holds, or
// what is broken first.
func (t *Tally) Verdict() locale.Text {
	first, counts := t.first, t.counts
	total := counts[Pass] + counts[Fail] + counts[Unknown] + counts[Excepted]
	args := locale.Args{"total": total, "broken": counts[Fail], "unknown": counts[Unknown], "excepted": counts[Excepted],
		"held": counts[Pass], "some_unknown": counts[Unknown] > 0, "some_excepted": counts[Excepted] > 0}
	switch {
	case first != nil:
		args["first"] = locale.Text{ID: "policy.place." + placeKind(first), Args: placeArgs(first)}
		args["one"] = counts[Fail] == 1
		return locale.Text{ID: "policy.verdict.broken", Args: args}
	case counts[Pass] == 0:
		return locale.Text{ID: "policy.verdict.nothing", Args: args}
	case counts[Unknown] > 0 || counts[Excepted] > 0:
		return locale.Text{ID: "policy.verdict.rest", Args: args}
	}
	return locale.Text{ID: "policy.verdict.holds", Args: args}
}

// judge sets the verdict of one result.
func (r *Result) judge() {
	var t Tally
	t.Add(r)
	r.Verdict = t.Verdict()
}

// placeKind says how the place of an assertion is told: host, service and
// port, or less.
func placeKind(a *Assertion) string {
	switch {
	case a.Where.Service == "":
		return "host"
	case a.Where.Port == 0:
		return "service"
	}
	return "port"
}

func placeArgs(a *Assertion) locale.Args {
	host := a.Where.Host
	if host == "" {
		host = a.Target
	}
	args := locale.Args{"host": host, "name": locale.Text{ID: "policy.name." + a.ID, Args: a.Expected.Args}}
	if a.Where.Service != "" {
		args["service"] = locale.Text{ID: "screen.service.name." + string(a.Where.Service)}
		args["port"] = a.Where.Port
	}
	return args
}

// Fill sets the words of a result.
func (r *Result) Fill(p *locale.Printer) {
	p.Fill(&r.Verdict)
	for i := range r.Assertions {
		a := &r.Assertions[i]
		for _, t := range []*locale.Text{&a.Title, &a.Expected, &a.Found, &a.Reason} {
			p.Fill(t)
		}
	}
}
