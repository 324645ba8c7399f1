package render

import (
	"math"
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// The measures of a chart on a terminal, in columns and rows.
const (
	chartCols = 60
	chartRows = 10 // each stands for 10% of the quota
	axisWidth = 8  // what stands left of the first day
	endWidth  = 12 // for the letters right of the last
)

// mark is one character of a chart.
type mark struct {
	sign string
	look look
}

// fullSign marks a mailbox that is full.
const fullSign = "x"

// chart draws the mailbox filling, a letter for each strategy.
func (s *screen) chart(d *advise.Document, entries []contender) {
	p, ok := plotOf(d, entries)
	if !ok {
		return
	}
	cols := chartCols
	for cols > 20 && axisWidth+cols+endWidth > s.width {
		cols -= 20
	}
	s.section()
	args, id := locale.Args{"days": p.span.days}, "filling-days"
	if p.span.years > 0 {
		args, id = locale.Args{"years": p.span.years}, "filling-years"
	}
	s.put(nil, 2, s.of(s.c(id, args), bold))

	grid := s.grid(p, cols)
	for row := chartRows; row >= 0; row-- {
		share := s.of(s.Words.Percent(float64(row)/chartRows), plain)
		out := []span{indent(max(axisWidth-2-s.measure(share), 0)), share, s.of(" |", plain)}
		for _, m := range grid[row] {
			out = append(out, s.of(m.sign, m.look))
		}
		out = append(out, indent(1))
		s.line(append(out, s.ends(p, row)...)...)
	}
	s.axis(d, p, cols)
	s.chartNotes(d, p, cols)
}

// row returns the row of the chart in which a share stands.
func (p plot) row(share float64) int {
	if share >= 1 {
		share = p.limit
	}
	return int(math.Round(share * chartRows))
}

// grid puts a letter for each line into each column: what is full lies below
// all, and an earlier letter covers a later one.
func (s *screen) grid(p plot, cols int) [chartRows + 1][]mark {
	var grid [chartRows + 1][]mark
	for i := range grid {
		grid[i] = slices.Repeat([]mark{{" ", plain}}, cols+1)
	}
	for _, onlyFull := range []bool{true, false} {
		for _, l := range slices.Backward(p.lines) {
			for column := range cols + 1 {
				share := p.at(l, column, cols)
				m := mark{l.letter, letterLook(l.letter)}
				if share >= 1 {
					m = mark{fullSign, red}
				}
				if (share >= 1) == onlyFull {
					grid[p.row(share)][column] = m
				}
			}
		}
	}
	return grid
}

// ends names the lines that end in a row.
func (s *screen) ends(p plot, row int) []span {
	var open, closed []span
	for _, l := range p.lines {
		share := l.daily[len(l.daily)-1]
		if p.row(share) != row {
			continue
		}
		list := &open
		if l.full() {
			list = &closed
		}
		if len(*list) > 0 {
			*list = append(*list, s.of(", ", plain))
		}
		*list = append(*list, s.of(l.letter, letterLook(l.letter)))
	}
	if len(closed) > 0 {
		if len(open) > 0 {
			open = append(open, s.of(s.t("semicolon", nil), plain))
		}
		open = append(append(open, s.of(fullSign, red), s.of(s.t("colon", nil), plain)), closed...)
	}
	return open
}

// axis draws the horizontal axis with its dates.
func (s *screen) axis(d *advise.Document, p plot, cols int) {
	parts := 1
	for _, n := range p.span.ticks {
		if cols%n == 0 && cols/n >= 10 {
			parts = n
			break
		}
	}
	rule, dates := strings.Repeat(" ", axisWidth-1)+"+", ""
	for column := range cols + 1 {
		tick := column%(cols/parts) == 0
		if column > 0 && tick {
			rule += "|"
		} else {
			rule += "-"
		}
		if tick {
			date := p.axisDate(s.Words, after(d, float64(column)*float64(p.span.days)/float64(cols)))
			begin := axisWidth + column - s.measure(s.of(date, plain))/2 // its middle below the tick
			dates += strings.Repeat(" ", max(begin-s.measure(s.of(dates, plain)), 1)) + date
		}
	}
	s.line(s.of(rule, plain))
	s.line(s.of(dates, plain))
}

// chartNotes says what the marks mean and what was assumed in drawing.
func (s *screen) chartNotes(d *advise.Document, p plot, cols int) {
	const in = 7
	note := func(letter string, l look, text string) {
		name := s.of(letter, l)
		s.put([]span{indent(2), name, indent(in - 2 - s.measure(name))}, in, s.of(text, plain))
	}
	if slices.ContainsFunc(p.lines, line.full) {
		note(fullSign, red, s.fullNote(d, p))
	}
	letter, text := s.drawnNote(d, p, cols, true)
	l := plain
	if letter != "" {
		l = letterLook(letter)
	}
	note(letter, l, text)
}

// fullNote explains when a mailbox is full.
func (s teller) fullNote(d *advise.Document, p plot) string {
	return s.c("chart-full", locale.Args{"limit_share": p.limit, "large_bytes": d.Advice.Basis.LargeBytes})
}

// drawnNote explains a line that climbs before it settles, the lines that
// hide others, and how all were drawn; letter is the line that it begins with.
func (s teller) drawnNote(d *advise.Document, p plot, cols int, climb bool) (letter, text string) {
	var out []string
	if l, days, ok := p.climbs(cols); ok && climb {
		letter = l.letter
		args := locale.Args{
			"until": s.Words.DayMonth(after(d, float64(days))), "copy_days": days, "with": false, "other": "",
			"old_bytes": d.Advice.Basis.UsedBytes - d.Advice.Basis.HiddenBytes,
		}
		for _, other := range p.lines {
			if other.Strategy == choose.POPKeepAll {
				args["with"], args["other"] = true, other.letter
			}
		}
		out = append(out, s.c("chart-climbs", args))
	}
	for _, l := range p.lines {
		for _, other := range l.alike {
			out = append(out, s.c("chart-alike", locale.Args{"letter": other, "other": l.letter}))
		}
	}
	out = append(out, s.c("chart-drawn", nil))
	return letter, strings.Join(out, " ")
}
