package render

import (
	"html/template"
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
)

// What a part of a page tells.
const (
	PartUnfinished   = "unfinished"
	PartFirst        = "first" // before every reason: the two words of the trade, what is refused
	PartWhy          = "why"
	PartMeans        = "means"
	PartDevices      = "devices"
	PartTraps        = "traps"
	PartPlan         = "plan"
	PartForecast     = "forecast"
	PartChanges      = "changes"
	PartCompare      = "compare" // every strategy beside the others: not in a report
	PartSettings     = "settings"
	PartPrograms     = "programs" // the steps of mail programs: not on a page in a browser, which has a page for them
	PartKnown        = "known"
	PartBeside       = "beside"
	PartSearch       = "search" // what a search found, and who said so
	PartBackup       = "backup"
	PartNext         = "next"
	PartRequirements = "requirements"
	PartUsage        = "usage"   // how the messages of the mailbox were counted
	PartAmounts      = "amounts" // what they take by folder, by year, by size
	PartLargest      = "largest"
	PartCopies       = "copies"
	PartRoom         = "room" // what would make room
	PartServices     = "services"
	PartFinding      = "finding"
	PartAhead        = "ahead" // what has to be heard before everything else
	PartFacts        = "facts"
	PartNotes        = "notes"
	PartChecked      = "checked"
)

// Part is one section of a document as HTML. Its texts are those of the format
// html, by the same templates; whoever shows it gives it a heading of the level
// that fits there.
type Part struct {
	ID      string // one of the Part… constants
	Heading string
	Finding string        // the ID of a finding
	Status  string        // of a finding, in a word
	Outcome string        // of a finding: the style entry-…
	HTML    template.HTML // without the heading
}

// Parts returns the sections of a document as HTML, for a page in a browser:
// those of the format html, and the comparison of the strategies. Whoever reads
// them has buttons: commands stand in the section of that name alone.
func Parts(d *advise.Document, p *locale.Printer) ([]Part, error) {
	s := newTeller(p, TextOptions{Why: true, Verbose: true}).forPages()
	list := s.newPage(d).Parts
	if d.Advice != nil {
		list = append(list, s.comparePart(d))
	}
	for i := range list {
		if list[i].ID != PartNext {
			list[i].Blocks = slices.DeleteFunc(list[i].Blocks, func(b block) bool { return b.Command != "" || b.Folded != nil })
		}
	}
	return s.made(slices.DeleteFunc(list, func(p part) bool { return len(p.Blocks) == 0 && p.Finding == nil }))
}

// StyleSheet returns the style of the parts, as CSS: light and dark by the
// reader's choice, and for paper.
func StyleSheet() string { return styleSheet }

// comparePart sets every strategy beside the others: what it takes, and what is
// lost with what.
func (s teller) comparePart(d *advise.Document) part {
	out := part{ID: PartCompare, Heading: s.c("title", nil)}
	entries := compared(d.Advice)
	if len(entries) == 0 {
		return out
	}
	basis := d.Advice.Basis
	shares, byYears := basis.QuotaBytes != nil, !smallQuota(d.Advice.Alternatives)
	room := &grid{Head: s.heads("report.strategy")}
	head := func(text string) { room.Head = append(room.Head, s.word(text, plain)) }
	if shares {
		if byYears {
			head(s.t("full.one-year", nil))
			head(s.t("full.three-years", nil))
		} else {
			head(s.t("full.usual", nil))
			head(s.c("away", locale.Args{"absence_days": basis.AbsenceDays}))
		}
		head(s.t("full.full", nil))
	}
	head(s.c("disk-in", nil) + " " + s.c("two-years", nil))
	head(s.c("traffic", nil) + " " + s.c("a-day", nil))
	lost := &grid{Head: append(s.heads("report.strategy"), s.word(s.c("lost-server", nil), plain), s.word(s.c("lost-computer", nil), plain))}
	for _, e := range entries {
		row := []cell{s.contender(e)}
		if shares {
			one, two := s.usual(e), s.away(basis, e)
			if byYears {
				one, two = s.share(e.Alternative, e.Share1Year, 365.25), s.share(e.Alternative, e.Share3Years, 3*365.25)
			}
			row = append(row, one, two, s.fullShort(d, e.Alternative))
		}
		room.Rows = append(room.Rows, append(row, s.size(e.LocalBytes, locale.Up), s.size(e.TrafficBytesPerDay, locale.Nearest)))
		room.Marks = append(room.Marks, e.recommended)
		server := e.LostIf["server"]
		if droppedToo(e) {
			server += " (1)"
		}
		lost.Rows = append(lost.Rows, []cell{s.contender(e), s.word(server, plain), s.word(e.LostIf["computer"], plain)})
		lost.Marks = append(lost.Marks, e.recommended)
	}
	if shares {
		out.Blocks = append(out.Blocks, block{Text: s.text(s.c("share-of", locale.Args{"quota_bytes": *basis.QuotaBytes}))})
	}
	out.Blocks = append(out.Blocks, block{Table: room})
	notes := s.obstacles(d.Advice)
	if more := s.roomNotes(d, entries); more != "" {
		notes = append(notes, more)
	}
	if len(notes) > 0 {
		out.Blocks = append(out.Blocks, block{Text: s.text(strings.Join(notes, " "))})
	}
	out.Blocks = append(out.Blocks, block{Text: []span{s.of(s.c("lost-title", nil), bold)}}, block{Table: lost}, block{Text: s.text(s.lostNotes(d, entries))})
	return out
}

// contender returns the name of a strategy in a table of a page, and whether it
// is the advice.
func (s teller) contender(e contender) cell {
	name := e.letter + "  " + s.shortStrategy(e.Alternative)
	if !e.recommended {
		return s.word(name, plain)
	}
	return cell{text: []span{s.of(name, bold), s.of(" ("+s.Words.T("report.recommended", nil)+")", plain)}}
}

// lostNotes says what the table of losses leaves out.
func (s teller) lostNotes(d *advise.Document, entries []contender) string {
	var out []string
	for _, e := range entries {
		if droppedToo(e) {
			out = append(out, "(1) "+s.c("dropped-too", nil))
			break
		}
	}
	if needs := d.Needs; needs != nil && needs.Devices != nil && *needs.Devices > 1 {
		out = append(out, s.c("lost-phone", nil))
	}
	return strings.Join(append(out, s.c("backup-saves", nil)), " ")
}

// Picture returns the mailbox filling, in words, for who does not see its
// picture ([SVG]); "" where there is none.
func Picture(d *advise.Document, words *locale.Printer) string {
	if d.Advice == nil {
		return ""
	}
	p, ok := plotOf(d, compared(d.Advice))
	if !ok {
		return ""
	}
	pic := picture{told: newTeller(words, TextOptions{}), doc: d, plot: p}
	return pic.title() + words.T("screen.colon", nil) + pic.description()
}

// SettingsWords returns the sentences that stand below settings: how to log in,
// what stays where, how often mail is looked for, what was not tested.
func SettingsWords(set *settings.Settings, words *locale.Printer) []string {
	s := newTeller(words, TextOptions{})
	if set.Incoming == nil && set.Outgoing == nil {
		return nil
	}
	out := append([]string{s.auth(set)}, s.options(set)...)
	if set.Incoming != nil {
		if text := s.polling(set.Options); text != "" {
			out = append(out, text)
		}
	}
	if untested(set) {
		out = append(out, words.T("settings.table.untested", nil))
	}
	for i := range out {
		out[i] = tell.Clean(out[i])
	}
	return out
}
