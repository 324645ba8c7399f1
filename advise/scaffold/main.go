// Scaffold begins what is added often: it writes the places of a new finding or
// a new mail program, with "TODO" wherever somebody has to think. Run it at the
// top of the project:
//
//	go run ./advise/scaffold finding submission-codes-missing -rules submissionRules
//	go run ./advise/scaffold program mailspring -rows desktop
//
// A message that holds a TODO fails the tests, and so does a finding without a
// report that it speaks of. docs/CONTRIBUTING.md says what comes next.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := run(".", os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

const usage = "go run ./advise/scaffold finding ID -rules FUNCTION, or program NAME -rows FUNCTION"

// run writes into the project at root, and says to out which files it changed.
func run(root string, args []string, out *os.File) error {
	if len(args) < 2 {
		return fmt.Errorf("what is to be added? %s", usage)
	}
	what, name := args[0], args[1]
	flags := flag.NewFlagSet("scaffold", flag.ContinueOnError)
	rules := flags.String("rules", "submissionRules", "finding: the function in advise/diagnose that holds its table")
	rows := flags.String("rows", "desktop", "program: the function in advise/client that holds its table")
	if err := flags.Parse(args[2:]); err != nil {
		return err
	}
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(name) {
		return fmt.Errorf("%q: a name is small letters and digits, with hyphens between words", name)
	}
	w := &writer{root: root}
	var next string
	var err error
	switch what {
	case "finding":
		next, err = w.finding(name, *rules)
	case "program":
		next, err = w.program(name, *rows)
	default:
		return fmt.Errorf("%q cannot be added by this. %s", what, usage)
	}
	if err == nil {
		err = w.write()
	}
	if err != nil {
		return err
	}
	for _, file := range w.order {
		fmt.Fprintln(out, file)
	}
	fmt.Fprintln(out, next)
	return nil
}

// writer collects what files are to hold, and writes them once nothing has
// failed.
type writer struct {
	root  string
	files map[string][]byte
	order []string
}

func (w *writer) finding(id, rules string) (next string, err error) {
	function := camel(id)
	const dir = "advise/diagnose"
	steps := []func() error{
		func() error {
			return w.row(dir, rules, fmt.Sprintf("{id: %q, severity: Low, since: since, source: \"TODO\", scope: perEndpoint,\ncauses: serverCauses(), eval: %s},", id, function))
		},
		func() error {
			return w.create(dir+"/"+strings.ReplaceAll(id, "-", "_")+".go", fmt.Sprintf(`package diagnose

import "mailadvisor/probe/result"

// %s judges TODO.
func %s(s *scene) []draft {
	return judge(s.of(result.Submission), func(sp spot) judgement {
		if !sp.works() {
			return judgement{} // nothing is known of it
		}
		return judgement{status: Pass} // TODO: and when Fail or Warn?
	}, func(d draft) draft {
		return d // TODO: its causes, and what was seen
	})
}
`, function, function))
		},
		func() error {
			return w.row(dir, "cases", fmt.Sprintf("{%q, func(r *result.Report) {}, Warn, \"\"}, // TODO: a report that it speaks of\n{%q, func(*result.Report) {}, Pass, \"\"},", id, id))
		},
		func() error {
			return w.row("advise/cli", "examples", fmt.Sprintf("{%q, \"probe --demo=fault:TODO -4\", healthyRun},", id))
		},
		func() error {
			return w.section("findings", "[finding."+id+"]", "name", "title", "meaning", "risk", "user", "admin")
		},
	}
	next = `Now write what "TODO" marks, then:
	go generate ./advise/locale && go test ./advise/diagnose ./advise/policy ./advise/locale
	go test ./advise/diagnose ./advise/policy -update && go test ./advise/cli -run 'FindingsDoc|Documents' -update`
	return next, all(steps)
}

func (w *writer) program(name, rows string) (next string, err error) {
	steps := []func() error{
		func() error {
			return w.row("advise/client", rows, fmt.Sprintf(`{
Name: %q, Use: Reads, IMAP: Yes, POP: Unknown, Sends: Yes, // TODO: and the rest
StartTLS: Unknown, OAuth2: Unknown, SCRAM: Unknown, CRAM: Unknown,
Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Asked,
},`, name))
		},
		func() error { return w.key("clients", "[program]", name, "TODO") },
		func() error { return w.key("settings", "[settings.type]", name, "TODO: the way to its screen") },
	}
	next = `Now write what "TODO" marks; a file that the program reads is a template in advise/client/templates. Then:
	go generate ./advise/locale && go test ./advise/client ./advise/locale
	go test ./advise/settings -update`
	return next, all(steps)
}

