package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise/webconfig"
)

const (
	headerLimit = 10 * time.Second // to ask
	bodyLimit   = time.Minute      // to send a report
	readLimit   = time.Minute      // to read an answer
	endLimit    = 2 * time.Second  // for answers that are under way at the end
	sweepEvery  = time.Second
	headerSize  = 32 << 10 // octets
)

// Loopback returns where a page for one person listens: any port of an address
// of this machine alone. A browser shows a cookie to every port of an address,
// so on Linux, which has all of 127.0.0.0/8, it is one that no other server
// uses.
func Loopback() string {
	if runtime.GOOS == "linux" {
		return fmt.Sprintf("127.%d.%d.%d:0", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
	}
	return "127.0.0.1:0"
}

// Run answers requests on a listener until ctx ends, or the one person of the
// page has closed it. TLS and passwords of a helpdesk are those of Prometheus's
// exporters; webConfig "" is none.
func (s *Server) Run(ctx context.Context, l net.Listener, webConfig string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: s.o.Limits.Header, ReadTimeout: s.o.Limits.Body, WriteTimeout: s.o.Limits.Body + s.o.Limits.Read, MaxHeaderBytes: headerSize,
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn),
	}
	group, down := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer cancel()
		err := error(nil)
		if webConfig == "" {
			err = server.Serve(ownPeers(l, s.token != nil))
		} else {
			err = webconfig.Serve(l, server, webConfig, s.o.Log)
		}
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	group.Go(func() error {
		ticks := time.NewTicker(sweepEvery)
		defer ticks.Stop()
		s.Tend(down, ticks.C)
		return nil
	})
	group.Go(func() error {
		select {
		case <-down.Done():
		case <-s.ended:
		}
		s.Close() // whoever watches is told
		limited, end := context.WithTimeout(context.WithoutCancel(ctx), endLimit)
		defer end()
		if server.Shutdown(limited) != nil {
			server.Close()
		}
		cancel()
		return nil
	})
	return group.Wait()
}
