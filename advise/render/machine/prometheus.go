package machine

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/exposition"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// The Prometheus text format, version 0.0.4. Metrics are named as those of
// other exporters that probe; units are seconds and bytes. A series that was
// not measured is absent, never 0. No label holds a user's name: hosts, ports,
// addresses and words of closed lists alone. Help texts are English in every
// language, so that all machines of a fleet describe a metric alike.

// The names of the metrics.
const (
	metricSuccess      = "probe_success"
	metricPolicy       = "probe_policy_success"
	metricVerdict      = "probe_verdict_info"
	metricDuration     = "probe_duration_seconds"
	metricLookup       = "probe_dns_lookup_time_seconds"
	metricEndpoint     = "probe_endpoint_success"
	metricFailure      = "probe_failure_info"
	metricProtocol     = "probe_ip_protocol"
	metricPhase        = "probe_phase_duration_seconds"
	metricExpiry       = "probe_ssl_earliest_cert_expiry"
	metricTLS          = "probe_tls_version_info"
	metricLogin        = "probe_login_success"
	metricFindings     = "probe_findings"
	metricFinding      = "probe_finding_info"
	metricRequirements = "probe_policy_requirements"
	metricBroken       = "probe_policy_broken_info"
	metricQuotaUsed    = "probe_quota_used_bytes"
	metricQuotaLimit   = "probe_quota_limit_bytes"
	metricMessages     = "probe_mailbox_messages"
	metricMailbox      = "probe_mailbox_size_bytes"
	metricInterrupted  = "probe_run_interrupted"
)

// metrics lists every metric, in the order of the output.
func metrics() []exposition.Metric {
	return []exposition.Metric{
		{Name: metricSuccess, Type: exposition.Gauge, Help: "Whether nothing failed: 0 where a finding or a requirement fails, or the run could not do its work."},
		{Name: metricPolicy, Type: exposition.Gauge, Help: "Whether no requirement that the policy writes is broken: 0 where one is. Absent without a policy."},
		{Name: metricVerdict, Type: exposition.Gauge, Help: "The verdict: ok, warn, fail or unable. Always 1."},
		{Name: metricDuration, Type: exposition.Gauge, Help: "How long the whole run took."},
		{Name: metricLookup, Type: exposition.Gauge, Help: "How long the lookup of a host's addresses took."},
		{Name: metricEndpoint, Type: exposition.Gauge, Help: "Whether an endpoint works on every address. Absent where it is not offered."},
		{Name: metricFailure, Type: exposition.Gauge, Help: "Why an endpoint failed: the step, and a reason from a closed list. Always 1."},
		{Name: metricProtocol, Type: exposition.Gauge, Help: "The IP protocol that the session of an endpoint used: 4 or 6."},
		{Name: metricPhase, Type: exposition.Gauge, Help: "How long a step took on one address."},
		{Name: metricExpiry, Type: exposition.Gauge, Help: "When the first certificate of a chain ends, as a Unix time in seconds."},
		{Name: metricTLS, Type: exposition.Gauge, Help: "The TLS version of a session. Always 1."},
		{Name: metricLogin, Type: exposition.Gauge, Help: "Whether a login was accepted. Absent where none was tried."},
		{Name: metricFindings, Type: exposition.Gauge, Help: "How many findings there are."},
		{Name: metricFinding, Type: exposition.Gauge, Help: "A finding that is to be mended. Always 1."},
		{Name: metricRequirements, Type: exposition.Gauge, Help: "How many requirements of the policy there are."},
		{Name: metricBroken, Type: exposition.Gauge, Help: "A requirement of the policy that is broken. Always 1."},
		{Name: metricQuotaUsed, Type: exposition.Gauge, Help: "How much of the tightest storage quota is used."},
		{Name: metricQuotaLimit, Type: exposition.Gauge, Help: "The tightest storage quota."},
		{Name: metricMessages, Type: exposition.Gauge, Help: "How many messages the mailbox holds."},
		{Name: metricMailbox, Type: exposition.Gauge, Help: "How large the mailbox is."},
		{Name: metricInterrupted, Type: exposition.Gauge, Help: "That the run was interrupted before it had come to all targets. Always 1."},
	}
}

type prometheus struct {
	w       io.Writer
	samples *samples
	targets map[string]int // how often a name was taken
}

// NewPrometheus returns the encoder of the format prometheus.
func NewPrometheus(w io.Writer) tell.Encoder {
	return &prometheus{w: w, samples: newSamples(), targets: map[string]int{}}
}

func (*prometheus) Begin() error { return nil }

// Write keeps the samples of a document, under its target: the host or the
// domain, numbered where it comes again, because a series stands once.
func (e *prometheus) Write(d *advise.Document) error {
	target := tell.HostOf(d)
	e.targets[target]++
	if n := e.targets[target]; n > 1 {
		target += " #" + strconv.Itoa(n)
	}
	e.samples.document(d, "target", target)
	return nil
}

func (e *prometheus) Interrupt(string) error {
	e.samples.Add(metricInterrupted, 1)
	return nil
}

func (e *prometheus) End() error { return e.samples.Write(e.w) }

// Metrics writes the metrics of one document without a label for its target,
// as an exporter answers a scrape: there, the scraper names the target. Of
// phases it has the connection and the handshake of each session, and counts of
// findings those that tell of something, so that very many targets can be
// scraped.
func Metrics(w io.Writer, d *advise.Document) error {
	s := newSamples()
	s.few = true
	s.document(d)
	return s.Write(w)
}

// samples are those of documents.
type samples struct {
	*exposition.Samples
	few bool // what a fleet can bear: [mostSeries] at most
}

// mostSeries bounds the series of one host where a fleet is scraped. A host in
// order has fewer. Where much is wrong, the gravest findings have a series each,
// and the others are counted.
const mostSeries = 60

