package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// sweeper returns the program without a network, about to sweep a list.
func sweeper(t testing.TB, format string) *app {
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	a := &app{words: words, Streams: Streams{Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }, Now: testkit.Today}}
	a.flags.output = format
	a.sweep = sweepFlags{concurrency: 1, perDomain: 8, perAddress: 8}
	return a
}

// sweeping returns a crew for a list.
func sweeping(a *app, document func(run.Piece, *result.Report) *advise.Document, look func(context.Context, run.Job) (*result.Report, error)) *crew {
	w := &crew{Crew: a.crew(&run.Runner{Options: probe.Options{Now: a.Now}}, document, true), watch: (*sweepWatch)(nil)}
	w.Probe = look
	return w
}

// allWell returns a probe that costs nothing: every host is up, without a
// certificate.
func allWell(_ context.Context, j run.Job) (*result.Report, error) {
	e := j.Endpoints[0]
	return &result.Report{Schema: result.Schema, Target: j.Target, StartedAt: today, Probes: []result.Probe{{
		Endpoint: e, Status: result.OK, Login: &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential},
		Paths: []result.Path{{
			Address: "192.0.2.10", Family: "ipv4", Status: result.OK, Greeting: strings.Repeat("ready ", 50),
			TLS: &result.TLSState{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Verified: true, Problems: []result.Problem{}},
		}},
	}}}, nil
}

// manyHosts are as many lines, and then call done.
func manyHosts(n int, done func()) iter.Seq[run.Line] {
	return func(yield func(run.Line) bool) {
		for i := range n {
			if !yield(run.Line{Target: fmt.Sprintf("imaps://host-%d.example-%d.test", i, i/3), Number: i + 1}) {
				return
			}
		}
		done()
	}
}

// countdown is a watch that says when the last target was told.
type countdown struct {
	left int
	told chan struct{}
}

func (*countdown) aside() {}

func (c *countdown) ended() {
	if c.left--; c.left == 0 {
		close(c.told)
	}
}

// heldAfter returns the heap that is live once so many targets were swept and
// told, while the sweep waits for another.
func heldAfter(t testing.TB, format string, n int, document func(*app, run.Piece, *result.Report) *advise.Document) uint64 {
	a := sweeper(t, format)
	watch := &countdown{n, make(chan struct{})}
	w := sweeping(a, func(p run.Piece, r *result.Report) *advise.Document { return document(a, p, r) }, allWell)
	w.watch = watch
	out, err := a.output("check", func(d *advise.Document) int { return checkStatus(d, "fail") }, true)
	if err != nil {
		t.Fatal(err)
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}} // what the last collection could not free
	lines := manyHosts(n, func() { <-watch.told; runtime.GC(); metrics.Read(live) })
	if err := a.tell(t.Context(), w.Listed(lines, (*run.Runner).Job, nil), w, out); err != nil {
		t.Fatal(err)
	}
	return live[0].Value.Uint64()
}

// policed holds reports to a policy of which a part is broken.
func policed(t testing.TB) func(*app, run.Piece, *result.Report) *advise.Document {
	p, err := policy.Parse("policy.yaml", []byte("defaults: {require: {certificate-days: 14, offered: [imap:993, pop3:995]}}\n"), policy.Outside{})
	if err != nil {
		t.Fatal(err)
	}
	return func(a *app, piece run.Piece, r *result.Report) *advise.Document {
		return run.Hold(r, p, piece.Name, nil, a.words)
	}
}

// Memory does not grow with the number of targets, in any form that streams.
func TestSweepInFlatMemory(t *testing.T) {
	var same *advise.Document // what is said of them costs nothing here
	hold := policed(t)
	document := func(a *app, p run.Piece, r *result.Report) *advise.Document {
		if same == nil {
			same = hold(a, p, r)
		}
		d := *same
		d.Report = *r
		return &d
	}
	for _, format := range []string{"jsonl", "tap", "text", "junit", "sarif", "github"} {
		heldAfter(t, format, 10, document) // words are read
		few, many := heldAfter(t, format, 300, document), heldAfter(t, format, 5300, document)
		if many > few+200_000 { // 40 octets a target
			t.Errorf("%s: %d octets after 300 targets, %d after 5,300", format, few, many)
		}
	}
}

