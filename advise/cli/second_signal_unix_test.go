//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"mailadvisor/probe/testkit"
)

// The first signal asks the program to end; the second one ends it, whatever it
// waits for: here a pipe whose writer says nothing.
func TestSecondSignal(t *testing.T) {
	path := program(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"probe", "--demo", "--password-file", pipe},
		{"check", "--demo", "--policy", pipe},
		{"render", pipe},
	} {
		t.Run(strings.Join(args[2:], " "), func(t *testing.T) {
			cmd := exec.Command(path, args...)
			wait := watched(t, cmd)
			ended := make(chan struct{})
			go func() { wait(); close(ended) }()
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // once the program reads: now it knows signals
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Close()
			testkit.Await(t, "its end", func() bool {
				cmd.Process.Signal(os.Interrupt)
				select {
				case <-ended:
					return true
				default:
					return false
				}
			})
		})
	}
}

// endByPID ends the process whose number a file holds.
func endByPID(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid <= 1 {
		t.Fatalf("no process: %q", text)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}
