package serve

import (
	"runtime"

	"mailadvisor/advise/exposition"
)

// The metrics of the process, named as other exporters in Go name them.
const (
	metricGoroutines = "go_goroutines"
	metricHeap       = "go_memstats_heap_alloc_bytes"
	metricCollected  = "go_gc_cycles_total_gc_cycles_total"
	metricCPU        = "process_cpu_seconds_total"
	metricStarted    = "process_start_time_seconds"
	metricResident   = "process_resident_memory_bytes"
	metricOpen       = "process_open_fds"
	metricMostOpen   = "process_max_fds"
)

func processMetrics() []exposition.Metric {
	return []exposition.Metric{
		{Name: metricGoroutines, Type: exposition.Gauge, Help: "Goroutines that there are now."},
		{Name: metricHeap, Type: exposition.Gauge, Help: "Memory of the heap that is in use."},
		{Name: metricCollected, Type: exposition.Counter, Help: "Collections of memory that are finished."},
		{Name: metricCPU, Type: exposition.Counter, Help: "Processor time of the process, of the user and of the system."},
		{Name: metricStarted, Type: exposition.Gauge, Help: "When the process began, as a Unix time in seconds."},
		{Name: metricResident, Type: exposition.Gauge, Help: "Memory of the process that stands in the machine's."},
		{Name: metricOpen, Type: exposition.Gauge, Help: "Files and connections that are open."},
		{Name: metricMostOpen, Type: exposition.Gauge, Help: "Files and connections that may be open."},
	}
}

// addProcess adds what is known of the process: of the system's own figures
// those that it gives.
func (s *Server) addProcess(out *exposition.Samples) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	out.Add(metricGoroutines, float64(runtime.NumGoroutine()))
	out.Add(metricHeap, float64(m.HeapAlloc))
	out.Add(metricCollected, float64(m.NumGC))
	out.Add(metricStarted, float64(s.begun.UnixMilli())/1000)
	addSystem(out)
}
