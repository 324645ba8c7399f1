package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A test that needs a program of the machine asks testkit.Program for it, which
// skips with the reason where it is missing, and fails in CI. So no test calls
// a program by its mere name, or looks for one by itself.
func TestProgramsAreAskedFor(t *testing.T) {
	const top = "../.."
	// Test support: packages of which tests alone make use.
	support := []string{"probe/testkit", "probe/realserver", "probe/proven"}
	allowed := map[string]string{
		"/bin/sh":     "every system has it that these tests run on",
		"mailadvisor": "the program itself: see TestMain",
		"dpkg":        "probe/proven notes no version where it is missing",
		"dpkg-query":  "the same",
	}
	used := map[string]bool{}
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(below))
		if !strings.HasSuffix(path, "_test.go") && !(strings.HasSuffix(path, ".go") && slices.Contains(support, dir)) {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := f.X.(*ast.Ident); !ok || of.Name != "exec" {
				return true
			}
			at := map[string]int{"Command": 0, "CommandContext": 1}
			i, runs := at[f.Sel.Name]
			switch {
			case f.Sel.Name == "LookPath" && dir != "probe/testkit":
				t.Errorf("%s: exec.LookPath; testkit.Program says what is missing", set.Position(n.Pos()))
			case runs:
				if lit, ok := call.Args[i].(*ast.BasicLit); ok {
					name, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					used[name] = true
					if allowed[name] == "" {
						t.Errorf("%s: %q is called by its name; testkit.Program says where it comes from", set.Position(n.Pos()), name)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range allowed {
		if !used[name] {
			t.Errorf("%s is excepted, and no test calls it", name)
		}
	}
}
