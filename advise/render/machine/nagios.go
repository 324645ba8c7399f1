package machine

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// A Nagios plugin's output: one first line that an alert carries, its
// performance data behind a bar, then the long output.
//
//	MAIL CRITICAL - mail.example.org imap:143: IMAP 143 offers no encryption | 'broken'=1;;0 'time'=0.41s
//
// The data is made in nagios_data.go.
//
// The exit status goes with it, and is the caller's: see [NagiosStatus].

// NagiosStatus returns the exit status of a plugin for a verdict: 0 OK, 1
// WARNING, 2 CRITICAL, 3 UNKNOWN.
func NagiosStatus(v advise.Verdict) int {
	switch v {
	case advise.VerdictWarn:
		return 1
	case advise.VerdictFail:
		return 2
	case advise.VerdictUnable:
		return 3
	}
	return 0
}

// nagiosState returns the word for a verdict. It is the protocol's own, and
// never translated.
func nagiosState(v advise.Verdict) string {
	return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[NagiosStatus(v)]
}

type nagios struct {
	w    io.Writer
	tell tell.Teller
	docs []nagiosDocument

	inOrder tell.InOrder
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

// NewNagios returns the encoder of the format nagios.
func NewNagios(w io.Writer, t tell.Teller) tell.Encoder { return &nagios{w: w, tell: t} }

func (*nagios) Begin() error { return nil }

func (e *nagios) Write(d *advise.Document) error {
	checks := e.tell.Checks(d)
	n := tell.Count(checks)
	e.inOrder.Add(d)
	doc := nagiosDocument{verdict: advise.VerdictOf(d), broken: n[tell.Broken], first: tell.Sentence(d), data: performance(d, n[tell.Broken])}
	var told []tell.Check
	for _, o := range []tell.Outcome{tell.Errored, tell.Broken, tell.Warned} {
		for _, c := range checks {
			if c.Outcome == o {
				told = append(told, c)
			}
		}
	}
	if len(told) > 0 {
		doc.first = e.line(told[0])
		if more := len(told) - 1; more > 0 {
			doc.first = e.tell.Words.T("report.nagios.more", locale.Args{"first": doc.first, "more": more})
		}
		doc.long = append(doc.long, tell.Sentence(d))
	}
	for _, c := range told {
		doc.long = append(doc.long, e.tell.Status(c.Outcome)+" "+c.ID+" "+e.tell.Headline(c))
		for _, part := range e.tell.Details(c) {
			switch part.ID {
			case tell.Found, tell.FixAdmin, tell.Recheck:
				doc.long = append(doc.long, e.tell.Labelled(part.Label, strings.Join(part.Lines, " ")))
			}
		}
	}
	e.docs = append(e.docs, doc)
	return nil
}

// line returns one check in one line, with what was wanted.
func (e *nagios) line(c tell.Check) string {
	line := e.tell.Headline(c)
	if a := c.Assertion; a != nil && a.Expected.Text != "" {
		line = e.tell.Words.T("report.nagios.wanted", locale.Args{"title": line, "wanted": tell.Clean(a.Expected.Text)})
	}
	return line
}

func (e *nagios) Interrupt(why string) error {
	e.docs = append(e.docs, nagiosDocument{verdict: advise.VerdictUnable, first: why, long: []string{why}})
	return nil
}

func (e *nagios) End() error {
	verdict, first := advise.VerdictUnable, e.tell.Words.T("report.no-documents", nil)
	var long []string
	var data []nagiosValue
	brokenHere := 0
	for i, d := range e.docs {
		if i == 0 || advise.Worst(verdict, d.verdict) != verdict {
			verdict, first = d.verdict, d.first
		}
		brokenHere += d.broken
		long, data = append(long, d.long...), d.data
	}
	if n := len(e.docs); n > 1 {
		count := e.tell.Words.T("report.in-order", e.inOrder.Args(locale.Args{"total": n}))
		long = slices.Insert(long, 0, count)
		if e.inOrder.OK == n {
			first, long = count, nil
		}
		data = []nagiosValue{{"hosts", strconv.Itoa(n)}, {"in_order", strconv.Itoa(e.inOrder.OK)}, {"broken", fmt.Sprintf("%d;;0", brokenHere)}}
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
	_, err := io.WriteString(w, "MAIL "+nagiosState(advise.VerdictUnable)+" - "+nagiosText(tell.Clean(why))+"\n")
	return err
}

// nagiosLabel quotes a label: it holds no equals sign, and a quote is doubled.
func nagiosLabel(s string) string {
	return "'" + strings.NewReplacer("'", "''", "=", "_", "|", "_").Replace(s) + "'"
}

// nagiosText makes a line of text that does not begin performance data.
func nagiosText(s string) string { return strings.ReplaceAll(s, "|", "/") }
