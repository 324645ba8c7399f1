package render

import (
	"cmp"
	"slices"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// mostCopies is how many pairs of folders a screen lists.
const mostCopies = 5

// mostNarrow is how many of the largest messages a narrow screen lists, where
// each takes a line a cell.
const mostNarrow = 5

// folderWidth is what a folder's name may take of a table.
const folderWidth = 30

// usage writes what fills a mailbox: how full it is, by folder, by year and by
// size, the largest messages, what is likely there twice, what would make room,
// and how to find large messages.
func (s *screen) usage(d *advise.Document) {
	account, u := d.Usage()
	s.put(nil, 0, s.of(d.Room.Summary.Text, bold))
	for _, text := range s.counted(account, u) {
		s.put([]span{indent(2)}, 2, s.of(text, plain))
	}
	for _, actor := range diagnose.Actors() {
		s.briefFindings(d, actor)
	}
	for _, t := range s.usageTables(u) {
		s.usageTable(t)
	}
	s.largest(u)
	s.copies(u)
	s.room(d)
	s.section()
	s.next([]string{"mailadvisor advise " + command.Target(d.Target)})
}

func (s *screen) usageTable(t usageTable) {
	if len(t.rows) == 0 {
		return
	}
	s.section()
	head := func(id string) span { return s.of(s.u("head."+id, nil), plain) }
	unread, notes := false, false
	for _, r := range t.rows {
		unread, notes = unread || r.unread != nil, notes || r.note != ""
	}
	out := table{columns: []column{
		{head: s.of(t.title, bold), min: folderWidth, spill: true},
		{drop: true},
		{head: head("size"), right: true},
		{head: head("messages"), right: true},
	}}
	if unread {
		out.columns = append(out.columns, column{head: head("unread"), right: true})
	}
	if notes {
		out.columns = append(out.columns, column{head: s.of("", plain)})
	}
	most := t.largest()
	for _, r := range t.rows {
		row := []cell{s.word("  "+r.name, plain)}
		if r.apart {
			row = append(row, cell{})
		} else {
			row = append(row, cell{text: s.amountBar(r.amount.Bytes, most)})
		}
		row = append(row, s.figure(s.Words.Format("size_bytes", r.amount.Bytes), plain), s.figure(s.Words.Format("messages", r.amount.Messages), plain))
		if unread {
			row = append(row, s.unreadCell(r.unread))
		}
		if notes {
			row = append(row, s.word(r.note, dim))
		}
		out.rows = append(out.rows, row)
	}
	s.putTable(out)
}

func (s *screen) unreadCell(a *result.Amount) cell {
	if a == nil {
		return s.figure("?", plain)
	}
	return s.figure(s.Words.Format("messages", a.Messages), plain)
}

// amountBar returns a bar that compares amounts: it says nothing of what is
// full.
func (s teller) amountBar(octets, most int64) []span {
	bar := s.bar(float64(octets)/float64(most), tableBar)
	bar[0].look = plain
	return bar
}

// largest lists the largest messages.
func (s *screen) largest(u *result.Usage) {
	if len(u.Largest) == 0 {
		return
	}
	s.section()
	t := table{columns: []column{
		{head: s.of(s.u("largest", nil), bold), min: folderWidth, spill: true},
		{head: s.of(s.u("head.size", nil), plain), right: true},
		{head: s.of(s.u("head.date", nil), plain), right: true},
		{head: s.of(s.numberHead(u), plain), right: true},
	}}
	list := u.Largest
	if s.width < narrowWidth && !s.verbose {
		list = list[:min(len(list), mostNarrow)]
	}
	for _, l := range list {
		when, where := s.largeRow(l)
		t.rows = append(t.rows, []cell{s.word("  "+l.Folder, plain), s.figure(s.Words.Format("size_bytes", l.Bytes), plain), s.figure(when, plain), s.figure(where, plain)})
	}
	s.putTable(t)
	if left := len(u.Largest) - len(list); left > 0 {
		s.line(indent(2), s.of(s.t("more-verbose", locale.Args{"n": left}), dim))
	}
}

// numberHead returns what a message is called by.
func (s teller) numberHead(u *result.Usage) string {
	if u.By == result.UsageByList {
		return s.u("head.number", nil)
	}
	return s.u("head.uid", nil)
}

// copies lists what is likely there twice.
func (s *screen) copies(u *result.Usage) {
	if len(u.Copies) == 0 {
		return
	}
	s.heading("usage.copies", nil)
	list := u.Copies
	if !s.verbose {
		list = list[:min(len(list), mostCopies)]
	}
	for _, c := range list {
		s.put([]span{indent(2)}, 4, s.of(s.copyText(u, c), plain))
	}
	if left := len(u.Copies) - len(list); left > 0 {
		s.line(indent(2), s.of(s.t("more-verbose", locale.Args{"n": left}), dim))
	}
}

func (s teller) copyText(u *result.Usage, c result.CopyUsage) string {
	id := "copy-two"
	if len(c.Folders) == 1 {
		id = "copy-one"
	}
	text := s.u(id, locale.Args{"folder_list": c.Folders, "messages": c.Messages, "gain_bytes": c.Bytes})
	if u.CopiesEstimated {
		text += " " + s.u("copies-estimated", nil)
	}
	return text
}

// room writes what would make room, and how.
func (s *screen) room(d *advise.Document) {
	r := d.Room
	if len(r.Steps) == 0 {
		_, u := d.Usage()
		s.section()
		s.put(nil, 0, s.of(s.noSteps(u), plain))
		return
	}
	s.stepsTable(d, r.Steps, true)
	s.heading("usage.how", nil)
	for i, step := range r.Steps {
		s.put([]span{indent(2), s.of(strconv.Itoa(i+1), plain), indent(2)}, 5, s.of(s.stepHow(step), plain))
	}
	if r.Backup != nil {
		s.put([]span{indent(2)}, 2, s.of(r.Backup.Text, plain))
		s.command(4, s.settingsCommand(d, client.Mirror, ""))
	}
	if len(r.Find) > 0 {
		s.heading("usage.find", nil)
		var list []label
		for _, f := range r.Find {
			list = append(list, label{name: s.Words.T("room.client."+f.Client, nil), value: []span{s.of(f.Text.Text, plain)}})
		}
		s.putLabels(list, plain)
	}
}

// stepsTable writes steps with what each gains.
func (s *screen) stepsTable(d *advise.Document, steps []choose.RoomStep, together bool) {
	s.section()
	t := table{columns: []column{
		{head: s.of(s.u("room", nil), bold), spill: true, min: 50},
		{head: s.of(s.u("head.gain", nil), plain), right: true},
		{head: s.of(s.u("head.full", nil), plain)},
	}}
	known := d.Room.QuotaBytes != nil
	if !known { // for how long it lasts is not known
		t.columns = t.columns[:2]
	}
	for _, r := range s.roomRows(d, steps, together) {
		name := "     " + r.step
		if r.number != "" {
			name = "  " + r.number + "  " + r.step
		}
		row := []cell{s.word(name, plain), s.figure(r.gain, plain), r.then}
		t.rows = append(t.rows, row[:len(t.columns)])
	}
	s.putTable(t)
	if d.Room.Assumed && known {
		s.put([]span{indent(2)}, 2, s.of(s.u("assumed", nil), dim))
	}
}

// mostSteps is how many steps an advice names.
const mostSteps = 3

// briefRoom names the steps that gain the most, beside an advice.
func (s *screen) briefRoom(d *advise.Document) {
	if d.Room == nil || len(d.Room.Steps) == 0 {
		return
	}
	steps := d.Room.Steps
	if !s.reasons {
		byGain := slices.SortedStableFunc(slices.Values(steps), func(a, b choose.RoomStep) int { return -cmp.Compare(a.Gain.Bytes, b.Gain.Bytes) })
		least := byGain[min(mostSteps, len(byGain))-1].Gain.Bytes
		steps = slices.DeleteFunc(slices.Clone(steps), func(x choose.RoomStep) bool { return x.Gain.Bytes < least })
	}
	s.stepsTable(d, steps, false)
	s.put([]span{indent(2)}, 2, s.of(s.u("whole", nil), plain))
	s.command(4, "mailadvisor usage "+command.Target(d.Target))
}
