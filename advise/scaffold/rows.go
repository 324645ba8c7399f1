package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// row adds a row to the end of the table that a function of dir returns.
func (w *writer) row(dir, function, row string) error {
	tables, err := w.tables(dir)
	if err != nil {
		return err
	}
	var names []string
	for _, t := range tables {
		if t.function == function {
			at := t.offset(t.list.Rbrace)
			return w.keep(t.file, slices.Concat(t.code[:at], []byte(row+"\n"), t.code[at:]))
		}
		names = append(names, t.function)
	}
	slices.Sort(names)
	return fmt.Errorf("%s has no table %q: there are %s", dir, function, strings.Join(names, ", "))
}

// copyRows writes, behind the rows that are named from, the same rows once more:
// as changed makes them. That none has the name is an error, and so is that one
// has the new name already.
func (w *writer) copyRows(dir, from, to string, changed func(string) string) error {
	tables, err := w.tables(dir)
	if err != nil {
		return err
	}
	found := false
	for i := range tables {
		t := tables[i]
		var last ast.Expr
		var copies []string
		for _, row := range t.list.Elts {
			switch named(row) {
			case to:
				return fmt.Errorf("%s: %s is there already", t.file, to)
			case from:
				last = row
				copies = append(copies, ",\n"+changed(string(t.code[t.offset(row.Pos()):t.offset(row.End())])))
			}
		}
		if last == nil {
			continue
		}
		found = true
		at := t.offset(last.End())
		if err := w.keep(t.file, slices.Concat(t.code[:at], []byte(strings.Join(copies, "")), t.code[at:])); err != nil {
			return err
		}
		if tables, err = w.tables(dir); err != nil { // the others of this file have moved
			return err
		}
	}
	if !found {
		return fmt.Errorf("no table of %s has a row %q; docs/findings.md lists the findings", dir, from)
	}
	return nil
}

// table is a list of rows that a function returns.
type table struct {
	file, function string
	code           []byte
	list           *ast.CompositeLit
	set            *token.FileSet
}

func (t table) offset(p token.Pos) int { return t.set.Position(p).Offset }

// tables returns those of a folder.
func (w *writer) tables(dir string) ([]table, error) {
	names, err := filepath.Glob(filepath.Join(w.root, dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var out []table
	for _, name := range names {
		file, err := filepath.Rel(w.root, name)
		if err != nil {
			return nil, err
		}
		code, err := w.read(file)
		if err != nil {
			return nil, err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, code, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				if list := returned(f); list != nil {
					out = append(out, table{file, f.Name.Name, code, list, set})
				}
			}
		}
	}
	return out, nil
}

// named returns the name of a row: its id, or else what stands first in it; ""
// where that is no string.
func named(row ast.Expr) string {
	switch row := row.(type) {
	case *ast.CompositeLit:
		if id := valueOf(row, "id"); id != nil {
			return text(id)
		}
		if len(row.Elts) > 0 {
			return first(row.Elts[0])
		}
	case *ast.CallExpr:
		if len(row.Args) > 0 {
			return first(row.Args[0])
		}
	}
	return ""
}

// first returns the string that an expression is, or begins with.
func first(e ast.Expr) string {
	if s := text(e); s != "" {
		return s
	}
	return named(e)
}

// text returns the string that an expression is, "" for any other.
func text(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return s
		}
	}
	return ""
}

// valueOf returns the value of a key in a row, nil where it has none.
func valueOf(row *ast.CompositeLit, key string) ast.Expr {
	for _, e := range row.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if k, ok := kv.Key.(*ast.Ident); ok && k.Name == key {
				return kv.Value
			}
		}
	}
	return nil
}

// returned returns the list of rows that a function returns at its end, nil
// where it returns anything else.
func returned(f *ast.FuncDecl) *ast.CompositeLit {
	if f.Body == nil || len(f.Body.List) == 0 {
		return nil
	}
	last, ok := f.Body.List[len(f.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(last.Results) != 1 {
		return nil
	}
	list, ok := last.Results[0].(*ast.CompositeLit)
	if !ok {
		return nil
	}
	if _, ok := list.Type.(*ast.ArrayType); !ok {
		return nil
	}
	return list
}
