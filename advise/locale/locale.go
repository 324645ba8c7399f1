// Package locale holds every sentence of the program, in English and French,
// and the rules by which numbers, sizes and dates are written in each.
//
// Everything else speaks in message IDs and arguments: a finding is
// {"id": "imap-starttls-missing", "args": {"port": 143}}, so that a stored
// report can be rendered in another language. The sentences stand in
// *.en.toml and *.fr.toml, one pair of files for each area; a test compares
// the keys and the arguments of the two.
//
// # Arguments carry their unit in the key
//
// A value is written by the ending of its key, whatever the language:
//
//	…_bytes    octets             2.1 GB        2,1 Go   (1 kB = 1024 octets)
//	…_share    fraction, 0 to 1   42%           42 %
//	…_ms       milliseconds       21 ms         21 ms    (seconds from 1000 on)
//	…_date     RFC 3339 date      28 March 2026 28 mars 2026
//	…_month    "2030-08"          August 2030   août 2030
//	…_at       RFC 3339 instant   16 March 2026, 16:42 UTC
//	…_list     strings            a, b and c    a, b et c
//	client     a name of --client Claws Mail    Claws Mail (client_list, instead_list: several)
//	provider   of the table       GMX (Germany) GMX (Allemagne)
//	other numbers                 22,757        22 757
//	…port      a number that takes no separator: 143
//
// Strings are written as they are, a [Text] as its own words. Messages may use these functions:
//
//	{{count "day" .copy_days}}    12 days    12 jours   (the nouns stand in nouns.*.toml)
//	{{up .disk_bytes}}            a size rounded up: what a person must have
//	{{down .room_bytes}}          a size rounded down: what a person may rely on
//	{{ref (print "strategy." .strategy) .}}   another message, with the same arguments
//	{{limit .size_bytes}}         a size rounded down, with one decimal below 100: 19.5 MB
//	{{seconds .elapsed_ms}}       milliseconds as seconds: 0.61 s
//	{{upper .x}}                  its first letter as a capital
//
// French writes "de", "que", "le" and their like before a vowel as it must: the
// message "le courrier de {{.domain}}" is written "le courrier d’outlook.com".
//
// # Where they are kept
//
// Translators keep *.en.toml and *.fr.toml. The program holds tables that
// "go generate ./advise/locale" makes of them (see the command write), so that
// nothing is read at a start.
package locale

//go:generate go run ./write

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// message is a row of the table of a language.
type message struct{ id, words string }

// Languages lists the languages that the program speaks; the first is the default.
func Languages() []string {
	var codes []string
	for _, s := range styles() {
		codes = append(codes, s.lang)
	}
	return codes
}

// Args are the arguments of a message: JSON values, with units in the keys.
type Args map[string]any

// Number returns an argument that is a number, as Go code made it or as JSON
// gave it back.
func (a Args) Number(key string) (float64, bool) { return number(a[key]) }

// Text is a message with its arguments, and the words once they are filled in.
type Text struct {
	ID   string `json:"id"`
	Args Args   `json:"args,omitempty"`
	Text string `json:"text,omitempty"`
}

// Printer writes messages and values in one language. It is safe for
// concurrent use.
type Printer struct {
	lang      string
	style     style
	templates *template.Template // by their words, once they were written
	pages     bool               // see [Printer.ForPages]
}

// New makes a printer for a language of [Languages].
func New(lang string) (*Printer, error) {
	i := slices.Index(Languages(), lang)
	if i < 0 {
		return nil, fmt.Errorf("no messages in the language %q: there are %s", lang, strings.Join(Languages(), " and "))
	}
	p := &Printer{lang: lang, style: styles()[i]}
	p.prepare()
	return p, nil
}

// prepare makes room for templates, with the functions of this printer.
func (p *Printer) prepare() {
	p.templates = template.New("").Option("missingkey=error").Funcs(p.functions())
}

// Lang returns the code of the language, one of [Languages].
func (p *Printer) Lang() string { return p.lang }

// message finds the words of a message.
func (p *Printer) message(id string) (string, error) {
	if p.pages {
		if words, ok := p.find(id + onPages); ok {
			return words, nil
		}
	}
	words, ok := p.find(id)
	if !ok {
		return "", fmt.Errorf("no message %q in %q", id, p.lang)
	}
	return words, nil
}

func (p *Printer) find(id string) (string, bool) {
	i, ok := slices.BinarySearchFunc(p.style.messages, id, func(m message, id string) int { return strings.Compare(m.id, id) })
	if !ok {
		return "", false
	}
	return p.style.messages[i].words, true
}

// Has reports whether a message of that ID exists.
func (p *Printer) Has(id string) bool {
	_, err := p.message(id)
	return err == nil
}

// T writes a message. A message that does not exist, or whose arguments are
// incomplete, is written as its ID in angle brackets: tests look for those.
func (p *Printer) T(id string, args Args) string {
	s, err := p.Message(id, args)
	if err != nil {
		return "‹" + id + "›"
	}
	return s
}

// Message writes a message, or says why it cannot.
func (p *Printer) Message(id string, args Args) (string, error) {
	words, err := p.message(id)
	if err != nil || !strings.Contains(words, "{{") {
		return words, err
	}
	return p.fill(words, p.data(args))
}

// localize writes a message from data that is ready for templates.
func (p *Printer) localize(id string, data map[string]any) (string, error) {
	words, err := p.message(id)
	if err != nil {
		return "", err
	}
	return p.fill(words, data)
}

// fill writes a template, which is kept for the next time: a sweep writes the
// same for each of its targets.
func (p *Printer) fill(words string, data map[string]any) (string, error) {
	t := p.templates.Lookup(words)
	if t == nil {
		tree := parse.New(words)
		tree.Mode = parse.SkipFuncCheck // else a table of functions is made for each
		tree, err := tree.Parse(words, "", "", map[string]*parse.Tree{})
		if err == nil {
			t, err = p.templates.AddParseTree(words, tree)
		}
		if err != nil {
			return "", err
		}
	}
	if p.style.elides {
		var out eliding
		err := t.Execute(&out, data)
		return out.String(), err
	}
	var out strings.Builder
	err := t.Execute(&out, data)
	return out.String(), err
}

// Fill sets the words of a text.
func (p *Printer) Fill(t *Text) {
	if t.ID != "" {
		t.Text = p.T(t.ID, t.Args)
	}
}

// Match chooses the language for POSIX locale names such as "fr_CA.UTF-8", in
// the order LC_ALL, LC_MESSAGES, LANG: the first that is set decides.
func Match(names ...string) string {
	for _, name := range names {
		if name == "" {
			continue
		}
		base, _, _ := strings.Cut(name, ".")
		base, _, _ = strings.Cut(base, "@")
		code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(base), "-", "_"), "_")
		if slices.Contains(Languages(), code) {
			return code
		}
		break
	}
	return Languages()[0]
}
