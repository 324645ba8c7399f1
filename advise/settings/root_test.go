//go:build unix

package settings

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"mailadvisor/probe/testkit"
)

// The mail programs of another release of Debian run in its root folder
// (chroot). /tmp is one folder in there and outside: so a home folder and the
// files of a server have the same names in both. See .ci/matrix.

// programsRoot returns the root folder of the programs; "" is this machine's
// own.
func programsRoot() string { return os.Getenv("MAILADVISOR_PROGRAMS") }

// program finds a program where the mail programs are, by its name inside of
// their root; else it ends the test as [testkit.Program] does.
func program(t testing.TB, name, debian string) string {
	t.Helper()
	root := programsRoot()
	if root == "" {
		return testkit.Program(t, name, debian)
	}
	for _, folder := range []string{"/usr/bin/", "/usr/sbin/"} {
		if _, err := os.Stat(root + folder + name); err == nil {
			return folder + name
		}
	}
	testkit.Missing(t, root+" has no "+name+" (Debian's package "+debian+")")
	return ""
}

// inRoot returns the names, inside of the programs' root, of the files there
// that a pattern of [filepath.Glob] finds.
func inRoot(pattern string) []string {
	names, _ := filepath.Glob(programsRoot() + pattern)
	for i, name := range names {
		names[i] = name[len(programsRoot()):]
	}
	return names
}

// confined has a command run in the programs' root, as a user, or as who runs
// the tests.
func confined(cmd *exec.Cmd, user *syscall.Credential) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user, Chroot: programsRoot()}
	return cmd
}

var versionForm = regexp.MustCompile(`[0-9]+(\.[0-9]+)*[0-9a-z]*`)

// version returns what a program says of itself: the first number in its
// output, or the one after a word.
func version(t *testing.T, after, name string, args ...string) string {
	t.Helper()
	out, err := confined(exec.Command(program(t, name, name), args...), nil).CombinedOutput()
	_, text, _ := strings.Cut(string(out), after)
	v := versionForm.FindString(text)
	if v == "" {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return v
}
