package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// quickly are starts for which nobody should wait: no network, no file.
func quickly() []string {
	return []string{"--help", "version", "advise --devices 3 --quota 5GB --used 2GB --mail-per-day 20"}
}

func start(t testing.TB, line string) {
	nobody := Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }, Now: testkit.Today}
	if status := Main(context.Background(), strings.Fields(line), nobody); status != StatusOK {
		t.Fatalf("%s: status %d", line, status)
	}
}

// BenchmarkStart is what the program does in a start, without what the
// libraries and the system do to have it run: docs/performance.md.
func BenchmarkStart(b *testing.B) {
	for _, line := range quickly() {
		b.Run(strings.Fields(line)[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				start(b, line)
			}
		})
	}
}

// A start costs what it touches: every page of memory that it writes first is
// fetched from the system. When all messages were read at every start, help
// took 23,600 allocations and advice 69,800.
func TestStartAllocatesLittle(t *testing.T) {
	for _, line := range quickly() {
		const most = 15_000
		if n := testing.AllocsPerRun(3, func() { start(t, line) }); n > most {
			t.Errorf("%s: %.0f allocations, want no more than %d", line, n, most)
		}
	}
}
