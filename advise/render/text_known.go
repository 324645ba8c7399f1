package render

import (
	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// ahead is what has to be said before everything else: that nothing was tested,
// that a program of the provider's has to run.
func (s *screen) ahead(d *advise.Document) {
	for _, t := range d.Ahead {
		s.put(nil, 0, s.of(t.Text, bold))
	}
	if len(d.Ahead) > 0 {
		s.section()
	}
}

// known is what the built-in table knows of the provider.
func (s *screen) known(d *advise.Document) {
	if len(d.Known) == 0 {
		return
	}
	s.section()
	s.put(nil, 2, s.of(s.knownTitle(d), bold))
	for _, t := range d.Known {
		s.put([]span{indent(2)}, 4, s.of(s.knownSentence(t), plain))
	}
}

func (s teller) knownTitle(d *advise.Document) string {
	p := d.KnownProvider()
	return s.t("known.title", locale.Args{"provider": p.Name, "as_of_month": p.AsOf})
}

func (s teller) knownSentence(t locale.Text) string {
	return locale.Capital(t.Text) + "."
}

// knownPart is the same on a page.
func (s teller) knownPart(d *advise.Document) part {
	var items []item
	for _, t := range d.Known {
		items = append(items, item{Text: tell.Clean(s.knownSentence(t))})
	}
	if len(items) == 0 {
		return part{}
	}
	return listPart(PartKnown, tell.Clean(s.knownTitle(d)), items)
}

// besidePart lists the services beside mail that the domain publishes.
func (s teller) besidePart(d *advise.Document) part {
	var items []item
	for _, x := range tell.Beside(d.Discovery, s.Words) {
		items = append(items, item{Sign: x.Name, Text: x.Place, Note: x.By})
	}
	if len(items) > 0 {
		items = append(items, item{Text: s.t("discover.beside.untested", nil)})
	}
	return listPart(PartBeside, s.t("discover.beside.title", nil), items)
}
