package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.yaml.in/yaml/v4"

	"mailadvisor/advise"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// sweepFor sweeps a list on a clock of its own, and says when each result came.
// A host takes as long as look says, and fails as it says.
func sweepFor(t *testing.T, a *app, list []string, look func(host string) (time.Duration, result.Kind)) (took time.Duration, at map[string]time.Duration) {
	t.Helper()
	at = map[string]time.Duration{}
	begun := time.Now()
	w := sweeping(a, a.probed, func(ctx context.Context, j run.Job) (*result.Report, error) {
		takes, kind := look(j.Target.Host)
		time.Sleep(takes)
		r, _ := allWell(ctx, j)
		if kind != "" {
			p := &r.Probes[0]
			p.Status, p.Failure = result.Fail, &result.Failure{Kind: kind, Step: result.StepConnect}
			p.Paths[0].Status, p.Paths[0].Failure = result.Fail, p.Failure
		}
		return r, nil
	})
	lines := func(yield func(run.Line) bool) {
		for i, target := range list {
			if !yield(run.Line{Target: target, Number: i + 1}) {
				return
			}
		}
	}
	for e := range w.Each(t.Context(), w.Listed(lines, (*run.Runner).Job, nil)) {
		if e.Err != nil {
			t.Fatal(e.Err)
		}
		at[e.Piece.Target] = time.Since(begun)
	}
	return time.Since(begun), at
}

// Hosts that refuse slow nobody down: 3 or 10 of 300 of one domain.
func TestFleetRefusing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		times := map[int]time.Duration{}
		for _, refusing := range []int{0, 3, 10} {
			var list []string
			for i := range 300 {
				list = append(list, fmt.Sprintf("imaps://host-%d.example.test", i))
			}
			a := sweeper(t, "jsonl")
			a.sweep.concurrency = 64
			times[refusing], _ = sweepFor(t, a, list, func(host string) (time.Duration, result.Kind) {
				for i := range refusing {
					if host == fmt.Sprintf("host-%d.example.test", 10*i) {
						return time.Millisecond, result.Refused
					}
				}
				return 40 * time.Millisecond, ""
			})
		}
		if times[3] > times[0] || times[10] > times[0] {
			t.Errorf("%v", times)
		}
	})
}

// A list sorted by domain gives its first good result at once, though 1,400
// names of a dead domain stand first.
func TestFleetSortedList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var list []string
		for i := range 1400 {
			list = append(list, fmt.Sprintf("imaps://host-%d.dead.test", i))
		}
		list = append(list, "imaps://mail.good.test")
		a := sweeper(t, "jsonl")
		a.sweep.concurrency = 64
		_, at := sweepFor(t, a, list, func(host string) (time.Duration, result.Kind) {
			if strings.HasSuffix(host, ".dead.test") {
				return 30 * time.Second, result.Timeout
			}
			return 50 * time.Millisecond, ""
		})
		if first := at["imaps://mail.good.test"]; first > time.Second {
			t.Errorf("the first good result came after %v", first)
		}
	})
}

// With one tarpit of a hundred, the order costs a fifth of the time at most,
// and every result is what it would have been.
func TestFleetOrdered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var list []string
		for i := range 3000 {
			list = append(list, fmt.Sprintf("imaps://host.example-%d.test", i))
		}
		times := map[bool]time.Duration{}
		for _, ordered := range []bool{false, true} {
			a := sweeper(t, "jsonl")
			a.sweep.concurrency, a.sweep.ordered = 64, ordered
			var at map[string]time.Duration
			times[ordered], at = sweepFor(t, a, list, func(host string) (time.Duration, result.Kind) {
				if strings.HasSuffix(host, "00.test") {
					return 30 * time.Second, result.Timeout
				}
				return 200 * time.Millisecond, ""
			})
			if len(at) != len(list) {
				t.Errorf("%d results of %d", len(at), len(list))
			}
		}
		if times[true] > times[false]*12/10 {
			t.Errorf("in order %v, else %v", times[true], times[false])
		}
	})
}

