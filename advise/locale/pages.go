package locale

// onPages ends the ID of a message that stands in place of another on a page.
const onPages = "-page"

// ForPages returns a printer in the same language for somebody who reads a
// page, and types no flags: a message that has a twin whose ID ends in "-page"
// is that twin.
func (p *Printer) ForPages() *Printer {
	out := &Printer{lang: p.lang, style: p.style, pages: true}
	out.prepare()
	return out
}
