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
		{"finding codes-missing -like submission-smtputf8-missing", map[string]string{
			"advise/diagnose/table_service.go": "{id: \"codes-missing\", severity: Info, acts: Administrator, since: since, source: \"TODO RFC 6531\", scope: perEndpoint,\n\t\t\tcauses: serverCauses(), eval: announced(result.Submission, \"SMTPUTF8\")},\n\t}",
			"advise/diagnose/rules_test.go":    "{\"codes-missing\", without(result.Submission, \"SMTPUTF8\"), note, \"\"},\n\t\t{\"codes-missing\", unchanged, Pass, \"\"},\n",
			"advise/cli/examples_test.go":      "\n\t\told(\"codes-missing\"),\n",
			"advise/locale/findings.en.toml":   "\n\n[finding.codes-missing]\nname = \"TODO SMTPUTF8: ",
			"advise/locale/findings.fr.toml":   "\n\n[finding.codes-missing]\nname = \"TODO SMTPUTF8",
		}},
		{"finding pop3-list-missing -like pop3-uidl-missing", map[string]string{ // which has a function of its own
			"advise/diagnose/table_service.go":     "causes: serverCauses(), eval: pop3ListMissing},",
			"advise/diagnose/pop3_list_missing.go": "func pop3ListMissing(s *scene) []draft {",
			"advise/diagnose/rules_test.go":        "{\"pop3-list-missing\", both(without(result.POP3, \"UIDL\"), noUIDLSeen), Warn, \"\"},",
			"advise/cli/examples_test.go":          "{\"pop3-list-missing\", \"probe --demo=no-uidl -4 --only imap:993,pop3:995\", healthyRun},",
		}},
		{"program quillmail -rows desktop", map[string]string{
			"advise/client/table_desktop.go": `Name: "quillmail",`,
			"advise/locale/clients.en.toml":  "\nquillmail = \"TODO\"\n",
			"advise/locale/settings.fr.toml": "\nquillmail = \"TODO",
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
		"":                                "what is to be added",
		"finding":                         "what is to be added",
		"rule some-id":                    "cannot be added by this",
		"finding Some_ID":                 "small letters",
		"finding some-id":                 "most like",
		"finding some-id -like nothing":   "no table of advise/diagnose has a row",
		"finding some-id -rules nothing":  "-like ID",
		"program quillmail -rows nothing": "desktop",
		"finding port-refused -like imap-move-missing": "is there already",
		"program mailspring":                           "is there already",
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
