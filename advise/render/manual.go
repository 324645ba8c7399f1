package render

import (
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// Manual is the manual page of a command, in section 1. It says what the help
// says, and what a page is looked up for beside it.
type Manual struct {
	Name    string // of the page, as in "mailadvisor-probe"
	Short   string // what the command does, in a few words
	Date    string // of the version, as in 2026-03-10; both are empty where they are not known
	Version string

	Help
	Status      [][2]string // exit status, when it is that
	Environment [][2]string
	Files       [][2]string
	SeeAlso     []string // names of other pages of section 1
}

// WriteManual writes a manual page in the macros of man(7), which groff and
// mandoc read. The texts are UTF-8, as both take them.
func WriteManual(w io.Writer, m Manual, p *locale.Printer) error {
	r := roff{words: p}
	r.line(`.TH`, roffArg(strings.ToUpper(m.Name)), `1`, `"`+m.Date+`"`, roffArg(strings.TrimSpace("mailadvisor "+m.Version)), roffArg(p.T("manual.title", nil)))
	r.line(".nh") // a word is hyphenated by the rules of another language, and flags and URLs too
	r.line(".ad l")
	r.section("name")
	r.line(roffText(m.Name) + ` \- ` + roffText(m.Short))
	r.section("synopsis")
	r.line(roffForm(m.Use + " [FLAG...]"))
	r.section("long")
	r.paragraph(m.Long)
	r.list("commands", m.Commands, roffBold)
	r.list("options", m.Flags, roffForm)
	for _, note := range m.Notes {
		r.line(".PP")
		r.paragraph(note)
	}
	if len(m.Examples) > 0 {
		r.section("examples")
		r.line(".nf")
		for _, c := range m.Examples {
			r.line(roffLine(c))
		}
		r.line(".fi")
	}
	r.list("status", m.Status, roffBold)
	r.list("environment", m.Environment, roffBold)
	r.list("files", m.Files, roffBold)
	if len(m.SeeAlso) > 0 {
		r.section("see-also")
		for i, name := range m.SeeAlso {
			after := ","
			if i == len(m.SeeAlso)-1 {
				after = ""
			}
			r.line(".BR", roffText(name), `(1)`+after)
		}
	}
	_, err := io.WriteString(w, r.out.String())
	return err
}

// roff is a manual page in the making.
type roff struct {
	words *locale.Printer
	out   strings.Builder
}

func (r *roff) line(words ...string) { r.out.WriteString(strings.Join(words, " ") + "\n") }

func (r *roff) section(id string) {
	r.line(`.SH`, roffArg(strings.ToUpper(r.words.T("manual."+id, nil))))
}

// list writes names with what each stands for.
func (r *roff) list(id string, rows [][2]string, face func(string) string) {
	if len(rows) == 0 {
		return
	}
	r.section(id)
	for _, row := range rows {
		r.line(".TP")
		r.line(face(strings.TrimSpace(row[0])))
		r.paragraph(row[1])
	}
}

// paragraph writes a text in lines that a person can compare.
func (r *roff) paragraph(text string) {
	const width = 78
	line := ""
	for _, word := range strings.Fields(tell.Clean(text)) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			r.line(roffLine(line))
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	r.line(roffLine(line))
}

// A word of a form: a flag, a word that is typed, or a name in capitals that
// stands for something else.
var roffWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--?[a-z0-9][-a-z0-9]*|[a-z][-a-z|]*|[A-Z]+`) })

// roffForm writes the form of a command or a flag: bold what is typed as it
// stands, italic (on a terminal, underlined) what stands for something else.
func roffForm(form string) string {
	var out strings.Builder
	at := 0
	for _, m := range roffWord().FindAllStringIndex(form, -1) {
		out.WriteString(roffText(form[at:m[0]]))
		if word := roffText(form[m[0]:m[1]]); word == strings.ToUpper(word) && !strings.HasPrefix(word, `\`) {
			out.WriteString(`\fI` + word + `\fR`)
		} else {
			out.WriteString(roffBold(form[m[0]:m[1]]))
		}
		at = m[1]
	}
	return out.String() + roffText(form[at:])
}

func roffBold(text string) string { return `\fB` + roffText(text) + `\fR` }

// roffLine returns a text that begins a line, where a point or an apostrophe
// would be a command.
func roffLine(text string) string {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + roffText(text)
	}
	return roffText(text)
}

// In roff, these signs are commands or print as others: a hyphen would be a
// dash that cannot be copied into a shell, and no font has the narrow space.
var roffSigns = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `^`, `\(ha`, `~`, `\(ti`, "`", `\(ga`, `'`, `\(aq`, locale.Narrow, `\ `)

// roffText writes a text so that it prints as it is.
func roffText(text string) string { return roffSigns.Replace(tell.Clean(text)) }

// roffArg returns a text as an argument of a macro.
func roffArg(text string) string {
	return `"` + strings.ReplaceAll(roffText(text), `"`, `\(dq`) + `"`
}
