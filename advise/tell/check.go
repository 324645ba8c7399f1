package tell

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

// Check is one thing that was looked at, as every format tells it:
// a finding, a requirement of a policy, or the run itself. Its texts are inert
// (see [Clean]).
type Check struct {
	ID       string // a finding's, a requirement's, or "run"
	Outcome  Outcome
	Severity diagnose.Severity // of a finding
	Host     string
	Place    string // "imap:143"; "" for a whole host
	Address  string
	Title    string

	Recheck string // a command

	Finding   *diagnose.Finding // itself, or what explains a requirement; may be nil
	Assertion *policy.Assertion // nil for a finding
}

// Outcome is what came of a check.
type Outcome string

const (
	Passed   Outcome = "pass"
	Noted    Outcome = "note" // worth knowing, nothing to mend
	Warned   Outcome = "warn"
	Broken   Outcome = "fail"
	Errored  Outcome = "error"    // the run could not do its work
	Unknown  Outcome = "unknown"  // not checked
	Excepted Outcome = "excepted" // broken, and allowed until a date
)

// RunID is the check of the run itself, which is made only where it failed.
const RunID = "run"

// Checks returns the checks of a document in its order: with a policy its
// requirements, else the findings; before them the run, where it could not do
// its work.
func (t Teller) Checks(d *advise.Document) []Check {
	var out []Check
	if c, ok := t.RunCheck(d); ok {
		out = append(out, c)
	}
	if d.Policy != nil {
		for i := range d.Policy.Assertions {
			out = append(out, AssertionCheck(d, &d.Policy.Assertions[i]))
		}
		return out
	}
	for i := range d.Findings {
		out = append(out, FindingCheck(d, &d.Findings[i]))
	}
	return out
}

// FindingCheck returns the check that a finding of a document is.
func FindingCheck(d *advise.Document, f *diagnose.Finding) Check {
	c := Check{ID: Clean(f.ID), Severity: diagnose.Severity(Clean(string(f.Severity))), Title: Clean(f.Title), Recheck: f.Recheck, Finding: f}
	c.at(d, f.Where)
	switch {
	case f.Status == diagnose.Fail:
		c.Outcome = Broken
	case f.Note:
		c.Outcome = Noted
	case f.Status == diagnose.Warn:
		c.Outcome = Warned
	case f.Status == diagnose.Pass:
		c.Outcome = Passed
	default:
		c.Outcome = Unknown
	}
	return c
}

// AssertionCheck returns the check that a requirement of a policy is.
func AssertionCheck(d *advise.Document, a *policy.Assertion) Check {
	c := Check{ID: Clean(a.ID), Title: Clean(a.Title.Text), Finding: a.Why(d.Findings), Assertion: a}
	if a.Of != "" {
		c.ID += " " + Clean(a.Of)
	}
	if d.Policy.File != "" {
		c.Recheck = CheckAgain(d, a)
	}
	c.at(d, a.Where)
	switch a.Status {
	case policy.Pass:
		c.Outcome = Passed
	case policy.Fail:
		c.Outcome = Broken
	case policy.Excepted:
		c.Outcome = Excepted
	default:
		c.Outcome = Unknown
	}
	return c
}

// RunCheck says that a run could not do its work, and where it stood.
func (t Teller) RunCheck(d *advise.Document) (Check, bool) {
	why := d.Unable()
	if why == "" && d.Error == nil {
		return Check{}, false
	}
	c := Check{ID: RunID, Outcome: Errored}
	c.at(d, diagnose.Where{})
	if d.Error != nil {
		c.Title = Clean(d.Error.Text)
		if why == "" {
			c.Outcome = Broken
		}
		return c, true
	}
	id, args := "report.run."+why, locale.Args{"host": c.Host}
	for i := range d.Probes {
		p := &d.Probes[i]
		if f := p.Failure; why == "interrupted" && f != nil && f.Kind == result.Canceled {
			c.at(d, diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port})
			if name := "screen.step-" + f.Step; t.Words.Has(name) {
				id, args = id+"-at", locale.Args{"place": c.Place, "step_name": t.Words.T(name, nil)}
			}
			break
		}
	}
	c.Title = Clean(t.Words.T(id, args))
	return c, true
}

// at sets the place of a check. Without a host of its own it is the target's.
func (c *Check) at(d *advise.Document, w diagnose.Where) {
	c.Host, c.Address = Clean(w.Host), Clean(w.Address)
	if c.Host == "" {
		c.Host = HostOf(d)
	}
	c.Place = PlaceOf(w)
}

