package probe

import (
	"net"
	"os/exec"
	"slices"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// distance is the round trip time of the benchmark's proxy: 25 ms each way.
const distance = 50 * time.Millisecond

// behind leads to a server on loopback as if it were far away: everything
// takes half the distance each way, and a connection its three packets. It
// returns the address to connect to instead.
func behind(b *testing.B, server string) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept() // the kernel's, which took no time
			if err != nil {
				return
			}
			go func() {
				time.Sleep(distance)
				far, err := net.Dial("tcp", server)
				if err != nil {
					near.Close()
					return
				}
				go carry(far, near, distance/2)
				time.Sleep(distance / 2) // when the server would have begun
				carry(near, far, distance/2)
			}()
		}
	}()
	return l.Addr().String()
}

// BenchmarkRoundTrips measures runs against a host that is 50 ms away and
// back, in real time. The metric "of-bound" is the time of one divided by that
// of the round trips which have to follow each other: 1 is what no program can
// beat, the rest is this program, the embedded host and the machine. openssl
// goes the same way to port 587, up to the TLS handshake: one trip less.
func BenchmarkRoundTrips(b *testing.B) {
	h := testkit.Host(b, mailhost.Config{Messages: 200})
	o := Options{Connect: map[string][]string{}, Roots: h.Roots(), Now: testkit.Today}
	for name, at := range h.Connect() {
		o.Connect[name] = []string{behind(b, at[0])}
	}
	cr, err := NewCredential(mailhost.User, mailhost.Password, false, mailhost.Name)
	if err != nil {
		b.Fatal(err)
	}
	all := result.DefaultEndpoints(mailhost.Name)
	for _, bb := range []struct {
		name      string
		endpoints []result.Endpoint
		login     *Credential
		auth      string
		trips     int // as TestRoundTrips and TestRoundTripsOfARun have them
	}{
		{"run/no-login", all, nil, "", 6},
		{"run/plain", all, cr, "", 9},
		{"run/scram", all, cr, "scram-sha-256", 15},
		{"993", all[:1], nil, "", 4},
		{"143", all[1:2], nil, "", 5},
		{"995", all[2:3], nil, "", 4},
		{"110", all[3:4], nil, "", 6},
		{"465", all[4:5], nil, "", 4},
		{"587", all[5:], nil, "", 6},
	} {
		b.Run(bb.name, func(b *testing.B) {
			o := o
			o.Credential, o.Auth = bb.login, bb.auth
			ofBound(b, bb.trips, func() {
				report, err := Run(b.Context(), result.Target{}, slices.Values(bb.endpoints), o)
				if err != nil {
					b.Fatal(err)
				}
				for _, p := range report.Probes {
					if p.Status != result.OK || bb.login != nil && p.Login.Status != result.LoginOK {
						b.Fatalf("%s: %s %+v", p.Address(), p.Status, p.Login)
					}
				}
			})
		})
	}
	b.Run("587-openssl", func(b *testing.B) {
		openssl := testkit.Program(b, "openssl", "openssl")
		ofBound(b, 5, func() {
			out, err := exec.Command(openssl, "s_client", "-starttls", "smtp", "-connect", o.Connect[all[5].Address()][0]).CombinedOutput()
			if err != nil {
				b.Fatalf("%v\n%s", err, out)
			}
		})
	})
}

// ofBound reports how far a run is from the time of its round trips: the
// median, because a machine that is busy with other things delays some.
func ofBound(b *testing.B, trips int, run func()) {
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		run()
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	median := took[len(took)/2]
	b.ReportMetric(float64(median)/float64(time.Duration(trips)*distance), "of-bound")
	b.ReportMetric(float64(trips), "trips")
	b.ReportMetric(float64(median.Milliseconds()), "ms")
}
