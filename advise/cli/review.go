package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/review"
	"mailadvisor/advise/run"
	"mailadvisor/probe/result"
)

func (a *app) reviewCommand() *cobra.Command {
	var needs choose.Needs
	var against, program string
	var loginHosts []string
	var sizes bool
	c := a.command("review", "review [FILE|DIR...]", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("review")...); err != nil {
			return err
		}
		if err := checkNeeds(&needs); err != nil {
			return err
		}
		if program != "" {
			if err := checkClient(program); err != nil {
				return err
			}
		}
		home, err := os.UserHomeDir()
		if len(args) == 0 {
			if p := homeProblem(home, err); p != nil {
				return p
			}
		}
		found, err := run.ReadAccounts(cmd.Context(), run.Configurations{Names: args, Program: program, Env: a.Env, Home: home, Sizes: sizes})
		if err != nil {
			return err
		}
		v := run.Reviewing{Found: found, NoNetwork: a.search.NoNetwork, LoginHosts: loginHosts}
		if against != "" {
			if v.Before, err = run.BeforeReports(against); err != nil {
				return err
			}
		}
		b, err := a.begin(cmd.Context())
		if err != nil {
			return err
		}
		defer b.end()
		in, err := b.Review(cmd.Context(), v)
		b.progress.Done()
		if err != nil {
			return err
		}
		in.Needs = needs
		return a.tellReview(review.Make(in, a.words))
	})
	f := c.Flags()
	f.StringVar(&against, "against", "", a.words.T("flag.against", nil))
	f.StringVar(&program, "program", "", a.words.T("flag.program", nil))
	f.StringSliceVar(&loginHosts, "login-host", nil, a.words.T("flag.login-host", nil))
	f.BoolVar(&sizes, "sizes", false, a.words.T("flag.sizes", nil))
	f.Var(optional[int]{&needs.Devices, "N", count(1)}, "devices", a.words.T("flag.devices", nil))
	f.StringVar(&needs.Offline, "offline", "", a.words.T("flag.offline", nil))
	f.Var(sizeFlag{&needs, "disk", &needs.DiskBytes}, "disk", a.words.T("flag.disk", nil))
	a.outputFlags(c)
	a.networkFlags(c)
	a.offlineFlag(c)
	return c
}

// homeProblem returns why nothing can be looked for in the home folder, nil
// where it can be read. That nothing was found would be said of places where
// nobody looked.
func homeProblem(home string, err error) *problem {
	if err != nil {
		variable := "HOME"
		if runtime.GOOS == "windows" {
			variable = "USERPROFILE"
		}
		return unable("no-home", locale.Args{"variable": variable}, "review ~/.mbsyncrc")
	}
	if _, err := os.Stat(filepath.Join(home, ".mbsyncrc")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		reason, detail := run.ReasonOf(err)
		return unable("home-unread", locale.Args{"file": home, "reason": reason, "detail": detail}, "review ~/.mbsyncrc")
	}
	return nil
}

// tellReview writes a review and sets the exit status.
func (a *app) tellReview(r *review.Review) error {
	a.status = exitStatus(advise.Verdict(r.Verdict))
	switch a.flags.output {
	case "json":
		return writeProblem(machine.JSON(a.Out, r))
	case "html":
		return writeProblem(render.ReviewPage(a.Out, r, a.words))
	}
	return writeProblem(render.Review(a.Out, r, a.words, a.textOptions("review")))
}

// fromReview adds to the needs what a stored review measured.
func (a *app) fromReview(name string, n *choose.Needs) error {
	r, err := run.StoredReview(name)
	if err != nil {
		return err
	}
	run.TakeReview(r, n)
	if len(n.DeviceList) == 0 && len(n.Clients) == 0 {
		return usage("review-form", locale.Args{"file": name}, "review -o json > review.json")
	}
	return nil
}

// reviewedReport returns what a stored review saw of the mailbox that it
// measured, or of a host; nil where it saw none.
func (a *app) reviewedReport(name string) *result.Report {
	reports, err := run.BeforeReports(name) // it was read before
	if err != nil {
		return nil
	}
	return run.MeasuredReport(reports)
}
