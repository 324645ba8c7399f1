package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
)

// A Nagios plugin's output: one first line that an alert carries, its
// performance data behind a bar, then the long output.
//
//	MAIL CRITICAL - mail.example.org imap:143: IMAP 143 offers no encryption | 'broken'=1;;0 'time'=0.41s
//
// The data is made in nagios_data.go.
//
// The exit status goes with it, and is the caller's: see [NagiosStatus].

// NagiosStatus is the exit status of a plugin for a verdict: 0 OK, 1 WARNING,
// 2 CRITICAL, 3 UNKNOWN.
func NagiosStatus(v advise.Verdict) int {
	return map[advise.Verdict]int{advise.VerdictOK: 0, advise.VerdictWarn: 1, advise.VerdictFail: 2, advise.VerdictUnable: 3}[v]
}

// nagiosState is the word for a verdict. It is the protocol's own, and never
// translated.
func nagiosState(v advise.Verdict) string {
	return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[NagiosStatus(v)]
}

type nagios struct {
	w    io.Writer
	s    *screen
	docs []nagiosDocument
}

// nagiosDocument is what is kept of a document.
type nagiosDocument struct {
	verdict advise.Verdict
	broken  int
	first   string
	long    []string
	data    []nagiosValue
}

// nagiosValue is one value of performance data.
type nagiosValue struct{ label, value string }

func newNagios(w io.Writer, s *screen) Encoder { return &nagios{w: w, s: s} }

func (*nagios) Begin() error { return nil }

func (e *nagios) Write(d *advise.Document) error {
	checks := e.s.checks(d)
	n := tally(checks)
	doc := nagiosDocument{verdict: advise.VerdictOf(d), broken: n[broken], first: sentence(d), data: performance(d, n[broken])}
	var told []check
	for _, o := range []outcome{errored, broken, warned} {
		for _, c := range checks {
			if c.outcome == o {
				told = append(told, c)
			}
		}
	}
	if len(told) > 0 {
		doc.first = e.line(told[0])
		if more := len(told) - 1; more > 0 {
			doc.first = e.s.words.T("report.nagios.more", locale.Args{"first": doc.first, "more": more})
		}
		doc.long = append(doc.long, sentence(d))
	}
	for _, c := range told {
		doc.long = append(doc.long, e.s.status(c.outcome)+" "+c.id+" "+e.s.headline(c))
		for _, part := range e.s.details(c) {
			switch part.id {
			case "found", "fix-admin", "recheck":
				doc.long = append(doc.long, e.s.labelled(part.label, strings.Join(part.lines, " ")))
			}
		}
	}
	e.docs = append(e.docs, doc)
	return nil
}

// line is one check in one line, with what was wanted.
func (e *nagios) line(c check) string {
	line := e.s.headline(c)
	if a := c.assertion; a != nil && a.Expected.Text != "" {
		line = e.s.words.T("report.nagios.wanted", locale.Args{"title": line, "wanted": Clean(a.Expected.Text)})
	}
	return line
}

func (e *nagios) End() error {
	verdict, first := advise.VerdictUnable, e.s.words.T("report.no-documents", nil)
	var long []string
	var data []nagiosValue
	inOrder, brokenHere := 0, 0
	for i, d := range e.docs {
		if i == 0 || advise.Worst(verdict, d.verdict) != verdict {
			verdict, first = d.verdict, d.first
		}
		if d.verdict == advise.VerdictOK {
			inOrder++
		}
		brokenHere += d.broken
		long, data = append(long, d.long...), d.data
	}
	if n := len(e.docs); n > 1 {
		count := e.s.words.T("report.in-order", locale.Args{"ok": inOrder, "total": n})
		long = slices.Insert(long, 0, count)
		if inOrder == n {
			first, long = count, nil
		}
		data = []nagiosValue{{"hosts", strconv.Itoa(n)}, {"in_order", strconv.Itoa(inOrder)}, {"broken", fmt.Sprintf("%d;;0", brokenHere)}}
	}
	out := "MAIL " + nagiosState(verdict) + " - " + nagiosText(first)
	for i, v := range data {
		if i == 0 {
			out += " |"
		}
		out += " " + nagiosLabel(v.label) + "=" + v.value
	}
	for _, l := range long {
		out += "\n" + nagiosText(l)
	}
	_, err := io.WriteString(e.w, out+"\n")
	return err
}

// NagiosUnknown writes that nothing is known, and why: an error of the caller.
func NagiosUnknown(w io.Writer, why string) error {
	_, err := io.WriteString(w, "MAIL "+nagiosState(advise.VerdictUnable)+" - "+nagiosText(Clean(why))+"\n")
	return err
}

// nagiosLabel quotes a label: it holds no equals sign, and a quote is doubled.
func nagiosLabel(s string) string {
	return "'" + strings.NewReplacer("'", "''", "=", "_", "|", "_").Replace(s) + "'"
}

// nagiosText makes a line of text that does not begin performance data.
func nagiosText(s string) string { return strings.ReplaceAll(s, "|", "/") }
