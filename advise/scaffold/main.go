// Scaffold begins what is added often: it writes the places of a new finding or
// a new mail program, with "TODO" wherever somebody has to think. Run it at the
// top of the project:
//
//	go run ./advise/scaffold finding submission-codes-missing -like submission-smtputf8-missing
//	go run ./advise/scaffold program quillmail -rows desktop
//
// A finding begins as a copy of the one that is most like it: its row, its test
// rows, its example and its words. A message or a source that holds a TODO fails
// the tests. docs/CONTRIBUTING.md says what comes next.
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	if err := run(".", os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

const usage = "go run ./advise/scaffold finding ID -like ID, or program NAME -rows FUNCTION"

// run writes into the project at root, and says to out which files it changed.
func run(root string, args []string, out *os.File) error {
	if len(args) < 2 {
		return fmt.Errorf("what is to be added? %s", usage)
	}
	what, name := args[0], args[1]
	flags := flag.NewFlagSet("scaffold", flag.ContinueOnError)
	like := flags.String("like", "", "finding: the ID of the finding that it is most like")
	rows := flags.String("rows", "desktop", "program: the function in advise/client that holds its table")
	flags.SetOutput(io.Discard) // main says it
	if err := flags.Parse(args[2:]); err != nil {
		return fmt.Errorf("%w. %s", err, usage)
	}
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(name) {
		return fmt.Errorf("%q: a name is small letters and digits, with hyphens between words", name)
	}
	w := &writer{root: root}
	var next string
	var err error
	switch what {
	case "finding":
		next, err = w.finding(name, *like)
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
	root   string
	files  map[string][]byte
	order  []string
	judges bool // the new finding has a function of its own
}

// skeleton is the function of a finding that judges as none of the others does.
const skeleton = `package diagnose

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
`

func (w *writer) finding(id, like string) (next string, err error) {
	if like == "" {
		return "", errors.New("which finding is it most like? -like ID; docs/findings.md lists them")
	}
	function := camel(id)
	copied := func(of string) string { // a row of a table, as the new finding's
		of = strings.ReplaceAll(of, strconv.Quote(like), strconv.Quote(id))
		return strings.Replace(of, `source: "`, `source: "TODO `, 1)
	}
	own := regexp.MustCompile(`eval: *\w+}`) // and not a call, of which the new finding has one too
	steps := []func() error{
		func() error {
			return w.copyRows("advise/diagnose", like, id, func(of string) string {
				if of = copied(of); !own.MatchString(of) {
					return of
				}
				w.judges = true
				return own.ReplaceAllString(of, "eval: "+function+"}")
			})
		},
		func() error { return w.copyRows("advise/cli", like, id, copied) },
		func() error { return w.copySection("findings", "finding."+like, "finding."+id) },
		func() error {
			if !w.judges {
				return nil
			}
			return w.create("advise/diagnose/"+strings.ReplaceAll(id, "-", "_")+".go", fmt.Sprintf(skeleton, function, function))
		},
	}
	next = `Now write what "TODO" marks, and what the copied rows judge. Then:
	go generate ./advise/locale && go test ./advise/diagnose ./advise/policy ./advise/render -update
	go test ./advise/diagnose ./advise/policy ./advise/locale ./advise/render && go test ./advise/cli -run 'FindingsDoc|Documents|StoredReports' -update`
	return next, all(steps)
}

func (w *writer) program(name, rows string) (next string, err error) {
	steps := []func() error{
		func() error {
			return w.row("advise/client", rows, fmt.Sprintf(`{
Name: %q, Use: Reads, On: on(Linux), IMAP: Yes, POP: Unknown, Sends: Yes, // TODO: where it runs, and what it can do
StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown,
Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Asked,
Forms: one(typed()),
},`, name))
		},
		func() error { return w.key("clients", "[program]", name, "TODO") },
		func() error { return w.key("settings", "[settings.type]", name, "TODO: the way to its screen") },
	}
	next = `Now write what "TODO" marks; a file that the program reads is a template in advise/client/templates. Then:
	go generate ./advise/locale && go test ./advise/client ./advise/locale
	go test -short ./advise/settings -update`
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

// create makes a file that was not there.
func (w *writer) create(file, text string) error {
	if _, err := os.Stat(filepath.Join(w.root, file)); err == nil {
		return fmt.Errorf("%s is there already", file)
	}
	return w.keep(file, []byte(text))
}

// read returns what a file holds, or is to hold.
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
