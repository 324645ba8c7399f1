package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/serve"
	"mailadvisor/advise/webconfig"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
)

// serveFlags are the flags of serve alone.
type serveFlags struct {
	config, webConfig string
	listen            []string
	anyTarget         bool
	lifecycle, check  bool
	offset            time.Duration
	most              int
}

// serveAddress is where the exporter listens unless it is told otherwise: on
// this machine alone, at a port outside the range 9100 to 9999, which
// Prometheus's list of exporters has used up.
const serveAddress = "127.0.0.1:10993"

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := a.command("serve", "serve [--config FILE]", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("serve-argument", locale.Args{"value": args[0]}, "serve --config exporter.yaml", "serve --demo")
		}
		return a.runServe(cmd.Context(), f)
	})
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	c.Flags().StringVar(&f.config, "config", "", t("serve-config"))
	c.Flags().BoolVar(&f.check, "config.check", false, t("serve-config-check"))
	c.Flags().StringVar(&a.flags.demo, "demo", "", t("demo"))
	c.Flags().Lookup("demo").NoOptDefVal = "default"
	c.Flags().StringSliceVar(&f.listen, "web.listen-address", []string{serveAddress}, t("serve-listen"))
	c.Flags().StringVar(&f.webConfig, "web.config.file", "", t("serve-web-config"))
	c.Flags().BoolVar(&f.lifecycle, "web.enable-lifecycle", false, t("serve-lifecycle"))
	c.Flags().BoolVar(&f.anyTarget, "allow-any-target", false, t("serve-any"))
	c.Flags().DurationVar(&f.offset, "timeout-offset", 500*time.Millisecond, t("serve-offset"))
	c.Flags().IntVar(&f.most, "max-probes", 20, t("serve-most"))
	a.wordFlags(c)
	return c
}

// runServe serves until it is interrupted.
func (a *app) runServe(ctx context.Context, f serveFlags) error {
	switch {
	case f.config != "" && a.flags.demo != "":
		return exclude("--demo", "--config")
	case f.config == "" && a.flags.demo == "" && !f.anyTarget:
		return usage("serve-nothing", nil, "serve --config exporter.yaml", "serve --demo")
	case f.check && f.config == "":
		return usage("config-check", nil, "serve --config exporter.yaml --config.check")
	case f.offset < 0:
		return usage("flag-time", locale.Args{"flag": "--timeout-offset", "value": f.offset.String(), "near": ""})
	case f.most < 1:
		return usage("flag-count", locale.Args{"flag": "--max-probes", "value": f.most})
	}
	with := a.serving()
	load := func(ctx context.Context) (*serve.Setup, error) { return serve.Load(ctx, f.config, with) }
	if a.flags.demo != "" {
		host, err := run.StartDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()})
		if err != nil {
			return err
		}
		defer host.Close()
		load = func(context.Context) (*serve.Setup, error) { return serve.Demo(host, with) }
	}
	first, err := load(ctx)
	if err := bothProblems(err, webConfigProblem(f.webConfig)); err != nil {
		return err
	}
	if f.check {
		text := a.words.T("done.config-check", locale.Args{"file": f.config, "modules": len(first.Config.Modules), "targets": len(first.Config.Targets)})
		return writeProblem(render.Sentence(a.Out, text, a.words, a.textOptions("")))
	}
	listeners, err := listen(ctx, "--web.listen-address", f.listen)
	if err != nil {
		return err
	}
	server := serve.New(first, serve.Public(listeners), serve.Options{
		AnyTarget: f.anyTarget, Lifecycle: f.lifecycle, TimeoutOffset: f.offset, MaxProbes: f.most, Words: a.words, Now: time.Now, Version: version(),
		Say: func(text string) { io.WriteString(a.Err, text+"\n") },
		Log: slog.New(slog.NewTextHandler(a.Err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Load: func(ctx context.Context) (*serve.Setup, error) {
			setup, err := load(ctx)
			return setup, a.inWords(err)
		},
	})
	defer reloadOnHangup(ctx, server)()
	a.sayServing(listeners, f)
	if err := server.Run(ctx, listeners, f.webConfig); err != nil {
		return unable("serve", locale.Args{"detail": err.Error()})
	}
	return nil
}

// webConfigProblem returns what is wrong with a file of --web.config.file, ""
// being none.
func webConfigProblem(name string) error {
	if name == "" {
		return nil
	}
	err := webconfig.Check(name)
	var wrong *config.Error
	switch {
	case errors.As(err, &wrong):
		return run.PolicyProblem(wrong)
	case err != nil:
		return run.FileProblem("serve-web-config", name, err)
	}
	return nil
}

// bothProblems joins what is wrong with two files, so that both are mended in
// one go.
func bothProblems(a, b error) error {
	var first, second *run.Problem
	if errors.As(a, &first) && errors.As(b, &second) {
		return run.Joined([]*run.Problem{first, second})
	}
	if a != nil {
		return a
	}
	return b
}

// listen opens the addresses to listen on, which a flag gave: all of them, or
// none.
func listen(ctx context.Context, flag string, addresses []string) ([]net.Listener, error) {
	var out []net.Listener
	for _, address := range addresses {
		if _, port, err := net.SplitHostPort(address); err != nil || !isPort(port) {
			return nil, usage("serve-address", locale.Args{"flag": flag, "value": address})
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err == nil {
			out = append(out, l)
			continue
		}
		for _, l := range out {
			l.Close()
		}
		reason, detail := run.ReasonOf(err)
		return nil, unable("serve-listen", locale.Args{"flag": flag, "value": address, "reason": reason, "detail": detail})
	}
	return out, nil
}

// reloadOnHangup reads the configuration again at every SIGHUP, until the
// function that it returns is called.
func reloadOnHangup(ctx context.Context, server *serve.Server) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangups, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer close(done)
		for {
			select {
			case <-hangups:
				_ = server.Reload(ctx) // it says so itself
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { signal.Stop(hangups); cancel(); <-done }
}

// sayServing says where the exporter can be asked, and what it leaves open.
func (a *app) sayServing(listeners []net.Listener, f serveFlags) {
	scheme := "http"
	if f.webConfig != "" {
		scheme = "" // the file says which
	}
	public := serve.Public(listeners)
	for _, l := range listeners {
		url := l.Addr().String()
		if scheme != "" {
			url = scheme + "://" + url + "/"
		}
		io.WriteString(a.Err, a.words.T("serve.listening", locale.Args{"url": url})+"\n")
	}
	if public && f.anyTarget {
		io.WriteString(a.Err, a.words.T("serve.open", nil)+"\n")
	}
}

// serving returns what the exporter's probes need of this program.
func (a *app) serving() serve.Program {
	return serve.Program{Words: a.words, Env: a.Env, Now: a.Now, Version: version(), Slots: probe.NewSlots(0)}
}

// inWords returns an error as its words alone, for a log.
func (a *app) inWords(err error) error {
	var p *problem
	if errors.As(err, &p) {
		what := p.What()
		return errors.New(a.words.T(what.ID, what.Args))
	}
	return err
}
