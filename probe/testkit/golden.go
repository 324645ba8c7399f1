// Package testkit is what the tests of several packages share: files to compare
// with, programs that may not be installed, and a name server and web hosts on
// loopback. No program imports it.
package testkit

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// Updating reports whether the tests are to write such files.
func Updating() bool { return *update }

// Golden compares with a file, or writes it.
func Golden[T ~string | ~[]byte](t testing.TB, file string, got T) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s (-want +got); -update writes it anew:\n%s", file, cmp.Diff(string(want), string(got)))
	}
}
