package serve

import (
	"cmp"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/exposition"
)

// The names of the exporter's own metrics.
const (
	metricRequests  = "mailadvisor_probe_requests_total"
	metricInFlight  = "mailadvisor_probes_in_flight"
	metricAddresses = "mailadvisor_addresses_refused_total"
	metricLoadGood  = "mailadvisor_config_last_reload_successful"
	metricLoaded    = "mailadvisor_config_last_reload_success_timestamp_seconds"
	metricBuild     = "mailadvisor_build_info"
	metricWithheld  = "mailadvisor_credential_withheld"
)

// ownMetrics returns those of the exporter itself. Their help is English in
// every language, as that of probes is.
func ownMetrics() []exposition.Metric {
	return []exposition.Metric{
		{Name: metricRequests, Type: exposition.Counter, Help: "Requests for a probe, by module and result: a verdict (ok, warn, fail, unable), or why there was no probe."},
		{Name: metricInFlight, Type: exposition.Gauge, Help: "Probes under way."},
		{Name: metricAddresses, Type: exposition.Counter, Help: "Special addresses that a name led to, and that were not dialled."},
		{Name: metricLoadGood, Type: exposition.Gauge, Help: "Whether the configuration was good when it was last read. 0: the one before is in use."},
		{Name: metricLoaded, Type: exposition.Gauge, Help: "When the configuration in use was read."},
		{Name: metricBuild, Type: exposition.Gauge, Help: "What this program is. Always 1."},
		{Name: metricWithheld, Type: exposition.Gauge, Help: "Whether a credential is not sent: rejected (until the configuration has another secret for it), or resting after a login without a verdict."},
	}
}

// tally counts what the exporter does. Its zero value has seen nothing.
type tally struct {
	inFlight  atomic.Int64
	addresses atomic.Int64 // special ones that were not dialled
	loaded    atomic.Int64 // when the configuration in use was read, as a Unix time
	loadGood  atomic.Bool  // whether the configuration was good when last read

	mu       sync.Mutex
	requests map[request]int
}

// request is what requests for a probe are counted by.
type request struct{ module, result string }

func (t *tally) answered(module, result string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.requests == nil {
		t.requests = map[request]int{}
	}
	t.requests[request{module, result}]++
}

func (t *tally) read(now time.Time) {
	t.loaded.Store(now.Unix())
	t.loadGood.Store(true)
}

// requestsNow returns the counts of requests as they are now, and what they
// are of in order.
func (t *tally) requestsNow() (map[request]int, []request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.requests), slices.SortedFunc(maps.Keys(t.requests), func(a, b request) int {
		return cmp.Or(cmp.Compare(a.module, b.module), cmp.Compare(a.result, b.result))
	})
}

// metrics answers with the exporter's own metrics, and those of its process as
// other exporters in Go name them.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	out := exposition.New(slices.Concat(ownMetrics(), processMetrics())...)
	counts, requests := s.tally.requestsNow()
	for _, r := range requests {
		out.Add(metricRequests, float64(counts[r]), "module", r.module, "result", r.result)
	}
	out.Add(metricInFlight, float64(s.tally.inFlight.Load()))
	out.Add(metricAddresses, float64(s.tally.addresses.Load()))
	out.Add(metricLoadGood, exposition.Bool(s.tally.loadGood.Load()))
	out.Add(metricLoaded, float64(s.tally.loaded.Load()))
	out.Add(metricBuild, 1, "version", s.o.Version, "goversion", runtime.Version())
	_, logins := s.current()
	for _, name := range config.Names(logins) {
		why := logins[name].withheld(s.o.Now())
		for _, reason := range []string{withheldRejected, withheldResting} {
			out.Add(metricWithheld, exposition.Bool(why == reason), "credential", name, "reason", reason)
		}
	}
	s.addProcess(out)
	w.Header().Set("Content-Type", exposition.ContentType)
	out.Write(w)
}
