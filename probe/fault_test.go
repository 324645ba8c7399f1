package probe

import (
	"slices"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// journeySteps are where a fault shows without a login.
var journeySteps = []string{result.StepConnect, result.StepGreeting, result.StepTLS, result.StepCapabilities, result.StepStartTLS, result.StepID}

// Every row of the embedded host's faults is reported with its kind and its
// step, at each endpoint that has it; the other endpoints work.
func TestFaults(t *testing.T) {
	for _, fault := range mailhost.Faults() {
		if !slices.Contains(journeySteps, fault.Step) {
			continue // needs a login
		}
		t.Run(fault.Name, func(t *testing.T) {
			h, o := host(t, "fault:"+fault.Name)
			keys := map[string]string{}
			for _, e := range hostEndpoints() {
				keys[e.Address()] = e.key
			}
			report := visitAll(t, o)
			for _, p := range report.Probes {
				key := keys[p.Address()]
				var kind, step string
				if slices.Contains(fault.Services, key) {
					kind, step = fault.Kind, fault.Step
				}
				for _, path := range p.Paths {
					checkFailure(t, key, path, kind, step)
				}
			}
			if n := h.Logins().Total().Attempts; n != 0 {
				t.Errorf("%d logins without a credential", n)
			}
		})
	}
}

func checkFailure(t *testing.T, key string, path result.Path, kind, step string) {
	t.Helper()
	switch {
	case kind == "" && path.Status != result.OK:
		t.Errorf("%s %s: %v, want no failure", key, path.Address, path.Failure)
	case kind == "":
	case path.Status != result.Fail || path.Failure == nil:
		t.Errorf("%s %s: %s, want %s", key, path.Address, path.Status, kind)
	case path.Failure.Kind != result.Kind(kind) || path.Failure.Step != step:
		t.Errorf("%s %s: %+v, want %s at %s", key, path.Address, path.Failure, kind, step)
	}
}

type keyed struct {
	result.Endpoint
	key string
}

// hostEndpoints are the default endpoints with the embedded host's keys.
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
