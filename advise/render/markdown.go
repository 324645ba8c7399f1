package render

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"mailadvisor/advise"
	"mailadvisor/advise/tell"
)

// Markdown (CommonMark with the tables of GitHub), for a ticket or a wiki: a
// page a document, one below the other. What is in it came from elsewhere, so
// every sign that means something in Markdown or HTML is escaped, and nothing
// becomes a link by itself.

type markdown struct {
	w    io.Writer
	s    teller
	some bool
}

func newMarkdown(w io.Writer, s teller) tell.Encoder { return &markdown{w: w, s: s} }

func (*markdown) Begin() error { return nil }
func (*markdown) End() error   { return nil }

func (e *markdown) Write(d *advise.Document) error {
	m := markdownPage{s: e.s}
	if e.some {
		m.out.WriteString("\n---\n\n")
	}
	e.some = true
	m.page(e.s.newPage(d))
	_, err := io.WriteString(e.w, m.out.String())
	return err
}

func (e *markdown) Interrupt(why string) error {
	before := ""
	if e.some {
		before = "\n---\n\n"
	}
	e.some = true
	_, err := fmt.Fprintf(e.w, "%s**%s** %s\n", before, markdownText(e.s.Labelled(e.s.Words.T("report.verdict.unable", nil), "")), markdownText(why))
	return err
}

// markdownPage is a page in the making.
type markdownPage struct {
	s   teller
	out strings.Builder
}

func (m *markdownPage) page(p page) {
	fmt.Fprintf(&m.out, "# %s\n\n", markdownText(p.Title))
	if p.Lead != "" {
		fmt.Fprintf(&m.out, "**%s**\n\n", markdownText(p.Lead))
	}
	fmt.Fprintf(&m.out, "**%s** %s\n", markdownText(m.s.Labelled(p.State, "")), markdownText(p.Sentence))
	m.blocks([]block{{Pairs: p.About}})
	for _, one := range p.Parts {
		m.part(one, "##")
	}
}

// part writes a section under a heading of a level.
func (m *markdownPage) part(p part, level string) {
	if p.Group != "" {
		fmt.Fprintf(&m.out, "\n%s %s\n", level, markdownText(p.Group))
	}
	if e := p.Finding; e != nil {
		fmt.Fprintf(&m.out, "\n%s# %d. %s\n\n", level, e.Number, markdownText(m.s.Labelled(e.Status, p.Heading)))
		fmt.Fprintf(&m.out, "%s\n", strings.Join(tell.NonEmpty(markdownCode(e.ID), markdownText(e.Severity), markdownText(e.Place)), ", "))
	} else {
		fmt.Fprintf(&m.out, "\n%s %s\n", level, markdownText(p.Heading))
	}
	m.blocks(p.Blocks)
}

func (m *markdownPage) blocks(list []block) {
	inList := false
	for _, b := range list {
		if !inList || len(b.Pairs) == 0 { // labels that follow labels are one list
			m.out.WriteByte('\n')
		}
		inList = len(b.Pairs) > 0
		switch {
		case b.Table != nil:
			m.table(b.Table)
		case b.Pairs != nil:
			for _, v := range b.Pairs {
				fmt.Fprintf(&m.out, "- %s\n", m.s.Labelled("**"+markdownText(v.Name)+"**", markdownSpans(v.Value)))
			}
		case b.List != nil:
			for _, i := range b.List {
				m.item(i)
			}
		case b.Steps != nil:
			for i, step := range b.Steps {
				fmt.Fprintf(&m.out, "%d. %s\n", i+1, markdownText(step))
			}
		case b.Command != "":
			m.fenced(b.Label, "sh", b.Command)
		case b.Verbatim != nil:
			m.fenced(b.Label, "text", b.Verbatim...)
		default:
			m.out.WriteString(markdownSpans(b.Text) + "\n")
		}
	}
}

func (m *markdownPage) item(i item) {
	text := markdownText(i.Text)
	if i.Sign != "" {
		text = "**" + markdownText(i.Sign) + "** " + text
	}
	if i.Note != "" {
		text += " " + markdownCode(i.Note)
	}
	fmt.Fprintf(&m.out, "- %s\n", text)
}

func (m *markdownPage) table(g *grid) {
	row := func(cells []cell) {
		for _, c := range cells {
			m.out.WriteString("| " + markdownSpans(c.text) + " ")
		}
		m.out.WriteString("|\n")
	}
	row(g.Head)
	for i := range g.Head {
		rule := "---"
		if len(g.Rows) > 0 && i < len(g.Rows[0]) && g.Rows[0][i].right {
			rule = "--:"
		}
		m.out.WriteString("| " + rule + " ")
	}
	m.out.WriteString("|\n")
	for _, r := range g.Rows {
		row(r)
	}
}

// fenced writes lines as they are, under a label.
func (m *markdownPage) fenced(label, language string, lines ...string) {
	if label != "" {
		fmt.Fprintf(&m.out, "%s\n\n", m.s.Labelled("**"+markdownText(label)+"**", ""))
	}
	fence := "```"
	for strings.Contains(strings.Join(lines, "\n"), fence) {
		fence += "`"
	}
	fmt.Fprintf(&m.out, "%s%s\n%s\n%s\n", fence, language, strings.Join(lines, "\n"), fence)
}

func markdownSpans(spans []span) string {
	var out strings.Builder
	for _, sp := range spans {
		text := markdownText(sp.text)
		if sp.look&bold != 0 && strings.TrimSpace(text) != "" {
			text = "**" + text + "**"
		}
		out.WriteString(text)
	}
	return strings.TrimSpace(out.String())
}

var (
	// marks are the signs that mean something in Markdown, in its dialect of
	// GitHub, or at the start of a line.
	marks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("[\\\\`*_\\[\\]#|~$]|^[-+=]+( |$)|^[0-9]+[.)]( |$)") })
	// A word with one of these becomes a link, or calls a person, without any
	// sign of Markdown, and in spite of escapes.
	linked = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\S*(@|://|www\.)\S*`) })
	tags   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// markdownText escapes a text for the running text of one line. An address
// stands there as code.
func markdownText(s string) string {
	s = tell.Clean(s)
	var out strings.Builder
	at := 0
	for _, m := range linked().FindAllStringIndex(s, -1) {
		out.WriteString(escapeMarkdown(s[at:m[0]]) + markdownCode(s[m[0]:m[1]]))
		at = m[1]
	}
	return out.String() + escapeMarkdown(s[at:])
}

func escapeMarkdown(s string) string {
	return marks().ReplaceAllStringFunc(tags.Replace(s), func(m string) string {
		if sign := strings.TrimLeft(m, "0123456789"); sign != m { // a number with its point
			return strings.TrimSuffix(m, sign) + `\` + sign
		}
		return `\` + m
	})
}

// markdownCode writes a word as code, where nothing but the fence has a
// meaning, and in a table the bar.
func markdownCode(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}
