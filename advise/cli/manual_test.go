package cli

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/proven"
)

// TestManualPages wants the pages in docs/man to be those of the commands.
func TestManualPages(t *testing.T) {
	pages, err := manuals("")
	if err != nil {
		t.Fatal(err)
	}
	const dir = "../../docs/man"
	for name, want := range pages {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Errorf("%v; go generate . writes it", err)
		} else if string(got) != string(want) {
			t.Errorf("docs/man/%s is not what the commands say; go generate . writes it anew", name)
		}
		for line := range strings.Lines(string(want)) {
			if strings.ContainsAny(line, "‹\u202f") {
				t.Errorf("%s: a message is missing, or a sign that no font has: %s", name, line)
			}
		}
		if strings.Contains(string(want), `\fIVALUE`) {
			t.Errorf("%s: a flag's value has no name: a row of valueNames (help.go) gives it one", name)
		}
	}
	if err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && pages[name] == nil {
			t.Errorf("docs/man/%s is the page of no command", name)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// TestManualPagesOfARelease wants date and version in pages of a release, and
// no other difference.
func TestManualPagesOfARelease(t *testing.T) {
	bare, err := manuals("")
	if err != nil {
		t.Fatal(err)
	}
	dated, err := manuals("1773151500")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range dated {
		first, rest, _ := strings.Cut(string(page), "\n")
		if !strings.Contains(first, `"2026-03-10"`) {
			t.Errorf("%s is not dated: %s", name, first)
		}
		if _, want, _ := strings.Cut(string(bare[name]), "\n"); rest != want {
			t.Errorf("%s differs in more than its first line", name)
		}
	}
	if _, err := manuals("yesterday"); err == nil {
		t.Error("a date that is no number is taken")
	}
}

// TestManualPagesAreRead has man, mandoc and lexgrog, which fills the index of
// apropos, read every page.
func TestManualPagesAreRead(t *testing.T) {
	tool := func(name, debianPackage string) string {
		return proven.Program(t, "reader", "manual pages", name, debianPackage)
	}
	man, mandoc, lexgrog := tool("man", "man-db"), tool("mandoc", "mandoc"), tool("lexgrog", "man-db")
	pages, err := manuals("1773151500")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		file := filepath.Join(dir, strings.ReplaceAll(name, string(filepath.Separator), "-"))
		if err := os.WriteFile(file, pages[name], 0o600); err != nil {
			t.Fatal(err)
		}
		read := func(arg ...string) string {
			cmd := exec.Command(arg[0], arg[1:]...)
			cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "MANWIDTH=80", "MANROFFSEQ=", "MANPAGER=cat")
			var says strings.Builder
			cmd.Stderr = &says
			out, err := cmd.Output()
			if err != nil || says.Len() > 0 {
				t.Errorf("%s: %v: %v\n%s%s", name, arg[0], err, out, says.String())
			}
			return string(out)
		}
		read(mandoc, "-T", "lint", "-W", "warning", file)
		short := strings.TrimSuffix(filepath.Base(name), ".1")
		if whatis := read(lexgrog, file); !strings.Contains(whatis, `"`+short+" - ") {
			t.Errorf("%s: apropos would not find it: %s", name, whatis)
		}
		text := read(man, "--warnings", "-l", file)
		if short != "mailadvisor" {
			short = strings.Replace(short, "-", " ", 1)
		}
		if !strings.Contains(text, "\n       "+short+" ") {
			t.Errorf("%s does not show the form %q:\n%s", name, short, text)
		}
	}
}
