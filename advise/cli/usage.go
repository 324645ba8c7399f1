package cli

import (
	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

func (a *app) usageCommand() *cobra.Command {
	var needs choose.Needs
	c := a.command("usage", "usage TARGET", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("usage")...); err != nil {
			return err
		}
		switch {
		case len(args) > 1:
			return usage("one-target", locale.Args{"value": args[1]})
		case len(args) == 0 && a.flags.demo == "":
			return usage("target-missing", nil, "usage user@example.org", "usage --demo=nearly-full")
		}
		return a.countMessages(cmd, args, &needs)
	})
	a.mailboxFlags(c, &needs)
	a.outputFlags(c)
	a.networkFlags(c)
	return c
}

// countMessages has every message of one mailbox counted.
func (a *app) countMessages(cmd *cobra.Command, args []string, needs *choose.Needs) error {
	b, err := a.begin(cmd.Context())
	if err != nil {
		return err
	}
	defer b.end()
	b.Options.Usage = probe.UsageAlways
	if len(b.Only) == 0 {
		b.Only = run.Only{string(result.IMAP), string(result.POP3)}
	}
	jobs, err := a.jobs(cmd.Context(), b, args)
	if err != nil {
		return err
	}
	reports, err := b.probeAll(cmd.Context(), jobs)
	if err != nil {
		return err
	}
	d := a.documents(reports, needs, advise.Probe)[0]
	if d.Room == nil {
		return a.nothingCounted(d)
	}
	if a.flags.output == "svg" {
		a.status = a.statusOf(d)
		if d.Interrupted {
			a.complain(a.interrupted(d, true))
		}
		return writeProblem(render.UsageSVG(a.Out, d, a.words))
	}
	return a.conclude([]*advise.Document{d}, render.ViewUsage)
}

// nothingCounted says why there is nothing to show. What was seen of the host
// is shown all the same.
func (a *app) nothingCounted(d *advise.Document) error {
	if p := run.WholeFailure(&d.Report); p != nil {
		return p
	}
	if a.flags.output != "svg" {
		if err := a.conclude([]*advise.Document{d}, render.ViewProbe); err != nil {
			return err
		}
	}
	if run.LoginProblem(&d.Report) != nil || d.Interrupted {
		return nil // said already
	}
	return unable("usage-none", nil, "probe "+command.Target(d.Target)+" --verbose")
}
