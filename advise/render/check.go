package render

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe/result"
)

// check is one thing that was looked at, as the formats for machines tell it:
// a finding, a requirement of a policy, or the run itself. Its texts are inert
// (see [Clean]).
type check struct {
	id       string // a finding's, a requirement's, or "run"
	outcome  outcome
	severity string // of a finding
	host     string
	place    string // "imap:143"; "" for a whole host
	address  string
	title    string

	recheck string // a command

	finding   *diagnose.Finding // itself, or what explains a requirement; may be nil
	assertion *policy.Assertion // nil for a finding
}

// outcome is what came of a check.
type outcome string

const (
	passed   outcome = "pass"
	noted    outcome = "note" // worth knowing, nothing to mend
	warned   outcome = "warn"
	broken   outcome = "fail"
	errored  outcome = "error"    // the run could not do its work
	unknown  outcome = "unknown"  // not checked
	excepted outcome = "excepted" // broken, and allowed until a date
)

// runID is the check of the run itself, which is made only where it failed.
const runID = "run"

// checks are the checks of a document in its order: with a policy its
// requirements, else the findings; before them the run, where it could not do
// its work.
func (s *screen) checks(d *advise.Document) []check {
	var out []check
	if c, ok := s.runCheck(d); ok {
		out = append(out, c)
	}
	if d.Policy != nil {
		for i := range d.Policy.Assertions {
			out = append(out, assertionCheck(d, &d.Policy.Assertions[i]))
		}
		return out
	}
	for i := range d.Findings {
		out = append(out, findingCheck(d, &d.Findings[i]))
	}
	return out
}

func findingCheck(d *advise.Document, f *diagnose.Finding) check {
	c := check{id: Clean(f.ID), severity: Clean(f.Severity), title: Clean(f.Title), recheck: f.Recheck, finding: f}
	c.at(d, f.Where)
	switch {
	case f.Status == diagnose.Fail:
		c.outcome = broken
	case f.Note:
		c.outcome = noted
	case f.Status == diagnose.Warn:
		c.outcome = warned
	case f.Status == diagnose.Pass:
		c.outcome = passed
	default:
		c.outcome = unknown
	}
	return c
}

func assertionCheck(d *advise.Document, a *policy.Assertion) check {
	c := check{id: Clean(a.ID), title: Clean(a.Title.Text), finding: a.Why(d.Findings), assertion: a}
	if a.Of != "" {
		c.id += " " + Clean(a.Of)
	}
	if d.Policy.File != "" {
		c.recheck = checkAgain(d, a)
	}
	c.at(d, a.Where)
	switch a.Status {
	case policy.Pass:
		c.outcome = passed
	case policy.Fail:
		c.outcome = broken
	case policy.Excepted:
		c.outcome = excepted
	default:
		c.outcome = unknown
	}
	return c
}

// runCheck says that a run could not do its work, and where it stood.
func (s *screen) runCheck(d *advise.Document) (check, bool) {
	why := d.Unable()
	if why == "" && d.Error == nil {
		return check{}, false
	}
	c := check{id: runID, outcome: errored}
	c.at(d, diagnose.Where{})
	if d.Error != nil {
		c.title = Clean(d.Error.Text)
		if why == "" {
			c.outcome = broken
		}
		return c, true
	}
	id, args := "report.run."+why, locale.Args{"host": c.host}
	for i := range d.Probes {
		p := &d.Probes[i]
		if f := p.Failure; why == "interrupted" && f != nil && f.Kind == result.Canceled {
			c.at(d, diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port})
			if name := "screen.step-" + f.Step; s.words.Has(name) {
				id, args = id+"-at", locale.Args{"place": c.place, "step_name": s.words.T(name, nil)}
			}
			break
		}
	}
	c.title = Clean(s.words.T(id, args))
	return c, true
}

// at sets the place of a check. Without a host of its own it is the target's.
func (c *check) at(d *advise.Document, w diagnose.Where) {
	c.host, c.address = Clean(w.Host), Clean(w.Address)
	if c.host == "" {
		c.host = hostOf(d)
	}
	c.place = placeOf(w)
}

