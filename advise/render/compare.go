package render

import (
	"math"
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// The comparison sets every strategy beside the others, under a letter that is
// the same in both tables and in the chart.

// contender is one strategy of the comparison.
type contender struct {
	choose.Alternative
	letter      string
	recommended bool
}

// compared returns the strategies of a comparison: what differs on the server,
// on the devices or over the wire, in the order of the advice.
func compared(a *choose.Advice) []contender {
	var out []contender
	for _, alt := range a.Alternatives {
		recommended := alt.Strategy == a.Strategy
		if alt.Show != "" && (alt.Possible || recommended) {
			out = append(out, contender{alt, string(rune('A' + len(out))), recommended})
		}
	}
	return out
}

// letterLooks gives each letter a colour of its own, the last to red.
func letterLook(letter string) look {
	looks := []look{green, cyan, blue, magenta, yellow, red}
	return looks[min(int(letter[0]-'A'), len(looks)-1)]
}

// c writes a message of the comparison.
func (s teller) c(id string, args locale.Args) string { return s.Words.T("compare."+id, args) }

// compare writes the verdict, the two tables and the chart.
func (s *screen) compare(d *advise.Document) {
	s.put(nil, 0, s.of(d.Advice.Summary, bold))
	s.first(d.Advice.First)
	entries := compared(d.Advice)
	if len(entries) > 0 {
		s.section()
		s.roomTable(d, entries)
	}
	for _, o := range s.obstacles(d.Advice) {
		s.put([]span{indent(4)}, 4, s.of(o, plain))
	}
	if len(entries) == 0 {
		return
	}
	if notes := s.roomNotes(d, entries); notes != "" {
		s.put([]span{indent(4)}, 4, s.of(notes, plain))
	}
	s.section()
	s.lostTable(d, entries)
	s.chart(d, entries)
}

// label returns the name of an entry in a table: its letter, ">" where it is
// recommended, and what happens.
func (s *screen) label(e contender) []span {
	mark, name := "   ", plain
	if e.recommended {
		mark, name = " > ", bold
	}
	return []span{s.of(e.letter, letterLook(e.letter)|name), s.of(mark, name), s.of(s.shortStrategy(e.Alternative), name)}
}

// shortStrategy returns the name of a strategy where a table has little room.
func (s teller) shortStrategy(a choose.Alternative) string {
	if id := "compare.name." + string(a.Strategy); s.Words.Has(id) && (a.Strategy != choose.IMAPArchive || a.Args["weekly"] != true) {
		return s.Words.T(id, a.Args)
	}
	return s.strategy(a)
}

// roomTable is what a strategy takes: room on the server, disk, traffic.
func (s *screen) roomTable(d *advise.Document, entries []contender) {
	basis, byYears := d.Advice.Basis, !smallQuota(d.Advice.Alternatives)
	shares := basis.QuotaBytes != nil
	t := table{columns: []column{{min: 32, spill: true}}}
	top, under := []string{s.c("title", nil)}, []string{""}
	head := func(first, second string, right bool) {
		top, under = append(top, first), append(under, second)
		t.columns = append(t.columns, column{right: right})
	}
	if shares {
		one, two := s.t("full.usual", nil), s.c("away", locale.Args{"absence_days": basis.AbsenceDays})
		if byYears {
			one, two = s.t("full.one-year", nil), s.t("full.three-years", nil)
		}
		head(s.c("share-of", locale.Args{"quota_bytes": *basis.QuotaBytes}), one, true)
		head("", two, true)
		head("", s.t("full.full", nil), false)
	}
	head(s.c("disk-in", nil), s.c("two-years", nil), true)
	head(s.c("traffic", nil), s.c("a-day", nil), true)

	for _, e := range entries {
		row := []cell{{text: s.label(e)}}
		if shares {
			one, two := s.usual(e), s.away(basis, e)
			if byYears {
				one, two = s.share(e.Alternative, e.Share1Year, 365.25), s.share(e.Alternative, e.Share3Years, 3*365.25)
			}
			row = append(row, one, two, s.fullShort(d, e.Alternative))
		}
		t.rows = append(t.rows, append(row, s.size(e.LocalBytes, locale.Up), s.size(e.TrafficBytesPerDay, locale.Nearest)))
	}
	for i := range t.columns[1:] {
		n := s.measure(s.of(under[i+1], plain))
		if !shares || i > 0 { // the head of the shares stands over three columns
			n = max(n, s.measure(s.of(top[i+1], plain)))
		}
		if !t.columns[i].right && i > 0 {
			n-- // after words, a head may begin in the space between
		}
		t.columns[i+1].head = s.of(strings.Repeat("-", n), plain)
	}

	widths, fits := s.fit(t)
	if s.width < narrowWidth || !fits {
		s.put(nil, 2, s.of(top[0], bold))
		for i := range t.columns {
			t.columns[i].head = s.of(strings.TrimSpace(top[i]+" "+under[i]), plain)
		}
		t.columns[0].head = s.of("", plain)
		s.putLabelled(t)
		return
	}
	s.headRow(top, t, widths)
	s.headRow(under, t, widths)
	for _, row := range t.rows {
		if s.measure(row[0].text...) > widths[0] {
			s.put(nil, 4, row[0].text...)
			row[0] = cell{}
		}
		s.row(row, widths)
	}
}

// heads writes one line of the heads of a table. One with nothing after it in
// the next column begins where its column does, and runs on.
func (s *screen) headRow(texts []string, t table, widths []int) {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		l := plain
		if i == 0 {
			l = bold
		}
		runsOn := i+1 < len(texts) && texts[i+1] == ""
		cells[i] = cell{[]span{s.of(text, l)}, t.columns[i].right && !runsOn}
	}
	s.row(cells, widths)
}

