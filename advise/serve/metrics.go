package serve

import (
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are those of the exporter itself. Their registry is the server's
// own. Help texts are English in every language, as those of probes are.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	inFlight   prometheus.Gauge
	addresses  prometheus.Counter
	loadGood   prometheus.Gauge
	loadedTime prometheus.Gauge
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mailadvisor_probe_requests_total",
			Help: "Requests for a probe, by module and result: a verdict (ok, warn, fail, unable), or why there was no probe.",
		}, []string{"module", "result"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "mailadvisor_probes_in_flight", Help: "Probes under way.",
		}),
		addresses: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "mailadvisor_addresses_refused_total", Help: "Special addresses that a name led to, and that were not dialled.",
		}),
		loadGood: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "mailadvisor_config_last_reload_successful", Help: "Whether the configuration was good when it was last read. 0: the one before is in use.",
		}),
		loadedTime: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "mailadvisor_config_last_reload_success_timestamp_seconds", Help: "When the configuration in use was read.",
		}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "mailadvisor_build_info", Help: "What this program is. Always 1.",
		ConstLabels: prometheus.Labels{"version": s.o.Version, "goversion": runtime.Version()},
	})
	info.Set(1)
	m.registry.MustRegister(m.requests, m.inFlight, m.addresses, m.loadGood, m.loadedTime, info, &withheldLogins{s, prometheus.NewDesc(
		"mailadvisor_credential_withheld",
		"Whether a credential is not sent: rejected (until the configuration has another secret for it), or resting after a login without a verdict.",
		[]string{"credential", "reason"}, nil)},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) loaded(now time.Time) {
	m.loadGood.Set(1)
	m.loadedTime.Set(float64(now.Unix()))
}

func (m *metrics) loadFailed() { m.loadGood.Set(0) }

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// withheldLogins reads the state of the logins when it is asked for.
type withheldLogins struct {
	server *Server
	desc   *prometheus.Desc
}

func (c *withheldLogins) Describe(out chan<- *prometheus.Desc) { out <- c.desc }

func (c *withheldLogins) Collect(out chan<- prometheus.Metric) {
	_, logins := c.server.current()
	for _, name := range sortedKeys(logins) {
		why := logins[name].withheld(c.server.o.Now())
		for _, reason := range []string{withheldRejected, withheldResting} {
			value := 0.0
			if why == reason {
				value = 1
			}
			out <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, value, name, reason)
		}
	}
}
