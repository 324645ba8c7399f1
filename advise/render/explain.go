package render

import (
	"io"
	"strings"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Explanation is what explain tells of one topic, one finding or one failure
// kind, in words.
type Explanation struct {
	ID      string                    `json:"id"`
	Title   string                    `json:"title"`
	Text    string                    `json:"text"` // paragraphs, one a line
	Finding *diagnose.Description     `json:"finding,omitempty"`
	Failure *diagnose.KindDescription `json:"failure,omitempty"`
}

// ExplainTopic tells a topic: the message topic.ID.
func ExplainTopic(id string, p *locale.Printer) Explanation {
	title, text, _ := strings.Cut(strings.TrimSpace(p.T("topic."+id, nil)), "\n")
	return Explanation{ID: id, Title: title, Text: strings.TrimSpace(text)}
}

// ExplainFinding tells a finding.
func ExplainFinding(d diagnose.Description) Explanation {
	return Explanation{ID: d.ID, Title: d.Name, Text: d.Meaning, Finding: &d}
}

// ExplainFailure tells a failure kind.
func ExplainFailure(d diagnose.KindDescription, p *locale.Printer) Explanation {
	title := p.T("explain.text.kind-title", locale.Args{"kind": string(d.Kind)})
	return Explanation{ID: string(d.Kind), Title: title, Text: d.Meaning, Failure: &d}
}

// Explain writes an explanation.
func Explain(w io.Writer, e Explanation, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.explain(e)
	return s.writeTo(w)
}

func (s *screen) explain(e Explanation) {
	if e.Finding != nil {
		s.putFlush(nil, 0, between, e.ID, s.of(e.Title, bold))
	} else {
		s.put(nil, 0, s.of(e.Title, bold))
	}
	s.section()
	for paragraph := range strings.Lines(e.Text) {
		paragraph = strings.TrimSpace(paragraph)
		if paragraph == "" {
			s.section()
			continue
		}
		s.put(nil, 0, s.of(paragraph, plain))
	}
	switch {
	case e.Finding != nil:
		s.section()
		s.explainFinding(e.Finding)
	case e.Failure != nil:
		s.section()
		s.explainFailure(e.Failure)
	}
}

// explainFinding writes the parts of a finding, with the labels that findings
// have on the screen of a probe.
func (s *screen) explainFinding(d *diagnose.Description) {
	s.explainPart("example", d.Title)
	s.explainPart("severity", s.Words.T("severity."+string(d.Severity), nil))
	s.explainPart("causes", d.CauseTexts...)
	s.optionalPart("risk", d.Risk)
	s.optionalPart("fix-user", d.Fix.User)
	s.optionalPart("fix-admin", d.Fix.Admin)
	s.explainPart("source", d.RFC)
	s.explainPart("silent", strings.Join(d.Depends, ", "))
	var kinds []string
	for _, k := range d.Kinds {
		kinds = append(kinds, string(k))
	}
	s.explainPart("kinds", strings.Join(kinds, ", "))
}

func (s *screen) explainFailure(d *diagnose.KindDescription) {
	s.explainPart("causes", d.Causes)
	if d.Step != "" {
		s.explainPart("step", s.t("step-"+d.Step, nil))
	}
	passes := "lasting"
	if d.Temporary {
		passes = "temporary"
	}
	s.explainPart("passes", s.Words.T("explain.text."+passes, nil))
	s.explainPart("source", d.Source)
	s.explainPart("findings", strings.Join(d.Findings, ", "), d.Unspoken)
}

// explainPart writes texts behind one label, each from a new line; empty ones are
// left out.
func (s *screen) explainPart(label string, texts ...string) {
	in := s.partColumn()
	first := []span{indent(in)}
	begun := false
	for _, text := range texts {
		if text == "" {
			continue
		}
		if !begun {
			s.put(s.explainLabel(label), in, s.of(text, plain))
			begun = true
			continue
		}
		s.put(first, in, s.of(text, plain))
	}
}

// explainLabel begins a part by its label.
func (s *screen) explainLabel(label string) []span {
	return s.part(s.Words.T("explain.label."+label, nil))
}
