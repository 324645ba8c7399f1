package render

import (
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// The step summary of GitHub: Markdown that a workflow appends to the file
// $GITHUB_STEP_SUMMARY. A table with a row for each host, those in trouble
// first, then what is to be mended. GitHub takes a mebibyte, so that both are
// bounded, and what is left out is counted.

const (
	summaryRows  = 200
	summaryBytes = 800 << 10
)

type summary struct {
	w        io.Writer
	s        teller
	trouble  []string // rows
	healthy  []string
	details  strings.Builder
	omitted  int // documents in trouble whose details had no room
	n        int
	inOrder  tell.InOrder
	worst    advise.Verdict
	sentence string // of the first document
}

func newSummary(w io.Writer, s teller) tell.Encoder {
	return &summary{w: w, s: s, worst: advise.VerdictOK}
}

func (*summary) Begin() error { return nil }

func (e *summary) Write(d *advise.Document) error {
	v := advise.VerdictOf(d)
	e.worst = advise.Worst(e.worst, v)
	if e.n++; e.n == 1 {
		e.sentence = tell.Sentence(d)
	}
	e.inOrder.Add(d)
	checks := e.s.Checks(d)
	n := tell.Count(checks)
	cells := []string{
		markdownText(tell.HostOf(d)), markdownText(e.s.Words.T("report.verdict."+string(v), nil)),
		strconv.Itoa(n[tell.Broken] + n[tell.Errored]), strconv.Itoa(n[tell.Warned]), strconv.Itoa(n[tell.Excepted]), strconv.Itoa(n[tell.Unknown]),
		markdownText(e.s.Words.Seconds(d.ElapsedMS)),
	}
	row := "| " + strings.Join(cells, " | ") + " |\n"
	if v == advise.VerdictOK {
		if len(e.healthy) < summaryRows {
			e.healthy = append(e.healthy, row)
		}
		return nil
	}
	if len(e.trouble) < summaryRows {
		e.trouble = append(e.trouble, row)
	}
	m := markdownPage{s: e.s}
	// Markdown is not read inside HTML: there, HTML is what is escaped.
	fmt.Fprintf(&m.out, "\n<details><summary>%s</summary>\n\n%s\n", html.EscapeString(tell.HostOf(d)), markdownText(tell.Sentence(d)))
	for _, p := range e.s.entries(checks) {
		m.part(p, "##")
	}
	m.out.WriteString("\n</details>\n")
	if e.details.Len()+m.out.Len() > summaryBytes {
		e.omitted++
		return nil
	}
	e.details.WriteString(m.out.String())
	return nil
}

func (e *summary) Interrupt(why string) error {
	e.worst = advise.VerdictUnable
	fmt.Fprintf(&e.details, "\n%s\n", html.EscapeString(why))
	return nil
}

func (e *summary) End() error {
	var out strings.Builder
	say := e.sentence
	if e.n != 1 {
		say = e.s.Words.T("report.in-order", e.inOrder.Args(locale.Args{"total": e.n}))
	}
	state := e.s.Words.T("report.verdict."+string(e.worst), nil)
	fmt.Fprintf(&out, "## mailadvisor\n\n**%s** %s\n\n", markdownText(e.s.Labelled(state, "")), markdownText(say))
	var heads, rules []string
	for i, id := range []string{"host", "verdict", "broken", "to-mend", "excepted", "unchecked", "time"} {
		heads = append(heads, markdownText(e.s.Words.T("report.column."+id, nil)))
		if i > 1 {
			rules = append(rules, "--:")
		} else {
			rules = append(rules, "---")
		}
	}
	fmt.Fprintf(&out, "| %s |\n| %s |\n", strings.Join(heads, " | "), strings.Join(rules, " | "))
	rows := append(e.trouble, e.healthy...)
	rows = rows[:min(len(rows), summaryRows)]
	out.WriteString(strings.Join(rows, ""))
	if left := e.n - len(rows); left > 0 {
		fmt.Fprintf(&out, "\n%s\n", markdownText(e.s.Words.T("report.rows-left", locale.Args{"n": left})))
	}
	out.WriteString(e.details.String())
	if e.omitted > 0 {
		fmt.Fprintf(&out, "\n%s\n", markdownText(e.s.Words.T("report.details-left", locale.Args{"n": e.omitted})))
	}
	_, err := io.WriteString(e.w, out.String())
	return err
}
