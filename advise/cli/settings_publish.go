package cli

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// publishForm joins --publish and the form behind it. Alone the flag asks for
// all forms, so that the library takes no word behind it. No form looks like a
// target, which has a dot, a colon or an at sign.
func publishForm(args []string) []string {
	i := slices.Index(args, "--publish")
	if end := slices.Index(args, "--"); i < 0 || i+1 == len(args) || end >= 0 && end < i {
		return args
	}
	if form := args[i+1]; !strings.HasPrefix(form, "-") && !strings.ContainsAny(form, ".:@") {
		return slices.Replace(slices.Clone(args), i, i+2, "--publish="+form)
	}
	return args
}

// publish shows what an administrator serves for a domain, in place of one
// program's settings.
func (a *app) publish(cmd *cobra.Command, args []string, form string) error {
	known := words("publish")
	switch {
	case !slices.Contains(known, form):
		return usage("publish", locale.Args{"value": form, "near": nearest.Word(form, known), "known_list": known})
	case len(args) > 1:
		return usage("one-target", locale.Args{"value": args[1]})
	case len(args) == 0 && a.flags.demo == "":
		return usage("target-missing", nil, "settings example.org --publish all", "settings --demo --publish all")
	}
	for _, flag := range []string{"client", "client-version", "protocol", "token-tool", "qr", "list"} { // they speak of one mail program
		if cmd.Flags().Changed(flag) {
			return exclude("--publish", "--"+flag)
		}
	}
	if err := a.flags.check(forms("settings")...); err != nil {
		return err
	}
	if err := a.checkIdentity(); err != nil {
		return err
	}
	if len(args) == 1 && a.flags.address == "" && !strings.Contains(args[0], "@") && strings.Contains(a.flags.user, "@") {
		a.flags.address = a.flags.user // the domain that is published is that of the address
	}
	report, err := a.domainReport(cmd.Context(), args)
	if err != nil {
		return err
	}
	doc := advise.Make(report, nil, a.words, advise.Probe)
	domain := report.Target.Domain
	files := settings.Publish(report, domain, form)
	if report.Interrupted {
		return a.interrupted(doc, false)
	}
	if len(files) == 0 {
		return failed("publish-nothing", locale.Args{"domain": domain}, "probe "+report.Target.Input)
	}
	for _, f := range files {
		for i, n := range f.Notes {
			f.Notes[i].Text = a.words.T(n.ID, n.Args)
		}
	}
	dir := cmd.Flags().Lookup("write").Value.String()
	switch {
	case a.flags.output == "json":
		return writeProblem(machine.JSON(a.Out, files))
	case dir != "":
		return a.writePublished(cmd, files, dir)
	}
	if one := settings.SinglePublished(files); one != nil {
		content := one.Content
		one.Content = nil // what is said of it goes beside it
		if err := render.Publish(a.Err, doc, files, a.words, a.textOptionsBeside("settings")); err != nil {
			return writeProblem(err)
		}
		_, err := a.Out.Write(content)
		return writeProblem(err)
	}
	return writeProblem(render.Publish(a.Out, doc, files, a.words, a.textOptions("settings")))
}

// domainReport probes the servers of a domain.
func (a *app) domainReport(ctx context.Context, args []string) (*result.Report, error) {
	b, err := a.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer b.end()
	jobs, err := a.jobsBy(ctx, b, args, func() ([]run.Job, error) {
		j, err := b.Domain(ctx, args[0])
		return []run.Job{j}, err
	})
	if err != nil {
		return nil, err
	}
	reports, err := b.probeAll(ctx, jobs)
	if err != nil {
		return nil, err
	}
	return reports[0], nil
}

// writePublished writes the files, none over another, and says of each form
// what there is to know, of one without a file too.
func (a *app) writePublished(cmd *cobra.Command, files []settings.Published, dir string) error {
	var out []settings.File
	var none []locale.Text
	for _, f := range files {
		if f.Name == "" {
			none = append(none, f.Notes...)
			continue
		}
		out = append(out, settings.File{Name: f.Name, Mode: uint32(os.FileMode(0o644)), Content: f.Content, Notes: f.Notes})
	}
	if err := a.writeFiles(out, dir, cmd.Flags().Lookup("force").Value.String() == "true"); err != nil {
		return err
	}
	o := a.textOptionsBeside("settings")
	return writeProblem(render.Notes(a.Err, none, a.words, o))
}
