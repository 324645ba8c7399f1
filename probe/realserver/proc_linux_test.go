package realserver

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// With the test that started it a server is gone, with its processes and files.
func TestEnds(t *testing.T) {
	for name, start := range map[string]func(testing.TB, Options) *Server{"dovecot": Dovecot, "postfix": Postfix} {
		t.Run(name, func(t *testing.T) {
			var s *Server
			var groups []int
			t.Run("alive", func(t *testing.T) {
				s = start(t, Options{Messages: 5})
				dial(t, s, "993", "* OK").say("a LOGIN user@example.test wonderland", "a OK")
				groups = groupsOf(t, s)
			})
			if s == nil {
				t.Skip("not started")
			}
			for _, group := range groups {
				if left := alive(group); len(left) > 0 {
					t.Errorf("left running: %q", left)
				}
			}
			if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", s.dir, err)
			}
			for _, addresses := range s.Connect() {
				if conn, err := net.Dial("tcp", addresses[0]); err == nil {
					conn.Close()
					t.Errorf("%s still answers", addresses[0])
				}
			}
		})
	}
}

// groupsOf finds the process groups of an instance by the servers' own notes,
// and sees to it that they are those that end will look for.
func groupsOf(t *testing.T, s *Server) []int {
	t.Helper()
	var groups []int
	for _, name := range []string{"base/master.pid", "postfix/queue/pid/master.pid"} {
		text, err := os.ReadFile(s.path(name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		var pid int
		if _, err := fmt.Sscan(string(text), &pid); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(alive(pid)) < 2 {
			t.Errorf("%s: group %d has no master and child: %q", name, pid, alive(pid))
		}
		groups = append(groups, pid)
	}
	return groups
}

// A test process that is killed has no time to clean up: its servers end all
// the same. The test is its own victim, run a second time.
func TestEndsWhenKilled(t *testing.T) {
	const victim = "REALSERVER_VICTIM"
	start := Dovecot
	if os.Geteuid() == 0 {
		start = Postfix
	}
	s := start(t, Options{})
	if os.Getenv(victim) != "" {
		fmt.Println("groups", s.dir, groupsOf(t, s))
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestEndsWhenKilled$")
	cmd.Env = append(os.Environ(), victim+"=1")
	out, err := cmd.Output()
	if err == nil {
		t.Fatalf("the victim lives: %s", out)
	}
	_, line, found := strings.Cut(string(out), "groups ")
	if !found {
		t.Fatalf("the victim started nothing: %v\n%s", err, out)
	}
	dir, list, _ := strings.Cut(strings.TrimSpace(line), " ")
	defer os.RemoveAll(dir)
	for _, word := range strings.Fields(strings.Trim(list, "[]")) {
		var group int
		fmt.Sscan(word, &group)
		for deadline := time.Now().Add(startLimit); len(alive(group)) > 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("left running: %q", alive(group))
			}
		}
	}
}
