package cli

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// docs/design.md draws the program twice: as a map of its files, and as a table
// of what imports what. Both are the code's own.

// mapped is a line of the map: a file (or a pattern of files), or a package.
type mapped struct {
	path string // from the top of the project
	says string
}

// placesOf reads the map: two columns, and the deeper a line stands, the deeper
// its files lie.
func placesOf(t *testing.T, design string) []mapped {
	t.Helper()
	_, behind, _ := strings.Cut(design, "\n    main.go")
	drawn, _, found := strings.Cut("    main.go"+behind, "\n\n")
	if !found {
		t.Fatal("docs/design.md draws no map that begins with main.go")
	}
	var places []mapped
	parents := map[int]string{}
	for line := range strings.Lines(drawn) {
		line = strings.TrimRight(line, "\n")
		deep := len(line) - len(strings.TrimLeft(line, " "))
		names, says, _ := strings.Cut(strings.TrimLeft(line, " "), "  ")
		for name := range strings.FieldsSeq(names) {
			at := path.Join(parents[deep-2], name)
			parents[deep] = at
			places = append(places, mapped{at, strings.TrimSpace(says)})
		}
	}
	return places
}

// TestDesignMapsEveryFile wants every place of the map in the code, and a
// place of the map for every package, and for every file of the packages whose
// files it names.
func TestDesignMapsEveryFile(t *testing.T) {
	t.Chdir("../..")
	places := placesOf(t, readText(t, "docs/design.md"))
	byFile := map[string]bool{} // packages whose files stand in the map one by one
	for _, p := range places {
		found, err := filepath.Glob(p.path)
		if err != nil || len(found) == 0 {
			t.Errorf("docs/design.md maps %s, which does not exist", p.path)
		}
		if p.says == "" && !slices.ContainsFunc(places, func(o mapped) bool { return path.Dir(o.path) == p.path }) {
			t.Errorf("docs/design.md does not say what %s is", p.path)
		}
		if strings.HasSuffix(p.path, ".go") {
			byFile[path.Dir(p.path)] = true
		}
	}
	drawn := func(file string) bool {
		return slices.ContainsFunc(places, func(p mapped) bool {
			match, err := path.Match(p.path, file)
			return err == nil && match
		})
	}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
		case byFile[path.Dir(file)] && !drawn(file):
			t.Errorf("docs/design.md does not map %s", file)
		case !byFile[path.Dir(file)] && !drawn(path.Dir(file)):
			t.Errorf("docs/design.md does not map the package %s", path.Dir(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var importRow = regexp.MustCompile("(?m)^\\| `([a-z0-9/]+)` \\| ([^|]*) \\| ([^|]*) \\|$")

// TestDesignNamesEveryModule compares the table of dependencies with go.mod, both
// ways: a module that nobody can give a reason for is not needed.
func TestDesignNamesEveryModule(t *testing.T) {
	direct := regexp.MustCompile(`(?m)^\t(\S+\.\S+/\S+) v\S+$`) // an indirect one has a comment behind it
	row := regexp.MustCompile("(?m)^\\| `([a-z.]+\\.[a-z]+/\\S+)` \\| [^|]+ \\|$")
	names := func(pattern *regexp.Regexp, file string) (out []string) {
		for _, m := range pattern.FindAllStringSubmatch(readText(t, "../../"+file), -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return out
	}
	if needs, told := names(direct, "go.mod"), names(row, "docs/design.md"); len(needs) == 0 || !slices.Equal(needs, told) {
		t.Errorf("go.mod needs %q;\ndocs/design.md names %q", needs, told)
	}
}

// TestDesignDrawsEveryImport compares the table of imports with those of the
// code, both ways; and a package that the map calls a LEAF imports nothing of
// the project.
func TestDesignDrawsEveryImport(t *testing.T) {
	t.Chdir("../..")
	design := readText(t, "docs/design.md")
	drawn, why := map[string][]string{}, map[string]string{}
	for _, row := range importRow.FindAllStringSubmatch(design, -1) {
		var imports []string
		for name := range strings.FieldsSeq(strings.NewReplacer("`", "", ",", "").Replace(row[2])) {
			if name != "-" {
				imports = append(imports, name)
			}
		}
		drawn[row[1]], why[row[1]] = imports, strings.TrimSpace(row[3])
	}
	out, err := exec.Command(testkit.Go(t), "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "mailadvisor/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	code := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		var imports []string
		for _, w := range words[1:] {
			if name, ours := strings.CutPrefix(w, "mailadvisor/"); ours {
				imports = append(imports, name)
			}
		}
		code[cmp.Or(strings.TrimPrefix(strings.TrimPrefix(words[0], "mailadvisor"), "/"), "main")] = imports
	}
	for _, name := range slices.Sorted(maps.Keys(code)) {
		has, wants := slices.Sorted(slices.Values(code[name])), slices.Sorted(slices.Values(drawn[name]))
		if !slices.Equal(has, wants) {
			t.Errorf("%s imports %v; docs/design.md draws %v", name, has, wants)
		}
		if len(has) > 0 && why[name] == "" {
			t.Errorf("docs/design.md does not say for what %s imports what it does", name)
		}
		delete(drawn, name)
	}
	for name := range drawn {
		t.Errorf("docs/design.md draws the imports of %s, which is no package", name)
	}
	for _, p := range placesOf(t, design) {
		if imports, known := code[p.path]; known && strings.HasPrefix(p.says, "LEAF") != (len(imports) == 0) {
			t.Errorf("%s imports %v: in the map of docs/design.md, LEAF says that a package imports nothing of the project", p.path, imports)
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestDesignAndSecurityNameTests wants every test that docs/design.md sends a reader
// to, and every one by which docs/security.md keeps a promise; and no promise
// without one.
func TestDesignAndSecurityNameTests(t *testing.T) {
	t.Chdir("../..")
	var tests strings.Builder
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(file, "_test.go") {
			tests.WriteString(readText(t, file))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range []string{"docs/design.md", "docs/CONTRIBUTING.md", "docs/security.md"} {
		named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`").FindAllStringSubmatch(readText(t, document), -1)
		if len(named) == 0 {
			t.Errorf("%s names no test", document)
		}
		for _, name := range named {
			if !strings.Contains(tests.String(), "func "+name[1]+"(") {
				t.Errorf("%s names %s, which no package has", document, name[1])
			}
		}
	}
	_, promises, _ := strings.Cut(readText(t, "docs/security.md"), "## Promises")
	for line := range strings.Lines(promises) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		header := len(cells) == 2 && (strings.HasPrefix(strings.TrimSpace(cells[0]), "Promise") || strings.HasPrefix(cells[0], "--"))
		if len(cells) == 2 && !header && !strings.Contains(cells[1], "`Test") && !strings.Contains(cells[1], "`Fuzz") {
			t.Errorf("docs/security.md promises without a test: %s", strings.TrimSpace(cells[0]))
		}
	}
}

// Every package says what it is for.
func TestEveryPackageIsTold(t *testing.T) {
	told, met := map[string]bool{}, map[string]bool{}
	for _, top := range []string{"probe", "advise"} {
		err := filepath.WalkDir(filepath.Join("../..", top), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				return err
			}
			folder := filepath.Dir(file)
			met[folder] = true
			if doc := strings.TrimSpace(parsed.Doc.Text()); doc != "" {
				told[folder] = true
				if name := parsed.Name.Name; name != "main" && !strings.HasPrefix(doc, "Package "+name+" ") {
					t.Errorf("%s: its comment begins %.30q, want \"Package %s\"", file, doc, name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for folder := range met {
		if !told[folder] {
			t.Errorf("%s: no file says what the package is for", folder)
		}
	}
}
