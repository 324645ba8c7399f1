package render

import (
	"bytes"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/accounts"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// What a part of the page of a review tells.
const (
	PartAccounts = "accounts" // what the files hold
	PartMove     = "move"     // what a move takes with it, and its steps
	PartCounts   = "counts"   // of messages, before and now
	PartUnknown  = "unknown"  // what the files alone do not say
	PartPassed   = "passed"   // what no program uses
)

// ReviewPage writes a review as one HTML file.
func ReviewPage(w io.Writer, r *review.Review, p *locale.Printer) error {
	e := newHTML(w, newTeller(p, TextOptions{})).(*htmlReport)
	s := e.s
	out := page{
		Title: s.t("review.title", nil), Verdict: advise.Verdict(r.Verdict), State: s.Words.T("report.verdict."+r.Verdict, nil),
		Sentence: tell.Clean(r.Sentence.Text), Parts: s.reviewParts(r),
	}
	when := "run"
	if r.Untested != "" {
		when = "read"
	}
	out.About = []pair{
		{s.Words.T("report.about."+when, nil), s.text(s.Words.Instant(r.StartedAt))},
		{s.Words.T("report.about.version", nil), s.text("mailadvisor " + r.Tool.Version)},
	}
	e.pages = append(e.pages, out)
	return e.End()
}

// ReviewParts returns the sections of a review as HTML, for a page in a
// browser: those of the format html.
func ReviewParts(r *review.Review, p *locale.Printer) ([]Part, error) {
	s := newTeller(p, TextOptions{}).forPages()
	return s.made(s.reviewParts(r))
}

// reviewParts returns the sections of a review: the accounts, what is wrong
// with them, what becomes of the mail, and what was left out.
func (s teller) reviewParts(r *review.Review) []part {
	out := []part{s.reviewedAccounts(r)}
	for i := range r.Findings {
		out = append(out, s.reviewEntry(i+1, &r.Findings[i]))
	}
	var gone []item
	var move []string
	for _, m := range r.Mailboxes {
		for _, t := range m.Gone {
			gone = append(gone, item{Text: tell.Clean(s.textAgain(t).Text)})
		}
		for _, t := range m.Move {
			move = append(move, tell.Clean(s.textAgain(t).Text))
		}
	}
	out = append(out, listPart(PartMove, s.t("review.gone", nil), gone), part{ID: PartMove, Heading: s.t("review.move", nil), Blocks: stepsBlock(move)})
	for _, m := range r.Mailboxes {
		out = append(out, s.onLeaf(PartCounts, func(s *screen) { s.reviewCounts(m) })...)
	}
	var unknown, passed []item
	for i := range r.Unknown {
		unknown = append(unknown, item{Text: tell.ReviewUnknown(&r.Unknown[i], s.Words)})
	}
	for i := range r.Passed {
		passed = append(passed, item{Text: tell.ReviewPassed(&r.Passed[i], s.Words)})
	}
	if text := tell.ReviewNotChecked(r, s.Words); text != "" {
		unknown = append(unknown, item{Text: text, Look: dim})
	}
	out = append(out, listPart(PartUnknown, s.t("review.unknown", nil), unknown), listPart(PartPassed, s.t("review.passed", nil), passed))
	return slices.DeleteFunc(out, func(p part) bool { return len(p.Blocks) == 0 && p.Finding == nil })
}

func stepsBlock(steps []string) []block {
	if len(steps) == 0 {
		return nil
	}
	return []block{{Steps: steps}}
}

// reviewedAccounts returns the table of the accounts, a server a row.
func (s teller) reviewedAccounts(r *review.Review) part {
	g := &grid{Head: s.heads("screen.review.program", "screen.review.service", "screen.review.server", "screen.review.port", "screen.review.security", "screen.review.user")}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		for _, server := range a.Servers() {
			look := plain
			switch server.Security {
			case accounts.None:
				look = red
			case accounts.IfOffered:
				look = yellow
			}
			g.Rows = append(g.Rows, []cell{
				s.word(s.Words.Format("client", a.Program), plain), s.word(s.service(result.Service(server.Service), "name"), plain), s.word(server.Host, plain),
				s.figure(strconv.Itoa(server.Port), plain), s.word(s.t("review-security."+string(server.Security), nil), look), s.word(server.User, plain),
			})
		}
	}
	if len(g.Rows) == 0 {
		return part{}
	}
	return part{ID: PartAccounts, Heading: s.t("review.accounts", nil), Blocks: []block{{Table: g}}}
}

// reviewEntry returns one finding: the lines that show it, what the host says,
// what can happen, and what to change.
func (s teller) reviewEntry(number int, f *review.Finding) part {
	out := part{ID: PartFinding, Heading: tell.Clean(f.Title), Finding: &entry{
		Number: number, Outcome: tell.Outcome(f.Status), Status: s.Words.T("status."+string(f.Status), nil), ID: f.ID, Severity: tell.Clean(s.Words.T("severity."+string(f.Severity), nil)),
	}}
	label := func(id, text string) {
		if text != "" {
			out.Blocks = append(out.Blocks, block{Pairs: []pair{{s.t("review."+id, nil), s.text(text)}}})
		}
	}
	var lines []string
	for _, l := range f.Lines {
		lines = append(lines, tell.ReviewLine(l, s.Words))
	}
	if len(lines) > 0 {
		out.Blocks = append(out.Blocks, block{Verbatim: lines, Label: s.t("review.shown", nil)})
	}
	var seen []string
	for _, x := range f.Seen {
		seen = append(seen, fullStop(tell.Clean(x.Text)))
	}
	label("seen", strings.Join(seen, " "))
	label("risk", tell.Clean(f.Risk))
	for i := range f.Changes {
		c := tell.ReviewChange(&f.Changes[i], s.Words)
		label("change", c.Text)
		if len(c.Write) > 0 {
			out.Blocks = append(out.Blocks, block{Verbatim: c.Write, Label: c.Where})
		} else if c.Where != "" {
			out.Blocks = append(out.Blocks, block{Text: s.text(c.Where)})
		}
		if c.Instead != "" {
			out.Blocks = append(out.Blocks, block{Text: s.text(c.Instead)})
		}
		var fields []item
		for _, x := range c.Fields {
			fields = append(fields, item{Text: x})
		}
		if len(fields) > 0 {
			out.Blocks = append(out.Blocks, block{List: fields})
		}
	}
	return out
}

// made are parts as HTML.
func (s teller) made(parts []part) ([]Part, error) {
	t, err := s.html()
	if err != nil {
		return nil, err
	}
	var out []Part
	for _, one := range parts {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, "content", one); err != nil {
			return nil, err
		}
		made := Part{ID: one.ID, Heading: one.Heading, HTML: template.HTML(b.String())} // made by html/template
		if one.Finding != nil {
			made.Finding, made.Status, made.Outcome = one.Finding.ID, one.Finding.Status, string(one.Finding.Outcome)
		}
		out = append(out, made)
	}
	return out, nil
}
