package render

import (
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// teller says what screens and pages both show of a document.
type teller struct {
	tell.Teller
	words *locale.Printer
}

func newTeller(p *locale.Printer) teller { return teller{tell.Teller{Words: p}, p} }
