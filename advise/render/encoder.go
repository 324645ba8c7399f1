package render

import (
	"fmt"
	"io"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/tell"
)

// Format is one row of the table of formats.
type Format struct {
	Name  string // as -o takes it
	Limit int    // the most documents that it takes; 0 where memory does not grow with their number

	encoder func(w io.Writer, p *locale.Printer, o TextOptions) tell.Encoder
}

// manyPages bounds the formats that hold every document until the end.
const manyPages = 1000

// Formats lists every format, those for people first.
func Formats() []Format {
	return []Format{
		{Name: "text", encoder: newText},
		{Name: "markdown", encoder: paged(newMarkdown)},
		{Name: "html", Limit: manyPages, encoder: paged(newHTML)},
		{Name: "json", encoder: bare(machine.NewJSON)},
		{Name: "jsonl", encoder: bare(machine.NewJSONLines)},
		{Name: "junit", encoder: told(machine.NewJUnit)},
		{Name: "tap", encoder: told(machine.NewTAP)},
		{Name: "sarif", encoder: told(machine.NewSARIF)},
		{Name: "github", encoder: told(machine.NewGitHub)},
		{Name: "github-summary", encoder: paged(newSummary)},
		{Name: "gitlab", encoder: told(machine.NewGitLab)},
		{Name: "nagios", Limit: manyPages, encoder: told(machine.NewNagios)},
		{Name: "prometheus", Limit: manyPages, encoder: bare(machine.NewPrometheus)},
	}
}

// bare returns a format that has no words.
func bare(encoder func(io.Writer) tell.Encoder) func(io.Writer, *locale.Printer, TextOptions) tell.Encoder {
	return func(w io.Writer, _ *locale.Printer, _ TextOptions) tell.Encoder { return encoder(w) }
}

// told returns a format that machines read, and that tells checks in words.
func told(encoder func(io.Writer, tell.Teller) tell.Encoder) func(io.Writer, *locale.Printer, TextOptions) tell.Encoder {
	return func(w io.Writer, p *locale.Printer, _ TextOptions) tell.Encoder {
		return encoder(w, tell.Teller{Words: p})
	}
}

// paged returns a format of pages, which have no width.
func paged(encoder func(io.Writer, teller) tell.Encoder) func(io.Writer, *locale.Printer, TextOptions) tell.Encoder {
	return func(w io.Writer, p *locale.Printer, _ TextOptions) tell.Encoder {
		return encoder(w, newTeller(p, TextOptions{}))
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
func NewEncoder(name string, w io.Writer, p *locale.Printer, o TextOptions) (tell.Encoder, error) {
	f, ok := FormatNamed(name)
	if !ok {
		return nil, fmt.Errorf("there is no output format %q", name)
	}
	e := f.encoder(w, p, o)
	if f.Limit > 0 {
		e = &limited{Encoder: e, format: f}
	}
	return e, nil
}

// Encode writes documents that are all at hand.
func Encode(e tell.Encoder, docs ...*advise.Document) error {
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
	tell.Encoder
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
	p    *locale.Printer
	o    TextOptions
	some bool
}

func newText(w io.Writer, p *locale.Printer, o TextOptions) tell.Encoder {
	return &textEncoder{w: w, p: p, o: o}
}

func (*textEncoder) Begin() error { return nil }
func (*textEncoder) End() error   { return nil }

// Interrupt says nothing: beside a format for people, the caller does.
func (*textEncoder) Interrupt(string) error { return nil }

func (e *textEncoder) Write(d *advise.Document) error {
	if e.some {
		if _, err := io.WriteString(e.w, "\n"); err != nil {
			return err
		}
	}
	e.some = true
	return Text(e.w, d, e.p, e.o)
}
