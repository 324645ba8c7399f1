package probe

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// meter counts what crosses connections.
type meter struct{ octets atomic.Int64 }

func (m *meter) Write(p []byte) (int, error) {
	m.octets.Add(int64(len(p)))
	return len(p), nil
}

// metered is a server with one account, behind a meter.
type metered struct {
	*realserver.Server
	meter meter
	o     Options
}

func (s *metered) start(t testing.TB, o realserver.Options) {
	t.Helper()
	s.Server = realserver.Dovecot(t, o)
	cr, err := NewCredential(s.User(), s.Password(), false, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	s.o = Options{Roots: s.Roots(), Credential: cr, Connect: map[string][]string{}, Timeout: 5 * time.Minute, StepLimits: Limits{Usage: time.Minute}}
	for name, addresses := range s.Connect() {
		s.o.Connect[name] = []string{tap(t, addresses[0], &s.meter, &s.meter)}
	}
}

// account returns what a login to one service shows.
func (s *metered) account(t testing.TB, service result.Service) result.Account {
	t.Helper()
	e := result.Endpoint{Service: service, Host: realserver.Host, Port: map[result.Service]int{result.IMAP: 993, result.POP3: 995}[service], Security: result.TLS}
	report, err := Run(context.Background(), result.Target{}, slices.Values([]result.Endpoint{e}), s.o)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Accounts) == 0 || report.Accounts[0].MailboxFailure != nil || report.Accounts[0].Mailbox == nil {
		t.Fatalf("no mailbox: %+v %+v", report.Accounts, report.Probes[0].Failure)
	}
	return report.Accounts[0]
}

// lasting has Dovecot trust its index, as it is set where maildirs are large,
// and not wait for the disk when it makes one.
const lasting = "maildir_very_dirty_syncs = yes\nmail_fsync = never\n"

// BenchmarkMailbox is a whole run with a login, quota, folders and arrival, on
// Dovecot: with many messages, and with many folders. The first session of
// all, in which Dovecot makes its indexes, is told apart.
func BenchmarkMailbox(b *testing.B) {
	for _, size := range []struct {
		name string
		o    realserver.Options
	}{
		{"200k-messages", realserver.Options{Messages: 200_000, DaysOfMail: 4000, Hollow: true, Quota: 100 << 30, Extra: lasting}},
		{"10k-folders", realserver.Options{Messages: 1000, DaysOfMail: 400, Folders: 10_000, Extra: lasting}},
	} {
		b.Run(size.name, func(b *testing.B) {
			var s metered
			s.start(b, size.o)
			if size.o.Folders > 0 { // a first look at each takes longer than any time limit
				s.Doveadm(b, "mailbox", "status", "-u", s.User(), "messages", "*")
			}
			begun := time.Now()
			s.account(b, result.IMAP)
			cold := time.Since(begun).Seconds()
			for _, service := range []result.Service{result.IMAP, result.POP3} {
				b.Run(string(service), func(b *testing.B) {
					var spent cost
					before := s.meter.octets.Load()
					for b.Loop() {
						spent.add(b, 1, func() error {
							if n := *s.account(b, service).Mailbox.Messages; n != int64(size.o.Messages) {
								return fmt.Errorf("%d messages, want %d", n, size.o.Messages)
							}
							return nil
						})
					}
					n := float64(b.N)
					b.ReportMetric(cold, "cold-s")
					b.ReportMetric(float64(s.meter.octets.Load()-before)/n, "wire-B")
					b.ReportMetric(float64(spent.octets)/n, "heap-B")
					b.ReportMetric(spent.cpu.Seconds()*1e3/n, "cpu-ms")
				})
			}
		})
	}
}
