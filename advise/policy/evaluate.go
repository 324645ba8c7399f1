package policy

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Evaluate holds a report and its findings (those of [diagnose.Run]) to what
// the policy wants of a target. The time is today, for the dates of
// certificates and exceptions. The result holds IDs and arguments;
// [Result.Fill] sets the words.
func Evaluate(r *result.Report, findings []diagnose.Finding, p *Policy, target string, now time.Time) Result {
	t := p.Target(target)
	e := &evaluation{report: r, findings: findings, now: now, target: t,
		claims: slices.Concat(implied(t), p.claims, t.claims)}
	// What findings say is told last, and only where nothing else has told it.
	slices.SortStableFunc(e.claims, func(a, b claim) int { return cmp.Compare(a.is.order(), b.is.order()) })
	out := Result{File: p.File, Target: target}
	for i := range e.claims {
		c := &e.claims[i]
		for _, d := range e.judge(c) {
			a := e.assertion(c, d)
			out.Assertions = append(out.Assertions, a)
			e.told = append(e.told, a)
		}
	}
	out.judge()
	return out
}

// implied returns the claims on a target that nobody has to write.
func implied(t Target) []claim {
	var out []claim
	for _, is := range unwritten() {
		out = append(out, claim{Pos: t.Pos, is: is, slot: is.id})
	}
	return out
}

// evaluation is one target held to a policy.
type evaluation struct {
	report   *result.Report
	findings []diagnose.Finding
	now      time.Time
	target   Target
	claims   []claim
	told     []Assertion // so far
}

// spot is an endpoint, and one of its addresses where one alone is meant.
type spot struct {
	probe *result.Probe
	path  *result.Path
}

// finding is what a requirement finds at one place. The zero value says that
// the requirement does not apply there.
type finding struct {
	status Status
	found  locale.Text
	reason locale.Text // why it is unknown
	title  string      // the message of what is broken, where it is not policy.broken.ID
}

// draft is a finding with its place.
type draft struct {
	finding
	where diagnose.Where
	of    string // in place of the claim's word
	why   string // the diagnosis that it rests on, where that is known
}

func says(status Status, id string, args locale.Args) finding {
	return finding{status: status, found: locale.Text{ID: "policy.found." + id, Args: args}}
}

// unknown returns what was not checked, and why.
func unknown(reason string, args locale.Args) finding {
	f := says(Unknown, "not-checked", nil)
	f.reason = locale.Text{ID: "policy.reason." + reason, Args: args}
	return f
}

func holds(ok bool, id string, args locale.Args) finding {
	if ok {
		return says(Pass, id, args)
	}
	return says(Fail, id, args)
}

// judge makes the drafts of a claim.
func (e *evaluation) judge(c *claim) []draft {
	if c.is.whole != nil {
		if e.overridden(c, nil) {
			return nil
		}
		return c.is.whole(e, c)
	}
	var out []draft
	replaced := false
	for i := range e.report.Probes {
		p := &e.report.Probes[i]
		if p.Status == result.Skip || !covered(c.at, p.Endpoint) {
			continue
		}
		if e.overridden(c, p) {
			replaced = true
			continue
		}
		if d := e.atEndpoint(c, p); d.status != "" {
			out = append(out, d)
		}
	}
	if len(out) == 0 && !replaced && c.value != false && len(e.report.Probes) > 0 && !oneEndpoint(e.target.Name) && !e.overridden(c, nil) {
		return []draft{{finding: unknown("applies-nowhere", locale.Args{"line": strconv.Itoa(c.Line)})}}
	}
	return out
}

// atEndpoint judges an endpoint by the worst of its addresses. An address is
// named where it alone decides.
func (e *evaluation) atEndpoint(c *claim, p *result.Probe) draft {
	d := draft{where: diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port}}
	if c.is.probe != nil {
		d.finding = c.is.probe(e, c, spot{probe: p})
		return d
	}
	if len(p.Paths) == 0 {
		d.finding = notReached(p.Failure)
		return d
	}
	same := true
	for i := range p.Paths {
		f := c.is.path(e, c, spot{p, &p.Paths[i]})
		if f.status == "" {
			continue
		}
		same = same && (d.status == "" || f.status == d.status)
		if gravity(f.status) > gravity(d.status) {
			d.finding, d.where.Address = f, p.Paths[i].Address
		}
	}
	if same {
		d.where.Address = ""
	}
	return d
}

// gravity ranks the statuses of the addresses of one endpoint.
func gravity(status Status) int { return slices.Index([]Status{"", Pass, Unknown, Fail}, status) }

// notReached returns what is not known because a journey ended before it.
func notReached(f *result.Failure) finding {
	if f == nil {
		return unknown("not-seen", nil)
	}
	return unknown("not-reached", failureArgs(f))
}

func failureArgs(f *result.Failure) locale.Args {
	return locale.Args{"kind": string(f.Kind), "what": locale.Text{ID: "screen.cell." + string(f.Kind)}, "step": locale.Text{ID: "screen.step-" + f.Step}}
}

func covered(at []config.Place, e result.Endpoint) bool {
	return at == nil || slices.ContainsFunc(at, func(p config.Place) bool { return p.Covers(e) })
}

// overridden reports whether a later claim speaks of the same: at the
// endpoint, or, without one, wherever this claim does.
func (e *evaluation) overridden(c *claim, p *result.Probe) bool {
	behind := false
	for i := range e.claims {
		other := &e.claims[i]
		switch {
		case other == c:
			behind = true
		case !behind || other.slot != c.slot:
		case p != nil && covered(other.at, p.Endpoint):
			return true
		case p == nil && (other.at == nil || slices.Equal(other.at, c.at)):
			return true
		}
	}
	return false
}
