package cli

import (
	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/render"
)

// outputs are the formats that a report can be written in.
func outputs() []string {
	var names []string
	for _, f := range render.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func (a *app) probeCommand() *cobra.Command {
	c := a.command("probe", "probe TARGET...", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(outputs()...); err != nil {
			return err
		}
		if len(args) == 0 && a.flags.demo == "" {
			return usage("target-missing", nil, "probe mail.example.org", "probe --demo")
		}
		jobs, done, err := a.jobs(cmd.Context(), args)
		if err != nil {
			return err
		}
		defer done()
		reports, err := a.probeAll(cmd.Context(), jobs)
		if err != nil {
			return err
		}
		return a.conclude(a.documents(reports, nil, advise.Probe), "probe")
	})
	a.outputFlags(c)
	a.networkFlags(c)
	return c
}
