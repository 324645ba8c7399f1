package machine

import (
	"fmt"
	"math"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// performance returns the performance data of a document,
// value[UOM];warn;crit;min;max, where warn and crit are the ranges outside
// which a value is told of, and is grave: "14:" is all from 14 on, "14" all
// from 0 to 14. They are the bounds of the findings; where a policy wants more,
// what it wants is told of. What was not measured is left out.
func performance(d *advise.Document, failed int) []nagiosValue {
	var out []nagiosValue
	add := func(label, format string, args ...any) {
		out = append(out, nagiosValue{label, fmt.Sprintf(format, args...)})
	}
	for i := range d.Probes {
		p := &d.Probes[i]
		path := p.SessionPath()
		if path == nil {
			continue
		}
		label := fmt.Sprintf("%s_%d_", tell.Clean(string(p.Service)), p.Port)
		if step := path.StepNamed(result.StepConnect); step != nil && step.Status == result.OK {
			add(label+"connect", "%.3fs", step.TookMS/1000)
		}
		if path.TLS != nil && len(path.TLS.Chain) > 0 {
			add(label+"cert_days", "%s", certificateDays(d, p, &path.TLS.Chain[0]))
		}
	}
	if a := d.MainAccount(); a != nil {
		if q := a.Tightest(result.Storage); q != nil {
			warn, crit := quotaRange(d, a, q.Limit)
			add("quota_used", "%dB;%d;%d;0;%d", q.Used, warn, crit, q.Limit)
		}
	}
	add("broken", "%d;;0", failed)
	add("time", "%.3fs", d.ElapsedMS/1000)
	return out
}

// certificateDays returns the days that a certificate is left, with their
// bounds: in whole days, but for a certificate that lives days itself.
func certificateDays(d *advise.Document, p *result.Probe, leaf *result.Certificate) string {
	told, grave := diagnose.CertificateBounds(leaf)
	if a := assertionAt(d, "certificate-days", p.Service, p.Host, p.Port); a != nil {
		if wanted, ok := a.Expected.Args.Number("wanted"); ok {
			told, grave = wanted, min(grave, wanted)
		}
	}
	told, grave = hundredths(told), hundredths(grave)
	digits, left := 0, math.Floor(leaf.NotAfter.Sub(d.StartedAt).Hours()/24)
	if told != math.Floor(told) || grave != math.Floor(grave) {
		digits, left = 2, math.Floor(leaf.NotAfter.Sub(d.StartedAt).Hours()/24*100)/100
	}
	in := func(days float64) string { return strconv.FormatFloat(days, 'f', digits, 64) }
	return in(left) + ";" + in(told) + ":;" + in(grave) + ":"
}

// hundredths rounds days: a life of 90 days less one second is of 90 days.
func hundredths(days float64) float64 { return math.Round(days*100) / 100 }

// quotaRange returns the octets above which the room is told of, and is grave.
func quotaRange(d *advise.Document, account *result.Account, limit int64) (warn, crit int64) {
	warn, crit = diagnose.QuotaBounds(limit)
	if a := assertionAt(d, "quota-free", account.Service, account.Host, account.From); a != nil {
		share, _ := a.Expected.Args.Number("wanted_share")
		octets, _ := a.Expected.Args.Number("wanted_bytes")
		warn = max(0, limit-int64(math.Ceil(max(share*float64(limit), octets))))
		crit = max(crit, warn)
	}
	return warn, crit
}

// assertionAt returns what a policy wants of an endpoint; nil where it wants
// nothing.
func assertionAt(d *advise.Document, id string, service result.Service, host string, port int) *policy.Assertion {
	if d.Policy == nil {
		return nil
	}
	for i := range d.Policy.Assertions {
		if a := &d.Policy.Assertions[i]; a.ID == id && a.Where.Service == service && a.Where.Host == host && a.Where.Port == port {
			return a
		}
	}
	return nil
}
