package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// A file that is replaced is kept with the permissions that it had, under the
// first free name, and the new one has its own. Nothing else is left behind.
func TestPutKeepsWhatItReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "muttrc")
	write := func(name, content string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("muttrc", "my own", 0o640)
	write("muttrc.bak", "of last year", 0o600)
	backup, same, err := put(path, []byte("new"), 0o600, true)
	if err != nil || same || backup != path+".bak.1" {
		t.Fatalf("put = %q, %v, %v", backup, same, err)
	}
	if _, same, err := put(path, []byte("new"), 0o600, true); err != nil || !same {
		t.Errorf("the same again: %v, %v", same, err)
	}
	if _, _, err := put(path, []byte("newer"), 0o600, false); err == nil {
		t.Error("a file is overwritten without force")
	}
	want := map[string]struct {
		content string
		mode    os.FileMode
	}{"muttrc": {"new", 0o600}, "muttrc.bak": {"of last year", 0o600}, "muttrc.bak.1": {"my own", 0o640}}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(want) {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if w := want[e.Name()]; string(content) != w.content || info.Mode() != w.mode {
			t.Errorf("%s: %q, mode %o, want %q, mode %o", e.Name(), content, info.Mode(), w.content, w.mode)
		}
	}
}

// A symbolic link is nobody's file: what it leads to stays as it is.
func TestCreateFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "elsewhere"), filepath.Join(dir, "muttrc")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, _, err := put(link, []byte("new"), 0o600, false); err == nil {
		t.Error("a link is followed")
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("what the link leads to was written")
	}
}
