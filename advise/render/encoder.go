package render

import (
	"bytes"
	"fmt"
	"io"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
)

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

// Format is one row of the table of formats.
type Format struct {
	Name  string // as -o takes it
	Limit int    // the most documents that it takes; 0 where memory does not grow with their number

	encoder func(w io.Writer, s *screen) Encoder
}

// manyPages bounds the formats that hold every document until the end.
const manyPages = 1000

// Formats lists every format, those for people first.
func Formats() []Format {
	return []Format{
		{"text", 0, newText},
		{"markdown", 0, newMarkdown},
		{"html", manyPages, newHTML},
		{"json", 0, newJSON},
		{"jsonl", 0, newJSONLines},
		{"junit", 0, newJUnit},
		{"tap", 0, newTAP},
		{"sarif", 0, newSARIF},
		{"github", 0, newGitHub},
		{"github-summary", 0, newSummary},
		{"nagios", manyPages, newNagios},
		{"prometheus", manyPages, newPrometheus},
	}
}

// FormatNamed finds a format by its name.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// NewEncoder makes the encoder of a format. The options are those of the
// format text; the others, which machines read or which fold by themselves,
// look at none of them. An unknown name is an error.
func NewEncoder(name string, w io.Writer, p *locale.Printer, o TextOptions) (Encoder, error) {
	f, ok := FormatNamed(name)
	if !ok {
		return nil, fmt.Errorf("there is no output format %q", name)
	}
	if name != "text" {
		o = TextOptions{}
	}
	o.Why = o.Why || o.Verbose
	e := f.encoder(w, newScreen(p, o))
	if f.Limit > 0 {
		e = &limited{Encoder: e, format: f}
	}
	return e, nil
}

// Encode writes documents that are all at hand.
func Encode(e Encoder, docs ...*advise.Document) error {
	if err := e.Begin(); err != nil {
		return err
	}
	for _, d := range docs {
		if err := e.Write(d); err != nil {
			return err
		}
	}
	return e.End()
}

// TooManyError says that a format was given more documents than it takes.
type TooManyError struct{ Format Format }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("the format %s takes %d documents at most", e.Format.Name, e.Format.Limit)
}

// limited ends a format that holds every document before memory does.
type limited struct {
	Encoder
	format Format
	n      int
}

func (l *limited) Write(d *advise.Document) error {
	if l.n++; l.n > l.format.Limit {
		return &TooManyError{l.format}
	}
	return l.Encoder.Write(d)
}

// textEncoder writes screens, one below the other.
type textEncoder struct {
	w    io.Writer
	s    *screen
	some bool
}

func newText(w io.Writer, s *screen) Encoder { return &textEncoder{w: w, s: s} }

func (*textEncoder) Begin() error { return nil }
func (*textEncoder) End() error   { return nil }

func (e *textEncoder) Write(d *advise.Document) error {
	if e.some {
		if _, err := io.WriteString(e.w, "\n"); err != nil {
			return err
		}
	}
	e.some = true
	return Text(e.w, d, e.s.words, e.s.opt)
}

// jsonEncoder writes one document as such, and several as an array: the first
// is held back until it is known which.
type jsonEncoder struct {
	w     io.Writer
	first *advise.Document
	written
	n int
}

func newJSON(w io.Writer, _ *screen) Encoder { return &jsonEncoder{w: w} }

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
	if err := encodeIndented(out, judged(d), "  ", "  "); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1)
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

func newJSONLines(w io.Writer, _ *screen) Encoder { return &jsonLines{w: w} }

func (*jsonLines) Begin() error { return nil }
func (*jsonLines) End() error   { return nil }

func (e *jsonLines) Write(d *advise.Document) error {
	e.note(d)
	return writeLine(e.w, d)
}
