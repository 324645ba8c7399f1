package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"math"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
	"mailadvisor/probe/wire"
)

// hostDay is the hour at which the tests of this file see the embedded host: in
// the afternoon, when its window of whole days is longest.
var hostDay = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

// atHost returns a session with the embedded host, logged in over TLS, at
// hostDay.
func atHost(t *testing.T, scenario string, messages int, service result.Service) session {
	t.Helper()
	return atHostOn(t, hostDay, scenario, messages, service)
}

func atHostOn(t *testing.T, now time.Time, scenario string, messages int, service result.Service) session {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Scenario: scenario, Messages: messages, Now: now})
	e := result.DefaultEndpoints(mailhost.Name)[map[result.Service]int{result.IMAP: 0, result.POP3: 2, result.Submission: 4}[service]]
	raw, err := net.Dial("tcp", h.Connect()[e.Address()][0])
	if err != nil {
		t.Fatal(err)
	}
	c := wire.New(t.Context(), wire.Config{Endpoint: e, Limits: quick, Secret: mailhost.Password})
	c.Attach(tls.Client(raw, &tls.Config{ServerName: mailhost.Name, RootCAs: h.Roots(), Time: func() time.Time { return now }}))
	s := newSession(c, e)
	t.Cleanup(func() { s.Farewell(context.WithoutCancel(t.Context())) })
	c.Begin(result.StepGreeting, "")
	if err := s.Greet(&result.Path{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Capabilities(protocol.AfterTLS); err != nil {
		t.Fatal(err)
	}
	s.Identify(&result.Path{})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	if l := s.login(t.Context(), credential(t, mailhost.Password, mailhost.Name), ""); l.Status != result.LoginOK {
		t.Fatalf("login: %+v", l.Failure)
	}
	s.AfterLogin(&result.Path{}, true)
	c.TakeSteps()
	return s
}

// usageOf reads the account, and returns with it the steps as "name status".
func usageOf(t *testing.T, s session) (result.Account, string) {
	t.Helper()
	return usageOn(t, hostDay, s)
}

func usageOn(t *testing.T, now time.Time, s session) (result.Account, string) {
	t.Helper()
	a := s.usage(now, filling{})
	var names []string
	for _, step := range s.Conn().TakeSteps() {
		names = append(names, step.Name+" "+string(step.Status))
	}
	return a, strings.Join(names, ", ")
}

func about(got, want, within float64) bool { return math.Abs(got-want) <= want*within }

// The default scenario says what it holds; the reading must come to the same.
func TestUsage(t *testing.T) {
	a, steps := usageOf(t, atHost(t, "", 0, result.IMAP))
	if steps != "quota ok, mailbox ok, arrival ok" {
		t.Errorf("steps: %s", steps)
	}
	if a.From != 993 || a.QuotaStatus != result.QuotaOK || len(a.Quota) != 1 {
		t.Fatalf("quota: %+v", a)
	}
	if q := a.Quota[0]; q.Root != "User quota" || *q.LimitBytes != 5<<30 || !about(float64(*q.UsedBytes)/float64(*q.LimitBytes), 0.42, 0.01) {
		t.Errorf("quota: %+v", q)
	}
	m := a.Mailbox
	if *m.Messages != 22757 || !about(float64(*m.Bytes), float64(*a.Quota[0].UsedBytes), 0.001) || len(m.Folders) != 6 {
		t.Errorf("mailbox: %d messages, %d octets, %d folders", *m.Messages, *m.Bytes, len(m.Folders))
	}
	if f := m.Folders[0]; f.Name != "INBOX" || *f.Messages != 14293 {
		t.Errorf("the first folder is %+v", f)
	}
	checkArrival(t, m.Arrival)
	if !about(float64(*m.LargeBytes), 4.06*96*1024, 0.15) {
		t.Errorf("large: %d", *m.LargeBytes)
	}
}

// SEARCH knows whole days, so that the window begins at a midnight, and at the
// end of a day it is nearly a day longer than in the morning. What is told is
// the same all the same.
func TestUsageAtAnyHour(t *testing.T) {
	kolkata := time.FixedZone("+0530", 5*3600+1800)
	for _, now := range []time.Time{
		time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 10, 11, 59, 59, 0, time.UTC),
		time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
		time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Date(2028, 2, 29, 23, 30, 0, 0, kolkata),
		time.Date(2027, 3, 1, 1, 0, 0, 0, kolkata),
	} {
		t.Run(now.Format(time.RFC3339), func(t *testing.T) {
			a, _ := usageOn(t, now, atHostOn(t, now, "", 0, result.IMAP))
			checkArrival(t, a.Mailbox.Arrival)
		})
	}
}

