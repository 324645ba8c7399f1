package render

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestPagesKnowNoScreen holds pages and pictures apart from screens: what both
// show is a method of the teller, which has no width and no colour.
func TestPagesKnowNoScreen(t *testing.T) {
	seen := 0
	for _, pattern := range []string{"page*.go", "parts.go", "html.go", "markdown.go", "summary.go", "svg*.go", "teller.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			seen++
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && (id.Name == "screen" || id.Name == "newScreen") {
					t.Errorf("%s knows a screen", name)
					return false
				}
				return true
			})
		}
	}
	if seen < 9 {
		t.Errorf("only %d files were looked at", seen)
	}
}
