package testkit

import (
	"fmt"
	"os"
	"os/exec"
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
// it comes from.
func Program(t testing.TB, name, debianPackage string) (path string) {
	t.Helper()
	for _, candidate := range []string{name, "/usr/sbin/" + name} { // which a user's PATH may lack
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Missing(t, fmt.Sprintf("%s is not installed (Debian's package %s)", name, debianPackage))
	return ""
}

// Watched is a script for sh -c that runs its arguments beside a process that
// kills the whole group at the end of standard input: a test process that dies
// without its clean-up, of a panic or a time limit, leaves nothing behind.
const Watched = `exec 3<&0 </dev/null; (cat <&3; kill -KILL 0) >/dev/null 2>&1 & exec 3<&-; exec "$@"`
