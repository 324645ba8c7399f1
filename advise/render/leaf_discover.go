package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// discoverParts returns the parts of a page of a search: those of its screen.
func (s teller) discoverParts(d *advise.Document) []part {
	x := d.Discovery
	parts := s.onLeaf(PartSearch, func(s *screen) {
		s.leaf.heading(s.dt("page.servers", nil))
		if len(x.Followed()) > 0 {
			s.found(d)
		}
		s.asked(x)
		s.disagreements(x)
		s.worthKnowing(d)
	})
	parts = append(parts, s.knownPart(d), s.besidePart(d))
	return append(parts, s.onLeaf(PartSearch, func(s *screen) { s.programs(x) })...)
}

// DiscoverPage writes what a search found as one HTML file: as a whole, or as
// the mail program of that name sees it. The error says that there was no search,
// or that the program has no view.
func DiscoverPage(w io.Writer, d *advise.Document, program result.Client, p *locale.Printer) error {
	if d.Discovery == nil {
		return fmt.Errorf("the document has nothing for the view %q", viewDiscover)
	}
	e := newHTML(w, newTeller(p, TextOptions{})).(*htmlReport)
	if program == "" {
		return Encode(e, d)
	}
	view, ok := d.Discovery.As[program]
	if !ok {
		return fmt.Errorf("the document has no view of the program %q", program)
	}
	out := e.s.newPage(d)
	out.Sentence = e.s.onScreen().seenVerdict(d, program, view)
	if d.OnlySearched() {
		out.Parts = nil // what everybody else finds is another page
	}
	out.Parts = slices.Concat(e.s.onLeaf(PartSearch, func(s *screen) {
		s.leaf.heading(s.program(program))
		s.seen(d, program, view)
	}), out.Parts)
	e.pages = append(e.pages, out)
	return e.End()
}

// onScreen returns a screen that nothing is written on.
func (s teller) onScreen() *screen {
	return &screen{teller: s, width: mostWidth, cells: columnCounter()}
}

// searchedState returns what a page says of a search in a word: nothing was
// tested.
func (s teller) searchedState(v advise.Verdict) (advise.Verdict, string) {
	if v == advise.VerdictOK || v == advise.VerdictWarn {
		return "", s.t("discover.page.state", nil)
	}
	return v, s.Words.T("report.verdict."+cmp.Or(string(v), string(advise.VerdictUnable)), nil)
}
