package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// Missing ends a test that lacks something of the machine: it is skipped, but
// in CI, where everything has to be there, it fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// Program finds a program, and else ends the test with the Debian package that
// it comes from. Tests run no program of the machine but those that they asked
// for here, or through File: so none fails for what is not installed. With
// -short they run none but those of every system.
func Program(t testing.TB, name, debianPackage string) (path string) {
	t.Helper()
	short(t, name, debianPackage)
	for _, candidate := range []string{name, "/usr/sbin/" + name} { // which a user's PATH may lack
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Missing(t, fmt.Sprintf("%s is not installed (Debian's package %s)", name, debianPackage))
	return ""
}

// File returns a file that a program needs or brings along, where it is there;
// else it ends the test like Program.
func File(t testing.TB, path, debianPackage string) string {
	t.Helper()
	short(t, path, debianPackage)
	if _, err := os.Stat(path); err != nil {
		Missing(t, fmt.Sprintf("%v (Debian's package %s)", err, debianPackage))
	}
	return path
}

// short skips a test with -short that asks for what not every system has: real
// servers and mail programs take minutes.
func short(t testing.TB, what, debianPackage string) {
	t.Helper()
	if everywhere := []string{"bash", "coreutils", "dash", "golang-go"}; testing.Short() && !slices.Contains(everywhere, debianPackage) {
		t.Skipf("%s is not run with -short", what)
	}
}

// Go finds the Go command, which builds the program that a test starts.
func Go(t testing.TB) (path string) {
	t.Helper()
	return Program(t, "go", "golang-go")
}

// Watched is a script for sh -c that runs its arguments beside a process that
// kills the whole group at the end of standard input: a test process that dies
// without its clean-up, of a panic or a time limit, leaves nothing behind.
const Watched = `exec 3<&0 </dev/null; (cat <&3; kill -KILL 0) >/dev/null 2>&1 & exec 3<&-; exec "$@"`
