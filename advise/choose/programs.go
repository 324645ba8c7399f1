package choose

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/advise/client"
)

// programs is what the named mail programs can do together. Each field names
// the first that cannot; a program that is not known restricts nothing.
type programs struct {
	list    []program
	flag    string // how they were named
	readers int    // that read mail

	noIMAP  string
	noPOP   string
	forEver string // over POP it lets a copy stay for ever or not at all

	cannotIMAP int
	unnamed    int // devices that read, whose program nobody named
	collect    int // that can collect by POP
	never      int // of these, that never delete what they collected
	neverName  string
	remover    int  // the first that can collect and leave nothing; -1 where none can
	mixedStay  bool // what cannot do IMAP can be told how long a copy stays

	// owner is the program that deletes from a POP server, where several
	// collect from it: one that can be told a number of days before one that
	// has a few to choose from. -1 where none can.
	owner int
	steps []int // the only numbers of days that the owner offers, where it has steps
}

// program is one device with its mail program, or a program by itself.
type program struct {
	device string // "" where only the program was named
	row    client.Row
	today  Device // how it collects now, where that was read
}

// programsOf reads the table of programs by lookup.
func programsOf(n Needs, lookup func(string) (client.Row, bool)) programs {
	p := programs{owner: -1, remover: -1, mixedStay: true}
	var flags []string
	add := func(device, name string, today Device) {
		row, ok := lookup(name)
		if !ok || row.Use != client.Reads && row.Use != client.Gone {
			return
		}
		row.Name = name
		p.list = append(p.list, program{device, row, today})
	}
	for _, d := range n.DeviceList {
		if d.KindOf() == Sender {
			continue
		}
		if d.Client == "" {
			p.unnamed++
			continue
		}
		add(d.Flag()[:len(d.Flag())-len(d.Client)-1], d.Client, d)
		flags = append(flags, "--device "+d.Flag())
	}
	for _, name := range n.Clients {
		if !slices.ContainsFunc(p.list, func(x program) bool { return x.row.Name == name }) {
			add("", name, Device{})
		}
	}
	if len(n.Clients) > 0 {
		flags = append(flags, "--client "+strings.Join(n.Clients, ","))
	}
	p.flag = strings.Join(flags, " ")
	for i, x := range p.list {
		if x.row.Use == client.Reads {
			p.weigh(i, x.row)
		}
	}
	if p.owner >= 0 && p.list[p.owner].row.Keep.Kind == client.KeepSteps {
		p.steps = p.list[p.owner].row.Keep.Days
	}
	return p
}

// weigh adds what one program that reads mail can do.
func (p *programs) weigh(i int, row client.Row) {
	p.readers++
	if row.IMAP == client.No {
		p.cannotIMAP++
		p.noIMAP = cmp.Or(p.noIMAP, row.Name)
	}
	if row.IMAP == client.No && row.Keep.Kind != client.KeepAny &&
		(row.Keep.Kind != client.KeepSteps || !slices.ContainsFunc(row.Keep.Days, func(n int) bool { return n >= mixedDays })) {
		p.mixedStay = false
	}
	if row.POP == client.No {
		p.noPOP = cmp.Or(p.noPOP, row.Name)
	} else {
		p.collect++
		switch {
		case row.Keep.ByHand:
			p.never++
			p.neverName = cmp.Or(p.neverName, row.Name)
		case p.remover < 0:
			p.remover = i
		}
	}
	switch row.Keep.Kind {
	case client.KeepForever:
		if !row.Keep.ByHand {
			p.forEver = cmp.Or(p.forEver, row.Name)
		}
	case client.KeepAny:
		if p.owner < 0 || p.list[p.owner].row.Keep.Kind != client.KeepAny {
			p.owner = i
		}
	case client.KeepSteps:
		if p.owner < 0 {
			p.owner = i
		}
	}
}

// noneReadsIMAP reports whether programs were named, and none can do IMAP.
func (p programs) noneReadsIMAP() bool {
	return p.readers > 0 && p.cannotIMAP == p.readers && p.unnamed == 0
}

// noneCollects reports whether programs were named, and none can do POP.
func (p programs) noneCollects() bool {
	return p.readers > 0 && p.collect == 0 && p.unnamed == 0
}

// both reports whether one program needs POP while another can do IMAP: the one
// need for which the protocols are mixed.
func (p programs) both() bool {
	return p.cannotIMAP > 0 && p.cannotIMAP < p.readers+p.unnamed
}

// neverDeletes reports whether every program that could collect leaves what it
// has collected on the server: the mailbox fills, whatever is set.
func (p programs) neverDeletes() bool {
	return p.collect > 0 && p.never == p.collect && p.unnamed == 0
}

// keepsForEver reports whether programs were named that can leave copies for
// ever or not at all, and none that can be told a number of days.
func (p programs) keepsForEver() bool {
	return p.forEver != "" && p.owner < 0 && p.unnamed == 0 && !p.neverDeletes()
}

// deletes returns the number of the program that deletes from a POP server,
// where several collect from it: the one that can be told a number of days, or
// the first that can leave nothing.
func (p programs) deletes() int {
	if p.owner >= 0 {
		return p.owner
	}
	return p.remover
}

// ownerName returns the device, or the program, that deletes from a POP server.
func (p programs) ownerName() string {
	i := p.deletes()
	if i < 0 {
		return ""
	}
	x := p.list[i]
	return cmp.Or(x.device, x.row.Name)
}