// A record is read by its beginning, however it was written, and the file keeps
// what is not tested again.
func TestFleetResumes(t *testing.T) {
	flags := hostFlags(t)
	file := filepath.Join(t.TempDir(), "result.jsonl")
	list := `{"target": "imaps://a@mail.example.test", "id": 17, "labels": {"site": "north"}}` + "\n" +
		"imaps://b@mail.example.test\n" + "no:such:target\n" + "{broken\n" + "imaps://127.0.0.1:1\n"
	sweep := func(want int, more ...string) []map[string]any {
		t.Helper()
		got := runWith(t, list, slices.Concat([]string{"probe", "-", "--resume", file}, flags, more)...)
		if got.status != want {
			t.Errorf("%v: status %d\n%s", more, got.status, got.errors)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var records []map[string]any
		for line := range strings.Lines(string(content)) {
			var r map[string]any
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			records = append(records, r)
		}
		slices.SortFunc(records, func(a, b map[string]any) int { return int(a["line"].(float64) - b["line"].(float64)) })
		if len(records) != 5 {
			t.Fatalf("%v: %d records of 5 lines", more, len(records))
		}
		return records
	}
	began := func(r map[string]any) string { return r["started_at"].(string) }
	first := sweep(StatusUsage)
	if first[0]["id"] != 17.0 || first[0]["labels"].(map[string]any)["site"] != "north" || first[0]["verdict"] != "ok" {
		t.Errorf("%v", first[0]["id"])
	}
	for i, id := range map[int]string{2: "error.target-bad-port.what", 3: "error.list-json.what"} {
		if e, _ := first[i]["error"].(map[string]any); first[i]["verdict"] != "unable" || e["id"] != id || e["usage"] != true {
			t.Errorf("line %d: %v", i+1, first[i]["error"])
		}
	}
	again := sweep(StatusUsage) // nothing is left to do
	for i := range again {
		if began(again[i]) != began(first[i]) {
			t.Errorf("line %d was tested again", i+1)
		}
	}
	refused := sweep(StatusUsage, "--retry-failed=refused", "--brief")
	if began(refused[4]) == began(first[4]) || refused[4]["schema"] != result.BriefSchema || began(refused[0]) != began(first[0]) || began(refused[2]) != began(first[2]) {
		t.Error("what was refused, and no more, is tested again")
	}
	if failed := sweep(StatusUsage, "--retry-failed"); began(failed[4]) == began(refused[4]) || began(failed[2]) == began(first[2]) || began(failed[1]) != began(first[1]) {
		t.Error("all that failed, and no more, is tested again")
	}
	if old := sweep(StatusUsage, "--max-age", "1ns", "--brief"); began(old[0]) == began(first[0]) || old[0]["id"] != 17.0 {
		t.Error("what is too old is tested again")
	}
}

// BenchmarkResume reads a file of whole records of hosts with six endpoints:
//
//	go test ./advise/cli -run - -bench Resume -benchtime 3x
func BenchmarkResume(b *testing.B) {
	line := runWithin(b, "probe", "--demo", "-o", "jsonl")
	file := filepath.Join(b.TempDir(), "result.jsonl")
	if err := os.WriteFile(file, bytes.Repeat([]byte(line), 10_000), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(line)) * 10_000)
	for b.Loop() {
		e, err := run.Resume(file, run.Resuming{})
		if err != nil || e.N != 10_000 {
			b.Fatal(e, err)
		}
		e.File.Close()
	}
}

func runWithin(b *testing.B, args ...string) string {
	var out bytes.Buffer
	Main(b.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Now: testkit.Today})
	return out.String()
}

// gate is a way to the embedded host that counts who is inside.
type gate struct {
	address   string
	mu        sync.Mutex
	now, most int
	all       int
	reached   chan struct{} // closed when so many have been there
	after     int
}

// openAt returns how many connections to an address are open at both ends, as the
// kernel knows, or a count that is never the least where it does not say. A host
// reads the end of a connection some time after the other side has closed it:
// its own count may hold one that is over. The kernel, too, may be about to
// deliver that end: the least of some counts is right.
func openAt(t *testing.T, address string) int {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Error(err)
	}
	number, _ := strconv.Atoi(port)
	least := math.MaxInt
	for range 5 {
		table, err := os.ReadFile("/proc/net/tcp")
		if err != nil {
			return least
		}
		n := 0
		for line := range strings.Lines(string(table)) {
			// sl local_address rem_address st …, with 01 for ESTABLISHED
			if f := strings.Fields(line); len(f) > 3 && f[3] == "01" && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", number)) {
				n++
			}
		}
		least = min(least, n)
		runtime.Gosched()
	}
	return least
}

