package render_test

import (
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/probe/result"
)

// TestNagiosRanges reads the performance data of certificates: days left, the
// range outside which that is told of, and the one outside which it is grave.
func TestNagiosRanges(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name       string
		life, left time.Duration
		wanted     int // by a policy; 0 where there is none
		want       string
	}{
		{"a usual life", 398 * day, 61*day + time.Hour, 0, "61;30:;7:"},
		{"90 days less a second", 90*day - time.Second, 6 * day, 0, "6;30:;7:"},
		{"an ended one", 90 * day, -time.Hour, 0, "-1;30:;7:"},
		{"a life of 6 days, in proportion", 6 * day, 36 * time.Hour, 0, "1.50;2.00:;0.47:"},
		{"a policy wants 14", 90 * day, 6 * day, 14, "6;14:;7:"},
		{"a policy wants less than what is grave", 90 * day, 6 * day, 3, "6;3:;3:"},
	} {
		d := probeHealthy("en")
		for i := range d.Probes {
			for j := range d.Probes[i].Paths {
				leaf := &d.Probes[i].Paths[j].TLS.Chain[0]
				leaf.NotAfter = d.StartedAt.Add(c.left)
				leaf.NotBefore = leaf.NotAfter.Add(-c.life)
			}
		}
		if c.wanted > 0 {
			d.Policy = &policy.Result{Assertions: []policy.Assertion{{ID: "certificate-days", Status: policy.Pass,
				Where:    diagnose.Where{Service: result.POP3, Host: d.Probes[0].Host, Port: 995},
				Expected: locale.Text{Args: locale.Args{"wanted": c.wanted}}}}}
		}
		if out := encoded(t, "nagios", "en", d); !strings.Contains(out, " 'pop3_995_cert_days'="+c.want+" ") {
			t.Errorf("%s: want %s in %s", c.name, c.want, out)
		}
	}
}
