package probe

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// A handshake that fails once, and works again at once with a message of either
// size, was not stopped by its size: it is told as what it was.
func TestOneFailureIsNotTheSize(t *testing.T) {
	host := testkit.Host(t, mailhost.Config{})
	var before sync.Map
	o := Options{
		Timeout: 30 * time.Second, Connect: host.Connect(), Roots: host.Roots(), Now: testkit.Today,
		dial: func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
			if _, again := before.LoadOrStore(addr, true); again {
				var d net.Dialer
				return d.DialContext(ctx, "tcp", addr.String())
			}
			ours, theirs := net.Pipe()
			go func() {
				_, _ = theirs.Read(make([]byte, 1))
				_ = theirs.Close()
			}()
			return ours, nil
		},
	}
	endpoint := result.Endpoint{Service: result.IMAP, Host: mailhost.Name, Port: 993, Security: result.TLS}
	report, err := Run(t.Context(), result.Target{}, slices.Values([]result.Endpoint{endpoint}), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range report.Probes[0].Paths {
		if f := path.Failure; f == nil || f.Kind != result.Closed || f.Step != result.StepTLS || path.TLS != nil {
			t.Errorf("%s: %+v, TLS %+v", path.Address, f, path.TLS)
		}
	}
}
