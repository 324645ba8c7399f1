package probe

import (
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// Who asks for it waits for a slow server as long as the run may take; nobody
// else does, and a silent server is told as silent before the run ends.
func TestPatience(t *testing.T) {
	for _, tt := range []struct {
		fault   string
		patient bool
		timeout time.Duration
		kind    result.Kind
		step    string        // that is slow, or fails
		least   time.Duration // that it takes
	}{
		{"slow-greeting", false, 0, result.Timeout, result.StepGreeting, 10 * time.Second},
		{"slow-greeting", true, 30 * time.Second, "", result.StepGreeting, 12 * time.Second},
		{"slow-greeting", true, 5 * time.Minute, "", result.StepGreeting, 12 * time.Second},
		{"slow-capability", false, 0, result.Timeout, result.StepCapabilities, 8 * time.Second},
		{"slow-capability", true, time.Minute, "", result.StepCapabilities, 12 * time.Second},
		{"silent", true, 100 * time.Second, result.Timeout, result.StepGreeting, 90 * time.Second},
		{"silent-tls", true, 100 * time.Second, result.Timeout, result.StepTLS, 40 * time.Second},
		{"silent", false, 0, result.Timeout, result.StepGreeting, 10 * time.Second},
	} {
		t.Run(tt.fault+" "+tt.timeout.String(), func(t *testing.T) {
			bubble(t, far(t, "fault:"+tt.fault), func(t *testing.T, o Options, _ *diary) {
				o.Timeout, o.Patient = tt.timeout, tt.patient
				o.Credential = credential(t, mailhost.Password, mailhost.Name)
				report := visitAll(t, o)
				if report.Interrupted {
					t.Error("the run was ended by its own limit")
				}
				for _, p := range report.Probes {
					if tt.fault == "silent-tls" && p.Security != result.TLS {
						continue
					}
					path := p.Paths[0]
					if f := path.Failure; tt.kind == "" && (f != nil || p.Login.Status != result.LoginOK) || tt.kind != "" && (f == nil || f.Kind != tt.kind || f.Step != tt.step) {
						t.Errorf("%s: %v, login %+v; want %q at %s", p.Address(), f, p.Login, tt.kind, tt.step)
					}
					took := 0.0
					for _, s := range path.Steps {
						if s.Name == tt.step {
							took = max(took, s.TookMS)
						}
					}
					if took < result.Milliseconds(tt.least) {
						t.Errorf("%s: the step took %.0f ms, want %v", p.Address(), took, tt.least)
					}
				}
			})
		})
	}
}

// What came of an answer is kept, and it is not told as none.
func TestPartialGreeting(t *testing.T) {
	for fault, want := range map[string]result.Kind{"partial-greeting": result.Timeout, "partial-greeting-closed": result.Closed} {
		bubble(t, far(t, "fault:"+fault), func(t *testing.T, o Options, _ *diary) {
			for _, p := range visitAll(t, o).Probes {
				path := p.Paths[0]
				if f := path.Failure; f == nil || f.Kind != want || f.Step != result.StepGreeting || strings.HasPrefix(f.Detail, "no answer") {
					t.Errorf("%s: %+v, want %s", p.Address(), f, want)
				}
				if lines := path.StepNamed(result.StepGreeting).Lines; len(lines) != 1 || !strings.Contains(lines[0], "Demo mail") {
					t.Errorf("%s: the report keeps %q", p.Address(), lines)
				}
			}
		})
	}
}
