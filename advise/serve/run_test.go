package serve

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inMemory is a listener without a network: a bubble knows when all of its
// connections wait.
type inMemory struct {
	came chan net.Conn
	end  chan struct{}
}

func (l inMemory) Accept() (net.Conn, error) {
	select {
	case c := <-l.came:
		return c, nil
	case <-l.end:
		return nil, net.ErrClosed
	}
}

func (l inMemory) Close() error   { close(l.end); return nil }
func (l inMemory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9999} }

// client is a connection to the exporter, in the time of a bubble.
type client struct {
	net.Conn
	t      *testing.T
	answer *bufio.Reader
}

func (c *client) say(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Errorf("%q: %v", text[:min(len(text), 40)], err)
	}
}

func (c *client) hear() int {
	c.t.Helper()
	r, err := http.ReadResponse(c.answer, nil)
	if err != nil {
		c.t.Error(err)
		return 0
	}
	io.Copy(io.Discard, r.Body)
	return r.StatusCode
}

// endsAfter waits until the exporter has closed the connection.
func (c *client) endsAfter(want time.Duration) {
	c.t.Helper()
	begun := time.Now()
	if _, err := io.Copy(io.Discard, c.answer); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		c.t.Error(err)
	}
	if took := time.Since(begun); took < want-time.Second || took > want+time.Second {
		c.t.Errorf("it was closed after %v, and not %v", took, want)
	}
}

// TestConnectionsEnd: who connects and says nothing, or goes on for ever,
// keeps a connection for as long as a constant says, and no longer. One that
// Prometheus asks over again stays open.
func TestConnectionsEnd(t *testing.T) {
	const healthy = "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n"
	for name, talk := range map[string]func(c *client){
		"silent":            func(c *client) { c.endsAfter(headerLimit) },
		"half a line":       func(c *client) { c.say("GET /-/hea"); c.endsAfter(headerLimit) },
		"no end of headers": func(c *client) { c.say(healthy); c.endsAfter(headerLimit) },
		"drop by drop": func(c *client) {
			c.say(healthy)
			var drops sync.WaitGroup
			drops.Go(func() {
				for err := error(nil); err == nil; time.Sleep(time.Second) {
					_, err = io.WriteString(c, "A: b\r\n")
				}
			})
			c.endsAfter(headerLimit)
			drops.Wait()
		},
		"a body that does not come": func(c *client) {
			c.say("POST /-/healthy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")
			c.endsAfter(requestLimit)
		},
		"headers without end": func(c *client) {
			go io.WriteString(c, healthy+strings.Repeat("A: "+strings.Repeat("b", 1000)+"\r\n", 60)+"\r\n")
			if status := c.hear(); status != http.StatusRequestHeaderFieldsTooLarge {
				c.t.Errorf("status %d", status)
			}
			c.endsAfter(0)
		},
		"Prometheus": func(c *client) {
			for range 5 {
				c.say(healthy + "\r\n")
				if status := c.hear(); status != http.StatusOK {
					c.t.Errorf("status %d", status)
				}
				time.Sleep(time.Minute)
			}
			c.endsAfter(idleLimit - time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				l := inMemory{make(chan net.Conn), make(chan struct{})}
				ended := make(chan error, 1)
				go func() { ended <- newStage(t, "targets: [mail.example.org]\n", nil).Run(ctx, []net.Listener{l}, "") }()
				here, there := net.Pipe()
				l.came <- there
				talk(&client{here, t, bufio.NewReader(here)})
				here.Close()
				stop()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
