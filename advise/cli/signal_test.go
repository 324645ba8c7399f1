package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/probe/testkit"
)

// built is the program itself of this package's tests: made for the first that
// asks, removed by TestMain.
var built struct {
	once sync.Once
	dir  string
	err  error
}

// program builds the program itself, once, as it is released: without cgo, and
// without the race detector that a test run may ask for, since what this program
// runs at once is tested in this process too. It stands alone in its folder.
func program(t *testing.T) string {
	t.Helper()
	tool := testkit.Go(t)
	path := func() string { return filepath.Join(built.dir, "mailadvisor") }
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "mailadvisor"); built.err != nil {
			return
		}
		if out, err := asReleased(tool, path(), "mailadvisor").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return path()
}

// asReleased returns the command that makes a program of a package, as it is
// released.
func asReleased(tool, file, of string) *exec.Cmd {
	cmd := exec.Command(tool, "build", "-o", file, of)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	return cmd
}

// watched starts a command that a watchdog ends, should it never end itself.
func watched(t *testing.T, cmd *exec.Cmd) (wait func() int) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	return func() int {
		err := cmd.Wait()
		if !watchdog.Stop() {
			t.Error("it did not end by itself")
		}
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
		return cmd.ProcessState.ExitCode()
	}
}

// A signal ends a run that waits for a silent host at once: what is known by
// then is printed, every endpoint says that it was interrupted and not that
// its time was over, and the status is that of a tool that could not finish.
func TestInterrupt(t *testing.T) {
	path := program(t)
	for name, sig := range map[string]os.Signal{"interrupt": os.Interrupt, "terminate": syscall.SIGTERM} {
		for _, format := range []string{"text", "json", "jsonl"} {
			t.Run(name+" "+format, func(t *testing.T) {
				t.Parallel()
				transcript := filepath.Join(t.TempDir(), "transcript")
				cmd := exec.Command(path, "probe", "--demo=fault:silent", "--timeout", "1h", "-o", format, "--transcript", transcript)
				cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
				var stdout, stderr bytes.Buffer
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				wait := watched(t, cmd)
				testkit.Await(t, "the connection", func() bool { // connected, and waiting
					content, _ := os.ReadFile(transcript)
					return strings.Count(string(content), "-- connect ok") >= 6
				})
				cmd.Process.Signal(sig)
				cmd.Process.Signal(sig) // as timeout(1) does: to the program, and to its group
				if status := wait(); status != StatusUnable {
					t.Errorf("status %d, want %d\n%s%s", status, StatusUnable, stdout.String(), stderr.String())
				}
				if format == "text" {
					if !strings.Contains(stderr.String(), "interrupted") || !strings.Contains(stdout.String(), "127.0.0.1") {
						t.Errorf("it does not say what is known, and that it was interrupted:\n%s%s", stdout.String(), stderr.String())
					}
					return
				}
				d := new(advise.Document)
				if err := json.Unmarshal(stdout.Bytes(), d); err != nil || !d.Interrupted || len(d.Probes) != 6 {
					t.Fatalf("%v, interrupted %v, %d endpoints\n%s", err, d.Interrupted, len(d.Probes), stdout.String())
				}
				connected := 0
				for _, p := range d.Probes {
					if p.Failure == nil || p.Failure.Kind != "canceled" {
						t.Errorf("%s: %v", p.Address(), p.Failure)
					}
					for _, path := range p.Paths {
						if step := path.StepNamed("connect"); step != nil && step.Status == "ok" { // nil: it had not begun
							connected++
						}
					}
				}
				if connected < 6 {
					t.Errorf("%d connections are in the report, and the transcript had 6", connected)
				}
			})
		}
	}
}

// The limit of the whole run does the same by itself, and says that it was it.
func TestRunLimit(t *testing.T) {
	got := runWith(t, "", "probe", "--demo=fault:silent", "--timeout", "300ms")
	if got.status != StatusUnable || !strings.Contains(got.errors, "300ms") || !strings.Contains(got.out, "127.0.0.1") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
	}
}

// An embedded host that runs by itself ends when it is told to, and leaves no
// file behind.
func TestInterruptedDemo(t *testing.T) {
	cmd := exec.Command(program(t), "demo")
	temporary := t.TempDir()
	cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	wait := watched(t, cmd)
	first := make([]byte, 1)
	if _, err := stdout.Read(first); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(os.Interrupt)
	go func() { // what it still has to say
		buf := make([]byte, 4096)
		for {
			if _, err := stdout.Read(buf); err != nil {
				return
			}
		}
	}()
	if status := wait(); status != StatusOK {
		t.Errorf("status %d", status)
	}
	if left, _ := os.ReadDir(temporary); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A reader that goes away, as head does, is nothing to complain of.
func TestBrokenPipe(t *testing.T) {
	path := program(t)
	for _, args := range [][]string{
		{"probe", "--demo"}, {"probe", "--demo", "-o", "json"}, {"probe", "--demo", "-o", "jsonl"}, {"advise", "--demo", "-v"},
		{"settings", "--demo"}, {"explain"}, {"--help"}, {"demo", "--list"}, {"version"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			cmd := exec.Command(path, args...)
			var stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = w, &stderr
			wait := watched(t, cmd)
			w.Close()
			status := wait()
			if stderr.Len() > 0 {
				t.Errorf("it says %q", stderr.String())
			}
			// Either the status of the result, or the signal that ends a
			// program that writes for nobody.
			if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); status != StatusOK && !(ok && ws.Signaled() && ws.Signal() == syscall.SIGPIPE) {
				t.Errorf("status %d: %v", status, cmd.ProcessState)
			}
		})
	}
}
