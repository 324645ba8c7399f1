package policy

import (
	"mailadvisor/advise/locale"
)

// Verdict is the one sentence over the results of a run: whether all holds,
// or what is broken first.
func Verdict(results ...Result) locale.Text {
	total, counts := 0, map[string]int{}
	var first *Assertion
	for i := range results {
		for j := range results[i].Assertions {
			a := &results[i].Assertions[j]
			total++
			counts[a.Status]++
			if a.Status == Fail && first == nil {
				first = a
			}
		}
	}
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
