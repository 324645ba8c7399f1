package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
)

func (a *app) demoCommand() *cobra.Command {
	var list bool
	c := a.command("demo", "demo [SCENARIO]", func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usage("one-scenario", locale.Args{"value": args[1]})
		}
		if list {
			return a.listScenarios()
		}
		scenario := "default"
		if len(args) == 1 {
			scenario = args[0]
		}
		host, err := run.StartDemo(cmd.Context(), mailhost.Config{Scenario: scenario, Now: a.Now()})
		if err != nil {
			return err
		}
		defer host.Close()
		return a.foreground(cmd, host, scenario)
	})
	c.Flags().BoolVar(&list, "list", false, a.words.T("flag.list-scenarios", nil))
	a.wordFlags(c)
	return c
}

// foreground runs the host until it is interrupted, and shows how to reach it.
func (a *app) foreground(cmd *cobra.Command, host *mailhost.Host, scenario string) error {
	noPlace := func(err error) error {
		p := run.FileProblem("demo-folder", os.TempDir(), err)
		p.Class = run.ClassUnable
		return p
	}
	dir, err := os.MkdirTemp("", "mailadvisor-demo-")
	if err != nil {
		return noPlace(err)
	}
	defer os.RemoveAll(dir)
	kind, secret := "password", mailhost.Password
	if token := host.Token(); token != "" {
		kind, secret = "token", token
	}
	ca, password := filepath.Join(dir, "ca.pem"), filepath.Join(dir, kind)
	for file, content := range map[string][]byte{ca: host.CAPEM(), password: []byte(secret + "\n")} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return noPlace(err)
		}
	}
	list := render.Pairs{Heading: a.words.T("demo.running", locale.Args{"host": mailhost.Name, "scenario": scenario})}
	try := ""
	for _, e := range host.Endpoints() {
		list.Rows = append(list.Rows, [2]string{e.Key, strings.Join(e.Addrs, "  ")})
		if try == "" && len(e.Addrs) > 0 {
			try = fmt.Sprintf("mailadvisor probe %s://%s --connect %s:%d=%s --ca-file %s --user %s --%s-file %s",
				e.Key, mailhost.Name, mailhost.Name, e.DefaultPort, e.Addrs[0], ca, mailhost.User, kind, password)
		}
	}
	o := a.textOptions("demo")
	if err := render.WritePairs(a.Out, []render.Pairs{list}, a.words, o); err != nil {
		return writeProblem(err)
	}
	long := a.words.T("demo.login", locale.Args{"user": mailhost.User, "password": mailhost.Password})
	if kind == "token" {
		long = a.words.T("demo.login-token", locale.Args{"user": mailhost.User})
	}
	h := render.Help{Long: long, Try: []string{try}}
	io.WriteString(a.Out, "\n")
	if err := render.WriteHelp(a.Out, h, a.words, o); err != nil {
		return writeProblem(err)
	}
	<-cmd.Context().Done()
	return nil
}

// listScenarios names what --demo can show.
func (a *app) listScenarios() error {
	var scenarios, faults, issuers [][2]string
	for _, s := range mailhost.Scenarios() {
		scenarios = append(scenarios, [2]string{s.Name, a.words.T("scenario."+s.Name, nil)})
	}
	for _, f := range mailhost.Faults() {
		faults = append(faults, [2]string{"fault:" + f.Name, cmp.Or(f.Kind, a.words.T("demo.works", nil))})
	}
	for _, f := range mailhost.IssuerFaults() {
		issuers = append(issuers, [2]string{"fault:" + f.Name, cmp.Or(f.Kind, a.words.T("demo.works", nil))})
	}
	return writeProblem(render.WritePairs(a.Out, []render.Pairs{
		{Heading: a.words.T("demo.scenarios", nil), Rows: scenarios},
		{Heading: a.words.T("demo.faults", nil), Rows: faults},
		{Heading: a.words.T("demo.issuer-faults", nil), Rows: issuers},
	}, a.words, a.textOptions("demo")))
}
