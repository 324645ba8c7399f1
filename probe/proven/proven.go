// Package proven notes what tests saw of programs that others wrote: servers
// that were talked to, readers that took what is written. Tests alone use it.
//
// docs/verified.md is made of these notes, so that it says what ran and no
// more. Nobody writes them by hand: with MAILADVISOR_PROOFS=FILE, every test
// that passes adds its lines to that file, from which docs/verified.tsv and the
// page are written, and with which CI compares them:
//
//	MAILADVISOR_PROOFS=$PWD/proofs.out go test ./...
//	go test ./advise/cli -run Verified -args -proofs $PWD/proofs.out -update
//
// The set counts. Versions are those of the machine, and change only with
// -update.
package proven

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// variable names the environment variable with the file that notes go to.
const variable = "MAILADVISOR_PROOFS"

// Line is one note.
type Line struct {
	Kind    string // server, name server, reader, shell
	Name    string // of the program
	What    string // what was seen of it
	Tests   string // the folder of the tests that saw it
	Version string // of the program; "" where it is not known
}

// String returns the line as it stands in a file.
func (l Line) String() string {
	return strings.Join([]string{l.Kind, l.Name, l.What, l.Tests, l.Version}, "\t") + "\n"
}

// Key returns the line without its version.
func (l Line) Key() Line {
	l.Version = ""
	return l
}

// Parse reads lines, each once and in their order. What is no line is an error.
func Parse(text string) ([]Line, error) {
	seen := map[Line]Line{}
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 5 || slices.Contains(f[:4], "") {
			return nil, fmt.Errorf("%q is not a line of proofs", line)
		}
		l := Line{f[0], f[1], f[2], f[3], f[4]}
		seen[l.Key()] = l
	}
	out := make([]Line, 0, len(seen))
	for _, l := range seen {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Line) int { return strings.Compare(a.String(), b.String()) })
	return out, nil
}

// By notes, at the end of a test that passed, what it saw of a program: kind
// and what in a few words, and the program by its path.
func By(t testing.TB, kind, what, path string) {
	t.Helper()
	note(t, Line{Kind: kind, Name: filepath.Base(path), What: what}, func() string { return version(path) })
}

// Program finds a program and notes it, as [testkit.Program] and [By] do.
func Program(t testing.TB, kind, what, name, debianPackage string) (path string) {
	t.Helper()
	path = testkit.Program(t, name, debianPackage)
	By(t, kind, what, path)
	return path
}

// ByModule notes the same of a Go module that the test holds.
func ByModule(t testing.TB, kind, what, module string) {
	t.Helper()
	top, _ := places(t)
	note(t, Line{Kind: kind, Name: module, What: what}, func() string {
		mod, err := os.ReadFile(filepath.Join(top, "go.mod"))
		if m := regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(module) + ` v(\S+)`).FindSubmatch(mod); err == nil && m != nil {
			return string(m[1])
		}
		return ""
	})
}

// ByVersion notes a program that is not installed: its version is given.
func ByVersion(t testing.TB, kind, what, name, version string) {
	t.Helper()
	note(t, Line{Kind: kind, Name: name, What: what}, func() string { return version })
}

func note(t testing.TB, l Line, version func() string) {
	t.Helper()
	file := os.Getenv(variable)
	if file == "" {
		return
	}
	_, l.Tests = places(t)
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() {
			return
		}
		l.Version = version()
		// Tests of other packages write at the same time: one write a line.
		f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		if _, err := f.WriteString(l.String()); err != nil {
			t.Error(err)
		}
	})
}

// places returns the top of the module, and where the running tests stand below
// it.
func places(t testing.TB) (top, below string) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for top = here; ; top = filepath.Dir(top) {
		if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
			below, err := filepath.Rel(top, here)
			if err != nil {
				t.Fatal(err)
			}
			return top, filepath.ToSlash(below)
		}
		if top == filepath.Dir(top) {
			t.Fatalf("no go.mod above %s", here)
		}
	}
}

// upstream is a version without what a distribution adds to it.
var upstream = regexp.MustCompile(`^(?:[0-9]+:)?([0-9][0-9A-Za-z.]*)`)

// version returns the version of a program by the package that it came in, the
// one way that all programs share; "" where there is no such package.
func version(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	owner, err := exec.Command("dpkg", "-S", path).Output()
	if err != nil { // before /usr was merged, it was installed as /bin
		owner, err = exec.Command("dpkg", "-S", strings.TrimPrefix(path, "/usr")).Output()
	}
	name, _, found := strings.Cut(string(owner), ": ")
	if err != nil || !found {
		return ""
	}
	v, err := exec.Command("dpkg-query", "-W", "-f", "${Version}", name).Output()
	if m := upstream.FindSubmatch(v); err == nil && m != nil {
		return string(m[1])
	}
	return ""
}
