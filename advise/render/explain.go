package render

import (
	"io"
	"strings"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
)

// Explanation is what explain tells of one topic or one finding, in words.
type Explanation struct {
	ID    string             `json:"id"`
	Title string             `json:"title"`
	Text  string             `json:"text"`           // paragraphs, one a line
	Rule  *diagnose.RuleInfo `json:"rule,omitempty"` // of a finding
}

// ExplainTopic tells a topic: the message topic.ID.
func ExplainTopic(id string, p *locale.Printer) Explanation {
	title, text, _ := strings.Cut(strings.TrimSpace(p.T("topic."+id, nil)), "\n")
	return Explanation{ID: id, Title: title, Text: strings.TrimSpace(text)}
}

// ExplainRule tells a finding: the message finding.ID.meaning.
func ExplainRule(r diagnose.RuleInfo, p *locale.Printer) Explanation {
	return Explanation{ID: r.ID, Title: r.ID, Text: p.T("finding."+r.ID+".meaning", nil), Rule: &r}
}

// Explain writes an explanation.
func Explain(w io.Writer, e Explanation, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put(nil, 0, s.of(e.Title, bold))
	s.section()
	for paragraph := range strings.Lines(e.Text) {
		paragraph = strings.TrimSpace(paragraph)
		if paragraph == "" {
			s.section()
			continue
		}
		s.put(nil, 0, s.of(paragraph, plain))
	}
	return s.writeTo(w)
}
