package render

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// One HTML file that holds all it needs: no script, no font, nothing fetched,
// which a content security policy in the file also asks of the reader's
// program. It follows the reader's choice of light or dark, and prints black
// on white. Every text goes through html/template, which escapes it for the
// place where it stands.

//go:embed html.tmpl
var htmlTemplate string

// The templates of one part of a page, and the style of all of them: those of
// this format, and of a page in a browser (see [Parts]).
//
//go:embed parts.tmpl
var partsTemplate string

//go:embed page.css
var styleSheet string

type htmlReport struct {
	w       io.Writer
	s       teller
	pages   []page
	inOrder tell.InOrder
	why     string // it was interrupted
}

func newHTML(w io.Writer, s teller) tell.Encoder {
	s = s.forPages()
	s.whole = true
	return &htmlReport{w: w, s: s}
}

func (*htmlReport) Begin() error { return nil }

func (e *htmlReport) Write(d *advise.Document) error {
	p := e.s.newPage(d)
	e.inOrder.Add(d)
	e.pages = append(e.pages, p)
	return nil
}

func (e *htmlReport) Interrupt(why string) error {
	e.why = why
	return nil
}

func (e *htmlReport) End() error {
	t, err := e.s.html()
	if err != nil {
		return err
	}
	data := struct {
		Lang, Title, Count, Interrupted string
		Pages                           []page
	}{Lang: e.s.Words.Lang(), Interrupted: e.why, Pages: e.pages}
	switch n := len(e.pages); n {
	case 1:
		data.Title = e.pages[0].Title
	default:
		data.Title = e.s.Words.T("report.title", locale.Args{"total": n})
		data.Count = e.s.Words.T("report.in-order", e.inOrder.Args(locale.Args{"total": n}))
	}
	return t.ExecuteTemplate(e.w, "html", data)
}

// html returns the templates, in the language of a teller.
func (s teller) html() (*template.Template, error) {
	t := template.New("parts").Funcs(template.FuncMap{
		"t":     func(id string) string { return s.Words.T(id, nil) },
		"style": func() template.CSS { return template.CSS(styleSheet) },
		"class": class,
		"label": func(label string) string { return s.Labelled(label, "") },
		"words": func(text string) []string { return strings.Split(Glued(text), " ") },
		"flag":  func(word string) bool { return strings.HasPrefix(word, "-") },
		"right": func(c cell) bool { return c.right },
		"spans": func(c cell) []span { return c.text },
		"text":  func(s span) string { return Glued(s.text) },
		"blank": func(c cell) bool { return strings.TrimSpace(cellText(c)) == "" },
		"glued": Glued,
		"look":  func(s span) string { return class(s.look) },
		"mark":  func(g *grid, row int) bool { return row < len(g.Marks) && g.Marks[row] },
		"heading": func(g *grid, column int) string {
			if column >= len(g.Head) {
				return ""
			}
			return locale.Capital(strings.TrimSpace(cellText(g.Head[column])))
		},
		"head": func(g *grid, row, column int) bool {
			return row < len(g.Rows) && column < len(g.Rows[row]) && g.Rows[row][column].right
		},
	})
	if _, err := t.Parse(partsTemplate); err != nil {
		return nil, err
	}
	return t.New("html").Parse(htmlTemplate)
}

// cellText returns the text of a cell, without its looks.
func cellText(c cell) string {
	text := ""
	for _, sp := range c.text {
		text += sp.text
	}
	return text
}

// class returns the style of a look. Bold and a colour may come together.
func class(l look) string {
	out := ""
	for _, c := range []struct {
		look look
		name string
	}{{bold, "strong"}, {green, "ok"}, {yellow, "warn"}, {red, "fail"}, {dim, "dim"}, {cyan, "code"}} {
		if l&c.look != 0 {
			out += c.name + " "
		}
	}
	return out
}
