package mailhost

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// start runs a host for the time of a test.
func start(t *testing.T, scenario string) *Host {
	t.Helper()
	h, err := Start(t.Context(), Config{Scenario: scenario, Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// address returns where an endpoint listens, or refuses.
func address(t *testing.T, h *Host, key string) (string, Endpoint) {
	t.Helper()
	for _, e := range endpoints() {
		if e.Key == key {
			return h.Connect()[net.JoinHostPort(Name, strconv.Itoa(e.DefaultPort))][0], e
		}
	}
	t.Fatalf("%q is no endpoint", key)
	return "", Endpoint{}
}

// player is the client's side of a script.
type player struct {
	t    *testing.T
	host *Host
	conn net.Conn
	r    *bufio.Reader
	fail error // of the dial
}

// dial connects to "KEY" or, without TLS, to "KEY raw".
func (p *player) dial(h *Host, to string) {
	p.t.Helper()
	key, raw := strings.CutSuffix(to, " raw")
	addr, e := address(p.t, h, key)
	p.host = h
	var conn net.Conn
	conn, p.fail = net.Dial("tcp", addr)
	if p.fail != nil {
		return
	}
	p.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second)) // against a stuck script: it measures nothing
	p.use(conn)
	if e.Security == "tls" && !raw {
		p.event(0, "TLS")
	}
}

func (p *player) use(conn net.Conn) { p.conn, p.r = conn, bufio.NewReader(conn) }

// event makes something other than lines happen:
//
//	TLS [error]   the handshake, which must fail so where an error is given
//	EOF           the host closes the connection
//	RESET         it does so with a TCP reset
//	REFUSED       it did not let the endpoint be connected to
//	SILENCE       nothing comes, at least for a moment
//	FLOOD         a megabyte comes, and more could
//	RAW "text"    these octets come next
func (p *player) event(line int, what string) {
	p.t.Helper()
	word, rest, _ := strings.Cut(what, " ")
	if p.fail != nil && word != "RESET" && word != "REFUSED" {
		p.t.Fatalf("line %d: %v", line, p.fail)
	}
	switch word {
	case "TLS":
		conn := tls.Client(p.conn, &tls.Config{Time: func() time.Time { return testNow }, RootCAs: p.host.Roots(), ServerName: Name})
		err := conn.HandshakeContext(p.t.Context())
		if rest != "" && (err == nil || !pattern(rest).MatchString(err.Error())) || rest == "" && err != nil {
			p.t.Fatalf("line %d: the handshake gave %v, want %q", line, err, rest)
		}
		p.use(conn)
	case "EOF":
		if rest, err := io.ReadAll(p.r); len(rest) > 0 || err != nil {
			p.t.Fatalf("line %d: got %q, %v instead of the end", line, rest, err)
		}
	case "RESET":
		if errors.Is(p.fail, syscall.ECONNRESET) {
			return // on a slow machine it comes before the connection is used
		}
		if rest, err := io.ReadAll(p.r); !errors.Is(err, syscall.ECONNRESET) {
			p.t.Fatalf("line %d: got %q, %v instead of a reset", line, rest, err)
		}
	case "REFUSED":
		if !errors.Is(p.fail, syscall.ECONNREFUSED) {
			p.t.Fatalf("line %d: got %v instead of a refusal", line, p.fail)
		}
	case "SILENCE":
		p.conn.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
		if b, err := p.r.ReadByte(); !errors.Is(err, os.ErrDeadlineExceeded) {
			p.t.Fatalf("line %d: got %q, %v instead of silence", line, b, err)
		}
	case "FLOOD":
		if n, err := io.CopyN(io.Discard, p.r, 1<<20); err != nil {
			p.t.Fatalf("line %d: %d octets and %v instead of a flood", line, n, err)
		}
	case "RAW":
		want, err := strconv.Unquote(rest)
		if err != nil {
			p.t.Fatalf("line %d: %v", line, err)
		}
		got := make([]byte, len(want))
		if _, err := io.ReadFull(p.r, got); err != nil || string(got) != want {
			p.t.Fatalf("line %d:\n got %q, %v\nwant %q", line, got, err, want)
		}
	default:
		p.t.Fatalf("line %d: unknown event %q", line, what)
	}
}

// expect reads one line, or with skip as many as it takes, that must fit.
func (p *player) expect(line int, want string, skip bool) {
	p.t.Helper()
	if p.fail != nil {
		p.t.Fatalf("line %d: %v", line, p.fail)
	}
	for {
		got, err := p.r.ReadString('\n')
		if err != nil {
			p.t.Fatalf("line %d: %q, %v instead of %q", line, got, err, want)
		}
		if text, ok := strings.CutSuffix(got, "\r\n"); ok && pattern(want).MatchString(text) {
			return
		}
		if !skip {
			p.t.Fatalf("line %d:\n got %q\nwant %q", line, got, want)
		}
	}
}

// pattern returns a text in which … stands for any other.
func pattern(text string) *regexp.Regexp {
	return regexp.MustCompile("^(?s:" + strings.ReplaceAll(regexp.QuoteMeta(text), "…", ".*") + ")$")
}
