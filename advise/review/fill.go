package review

import (
	"strings"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Fill sets the words of a review, in another language where it was stored.
func (r *Review) Fill(p *locale.Printer) {
	r.Lang = p.Lang()
	fails, warns := 0, 0
	for i := range r.Findings {
		f := &r.Findings[i]
		f.fill(p)
		if f.Status == diagnose.Fail {
			fails++
		} else {
			warns++
		}
	}
	r.Sentence = locale.Text{ID: "review.verdict." + r.sentence(), Args: locale.Args{"accounts": len(r.Accounts), "fails": fails, "warns": warns, "untested": r.Untested != ""}}
	p.Fill(&r.Sentence)
	for i := range r.Passed {
		x := &r.Passed[i]
		x.Text = p.T("review.passed."+string(x.Why), locale.Args{"client": x.Program, "name": x.Name, "file": x.File})
	}
	for i := range r.Unknown {
		x := &r.Unknown[i]
		x.Text = p.T("review.unknown."+string(x.ID), locale.Args{"file": x.Line.File, "line": x.Line.Number, "text": x.Line.Text})
	}
	for i := range r.Mailboxes {
		m := &r.Mailboxes[i]
		for _, list := range [][]locale.Text{m.Gone, m.Move} {
			for k := range list {
				p.Fill(&list[k])
			}
		}
	}
}

func (r *Review) sentence() string {
	switch {
	case len(r.Accounts) == 0 && r.Verdict == "unable":
		return "unread"
	case len(r.Accounts) == 0:
		return "none"
	case r.Verdict == "ok":
		return "ok"
	}
	return "mend"
}

func (f *Finding) fill(p *locale.Printer) {
	id := "review.rule." + f.ID
	f.Title, f.Risk = p.T(id+".title", f.Args), p.T(id+".risk", f.Args)
	for i := range f.Seen {
		p.Fill(&f.Seen[i])
	}
	for i := range f.Changes {
		f.Changes[i].fill(p)
	}
}

func (c *Change) fill(p *locale.Printer) {
	c.Text = p.T("review.do."+c.ID, c.Args)
	if c.area == "" || len(c.Write) > 0 {
		return
	}
	if id := "review.screen." + c.program + "." + c.area; p.Has(id) {
		c.Screen = p.T(id, c.Args)
	}
	c.Fields = nil
	for _, x := range c.fields {
		v := x.value
		if x.valueID != "" {
			v = label(p, c.program, x.valueID)
		}
		c.Fields = append(c.Fields, Field{label(p, c.program, x.name), v})
	}
}

// label returns a name on a program's screen, in its own words where they are
// known.
func label(p *locale.Printer, program, name string) string {
	for _, id := range []string{"review.label." + program + "." + name, "settings.label." + program + "." + name, "review.label.any." + name} {
		if p.Has(id) {
			return strings.TrimSuffix(p.T(id, nil), ":")
		}
	}
	return name
}
