package locale

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// area is one message file, read when one of its messages is first asked for:
// most commands need two of them, and reading all costs ten times the start
// of the program.
type area struct {
	file string
	lang string

	load  sync.Once
	words *i18n.Localizer
	known map[string]bool
	err   error
}

// areas finds the areas of a language by the first word of their IDs, from
// the headings of the files alone. Several files may share a first word.
func areas(lang string) (map[string][]*area, error) {
	names, err := fs.Glob(files, "*."+lang+".toml")
	if err != nil {
		return nil, err
	}
	out := map[string][]*area{}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		a := &area{file: name, lang: lang}
		seen := map[string]bool{}
		lines := bufio.NewScanner(bytes.NewReader(content))
		lines.Buffer(nil, len(content)+1)
		for lines.Scan() {
			heading, ok := strings.CutPrefix(lines.Text(), "[")
			if !ok {
				continue
			}
			word, _, _ := strings.Cut(strings.TrimRight(heading, "] "), ".")
			if !seen[word] {
				seen[word] = true
				out[word] = append(out[word], a)
			}
		}
	}
	return out, nil
}

// read reads the file, once.
func (a *area) read() error {
	a.load.Do(func() {
		bundle := i18n.NewBundle(language.Make(a.lang))
		bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
		file, err := bundle.LoadMessageFileFS(files, a.file)
		if err != nil {
			a.err = fmt.Errorf("%s: %w", a.file, err)
			return
		}
		a.known = make(map[string]bool, len(file.Messages))
		for _, m := range file.Messages {
			a.known[m.ID] = true
		}
		a.words = i18n.NewLocalizer(bundle, a.lang)
	})
	return a.err
}

// area is the one that has a message.
func (p *Printer) area(id string) (*area, error) {
	word, _, _ := strings.Cut(id, ".")
	for _, a := range p.areas[word] {
		if err := a.read(); err != nil {
			return nil, err
		}
		if a.known[id] {
			return a, nil
		}
	}
	return nil, fmt.Errorf("no message %q in %q", id, p.lang)
}

// localize writes a message from data that is ready for templates.
func (p *Printer) localize(id string, count any, data map[string]any) (string, error) {
	a, err := p.area(id)
	if err != nil {
		return "", err
	}
	return a.words.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: count, TemplateData: data, TemplateParser: p.parse})
}