// BenchmarkSweepList is the cost of a target beside its probe: reading,
// diagnosis, policy and output, and the heap that is live at the end:
//
//	go test ./advise/cli -run - -bench SweepList -benchtime 100000x
func BenchmarkSweepList(b *testing.B) {
	for _, format := range []string{"jsonl", "tap"} {
		b.Run(format, func(b *testing.B) {
			b.ReportMetric(float64(heldAfter(b, format, b.N, policed(b)))/(1<<20), "live-MiB")
		})
	}
}

// Hosts of one domain are not asked all at once. A server that is busy is asked
// again later, up to four times, and says so; one that refuses is not, and
// neither holds up the others.
func TestSweepIsGentle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := sweeper(t, "jsonl")
		a.sweep.concurrency, a.sweep.perDomain = 50, 2
		var mu sync.Mutex
		now, most, tries := 0, 0, map[string]int{}
		var said bytes.Buffer
		a.Err = &said
		w := sweeping(a, a.probed, func(ctx context.Context, j run.Job) (*result.Report, error) {
			r, _ := allWell(ctx, j)
			r.Probes[0].Paths[0].Address = "192.0.2." + strconv.Itoa(len(j.Target.Host)) // later, never and refuses have one each
			at := netip.AddrPortFrom(netip.MustParseAddr(r.Probes[0].Paths[0].Address), 993)
			if err := j.Options.Admit(j.Endpoints[0], []netip.AddrPort{at}); err != nil {
				return nil, err
			}
			mu.Lock()
			now++
			most = max(most, now)
			tries[j.Target.Host]++
			n := tries[j.Target.Host]
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			fails := func(kind result.Kind) {
				p := &r.Probes[0]
				p.Status, p.Failure = result.Fail, &result.Failure{Kind: kind, Step: result.StepGreeting, Temporary: true}
				p.Paths[0].Status, p.Paths[0].Failure = result.Fail, p.Failure
			}
			switch {
			case j.Target.Host == "never.example.test", j.Target.Host == "later.example.test" && n < 2:
				fails(result.Busy)
			case j.Target.Host == "refuses.example.test":
				fails(result.Refused)
			}
			return r, nil
		})
		var list strings.Builder
		for i := range 20 {
			fmt.Fprintf(&list, "imaps://host-%d.example.test\n", i)
		}
		list.WriteString("imaps://later.example.test\nimaps://never.example.test\nimaps://refuses.example.test\n")
		hosts, err := run.OpenList(t.Context(), "-", strings.NewReader(list.String()))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		a.Out = &got
		out, err := a.output("probe", a.statusOf, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.tell(t.Context(), w.Listed(hosts.All, (*run.Runner).Job, nil), w, out); err != nil {
			t.Fatal(err)
		}
		if most != 2 || tries["later.example.test"] != 2 || tries["never.example.test"] != 4 || tries["refuses.example.test"] != 1 || tries["host-3.example.test"] != 1 {
			t.Errorf("at most %d at once; tried %v", most, tries)
		}
		if n := strings.Count(got.String(), "\n"); n != 23 {
			t.Errorf("%d results of 23", n)
		}
		for line := range strings.Lines(got.String()) {
			waited := strings.Contains(line, `"rests":[{"server":"192.0.2.18:993","until":"`)
			if asked := strings.Contains(line, `"host":"never.`) || strings.Contains(line, `"host":"later.`); asked != waited {
				t.Errorf("it waited: %v\n%.300s", waited, line)
			}
		}
		if !strings.Contains(said.String(), "resting 2 targets until ") || !strings.Contains(said.String(), "192.0.2.18:993") {
			t.Errorf("%s", said.String())
		}
	})
}

