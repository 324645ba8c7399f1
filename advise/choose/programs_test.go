package choose

import (
	"slices"
	"testing"

	"mailadvisor/advise/client"
)

// programCase is a person with named programs, on a healthy or a small host.
type programCase struct {
	name     string
	host     fixture
	programs []string
	because  string

	strategy Strategy
	gates    []string
	days     int // that a copy stays
	conflict bool
}

// shelf returns a table of programs that differ in what they cannot do.
func shelf(name string) (client.Row, bool) {
	rows := map[string]client.Row{
		"all":          {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.Yes, Keep: client.Keep{Kind: client.KeepAny}, Window: client.Window{Kind: client.WindowDays}},
		"pop":          {Use: client.Reads, IMAP: client.No, POP: client.Yes, OAuth2: client.No, Keep: client.Keep{Kind: client.KeepAny}},
		"imap":         {Use: client.Reads, IMAP: client.Yes, POP: client.No, OAuth2: client.No, Keep: client.Keep{Kind: client.KeepNone}},
		"for-ever":     {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.No, Keep: client.Keep{Kind: client.KeepForever}},
		"steps":        {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.No, Keep: client.Keep{Kind: client.KeepSteps, Days: []int{1, 7, 30}}, Window: client.Window{Kind: client.WindowDays}},
		"sends":        {Use: client.SendsIt, IMAP: client.No, POP: client.No},
		"by-hand":      {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.Yes, Keep: client.Keep{Kind: client.KeepForever, ByHand: true}, Window: client.Window{Kind: client.WindowDays}},
		"repeats":      {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, Keep: client.Keep{Kind: client.KeepForever}, Window: client.Window{Kind: client.WindowCache}, Repeats: true},
		"cloud":        {Use: client.Reads, IMAP: client.Yes, POP: client.Unknown, Keep: client.Keep{Kind: client.KeepUnknown}, Window: client.Window{Kind: client.WindowUnknown}, Cloud: true},
		"messages":     {Use: client.Reads, IMAP: client.Yes, POP: client.No, Window: client.Window{Kind: client.WindowMessages}, InboxOnly: true},
		"whole":        {Use: client.Reads, IMAP: client.Yes, POP: client.No, Window: client.Window{Kind: client.WindowAll}},
		"pop-for-ever": {Use: client.Reads, IMAP: client.No, POP: client.Yes, Keep: client.Keep{Kind: client.KeepForever}},
		"gone":         {Use: client.Gone, Instead: []string{"all"}},
		"ios-mail":     {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, Keep: client.Keep{Kind: client.KeepUnknown, Menu: true}, Window: client.Window{Kind: client.WindowMenu, Menu: true}, TrashDays: 7},
		"listed":       {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.Yes, Issuers: client.Listed, Keep: client.Keep{Kind: client.KeepAny}, Window: client.Window{Kind: client.WindowDays}},
		"button":       {Use: client.Reads, IMAP: client.Yes, POP: client.No, OAuth2: client.Yes, Keep: client.Keep{Kind: client.KeepNone}, Window: client.Window{Kind: client.WindowDays}},
		"own-id":       {Use: client.Reads, IMAP: client.Yes, POP: client.No, OAuth2: client.Yes, Keep: client.Keep{Kind: client.KeepNone}, Window: client.Window{Kind: client.WindowDays}},
		"command":      {Use: client.Reads, IMAP: client.Yes, POP: client.No, OAuth2: client.Yes, Keep: client.Keep{Kind: client.KeepNone}, Window: client.Window{Kind: client.WindowDays}},
		"untold":       {Use: client.Reads, IMAP: client.Yes, POP: client.No, OAuth2: client.Unknown, Keep: client.Keep{Kind: client.KeepNone}, Window: client.Window{Kind: client.WindowDays}},
		"thunderbird":  {Use: client.Reads, IMAP: client.Yes, POP: client.Yes, OAuth2: client.Yes, Issuers: client.AddOn, Keep: client.Keep{Kind: client.KeepAny}, Window: client.Window{Kind: client.WindowDays}, WindowDeletes: true},
	}
	row, ok := rows[name]
	ways := map[string]client.Way{"button": client.ByButton, "own-id": client.ByOwnID, "command": client.ByCommand}
	row.OAuth.Else = client.SignIn{Can: row.OAuth2, Way: ways[name]}
	switch row.Issuers {
	case client.Listed:
		row.OAuth.Else.Can = client.No
	case client.AddOn:
		row.OAuth.Else.Can = client.Unknown
	}
	return row, ok
}

func programCases() []programCase {
	return []programCase{
		{name: "can do all", host: situationB(), programs: []string{"all"}, because: "nothing is ruled out", strategy: POPKeepDays, days: 12},
		{name: "unknown", host: situationB(), programs: []string{"abacus"}, because: "what is not known restricts nothing", strategy: POPKeepDays, days: 12},
		{name: "only sends", host: situationB(), programs: []string{"all", "sends"}, because: "a program that does not read has no say", strategy: POPKeepDays, days: 12},
		{name: "steps", host: situationB(), programs: []string{"steps"}, because: "7 is the longest of 1, 7 and 30 within 12", strategy: POPKeepDays, days: 7},
		{name: "for ever or not at all", host: situationB(), programs: []string{"for-ever"}, because: "copies for ever would fill the mailbox: none", strategy: POPRemove, gates: []string{"client-for-ever"}},
		{name: "no POP", host: situationB(), programs: []string{"imap"}, because: "a program without POP is not told to use it", strategy: IMAPArchive, gates: []string{"client-no-pop"}},
		{name: "no IMAP", host: situationA(), programs: []string{"pop"}, because: "nor one without IMAP", strategy: POPKeepDays, days: 14, gates: []string{"client-no-imap"}},
		{name: "one of two without IMAP, room", host: situationA(), programs: []string{"pop", "all"},
			because: "the one need for which the two are mixed; N is 30", strategy: Mixed, days: 30},
		{name: "one of two without IMAP, no room", host: situationB(), programs: []string{"pop", "all"},
			because: "a mixture needs 30 days and there is room for 12: a conflict, and two devices are decisive", strategy: IMAPArchive, conflict: true},
	}
}

func (c programCase) facts() *facts {
	n := needsB()
	if len(c.programs) > 1 && c.programs[1] != "sends" {
		n.Devices = ptr(len(c.programs))
	}
	f := gather(c.host.report(), n)
	n.Clients = c.programs
	f.programs = programsOf(n, shelf)
	return f
}

func TestPrograms(t *testing.T) {
	for _, c := range programCases() {
		t.Run(c.name, func(t *testing.T) {
			f := c.facts()
			a := f.advice(decide(f))
			if a.Strategy != c.strategy || a.Options.LeaveOnServerDays != c.days || a.Conflict != c.conflict {
				t.Errorf("got %s, %d days, conflict %v; want %s, %d days, because %s", a.Strategy, a.Options.LeaveOnServerDays, a.Conflict, c.strategy, c.days, c.because)
			}
			if got := ids(a.Gates); !slices.Equal(got, c.gates) {
				t.Errorf("gates %v, want %v", got, c.gates)
			}
		})
	}
}
