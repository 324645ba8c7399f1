package probe

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// carry takes what one connection receives to another, each octet after the
// delay, and its end too. It returns when there is nothing more to take.
func carry(to, from net.Conn, delay time.Duration) {
	type parcel struct {
		due     time.Time
		content []byte
	}
	parcels := make(chan parcel, 1<<10)
	go func() {
		defer close(parcels)
		for {
			buf := make([]byte, 32<<10)
			n, err := from.Read(buf)
			parcels <- parcel{time.Now().Add(delay), buf[:n]}
			if err != nil {
				return
			}
		}
	}()
	for p := range parcels {
		time.Sleep(time.Until(p.due))
		if len(p.content) > 0 {
			to.Write(p.content) // what nobody reads any more is lost, as on a network
		}
	}
	to.Close()
}

// roundTrip is that of the links in memory: trips are read off the clock of a
// bubble of synctest.
const roundTrip = 100 * time.Millisecond

// An inMemory is the embedded host at the end of a link in memory.
type inMemory struct {
	host  *mailhost.Host
	roots *x509.CertPool
}

// far starts the embedded host in the year in which bubbles begin. It has to
// be started outside of the bubble: it listens.
func far(t *testing.T, scenario string) *inMemory {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Scenario: scenario, Messages: 200, Now: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
	return &inMemory{host: h, roots: h.Roots()}
}

// options lead to the host over links, which live as long as links counts.
func (m *inMemory) options(links *sync.WaitGroup) Options {
	o := Options{Roots: m.roots, Connect: map[string][]string{}}
	for _, e := range result.DefaultEndpoints(mailhost.Name) {
		o.Connect[e.Address()] = []string{"192.0.2.1"}
	}
	// A connection takes one round trip: the server's side begins when the
	// last packet of the three has come, half a trip behind the client's.
	o.dial = func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
		select {
		case <-time.After(roundTrip):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		client, clientEnd := net.Pipe()
		server, serverEnd := net.Pipe()
		links.Go(func() { carry(serverEnd, clientEnd, roundTrip/2) })
		links.Go(func() { carry(clientEnd, serverEnd, roundTrip/2) })
		links.Go(func() {
			time.Sleep(roundTrip / 2)
			m.host.Serve(map[uint16]string{993: "imaps", 143: "imap", 995: "pop3s", 110: "pop3", 465: "submissions", 587: "submission"}[addr.Port()], server)
		})
		return client, nil
	}
	return o
}
