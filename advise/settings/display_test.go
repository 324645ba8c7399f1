//go:build unix

package settings

import (
	"os"
	"strings"

	"mailadvisor/probe/testkit"
)

// showsWindows gives the computer a screen that nobody sees (Xvfb), and a
// session bus for the programs of its desktop. It has one at most, until all
// that runs is ended.
func (c *computer) showsWindows() {
	c.t.Helper()
	if c.screen {
		return
	}
	c.screen = true
	program(c.t, "Xvfb", "xvfb")
	program(c.t, "xdotool", "xdotool")
	program(c.t, "dbus-run-session", "dbus")
	c.env = append(c.env, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "GSETTINGS_BACKEND=memory")
	// Without -noreset it begins anew when the last program has gone, and the
	// next may come too early.
	if err := os.Remove(c.path("display")); err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	c.mkdir("screen")
	c.start("sh", "-c", "exec Xvfb -displayfd 5 -fbdir screen -noreset -screen 0 1200x900x24 -nolisten tcp 5>display")
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
