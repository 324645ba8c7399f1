package probe

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// journeySteps are where a fault shows without a login.
var journeySteps = []string{result.StepConnect, result.StepGreeting, result.StepTLS, result.StepCapabilities, result.StepStartTLS, result.StepID}

// Every row of the embedded host's faults is reported with its kind and its
// step, at each endpoint that has it; the other endpoints work. It is a limit
// of a step that ends what would go on for ever, and not the limit of the
// run, and nothing of the run is left (see visitAll).
func TestFaults(t *testing.T) {
	for _, fault := range mailhost.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			h, o := host(t, "fault:"+fault.Name)
			if fault.Kind == string(result.Timeout) {
				o.StepLimits.Command = o.StepLimits.Greeting
			}
			switch {
			case fault.Kind == "":
				checkWorking(t, o)
			case slices.Contains(journeySteps, fault.Step):
				checkJourneys(t, h, o, fault)
			default:
				o.Credential = credential(t, cmp.Or(h.Token(), mailhost.Password), mailhost.Name)
				o.Credential.Token = h.Token() != ""
				checkSessions(t, o, fault)
			}
		})
	}
}

// checkWorking wants everything to be read as on a host without a fault.
func checkWorking(t *testing.T, o Options) {
	o.Credential = credential(t, mailhost.Password, mailhost.Name)
	report := visitAll(t, o)
	for _, p := range report.Probes {
		for _, path := range p.Paths {
			if path.Status != result.OK {
				t.Errorf("%s %s: %v", p.Address(), path.Address, path.Failure)
			}
		}
		if p.Login.Status != result.LoginOK {
			t.Errorf("%s: login %+v", p.Address(), p.Login)
		}
	}
	if len(report.Accounts) != 2 {
		t.Fatalf("%d accounts were read, want 2", len(report.Accounts))
	}
	for _, a := range report.Accounts {
		if a.QuotaFailure != nil || a.MailboxFailure != nil || a.Mailbox == nil || *a.Mailbox.Messages == 0 {
			t.Errorf("%s: quota %v, mailbox %v, %+v", a.Service, a.QuotaFailure, a.MailboxFailure, a.Mailbox)
		}
	}
}

// checkJourneys looks at all endpoints at once, without a login.
func checkJourneys(t *testing.T, h *mailhost.Host, o Options, fault mailhost.Fault) {
	keys := map[string]string{}
	for _, e := range hostEndpoints() {
		keys[e.Address()] = e.key
	}
	report := visitAll(t, o)
	if report.Interrupted {
		t.Error("the run was ended by its own limit")
	}
	for _, p := range report.Probes {
		key := keys[p.Address()]
		for _, path := range p.Paths {
			if slices.Contains(fault.Services, key) {
				checkFailure(t, key, path.Failure, fault)
			} else if path.Status != result.OK {
				t.Errorf("%s %s: %v, want no failure", key, path.Address, path.Failure)
			}
		}
	}
	if n := h.Logins().Total().Attempts; n != 0 {
		t.Errorf("%d logins without a credential", n)
	}
}

// checkSessions looks at each endpoint alone: a failed login ends the others.
func checkSessions(t *testing.T, o Options, fault mailhost.Fault) {
	for _, e := range hostEndpoints() {
		if !slices.Contains(fault.Services, e.key) {
			continue
		}
		report := visitAll(t, o, e.Endpoint)
		failure := report.Probes[0].Login.Failure
		if fault.Step != result.StepLogin {
			if failure != nil || len(report.Accounts) != 1 {
				t.Fatalf("%s: login %v, %d accounts", e.key, failure, len(report.Accounts))
			}
			// Where the limits were read before the connection ended, the next
			// step says why it did.
			failure = cmp.Or(report.Accounts[0].QuotaFailure, report.Accounts[0].MailboxFailure)
			if fault.Step == result.StepMailbox {
				failure = cmp.Or(report.Accounts[0].InboxFailure, report.Accounts[0].MailboxFailure)
			}
			if fault.Step == result.StepArrival {
				failure = report.Accounts[0].ArrivalFailure
			}
		}
		checkFailure(t, e.key, failure, fault)
	}
}

func checkFailure(t *testing.T, key string, f *result.Failure, want mailhost.Fault) {
	t.Helper()
	if f == nil || string(f.Kind) != want.Kind || f.Step != want.Step {
		t.Errorf("%s: %+v, want %s at %s", key, f, want.Kind, want.Step)
	}
}

// memoryLimit is what a run of six endpoints, on both address families, may
// hold at once: each step at most wire.MaxStepBytes of lines, kept twice, and TLS.
const memoryLimit = 24 << 20

// What never ends does not fill the memory. The limits of time are long here,
// so that it is the byte budget that ends each of these.
func TestMemoryOfEndlessFaults(t *testing.T) {
	for _, fault := range mailhost.Faults() {
		if fault.Kind != string(result.TooLarge) {
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			_, o := host(t, "fault:"+fault.Name)
			o.StepLimits = Limits{TLS: time.Minute, Greeting: time.Minute, Command: time.Minute}
			o.Timeout = time.Minute
			var report *result.Report
			peak, allocated := heapDuring(func() { report = visitAll(t, o) })
			t.Logf("at most %s live on the heap, %s allocated in all", megabytes(peak), megabytes(allocated))
			if peak > memoryLimit {
				t.Errorf("%s on the heap", megabytes(peak))
			}
			if report.Interrupted {
				t.Error("the run was ended by its own limit")
			}
		})
	}
}

// heapDuring returns how far the live heap grows while f runs, and how much f
// allocates in all, the embedded host included. Octets.
func heapDuring(f func()) (peak, allocated uint64) {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	var sampling sync.WaitGroup
	sampling.Go(func() {
		for {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
	f()
	close(done)
	sampling.Wait()
	runtime.ReadMemStats(&now)
	return peak - min(peak, before.HeapAlloc), now.TotalAlloc - before.TotalAlloc
}

func megabytes(octets uint64) string { return fmt.Sprintf("%.1f MB", float64(octets)/(1<<20)) }

type keyed struct {
	result.Endpoint
	key string
}

// hostEndpoints returns the default endpoints with the embedded host's keys.
func hostEndpoints() []keyed {
	names := map[string]string{
		"imap tls": "imaps", "imap starttls": "imap", "pop3 tls": "pop3s", "pop3 starttls": "pop3",
		"submission tls": "submissions", "submission starttls": "submission",
	}
	var list []keyed
	for _, e := range result.DefaultEndpoints(mailhost.Name) {
		list = append(list, keyed{e, names[string(e.Service)+" "+string(e.Security)]})
	}
	return list
}
