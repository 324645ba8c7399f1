package cli

import (
	"errors"
	"strings"

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

func (a *app) adviseCommand() *cobra.Command {
	var needs choose.Needs
	var ask, compare bool
	var reviewed string
	c := a.command("advise", "advise [TARGET]", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("advise")...); err != nil {
			return err
		}
		if len(args) > 1 {
			return usage("one-target", locale.Args{"value": args[1]})
		}
		if reviewed != "" {
			if err := a.fromReview(reviewed, &needs); err != nil {
				return err
			}
		}
		if err := checkNeeds(&needs); err != nil {
			return err
		}
		bare := len(args) == 0 && a.flags.demo == "" && nothingSaid(needs)
		switch {
		case ask && !a.ErrTerminal: // the answers may come from anywhere, the questions go to a person
			return noTerminal(args)
		case bare && !ask && !a.canAsk():
			return usage("advise-nothing", nil, "advise mail.example.org", "advise --devices 2 --quota 1GB", "advise --demo")
		}
		reports, done, err := a.reports(cmd, args)
		if err != nil {
			return err
		}
		if reviewed != "" && len(args) == 0 && a.flags.demo == "" {
			if r := a.reviewedReport(reviewed); r != nil {
				reports = []*result.Report{r}
			}
		}
		defer done()
		if ask || bare {
			if err := a.ask(cmd.Context(), reports[0], &needs, cmd.Flags()); err != nil {
				return err
			}
		}
		a.next = a.again(reports[0].Target, &needs)
		docs := a.documents(reports, &needs, advise.Advise)
		view := render.ViewAdvise
		if compare {
			view = render.ViewCompare
		}
		if a.flags.output == "svg" {
			return a.draw(docs[0])
		}
		if err := a.conclude(docs, view); err != nil {
			return err
		}
		if len(needs.Asked) > 0 && a.flags.output == "text" {
			render.NewDialogue(a.Err, a.words, a.errStyle()).Without(a.next)
		}
		return nil
	})
	a.needsFlags(c, &needs)
	c.Flags().StringVar(&reviewed, "from-review", "", a.words.T("flag.from-review", nil))
	c.Flags().BoolVar(&ask, "ask", false, a.words.T("flag.ask", nil))
	c.Flags().BoolVar(&compare, "compare", false, a.words.T("flag.compare", nil))
	c.Flags().BoolVar(&a.flags.why, "why", false, a.words.T("flag.why", nil))
	a.outputFlags(c)
	a.networkFlags(c)
	a.offlineFlag(c)
	return c
}

// draw writes the picture of the mailbox filling. A picture has no place for
// what is wrong with the host: that is said beside it.
func (a *app) draw(d *advise.Document) error {
	if p := run.WholeFailure(&d.Report); p != nil {
		return p
	}
	err := render.SVG(a.Out, d, a.words, render.Wide)
	if errors.Is(err, render.ErrNoChart) {
		return usage("svg-nothing", nil, strings.TrimPrefix(a.next, "mailadvisor ")+" --quota 1GB --mail-per-day 20 -o svg")
	}
	if a.status = a.statusOf(d); a.status != StatusOK && err == nil {
		switch {
		case d.Interrupted:
			a.complain(a.interrupted(d, true))
		default:
			a.complain(failed("svg-verdict", locale.Args{"verdict": d.Sentence.Text}, "probe "+command.Target(d.Target)))
		}
	}
	return writeProblem(err)
}

// again returns the command that gives the same advice, without the questions
// and without what only changes how it is shown.
func (a *app) again(target result.Target, needs *choose.Needs) string {
	words := []string{"mailadvisor advise"}
	if target.Input != "" || target.Demo != "" {
		words = append(words, command.Target(target))
	}
	words = append(words, needs.Flags()...)
	return strings.Join(words, " ")
}

// reports probes the target; without one, the report holds nothing but today. The
// function that it returns ends what was started.
func (a *app) reports(cmd *cobra.Command, args []string) ([]*result.Report, func(), error) {
	if len(args) == 0 && a.flags.demo == "" {
		r, err := a.runner()
		if err != nil {
			return nil, nil, err
		}
		return []*result.Report{r.Today()}, func() {}, nil
	}
	b, err := a.begin(cmd.Context())
	if err != nil {
		return nil, nil, err
	}
	if a.name == "advise" {
		b.Options.Usage = probe.UsageNearEnd
	}
	if a.search.NoNetwork {
		defer b.end()
		if b.demo != nil || len(args) != 1 {
			return nil, nil, usage("no-network-demo", nil, a.name+" user@example.org --no-network")
		}
		report, err := b.FromTable(cmd.Context(), args[0])
		return []*result.Report{report}, func() {}, err
	}
	jobs, err := a.jobs(cmd.Context(), b, args)
	if err != nil {
		b.end()
		return nil, nil, err
	}
	reports, err := b.probeAll(cmd.Context(), jobs)
	if err != nil {
		b.end()
		return nil, nil, err
	}
	for _, r := range reports {
		b.MarkUntested(r)
	}
	return reports, b.end, nil
}
