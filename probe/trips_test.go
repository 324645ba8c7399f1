package probe

import (
	"net"
	"strconv"
	"sync"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// turns counts how often a client spoke after the server did, or first, on a
// connection that passes through.
type turns struct {
	mu     sync.Mutex
	client bool
	n      int
}

func (t *turns) copy(to, from net.Conn, client bool) {
	defer to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			t.mu.Lock()
			if client && !t.client {
				t.n++
			}
			t.client = client
			t.mu.Unlock()
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// Without a login the way costs the round trips that its protocol needs and
// no more: TCP, TLS, the greeting, and one for each command that has to wait
// for the answer to the one before.
func TestRoundTrips(t *testing.T) {
	h, o := host(t, "")
	for _, tt := range []struct {
		port, want int
	}{
		{993, 4}, // TCP, TLS, greeting, CAPABILITY with ID
		{143, 5}, // TCP, greeting, CAPABILITY with STARTTLS, TLS, CAPABILITY with ID
		{995, 4}, // TCP, TLS, greeting, CAPA
		{110, 6}, // TCP, greeting, CAPA, STLS, TLS, CAPA
		{465, 4}, // TCP, TLS, greeting, EHLO
		{587, 6}, // TCP, greeting, EHLO, STARTTLS, TLS, EHLO
	} {
		t.Run(strconv.Itoa(tt.port), func(t *testing.T) {
			var e result.Endpoint
			for _, e = range result.DefaultEndpoints(mailhost.Name) {
				if e.Port == tt.port {
					break
				}
			}
			var count turns
			got := 0
			proxy := listen(t, func(client net.Conn) {
				server, err := net.Dial("tcp", h.Connect()[e.Address()][0])
				if err != nil {
					t.Error(err)
					return
				}
				go count.copy(client, server, false)
				count.copy(server, client, true)
			})
			o := o
			o.Connect = map[string][]string{e.Address(): {"127.0.0.1:" + strconv.Itoa(proxy)}}
			o.Observe = func(e Event) {
				if e.Done { // the last leaves out LOGOUT and QUIT
					count.mu.Lock()
					defer count.mu.Unlock()
					got = count.n
				}
			}
			if p := visitAll(t, o, e).Probes[0]; p.Status != result.OK {
				t.Fatal(p.Failure)
			}
			if e.Security == result.StartTLS {
				got++ // the greeting comes by itself
			}
			if got++; got != tt.want { // TCP
				t.Errorf("%d round trips, want %d", got, tt.want)
			}
		})
	}
}
