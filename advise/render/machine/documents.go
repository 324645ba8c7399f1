// Package machine writes documents in the forms that other programs read, a
// file each: JSON and its short form, JUnit, TAP, SARIF, GitHub, GitLab, Nagios,
// Prometheus. An encoder ([tell.Encoder]) gets one document after another, and
// the words of its checks from a [tell.Teller]; it knows no terminal and no page
// (a test of imports holds it to that).
//
//	e := machine.NewTAP(os.Stdout, teller)
//	err := e.Begin()
//	for _, d := range documents {
//		err = cmp.Or(err, e.Write(d))
//	}
//
// Package render has the table of all formats, by which the command line
// chooses. Every form tells the one verdict of [advise.VerdictOf], and of a run
// that was interrupted that it was.
package machine

import (
	"bytes"
	"io"

	"mailadvisor/advise"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// jsonEncoder writes one document as such, and several as an array: the first
// is held back until it is known which.
type jsonEncoder struct {
	w     io.Writer
	first *advise.Document
	written
	n int
}

// NewJSON returns the encoder of the format json.
func NewJSON(w io.Writer) tell.Encoder { return &jsonEncoder{w: w} }

func (*jsonEncoder) Begin() error { return nil }

func (e *jsonEncoder) Write(d *advise.Document) error {
	e.n++
	e.note(d)
	if e.n == 1 {
		e.first = d
		return nil
	}
	if e.n == 2 {
		if err := e.element("[\n  ", e.first); err != nil {
			return err
		}
		e.first = nil
	}
	return e.element(",\n  ", d)
}

// element writes one document of an array, without the line's end.
func (e *jsonEncoder) element(before string, d *advise.Document) error {
	out := bytes.NewBufferString(before)
	if err := appendIndented(out, judged(d), "  "); err != nil {
		return err
	}
	_, err := out.WriteTo(e.w)
	return err
}

func (e *jsonEncoder) End() error {
	switch e.n {
	case 0:
		return JSON(e.w, []*advise.Document{})
	case 1:
		return JSON(e.w, e.first)
	}
	_, err := io.WriteString(e.w, "\n]\n")
	return err
}

type jsonLines struct {
	w io.Writer
	written
}

// NewJSONLines returns the encoder of the format jsonl.
func NewJSONLines(w io.Writer) tell.Encoder { return &jsonLines{w: w} }

func (*jsonLines) Begin() error { return nil }
func (*jsonLines) End() error   { return nil }

func (e *jsonLines) Write(d *advise.Document) error {
	e.note(d)
	return writeLine(e.w, d)
}

func (e *jsonEncoder) Interrupt(why string) error {
	return e.interrupted(e, why)
}

func (e *jsonLines) Interrupt(why string) error {
	return e.interrupted(e, why)
}

// rest returns the document of the targets that a run did not come to.
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
func (w *written) interrupted(e tell.Encoder, why string) error {
	if w.cut {
		return nil
	}
	return e.Write(rest(why, w.last))
}
