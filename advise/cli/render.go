package cli

import (
	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
)

func (a *app) renderCommand() *cobra.Command {
	c := a.command("render", "render REPORT.json", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("render")...); err != nil {
			return err
		}
		if len(args) != 1 {
			return usage("render-one", nil, "render report.json", "probe --demo -o json | mailadvisor render -")
		}
		return a.renderStored(args[0])
	})
	c.Flags().BoolVar(&a.flags.why, "why", false, a.words.T("flag.why", nil))
	a.outputFlags(c)
	return c
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

// json writes the documents as JSON: one document as such, several as an
// array, or a line each.
func (a *app) json(docs []*advise.Document) error {
	if a.flags.output == "jsonl" {
		return render.JSONLines(a.Out, docs)
	}
	if len(docs) == 1 {
		return render.JSON(a.Out, docs[0])
	}
	return render.JSON(a.Out, docs)
}
