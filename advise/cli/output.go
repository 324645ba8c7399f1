package cli

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

// output writes the documents of a run one after another, as each comes, and
// keeps what the exit status is made of.
type output struct {
	a       *app
	sheets  []*sheet                   // that of standard output first
	judge   func(*advise.Document) int // the exit status of one document
	verdict advise.Verdict             // the worst
	view    string
	list    bool
	begun   time.Time
}

// output begins to write in the forms that were asked for.
func (a *app) output(view string, judge func(*advise.Document) int, list bool) (*output, error) {
	o := &output{a: a, judge: judge, verdict: advise.VerdictOK, list: list, view: view, begun: time.Now()}
	files, err := o.files()
	if err != nil {
		return nil, err
	}
	main, err := o.sheet(a.flags.output, nil, a.textOptions(view))
	o.sheets = append([]*sheet{main}, files...)
	return o, err
}

// run returns what is known of the run when it ends.
func (o *output) run() render.CheckRun {
	return render.CheckRun{ElapsedMS: float64(time.Since(o.begun)) / float64(time.Millisecond), Status: o.a.status}
}

// add writes one document. In text, a target of which nothing could be seen is
// an error and no screen.
func (o *output) add(d *advise.Document) error { return o.tell(d, true) }

// record writes one document for machines alone: a person is told elsewhere.
func (o *output) record(d *advise.Document) error { return o.tell(d, false) }

func (o *output) tell(d *advise.Document, shown bool) error {
	o.a.status = max(o.a.status, statusBy(o.judge, d))
	o.verdict = advise.Worst(o.verdict, advise.VerdictOf(d))
	whole := run.WholeFailure(&d.Report)
	for _, s := range o.sheets {
		if s.form == "text" && !shown || s.screens && whole != nil {
			continue
		}
		if err := o.written(s, s.write(d)); err != nil {
			return err
		}
	}
	if !shown {
		return nil
	}
	if screen := o.sheets[0].screens; screen && whole != nil {
		o.a.complain(whole)
	} else if p := run.LoginProblem(&d.Report); screen && p != nil && !o.tells(d) {
		o.a.complain(p)
	}
	if d.Interrupted && len(d.Probes) > 0 && !o.list {
		o.a.complain(o.a.interrupted(d, true))
	}
	return nil
}

// interrupt has the result say that the run was interrupted; why is in words,
// and "" that a run was cut short.
func (o *output) interrupt(why string) error {
	if why == "" {
		why = o.a.words.T("report.run.interrupted", nil)
	}
	o.verdict = advise.VerdictUnable
	return o.each(func(s *sheet) error { return s.encoder.Interrupt(why) })
}

// each does something with every form, and is its first error.
func (o *output) each(do func(*sheet) error) error {
	var first error
	for _, s := range o.sheets {
		first = cmp.Or(first, o.written(s, do(s)))
	}
	return first
}

// statusBy returns the exit status of one document: by judge, unless it is of
// what is no target.
func statusBy(judge func(*advise.Document) int, d *advise.Document) int {
	if d.Error != nil && d.Error.Usage {
		return StatusUsage
	}
	return judge(d)
}

// tells reports whether the screen itself says why a login failed, with what
// to do: it is not told again.
func (o *output) tells(d *advise.Document) bool {
	return o.view != render.ViewCompare && slices.ContainsFunc(d.Findings, func(f diagnose.Finding) bool { return f.Mend() && diagnose.AboutLogin(f) })
}

// end writes what comes last. Only a plugin of Nagios has statuses of its own.
func (o *output) end() error {
	if o.a.flags.output == "nagios" {
		o.a.status = machine.NagiosStatus(o.verdict)
	}
	return o.each((*sheet).end)
}

// written says why something could not be written.
func (o *output) written(s *sheet, err error) error {
	var many *render.TooManyError
	switch {
	case errors.As(err, &many):
		return tooMany(many.Format, false)
	case err != nil && s.file != nil:
		p := run.FileProblem("output-file", s.file.Name(), err)
		p.Class = run.ClassUnable
		return p
	}
	return writeProblem(err)
}

// tooMany says that a form holds every result until the end, and takes no more
// than its limit; known says that nothing was tested yet.
func tooMany(f render.Format, known bool) error {
	return usage("format-limit", locale.Args{"value": f.Name, "most": f.Limit, "known": known})
}

// interrupted says why a run has no end, and whether what was seen until then
// is shown.
func (a *app) interrupted(d *advise.Document, shown bool) *problem {
	return run.Interrupted(&d.Report, a.flags.timeout, shown)
}

// conclude writes the documents and decides the exit status.
func (a *app) conclude(docs []*advise.Document, view string) error {
	out, err := a.output(view, a.statusOf, false)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := out.add(d); err != nil {
			return err
		}
	}
	return out.end()
}

// statusOf returns the exit status of one document.
func (a *app) statusOf(d *advise.Document) int { return exitStatus(advise.VerdictOf(d)) }

// exitStatus returns the exit status of a verdict.
func exitStatus(v advise.Verdict) int {
	switch v {
	case advise.VerdictFail:
		return StatusFailed
	case advise.VerdictUnable:
		return StatusUnable
	}
	return 0
}

// documents makes a document of each report.
func (a *app) documents(reports []*result.Report, needs *choose.Needs, level advise.Level) []*advise.Document {
	docs := make([]*advise.Document, len(reports))
	for i, r := range reports {
		docs[i] = advise.Make(r, needs, a.words, level)
	}
	return docs
}
