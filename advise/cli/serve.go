package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/prometheus/exporter-toolkit/web"
	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/config"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/advise/serve"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
)

// serveFlags are the flags of serve alone.
type serveFlags struct {
	config, webConfig string
	listen            []string
	anyTarget         bool
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
	c.Flags().StringVar(&a.flags.demo, "demo", "", t("demo"))
	c.Flags().Lookup("demo").NoOptDefVal = "default"
	c.Flags().StringSliceVar(&f.listen, "web.listen-address", []string{serveAddress}, t("serve-listen"))
	c.Flags().StringVar(&f.webConfig, "web.config.file", "", t("serve-web-config"))
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
	case f.offset < 0:
		return usage("flag-time", locale.Args{"flag": "--timeout-offset", "value": f.offset.String()})
	case f.most < 1:
		return usage("flag-count", locale.Args{"flag": "--max-probes", "value": f.most})
	}
	load := func(ctx context.Context) (*serve.Setup, error) { return a.loadServe(ctx, f.config) }
	if a.flags.demo != "" {
		host, err := a.startDemo(ctx, mailhost.Config{Scenario: a.flags.demo, Now: a.Now()})
		if err != nil {
			return err
		}
		defer host.Close()
		load = func(context.Context) (*serve.Setup, error) { return a.demoServe(host) }
	}
	first, err := load(ctx)
	if err != nil {
		return err
	}
	if err := web.Validate(f.webConfig); err != nil {
		return run.FileProblem("serve-web-config", f.webConfig, err)
	}
	listeners, err := listen(ctx, f.listen)
	if err != nil {
		return err
	}
	server := serve.New(first, serve.Public(listeners), serve.Options{
		AnyTarget: f.anyTarget, TimeoutOffset: f.offset, MaxProbes: f.most, Words: a.words, Now: time.Now, Version: version(),
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

// listen opens the addresses to listen on: all of them, or none.
func listen(ctx context.Context, addresses []string) ([]net.Listener, error) {
	var out []net.Listener
	for _, address := range addresses {
		if _, port, err := net.SplitHostPort(address); err != nil || !isPort(port) {
			return nil, usage("serve-address", locale.Args{"value": address})
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
		return nil, unable("serve-listen", locale.Args{"value": address, "reason": reason, "detail": detail})
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

// inWords is an error as its words alone, for a log or an answer.
func (a *app) inWords(err error) error {
	var p *problem
	if errors.As(err, &p) {
		return errors.New(a.words.T("error."+p.ID+".what", p.Args))
	}
	return err
}

// loadServe reads a configuration and all that it refers to; "" is one that
// names nothing.
func (a *app) loadServe(ctx context.Context, name string) (*serve.Setup, error) {
	content := []byte("{}")
	if name != "" {
		var err error
		if content, err = os.ReadFile(name); err != nil {
			p := run.FileProblem("serve-config", name, err)
			p.Commands = []string{"serve --demo"}
			return nil, p
		}
	}
	c, err := serve.Parse(filepath.ToSlash(name), content)
	var wrong *config.Error
	if errors.As(err, &wrong) {
		return nil, policyProblem(wrong)
	}
	s := prober{app: a, modules: map[string]*serveModule{}}
	credentials := map[string]*probe.Credential{}
	for _, m := range c.Modules {
		if s.modules[m.Name], err = a.serveModule(ctx, m, credentials); err != nil {
			return nil, err
		}
	}
	return &serve.Setup{Config: c, Probe: s.probe}, nil
}

// serveModule is a module with all that it refers to.
type serveModule struct {
	options probe.Options
	only    []string
	policy  *policy.Policy
}

// serveModule reads what a module refers to. What is wrong is said with its
// place in the configuration.
func (a *app) serveModule(ctx context.Context, m *serve.Module, credentials map[string]*probe.Credential) (*serveModule, error) {
	at := func(place config.Pos, err error) error {
		var p *problem
		if !errors.As(err, &p) || p.ID == "policy" { // which has a place of its own
			return err
		}
		return policyProblem(&config.Error{File: place.File, Line: place.Line, Column: place.Column, Text: locale.Text{ID: "error." + p.ID + ".what", Args: p.Args}})
	}
	f := flags{connect: m.Connect}
	if m.CAFile != "" {
		f.caFile = filepath.FromSlash(m.Path(m.CAFile))
	}
	connect, err := f.connections()
	if err != nil {
		return nil, at(m.Place("connect"), err)
	}
	roots, err := f.roots()
	if err != nil {
		return nil, at(m.Place("ca-file"), err)
	}
	out := &serveModule{only: m.Only, options: probe.Options{
		Family: m.Family, Resolver: m.Resolver, Connect: connect, Roots: roots, Auth: m.Auth, TLSScan: m.TLSScan, Now: a.Now,
	}}
	if m.Policy != "" {
		if out.policy, err = a.readPolicy(filepath.FromSlash(m.Path(m.Policy))); err != nil {
			return nil, at(m.Place("policy"), err)
		}
		out.options.TLSScan = m.TLSScan || out.policy.Wants("tls-floor")
	}
	if c := m.Credential; c != nil {
		if credentials[c.Name] == nil {
			if credentials[c.Name], err = a.policySecret(ctx, c); err != nil {
				return nil, at(config.Pos{File: c.File, Line: c.Line, Column: c.Column}, err)
			}
		}
		out.options.Credential = credentials[c.Name]
	}
	return out, nil
}

// demoServe is the configuration of --demo: the embedded host alone.
func (a *app) demoServe(host *mailhost.Host) (*serve.Setup, error) {
	c, err := serve.Parse("", []byte("modules: {default: {credential: demo}, no-login: {}}\n"+
		"credentials: {demo: {user: "+mailhost.User+", password: {env: DEMO}, hosts: ["+mailhost.Name+"]}}\n"+
		"targets: ["+mailhost.Name+"]\nallow: [127.0.0.0/8, '::1']\n"))
	if err != nil {
		return nil, err
	}
	credential, err := probe.NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name)
	if err != nil {
		return nil, err
	}
	o := probe.Options{Connect: host.Connect(), Roots: host.Roots(), Now: a.Now}
	with := o
	with.Credential = credential
	s := prober{app: a, modules: map[string]*serveModule{"no-login": {options: o}, serve.DefaultModule: {options: with}}}
	return &serve.Setup{Config: c, Probe: s.probe}, nil
}

// prober probes for the exporter.
type prober struct {
	app     *app
	modules map[string]*serveModule
}

// probe probes one target, with its module in place of flags.
func (s prober) probe(ctx context.Context, r serve.Request) (*advise.Document, error) {
	m := s.modules[r.Module.Name]
	a := *s.app
	a.flags = flags{only: m.only, output: "prometheus"}
	a.ErrTerminal, a.ReadPassword = false, nil
	o := m.options
	o.Timeout, o.Allow, o.Transcript = r.Timeout, r.Allow, r.Transcript
	if !r.Login {
		o.Credential = nil
	}
	j, err := a.job(ctx, r.Target, o)
	var wrong *problem
	if errors.As(err, &wrong) && wrong.Class == run.ClassUsage {
		return nil, &serve.BadTarget{Text: a.inWords(err).Error()}
	} else if err != nil {
		return nil, a.inWords(err)
	}
	report, err := probeOne(ctx, j)
	if err != nil {
		return nil, a.inWords(err)
	}
	if m.policy != nil {
		return a.hold(report, m.policy, r.Target, nil), nil
	}
	return advise.Make(report, nil, a.words, advise.Probe), nil
}
