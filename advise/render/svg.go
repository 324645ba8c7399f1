package render

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// Shape is how wide a picture is.
type Shape int

// The shapes of a picture: that of a report and of a computer's screen, and that
// of a phone, whose names stand below the plot. Both have letters of one size.
const (
	Wide Shape = iota
	Narrow
)

// frame is the measures of a picture, in its own units.
type frame struct {
	width                    float64
	left, right, top, bottom float64 // of the plot
	names, step              float64 // where the names of lines begin, and from one to the next
	below                    bool    // the names stand below the plot, and letters at the ends of lines
	titleCols, noteCols      int     // letters of a line of the title, and of a note
}

func (s Shape) frame() frame {
	if s == Narrow {
		return frame{width: 340, left: 44, right: 306, top: 84, bottom: 304, names: 46, step: 36, below: true, titleCols: 31, noteCols: 52}
	}
	return frame{width: 720, left: 56, right: 450, top: 84, bottom: 364, names: 474, step: 35, titleCols: 70, noteCols: 110}
}

const (
	tickRoom  = 64.0 // of the name of a day below the plot
	titleLine = 22.0
	noteLine  = 18.0
	nameBelow = 34.0 // from the names of days to the names of lines below them
	svgPoints = 240  // of a line, at most
)

// ErrNoChart says that there is nothing to draw: no known quota to fill, or no
// strategy that is possible.
var ErrNoChart = errors.New("nothing fills a mailbox of unknown size")

// picture is an SVG in the making.
type picture struct {
	frame
	told   teller // words, in the picture's language
	doc    *advise.Document
	plot   plot
	out    bytes.Buffer
	height float64 // of what is drawn so far
}

