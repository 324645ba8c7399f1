package cli

import (
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

func (a *app) adviseCommand() *cobra.Command {
	var needs choose.Needs
	c := a.command("advise", "advise [TARGET]", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(outputs...); err != nil {
			return err
		}
		if len(args) > 1 {
			return usage("one-target", locale.Args{"value": args[1]})
		}
		if len(args) == 0 && a.flags.demo == "" && nothingSaid(needs) {
			return usage("advise-nothing", nil, "advise mail.example.org", "advise --devices 2 --quota 1GB", "advise --demo")
		}
		if err := checkNeeds(&needs); err != nil {
			return err
		}
		reports, done, err := a.look(cmd, args)
		if err != nil {
			return err
		}
		defer done()
		return a.conclude(a.documents(reports, &needs, advise.Advise), "advise")
	})
	a.needsFlags(c, &needs)
	c.Flags().BoolVar(&a.flags.why, "why", false, a.words.T("flag.why", nil))
	a.outputFlags(c)
	a.networkFlags(c)
	return c
}

// look probes the target; without one, the report holds nothing but today.
func (a *app) look(cmd *cobra.Command, args []string) ([]*result.Report, func(), error) {
	if len(args) == 0 && a.flags.demo == "" {
		return []*result.Report{{
			Schema: result.Schema, Tool: result.Tool{Version: version()}, StartedAt: a.Now().UTC().Truncate(time.Second),
		}}, func() {}, nil
	}
	jobs, done, err := a.jobs(cmd.Context(), args)
	if err != nil {
		return nil, nil, err
	}
	reports, err := a.probeAll(cmd.Context(), jobs)
	if err != nil {
		done()
		return nil, nil, err
	}
	return reports, done, nil
}