// placeOf is a place as --only takes it: "imap:143", "imap", or "".
func placeOf(w diagnose.Where) string {
	place := Clean(string(w.Service))
	if w.Port != 0 {
		place = strings.TrimPrefix(place+":"+strconv.Itoa(w.Port), ":")
	}
	return place
}

// hostOf is what a document is about, without a user's name: the host that
// was asked for, or its only one, or the domain of an address.
func hostOf(d *advise.Document) string {
	t := d.Target
	switch {
	case t.Host != "":
		return Clean(t.Host)
	case t.Domain != "":
		return Clean(t.Domain)
	case len(d.Probes) > 0:
		return Clean(d.Probes[0].Host)
	}
	_, domain, _ := strings.Cut(t.Input, "@")
	if domain == "" {
		domain = t.Input
	}
	return orUnknown(Clean(domain))
}

// detail is one part of what is told of a check: a label and lines of text.
type detail struct {
	id    string // cause, evidence, risk, fix-user, fix-admin, recheck, wanted, found, reason
	label string
	lines []string
}

// details tell a check: what was wanted and found, why, and what to do. Parts
// that are empty are left out.
func (s *screen) details(c check) []detail {
	var out []detail
	add := func(id, label string, lines ...string) {
		var kept []string
		for _, l := range lines {
			if l = strings.TrimRight(Clean(l), " "); l != "" {
				kept = append(kept, l)
			}
		}
		if len(kept) > 0 {
			out = append(out, detail{id, s.words.T(label, nil), kept})
		}
	}
	if a := c.assertion; a != nil {
		add("wanted", "report.wanted", a.Expected.Text)
		add("found", "report.found", a.Found.Text)
		add("reason", "report.reason", a.Reason.Text)
	}
	if c.outcome == passed {
		return out
	}
	if f := c.finding; f != nil && (f.Mend() || f.Note) {
		add("cause", "screen.finding.cause", s.causes(f))
		add("evidence", "screen.finding.evidence", f.Evidence...)
		add("risk", "screen.finding.risk", f.Risk)
		add("fix-user", "screen.finding.fix-user", f.Fix.User)
		add("fix-admin", "screen.finding.fix-admin", f.Fix.Admin)
	}
	add("recheck", "screen.finding.recheck", c.recheck)
	return out
}

// plainDetails are details as lines of text: "Label: text"; all, or those that
// are named.
func (s *screen) plainDetails(c check, only ...string) []string {
	var out []string
	for _, d := range s.details(c) {
		if len(only) > 0 && !slices.Contains(only, d.id) {
			continue
		}
		out = append(out, s.labelled(d.label, d.lines[0]))
		for _, l := range d.lines[1:] {
			out = append(out, "  "+l)
		}
	}
	return out
}

// headline is a check in one line: where, and what is the matter.
func (s *screen) headline(c check) string {
	switch {
	case c.assertion != nil:
		return strings.Join(nonEmpty(c.host, c.place, c.title), " ")
	case strings.Contains(c.title, c.host):
		return c.title
	}
	return s.labelled(c.host, c.title)
}

// labelled is a label with a text behind it: "Label: text".
func (s *screen) labelled(label, text string) string {
	return strings.TrimRight(s.words.T("report.labelled", locale.Args{"label": label, "text": text}), " ")
}

// status is the word for an outcome: "FAIL", "not checked".
func (s *screen) status(o outcome) string { return s.words.T("report.outcome."+string(o), nil) }

// tally counts checks by their outcome.
func tally(checks []check) map[outcome]int {
	n := map[outcome]int{}
	for _, c := range checks {
		n[c.outcome]++
	}
	return n
}

// sentence is the one sentence before all else: what the policy says, or the
// verdict of the report.
func sentence(d *advise.Document) string {
	if d.Policy != nil && d.Policy.Verdict.Text != "" {
		return Clean(d.Policy.Verdict.Text)
	}
	return Clean(d.Sentence.Text)
}
