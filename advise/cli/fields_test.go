package cli

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// readOnce returns the fields of a report that package result alone reads, with
// what to ask in place of each: two readings of one list contradict each other.
func readOnce() map[string]string {
	return map[string]string{
		"Path.Auth": "Path.Offered, Offers", "Path.LoginCommand": "Path.OffersCommand", "Path.Capabilities": "Path.Phase, Announced, Capability",
		"Capabilities.Greeting": "Path.Phase", "Capabilities.BeforeTLS": "Path.Phase", "Capabilities.AfterTLS": "Path.Phase", "Capabilities.AfterLogin": "Path.Phase",
		"Account.Quota": "Account.Limits, Tightest", "Quota.LimitState": "Account.Limits, Stated",
		"Quota.UsedBytes": "Account.Limits", "Quota.LimitBytes": "Account.Limits", "Quota.UsedCount": "Account.Limits", "Quota.LimitCount": "Account.Limits",
	}
}

// listed is a package as go list describes it.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// Nothing under advise reads capabilities or quotas by itself.
func TestReportIsReadInOnePlace(t *testing.T) {
	out, err := exec.Command(testkit.Go(t), "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "mailadvisor/advise/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	var ours []listed
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := in.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if strings.HasPrefix(p.ImportPath, "mailadvisor/advise") {
			ours = append(ours, p)
		}
	}
	if len(ours) < 10 {
		t.Fatalf("only %d packages were looked at", len(ours))
	}
	set := token.NewFileSet()
	from := importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	fields := readOnce()
	met := map[string]bool{} // fields that the report still has
	for _, p := range ours {
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
		checked, err := (&types.Config{Importer: from}).Check(p.ImportPath, set, files, info)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range checked.Imports() {
			if imported.Path() == "mailadvisor/probe/result" {
				for name := range fields {
					owner, field, _ := strings.Cut(name, ".")
					if o := imported.Scope().Lookup(owner); o != nil {
						s := o.Type().Underlying().(*types.Struct)
						met[name] = met[name] || slices.ContainsFunc(slices.Collect(s.Fields()), func(v *types.Var) bool { return v.Name() == field })
					}
				}
			}
		}
		for at, s := range info.Selections {
			if s.Kind() != types.FieldVal {
				continue
			}
			owner := s.Recv()
			if pointer, ok := owner.Underlying().(*types.Pointer); ok {
				owner = pointer.Elem()
			}
			named, ok := owner.(*types.Named)
			if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "mailadvisor/probe/result" {
				continue
			}
			if ask := fields[named.Obj().Name()+"."+at.Sel.Name]; ask != "" {
				t.Errorf("%s reads %s.%s: ask %s", set.Position(at.Pos()), named.Obj().Name(), at.Sel.Name, ask)
			}
		}
	}
	for name := range fields {
		if !met[name] {
			t.Errorf("a report has no %s any more", name)
		}
	}
}
