package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// responder is where the embedded mail host listens in a process of its own,
// so that what it does is not counted.
type responder struct {
	Connect map[string][]string
	CA      []byte // PEM
}

// TestResponder is that process: a benchmark starts the test binary again,
// with this variable set, and ends it with its standard input.
func TestResponder(t *testing.T) {
	if os.Getenv(responderVariable) == "" {
		t.Skip("for BenchmarkHandshake")
	}
	h := testkit.Host(t, mailhost.Config{Messages: 10})
	if err := json.NewEncoder(os.Stdout).Encode(responder{h.Connect(), h.CAPEM()}); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, os.Stdin)
}

const responderVariable = "MAILADVISOR_TEST_RESPONDER"

func startResponder(t testing.TB) (connect map[string][]string, roots *x509.CertPool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestResponder$")
	cmd.Env = append(os.Environ(), responderVariable+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		io.Copy(io.Discard, out)
		cmd.Wait()
	})
	var r responder
	if err := json.NewDecoder(out).Decode(&r); err != nil {
		t.Fatal("the responder said nothing: ", err)
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(r.CA)
	return r.Connect, roots
}

// contender walks one endpoint's way without a login twice: as this package
// does, and as a loop does that knows no more than crypto/tls, with
// verification, and the same commands.
type contender struct {
	e           result.Endpoint
	ours, floor func() error
}

func contenders(t testing.TB) []contender {
	connect, roots := startResponder(t)
	var list []contender
	for _, e := range result.DefaultEndpoints(mailhost.Name) {
		if e.Service == result.Submission {
			continue
		}
		address := connect[e.Address()][0] // of one family
		o := Options{Connect: map[string][]string{e.Address(): {address}}, Roots: roots, Now: testkit.Today}
		floor := bare{address: address, e: e, config: &tls.Config{ServerName: e.Host, RootCAs: roots, Time: testkit.Today}}
		list = append(list, contender{e, func() error {
			report, err := Run(t.Context(), result.Target{}, slices.Values([]result.Endpoint{e}), o)
			if err == nil && report.Probes[0].Status != result.OK {
				return report.Probes[0].Failure
			}
			return err
		}, floor.walk})
	}
	return list
}

// BenchmarkHandshake reports processor time and memory of the two, which take
// turns in one process, and what the first costs more than the second.
func BenchmarkHandshake(b *testing.B) {
	for _, c := range contenders(b) {
		b.Run(string(c.e.Service)+"-"+string(c.e.Security), func(b *testing.B) {
			const turn = 25
			var ours, floor cost
			for b.Loop() {
				ours.add(b, turn, c.ours)
				floor.add(b, turn, c.floor)
			}
			n := float64(b.N * turn)
			b.ReportMetric(0, "ns/op") // of both together: says nothing
			b.ReportMetric(ours.cpu.Seconds()*1e6/n, "cpu-µs")
			b.ReportMetric(floor.cpu.Seconds()*1e6/n, "floor-cpu-µs")
			b.ReportMetric(ours.cpu.Seconds()/floor.cpu.Seconds(), "cpu-ratio")
			b.ReportMetric(float64(ours.octets)/n, "heap-B")
			b.ReportMetric(float64(floor.octets)/n, "floor-heap-B")
			b.ReportMetric(float64(ours.octets)/float64(floor.octets), "heap-ratio")
		})
	}
}

// What a run keeps (every line, step and certificate) is little beside what
// TLS takes. The two take turns, so that what else goes on in this process
// meets both.
func TestHandshakeMemory(t *testing.T) {
	for _, c := range contenders(t) {
		var ours, floor, first cost
		first.add(t, 1, c.ours) // fills the pools of crypto/tls and net
		for range 20 {
			ours.add(t, 1, c.ours)
			floor.add(t, 1, c.floor)
		}
		ratio := float64(ours.octets) / float64(floor.octets)
		t.Logf("%s: %.3f", c.e.Address(), ratio)
		if ratio > 1.3 {
			t.Errorf("%s: %.2f times the memory of crypto/tls alone", c.e.Address(), ratio)
		}
	}
}

// cost is processor time, and octets that were allocated.
type cost struct {
	cpu    time.Duration
	octets uint64
}

// add is what n calls cost.
func (c *cost) add(t testing.TB, n int, call func() error) {
	cpu, octets := used()
	for range n {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	cpuNow, octetsNow := used()
	c.cpu += cpuNow - cpu
	c.octets += octetsNow - octets
}

// used returns what this process has used until now.
func used() (time.Duration, uint64) {
	var heap runtime.MemStats // to the octet; runtime/metrics counts spans of 8 kB, once they are full
	runtime.ReadMemStats(&heap)
	return processorTime(), heap.TotalAlloc
}

// bare is the floor.
type bare struct {
	address string
	e       result.Endpoint
	config  *tls.Config
}

func (f bare) walk() error {
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(context.Background(), "tcp", f.address)
	if err != nil {
		return err
	}
	defer func() { conn.Close() }()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	lines := bufio.NewReader(conn)
	secure := func() error {
		client := tls.Client(conn, f.config)
		conn = client
		lines.Reset(conn)
		return client.Handshake()
	}
	// say sends a flight, and reads up to the line that begins with end.
	say := func(flight, end string) error {
		if _, err := io.WriteString(conn, flight); err != nil {
			return err
		}
		for {
			line, err := lines.ReadSlice('\n')
			if err != nil || strings.HasPrefix(string(line), end) {
				return err
			}
		}
	}
	steps := map[result.Service][]string{
		result.IMAP: {"", "* ", "P1 CAPABILITY\r\nP2 STARTTLS\r\n", "P2 ", "P3 CAPABILITY\r\nP4 ID NIL\r\n", "P4 ", "P5 LOGOUT\r\n"},
		result.POP3: {"", "+OK", "CAPA\r\n", ".", "STLS\r\n", "+OK", "CAPA\r\n", ".", "QUIT\r\n"},
	}[f.e.Service]
	if f.e.Security == result.TLS {
		if err := secure(); err != nil {
			return err
		}
		if err := say(steps[0], steps[1]); err != nil {
			return err
		}
		steps = steps[len(steps)-3:]
	}
	for ; len(steps) > 1; steps = steps[2:] {
		if len(steps) == 3 && f.e.Security != result.TLS {
			if err := secure(); err != nil {
				return err
			}
		}
		if err := say(steps[0], steps[1]); err != nil {
			return err
		}
	}
	_, err = io.WriteString(conn, steps[0])
	return err
}
