package run

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe/result"
)

// ReadPolicy reads a policy and what it includes. The error is a [*Problem].
func ReadPolicy(name string, words *locale.Printer) (*policy.Policy, error) {
	content, err := ReadFile(name)
	if err != nil {
		p := FileProblem("policy-file", name, err)
		p.Commands = []string{"check --print-policy mail.example.org"}
		return nil, p
	}
	p, err := policy.Parse(filepath.ToSlash(name), content, policy.Outside{Target: TargetFault, Include: func(file string) ([]byte, error) {
		content, err := ReadFile(filepath.FromSlash(file))
		if err != nil {
			reason, detail := ReasonOf(err)
			err = errors.New(words.T("system."+reason, locale.Args{"detail": detail}))
		}
		return content, err
	}})
	var wrong *policy.Error
	if errors.As(err, &wrong) {
		return nil, PolicyProblem(wrong)
	}
	return p, err
}

// PolicyProblem says what is wrong in a file that a person wrote, and where.
func PolicyProblem(e *config.Error) *Problem {
	p := placedProblem(e)
	for _, more := range e.More {
		p.More = append(p.More, placedProblem(more))
	}
	return p
}

func placedProblem(e *config.Error) *Problem {
	return Usage("policy", locale.Args{"file": e.File, "line": strconv.Itoa(e.Line), "column": strconv.Itoa(e.Column), "wrong": e.Text})
}

// Hold holds a report to what a policy says of a target, and to what an earlier
// report showed.
func Hold(r *result.Report, p *policy.Policy, name string, before *Baseline, words *locale.Printer) *advise.Document {
	d := advise.Make(r, nil, words, advise.Probe)
	d.Policy = held(d, p, name, before)
	d.Policy.Fill(words)
	d.Policy.Mend(d.Findings, words)
	return d
}

// HoldWordless is Hold without words.
func HoldWordless(r *result.Report, p *policy.Policy, name string, before *Baseline, lang string) *advise.Document {
	d := advise.Wordless(r, lang)
	d.Policy = held(d, p, name, before)
	return d
}

func held(d *advise.Document, p *policy.Policy, name string, before *Baseline) *policy.Result {
	out := policy.Evaluate(&d.Report, d.Findings, p, name, d.StartedAt)
	for _, b := range before.Of(d.Target.Input) {
		asked := asAsked(b.Report, d.Target)
		old := advise.Wordless(&asked, d.Lang)
		out.Compare(policy.Evaluate(&asked, old.Findings, p, name, b.StartedAt), b.StartedAt)
	}
	return &out
}

// asAsked returns an earlier report without what the flags of a target leave
// out: an endpoint or a family of addresses that nobody looked at has not
// vanished.
func asAsked(r result.Report, t result.Target) result.Report {
	var only Only
	family := ""
	for _, f := range t.Flags {
		switch f.Name {
		case "only":
			only = append(only, f.Value)
		case "ipv4", "ipv6":
			family = f.Name
		}
	}
	probes := r.Probes
	r.Probes = nil
	for _, p := range probes {
		if !only.wants(p.Endpoint) {
			continue
		}
		if paths := slices.DeleteFunc(slices.Clone(p.Paths), func(path result.Path) bool { return family != "" && path.Family != family }); len(paths) > 0 {
			p.Paths = paths
		}
		r.Probes = append(r.Probes, p)
	}
	r.Accounts = slices.DeleteFunc(slices.Clone(r.Accounts), func(a result.Account) bool {
		return !only.wants(result.Endpoint{Service: a.Service, Port: a.From})
	})
	return r
}