// room reports whether one more thing that is wrong can have a series.
func (s *samples) room() bool { return !s.few || s.Len() < mostSeries }

func newSamples() *samples { return &samples{Samples: exposition.New(metrics()...)} }

// document adds the samples of a document, each with the labels of the target.
func (s *samples) document(d *advise.Document, target ...string) {
	add := func(metric string, value float64, labels ...string) {
		s.Add(metric, value, append(slices.Clone(target), labels...)...)
	}
	v := advise.VerdictOf(d)
	fails := func(f diagnose.Finding) bool { return f.Status == diagnose.Fail }
	add(metricSuccess, exposition.Bool((v == advise.VerdictOK || v == advise.VerdictWarn) && !slices.ContainsFunc(d.Findings, fails)))
	add(metricVerdict, 1, "verdict", string(v))
	add(metricDuration, seconds(d.ElapsedMS))
	for i := range d.Probes {
		endpointSamples(&d.Probes[i], s.few, add)
	}
	if a := d.MainAccount(); a != nil {
		accountSamples(a, add)
	}
	s.counts(d, add)
	s.wrong(d, add)
}

// adder adds a sample.
type adder func(metric string, value float64, labels ...string)

func endpointSamples(p *result.Probe, few bool, add adder) {
	at := []string{"service", string(p.Service), "host", p.Host, "port", strconv.Itoa(p.Port), "security", string(p.Security)}
	with := func(labels ...string) []string { return append(slices.Clone(at), labels...) }
	if p.Status != result.Skip {
		add(metricEndpoint, exposition.Bool(p.Status == result.OK), at...)
	}
	if p.Failure != nil && p.Status != result.Skip {
		add(metricFailure, 1, with("step", p.Failure.Step, "reason", string(p.Failure.Kind))...)
	}
	for i, path := range p.Paths {
		for _, step := range path.Steps {
			if step.Name == result.StepResolve {
				add(metricLookup, seconds(step.TookMS), "host", p.Host)
				continue
			}
			phase := strings.TrimSuffix(step.Name+"_"+step.Phase, "_")
			told := !few || &p.Paths[i] == p.SessionPath() && (step.Name == result.StepConnect || step.Name == result.StepTLS)
			if step.Status != result.Skip && told {
				add(metricPhase, seconds(step.TookMS), with("address", path.Address, "phase", phase)...)
			}
		}
	}
	if path := p.SessionPath(); path != nil && path.Status != result.Skip {
		switch path.Family {
		case "ipv4":
			add(metricProtocol, 4, at...)
		case "ipv6":
			add(metricProtocol, 6, at...)
		}
		if t := path.TLS; t != nil {
			add(metricTLS, 1, with("version", t.Version)...)
			if end, ok := earliest(t.Chain); ok {
				add(metricExpiry, float64(end.Unix()), at...)
			}
		}
	}
	if p.Login != nil && p.Login.Status != result.LoginNotTried {
		add(metricLogin, exposition.Bool(p.LoggedIn()), at...)
	}
}

// earliest returns the end of the first certificate of a chain to end.
func earliest(chain []result.Certificate) (end time.Time, ok bool) {
	for _, c := range chain {
		if !ok || c.NotAfter.Before(end) {
			end, ok = c.NotAfter, true
		}
	}
	return end, ok
}

// counts adds how many findings and requirements there are of each kind.
func (s *samples) counts(d *advise.Document, add adder) {
	statuses := diagnose.Statuses()
	if s.few {
		statuses = statuses[:2]
	}
	type grade struct {
		status   diagnose.Status
		severity diagnose.Severity
	}
	n := map[grade]int{}
	for _, f := range d.Findings {
		n[grade{f.Status, f.Severity}]++
	}
	for _, status := range statuses {
		for _, severity := range diagnose.Severities() {
			add(metricFindings, float64(n[grade{status, severity}]), "status", string(status), "severity", string(severity))
		}
	}
	if d.Policy == nil {
		return
	}
	add(metricPolicy, exposition.Bool(d.Policy.Keeps()))
	for _, status := range []policy.Status{policy.Pass, policy.Fail, policy.Excepted, policy.Unknown} {
		add(metricRequirements, float64(d.Policy.Count(status)), "status", string(status))
	}
}

// wrong adds a series for each thing that is wrong: first the requirements that
// are broken, then the findings, the gravest first.
func (s *samples) wrong(d *advise.Document, add adder) {
	if d.Policy != nil {
		for i := range d.Policy.Assertions {
			if a := &d.Policy.Assertions[i]; a.Status == policy.Fail && s.room() {
				c := tell.AssertionCheck(d, a)
				add(metricBroken, 1, "requirement", c.ID, "host", c.Host, "place", c.Place, "address", c.Address)
			}
		}
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Mend() && s.room() {
			c := tell.FindingCheck(d, f)
			add(metricFinding, 1, "finding", c.ID, "status", string(f.Status), "severity", string(c.Severity), "host", c.Host, "place", c.Place, "address", c.Address)
		}
	}
}

func accountSamples(a *result.Account, add adder) {
	at := []string{"service", string(a.Service), "host", a.Host}
	if q := a.Tightest(result.Storage); q != nil {
		add(metricQuotaUsed, float64(q.Used), at...)
		add(metricQuotaLimit, float64(q.Limit), at...)
	}
	if m := a.Mailbox; m != nil {
		if m.Messages != nil {
			add(metricMessages, float64(*m.Messages), at...)
		}
		if m.Bytes != nil {
			add(metricMailbox, float64(*m.Bytes), at...)
		}
	}
}

// seconds are milliseconds as seconds, to the microsecond that was measured.
func seconds(ms float64) float64 { return math.Round(ms*1000) / 1e6 }
