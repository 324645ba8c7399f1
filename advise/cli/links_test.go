package cli

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// missing is what stands where a message has no words.
var missing = regexp.MustCompile(`‹[a-z0-9.-]+›`)

var link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)

// TestDocumentsLeadSomewhere follows every link from one document to another,
// and wants docs/README.md to name every document.
func TestDocumentsLeadSomewhere(t *testing.T) {
	top := os.DirFS("../..")
	named := map[string]bool{}
	follow := func(name string) {
		text, err := fs.ReadFile(top, name)
		if err != nil {
			t.Fatal(err)
		}
		if m := missing.Find(text); m != nil {
			t.Errorf("%s shows the ID of a message in place of its words: %s", name, m)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			to := path.Join(path.Dir(name), m[1])
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := fs.Stat(top, to); err != nil {
				t.Errorf("%s leads to %s: %v", name, m[1], err)
			}
			if name == "docs/README.md" {
				if named[to] {
					t.Errorf("docs/README.md names %s twice", to)
				}
				named[to] = true
			}
		}
	}
	follow("README.md")
	err := fs.WalkDir(top, "docs", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") {
			follow(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := fs.ReadDir(top, "docs")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		about := "docs/" + e.Name()
		for to := range named {
			if strings.HasPrefix(to, about+"/") {
				named[about] = true // by a document in it
			}
		}
		if !named[about] && e.Name() != "README.md" && !strings.HasSuffix(about, ".tsv") {
			t.Errorf("docs/README.md does not name %s", about)
		}
	}
}