func checkArrival(t *testing.T, a *result.Arrival) {
	t.Helper()
	switch {
	case a == nil:
		t.Error("no arrival")
	case a.Method != "uid-slope" || a.Confidence != "high" || a.WindowDays != 90 || a.Samples != 400,
		!about(a.PerDay, 24, 0.03), !about(*a.KeptFraction, 0.55, 0.05), !about(float64(a.MeanBytes), 96*1024, 0.1),
		!about(*a.SentPerDay, 5, 0.05), !about(float64(*a.SentBytes), 120*1024, 0.15):
		t.Errorf("arrival: %+v, kept %v, sent %v of %v", a, *a.KeptFraction, *a.SentPerDay, *a.SentBytes)
	}
}

// A server without extensions tells the same, with more questions.
func TestUsageOfPlainServer(t *testing.T) {
	s := atHost(t, "", 0, result.IMAP).(imapSession)
	s.Caps = []string{"IMAP4rev1"}
	a, steps := usageOf(t, s)
	if steps != "mailbox ok, arrival ok" || a.QuotaStatus != result.QuotaUnsupported {
		t.Errorf("steps: %s; quota %s", steps, a.QuotaStatus)
	}
	m := a.Mailbox
	if *m.Messages != 22757 || !about(float64(*m.Bytes), 2255877976, 0.05) {
		t.Errorf("%d messages, about %d octets", *m.Messages, *m.Bytes)
	}
	checkArrival(t, m.Arrival)
}

// 200,000 messages do not fit on one line of SEARCH, nor into a usual step.
func TestUsageOfLargeMailbox(t *testing.T) {
	for name, caps := range map[string][]string{"counted": nil, "listed": {"IMAP4rev1", "STATUS=SIZE"}} {
		t.Run(name, func(t *testing.T) {
			s := atHost(t, "", 200_000, result.IMAP).(imapSession)
			if caps != nil {
				s.Caps = caps
			}
			a, _ := usageOf(t, s)
			if a.MailboxFailure != nil || *a.Mailbox.Messages < 200_000 {
				t.Fatalf("%+v", a)
			}
			if got := a.Mailbox.Arrival; got == nil || !about(got.PerDay, 24, 0.05) {
				t.Errorf("arrival %+v", got)
			}
		})
	}
}

func TestQuotaFaults(t *testing.T) {
	for _, test := range []struct {
		fault  string
		status result.QuotaStatus
		limits string
	}{
		{"quota-missing", result.QuotaUnsupported, ""},
		{"quota-zero", result.QuotaOK, "STORAGE zero"},
		{"quota-huge", result.QuotaOK, "STORAGE invalid"},
		{"quota-negative", result.QuotaOK, "STORAGE invalid"},
		{"quota-before-root", result.QuotaOK, "STORAGE set"},
		{"quota-empty-list", result.QuotaNone, ""},
		{"quota-no-root", result.QuotaNone, ""},
		{"quota-messages", result.QuotaOK, "STORAGE set, MESSAGE set"},
		{"over-quota", result.QuotaOK, "STORAGE set"},
	} {
		t.Run(test.fault, func(t *testing.T) {
			a, steps := usageOf(t, atHost(t, "fault:"+test.fault, 200, result.IMAP))
			var limits []string
			for _, q := range a.Quota {
				limits = append(limits, q.Resource+" "+q.LimitState)
			}
			if got := strings.Join(limits, ", "); a.QuotaStatus != test.status || got != test.limits || a.QuotaFailure != nil {
				t.Errorf("%s (%s) %+v, want %s (%s)", a.QuotaStatus, got, a.QuotaFailure, test.status, test.limits)
			}
			if !strings.HasSuffix(steps, "mailbox ok, arrival ok") || a.Mailbox == nil {
				t.Errorf("the steps behind it: %s", steps)
			}
		})
	}
}

// What is lost with the connection is a failure, and not a number.
func TestConnectionLostAtQuota(t *testing.T) {
	a, steps := usageOf(t, atHost(t, "fault:bye-mid-session", 200, result.IMAP))
	if a.QuotaStatus != result.QuotaFail || a.QuotaFailure == nil || a.QuotaFailure.Kind != result.Closed || !strings.Contains(a.QuotaFailure.Detail, "Disconnected") {
		t.Errorf("quota %s, %+v", a.QuotaStatus, a.QuotaFailure)
	}
	if a.Mailbox != nil || a.MailboxFailure == nil || a.MailboxFailure.Kind != result.Closed || steps != "quota fail, mailbox fail" {
		t.Errorf("mailbox %+v, %+v; steps %s", a.Mailbox, a.MailboxFailure, steps)
	}
}