// PlaceOf returns a place as --only takes it: "imap:143", "imap", or "".
func PlaceOf(w diagnose.Where) string {
	place := Clean(string(w.Service))
	if w.Port != 0 {
		place = strings.TrimPrefix(place+":"+strconv.Itoa(w.Port), ":")
	}
	return place
}

// HostOf returns what a document is about, without a user's name: the host that
// was asked for, or its only one, or the domain of an address.
func HostOf(d *advise.Document) string {
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
	return OrUnknown(Clean(domain))
}

// Detail is one part of what is told of a check: a label and lines of text.
type Detail struct {
	ID    DetailID
	Label string
	Lines []string // at least one
}

// DetailID says what a detail tells.
type DetailID string

// The details of a check, in their order.
const (
	Wanted   DetailID = "wanted"
	Found    DetailID = "found"
	Reason   DetailID = "reason"
	Cause    DetailID = "cause"
	Evidence DetailID = "evidence"
	Risk     DetailID = "risk"
	FixUser  DetailID = "fix-user"
	FixAdmin DetailID = "fix-admin"
	Recheck  DetailID = "recheck"
)

// Details tell a check: what was wanted and found, why, and what to do. Parts
// that are empty are left out.
func (t Teller) Details(c Check) []Detail {
	var out []Detail
	add := func(id DetailID, label string, lines ...string) {
		var kept []string
		for _, l := range lines {
			if l = strings.TrimRight(Clean(l), " "); l != "" {
				kept = append(kept, l)
			}
		}
		if len(kept) > 0 {
			out = append(out, Detail{id, t.Words.T(label, nil), kept})
		}
	}
	if a := c.Assertion; a != nil {
		add(Wanted, "report.wanted", a.Expected.Text)
		add(Found, "report.found", a.Found.Text)
		add(Reason, "report.reason", a.Reason.Text)
	}
	if c.Outcome == Passed {
		return out
	}
	fix := ""
	if f := c.Finding; f != nil && (f.Mend() || f.Note) {
		add(Cause, "screen.finding.cause", t.Causes(f))
		add(Evidence, "screen.finding.evidence", f.Evidence...)
		add(Risk, "screen.finding.risk", f.Risk)
		add(FixUser, "screen.finding.fix-user", f.Fix.User)
		fix = f.Fix.Admin
	}
	if c.Assertion != nil {
		fix = c.Assertion.Fix(c.Finding, t.Words)
	}
	add(FixAdmin, "screen.finding.fix-admin", fix)
	add(Recheck, "screen.finding.recheck", c.Recheck)
	return out
}

// PlainDetails are details as lines of text: "Label: text"; all, or those that
// are named.
func (t Teller) PlainDetails(c Check, only ...DetailID) []string {
	var out []string
	for _, d := range t.Details(c) {
		if len(only) > 0 && !slices.Contains(only, d.ID) {
			continue
		}
		out = append(out, t.Labelled(d.Label, d.Lines[0]))
		for _, l := range d.Lines[1:] {
			out = append(out, "  "+l)
		}
	}
	return out
}

// Headline returns a check in one line: where, and what is the matter.
func (t Teller) Headline(c Check) string {
	switch {
	case c.Assertion != nil:
		return strings.Join(NonEmpty(c.Host, c.Place, c.Title), " ")
	case strings.Contains(c.Title, c.Host):
		return c.Title
	}
	return t.Labelled(c.Host, c.Title)
}

// Labelled returns a label with a text behind it: "Label: text".
func (t Teller) Labelled(label, text string) string {
	return strings.TrimRight(t.Words.T("report.labelled", locale.Args{"label": label, "text": text}), " ")
}

// Status returns the word for an outcome: "FAIL", "not checked".
func (t Teller) Status(o Outcome) string { return t.Words.T("report.outcome."+string(o), nil) }

// Count counts checks by their outcome.
func Count(checks []Check) map[Outcome]int {
	n := map[Outcome]int{}
	for _, c := range checks {
		n[c.Outcome]++
	}
	return n
}

// Sentence is the one sentence before all else: what the policy says, or the
// verdict of the report.
func Sentence(d *advise.Document) string {
	if d.Policy != nil && d.Policy.Verdict.Text != "" {
		return Clean(d.Policy.Verdict.Text)
	}
	return Clean(d.Sentence.Text)
}
