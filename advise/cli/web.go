package cli

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/advise/serve"
	"mailadvisor/advise/web"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// webFlags are the flags of web alone.
type webFlags struct {
	config, webConfig, listen string
	noBrowser                 bool
}

func (a *app) webCommand() *cobra.Command {
	var f webFlags
	c := a.command("web", "web", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("web-argument", locale.Args{"value": args[0]}, "web", "web --demo")
		}
		if err := a.flags.check("text"); err != nil {
			return err
		}
		return a.runWeb(cmd.Context(), f)
	})
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	fs := c.Flags()
	fs.StringVar(&a.flags.demo, "demo", "", t("demo"))
	fs.Lookup("demo").NoOptDefVal = "default"
	fs.BoolVar(&f.noBrowser, "no-browser", false, t("web-no-browser"))
	fs.StringVar(&f.listen, "listen", "", t("web-listen"))
	fs.StringVar(&f.config, "config", "", t("web-config"))
	fs.StringVar(&f.webConfig, "web.config.file", "", t("serve-web-config"))
	fs.DurationVar(&a.flags.timeout, "timeout", result.UsualTimeout, t("timeout"))
	fs.StringVar(&a.flags.caFile, "ca-file", "", t("ca-file"))
	fs.StringSliceVar(&a.flags.connect, "connect", nil, t("connect"))
	fs.StringVar(&a.flags.resolver, "resolver", "", t("resolver"))
	fs.BoolVar(&a.flags.insecureLoopback, "insecure-loopback", false, t("insecure-loopback"))
	a.searchFlags(c)
	a.wordFlags(c)
	a.flags.output = "text"
	return c
}

// runWeb serves the page until it is closed, or the program is interrupted.
func (a *app) runWeb(ctx context.Context, f webFlags) error {
	o := web.Options{Lang: a.words.Lang(), Now: a.Now, Version: version(),
		Log: slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	var wrong error
	if f.config != "" {
		if a.flags.demo != "" {
			return exclude("--demo", "--config")
		}
		o.Config, wrong = web.ReadConfig(f.config)
	}
	if err := bothProblems(wrong, webConfigProblem(f.webConfig)); err != nil {
		return err
	}
	template, err := a.runner()
	if err != nil {
		return err
	}
	template.Login, template.Person, template.Command = run.Login{}, run.Person{}, "advise"
	if a.flags.demo != "" {
		host, err := run.StartDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()})
		if err != nil {
			return err
		}
		defer host.Close()
		if err := template.UseDemoDomain(host); err != nil {
			return err
		}
		if o.Example, o.Scenario = mailhost.User, a.flags.demo; host.Token() == "" {
			o.Password = mailhost.Password
		}
	}
	if f.config == "" && f.listen == "" && a.flags.demo == "" {
		if home, err := os.UserHomeDir(); err == nil { // else nothing can be looked for
			o.Here = &run.Configurations{Env: a.Env, Home: home}
		}
	}
	o.Runner = func() (*run.Runner, error) { r := *template; return &r, nil }
	address := cmp.Or(f.listen, web.Loopback())
	listeners, err := listen(ctx, "--listen", []string{address})
	if err != nil {
		return err
	}
	l := listeners[0]
	defer l.Close()
	o.Public = serve.Public(listeners)
	if o.Public && (f.config == "" || f.webConfig == "") {
		return usage("web-public", locale.Args{"value": f.listen}, "web --listen 0.0.0.0:8443 --config web.yaml --web.config.file tls.yaml")
	}
	server, err := web.New(o)
	if err != nil {
		return err
	}
	url := server.Address("http://" + l.Addr().String())
	switch {
	case f.config != "":
		io.WriteString(a.Err, a.words.T("serve.listening", locale.Args{"url": l.Addr().String()})+"\n")
	case f.noBrowser:
		io.WriteString(a.Out, url+"\n")
	case a.OpenBrowser == nil || a.OpenBrowser(url) != nil:
		io.WriteString(a.Err, a.words.T("web.say.open", locale.Args{"url": url})+"\n")
	default:
		io.WriteString(a.Err, a.words.T("web.say.opened", nil)+"\n")
	}
	if err := server.Run(ctx, l, f.webConfig); err != nil {
		return unable("serve", locale.Args{"detail": err.Error()})
	}
	return nil
}