func all(steps []func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// row adds a row to the end of the table that a function of dir returns.
func (w *writer) row(dir, function, row string) error {
	names, err := filepath.Glob(filepath.Join(w.root, dir, "*.go"))
	if err != nil {
		return err
	}
	var tables []string
	for _, name := range names {
		file, err := filepath.Rel(w.root, name)
		if err != nil {
			return err
		}
		code, err := w.read(file)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, code, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, d := range tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			end := tableEnd(f)
			if !end.IsValid() {
				continue
			}
			tables = append(tables, f.Name.Name)
			if f.Name.Name != function {
				continue
			}
			at := set.Position(end).Offset
			return w.keep(file, slices.Concat(code[:at], []byte(row+"\n"), code[at:]))
		}
	}
	slices.Sort(tables)
	return fmt.Errorf("%s has no table %q: there are %s", dir, function, strings.Join(tables, ", "))
}

// tableEnd is where the list of rows ends that a function returns.
func tableEnd(f *ast.FuncDecl) token.Pos {
	if f.Body == nil || len(f.Body.List) == 0 {
		return token.NoPos
	}
	last, ok := f.Body.List[len(f.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(last.Results) != 1 {
		return token.NoPos
	}
	list, ok := last.Results[0].(*ast.CompositeLit)
	if !ok {
		return token.NoPos
	}
	if _, ok := list.Type.(*ast.ArrayType); !ok {
		return token.NoPos
	}
	return list.Rbrace
}

// create makes a file that was not there.
func (w *writer) create(file, text string) error {
	if _, err := os.Stat(filepath.Join(w.root, file)); err == nil {
		return fmt.Errorf("%s is there already", file)
	}
	return w.keep(file, []byte(text))
}

// section adds a section with empty words to the message files of an area, in
// every language.
func (w *writer) section(area, heading string, keys ...string) error {
	return w.messages(area, func(text string) (string, error) {
		if strings.Contains(text, heading) {
			return "", fmt.Errorf("%s is there already", heading)
		}
		text = strings.TrimRight(text, "\n") + "\n\n" + heading + "\n"
		for _, key := range keys {
			text += key + " = \"TODO\"\n"
		}
		return text, nil
	})
}

// key adds a message to a section that is there.
func (w *writer) key(area, heading, key, words string) error {
	return w.messages(area, func(text string) (string, error) {
		before, behind, found := strings.Cut(text, heading+"\n")
		if !found {
			return "", fmt.Errorf("no section %s", heading)
		}
		return before + heading + "\n" + fmt.Sprintf("%s = %q\n", key, words) + behind, nil
	})
}

func (w *writer) messages(area string, change func(string) (string, error)) error {
	names, err := filepath.Glob(filepath.Join(w.root, "advise/locale", area+".*.toml"))
	if err != nil || len(names) == 0 {
		return fmt.Errorf("no message files of %s: %w", area, err)
	}
	for _, name := range names {
		file, err := filepath.Rel(w.root, name)
		if err != nil {
			return err
		}
		text, err := w.read(file)
		if err != nil {
			return err
		}
		changed, err := change(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := w.keep(file, []byte(changed)); err != nil {
			return err
		}
	}
	return nil
}

// read is what a file holds, or is to hold.
func (w *writer) read(file string) ([]byte, error) {
	if text, ok := w.files[file]; ok {
		return text, nil
	}
	return os.ReadFile(filepath.Join(w.root, file))
}

func (w *writer) keep(file string, text []byte) error {
	if filepath.Ext(file) == ".go" {
		var err error
		if text, err = format.Source(text); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if w.files == nil {
		w.files = map[string][]byte{}
	}
	if _, ok := w.files[file]; !ok {
		w.order = append(w.order, file)
	}
	w.files[file] = text
	return nil
}

func (w *writer) write() error {
	for _, file := range w.order {
		if err := os.WriteFile(filepath.Join(w.root, file), w.files[file], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// camel writes a name as Go does: submission-codes-missing is
// submissionCodesMissing.
func camel(name string) string {
	words := strings.Split(name, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}
