// Package diagnose says what is wrong with a mail host and how to mend it.
//
// Its rules are the rows of literal tables (table_*.go, and discovery.go for
// what is published), in the order of a session. A row names what it looks at, what it rests on (an RFC), which
// rules explain it away, the failure kinds it speaks for and the causes it may
// name; its function says what it makes of a report. A rule answers with one
// of four statuses:
//
//	fail     something does not work, or a password is in danger
//	warn     it works, but will not for long, or not for everyone
//	pass     it was looked at and is in order
//	unknown  it was not checked, or what was seen does not decide
//
// Of several findings with one cause only the cause is told: a rule does not
// look at the paths that a rule named in its "after" has spoken of.
//
// The package speaks in message IDs and arguments; the words stand in
// findings.en.toml and findings.fr.toml of package locale. A new rule is a
// row, a function and its words; tests name what is missing.
//
// It is pure: the same report gives the same findings, and today is the
// report's StartedAt.
package diagnose