// SIZE NIL, which ends a session of go-imap's, is a size to be found otherwise.
func TestStatusSizeNIL(t *testing.T) {
	a, steps := usageOf(t, atHost(t, "fault:status-size-nil", 200, result.IMAP))
	if steps != "quota ok, mailbox ok, arrival ok" || a.Mailbox.Bytes == nil {
		t.Fatalf("steps %s, %+v", steps, a.Mailbox)
	}
	if got := *a.Mailbox.Folders[0].Bytes; !about(float64(got), 200*96*1024, 0.1) {
		t.Errorf("INBOX: %d octets", got)
	}
}

func TestUsagePOP3(t *testing.T) {
	for scenario, uidl := range map[string]bool{"": true, "no-uidl": false} {
		a, steps := usageOf(t, atHost(t, scenario, 200, result.POP3))
		m := a.Mailbox
		if steps != "mailbox ok" || *m.Messages != 200 || !about(float64(*m.Bytes), 200*96*1024, 0.1) || *m.UIDL != uidl {
			t.Errorf("%q: steps %s, %d messages, %d octets, UIDL %v", scenario, steps, *m.Messages, *m.Bytes, *m.UIDL)
		}
		if m.LargeBytes == nil || a.QuotaStatus != "" || m.Arrival != nil {
			t.Errorf("%q: %+v", scenario, a)
		}
	}
}

// A real Dovecot, whose mail has gaps in its UIDs: 3 after every 10 messages.
func TestUsageOfDovecot(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Quota: 10 << 20, Messages: 900, DaysOfMail: 60})
	limits := quick
	limits.Login = 15 * time.Second
	cr, err := NewCredential(s.User(), s.Password(), false, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	for _, auth := range []string{"", "login", "scram-sha-256", "scram-sha-1", "cram-md5", "apop"} {
		t.Run(auth, func(t *testing.T) {
			o := Options{Connect: s.Connect(), Roots: s.Roots(), StepLimits: limits, Credential: cr, Auth: auth}
			endpoints := []result.Endpoint{{Service: result.IMAP, Host: realserver.Host, Port: 993, Security: result.TLS},
				{Service: result.POP3, Host: realserver.Host, Port: 995, Security: result.TLS}}
			report := visitAll(t, o, endpoints...)
			for _, p := range report.Probes {
				announced := slices.ContainsFunc(p.SessionPath().Auth, func(m string) bool { return strings.EqualFold(m, auth) })
				if auth != "" && !announced {
					if p.Login.Status != result.LoginNotTried || p.Login.Reason != result.NoMechanism {
						t.Errorf("%s: %+v", p.Address(), p.Login)
					}
				} else if p.Login.Status != result.LoginOK {
					t.Errorf("%s: %+v %+v", p.Address(), p.Login, p.Login.Failure)
				}
			}
			if auth == "" {
				checkDovecot(t, report)
			}
		})
	}
}

func checkDovecot(t *testing.T, report *result.Report) {
	t.Helper()
	for _, a := range report.Accounts {
		m := a.Mailbox
		if m == nil || a.MailboxFailure != nil || *m.Messages != 900 {
			t.Fatalf("%s: %+v %+v", a.Service, m, a.MailboxFailure)
		}
		if a.Service == result.POP3 {
			if !*m.UIDL {
				t.Error("no UIDL")
			}
			continue
		}
		if a.QuotaStatus != result.QuotaOK || *a.Quota[0].LimitBytes != 10<<20 {
			t.Errorf("quota: %+v", a.Quota)
		}
		// 15 a day are left, 10 of every 13. The lowest UID is 100, as if
		// there had been five more days, of which nothing is left.
		if r := m.Arrival; r == nil || r.Method != "uid-slope" || !about(r.PerDay, 19.5, 0.03) || !about(*r.KeptFraction, 900/(19.5*65), 0.03) {
			t.Errorf("arrival: %+v", r)
		}
		var uses []string
		for _, f := range m.Folders {
			uses = append(uses, fmt.Sprintf("%s=%s", f.Name, f.SpecialUse))
		}
		if got := strings.Join(uses, " "); !strings.HasPrefix(got, "INBOX= ") || !strings.Contains(got, `Sent=\Sent`) {
			t.Errorf("folders: %s", got)
		}
	}
}
