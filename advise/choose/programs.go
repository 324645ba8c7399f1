package choose

import (
	"cmp"
	"slices"

	"mailadvisor/advise/client"
)

// programs is what the named mail programs can do together. Each field names
// the first that cannot; a program that is not known restricts nothing.
type programs struct {
	readers int // that read mail

	noIMAP  string
	noPOP   string
	forEver string   // over POP it lets a copy stay for ever or not at all
	noOAuth []string // it takes passwords alone

	cannotIMAP int
	steps      []int  // the only numbers of days that a program offers, where one has steps
	stepsOf    string // that program
}

// programsOf reads the table of programs by lookup.
func programsOf(n Needs, lookup func(string) (client.Row, bool)) programs {
	names := slices.Clone(n.Clients)
	for _, d := range n.DeviceList {
		names = append(names, d.Client)
	}
	var p programs
	for _, name := range names {
		row, ok := lookup(name)
		if !ok || row.Use != client.Reads {
			continue
		}
		p.readers++
		if row.IMAP == client.No {
			p.cannotIMAP++
			p.noIMAP = cmp.Or(p.noIMAP, name)
		}
		if row.POP == client.No {
			p.noPOP = cmp.Or(p.noPOP, name)
		}
		if row.OAuth2 == client.No && !slices.Contains(p.noOAuth, name) {
			p.noOAuth = append(p.noOAuth, name)
		}
		switch row.Keep.Kind {
		case client.KeepForever:
			p.forEver = cmp.Or(p.forEver, name)
		case client.KeepSteps:
			if p.steps == nil {
				p.steps, p.stepsOf = row.Keep.Days, name
			}
		}
	}
	return p
}

// noneReadsIMAP says that programs were named, and none can do IMAP.
func (p programs) noneReadsIMAP() bool { return p.readers > 0 && p.cannotIMAP == p.readers }

// both says that one program needs POP while another can do IMAP: the one
// need for which the protocols are mixed.
func (p programs) both() bool { return p.cannotIMAP > 0 && p.cannotIMAP < p.readers }
