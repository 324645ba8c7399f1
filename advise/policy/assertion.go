package policy

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// assertion makes a draft an assertion, with the exceptions of the target.
func (e *evaluation) assertion(c *claim, d draft) Assertion {
	a := Assertion{ID: c.is.id, Of: c.word, Target: e.target.Name, Where: d.where, File: c.File, Line: c.Line, Column: c.Column,
		Status: d.status, Found: d.found, Reason: d.reason}
	if d.of != "" {
		a.Of = d.of
	}
	if a.Of == "" {
		a.Of = c.key
	}
	args := c.args()
	a.Expected = locale.Text{ID: "policy.expected." + c.is.id, Args: args}
	a.Title = locale.Text{ID: "policy.name." + c.is.id, Args: args}
	if a.Status != Fail {
		return a
	}
	title := "policy.broken." + c.is.id
	if d.title != "" {
		title = d.title
	}
	broken := maps.Clone(args)
	maps.Copy(broken, d.found.Args)
	a.Title = locale.Text{ID: title, Args: broken}
	if a.Finding = d.why; a.Finding == "" {
		a.Finding = e.explained(c.is, d.where)
	}
	e.except(&a)
	return a
}

// args returns the arguments of the words about a claim.
func (c *claim) args() locale.Args {
	args := locale.Args{"of": c.word}
	if c.key != "" {
		args["key"] = c.key
	}
	switch v := c.value.(type) {
	case int:
		args["wanted"] = v
	case float64:
		args["wanted_ms"] = v
	case room:
		args["share"] = v.bytes == 0
		args["wanted_share"], args["wanted_bytes"] = v.share, v.bytes
	case size:
		args["wanted_bytes"] = int64(v)
	case []string:
		args["wanted_list"] = v
	case string:
		args["wanted"] = v
		if args["severity"] = slices.Contains(severities(), v); args["severity"] == true {
			args["severity_name"] = locale.Text{ID: "severity." + v}
		}
	case config.Place:
		args["service"], args["port"] = locale.Text{ID: "screen.service.name." + string(v.Service)}, v.Port
		args["one_port"] = v.Port != 0
	}
	return args
}

// explained returns the finding that says why a requirement does not hold at a
// place: the first of those to mend that it names.
func (e *evaluation) explained(is *requirement, where diagnose.Where) string {
	for _, id := range is.explains {
		for i := range e.findings {
			if f := &e.findings[i]; f.ID == id && f.Mend() && covers(f, where) {
				return id
			}
		}
	}
	return ""
}

// covers reports whether a finding speaks of a place.
func covers(f *diagnose.Finding, w diagnose.Where) bool {
	if w.Host != "" && f.Where.Host != "" && w.Host != f.Where.Host ||
		w.Service != "" && f.Where.Service != "" && w.Service != f.Where.Service ||
		w.Address != "" && f.Where.Address != "" && w.Address != f.Where.Address {
		return false
	}
	ports := ports(f)
	return w.Port == 0 || len(ports) == 0 || slices.Contains(ports, strconv.Itoa(w.Port))
}

// ports returns the ports that a finding speaks of; none where it is a host's.
func ports(f *diagnose.Finding) []string {
	switch list := f.Args["ports_list"].(type) {
	case []string:
		return list
	case []any: // read back from JSON
		var out []string
		for _, v := range list {
			s, _ := v.(string)
			out = append(out, s)
		}
		return out
	}
	if f.Where.Port != 0 {
		return []string{strconv.Itoa(f.Where.Port)}
	}
	return nil
}

// except lets an exception of the target speak: it holds until the end of its
// last day.
func (e *evaluation) except(a *Assertion) {
	for _, x := range e.target.exceptions {
		if x.requirement != a.ID || x.of != "" && !strings.EqualFold(x.of, a.Of) ||
			x.at != nil && !covered(x.at, result.Endpoint{Service: a.Where.Service, Port: a.Where.Port}) {
			continue
		}
		args := locale.Args{"reason": x.reason, "until_date": x.until.Format(time.DateOnly), "line": strconv.Itoa(x.Line)}
		if e.now.Before(x.until.AddDate(0, 0, 1)) {
			a.Status, a.Reason = Excepted, locale.Text{ID: "policy.reason.excepted", Args: args}
			a.File, a.Line, a.Column = x.File, x.Line, x.Column
			return
		}
		a.Reason = locale.Text{ID: "policy.reason.ended", Args: args}
	}
}
