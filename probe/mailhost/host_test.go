package mailhost

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Whatever clients are doing, a host that is closed leaves nothing behind.
func TestNothingIsLeftRunning(t *testing.T) {
	names := []string{}
	for _, s := range Scenarios() {
		names = append(names, s.Name)
	}
	for _, f := range Faults() {
		names = append(names, "fault:"+f.Name)
	}
	for _, name := range names {
		before := runtime.NumGoroutine()
		ctx, cancel := context.WithCancel(t.Context())
		h, err := Start(ctx, Config{Scenario: name, Now: testNow, Messages: 10})
		if err != nil {
			t.Fatal(err)
		}
		var clients []net.Conn
		for _, addrs := range h.Connect() {
			for i, addr := range addrs {
				conn, err := net.Dial("tcp", addr)
				if err != nil {
					continue // refused, as some rows have it
				}
				clients = append(clients, conn)
				if i > 0 {
					conn.Write([]byte("a NOOP\r\n"))
				}
			}
		}
		if len(name)%2 == 0 { // either way must do
			cancel()
		}
		h.Close()
		cancel()
		for _, c := range clients {
			c.Close()
		}
		for range 1000 { // a goroutine that is done may still be counted for a moment
			if runtime.NumGoroutine() <= before {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%s: %d goroutines more than before\n%s", name, n-before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h, err := Start(ctx, Config{})
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t}
	p.dial(h, "imap")
	p.expect(0, "* OK …", false)
	cancel()
	h.running.Wait()
	if _, err := p.r.ReadByte(); err == nil {
		t.Error("the connection is still open")
	}
	h.Close()
}

func TestOffers(t *testing.T) {
	for _, row := range []struct {
		scenario string
		keys     []string
	}{
		{"", allKeys()},
		{"pop-only", []string{"pop3s", "pop3", "submissions", "submission"}},
		{"imap-only", []string{"imaps", "imap", "submissions", "submission"}},
		{"fault:refused", nil},
	} {
		h := start(t, row.scenario)
		var keys []string
		for _, e := range h.Endpoints() {
			keys = append(keys, e.Key)
		}
		if slices.Sort(keys); !slices.Equal(keys, sorted(row.keys)) {
			t.Errorf("%q offers %v, want %v", row.scenario, keys, row.keys)
		}
		for _, e := range endpoints() {
			addrs := h.Connect()[net.JoinHostPort(Name, strconv.Itoa(e.DefaultPort))]
			if len(addrs) == 0 {
				t.Errorf("%q: no address for %s", row.scenario, e.Key)
			}
			for _, addr := range addrs {
				conn, err := net.Dial("tcp", addr)
				if (err == nil) != slices.Contains(row.keys, e.Key) {
					t.Errorf("%q: dialling %s gave %v", row.scenario, e.Key, err)
				}
				if err == nil {
					conn.Close()
				}
			}
		}
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func TestSamePortOnBothFamilies(t *testing.T) {
	for _, e := range start(t, "").Endpoints() {
		var ports []string
		for _, addr := range e.Addrs {
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				t.Fatal(err)
			}
			ports = append(ports, port)
		}
		if len(slices.Compact(ports)) != 1 {
			t.Errorf("%s listens on %v", e.Key, e.Addrs)
		}
	}
}

func TestUnknownScenario(t *testing.T) {
	for _, name := range []string{"nonsense", "fault:nonsense", "fault:"} {
		if _, err := Start(t.Context(), Config{Scenario: name}); err == nil || !strings.Contains(err.Error(), "is named") {
			t.Errorf("%q gave %v", name, err)
		}
	}
}

// Certificates that differ in more than the handshake's error shows.
func TestCertificates(t *testing.T) {
	for _, row := range []struct {
		scenario, key string
		days          int
		good          func(chain []*x509.Certificate) bool
	}{
		{"", "imaps", 90, func(c []*x509.Certificate) bool { return len(c) == 1 && c[0].DNSNames[0] == Name }},
		{"fault:cert-expires-6-days", "pop3s", 6, func(c []*x509.Certificate) bool { return true }},
		{"fault:cert-expires-6-days", "imaps", 90, func(c []*x509.Certificate) bool { return true }},
		{"fault:weak-key", "imaps", 90, func(c []*x509.Certificate) bool {
			key, ok := c[0].PublicKey.(*rsa.PublicKey)
			return ok && key.N.BitLen() == 1024
		}},
		{"fault:weak-signature", "imaps", 90, func(c []*x509.Certificate) bool { return c[0].SignatureAlgorithm == x509.ECDSAWithSHA1 }},
		{"fault:self-signed", "imaps", 90, func(c []*x509.Certificate) bool {
			return len(c) == 1 && c[0].Issuer.String() == c[0].Subject.String()
		}},
		{"fault:unknown-issuer", "imaps", 90, func(c []*x509.Certificate) bool { return len(c) == 2 && c[1].IsCA }},
		{"fault:incomplete-chain", "imaps", 90, func(c []*x509.Certificate) bool { return len(c) == 1 && len(c[0].IssuingCertificateURL) == 1 }},
	} {
		h := start(t, row.scenario)
		addr, _ := address(t, h, row.key)
		conn, err := tls.Dial("tcp", addr, &tls.Config{Time: func() time.Time { return testNow }, InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		chain := conn.ConnectionState().PeerCertificates
		conn.Close()
		if !row.good(chain) {
			t.Errorf("%q: %s has the wrong certificate", row.scenario, row.key)
		}
		if days := int(chain[0].NotAfter.Sub(testNow) / day); days != row.days {
			t.Errorf("%q: %s has %d days left, want %d", row.scenario, row.key, days, row.days)
		}
	}
}

func TestCAPEM(t *testing.T) {
	h := start(t, "")
	block, _ := pem.Decode(h.CAPEM())
	if block == nil {
		t.Fatal("no PEM")
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(h.CAPEM()) || !pool.Equal(h.Roots()) {
		t.Error("the file is not the CA of Roots")
	}
}

func TestLogSeesEveryLine(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	h, err := Start(t.Context(), Config{Now: testNow, Log: func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		from := "S: "
		if e.FromClient {
			from = "C: "
		}
		lines = append(lines, e.Key+" "+strconv.FormatBool(e.TLS)+" "+from+e.Line)
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t}
	p.dial(h, "submissions")
	p.expect(0, "220 …", false)
	p.conn.Write([]byte("NOOP\r\nQUIT\r\n"))
	p.expect(0, "250 …", false)
	p.expect(0, "221 …", false)
	h.Close()
	want := []string{
		"submissions true S: 220 mail.example.test ESMTP Demo mail host",
		"submissions true C: NOOP", "submissions true S: 250 2.0.0 Ok",
		"submissions true C: QUIT", "submissions true S: 221 2.0.0 Bye",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q", lines)
	}
}
