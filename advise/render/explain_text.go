package render

import (
	"io"
	"strings"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/texts"
	"mailadvisor/probe/result"
)

// TextExplanation is what explain tells of a text that a person pasted. Of the
// text itself it holds a code, a host or a domain, and a port.
type TextExplanation struct {
	Known    bool           `json:"known"`
	Cut      bool           `json:"cut,omitempty"` // only the beginning was read
	Host     string         `json:"host,omitempty"`
	Domain   string         `json:"domain,omitempty"`
	Service  result.Service `json:"service,omitempty"`
	Port     int            `json:"port,omitempty"`
	Readings []TextReading  `json:"readings,omitempty"` // the likeliest first
	Nearest  []TextReading  `json:"nearest,omitempty"`  // where nothing was recognised
	Command  string         `json:"command,omitempty"`  // decides between the causes
	// Elsewhere says that nothing in the text is of mail: see [texts.Answer].
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// TextReading is one meaning of a text, in words.
type TextReading struct {
	ID      texts.Meaning `json:"id"`
	Kind    result.Kind   `json:"kind,omitempty"` // what a probe calls it
	Title   string        `json:"title"`
	By      texts.Speaker `json:"by,omitempty"` // who says so
	ByName  string        `json:"by_name,omitempty"`
	Code    string        `json:"code,omitempty"`
	Text    string        `json:"text"`
	Causes  []string      `json:"causes"`
	Now     []string      `json:"now"`
	Outside bool          `json:"outside,omitempty"` // not for this tool to find out
	Source  string        `json:"source,omitempty"`
	AsOf    string        `json:"as_of,omitempty"`
}

// NewTextExplanation puts an answer into words.
func NewTextExplanation(a texts.Answer, p *locale.Printer) TextExplanation {
	e := TextExplanation{
		Known: len(a.Readings) > 0, Cut: a.Cut, Elsewhere: a.Elsewhere, Host: a.Place.Host, Domain: a.Place.Domain, Service: a.Place.Service, Port: a.Place.Port,
	}
	words := texts.Placeholders{
		Host: p.T("explain.placeholder.host", nil), Address: p.T("explain.placeholder.address", nil),
		Name: p.T("explain.placeholder.name", nil), Client: p.T("explain.placeholder.client", nil),
	}
	for _, r := range a.Readings {
		w := ExplainMeaning(r.Meaning, p)
		w.By, w.Code, w.Source, w.AsOf = r.By, r.Code, r.Source, r.AsOf
		w.ByName = speaker(r.By, p)
		e.Readings = append(e.Readings, w)
	}
	for _, m := range a.Nearest {
		e.Nearest = append(e.Nearest, ExplainMeaning(m, p))
	}
	decide := texts.Meaning("cannot-connect")
	by := ""
	if e.Known {
		decide = a.Readings[0].Meaning
		if name := string(a.Readings[0].By); isProgram(name) {
			by = name
		}
	}
	e.Command = texts.Command(decide, a.Place, by, words)
	return e
}

// ExplainMeaning returns a meaning in words, without a text that has it.
func ExplainMeaning(m texts.Meaning, p *locale.Printer) TextReading {
	say := func(part string) string { return strings.TrimSpace(p.T("text."+string(m)+"."+part, nil)) }
	info := m.Info()
	return TextReading{
		ID: m, Kind: info.Kind, Title: say("title"), Text: say("means"),
		Causes: strings.Split(say("causes"), "\n"), Now: strings.Split(say("now"), "\n"), Outside: info.Outside,
	}
}

func isProgram(name string) bool {
	_, known := client.Lookup(name)
	return known
}

// speaker is who says a text, in words.
func speaker(by texts.Speaker, p *locale.Printer) string {
	if isProgram(string(by)) {
		return p.T("explain.by.program", locale.Args{"client": string(by)})
	}
	return p.T("explain.by."+string(by), nil)
}

// ExplainText writes what a text means.
func ExplainText(w io.Writer, e TextExplanation, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.explainText(e)
	return s.writeTo(w)
}

func (s *screen) explainText(e TextExplanation) {
	if e.Cut {
		s.put(nil, 0, s.of(s.Words.T("explain.text.cut", locale.Args{"limit_bytes": texts.MaxText}), yellow))
		s.section()
	}
	if !e.Known {
		s.unknownText(e)
		return
	}
	if e.Elsewhere {
		s.put(nil, 0, s.of(s.Words.T("explain.text.elsewhere", nil), yellow))
		s.section()
	}
	first := e.Readings[0]
	s.putFlush(nil, 0, between, string(first.ID), s.of(first.Title, bold))
	s.section()
	by := first.ByName
	if first.Code != "" {
		by = s.Words.T("explain.text.with-code", locale.Args{"by": by, "code": first.Code})
	}
	s.explainPart("by", by)
	s.explainReading(first)
	if first.Outside {
		s.explainPart("limits", s.Words.T("explain.text.outside", nil))
	}
	if e.Command != "" {
		s.commandPart(s.Words.T("explain.label.decides", nil), e.Command)
	}
	if more := e.Readings[1:]; len(more) > 0 {
		s.section()
		s.put(nil, 0, s.of(s.Words.T("explain.text.also", nil), bold))
		s.otherReadings(more)
	}
}

// unknownText says that nothing was recognised, what comes nearest, and what to
// do.
func (s *screen) unknownText(e TextExplanation) {
	s.put(nil, 0, s.of(s.Words.T("explain.text.unknown", nil), bold))
	s.section()
	s.put(nil, 0, s.of(s.Words.T("explain.text.unknown-why", nil), plain))
	if len(e.Nearest) > 0 {
		s.section()
		s.put(nil, 0, s.of(s.Words.T("explain.text.nearest", nil), bold))
		s.otherReadings(e.Nearest)
	}
	s.section()
	s.put(nil, 0, s.of(s.Words.T("explain.text.unknown-next", nil), plain))
	s.command(4, e.Command)
}

// explainReading writes meaning, causes and what to do.
func (s *screen) explainReading(r TextReading) {
	s.explainPart("means", r.Text)
	s.explainList("causes", r.Causes)
	s.explainList("now", r.Now)
}

// explainList writes numbered lines behind one label.
func (s *screen) explainList(label string, lines []string) {
	if len(lines) == 1 {
		s.explainPart(label, lines...)
		return
	}
	in := s.partColumn()
	first := s.explainLabel(label)
	for i, text := range lines {
		number := s.Words.Number(float64(i+1)) + ". "
		s.put(append(first, s.of(number, plain)), in+len(number), s.of(text, plain))
		first = []span{indent(in)}
	}
}

// otherReadings names meanings, each with the word that explains it.
func (s *screen) otherReadings(list []TextReading) {
	for _, r := range list {
		s.putFlush([]span{indent(3)}, 5, between, string(r.ID), s.of(r.Title, plain))
	}
}
