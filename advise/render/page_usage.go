package render

import (
	"mailadvisor/advise"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// usagePage returns what fills the mailbox, and what would make room, in the
// order of the text.
func (s teller) usagePage(d *advise.Document) []part {
	account, u := d.Usage()
	if u == nil || d.Room == nil {
		return nil
	}
	var about []item
	for _, text := range s.counted(account, u) {
		about = append(about, item{Text: tell.Clean(text)})
	}
	parts := []part{listPart(PartUsage, tell.Clean(d.Room.Summary.Text), about)}
	for _, t := range s.usageTables(u) {
		parts = append(parts, s.usagePart(t))
	}
	return append(parts, s.largestPart(u), s.copiesPart(u), s.roomPart(d))
}

func (s teller) usagePart(t usageTable) part {
	g := &grid{Head: []cell{s.word(s.u("head.name", nil), plain), s.word(s.u("head.size", nil), plain), s.word(s.u("head.messages", nil), plain)}}
	most := t.largest()
	for _, r := range t.rows {
		bar := cell{}
		if !r.apart {
			bar = cell{text: s.amountBar(r.amount.Bytes, most)}
		}
		name := s.word(r.name, plain)
		if r.note != "" {
			name.text = append(name.text, s.of(" ("+r.note+")", dim))
		}
		g.Rows = append(g.Rows, []cell{name, barred(bar, s.figure(s.Words.Format("size_bytes", r.amount.Bytes), plain)),
			s.figure(s.Words.Format("messages", r.amount.Messages), plain)})
	}
	if len(g.Rows) == 0 {
		return part{}
	}
	return part{ID: PartAmounts, Heading: t.title, Blocks: []block{{Table: g}}}
}

func (s teller) largestPart(u *result.Usage) part {
	g := &grid{Head: []cell{s.word(s.u("head.folder", nil), plain), s.word(s.u("head.size", nil), plain), s.word(s.u("head.date", nil), plain), s.word(s.numberHead(u), plain)}}
	for _, l := range u.Largest {
		when, where := s.largeRow(l)
		g.Rows = append(g.Rows, []cell{s.word(l.Folder, plain), s.figure(s.Words.Format("size_bytes", l.Bytes), plain), s.figure(when, plain), s.figure(where, plain)})
	}
	if len(g.Rows) == 0 {
		return part{}
	}
	return part{ID: PartLargest, Heading: s.u("largest", nil), Blocks: []block{{Table: g}}}
}

func (s teller) copiesPart(u *result.Usage) part {
	var list []item
	for _, c := range u.Copies {
		list = append(list, item{Text: tell.Clean(s.copyText(u, c))})
	}
	return listPart(PartCopies, s.u("copies", nil), list)
}

// roomPart returns each step with its gain, how to take it, and how large
// messages are found.
func (s teller) roomPart(d *advise.Document) part {
	r := d.Room
	out := part{ID: PartRoom, Heading: s.u("room", nil)}
	if len(r.Steps) == 0 {
		_, u := d.Usage()
		out.Blocks = []block{{Text: s.text(s.noSteps(u))}}
		return out
	}
	g := &grid{Head: []cell{s.word(s.u("head.step", nil), plain), s.word(s.u("head.gain", nil), plain), s.word(s.u("head.full", nil), plain)}}
	for _, row := range s.roomRows(d, r.Steps, true) {
		name := row.step
		if row.number != "" {
			name = row.number + ". " + row.step
		}
		g.Rows = append(g.Rows, []cell{s.word(name, plain), s.figure(row.gain, plain), row.then})
	}
	out.Blocks = append(out.Blocks, block{Table: g})
	if r.Assumed && r.QuotaBytes != nil {
		out.Blocks = append(out.Blocks, block{Text: s.text(s.u("assumed", nil))})
	}
	var steps []string
	for _, step := range r.Steps {
		steps = append(steps, tell.Clean(s.stepHow(step)))
	}
	out.Blocks = append(out.Blocks, block{Steps: steps})
	if r.Backup != nil {
		out.Blocks = append(append(out.Blocks, block{Text: s.text(r.Backup.Text)}), s.mirror(d)...)
	}
	var find []pair
	for _, f := range r.Find {
		find = append(find, pair{tell.Clean(s.Words.T("room.client."+f.Client, nil)), s.text(f.Text.Text)})
	}
	if len(find) > 0 {
		out.Blocks = append(out.Blocks, block{Text: s.text(s.u("find", nil))}, block{Pairs: find})
	}
	return out
}
