package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// searchFlags say how the servers of an address are looked for.
type searchFlags struct {
	noNetwork, noThirdParty, sendAddress, trustAD bool
}

// searchFlags are the flags of every command that takes an address.
func (a *app) searchFlags(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&a.search.noThirdParty, "no-third-party", false, a.words.T("flag.no-third-party", nil))
	f.BoolVar(&a.search.sendAddress, "send-address", false, a.words.T("flag.send-address", nil))
	f.BoolVar(&a.search.trustAD, "trust-ad", false, a.words.T("flag.trust-ad", nil))
}

func (a *app) discoverCommand() *cobra.Command {
	var program string
	c := a.command("discover", "discover ADDRESS|DOMAIN", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("discover")...); err != nil {
			return err
		}
		if a.flags.demo != "" && len(args) == 0 {
			args = []string{mailhost.User}
		}
		if len(args) != 1 {
			return usage("discover-one", locale.Args{"value": append(args, "", "")[1]}, "discover user@example.org")
		}
		if err := a.checkProgram(program); err != nil {
			return err
		}
		o, done, err := a.searchPlace(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		defer done()
		report, err := a.lookFor(cmd.Context(), args[0], o)
		if err != nil {
			return err
		}
		if program == "" || report.Interrupted {
			return a.showSearch(advise.Discovered(report, a.words), "")
		}
		if err := a.test(cmd.Context(), report, report.Discovery.As[program], o); err != nil {
			return err
		}
		return a.showSearch(advise.Make(report, nil, a.words, advise.Probe), program)
	})
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&program, "as", "", t("as"))
	f.StringVar(&a.flags.demo, "demo", "", t("demo"))
	f.Lookup("demo").NoOptDefVal = "default"
	f.BoolVar(&a.search.noNetwork, "no-network", false, t("no-network"))
	a.searchFlags(c)
	f.DurationVar(&a.flags.timeout, "timeout", discover.Limit, t("discover-timeout"))
	f.StringVar(&a.flags.resolver, "resolver", "", t("resolver"))
	f.StringVar(&a.flags.caFile, "ca-file", "", t("ca-file"))
	f.StringSliceVar(&a.flags.connect, "connect", nil, t("connect"))
	a.outputFlags(c)
	return c
}

// checkProgram refuses a mail program whose eyes nobody has.
func (a *app) checkProgram(name string) error {
	known := discover.Clients()
	switch {
	case name == "":
		return nil
	case !slices.Contains(known, name):
		return usage("discover-as", locale.Args{"value": name, "near": nearest.Word(name, known), "known_list": known})
	case a.search.noNetwork:
		return usage("discover-as-network", nil)
	}
	return nil
}

// lookFor looks for the servers of an address or a domain.
func (a *app) lookFor(ctx context.Context, input string, o probe.Options) (*result.Report, error) {
	target, err := a.searchTarget(input)
	if err != nil {
		return nil, err
	}
	target.Demo = a.flags.demo
	started := a.Now().UTC().Truncate(time.Second)
	s := a.discoverOptions(o)
	s.Timeout, s.NoNetwork = a.flags.timeout, a.search.noNetwork
	d, err := a.find(ctx, target, s)
	if err != nil {
		return nil, a.targetProblem(input, err)
	}
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Version: version()}, Target: target, StartedAt: started,
		ElapsedMS: d.AllMS, Interrupted: ctx.Err() != nil, Discovery: d,
	}, nil
}

// test probes what a mail program would take, without a login.
func (a *app) test(ctx context.Context, r *result.Report, v result.ClientView, o probe.Options) error {
	o.Timeout = 0 // that of a probe: the flag is for the search
	j := job{target: r.Target, options: o, discovery: r.Discovery}
	for _, e := range []*result.ClientServer{v.Incoming, v.Outgoing} {
		if e != nil {
			e.Named = true
			j.endpoints = append(j.endpoints, e.Endpoint)
		}
	}
	if len(j.endpoints) == 0 {
		return nil
	}
	reports, err := a.probeAll(ctx, []job{j})
	if err != nil {
		return err
	}
	r.Probes, r.Interrupted = reports[0].Probes, reports[0].Interrupted
	r.ElapsedMS += reports[0].ElapsedMS
	return nil
}

// showSearch writes a search, and decides the exit status: a disagreement is
// no failure, nothing found is one.
func (a *app) showSearch(d *advise.Document, program string) error {
	var err error
	if a.flags.output == "text" {
		err = render.Discover(a.Out, d, program, a.words, a.textOptions("discover"))
	} else {
		err = a.json([]*advise.Document{d})
	}
	if err != nil {
		return writeProblem(err)
	}
	a.status = max(a.status, a.statusOf(d), programStatus(d.Discovery, program))
	switch {
	case !d.Interrupted:
	case d.OnlySearched():
		a.complain(searchInterrupted(d.Target))
	default:
		a.complain(a.interrupted(d, true))
	}
	return nil
}

// programStatus is that of a mail program that finds nothing, wherever it
// looks.
func programStatus(d *result.Discovery, program string) int {
	if v := d.As[program]; program != "" && v.Incoming == nil && len(v.Unsure) == 0 {
		return StatusFailed
	}
	return StatusOK
}