// usual returns the share that a strategy settles at.
func (s teller) usual(e contender) cell {
	switch {
	case e.SteadyShare != nil:
		return s.share(e.Alternative, e.SteadyShare, 0)
	case lasts(e):
		return s.share(e.Alternative, e.Share1Year, 365.25)
	}
	return s.figure(s.t("full.full", nil), red)
}

// away is the share at the end of the longest absence.
func (s teller) away(b choose.Basis, e contender) cell {
	switch {
	case e.AbsenceShare != nil:
		return s.share(e.Alternative, e.AbsenceShare, 0)
	case lasts(e):
		then := *e.Share1Year + float64(b.InflowBytesPerDay)*float64(b.AbsenceDays)/float64(*b.QuotaBytes)
		return s.share(e.Alternative, &then, 365.25)
	}
	return s.figure(s.t("full.full", nil), red)
}

// lasts reports whether a strategy that never settles has room for two years:
// its share after one of them stands for the usual.
func lasts(e contender) bool {
	return e.Share1Year != nil && e.FullInDays != nil && *e.FullInDays > twoYears
}

// fullsWhileAway reports whether a settled strategy fills in the longest
// absence.
func fullsWhileAway(a choose.Alternative) bool {
	return a.Never && a.AbsenceShare != nil && *a.AbsenceShare >= 1
}

// fullShort says in one or two words when a mailbox is full.
func (s teller) fullShort(d *advise.Document, a choose.Alternative) cell {
	if fullsWhileAway(a) {
		return s.word(s.c("if-away", nil), red)
	}
	return s.full(d, a, s.c("ten-years", nil), s.Words.ShortDay)
}

// size returns a cell with octets.
func (s teller) size(octets *int64, r locale.Rounding) cell {
	if octets == nil {
		return s.figure("?", plain)
	}
	return s.figure(s.Words.Size(float64(*octets), r), plain)
}

// roomNotes says what the figures of the table leave out.
func (s teller) roomNotes(d *advise.Document, entries []contender) string {
	var out []string
	say := func(id string, e contender, args locale.Args) {
		if args == nil {
			args = locale.Args{}
		}
		args["letter"] = e.letter
		out = append(out, s.c("note."+id, args))
	}
	switch basis := d.Advice.Basis; {
	case basis.NoLimit:
		out = append(out, s.c("no-limit", nil))
	case basis.QuotaBytes == nil:
		out = append(out, s.t("full.no-quota", nil))
	}
	for _, e := range entries {
		if fullsWhileAway(e.Alternative) && e.AwayDays != nil {
			say("away", e, locale.Args{"away_days": int(math.Floor(*e.AwayDays + 1e-9))})
		}
	}
	for _, e := range entries {
		if days, ok := e.Args.Number("window_days"); ok && e.Strategy == choose.IMAPAll {
			say("window", e, locale.Args{"window_days": days})
		}
		if minutes, ok := e.Args.Number("poll_minutes"); ok && e.Strategy == choose.POPKeepAll {
			say("polls", e, locale.Args{"poll_minutes": minutes})
		}
	}
	if growth := d.Advice.Basis.Growth; growth > 0 {
		out = append(out, s.c("note.growth", locale.Args{"growth_share": growth}))
	}
	return strings.Join(out, " ")
}

// obstacles says what stands against the strategies that are not possible:
// those with the same obstacle are told together.
func (s teller) obstacles(a *choose.Advice) []string {
	var order []string
	names := map[string][]string{}
	for _, alt := range a.Alternatives {
		if alt.Possible || alt.Strategy == a.Strategy || alt.Show == "" {
			continue
		}
		why := s.whyNot(a, alt)
		if !slices.Contains(order, why) {
			order = append(order, why)
		}
		names[why] = append(names[why], s.strategy(alt))
	}
	out := make([]string, len(order))
	for i, why := range order {
		out[i] = s.t("full.obstacle", locale.Args{"name": strings.Join(names[why], s.t("semicolon", nil)), "why": why})
	}
	return out
}
