package mailhost_test

import (
	"slices"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// The host knows nothing of the project, so the words that the table of
// faults shares with it are compared here.
func TestKindsAndStepsAreThoseOfTheReport(t *testing.T) {
	steps := []string{result.StepResolve, result.StepConnect, result.StepTLS, result.StepGreeting, result.StepCapabilities,
		result.StepStartTLS, result.StepID, result.StepLogin, result.StepQuota, result.StepMailbox, result.StepArrival, result.StepUsage}
	for _, f := range mailhost.Faults() {
		if !slices.Contains(steps, f.Step) {
			t.Errorf("%s: no step is named %q", f.Name, f.Step)
		}
		known := func(k result.KindInfo) bool { return string(k.Kind) == f.Kind && (k.Step == "" || k.Step == f.Step) }
		if f.Kind != "" && !slices.ContainsFunc(result.Kinds(), known) {
			t.Errorf("%s: no failure kind %q belongs to step %s", f.Name, f.Kind, f.Step)
		}
	}
}

// A kind that no fault yields is met by no test of the prober. What a host on
// loopback cannot be is tested by name.
func TestEveryKindHasAFault(t *testing.T) {
	elsewhere := []result.Kind{
		result.NameUnknown, result.NameLookupFailed, result.NoAddress, // a name server's
		result.Unreachable,                 // a network's
		result.Canceled, result.LocalError, // our own
	}
	for _, k := range result.Kinds() {
		yields := func(f mailhost.Fault) bool { return f.Kind == string(k.Kind) }
		if here := slices.ContainsFunc(mailhost.Faults(), yields); here == slices.Contains(elsewhere, k.Kind) {
			t.Errorf("%s: a fault yields it: %v; it is listed as one that none can: %v", k.Kind, here, here)
		}
	}
}
