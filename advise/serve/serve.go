// Package serve is the exporter: it probes mail hosts when Prometheus asks it
// to, and answers with the metrics of one target, as exporters of many targets
// do.
//
//	/probe?target=HOST&module=NAME   the metrics of one target; &debug=true shows the session
//	/metrics                         those of the exporter itself
//	/targets                         the targets of the configuration, for HTTP service discovery
//	/-/healthy  /-/ready             that it runs, that it can probe
//	/-/reload                        reads the configuration again (POST), where that was allowed
//
// A probe that fails is an answer, with status 200 and probe_success 0. Status
// 400 is for a question that nobody may ask: a target that is none or is not
// allowed, a module that does not exist, a login at a host that it does not
// belong to. 503 says that there was no time left.
//
// It composes: a runner of package run probes ([Setup]), and package
// render/machine writes the metrics. It keeps nothing of a probe but whether a
// login was rejected.
//
// # What holds for whoever asks
//
// Only what the configuration names is probed. Where the exporter can be
// reached by others, special addresses (loopback, private, link-local, …) are
// not dialled either, whatever name leads there: see allow.go of
// package run. A login goes to the hosts that it belongs to, and is not sent
// again once it was rejected: see login.go. No label holds a user's name.
package serve

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// Setup is a configuration with what probes by it. Whatever the configuration
// refers to (passwords, certificates, policies) is read when a Setup is made.
type Setup struct {
	Config *Config
	// Logins are the credentials by name, as they are sent.
	Logins map[string]*probe.Credential
	// Probe probes a target. Its error is a [*BadTarget], or says why the
	// tool could not do its work.
	Probe func(ctx context.Context, r Request) (*advise.Document, error)
}

// Request is one probe.
type Request struct {
	Target     string // a host, host:port or a URL
	Module     *Module
	Timeout    time.Duration
	Login      bool                   // whether to send the module's credential
	Rejected   []result.Probe         // where that credential was rejected before, and is not sent again
	Allow      func(netip.Addr) error // which addresses may be dialled; nil for all
	Transcript io.Writer              // what crosses the wire, without secrets; may be nil
}

// BadTarget says that a target cannot be probed so, in words.
type BadTarget struct{ Text string }

func (e *BadTarget) Error() string { return e.Text }

// Options are what the person who starts the exporter says.
type Options struct {
	AnyTarget     bool          // targets need not be in the configuration
	Lifecycle     bool          // whoever can ask may have the configuration read again
	TimeoutOffset time.Duration // what a scrape's time limit is shortened by
	MaxProbes     int           // at once
	Words         *locale.Printer
	Say           func(text string) // what went well
	Log           *slog.Logger      // what did not
	Now           func() time.Time
	Version       string
	// Load reads the configuration again. Its error is in words.
	Load func(ctx context.Context) (*Setup, error)
}

// Server answers the requests of Prometheus.
type Server struct {
	o     Options
	slots chan struct{} // one for each probe under way
	tally tally
	begun time.Time

	loading sync.Mutex // one reload at a time

	mu     sync.Mutex
	setup  *Setup
	logins map[string]*login // by name
	public bool              // others can reach it
}

// New makes a server. Public says that it listens beyond loopback.
func New(first *Setup, public bool, o Options) *Server {
	s := &Server{o: o, begun: o.Now(), public: public, slots: make(chan struct{}, o.MaxProbes)}
	s.use(first)
	return s
}

// use makes a setup the one that is used from now on. Of its logins is known
// what was known of the same ones.
func (s *Server) use(setup *Setup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	logins := map[string]*login{}
	for _, m := range setup.Config.Modules {
		if c := m.Credential; c != nil && logins[c.Name] == nil {
			logins[c.Name] = newLogin(c, setup.Logins[c.Name], s.logins)
		}
	}
	s.setup, s.logins = setup, logins
	s.tally.read(s.o.Now())
}

// current returns the setup in use, and its logins.
func (s *Server) current() (*Setup, map[string]*login) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.setup, s.logins
}

// Reload reads the configuration again. One that is wrong changes nothing: the
// old one goes on.
func (s *Server) Reload(ctx context.Context) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	setup, err := s.o.Load(ctx)
	if err != nil {
		s.tally.loadGood.Store(false)
		s.o.Log.Error(s.o.Words.T("serve.kept", locale.Args{"wrong": err.Error()}))
		return err
	}
	s.use(setup)
	s.o.Say(s.o.Words.T("serve.reloaded", nil))
	return nil
}

// Handler answers requests. Browsers that another site sends are refused:
// nothing but a program of this site's own may reload, and that only where it
// was allowed. Who listens on this machine alone answers to its names alone.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /probe", s.probe)
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /targets", s.targets)
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "healthy\n") })
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ready\n") })
	mux.HandleFunc("POST /-/reload", s.reload)
	mux.HandleFunc("PUT /-/reload", s.reload)
	mux.HandleFunc("GET /{$}", s.page)
	return s.atHome(http.NewCrossOriginProtection().Handler(mux))
}

// reload answers /-/reload, which is Prometheus's own.
func (s *Server) reload(w http.ResponseWriter, r *http.Request) {
	if !s.o.Lifecycle {
		http.Error(w, s.o.Words.T("serve.refused.lifecycle", nil), http.StatusForbidden)
		return
	}
	if err := s.Reload(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
