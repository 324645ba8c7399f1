package render

import (
	"math"
	"slices"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
)

// A plot is the mailbox filling under each strategy, from the same daily
// figures for the chart on a terminal and for the picture.

// timespan is a length of time on the horizontal axis.
type timespan struct {
	days  int
	years int   // the same in years, 0 where it is told in days
	ticks []int // into how many parts the axis may be divided, the most first
}

// timespans returns the lengths that a chart may have.
func timespans() []timespan {
	return []timespan{
		{60, 0, []int{6, 3, 2, 1}},
		{365, 1, []int{6, 3, 2, 1}},
		{731, 2, []int{4, 2, 1}},
		{1826, 5, []int{5, 1}},
		{3653, 10, []int{5, 1}},
	}
}

// plot is the lines of a chart.
type plot struct {
	span  timespan
	lines []line
	limit float64 // the share from which a large message is refused: 0 where the quota has no room for one
}

// line is one strategy of a plot: its share of the quota on each day.
type line struct {
	contender
	daily []float64
	alike []string // letters of strategies that fill alike, and have no line
}

// full reports whether the mailbox is full at the end.
func (l line) full() bool { return l.daily[len(l.daily)-1] >= 1 }

// plotOf draws every strategy that is possible, over the shortest time in
// which all that ever fill the mailbox have filled it. Without a known quota
// there is nothing to draw.
func plotOf(d *advise.Document, entries []contender) (plot, bool) {
	basis := d.Advice.Basis
	if basis.QuotaBytes == nil {
		return plot{}, false
	}
	last := 0.0
	for _, e := range entries {
		if e.FullInDays != nil && *e.FullInDays <= byMonth {
			last = max(last, *e.FullInDays)
		}
	}
	all := timespans()
	p := plot{span: all[len(all)-1], limit: max(0, 1-float64(basis.LargeBytes)/float64(*basis.QuotaBytes))}
	for _, s := range all {
		if last <= float64(s.days) && last > 0 {
			p.span = s
			break
		}
	}
	for _, e := range entries {
		daily := basis.Daily(e.Alternative, p.span.days)
		if daily == nil {
			continue
		}
		same := slices.IndexFunc(p.lines, func(l line) bool { return slices.Equal(l.daily, daily) })
		if same >= 0 {
			p.lines[same].alike = append(p.lines[same].alike, e.letter)
			continue
		}
		p.lines = append(p.lines, line{contender: e, daily: daily})
	}
	return p, len(p.lines) > 0
}

// at returns the fullest that a line is in one of cols columns of a chart.
func (p plot) at(l line, column, cols int) float64 {
	day := func(c int) int { return int(math.Round(float64(c) * float64(p.span.days) / float64(cols))) }
	if column == 0 {
		return l.daily[0]
	}
	return slices.Max(l.daily[day(column-1)+1 : day(column)+1])
}

// climbs returns the line of a copy that stays some days, while the old mail
// waits for them: until that day it rises as if every copy stayed.
func (p plot) climbs(cols int) (l line, days int, ok bool) {
	for _, l := range p.lines {
		n, isDays := l.Args.Number("copy_days")
		if isDays && l.PeakShare != nil && isPOP(l.Strategy) && n >= float64(p.span.days)/float64(cols) && n < float64(p.span.days) {
			return l, int(n), true
		}
	}
	return line{}, 0, false
}

// axisDate writes a day of the axis as briefly as its span allows.
func (p plot) axisDate(words *locale.Printer, t time.Time) string {
	if p.span.years > 1 {
		return words.ShortMonth(t)
	}
	return words.ShortDay(t)
}
