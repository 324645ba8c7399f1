// Package advise says what a report means: what is wrong and how to mend it
// (package diagnose), POP or IMAP and why (package choose), and the settings
// to type or load (package settings). [Make] does so, and the [Document] that
// it returns is what every output format of package render writes; [VerdictOf]
// says in a word what came of it. Whether a policy holds is added by its caller
// (package policy).
//
// It is pure: the same report and the same needs give the same words, with no
// network, no clock and no environment. "Today" is the report's started_at.
package advise

import (
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Document is the whole answer for one target: the report, and what was made
// of it. It is what every output format writes.
type Document struct {
	result.Report
	Lang     string             `json:"lang"`
	Verdict  Verdict            `json:"verdict"`               // [VerdictOf] it, set where it is written
	Sentence locale.Text        `json:"verdict_text,omitzero"` // what came of the report, in one sentence
	Ahead    []locale.Text      `json:"ahead,omitempty"`       // what has to be said before everything else
	Known    []locale.Text      `json:"known,omitempty"`       // what the built-in table knows of the provider
	Findings []diagnose.Finding `json:"findings,omitempty"`
	Needs    *choose.Needs      `json:"needs,omitempty"`
	Advice   *choose.Advice     `json:"advice,omitempty"`
	Room     *choose.Room       `json:"room,omitempty"` // what would make room, where messages were counted
	Settings *settings.Settings `json:"settings,omitempty"`
	Files    []settings.File    `json:"files,omitempty"` // of one mail program, where one was named
	Policy   *policy.Result     `json:"policy,omitempty"`

	// Error says why the target could not be looked at, where it could not.
	Error *Error `json:"error,omitempty"`
}

// Error is why a target could not be looked at.
type Error struct {
	ID    string      `json:"id"`
	Args  locale.Args `json:"args,omitempty"`
	Text  string      `json:"text"`
	Usage bool        `json:"usage,omitempty"` // it names no target that there can be
}

// ErrorInterrupted is the error of a target that a run did not come to the end
// of, because somebody interrupted it.
const ErrorInterrupted = "error.target-interrupted.what"

// Fail has a document say why its target could not be looked at, in the
// printer's language.
func (d *Document) Fail(e Error, p *locale.Printer) {
	text := locale.Text{ID: e.ID, Args: e.Args}
	p.Fill(&text)
	e.Text = text.Text
	d.Error = &e
	if e.Usage {
		d.Sentence = text
	}
}
