package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// quick are limits for a host on loopback that never answers: a test of a
// timeout waits for them.
var quick = Limits{
	Resolve: 2 * time.Second, Connect: 2 * time.Second, TLS: 2 * time.Second,
	Greeting: 2 * time.Second, Command: 10 * time.Second, Login: 5 * time.Second, Usage: 5 * time.Second,
}

// host starts the embedded mail host and the options that lead to it.
func host(t *testing.T, scenario string) (*mailhost.Host, Options) {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Scenario: scenario, Messages: 200})
	return h, Options{Connect: h.Connect(), Roots: h.Roots(), Now: testkit.Today, StepLimits: quick}
}

func credential(t *testing.T, password string, hosts ...string) *Credential {
	t.Helper()
	cr, err := NewCredential(mailhost.User, password, false, hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return cr
}

// visitAll runs the six endpoints of the embedded host and checks that nothing of
// the run is left.
func visitAll(t *testing.T, o Options, endpoints ...result.Endpoint) *result.Report {
	t.Helper()
	if endpoints == nil {
		endpoints = result.DefaultEndpoints(mailhost.Name)
	}
	report, err := Run(t.Context(), result.Target{Input: mailhost.Name}, slices.Values(endpoints), o)
	if err != nil {
		t.Fatal(err)
	}
	nothingLeft(t)
	return report
}

// nothingLeft waits for the goroutines of this package and of the libraries
// that it drives to be gone: one that is about to return may still be listed.
func nothingLeft(t *testing.T) {
	t.Helper()
	var left []string
	for range 200 {
		buf := make([]byte, 1<<20)
		left = nil
		for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			_, stack, _ := strings.Cut(g, "\n")
			first, _, _ := strings.Cut(stack[strings.LastIndex(stack, "created by ")+1:], "\n")
			if strings.Contains(first, "probe.(*") || strings.Contains(first, "imapclient") {
				left = append(left, g)
			}
		}
		if left == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("left behind:\n%s", strings.Join(left, "\n\n"))
}

func TestHealthyHost(t *testing.T) {
	_, o := host(t, "")
	var transcript bytes.Buffer
	o.Transcript = &transcript
	report := visitAll(t, o)
	if len(report.Probes) != 6 || report.Interrupted {
		t.Fatalf("%d probes, interrupted %v", len(report.Probes), report.Interrupted)
	}
	for _, p := range report.Probes {
		t.Run(p.Address(), func(t *testing.T) {
			if p.Status != result.OK || p.Failure != nil {
				t.Fatalf("status %s, failure %v", p.Status, p.Failure)
			}
			if p.Login == nil || p.Login.Status != "not-tried" || p.Login.Reason != result.NoCredential {
				t.Errorf("login %+v", p.Login)
			}
			if len(p.Paths) != len(o.Connect[p.Address()]) {
				t.Errorf("%d paths for %v", len(p.Paths), o.Connect[p.Address()])
			}
			for _, path := range p.Paths {
				checkHealthyPath(t, p, path)
			}
		})
	}
	if text := transcript.String(); !strings.Contains(text, "S: * OK") || !strings.Contains(text, "C: EHLO [") {
		t.Errorf("transcript:\n%s", text)
	}
}

func checkHealthyPath(t *testing.T, p result.Probe, path result.Path) {
	t.Helper()
	if path.Status != result.OK || path.Greeting == "" {
		t.Errorf("status %s, greeting %q", path.Status, path.Greeting)
	}
	if s := path.TLS; s == nil || !s.Verified || s.Version != "TLS 1.3" || len(s.Chain) == 0 || s.Problems == nil {
		t.Errorf("TLS %+v", s)
	}
	var names []string
	for _, s := range path.Steps {
		names = append(names, strings.TrimSuffix(s.Name+" "+s.Phase, " "))
		if s.Status != result.OK {
			t.Errorf("step %s: %s %q", s.Name, s.Status, s.Lines)
		}
		if s.Name != result.StepConnect && s.Name != result.StepTLS && len(s.Lines) == 0 {
			t.Errorf("step %s shows no lines", s.Name)
		}
	}
	want := []string{"connect", "tls", "greeting", "capabilities after_tls"}
	if p.Security == result.StartTLS {
		want = []string{"connect", "greeting", "capabilities before_tls", "starttls", "tls", "capabilities after_tls"}
		if path.Capabilities.BeforeTLS == nil {
			t.Error("nothing from before TLS")
		}
	}
	if p.Service == result.IMAP {
		want = append(want, "id")
	}
	if !slices.Equal(names, want) {
		t.Errorf("steps %v, want %v", names, want)
	}
	if !slices.Contains(path.Auth, "PLAIN") {
		t.Errorf("auth %q", path.Auth)
	}
	if (path.LoginCommand != nil) != (p.Service != result.Submission) {
		t.Errorf("login command %v", path.LoginCommand)
	}
	if (path.Implementation == "") != (p.Service == result.Submission) {
		t.Errorf("implementation %q", path.Implementation)
	}
}

func TestReportIsJSON(t *testing.T) {
	_, o := host(t, "")
	report := visitAll(t, o)
	data, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var back result.Report
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(&back)
	if !bytes.Equal(data, again) {
		t.Error("the report changes when it is stored and read back")
	}
}

func TestInterruptedRun(t *testing.T) {
	_, o := host(t, "fault:silent")
	o.StepLimits = Limits{}
	ctx, cancel := context.WithCancel(t.Context())
	o.Observe = func(e Event) {
		if e.Step == result.StepGreeting {
			cancel()
		}
	}
	report, err := Run(ctx, result.Target{}, slices.Values(result.DefaultEndpoints(mailhost.Name)), o)
	if err != nil || !report.Interrupted {
		t.Fatalf("interrupted %v, error %v", report.Interrupted, err)
	}
	for _, p := range report.Probes {
		if p.Failure == nil || p.Failure.Kind != result.Canceled {
			t.Errorf("%s: %v", p.Address(), p.Failure)
		}
	}
	nothingLeft(t)
}
