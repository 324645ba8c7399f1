//go:build unix

package settings

import (
	"os"
	"strings"
	"time"

	"mailadvisor/probe/testkit"
)

// showsWindows gives the computer a screen that nobody sees (Xvfb), and a
// session bus for the programs of its desktop.
func (c *computer) showsWindows() {
	c.t.Helper()
	testkit.Program(c.t, "Xvfb", "xvfb")
	testkit.Program(c.t, "xdotool", "xdotool")
	testkit.Program(c.t, "dbus-run-session", "dbus")
	c.env = append(c.env, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "GSETTINGS_BACKEND=memory")
	// Without -noreset it begins anew when the last program has gone, and the
	// next may come too early.
	c.start("sh", "-c", "exec Xvfb -displayfd 5 -noreset -screen 0 1200x900x24 -nolisten tcp 5>display")
	var number string
	testkit.Await(c.t, "a screen", func() bool {
		text, err := os.ReadFile(c.path("display"))
		number = strings.TrimSpace(string(text))
		return err == nil && strings.HasSuffix(string(text), "\n")
	})
	c.env = append(c.env, "DISPLAY=:"+number)
}

// asked are the questions of a program that its person answers: the title of
// the window, a regular expression, and the answer as arguments of xdotool(1).
type asked map[string][][]string

// answersUntil answers the windows that ask, until something is so. A window
// that is still there some time later has not heard the answer.
func (c *computer) answersUntil(what string, so func() bool, asked asked) {
	c.t.Helper()
	answered := map[string]time.Time{}
	defer func() {
		if c.t.Failed() {
			out, _ := c.try("", "sh", "-c", "for w in $(xdotool search --onlyvisible --name .); do xdotool getwindowname $w; done")
			c.t.Logf("windows:\n%s", out)
		}
	}()
	testkit.Await(c.t, what, func() bool {
		for title, answer := range asked {
			out, _ := c.try("", "xdotool", "search", "--onlyvisible", "--name", title)
			for id := range strings.FieldsSeq(out) {
				if time.Since(answered[id]) > 5*time.Second {
					for _, keys := range answer {
						// The window may close at the first key.
						c.try("", "xdotool", append([]string{"windowfocus", "--sync", id}, keys...)...)
					}
					answered[id] = time.Now()
				}
			}
		}
		return so()
	})
}
