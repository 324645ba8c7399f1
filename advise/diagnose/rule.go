package diagnose

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// rule is one row of the table.
type rule struct {
	id       string
	severity Severity // the usual one; a draft may carry another
	acts     Actor    // who can do something about it first
	since    string   // the version of the program that knew it first
	source   string   // what it rests on: an RFC, "" where none does
	scope    Scope
	after    []string // rules that explain it: what they have spoken of is not looked at
	kinds    []result.Kind
	causes   []string // every cause it may name
	eval     func(*scene) []draft
}

// Scope is what a finding of a rule is about.
type Scope string

// The values of RuleInfo.Scope.
const (
	perHost     Scope = "host"
	perEndpoint Scope = "endpoint"
	perPath     Scope = "path"
	perAccount  Scope = "account"
)

// draft is what a rule says of some places, before it is made a [Finding].
type draft struct {
	status   Status
	severity Severity // "" for the rule's
	note     bool
	spots    []spot
	args     locale.Args // beside those of the places
	causes   []Cause
	seen     []Seen
	recheck  string // "" for the command that the places give
}

// RuleInfo is a row of the table as other packages may show it.
type RuleInfo struct {
	ID       string        `json:"id"`
	Severity Severity      `json:"severity"`
	Acts     Actor         `json:"acts"` // who can do something about it first
	Since    string        `json:"since"`
	RFC      string        `json:"rfc,omitempty"`
	Scope    Scope         `json:"scope"`
	Depends  []string      `json:"depends,omitempty"` // it is silent where one of these speaks
	Kinds    []result.Kind `json:"kinds,omitempty"`   // the failure kinds it speaks for
	Causes   []string      `json:"causes,omitempty"`
}

// Rules lists the rules in the order of a session.
func Rules() []RuleInfo {
	rows := table()
	out := make([]RuleInfo, len(rows))
	for i, r := range rows {
		out[i] = r.info()
	}
	return out
}

func (r rule) info() RuleInfo {
	return RuleInfo{ID: r.id, Severity: r.severity, Acts: r.acts, Since: r.since, RFC: r.source, Scope: r.scope,
		Depends: r.after, Kinds: r.kinds, Causes: r.causes}
}