// A target that leads to no server is a result, with its reason beside it.
func TestSweepFindsNothing(t *testing.T) {
	for format, want := range map[string]string{"jsonl": `"input":"user@example.test"`, "text": "FAIL   Nothing could be checked of example.test"} {
		a := sweeper(t, format)
		var got, errs bytes.Buffer
		a.Out, a.Err = &got, &errs
		out, err := a.output("probe", a.statusOf, true)
		if err != nil {
			t.Fatal(err)
		}
		w := sweeping(a, a.probed, func(context.Context, run.Job) (*result.Report, error) {
			return nil, run.Failed("discovery-nothing", locale.Args{"domain": "example.test"})
		})
		pieces := w.Listed(slices.Values([]run.Line{{Target: "user@example.test", Number: 7}}), func(r *run.Runner, _ context.Context, input string) (run.Job, error) {
			j, err := r.Read(input)
			j.Discovery = &result.Discovery{}
			return j, err
		}, nil)
		if err := a.tell(t.Context(), pieces, w, out); err != nil {
			t.Fatal(err)
		}
		if a.status != StatusFailed || !strings.Contains(got.String(), want) || !strings.Contains(errs.String(), "line 7 of the list: ") {
			t.Errorf("%s: status %d\n%s%s", format, a.status, got.String(), errs.String())
		}
	}
}

// listOf names the embedded host so many times, each time as another target.
func listOf(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "imaps://user-%d@%s\n", i, mailhost.Name)
	}
	return list.String()
}

// stopAfter cancels a run once so many lines of a result were written.
type stopAfter struct {
	bytes.Buffer
	lines int
	stop  func()
}

func (s *stopAfter) Write(b []byte) (int, error) {
	if s.lines -= bytes.Count(b, []byte("\n")); s.lines <= 0 {
		s.stop()
	}
	return s.Buffer.Write(b)
}

// An interrupt ends a sweep whose list has no end. What was written is whole,
// it says how to go on, and going on yields every target once. Nothing is
// left behind: no goroutine, no descriptor.
func TestInterruptedSweep(t *testing.T) {
	flags := append(hostFlags(t), "--per-domain", "50", "--per-address", "20")
	goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in, typing := io.Pipe() // stays open, as a terminal does
	go io.WriteString(typing, listOf(60))
	out := &stopAfter{lines: 20, stop: cancel}
	var errs bytes.Buffer
	status := Main(ctx, slices.Concat([]string{"probe", "-", "-o", "jsonl", "--concurrency", "6"}, flags), Streams{
		In: in, Out: out, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today,
	})
	typing.Close()
	if status != StatusUnable || !strings.Contains(errs.String(), "interrupted") || !strings.Contains(errs.String(), "--resume FILE") {
		t.Errorf("status %d\n%s", status, errs.String())
	}
	first := strings.Count(out.String(), "\n")
	if first < 20 || first >= 60 || !strings.HasSuffix(out.String(), "}\n") {
		t.Fatalf("%d lines were written", first)
	}

	// Those that were cut short say so, and are run again.
	cut := strings.Count(out.String(), `"interrupted":true`)
	torn := out.String()[:out.Len()-100]
	if last := strings.LastIndex(strings.TrimSpace(out.String()), "\n"); strings.Contains(out.String()[last:], `"interrupted":true`) {
		cut--
	}
	file := place(t, t.TempDir(), "result.jsonl", torn)
	got := runWith(t, listOf(60), slices.Concat([]string{"probe", "-", "--resume", file}, flags)...)
	if got.status != StatusOK || got.out != "" || !strings.Contains(got.errors, fmt.Sprintf("has %d targets", first-1-cut)) {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for text := range strings.Lines(string(content)) {
		var d advise.Document
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		if seen[d.Target.Input]++; seen[d.Target.Input] > 1 || d.Interrupted || d.Probes[0].Status != result.OK {
			t.Errorf("%s: %d times, interrupted: %v", d.Target.Input, seen[d.Target.Input], d.Interrupted)
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d targets of 60", len(seen))
	}
	testkit.Await(t, "the end of the sessions", func() bool { // the embedded host ends its sessions by itself
		return runtime.NumGoroutine() <= goroutines && openDescriptors(t) <= descriptors
	})
}

// openDescriptors counts the descriptors of this process.
func openDescriptors(t *testing.T) int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc to count descriptors in")
	}
	return len(list)
}
