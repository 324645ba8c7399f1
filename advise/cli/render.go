package cli

import (
	"encoding/json"
	"io"
	"os"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// maxReport bounds a stored report: the largest, of a host with everything
// wrong on every address, has a few hundred kilobytes.
const maxReport = 64 << 20

func (a *app) renderCommand() *cobra.Command {
	c := a.command("render", "render REPORT.json", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(outputs()...); err != nil {
			return err
		}
		if len(args) != 1 {
			return usage("render-one", nil, "render report.json", "probe --demo -o json | mailadvisor render -")
		}
		stored, err := a.readReports(args[0])
		if err != nil {
			return err
		}
		var docs []*advise.Document
		view := "probe"
		for _, d := range stored {
			level := advise.Probe
			if d.Advice != nil {
				level, view = advise.Advise, "advise"
			}
			docs = append(docs, advise.Make(&d.Report, d.Needs, a.words, level))
		}
		return a.conclude(docs, view)
	})
	c.Flags().BoolVar(&a.flags.why, "why", false, a.words.T("flag.why", nil))
	a.outputFlags(c)
	return c
}

// readReports reads one stored document, or an array of them.
func (a *app) readReports(name string) ([]*advise.Document, error) {
	in := a.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fileProblem("report-file", name, err)
		}
		defer file.Close()
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, maxReport))
	if err != nil {
		return nil, fileProblem("report-file", name, err)
	}
	var many []*advise.Document
	if err := json.Unmarshal(content, &many); err != nil {
		one := new(advise.Document)
		if err := json.Unmarshal(content, one); err != nil {
			return nil, usage("report-form", locale.Args{"file": name, "detail": err.Error()})
		}
		many = []*advise.Document{one}
	}
	for _, d := range many {
		if d == nil || d.Schema != result.Schema {
			return nil, usage("report-schema", locale.Args{"file": name, "wanted": result.Schema})
		}
	}
	return many, nil
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
