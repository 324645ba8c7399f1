package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mailadvisor/probe/testkit"
)

// The day on which all scripts play.
var today = testkit.Today()

// clock shows today, and goes on over all runs.
var clock = testkit.Clock()

// tests are those of this package. What they shared is removed behind them.
type tests struct{ *testing.M }

func (m tests) Run() int {
	defer func() { os.RemoveAll(built.dir) }() // "" is no folder
	return m.M.Run()
}

// A process with the race detector sleeps for a second before it ends, so that
// what still runs may race: too long for a program that scripts start hundreds
// of times. See golang.org/doc/articles/race_detector.
const raceEndsAtOnce = "atexit_sleep_ms=0"

// TestMain lets scripts run the program as a process of its own.
func TestMain(m *testing.M) {
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" "+raceEndsAtOnce))
	testscript.Main(tests{m}, map[string]func(){"mailadvisor": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		s := OS()
		s.Now = testkit.Today
		os.Exit(Main(ctx, os.Args[1:], s))
	}})
}

// TestScripts runs the dialogues of testdata/script. Beside testscript's own
// commands they have "status N command…", which wants that exit status.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "C.UTF-8")
			e.Setenv("GORACE", os.Getenv("GORACE"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": wantStatus},
	})
}

func wantStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want, _ := strconv.Atoi(args[0]); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
