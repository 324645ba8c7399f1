package cli

import (
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

func (a *app) renderCommand() *cobra.Command {
	summary := false
	c := a.command("render", "render REPORT.json", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("render")...); err != nil {
			return err
		}
		if len(args) != 1 {
			return usage("render-one", nil, "render report.json", "probe --demo -o json | mailadvisor render -")
		}
		if summary {
			return a.renderSums(args[0])
		}
		return a.renderFile(args[0])
	})
	c.Flags().BoolVar(&summary, "summary", false, a.words.T("flag.summary", nil))
	c.Flags().BoolVar(&a.flags.why, "why", false, a.words.T("flag.why", nil))
	a.formsFlags(c)
	return c
}

// renderFile says again what a file holds: a review, or reports.
func (a *app) renderFile(name string) error {
	r, err := run.PipedReview(name, &a.In)
	switch {
	case err != nil:
		return err
	case r == nil && a.flags.output == "svg":
		return a.renderPicture(name)
	case r == nil:
		return a.renderStored(name)
	}
	known := forms("review")
	if other := a.flags.otherForm(known...); other != "" {
		return usage("render-review", locale.Args{"value": other, "known_list": known})
	}
	if a.words, err = locale.New(r.Lang); err != nil { // its sentences are in the language of its day
		return usage("review-form", locale.Args{"file": name}, "review -o json > review.json")
	}
	return a.tellReview(r)
}

// renderPicture draws the one stored document that has something to draw.
func (a *app) renderPicture(name string) error {
	var only *advise.Document
	for d, err := range run.Stored(name, a.In) {
		switch {
		case err != nil:
			return err
		case only != nil || d.Advice == nil && d.Room == nil:
			return usage("render-svg", nil, "advise user@example.org --quota 1GB -o json > advice.json", "usage user@example.org -o json > usage.json")
		}
		only = d
	}
	if only == nil {
		return usage("render-svg", nil, "advise user@example.org --quota 1GB -o json > advice.json")
	}
	if only.Advice == nil {
		again := advise.Make(&only.Report, only.Needs, a.words, advise.Probe)
		a.status = a.statusOf(again)
		return writeProblem(render.UsageSVG(a.Out, again, a.words))
	}
	again := advise.Make(&only.Report, only.Needs, a.words, advise.Advise)
	a.next = a.again(again.Target, only.Needs)
	return a.draw(again)
}

// renderStored says again what stored reports mean, one after another. What a
// policy says of a report stands in it, and is said in the language of today.
func (a *app) renderStored(name string) error {
	var out *output
	for d, err := range run.Stored(name, a.In) {
		if err != nil {
			return err
		}
		level, view := advise.Probe, "probe"
		switch {
		case d.Policy != nil:
			view = "check"
		case d.Advice != nil:
			level, view = advise.Advise, "advise"
		case d.Room != nil:
			view = render.ViewUsage
		}
		if out == nil {
			if out, err = a.output(view, a.statusOf, false); err != nil {
				return err
			}
		}
		again := advise.Make(&d.Report, d.Needs, a.words, level)
		if d.OnlySearched() {
			again = advise.Discovered(&d.Report, a.words)
		}
		if again.Policy = d.Policy; d.Policy != nil {
			again.Policy.Fill(a.words)
			again.Policy.Mend(again.Findings, a.words)
		}
		if d.Error != nil {
			again.Fail(*d.Error, a.words)
		}
		if err := out.add(again); err != nil {
			return err
		}
	}
	if out == nil {
		var err error
		if out, err = a.output("probe", a.statusOf, false); err != nil {
			return err
		}
	}
	return out.end()
}

// renderSums adds up what a file of many reports holds, whole or brief.
func (a *app) renderSums(name string) error {
	if other := a.flags.otherForm("text", "json"); other != "" {
		return usage("summary-output", locale.Args{"value": other})
	}
	sums := render.NewSums()
	for raw, err := range run.StoredJSON(name, a.In) {
		if err != nil {
			return err
		}
		var b machine.Brief
		if json.Unmarshal(raw, &b) != nil || b.Schema != result.BriefSchema {
			d := new(advise.Document)
			if json.Unmarshal(raw, d) != nil || d.Schema != result.Schema {
				return usage("report-form", locale.Args{"file": name, "reason": "foreign"})
			}
			if d.Error != nil {
				d.Fail(*d.Error, a.words)
			}
			b = *machine.NewBrief(d)
		}
		if b.Target.Input == "" && b.Error != nil && b.Error.ID == advise.ErrorInterrupted { // it is of no target
			a.complain(unable("sums-interrupted", locale.Args{"file": name}))
			a.status = StatusUnable
			continue
		}
		sums.Add(&b, run.DomainOf(b.Target.Input))
	}
	write := sums.JSON
	if a.flags.output == "text" {
		write = func(w io.Writer) error { return sums.Text(w, a.words, a.textOptions("probe")) }
	}
	return writeProblem(write(a.Out))
}

// json writes the documents as JSON: one document as such, several as an
// array, or a line each.
func (a *app) json(docs []*advise.Document) error {
	if a.flags.output == "jsonl" {
		return machine.JSONLines(a.Out, docs)
	}
	if len(docs) == 1 {
		return machine.JSON(a.Out, docs[0])
	}
	return machine.JSON(a.Out, docs)
}