// seen returns how many were inside at once at most, and how many in all.
func (g *gate) seen() (most, all int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.most, g.all
}

// gates are so many ways to a host, on addresses of their own.
func gates(t *testing.T, host *mailhost.Host, n, after int) []*gate {
	t.Helper()
	var out []*gate
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", 10+i))
		if err != nil {
			t.Skipf("this system has one loopback address alone: %v", err)
		}
		t.Cleanup(func() { l.Close() })
		g := &gate{address: l.Addr().String(), reached: make(chan struct{}), after: after}
		out = append(out, g)
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				g.mu.Lock()
				g.now++
				g.all++
				g.most = max(g.most, min(g.now, openAt(t, g.address)))
				if g.all == g.after {
					close(g.reached)
				}
				g.mu.Unlock()
				go func() {
					host.Serve("imaps", conn)
					g.mu.Lock()
					g.now--
					g.mu.Unlock()
				}()
			}
		}()
	}
	return out
}

// Two workers share a list; one is killed in the middle and goes on. At the
// server no domain saw more at once than its limit, and every target is in the
// results once.
func TestFleetOfTwoWorkers(t *testing.T) {
	path := program(t)
	host := testkit.Host(t, mailhost.Config{Now: time.Now()}) // the workers are processes with a clock of their own
	dir := t.TempDir()
	ca := place(t, dir, "ca.pem", string(host.CAPEM()))
	ways := gates(t, host, 4, 6)
	var list strings.Builder
	connect := []string{}
	for i := range 80 { // of four domains
		name := fmt.Sprintf("host-%d.example-%d.test", i, i%4)
		fmt.Fprintf(&list, "imaps://%s\n", name)
		connect = append(connect, "--connect", name+":993="+ways[i%4].address)
	}
	targets := place(t, dir, "targets", list.String())
	worker := func(k int) *exec.Cmd {
		return exec.Command(path, slices.Concat([]string{
			"probe", "--targets", targets, "--shard", fmt.Sprintf("%d/2", k), "--resume", filepath.Join(dir, fmt.Sprintf("%d.jsonl", k)),
			"--per-domain", "2", "--brief", "--ca-file", ca,
		}, connect)...)
	}
	killed := run.ShardOf("imaps://x.example-3.test", 2)
	first, second := worker(killed), worker(3-killed)
	ends := watched(t, second)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-ways[3].reached
	first.Process.Kill()
	_ = first.Wait()
	ends()
	watched(t, worker(killed))()

	seen := map[string]int{}
	for k := 1; k <= 2; k++ {
		content, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.jsonl", k)))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			var b machine.Brief
			if err := json.Unmarshal([]byte(line), &b); err != nil {
				t.Fatal(err)
			}
			seen[b.Target.Input]++
			// The host was really looked at: it has a certificate for one name.
			if len(b.Endpoints) != 1 || b.Endpoints[0].Kind != result.CertNameMismatch {
				t.Errorf("%s", line)
			}
		}
	}
	if len(seen) != 80 {
		t.Errorf("%d targets of 80", len(seen))
	}
	for target, n := range seen {
		if n != 1 {
			t.Errorf("%s: %d times", target, n)
		}
	}
	for i, g := range ways {
		// Those of the killed one may still be open at the server when it goes on.
		limit := 2 + map[bool]int{true: 2}[run.ShardOf(fmt.Sprintf("imaps://x.example-%d.test", i), 2) == killed]
		if most, all := g.seen(); most > limit || all < 20 {
			t.Errorf("domain %d: %d connections, %d at once", i, all, most)
		}
	}
}

