//go:build !windows

package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// clicked reports whether a desktop started the program: it has no terminal at
// all, neither one of its streams nor one behind them, and nobody reads what it
// writes through a pipe or into a file. A program of a bundle is started so by
// the Finder; elsewhere a display says that there is a desktop.
func clicked() bool {
	for _, f := range []*os.File{os.Stdin, os.Stdout, os.Stderr} {
		if term.IsTerminal(int(f.Fd())) {
			return false
		}
		if info, err := f.Stat(); f != os.Stderr && err == nil && (info.Mode().IsRegular() || info.Mode()&os.ModeNamedPipe != 0) {
			return false
		}
	}
	if tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
		tty.Close()
		return false
	}
	if runtime.GOOS == "darwin" {
		self, err := os.Executable()
		return err == nil && inBundle(self)
	}
	return os.Getenv("WAYLAND_DISPLAY") != "" || os.Getenv("DISPLAY") != ""
}

// inBundle reports whether a program lies where the Finder starts that of a
// bundle.
func inBundle(program string) bool {
	return strings.HasSuffix(filepath.Dir(program), ".app/Contents/MacOS")
}
