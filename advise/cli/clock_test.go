package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// realClocks are the tests that take the day of this machine, and why.
func realClocks() map[string]string {
	return map[string]string{
		"advise/cli/check_test.go":                 "a real server stores its mail by its own clock",
		"advise/cli/fleet_test.go":                 "built programs take part",
		"advise/cli/realhost_test.go":              "real servers have no other clock",
		"advise/cli/record_linux_test.go":          "real servers have no other clock",
		"advise/cli/repeat_test.go":                "real servers have no other clock",
		"advise/cli/review_test.go":                "real servers have no other clock",
		"advise/cli/shipped_service_linux_test.go": "a built program takes part",
		"advise/cli/token_dovecot_test.go":         "Dovecot judges the token by its own clock",
		"advise/run/review_host_test.go":           "real servers have no other clock",
		"advise/settings/matrix_book_test.go":      "the day on which a real program was run is written down",
		"advise/settings/submission_test.go":       "real programs judge the certificate by their own clock",
		"advise/web/real_test.go":                  "real servers have no other clock",
		"advise/web/site_test.go":                  "how long a visitor is idle",
		"probe/realvariants_test.go":               "real servers have no other clock",
		"probe/realserver/dovecot_test.go":         "the certificate of a real server",
	}
}

// TestTestsTakeTheirClock: where a date matters a test gives one, and does not
// take that of the machine: not by "Now: time.Now", and not as the validity of
// a certificate. A date that is only handed on is one too.
func TestTestsTakeTheirClock(t *testing.T) {
	may, met := realClocks(), map[string]bool{}
	root := filepath.Join("..", "..")
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") && !strings.HasPrefix(path, filepath.Join(root, "probe", "testkit")) || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		judge := func(to ast.Expr, value ast.Expr) {
			if !isDate(to) || !takesRealTime(value) {
				return
			}
			met[name] = true
			if may[name] == "" {
				t.Errorf("%s: the clock of this machine: take testkit.Today, or say in realClocks why not", set.Position(value.Pos()))
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				judge(n.Key, n.Value)
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					judge(to, n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range may {
		if !met[name] {
			t.Errorf("%s takes no clock of this machine any more", name)
		}
	}
}

// isDate reports whether what is set decides by the day.
func isDate(to ast.Expr) bool {
	var name string
	switch to := to.(type) {
	case *ast.Ident:
		name = to.Name
	case *ast.SelectorExpr:
		name = to.Sel.Name
	}
	switch strings.ToLower(name) {
	case "now", "today", "clock", "notbefore", "notafter", "leafnotafter", "date", "startedat":
		return true
	}
	return false
}

// takesRealTime reports whether time.Now stands in a value, called or not.
func takesRealTime(value ast.Expr) (found bool) {
	ast.Inspect(value, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Now" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
				found = true
			}
		}
		return !found
	})
	return found
}