// Where a process may open few files, the sweep waits, says so, and is right.
func TestFleetWithFewFiles(t *testing.T) {
	sh := testkit.Program(t, "sh", "dash")
	path := program(t)
	args := slices.Concat([]string{"-c", `ulimit -n 128 && exec "$@"`, "sh", path, "probe", "-", "--brief", "--concurrency", "512", "--per-address", "512", "--per-domain", "512"}, hostFlagsNow(t))
	cmd := exec.Command(sh, args...)
	cmd.Stdin = strings.NewReader(listOf(400))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if status := watched(t, cmd)(); status != StatusOK || strings.Count(out.String(), `"verdict":"ok"`) != 400 || !strings.Contains(errs.String(), "128 files") {
		t.Errorf("status %d, %d of 400 in order\n%s", status, strings.Count(out.String(), `"verdict":"ok"`), errs.String())
	}
}

// The queue of docs/examples/fleet on a real JetStream: one worker kills itself
// in the middle. Nothing is lost, and nothing is doubled.
func TestFleetOnNATS(t *testing.T) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.WaitForShutdown()
	defer s.Shutdown()
	if !s.ReadyForConnections(2 * time.Minute) {
		t.Fatal("the server does not start")
	}
	dir := t.TempDir()
	path, worker := program(t), filepath.Join(dir, "worker")
	if out, err := asReleased(testkit.Go(t), worker, "mailadvisor/docs/examples/fleet/nats").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	conn, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "TARGETS", Subjects: []string{"targets"}, Retention: jetstream.WorkQueuePolicy}); err != nil {
		t.Fatal(err)
	}
	const n = 60
	for line := range strings.Lines(listOf(n)) {
		if _, err := js.Publish(ctx, "targets", []byte(strings.TrimSpace(line))); err != nil {
			t.Fatal(err)
		}
	}
	js.Publish(ctx, "targets", []byte("# no target"))
	work := func(more ...string) *exec.Cmd {
		return exec.Command(worker, slices.Concat([]string{"-nats", s.ClientURL(), "-drain", "-batch", "20", "-ack-wait", "3s"}, more)...)
	}
	command := slices.Concat([]string{"--", path, "probe", "-", "--brief", "--concurrency", "4"}, hostFlagsNow(t))
	// The first one dies when its program has written some results.
	dies := []string{"--", testkit.Program(t, "sh", "dash"), "-c", `"$@" | { head -n 7; kill -9 $PPID; }`, "sh"}
	first := work(slices.Concat(dies, command[1:])...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	second := work(command...)
	second.Stderr = os.Stderr
	if status := watched(t, second)(); status != 0 {
		t.Errorf("the second worker ends with %d", status)
	}

	results, err := js.Stream(ctx, "RESULTS")
	if err != nil {
		t.Fatal(err)
	}
	info, err := results.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for number := info.State.FirstSeq; number <= info.State.LastSeq; number++ {
		m, err := results.GetMsg(ctx, number)
		if err != nil {
			t.Fatal(err)
		}
		var b machine.Brief
		if err := json.Unmarshal(m.Data, &b); err != nil || b.Verdict != advise.VerdictOK {
			t.Errorf("%v %s", err, m.Data)
		}
		seen[b.Target.Input]++
	}
	if len(seen) != n || info.State.Msgs != n {
		t.Errorf("%d targets of %d, in %d results", len(seen), n, info.State.Msgs)
	}
}

