package cli

import (
	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// A person's mail host, mail address and user name may be three different
// things, and another host may send: settings takes each by itself.

// checkIdentity refuses an address that is none.
func (a *app) checkIdentity() error {
	if a.flags.address == "" {
		return nil
	}
	parsed, err := probe.ParseTarget(a.flags.address)
	if err != nil || parsed.Target.Address == "" {
		return usage("address", locale.Args{"value": a.flags.address}, "settings mail.example.org --user alice --address alice@example.org --client thunderbird")
	}
	return nil
}

// identify writes who sends into the settings.
func (a *app) identify(doc *advise.Document) {
	if doc.Settings == nil {
		return
	}
	if a.flags.address != "" {
		doc.Settings.Address = a.flags.address
	}
	doc.Settings.Name = a.flags.personName
}

// reportsWith is reports for a target, and perhaps a second one that sends.
func (a *app) reportsWith(cmd *cobra.Command, args []string) ([]*result.Report, func(), error) {
	if len(args) < 2 || a.flags.demo != "" {
		return a.reports(cmd, args)
	}
	b, err := a.begin(cmd.Context())
	if err != nil {
		return nil, nil, err
	}
	jobs, err := a.jobsBy(cmd.Context(), b, args, func() ([]run.Job, error) {
		j, err := b.SendingJob(cmd.Context(), args[0], args[1])
		return []run.Job{j}, err
	})
	if err != nil {
		b.end()
		return nil, nil, err
	}
	reports, err := b.probeAll(cmd.Context(), jobs)
	if err != nil {
		b.end()
		return nil, nil, err
	}
	return reports, b.end, nil
}
