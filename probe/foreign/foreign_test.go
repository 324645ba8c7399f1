package foreign

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

// dialled returns an error as net.Dialer returns it.
func dialled(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

func TestKind(t *testing.T) {
	// A client of net/http whose time is over says so by this method alone.
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	transport := &http.Transport{TLSHandshakeTimeout: time.Millisecond}
	defer transport.CloseIdleConnections()
	_, handshake := (&http.Client{Transport: transport}).Get("https://" + silent.Addr().String())

	for _, tt := range []struct {
		err  error
		want result.Kind
	}{
		{dialled(syscall.ECONNREFUSED), result.Refused},
		{dialled(syscall.ENETUNREACH), result.Unreachable},
		{dialled(syscall.EAFNOSUPPORT), result.Unreachable},
		{dialled(syscall.ETIMEDOUT), result.Timeout},
		{dialled(syscall.EMFILE), result.LocalError},
		{&url.Error{Op: "Get", URL: "https://example.org", Err: dialled(syscall.EHOSTUNREACH)}, result.Unreachable},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, result.Timeout},
		{handshake, result.Timeout},
		{fmt.Errorf("reading: %w", io.ErrUnexpectedEOF), result.Closed},
		{&net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}, result.Reset},
		{errors.New("malformed HTTP response"), ""},
	} {
		if got := Kind(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestHandshakeKind(t *testing.T) {
	for said, want := range map[string]result.Kind{
		"remote error: tls: protocol version not supported":                         result.TLSVersionRefused,
		"tls: server selected unsupported protocol version 301":                     result.TLSVersionRefused,
		"tls: no supported versions satisfy MinVersion and MaxVersion":              result.TLSVersionRefused,
		"tls: failed to parse certificate from server: x509: invalid RSA modulus":   result.CertInvalid,
		"crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa)": result.CertWeakKey,
		"remote error: tls: handshake failure":                                      result.TLSHandshakeFailed,
		"dial tcp 192.0.2.1:443: connect: connection refused":                       "",
	} {
		if got := HandshakeKind(errors.New(said)); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for said, want := range map[string]string{
		"plain ~":                `plain ~`,
		"a\x1b[31mred\r\n":       `a\x1b[31mred\x0d\x0a`,
		"next\u0085line":         `next\x85line`,
		"right\u202eleft":        `right\u202eleft`,
		"\U000e0041 tag":         `\U000e0041 tag`,
		"broken\xff":             `broken\xff`,
		"said \ufffd":            "said \ufffd",
		"Jürgen 日本\u00a0€":       "Jürgen 日本\u00a0€",
		strings.Repeat("é", 251): strings.Repeat("é", 250) + "…",
		strings.Repeat("€", 167): strings.Repeat("€", 166) + "…", // 500 octets end within a character
		strings.Repeat("x", 500): strings.Repeat("x", 500),
	} {
		if got := Text(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

// Whatever is said, nothing of it is obeyed, and nothing is said twice.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"plain", "\x1b]0;x\x07", "\u202e\u200d", "\xff\xc2", "\\x1b", strings.Repeat("é", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		got := Text(said)
		if len(got) > 503 || Clean(got) != got || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("%q: %q", said, got)
		}
	})
}

// What a name server did is told without the socket of this machine.
func TestLookupDetail(t *testing.T) {
	for said, want := range map[string]string{
		"read udp 192.0.2.1:40846->192.0.2.53:53: read: connection refused": "192.0.2.53:53: connection refused",
		"read udp [2001:db8::1]:40846->[2001:db8::53]:53: i/o timeout":      "[2001:db8::53]:53: i/o timeout",
		"server misbehaving": "server misbehaving",
		"a -> b":             "a -> b",
	} {
		if got := LookupDetail(&net.DNSError{Err: said, Server: "198.51.100.1:53"}); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestAlert(t *testing.T) {
	for said, want := range map[string]string{
		"remote error: tls: handshake failure":                  "alert: handshake failure",
		"read tcp: remote error: tls: bad certificate":          "alert: bad certificate",
		"tls: server selected unsupported protocol version 301": "server selected unsupported protocol version 301",
		"something else": "something else",
	} {
		if got := Alert(errors.New(said)); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
