//go:build unix

package settings

import (
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"mailadvisor/probe/testkit"
)

// terminal is a program on a terminal of its own (script(1) makes it), which
// a test types into and reads from.
type terminal struct {
	t     *testing.T
	stdin io.WriteCloser
	ended chan struct{}
	shown testkit.Buffer
}

// onTerminal starts a shell command on a terminal. It ends with the test.
func (c *computer) onTerminal(command string) *terminal {
	c.t.Helper()
	cmd := confined(exec.Command(program(c.t, "script", "bsdutils"), "-qfec", "stty rows 40 cols 120; "+command, "/dev/null"), c.user)
	cmd.Dir, cmd.Env = c.home, append(c.env, "TERM=xterm", "SHELL=/bin/sh")
	cmd.SysProcAttr.Setpgid = true
	term := &terminal{t: c.t, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &term.shown, &term.shown
	stdin, err := cmd.StdinPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	term.stdin = stdin
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(term.ended)
	}()
	c.t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-term.ended
		if c.t.Failed() {
			c.t.Logf("%s showed:\n%q", command, term.shown.String())
		}
	})
	return term
}

// inAlpine starts alpine past its greeting, and signs in; the password is not
// to be kept.
func (c *computer) inAlpine(password string) *terminal {
	c.t.Helper()
	term := c.onTerminal("alpine -p pinerc -f INBOX -i")
	term.shows("GREETING TEXT")
	term.types("E")
	term.shows("PASSWORD")
	term.types(password + "\r")
	term.shows("Preserve password on DISK")
	term.types("n")
	return term
}

// types sends keys.
func (term *terminal) types(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.stdin, keys); err != nil {
		term.t.Fatal(err)
	}
}

// until waits for something to be so.
func (term *terminal) until(what string, so func() bool) {
	term.t.Helper()
	testkit.Await(term.t, what, so)
}

// shows waits for a text on the screen.
func (term *terminal) shows(text string) {
	term.t.Helper()
	term.until(text, func() bool { return strings.Contains(term.shown.String(), text) })
}

// end waits for the program to end by itself.
func (term *terminal) end() {
	term.t.Helper()
	select {
	case <-term.ended:
	case <-time.After(testkit.Patience):
		term.t.Fatal("the program does not end")
	}
}