// SVG draws the mailbox filling under each strategy: the lines and the figures
// of the chart on a terminal, each line labelled at its end. The picture
// stands alone (no script, no font, nothing loaded) and follows the reader's
// light or dark mode. It is [ErrNoChart] where no quota is known.
func SVG(w io.Writer, d *advise.Document, words *locale.Printer, shape Shape) error {
	if d.Advice == nil {
		return ErrNoChart
	}
	p, ok := plotOf(d, compared(d.Advice))
	if !ok {
		return ErrNoChart
	}
	pic := picture{frame: shape.frame(), told: newTeller(words, TextOptions{}), doc: d, plot: p}
	pic.draw()
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="img" aria-labelledby="title desc" xml:lang="%[3]s" lang="%[3]s">
<title id="title">%[4]s</title>
<desc id="desc">%[5]s</desc>
%[6]s
<rect class="paper" width="%[1]s" height="%[2]s"/>
%[7]s</svg>
`, num(pic.width), num(pic.height), words.Lang(), escape(pic.title()), escape(pic.description()), svgStyle, pic.out.Bytes())
	return err
}

func (p *picture) draw() {
	head := wrapped(p.title(), p.titleCols)
	more := titleLine * float64(len(head)-1)
	p.top, p.bottom = p.top+more, p.bottom+more
	for i, line := range head {
		p.add(`<text class="head" x="16" y="%s">%s</text>`, num(32+titleLine*float64(i)), escape(line))
	}
	p.add(`<text class="note" x="16" y="%s">%s</text>`, num(p.top-30), escape(p.told.c("share-of", locale.Args{"quota_bytes": *p.doc.Advice.Basis.QuotaBytes})))
	p.axes()
	for _, l := range slices.Backward(p.plot.lines) {
		p.line(l)
	}
	p.height = p.bottom + 28
	p.labels()
	if slices.ContainsFunc(p.plot.lines, line.full) {
		p.notes("× " + p.told.fullNote(p.doc, p.plot))
	}
	_, drawn := p.told.drawnNote(p.doc, p.plot, chartCols, false)
	p.notes(drawn)
	p.height += 12
}

// notes writes a text below the picture, in as many lines as it needs.
func (p *picture) notes(text string) {
	for _, line := range wrapped(text, p.noteCols) {
		p.height += noteLine
		p.add(`<text class="note" x="16" y="%s">%s</text>`, num(p.height), escape(line))
	}
}

func (p *picture) title() string {
	if years := p.plot.span.years; years > 0 {
		return p.told.c("filling-years", locale.Args{"years": years})
	}
	return p.told.c("filling-days", locale.Args{"days": p.plot.span.days})
}

// description tells the picture to those who do not see it.
func (p *picture) description() string {
	var out []string
	for _, l := range p.plot.lines {
		name, figure := p.words(l)
		out = append(out, name+p.told.t("colon", nil)+figure)
	}
	return strings.Join(out, ". ") + "."
}

// words returns the name of a line, with those that fill alike, and what it
// comes to.
func (p *picture) words(l line) (name, figure string) {
	name = l.letter + "  " + p.told.shortStrategy(l.Alternative)
	switch {
	case l.full() && l.FullInDays != nil:
		figure = p.told.fullAt(p.doc, *l.FullInDays)
	case l.full():
		figure = p.told.t("full.full", nil)
	default:
		id := "at-end"
		if p.plot.span.years > 1 {
			id = "at-end-month"
		}
		figure = p.told.c(id, locale.Args{
			"end_share": l.daily[len(l.daily)-1],
			"end":       p.plot.axisDate(p.told.Words, after(p.doc, float64(p.plot.span.days))),
		})
	}
	return name, figure
}

// axes draws the grid, the shares, the days and the limit.
func (p *picture) axes() {
	for tenth := 0; tenth <= 10; tenth += 2 {
		y := p.yOf(float64(tenth) / 10)
		p.add(`<path class="grid" d="M%s %sH%s"/>`, num(p.left), num(y), num(p.right))
		p.add(`<text class="tick" x="%s" y="%s" text-anchor="end">%s</text>`, num(p.left-6), num(y+4), escape(p.told.Words.Percent(float64(tenth)/10)))
	}
	parts := p.parts()
	for i := range parts + 1 {
		days := float64(p.plot.span.days) * float64(i) / float64(parts)
		x := p.xOf(days)
		p.add(`<path class="grid" d="M%s %sV%s"/>`, num(x), num(p.bottom), num(p.bottom+5))
		p.add(`<text class="tick" x="%s" y="%s" text-anchor="middle">%s</text>`, num(x), num(p.bottom+20), escape(p.plot.axisDate(p.told.Words, after(p.doc, days))))
	}
	if slices.ContainsFunc(p.plot.lines, line.full) {
		p.add(`<path class="limit" d="M%s %sH%s"/>`, num(p.left), num(p.yOf(p.plot.limit)), num(p.right))
	}
}

// parts returns how often the axis of days is divided: the names of days do not
// touch.
func (p *picture) parts() int {
	all := p.plot.span.ticks
	for _, parts := range all {
		if (p.right-p.left)/float64(parts) >= tickRoom {
			return parts
		}
	}
	return all[len(all)-1]
}

// line draws one strategy: from the day on which it is full it runs along the
// limit, and a cross marks that day.
func (p *picture) line(l line) {
	step := max(p.plot.span.days/svgPoints, 1)
	crosses := ""
	var path strings.Builder
	to := func(days, share float64) {
		if share >= 1 {
			share = p.plot.limit
		}
		sign := "L"
		if path.Len() == 0 {
			sign = "M"
		}
		fmt.Fprintf(&path, "%s%s %s", sign, num(p.xOf(days)), num(p.yOf(share)))
	}
	wasFull := false
	for day := 0; day <= p.plot.span.days; day += step {
		share := l.daily[day]
		if share >= 1 && !wasFull {
			at := float64(day)
			if l.FullInDays != nil && l.full() {
				at = *l.FullInDays
			}
			to(at, 1)
			crosses += p.cross(at)
		}
		wasFull = share >= 1
		to(float64(day), share)
	}
	p.add(`<path class="line %s" d="%s"/>`, lettered(l), path.String())
	if crosses != "" {
		p.add(`<path class="cross" d="%s"/>`, crosses)
	}
}

func (p *picture) cross(days float64) string {
	x, y, r := p.xOf(days), p.yOf(p.plot.limit), 5.0
	return fmt.Sprintf("M%s %sL%s %sM%s %sL%s %s", num(x-r), num(y-r), num(x+r), num(y+r), num(x-r), num(y+r), num(x+r), num(y-r))
}

// labels writes each line's name: beside its end, or below the plot.
func (p *picture) labels() {
	if p.below {
		p.ends(15, func(l line, end, y float64) {
			p.add(`<text class="tip %s" x="%s" y="%s">%s</text>`, lettered(l), num(p.right+12), num(y+4), l.letter)
		})
		p.height += nameBelow - 22
		for _, l := range p.plot.lines {
			p.height += p.step
			y := p.height - p.step + 12
			p.add(`<path class="sample %s" d="M16 %sH%s"/>`, lettered(l), num(y-4), num(p.names-8))
			p.named(l, y)
		}
		return
	}
	p.ends(p.step, func(l line, end, y float64) {
		p.add(`<path class="lead %s" d="M%s %sL%s %s"/>`, strings.ToLower(l.letter), num(p.right), num(end), num(p.names-6), num(y))
		p.named(l, y+1)
	})
}

// named writes the name of a line, and below it what it comes to.
func (p *picture) named(l line, y float64) {
	name, figure := p.words(l)
	p.add(`<text class="name %s" x="%s" y="%s">%s</text>`, lettered(l), num(p.names), num(y), escape(name))
	p.add(`<text class="note" x="%s" y="%s">%s</text>`, num(p.names+16), num(y+15), escape(figure))
}

// lettered returns the class of a line's parts.
func lettered(l line) string {
	if l.recommended {
		return strings.ToLower(l.letter) + " best"
	}
	return strings.ToLower(l.letter)
}

// ends says of each line where it ends, and at which height something beside
// that can stand: apart from the others where they would lie on each other.
func (p *picture) ends(step float64, at func(l line, end, y float64)) {
	type label struct {
		line
		end, y float64
	}
	var list []label
	for _, l := range p.plot.lines {
		share := l.daily[len(l.daily)-1]
		if share >= 1 {
			share = p.plot.limit
		}
		list = append(list, label{l, p.yOf(share), p.yOf(share)})
	}
	slices.SortStableFunc(list, func(a, b label) int { return cmp.Compare(a.end, b.end) })
	for i := range list {
		if i > 0 {
			list[i].y = max(list[i].y, list[i-1].y+step)
		}
	}
	floor := p.bottom
	for i := len(list) - 1; i >= 0; i-- {
		list[i].y = min(list[i].y, floor)
		floor = list[i].y - step
	}
	for _, l := range list {
		at(l.line, l.end, l.y)
	}
}

func (p *picture) xOf(days float64) float64 {
	return p.left + (p.right-p.left)*days/float64(p.plot.span.days)
}

func (p *picture) yOf(share float64) float64 {
	return p.bottom - (p.bottom-p.top)*min(max(share, 0), 1)
}

func (p *picture) add(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n", args...)
}

// num writes a coordinate with one decimal at most, the same on every machine.
func num(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// escape makes text inert: for a reader, and as XML.
func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(tell.Clean(text))) // a buffer takes everything
	return b.String()
}

// fullAt says when a mailbox is full, in a sentence's end.
func (s teller) fullAt(d *advise.Document, days float64) string {
	switch {
	case days < 1:
		return s.t("full.full", nil)
	case days > byMonth:
		return s.c("full-later", nil)
	}
	return s.t("full.full", nil) + " " + s.fullPhrase(d, days)
}
