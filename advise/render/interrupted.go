package render

import (
	"fmt"
	"html"
	"io"

	"mailadvisor/advise"
	"mailadvisor/probe/result"
)

// What a run that was interrupted says, in each form: else what was left out
// would read as what was in order.

// The forms for people say nothing: the caller does, beside them.
func (*textEncoder) Interrupt(string) error { return nil }
func (*linesText) Interrupt(string) error   { return nil }
func (*checkText) Interrupt(string) error   { return nil }

func (e *markdown) Interrupt(why string) error {
	before := ""
	if e.some {
		before = "\n---\n\n"
	}
	e.some = true
	_, err := fmt.Fprintf(e.w, "%s**%s** %s\n", before, markdownText(e.s.labelled(e.s.words.T("report.verdict.unable", nil), "")), markdownText(why))
	return err
}

func (e *htmlReport) Interrupt(why string) error {
	e.why = why
	return nil
}

// rest is the document of the targets that a run did not come to.
func rest(why string, last *advise.Document) *advise.Document {
	d := &advise.Document{Error: &advise.Error{ID: advise.ErrorInterrupted, Text: why}}
	d.Schema, d.Interrupted = result.Schema, true
	if last != nil {
		d.Tool, d.StartedAt, d.Lang = last.Tool, last.StartedAt, last.Lang
	}
	return d
}

// written is what an encoder of documents remembers of those that it wrote.
type written struct {
	last *advise.Document
	cut  bool // one says that it was interrupted
}

func (w *written) note(d *advise.Document) { w.last, w.cut = d, w.cut || d.Interrupted }

// interrupted has an encoder write a document of what was left out, unless one
// says so already.
func (w *written) interrupted(e Encoder, why string) error {
	if w.cut {
		return nil
	}
	return e.Write(rest(why, w.last))
}

func (e *jsonEncoder) Interrupt(why string) error {
	return e.interrupted(e, why)
}

func (e *jsonLines) Interrupt(why string) error {
	return e.interrupted(e, why)
}

func (e *junit) Interrupt(why string) error {
	return e.suite(junitSuite{
		Name: "mailadvisor", Tests: 1, Errors: 1,
		Cases: []junitCase{{Name: runID, ClassName: "mailadvisor." + runID, Time: "0", Error: &junitProblem{string(errored), why, textOfLines(nil)}}},
	})
}

func (e *tap) Interrupt(why string) error {
	e.bailed = true
	_, err := io.WriteString(e.w, "Bail out! "+why+"\n")
	return err
}

func (e *sarif) Interrupt(why string) error {
	e.worst = advise.VerdictUnable
	e.invocation.Successful = false
	e.invocation.Notifications = append(e.invocation.Notifications, sarifNotification{Level: "error", Message: sarifText{why}})
	return nil
}

func (e *github) Interrupt(why string) error {
	e.worst, e.why = advise.VerdictUnable, why
	return nil
}

func (e *summary) Interrupt(why string) error {
	e.worst = advise.VerdictUnable
	fmt.Fprintf(&e.details, "\n%s\n", html.EscapeString(why))
	return nil
}

func (e *nagios) Interrupt(why string) error {
	e.docs = append(e.docs, nagiosDocument{verdict: advise.VerdictUnable, first: why, long: []string{why}})
	return nil
}

func (e *prometheus) Interrupt(string) error {
	e.samples.add(metricInterrupted, 1)
	return nil
}
