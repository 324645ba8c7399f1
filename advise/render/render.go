// Package render writes documents: as text for a person, and in the forms that
// other programs read. [Formats] is the table of all of them, an [Encoder] each.
//
// It is pure. Everything it needs comes in as values: the document, whose
// sentences are already filled in, a [locale.Printer] for headings and values,
// and [TextOptions], in which the caller says what its terminal can do. Equal
// input gives equal bytes.
//
// # Text
//
// A screen is built line by line in memory and written at once. Words go
// through three stages, in this order, so that nothing can be forgotten on the
// way: foreign text is made inert (see [tell.Clean]), it is rewritten in ASCII where
// the terminal asks for that, and only then it is measured, wrapped and
// coloured. Widths are columns of a terminal: 80 where nobody says
// how many there are, and at most 100.
//
// # JSON
//
// A document is written as its Go types say; package schema beside this one
// generates and checks the JSON Schema.
package render

import (
	"fmt"
	"io"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
)

// The views of a document.
const (
	ViewProbe    = "probe"    // what works, and what is wrong
	ViewAdvise   = "advise"   // POP or IMAP, why, and the settings
	ViewCompare  = "compare"  // every strategy beside the others
	ViewSettings = "settings" // what to type into a mail program
	ViewUsage    = "usage"    // what fills the mailbox, and what would make room
)

// TextOptions say how text is written, and for whom.
type TextOptions struct {
	Color   bool   // colour repeats what words say
	ASCII   bool   // the terminal's character set is not UTF-8
	Width   int    // columns of the terminal, 0 where there is none; 100 are used at most
	Verbose bool   // everything that was seen, with times and wire lines
	Why     bool   // every reason, consequence and strategy of an advice; Verbose does the same
	Command string // how the tool was called, to repeat it with --compare; "" leaves that out
	Handed  bool   // it goes to others: no flag that would show more is named, and no command to type next
	View    string // one of the views; a search of which no server was tested has one of its own
}

// Text writes one document as a person reads it.
func Text(w io.Writer, d *advise.Document, p *locale.Printer, o TextOptions) error {
	o.Why = o.Why || o.Verbose
	s := newScreen(p, o)
	switch {
	case d.OnlySearched():
		s.discover(d)
	case o.View == ViewProbe:
		s.probe(d)
	case o.View == ViewAdvise && d.Advice != nil:
		s.advise(d)
	case o.View == ViewCompare && d.Advice != nil:
		s.compare(d)
	case o.View == ViewUsage && d.Room != nil:
		s.usage(d)
	case o.View == ViewSettings && d.Settings != nil:
		s.typeFrom(d)
	default:
		return fmt.Errorf("the document has nothing for the view %q", o.View)
	}
	return s.writeTo(w)
}
