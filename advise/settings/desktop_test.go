//go:build unix

package settings

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mailadvisor/probe/testkit"
)

// running is a program with windows, or without a terminal, that a test
// started in a home folder.
type running struct {
	t       *testing.T
	ended   chan struct{}
	printed testkit.Buffer
}

// start starts a program, which ends with the test at the latest, with all
// that it started itself.
func (c *computer) start(name string, args ...string) *running {
	c.t.Helper()
	name = program(c.t, name, name)
	r := &running{t: c.t, ended: make(chan struct{})}
	cmd := confined(exec.Command("/bin/sh", append([]string{"-c", testkit.Watched, "sh", name}, args...)...), c.user)
	cmd.Dir, cmd.Env = c.home, c.env
	cmd.SysProcAttr.Setpgid = true
	cmd.Stdout, cmd.Stderr = &r.printed, &r.printed
	// Whoever of the group still holds the output is ended after the program.
	cmd.WaitDelay = time.Second
	if _, err := cmd.StdinPipe(); err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(r.ended)
	}()
	c.t.Cleanup(func() {
		if c.t.Failed() {
			c.t.Logf("running: %s", c.running())
		}
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-r.ended
		c.endAll()
		if c.t.Failed() {
			printed := r.printed.String()
			c.t.Logf("the end of what %s printed:\n%s", name, printed[max(0, len(printed)-5000):])
		}
	})
	return r
}

// endAll ends what programs of this computer have left behind: services that
// a session bus started are in groups of their own, and know the home folder.
func (c *computer) endAll() {
	c.screen = false
	for deadline := time.Now().Add(testkit.Patience); ; time.Sleep(10 * time.Millisecond) {
		left := c.processes()
		for _, pid := range left {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			c.t.Errorf("still running: %v", left)
			return
		}
	}
}

// processes returns those whose environment names the home folder.
func (c *computer) processes() []int {
	var found []int
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains("\x00"+string(text), "\x00HOME="+c.home+"\x00") {
			continue // ended meanwhile, or another's
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// running returns the command lines of the processes.
func (c *computer) running() string {
	var lines []string
	for _, pid := range c.processes() {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		lines = append(lines, strings.ReplaceAll(string(text), "\x00", " "))
	}
	return strings.Join(lines, "| ")
}

// end waits for the program to end by itself.
func (r *running) end() {
	r.t.Helper()
	select {
	case <-r.ended:
	case <-time.After(testkit.Patience):
		r.t.Fatal("the program does not end")
	}
}
