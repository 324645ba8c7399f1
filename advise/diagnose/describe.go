package diagnose

import (
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Description is all that can be said of a rule without a report: for the
// command explain and for docs/findings.md. Texts that hold figures hold those
// of an example.
type Description struct {
	RuleInfo
	Group string `json:"group"` // see [Groups]
	Name  string `json:"name"`  // what is looked at, in a few words
	// Title is how the finding reads, for an example.
	Title      string   `json:"title"`
	Meaning    string   `json:"meaning"`
	CauseTexts []string `json:"cause_texts,omitempty"` // in the order of RuleInfo.Causes
	Risk       string   `json:"risk"`
	Fix        Fix      `json:"fix"`
}

// Describe writes what is to be said of a rule; ok is false where there is
// none of that ID.
func Describe(id string, p *locale.Printer) (d Description, ok bool) {
	for _, g := range groups() {
		for _, r := range g.rules {
			if r.id == id {
				return describe(g, r, p), true
			}
		}
	}
	return Description{}, false
}

func describe(g group, r rule, p *locale.Printer) Description {
	args := exampleOf(r.id)
	text := func(part string) string { return p.T("finding."+r.id+"."+part, args) }
	d := Description{RuleInfo: r.info(), Group: g.id, Name: text("name"), Title: text("title"), Meaning: text("meaning"),
		Risk: text("risk"), Fix: Fix{User: text("user"), Admin: text("admin")}}
	for _, c := range r.causes {
		d.CauseTexts = append(d.CauseTexts, p.T("cause."+c, args))
	}
	return d
}

// Group is a part of the table of rules.
type Group struct {
	ID    string
	Name  string
	Rules []Description
}

// Groups describes every rule, in the order of a session.
func Groups(p *locale.Printer) []Group {
	var out []Group
	for _, g := range groups() {
		described := Group{ID: g.id, Name: p.T("group."+g.id, nil)}
		for _, r := range g.rules {
			described.Rules = append(described.Rules, describe(g, r, p))
		}
		out = append(out, described)
	}
	return out
}

// KindDescription is all that can be said of a failure kind without a report.
type KindDescription struct {
	Kind      result.Kind `json:"kind"`
	Meaning   string      `json:"meaning"`
	Causes    string      `json:"causes"`
	Step      string      `json:"step,omitempty"` // the one step at which it occurs, "" for several
	Temporary bool        `json:"temporary"`      // whether it may pass by itself
	Source    string      `json:"source,omitempty"`
	Findings  []string    `json:"findings,omitempty"` // the rules that speak of it
	Unspoken  string      `json:"unspoken,omitempty"` // why no rule does
}

// Kinds describes every failure kind, in the order of [result.Kinds].
func Kinds(p *locale.Printer) []KindDescription {
	var out []KindDescription
	for _, k := range result.Kinds() {
		text := func(part string) string { return p.T("failure."+string(k.Kind)+"."+part, nil) }
		d := KindDescription{Kind: k.Kind, Meaning: text("meaning"), Causes: text("causes"), Step: k.Step,
			Temporary: k.Temporary, Source: k.Source, Findings: findingsOf(k.Kind)}
		if slices.Contains(kindsWithoutRule(), k.Kind) {
			d.Unspoken = text("unspoken")
		}
		out = append(out, d)
	}
	return out
}

// findingsOf returns the rules that speak for a kind.
func findingsOf(k result.Kind) (ids []string) {
	for _, r := range table() {
		if slices.Contains(r.kinds, k) {
			ids = append(ids, r.id)
		}
	}
	return ids
}
