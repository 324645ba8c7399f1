package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise/webconfig"
)

const (
	// headerLimit bounds how long a client may take to ask.
	headerLimit = 10 * time.Second
	// requestLimit is the same with what stands behind the header, which nobody
	// here reads.
	requestLimit = 30 * time.Second
	// idleLimit is how long a connection stays open between two questions:
	// Prometheus asks every minute by default.
	idleLimit = 3 * time.Minute
	// endLimit is how long probes that are under way may go on once the
	// exporter is told to end.
	endLimit = 5 * time.Second
)

// Run answers requests on listeners until ctx ends. Probes that are under way
// by then are answered: whole where they end in time, else with what is known.
// The web configuration (TLS, passwords) is that of Prometheus's exporters; ""
// is none.
func (s *Server) Run(ctx context.Context, listeners []net.Listener, webConfig string) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	// A server for each listener: each has its own handler that asks for
	// passwords.
	group, down := errgroup.WithContext(ctx)
	for _, l := range listeners {
		server := &http.Server{
			Handler: s.Handler(), ReadHeaderTimeout: headerLimit, ReadTimeout: requestLimit, IdleTimeout: idleLimit, MaxHeaderBytes: 32 << 10,
			BaseContext: func(net.Listener) context.Context { return requests },
			ErrorLog:    slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn),
		}
		group.Go(func() error {
			err := webconfig.Serve(l, server, webConfig, s.o.Log)
			if errors.Is(err, http.ErrServerClosed) {
				return nil
			}
			server.Close()
			return err
		})
		group.Go(func() error {
			<-down.Done()
			defer time.AfterFunc(endLimit, cut).Stop()
			return server.Shutdown(context.WithoutCancel(ctx))
		})
	}
	return group.Wait()
}

// Public reports whether others than this machine can reach a listener.
func Public(listeners []net.Listener) bool {
	for _, l := range listeners {
		if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
			return true
		}
	}
	return false
}
