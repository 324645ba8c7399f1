package probe

import (
	"context"
	"iter"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"mailadvisor/probe/sweep"
)

// BenchmarkSweep runs many targets side by side, as a sweep does, and as a
// loop over crypto/tls alone does it, in turns and against a host in another
// process: targets a second, processor time and memory of each, and what the
// first costs more.
func BenchmarkSweep(b *testing.B) {
	for _, c := range contenders(b) {
		b.Run(string(c.e.Service)+"-"+string(c.e.Security), func(b *testing.B) {
			const turn, atOnce = 400, 16
			var ours, floor load
			for b.Loop() {
				ours.add(b, turn, atOnce, c.ours)
				floor.add(b, turn, atOnce, c.floor)
			}
			n := float64(b.N * turn)
			b.ReportMetric(0, "ns/op") // of both together: says nothing
			b.ReportMetric(n/ours.took.Seconds(), "targets/s")
			b.ReportMetric(n/floor.took.Seconds(), "floor-targets/s")
			b.ReportMetric(ours.cpu.Seconds()*1e6/n, "cpu-µs")
			b.ReportMetric(ours.cpu.Seconds()/floor.cpu.Seconds(), "cpu-ratio")
			b.ReportMetric(float64(ours.octets)/float64(floor.octets), "heap-ratio")
			b.ReportMetric(float64(ours.peak)/(1<<20), "peak-MiB")
			b.ReportMetric(float64(ours.peak)/float64(floor.peak), "peak-ratio")
		})
	}
}

// load is what a sweep costs.
type load struct {
	cost
	took time.Duration
	peak uint64 // octets of live heap and stacks, at most
}

func (l *load) add(b *testing.B, n, atOnce int, call func() error) {
	runtime.GC()
	begun := time.Now()
	cpu, octets := used()
	for r := range sweep.Run(b.Context(), upTo(n), sweep.Options[int, error]{Concurrency: atOnce}, func(context.Context, int, sweep.Enter) error { return call() }) {
		if r.Value != nil {
			b.Fatal(r.Value)
		}
		if r.Target%50 == 0 {
			l.peak = max(l.peak, inUse())
		}
	}
	cpuNow, octetsNow := used()
	l.cpu += cpuNow - cpu
	l.octets += octetsNow - octets
	l.took += time.Since(begun)
}

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// inUse returns the memory that the heap and the stacks have taken.
func inUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() + s[1].Value.Uint64()
}
