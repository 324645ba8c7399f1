package render

import (
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// teller says what screens and pages both show of a document: spans, cells, and
// the sentences in them. It knows how much is wanted, and neither a width nor a
// colour.
type teller struct {
	tell.Teller
	verbose  bool            // all that was seen
	reasons  bool            // every reason, consequence and strategy of an advice
	called   string          // how the tool was called, to repeat it with --compare; "" leaves that out
	handed   bool            // to others, who type nothing next
	flagless bool            // for people who type no flags: see flagless.go
	whole    bool            // a page that stands alone, with the steps of mail programs
	typed    *locale.Printer // where flagless, the words for a terminal
}

func newTeller(p *locale.Printer, o TextOptions) teller {
	s := teller{Teller: tell.Teller{Words: p}, verbose: o.Verbose, reasons: o.Why, called: o.Command, handed: o.Handed}
	if s.handed {
		return s.forPages()
	}
	return s
}

// span is a piece of text with one look.
type span struct {
	text string
	look look
}

// of makes a span of text, made inert.
func (s teller) of(text string, l look) span { return span{tell.Clean(text), l} }

// t returns a message of the screens: a heading, a label, a word in a table.
func (s teller) t(id string, args locale.Args) string { return s.Words.T("screen."+id, args) }
