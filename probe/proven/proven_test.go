package proven

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNotesOfTestsThatPass(t *testing.T) {
	file := filepath.Join(t.TempDir(), "proofs")
	t.Setenv(variable, file)
	t.Run("passes", func(t *testing.T) { By(t, "reader", "reads", "/nowhere/program") })
	t.Run("passes too", func(t *testing.T) { By(t, "reader", "reads", "/nowhere/program") })
	t.Run("skips", func(t *testing.T) {
		By(t, "reader", "never", "/nowhere/program")
		t.Skip("as where a program is missing")
	})
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := Parse(string(text))
	if want := (Line{"reader", "program", "reads", "probe/proven", ""}); err != nil || len(lines) != 1 || lines[0] != want {
		t.Errorf("%q %v, want %q alone", lines, err, want)
	}
}

func TestParse(t *testing.T) {
	lines, err := Parse("b\tx\ty\tz\t1.0\na\tx\ty\tz\t\nb\tx\ty\tz\t2.0\n")
	if err != nil || len(lines) != 2 || lines[0].Kind != "a" || lines[1].Version != "2.0" {
		t.Errorf("%v %v", lines, err)
	}
	for _, bad := range []string{"\n", "a\tb\tc\td\n", "\tb\tc\td\te\n", "a\tb\tc\td\te\tf\n"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
