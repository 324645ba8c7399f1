// Package policy holds mail hosts to a written standard. A policy is a YAML
// file that says which targets there are and what must hold of them; [Parse]
// reads it, [Evaluate] compares it with a report, and the answer is a list of
// assertions with their place in the file.
//
// It is pure: files come through a function, and a credential is a reference
// (an environment variable, a file, a command) that package run resolves.
//
// # The language
//
// A requirement is a key of an entry of a "require" list: "certificate-days:
// 14". Its table is in requirements.go, one row each; the parser, the JSON
// Schema of docs/policy.schema.json and the evaluation all follow that table.
// An entry's "at" limits its requirements to services and ports.
//
// Requirements come from included files, then from the defaults, then from
// the target: of two that speak of the same thing at the same place the later
// one counts. An exception allows that a requirement does not hold, for a
// reason and until the end of a day (UTC); after it, it no longer does.
//
// Two requirements hold without being written, and an exception can name
// them: "reachable", and "no-failure", by which whatever fails on a host is
// broken, unless the policy switches off what it is about.
//
// What was not checked is unknown. It never holds, and never fails; so is a
// rule that no endpoint was held to.
package policy
