package cli

import (
	"context"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// quickly are starts for which nobody should wait: no network, no file. Each
// has the allocations that it may take.
func quickly() map[string]float64 {
	return map[string]float64{"--help": 1500, "version": 400, "advise --devices 3 --quota 5GB --used 2GB --mail-per-day 20": 12_000}
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
	for line := range quickly() {
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
	for line, most := range quickly() {
		if n := testing.AllocsPerRun(3, func() { start(t, line) }); n > most {
			t.Errorf("%s: %.0f allocations, want no more than %.0f", line, n, most)
		}
	}
}

// What a package of this program does before main, every command waits for:
// tables and regular expressions are made when they are used.
func TestInitAllocatesLittle(t *testing.T) {
	cmd := exec.Command(program(t), "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace strings.Builder
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	const most = 6144 // octets of all packages of this program; a regular expression takes more
	sum := 0
	lines := regexp.MustCompile(`(?m)^init (\S+) @.* (\d+) bytes, \d+ allocs$`).FindAllStringSubmatch(trace.String(), -1)
	for _, m := range lines {
		if octets, _ := strconv.Atoi(m[2]); strings.HasPrefix(m[1], "mailadvisor/") {
			sum += octets
			t.Logf("%s: %d", m[1], octets)
		}
	}
	if sum > most || len(lines) < 10 {
		t.Errorf("%d octets in all, want no more than %d; %d packages are traced", sum, most, len(lines))
	}
}
