package cli

import (
	"context"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

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
	for _, flag := range []string{"client", "client-version", "protocol", "qr", "list"} { // they speak of one mail program
		if cmd.Flags().Changed(flag) {
			return exclude("--publish", "--"+flag)
		}
	}
	if err := a.flags.check(forms("settings")...); err != nil {
		return err
	}
	report, err := a.lookAtDomain(cmd.Context(), args)
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
		return writeProblem(render.JSON(a.Out, files))
	case dir != "":
		return a.writePublished(cmd, files, dir)
	}
	return writeProblem(render.Publish(a.Out, doc, files, a.words, a.textOptions("settings")))
}

// lookAtDomain probes the servers of a domain, without a login: those that
// are found, or, where nothing is published yet, the domain itself as a host.
func (a *app) lookAtDomain(ctx context.Context, args []string) (*result.Report, error) {
	var j job
	if a.flags.demo != "" {
		jobs, done, err := a.jobs(ctx, args)
		if err != nil {
			return nil, err
		}
		defer done()
		j = jobs[0]
		j.target.Domain = mailhost.Domain
	} else {
		target, err := a.searchTarget(args[0])
		if err != nil {
			return nil, usage("publish-domain", locale.Args{"value": args[0]}, "settings example.org --publish all")
		}
		o, err := a.probeOptions()
		if err != nil {
			return nil, err
		}
		j = job{target: target, options: o}
		if j.discovery, err = a.find(ctx, target, a.discoverOptions(o)); err != nil {
			return nil, a.targetProblem(args[0], err)
		}
		if ctx.Err() != nil {
			return nil, searchInterrupted(target)
		}
		j.endpoints = published(j)
		if j.endpoints, err = a.flags.narrow(j.endpoints); err != nil {
			return nil, err
		}
	}
	reports, err := a.probeAll(ctx, []job{j})
	if err != nil {
		return nil, err
	}
	return reports[0], nil
}

// published are the usual endpoints of the hosts that were found, and those
// that were found elsewhere: what a host offers says what can be published.
func published(j job) []result.Endpoint {
	var hosts []string
	var out []result.Endpoint
	for _, c := range j.discovery.Followed() {
		if !slices.Contains(hosts, c.Host) {
			hosts = append(hosts, c.Host)
		}
		out = append(out, c.Endpoint)
	}
	if len(hosts) == 0 {
		return result.DefaultEndpoints(j.target.Domain)
	}
	for _, host := range hosts {
		for _, e := range result.DefaultEndpoints(host) {
			offered := slices.ContainsFunc(j.discovery.Followed(), func(c result.Candidate) bool {
				return c.Service == e.Service && c.Host != host
			})
			if !offered && !slices.ContainsFunc(out, func(o result.Endpoint) bool { return o.Address() == e.Address() }) {
				out = append(out, e)
			}
		}
	}
	return out
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
