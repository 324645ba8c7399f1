package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project copies the folders that the scaffold writes into.
func project(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, pattern := range []string{"advise/diagnose/*.go", "advise/client/*.go", "advise/cli/examples_test.go", "advise/locale/*.toml"} {
		names, err := filepath.Glob(filepath.Join("../..", pattern))
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		if err := os.MkdirAll(filepath.Join(root, filepath.Dir(pattern)), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, filepath.Dir(pattern), filepath.Base(name)), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

func TestScaffold(t *testing.T) {
	root := project(t)
	out, err := os.Create(filepath.Join(root, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, c := range []struct {
		args string
		has  map[string]string // file -> what it holds then
	}{
		{"finding codes-missing -rules pop3Rules", map[string]string{
			"advise/diagnose/table_service.go": "causes: serverCauses(), eval: codesMissing},\n\t}\n}\n\n// What submission",
			"advise/diagnose/codes_missing.go": "func codesMissing(s *scene) []draft {",
			"advise/diagnose/rules_test.go":    `{"codes-missing", func(*result.Report) {}, Pass, ""},`,
			"advise/cli/examples_test.go":      `{"codes-missing", "probe --demo=fault:TODO -4", healthyRun},`,
			"advise/locale/findings.en.toml":   "\n\n[finding.codes-missing]\nname = \"TODO\"\n",
			"advise/locale/findings.fr.toml":   "\n\n[finding.codes-missing]\nname = \"TODO\"\n",
		}},
		{"program mailspring -rows desktop", map[string]string{
			"advise/client/table_desktop.go": `Name: "mailspring",`,
			"advise/locale/clients.en.toml":  "[program]\nmailspring = \"TODO\"\n",
			"advise/locale/settings.fr.toml": "[settings.type]\nmailspring = \"TODO",
		}},
	} {
		if err := run(root, strings.Fields(c.args), out); err != nil {
			t.Fatalf("%s: %v", c.args, err)
		}
		for file, want := range c.has {
			text, err := os.ReadFile(filepath.Join(root, file))
			if err != nil || !strings.Contains(string(text), want) {
				t.Errorf("%s: %s does not hold %q (%v)", c.args, file, want, err)
			}
		}
	}
}

// What cannot be added changes no file.
func TestScaffoldRefuses(t *testing.T) {
	root := project(t)
	before := tree(t, root)
	for args, want := range map[string]string{
		"":                                 "what is to be added",
		"finding":                          "what is to be added",
		"rule some-id":                     "cannot be added by this",
		"finding Some_ID":                  "small letters",
		"finding some-id -rules nothing":   "pop3Rules",
		"program mailspring -rows nothing": "desktop",
		"finding port-refused":             "is there already",
	} {
		if err := run(root, strings.Fields(args), os.Stdout); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
	if after := tree(t, root); after != before {
		t.Error("a refusal changed a file")
	}
}

func tree(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all.WriteString(path + "\x00" + string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
