// Write makes the tables of messages that the program holds from the files that
// translators keep:
//
//	go generate ./advise/locale                      # *.en.toml, *.fr.toml -> messages_en.go, messages_fr.go
//	go run ./write -same finding.tls-old.title       # in advise/locale: this translation still says the same
//
// Beside each translation stands a sum of the English that it was made from.
// Where the English has changed since, and the translation has not, the old sum
// stays, the message is named, and the status is 1: then the translation is
// changed too, or -same says that it need not be.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

const english = "en"

func main() {
	dir := flag.String("dir", ".", "the folder of the message files")
	same := flag.String("same", "", "IDs of messages, by commas, whose translations still say the same")
	flag.Parse()
	stale, err := write(*dir, strings.Split(*same, ","))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, s := range stale {
		fmt.Fprintf(os.Stderr, "%s: %s\n\t%s: %q\n\t%s: %q\n", s.lang, s.id, english, s.english, s.lang, s.words)
	}
	if len(stale) > 0 {
		fmt.Fprintln(os.Stderr, "Their English has changed since they were translated. Change these translations, and generate again; or, where they still say the same:\n"+
			"\tcd advise/locale && go run ./write -same "+strings.Join(ids(stale), ","))
		os.Exit(1)
	}
}

// old is a translation that is older than its English.
type old struct{ lang, id, words, english string }

func ids(list []old) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// write makes the table of every language that has files in dir, and lists the
// translations that are older than their English.
func write(dir string, same []string) (stale []old, err error) {
	languages, err := languagesOf(dir)
	if err != nil {
		return nil, err
	}
	source, err := read(dir, english)
	if err != nil {
		return nil, err
	}
	for _, lang := range languages {
		words := source
		sums := map[string]string{}
		file := filepath.Join(dir, "messages_"+lang+".go")
		if lang != english {
			if words, err = read(dir, lang); err != nil {
				return nil, err
			}
			before, err := written(file)
			if err != nil {
				return nil, err
			}
			for id, translation := range words {
				sums[id] = sum(source[id])
				was, known := before[id]
				if known && was.sum != sums[id] && was.words == translation && !slices.Contains(same, id) {
					sums[id] = was.sum
					stale = append(stale, old{lang, id, translation, source[id]})
				}
			}
		}
		code, err := table(lang, words, sums)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, code, 0o644); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(stale, func(a, b old) int { return strings.Compare(a.lang+a.id, b.lang+b.id) })
	return stale, nil
}

// languagesOf returns the codes in the names of the message files.
func languagesOf(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.*.toml"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no message files in %s: %w", dir, err)
	}
	codes := map[string]bool{}
	for _, name := range names {
		codes[strings.Split(filepath.Base(name), ".")[1]] = true
	}
	return slices.Sorted(maps.Keys(codes)), nil
}

// read reads all messages of a language, by ID.
func read(dir, lang string) (map[string]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*."+lang+".toml"))
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range names {
		var tree map[string]any
		if _, err := toml.DecodeFile(name, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		if err := flatten(all, "", tree); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	return all, nil
}

func flatten(into map[string]string, prefix string, tree map[string]any) error {
	for key, value := range tree {
		id := prefix + key
		switch value := value.(type) {
		case map[string]any:
			if err := flatten(into, id+".", value); err != nil {
				return err
			}
		case string:
			if _, twice := into[id]; twice {
				return fmt.Errorf("%s stands in two files", id)
			}
			into[id] = value
		default:
			return fmt.Errorf("%s is not a string", id)
		}
	}
	return nil
}

// translation is a row of a table that was written before.
type translation struct{ words, sum string }

// written reads back the table of a language; no table is an empty one.
func written(file string) (map[string]translation, error) {
	rows := map[string]translation{}
	code, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return rows, nil
	}
	if err != nil {
		return nil, err
	}
	row := regexp.MustCompile(`(?m)^\t\{("(?:[^"\\]|\\.)*") /\* ([0-9a-f]{8}) \*/, ("(?:[^"\\]|\\.)*")\},$`)
	for _, m := range row.FindAllSubmatch(code, -1) {
		id, err := strconv.Unquote(string(m[1]))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", filepath.Base(file), m[1], err)
		}
		words, err := strconv.Unquote(string(m[3]))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", filepath.Base(file), id, err)
		}
		rows[id] = translation{words, string(m[2])}
	}
	return rows, nil
}

func sum(words string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(words))) }

// table writes the messages in the order of their IDs, in which they are
// searched.
func table(lang string, words, sums map[string]string) ([]byte, error) {
	var code bytes.Buffer
	fmt.Fprintf(&code, "// Code generated from *.%s.toml by \"go generate ./advise/locale\"; DO NOT EDIT.\n\n", lang)
	fmt.Fprintf(&code, "package locale\n\n// messages%s are sorted by ID", strings.ToUpper(lang))
	if lang != english {
		code.WriteString("; beside each stands a sum of its English")
	}
	fmt.Fprintf(&code, ".\nvar messages%s = []message{\n", strings.ToUpper(lang))
	for _, id := range slices.Sorted(maps.Keys(words)) {
		of := ""
		if lang != english {
			of = " /* " + sums[id] + " */"
		}
		fmt.Fprintf(&code, "\t{%q%s, %q},\n", id, of, words[id])
	}
	code.WriteString("}\n")
	return format.Source(code.Bytes())
}
