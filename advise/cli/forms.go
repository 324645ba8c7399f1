package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
)

// What one run can be written in beside standard output: -o FORM=FILE, as often
// as the result has readers.

// formFile is one more form of the result, and the file that it stands in.
type formFile struct{ form, file string }

func (f formFile) String() string { return f.form + "=" + f.file }

// formsFlags are outputFlags of a command whose result can be written in
// several forms.
func (a *app) formsFlags(c *cobra.Command) {
	a.flags.output = "text"
	c.Flags().VarP(&formsValue{&a.flags}, "output", "o", a.words.T("flag.output-files", nil))
	a.screenFlags(c)
}

// formsValue is the value of -o there: FORM is that of standard output, and
// FORM=FILE one more.
type formsValue struct{ flags *flags }

func (v *formsValue) Set(s string) error {
	if form, file, found := strings.Cut(s, "="); found {
		v.flags.files = append(v.flags.files, formFile{form, file})
		return nil
	}
	v.flags.output = s
	return nil
}

func (v *formsValue) String() string {
	if v.flags == nil { // the library asks a value of nobody for what none is
		return ""
	}
	return v.flags.output
}

// Type returns how help writes the value.
func (*formsValue) Type() string { return "FORM[=FILE]" }

// checkFiles refuses forms of files that a command does not have, and files
// that cannot be meant.
func (f *flags) checkFiles(known []string) error {
	for i, one := range f.files {
		same := func(other formFile) bool { return other.file == one.file }
		switch {
		case !slices.Contains(known, one.form):
			return noForm(one.String(), known)
		case one.form == "svg":
			return usage("output-one", locale.Args{"value": one.String(), "form": one.form, "file": one.file})
		case one.file == "" || one.file == "-":
			return usage("output-no-file", locale.Args{"value": one.String(), "form": one.form})
		case slices.ContainsFunc(f.files[:i], same):
			return usage("output-twice", locale.Args{"file": one.file})
		}
	}
	return nil
}

// otherForm returns a form that was asked for and is none of some, as it was
// typed; "" for none.
func (f *flags) otherForm(than ...string) string {
	if !slices.Contains(than, f.output) {
		return f.output
	}
	if len(f.files) > 0 {
		return f.files[0].String()
	}
	return ""
}

// forms returns the forms of the result, that of standard output first.
func (f *flags) forms() []string {
	out := []string{f.output}
	for _, one := range f.files {
		out = append(out, one.form)
	}
	return out
}

// sheet is the result in one form.
type sheet struct {
	form    string
	encoder tell.Encoder
	screens bool     // text for a person, a screen a target
	short   bool     // what passed is left out
	file    *os.File // nil: standard output
}

// sheet begins to write the result in a form: to a file, or where that is nil
// to standard output.
func (o *output) sheet(form string, file *os.File, options render.TextOptions) (*sheet, error) {
	a := o.a
	s := &sheet{form: form, short: o.list && !a.sweep.allFindings && (form == "json" || form == "jsonl"), file: file}
	w := a.Out
	if file != nil {
		w = file
	}
	var err error
	switch {
	case a.sweep.brief:
		s.encoder, s.short = machine.NewBriefLines(w), false
	case form != "text":
		s.encoder, err = render.NewEncoder(form, w, a.words, options)
	case o.view == "check":
		s.encoder = render.NewCheck(w, a.words, options, o.run)
	case o.list && !a.flags.verbose:
		s.encoder = render.NewLines(w, a.words, options, o.run)
	default:
		s.screens = true
		s.encoder, err = render.NewEncoder("text", w, a.words, options)
	}
	if err == nil {
		err = o.written(s, s.encoder.Begin())
	}
	return s, err
}

// files begins the files that were asked for: before anything is connected to,
// so that what cannot be written is told at once, and nothing of an earlier
// run is taken for this one's.
func (o *output) files() ([]*sheet, error) {
	options := o.a.textOptions(o.view)
	options.Color, options.Width = o.a.flags.color == "always", 0
	var out []*sheet
	for _, one := range o.a.flags.files {
		file, err := os.Create(one.file)
		if err != nil {
			return nil, run.FileProblem("output-file", one.file, err)
		}
		s, err := o.sheet(one.form, file, options)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// write writes one document.
func (s *sheet) write(d *advise.Document) error {
	if s.short {
		d = d.WithoutPassed()
	}
	return s.encoder.Write(d)
}

// end writes what comes last.
func (s *sheet) end() error {
	err := s.encoder.End()
	if s.file != nil {
		if closed := s.file.Close(); err == nil {
			err = closed
		}
	}
	return err
}
