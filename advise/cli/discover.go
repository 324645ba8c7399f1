package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// searchFlags are the flags of every command that takes an address.
func (a *app) searchFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.search.ISPDB, "ispdb", "", a.words.T("flag.ispdb", nil))
	f.BoolVar(&a.search.NoThirdParty, "no-third-party", false, a.words.T("flag.no-third-party", nil))
	f.BoolVar(&a.search.SendAddress, "send-address", false, a.words.T("flag.send-address", nil))
	f.BoolVar(&a.search.TrustAD, "trust-ad", false, a.words.T("flag.trust-ad", nil))
}

// offlineFlag is the flag of every command that can do with the built-in table.
func (a *app) offlineFlag(c *cobra.Command) {
	c.Flags().BoolVar(&a.search.NoNetwork, "no-network", false, a.words.T("flag.no-network", nil))
}

func (a *app) discoverCommand() *cobra.Command {
	var as string
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
		program, err := a.searcher(as)
		if err != nil {
			return err
		}
		return a.runDiscover(cmd.Context(), args[0], program)
	})
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&as, "as", "", t("as"))
	f.StringVar(&a.flags.demo, "demo", "", t("demo"))
	f.Lookup("demo").NoOptDefVal = "default"
	a.offlineFlag(c)
	a.searchFlags(c)
	f.DurationVar(&a.flags.timeout, "timeout", discover.Limit, t("discover-timeout"))
	f.StringVar(&a.flags.resolver, "resolver", "", t("resolver"))
	f.StringVar(&a.flags.caFile, "ca-file", "", t("ca-file"))
	f.StringSliceVar(&a.flags.connect, "connect", nil, t("connect"))
	a.outputFlags(c)
	return c
}

// searcher returns the row of [result.Clients] that a person named: by its own
// name, or by any name of a program that looks for servers as it does.
func (a *app) searcher(typed string) (result.Client, error) {
	name := result.Client(typed)
	if row, ok := client.Meant(typed); ok && !slices.Contains(result.Clients(), name) {
		name = row.Finds
	}
	switch {
	case typed == "":
		return "", nil
	case !slices.Contains(result.Clients(), name):
		known := words("as")
		return "", usage("discover-as", locale.Args{"value": typed, "near": nearest.Word(typed, known), "known_list": known})
	case a.search.NoNetwork:
		return "", usage("discover-as-network", nil)
	}
	return name, nil
}

// runDiscover looks for the servers of an address or a domain, and tests what a
// mail program would take of them.
func (a *app) runDiscover(ctx context.Context, input string, program result.Client) error {
	a.search.Timeout = a.flags.timeout
	b, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end()
	target, err := b.SearchTarget(input)
	if b.demo != nil {
		if err != nil || target.Domain != mailhost.Domain {
			return run.NotOfDemo(input)
		}
		err = b.UseDemoDomain(b.demo)
	}
	if err != nil {
		return err
	}
	target.Demo = a.flags.demo
	report, err := b.Discover(ctx, target)
	if err != nil {
		return err
	}
	if program == "" || report.Interrupted {
		return a.showSearch(advise.Discovered(report, a.words), "")
	}
	if err := b.test(ctx, report, report.Discovery.As[program]); err != nil {
		return err
	}
	return a.showSearch(advise.Make(report, nil, a.words, advise.Probe), program)
}

// test probes what a mail program would take, without a login.
func (b *running) test(ctx context.Context, r *result.Report, v result.ClientView) error {
	j := run.Job{Target: r.Target, Options: b.Options, Discovery: r.Discovery}
	j.Options.Observe, j.Options.Timeout = b.Watch.Event, 0 // the flag is for the search
	for _, e := range []*result.ClientServer{v.Incoming, v.Outgoing} {
		if e != nil {
			e.Named = true
			j.Endpoints = append(j.Endpoints, e.Endpoint)
		}
	}
	if len(j.Endpoints) == 0 {
		return nil
	}
	b.progress.expect([]run.Job{j})
	reports, err := b.probeAll(ctx, []run.Job{j})
	if err != nil {
		return err
	}
	r.Probes, r.Interrupted = reports[0].Probes, reports[0].Interrupted
	r.ElapsedMS += reports[0].ElapsedMS
	return nil
}

// showSearch writes a search, and decides the exit status: a disagreement is
// no failure, nothing found is one.
func (a *app) showSearch(d *advise.Document, program result.Client) error {
	var err error
	switch a.flags.output {
	case "text":
		err = render.Discover(a.Out, d, program, a.words, a.textOptions("discover"))
	case "html":
		err = render.DiscoverPage(a.Out, d, program, a.words)
	default:
		err = a.json([]*advise.Document{d})
	}
	if err != nil {
		return writeProblem(err)
	}
	a.status = max(a.status, a.statusOf(d), programStatus(d.Discovery, program))
	switch {
	case !d.Interrupted:
	case d.OnlySearched():
		a.complain(run.SearchInterrupted(d.Target))
	default:
		a.complain(a.interrupted(d, true))
	}
	return nil
}

// programStatus returns that of a mail program that finds nothing, wherever it
// looks.
func programStatus(d *result.Discovery, program result.Client) int {
	if v := d.As[program]; program != "" && v.Incoming == nil && len(v.Unsure) == 0 {
		return StatusFailed
	}
	return StatusOK
}