// The Kubernetes job: with the index of each pod in place, its arguments work
// as they stand, and all shares together are the list.
func TestFleetJob(t *testing.T) {
	var job struct {
		Spec struct {
			CompletionMode       string `yaml:"completionMode"`
			Completions          int    `yaml:"completions"`
			BackoffLimitPerIndex int    `yaml:"backoffLimitPerIndex"`
			Template             struct {
				Spec struct {
					RestartPolicy string `yaml:"restartPolicy"`
					Containers    []struct {
						Args         []string `yaml:"args"`
						VolumeMounts []struct {
							MountPath string `yaml:"mountPath"`
						} `yaml:"volumeMounts"`
					} `yaml:"containers"`
				} `yaml:"spec"`
			} `yaml:"template"`
		} `yaml:"spec"`
	}
	if err := yaml.Unmarshal([]byte(readExample(t, "fleet/job.yaml")), &job); err != nil {
		t.Fatal(err)
	}
	pod := job.Spec.Template.Spec
	// What Kubernetes wants of a job with a limit for each index.
	if job.Spec.CompletionMode != "Indexed" || job.Spec.BackoffLimitPerIndex < 1 || pod.RestartPolicy != "Never" || len(pod.Containers) != 1 {
		t.Fatalf("%+v", job)
	}
	dir, flags := t.TempDir(), hostFlags(t)
	var list strings.Builder
	for i := range 40 {
		fmt.Fprintf(&list, "imaps://host.example-%d.test:1\n", i)
		flags = append(flags, "--connect", fmt.Sprintf("host.example-%d.test:1=127.0.0.1:1", i))
	}
	for _, name := range []string{"list", "results"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	place(t, filepath.Join(dir, "list"), "targets", list.String())
	records := 0
	for index := range job.Spec.Completions {
		var args []string
		for _, arg := range pod.Containers[0].Args {
			arg = strings.ReplaceAll(arg, "$(JOB_COMPLETION_INDEX)", fmt.Sprint(index))
			for _, mount := range pod.Containers[0].VolumeMounts {
				arg = strings.ReplaceAll(arg, "="+mount.MountPath+"/", "="+filepath.Join(dir, mount.MountPath)+"/")
			}
			args = append(args, arg)
		}
		if status, _, said := asTyped(t, append(args, flags...)...); status > StatusFailed {
			t.Errorf("index %d: status %d\n%s", index, status, said)
		}
		content, err := os.ReadFile(filepath.Join(dir, "results", fmt.Sprint(index)+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		records += bytes.Count(content, []byte("\n"))
	}
	if records != 40 {
		t.Errorf("%d records of 40 targets", records)
	}
}

// parallel.sh with GNU parallel.
func TestFleetParallel(t *testing.T) {
	testkit.Program(t, "parallel", "parallel")
	dir := t.TempDir()
	path := program(t)
	cmd := exec.Command(testkit.Program(t, "sh", "dash"), slices.Concat([]string{mustAbs(t, shippedIn+"fleet/parallel.sh"), place(t, dir, "targets", listOf(12)), filepath.Join(dir, "results")}, hostFlagsNow(t))...)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(path)+":"+os.Getenv("PATH"), "HOME="+dir, "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "12 targets of 1 domain: 12 in order") {
		t.Errorf("%v\n%s", err, out)
	}
}

// The image: what the Containerfile copies, as the whole file system of a
// program that looks at a host.
func TestFleetImage(t *testing.T) {
	chroot := testkit.Program(t, "chroot", "coreutils")
	if os.Geteuid() != 0 {
		t.Skip("only root may change its root")
	}
	root := t.TempDir()
	files := map[string]string{"mailadvisor": program(t), "ca-certificates.crt": "/etc/ssl/certs/ca-certificates.crt"}
	entry, scratch := "", false
	lines := bufio.NewScanner(strings.NewReader(readExample(t, "fleet/Containerfile")))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 2 && words[0] == "FROM":
			scratch = words[1] == "scratch"
		case len(words) == 3 && words[0] == "COPY":
			content, err := os.ReadFile(files[words[1]])
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(root, words[2])
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(to, content, 0o755); err != nil {
				t.Fatal(err)
			}
		case len(words) == 2 && words[0] == "ENTRYPOINT":
			entry = strings.Trim(words[1], `[]"`)
		}
	}
	if !scratch || entry == "" {
		t.Fatal("it is not made from scratch, or starts nothing")
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	inside := func(args ...string) (string, int) {
		cmd := exec.Command(chroot, slices.Concat([]string{"--userspec=65534:65534", root, entry}, args)...)
		cmd.Env = []string{}
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := inside("probe", "--demo"); status != StatusOK {
		t.Errorf("status %d\n%s", status, out)
	}
	// The certificates of the image are found, and trusted.
	if out, status := inside("probe", "imaps://127.0.0.1:1"); status != StatusFailed || strings.Contains(out, "ca-certificates") {
		t.Errorf("status %d\n%s", status, out)
	}
}
