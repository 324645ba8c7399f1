package policy

import (
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Policy is a policy with all that it includes.
type Policy struct {
	File    string
	Targets []Target // in the order of the files
	claims  []claim  // of the defaults
	byName  map[string]int
}

// Requirements returns how many requirements the policy writes.
func (p *Policy) Requirements() int {
	n := len(p.claims)
	for i := range p.Targets {
		n += len(p.Targets[i].claims)
	}
	return n
}

// Target is one target of a policy.
type Target struct {
	Name       string // an address, a host, host:port or a URL
	Credential *Credential
	config.Pos
	claims     []claim
	exceptions []exception
}

// Credential is a login by reference.
type Credential = config.Credential

// Error says what is wrong with a policy, and where.
type Error = config.Error

// claim is one thing that one requirement wants.
type claim struct {
	config.Pos
	is    *requirement
	key   string // of a map: the phase, the step
	word  string // of a list or a map, as it was written
	value any
	at    []config.Place // nil: everywhere
	slot  string         // what it speaks of: of two claims the later one counts
}

// exception allows that a requirement of a target does not hold.
type exception struct {
	config.Pos
	requirement, of, reason string
	at                      []config.Place
	until                   time.Time // its last day, in UTC
}

// Target finds a target by its name; one that the policy does not name has
// its defaults alone.
func (p *Policy) Target(name string) Target {
	if i, ok := p.byName[strings.ToLower(name)]; ok {
		return p.Targets[i]
	}
	return Target{Name: name, Pos: config.Pos{File: p.File, Line: 1, Column: 1}}
}

// Wrong returns an error about a target, at its place in the policy.
func (t Target) Wrong(text locale.Text) *Error {
	return &Error{File: t.File, Line: t.Line, Column: t.Column, Text: text}
}

// ForbidFindings adds that nothing is to be mended, be it a failure or a
// warning, to what holds for every target.
func (p *Policy) ForbidFindings() {
	for _, row := range requirements() {
		if row.id == "findings-forbidden" {
			here := config.Pos{File: p.File, Line: 1, Column: 1}
			p.claims = append(p.claims, row.read(&config.Field{Pos: here, Key: row.id, Value: config.Node{Pos: here, Text: string(diagnose.Info)}})...)
		}
	}
}

// Wants reports whether a requirement is asked for anywhere: whether a check
// has to look at more than it does by itself.
func (p *Policy) Wants(requirement string) bool {
	wants := func(c claim) bool { return c.is.id == requirement }
	return slices.ContainsFunc(p.claims, wants) ||
		slices.ContainsFunc(p.Targets, func(t Target) bool { return slices.ContainsFunc(t.claims, wants) })
}

// Searches reports whether something is wanted of what a target publishes: a
// name is then a domain, whose servers have to be looked for.
func (p *Policy) Searches(target string) bool {
	searches := func(c claim) bool { return c.is.searches && c.value != false }
	return slices.ContainsFunc(p.claims, searches) || slices.ContainsFunc(p.Target(target).claims, searches)
}

// oneEndpoint reports whether a target names one endpoint alone: what a policy
// says of others is then not about it.
func oneEndpoint(target string) bool {
	if strings.Contains(target, "://") {
		return true
	}
	// host:port, or [IPv6]:port; not an IPv6 address alone
	at := strings.LastIndexByte(target, ':')
	return at > 0 && (strings.IndexByte(target, ':') == at || target[at-1] == ']')
}

// hostOf returns the host that a target names, or "" for an address, whose
// servers are found later.
func hostOf(target string) string {
	host := target
	if _, rest, ok := strings.Cut(target, "://"); ok {
		host, _, _ = strings.Cut(rest, "/")
		host = host[strings.LastIndexByte(host, '@')+1:]
	} else if strings.Contains(target, "@") {
		return ""
	}
	switch {
	case strings.HasPrefix(host, "["):
		host, _, _ = strings.Cut(host[1:], "]")
	case strings.Count(host, ":") == 1:
		host, _, _ = strings.Cut(host, ":")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
