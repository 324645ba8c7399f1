// Package tell says what every output format tells of a document: its checks,
// each with its details, in words. A check is a finding, a requirement of a
// policy, or the run itself where that could not be made: JUnit writes a test
// case of each, TAP a line, SARIF a result, the screen a block.
//
// It knows no terminal and no page: a writer of a format gets a [Teller] and
// gives its texts their form. All texts are inert ([Clean]): what a server said
// can move no cursor and end no field.
package tell

import (
	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
)

// Teller says checks and their details in a language.
type Teller struct{ Words *locale.Printer }

// Encoder writes documents in one format: Begin once, Write for each document
// in the order in which they are to stand, End once. A format that streams
// has written a document when Write returns; another holds what it needs of it
// until End. An encoder belongs to one goroutine.
//
// Interrupt says, once and before End, that there would have been more: that
// the run was interrupted, in words.
type Encoder interface {
	Begin() error
	Write(d *advise.Document) error
	Interrupt(why string) error
	End() error
}

// CheckAgain returns the command that checks the target of an assertion again.
func CheckAgain(d *advise.Document, a *policy.Assertion) string {
	target := command.Quote(a.Target) + command.Flags(d.Target)
	if d.Target.Demo != "" {
		target = command.Target(d.Target)
	}
	words := "mailadvisor check " + target + " --policy " + command.Quote(d.Policy.File)
	if d.Policy.FailOn != "" {
		words += " --fail-on " + command.Quote(d.Policy.FailOn)
	}
	if d.Policy.Baseline != "" {
		words += " --baseline " + command.Quote(d.Policy.Baseline)
	}
	return words
}

// NonEmpty returns the strings that say something.
func NonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// OrUnknown returns a value, or the sign for one that is not known.
func OrUnknown(value string) string {
	if value == "" {
		return "?"
	}
	return value
}
