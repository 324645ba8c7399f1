package realserver

import (
	"bufio"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"
)

// dialogue is a conversation in lines with one port of a server.
type dialogue struct {
	t    *testing.T
	s    *Server
	conn net.Conn
	r    *bufio.Reader
}

// dial connects to a standard port of Host and waits for the greeting. Ports
// that speak TLS from the start do.
func dial(t *testing.T, s *Server, port, greeting string) *dialogue {
	t.Helper()
	address := s.Connect()[Host+":"+port]
	if len(address) != 1 {
		t.Fatalf("port %s is at %q, want one address", port, address)
	}
	conn, err := net.Dial("tcp", address[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(startLimit))
	d := &dialogue{t: t, s: s, conn: conn, r: bufio.NewReader(conn)}
	if port == "993" || port == "995" || port == "465" {
		d.startTLS()
	}
	d.until(greeting)
	return d
}

func (d *dialogue) startTLS() {
	d.t.Helper()
	conn := tls.Client(d.conn, &tls.Config{ServerName: Host, RootCAs: d.s.Roots()})
	if err := conn.Handshake(); err != nil {
		d.t.Fatal(err)
	}
	d.conn, d.r = conn, bufio.NewReader(conn)
}

// say sends a line and returns the answer up to the line that begins with last.
func (d *dialogue) say(line, last string) string {
	d.t.Helper()
	if _, err := d.conn.Write([]byte(line + "\r\n")); err != nil {
		d.t.Fatalf("%s: %v", line, err)
	}
	d.t.Logf("C: %s", line)
	return d.until(last)
}

func (d *dialogue) until(last string) string {
	d.t.Helper()
	var said strings.Builder
	for {
		line, err := d.r.ReadString('\n')
		said.WriteString(line)
		if err != nil {
			d.t.Fatalf("no %q: %v; the server said\n%s", last, err, said.String())
		}
		if strings.HasPrefix(line, last) {
			d.t.Logf("S: %s", said.String())
			return said.String()
		}
	}
}

// wants fails the test for each word that the server did not say.
func wants(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("no %q in\n%s", word, said)
		}
	}
}

// wantsNo fails the test for each word that the server said.
func wantsNo(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(said, word) {
			t.Errorf("%q in\n%s", word, said)
		}
	}
}
