package diagnose

import (
	"slices"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

// Whoever draws a bound beside a value sees the finding begin where the value
// crosses it, and not one day or one octet before.
func TestBoundsAreThoseOfTheFindings(t *testing.T) {
	made := func(r *result.Report, id string) (Status, Severity) {
		findings := Run(r)
		i := slices.IndexFunc(findings, func(f Finding) bool { return f.ID == id })
		if i < 0 {
			return "", ""
		}
		return findings[i].Status, findings[i].Severity
	}

	const day = 24 * time.Hour
	for _, life := range []time.Duration{398 * day, 90 * day, 90*day - time.Second, 45 * day, 6 * day} {
		for _, toBound := range []time.Duration{-time.Minute, time.Minute} {
			r := healthy()
			r.Probes = r.Probes[:1]
			for i := range r.Probes[0].Paths {
				leaf := &r.Probes[0].Paths[i].TLS.Chain[0]
				leaf.NotAfter, leaf.NotBefore = r.StartedAt, r.StartedAt.Add(-life)
				told, _ := CertificateBounds(leaf)
				leaf.NotAfter = r.StartedAt.Add(time.Duration(told*float64(day)) + toBound)
				leaf.NotBefore = leaf.NotAfter.Add(-life)
			}
			status, _ := made(r, "tls-expires-soon")
			if want := toBound < 0; want != (status == Warn) {
				t.Errorf("a life of %v, %v from the bound: %q", life, toBound, status)
			}
		}
	}

	type grade struct {
		status   Status
		severity Severity
	}
	for _, limit := range []int64{5 << 30, 100 << 20, 12_345_677} {
		warns, fails := QuotaBounds(limit)
		for used, want := range map[int64]grade{
			warns: {Warn, Info}, warns + 1: {Warn, Medium}, fails: {Warn, High}, fails + 1: {Fail, Critical},
		} {
			r := healthy()
			r.Accounts[0].Mailbox.LargeBytes = ptr(int64(1)) // there is room for any message
			r.Accounts[0].Quota[0].UsedBytes, r.Accounts[0].Quota[0].LimitBytes = &used, &limit
			status, severity := made(r, "quota-usage")
			if got := (grade{status, severity}); got != want {
				t.Errorf("%d of %d: %v, want %v", used, limit, got, want)
			}
		}
	}
}
