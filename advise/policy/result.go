package policy

import (
	"cmp"
	"slices"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Result is what a policy says of one target: an [Assertion] for each of its
// requirements at each place that it is about.
type Result struct {
	Verdict    locale.Text `json:"verdict"`            // in one sentence
	File       string      `json:"file,omitempty"`     // the policy, as it was named
	Target     string      `json:"target"`             // as the policy or the person names it
	FailOn     string      `json:"fail_on,omitempty"`  // what fails beside what is broken (warn, unknown); "" nothing
	Baseline   string      `json:"baseline,omitempty"` // the earlier report that it was held to, as it was named
	Assertions []Assertion `json:"assertions"`         // in the order of the policy
}

// Assertion is one requirement at one place, and whether it holds.
type Assertion struct {
	ID     string         `json:"id"`             // the requirement: "certificate-days"
	Of     string         `json:"of,omitempty"`   // what of it, where there are several: a capability, a finding, a step
	Target string         `json:"target"`         // as in Result
	Where  diagnose.Where `json:"where"`          // what does not apply is empty
	File   string         `json:"file,omitempty"` // where it is written: the policy, or a file that it includes
	Line   int            `json:"line"`           // from 1
	Column int            `json:"column"`         // from 1
	Status Status         `json:"status"`

	// Title is the requirement in a word or two; where it does not hold,
	// what is the matter: "certificate ends in 6 days".
	Title    locale.Text `json:"title"`
	Expected locale.Text `json:"expected"`
	Found    locale.Text `json:"found"`
	// Reason is why it is unknown or excepted, or that an exception has ended.
	Reason locale.Text `json:"reason,omitzero"`

	// Finding is the finding that says why it does not hold and how to mend
	// it, by its ID; "" where no finding does.
	Finding string `json:"finding,omitempty"`
}

// Status says whether a requirement holds.
type Status string

// The values of Assertion.Status.
const (
	Pass     Status = "pass"
	Fail     Status = "fail"
	Unknown  Status = "unknown"  // not checked: it neither holds nor fails
	Excepted Status = "excepted" // it does not hold, and the policy allows that until a date
)

// Statuses returns all values of Assertion.Status.
func Statuses() []Status { return []Status{Pass, Fail, Unknown, Excepted} }

// Count returns how many assertions have a status.
func (r *Result) Count(status Status) int {
	n := 0
	for i := range r.Assertions {
		if r.Assertions[i].Status == status {
			n++
		}
	}
	return n
}

// Keeps reports whether no requirement is broken that somebody wrote; what
// fails beside them is told by the findings.
func (r *Result) Keeps() bool {
	return !slices.ContainsFunc(r.Assertions, func(a Assertion) bool {
		return a.Status == Fail && !slices.ContainsFunc(unwritten(), func(is *requirement) bool { return is.id == a.ID })
	})
}

// Why finds the finding that explains an assertion, or nil.
func (a *Assertion) Why(findings []diagnose.Finding) *diagnose.Finding {
	i := slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.ID == a.Finding && covers(&f, a.Where) })
	if a.Finding == "" || i < 0 {
		return nil
	}
	return &findings[i]
}

// Fix returns what the administrator does where an assertion does not hold:
// what its finding says, once [Result.Mend] has had it follow the demands; or
// the demand itself, where there is no finding. "" where nobody knows.
func (a *Assertion) Fix(f *diagnose.Finding, p *locale.Printer) string {
	if f != nil {
		return cmp.Or(f.Fix.Admin, f.Fix.User)
	}
	if id := "policy.fix." + a.ID; p.Has(id) {
		return p.T(id, a.Expected.Args)
	}
	return ""
}
