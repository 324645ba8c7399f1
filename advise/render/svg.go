package render

import (
	"bytes"
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

// The measures of the picture, in its own units.
const (
	svgWidth, svgHeight = 960.0, 480.0
	plotLeft, plotRight = 64.0, 600.0
	plotTop, plotBottom = 84.0, 404.0
	labelLeft           = plotRight + 30
	labelStep           = 38.0 // between two labels
	svgPoints           = 240  // of a line, at most
)

// ErrNoChart says that there is nothing to draw: no known quota to fill, or no
// strategy that is possible.
var ErrNoChart = errors.New("nothing fills a mailbox of unknown size")

// picture is an SVG in the making.
type picture struct {
	told teller // words, in the picture's language
	doc  *advise.Document
	plot plot
	out  bytes.Buffer
}

// SVG draws the mailbox filling under each strategy: the lines and the figures
// of the chart on a terminal, each line labelled at its end. The picture
// stands alone (no script, no font, nothing loaded) and follows the reader's
// light or dark mode. It is [ErrNoChart] where no quota is known.
func SVG(w io.Writer, d *advise.Document, words *locale.Printer) error {
	if d.Advice == nil {
		return ErrNoChart
	}
	p, ok := plotOf(d, compared(d.Advice))
	if !ok {
		return ErrNoChart
	}
	pic := picture{told: newTeller(words, TextOptions{}), doc: d, plot: p}
	pic.draw()
	_, err := w.Write(pic.out.Bytes())
	return err
}

func (p *picture) draw() {
	p.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="title desc" xml:lang="%s" lang="%s">`,
		num(svgWidth), num(svgHeight), num(svgWidth), num(svgHeight), p.told.Words.Lang(), p.told.Words.Lang())
	p.add(`<title id="title">%s</title>`, escape(p.title()))
	p.add(`<desc id="desc">%s</desc>`, escape(p.description()))
	p.add("%s", svgStyle)
	p.add(`<rect class="paper" width="%s" height="%s"/>`, num(svgWidth), num(svgHeight))
	p.add(`<text class="head" x="20" y="32">%s</text>`, escape(p.title()))
	p.add(`<text class="note" x="20" y="54">%s</text>`, escape(p.told.c("share-of", locale.Args{"quota_bytes": *p.doc.Advice.Basis.QuotaBytes})))
	p.axes()
	for _, l := range slices.Backward(p.plot.lines) {
		p.line(l)
	}
	p.labels()
	y := plotBottom + 46
	if slices.ContainsFunc(p.plot.lines, line.full) {
		p.add(`<text class="note" x="20" y="%s">× %s</text>`, num(y), escape(p.told.fullNote(p.doc, p.plot)))
		y += 18
	}
	_, drawn := p.told.drawnNote(p.doc, p.plot, chartCols, false)
	p.add(`<text class="note" x="20" y="%s">%s</text>`, num(y), escape(drawn))
	p.add("</svg>")
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

// words are the name of a line, with those that fill alike, and what it comes to.
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
		y := yOf(float64(tenth) / 10)
		p.add(`<path class="grid" d="M%s %sH%s"/>`, num(plotLeft), num(y), num(plotRight))
		p.add(`<text class="tick" x="%s" y="%s" text-anchor="end">%s</text>`, num(plotLeft-8), num(y+4), escape(p.told.Words.Percent(float64(tenth)/10)))
	}
	parts := p.plot.span.ticks[0]
	for i := range parts + 1 {
		days := float64(p.plot.span.days) * float64(i) / float64(parts)
		x := p.xOf(days)
		p.add(`<path class="grid" d="M%s %sV%s"/>`, num(x), num(plotBottom), num(plotBottom+5))
		p.add(`<text class="tick" x="%s" y="%s" text-anchor="middle">%s</text>`, num(x), num(plotBottom+20), escape(p.plot.axisDate(p.told.Words, after(p.doc, days))))
	}
	if slices.ContainsFunc(p.plot.lines, line.full) {
		p.add(`<path class="limit" d="M%s %sH%s"/>`, num(plotLeft), num(yOf(p.plot.limit)), num(plotRight))
	}
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
		fmt.Fprintf(&path, "%s%s %s", sign, num(p.xOf(days)), num(yOf(share)))
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
	class := "line " + strings.ToLower(l.letter)
	if l.recommended {
		class += " best"
	}
	p.add(`<path class="%s" d="%s"/>`, class, path.String())
	if crosses != "" {
		p.add(`<path class="cross" d="%s"/>`, crosses)
	}
}

func (p *picture) cross(days float64) string {
	x, y, r := p.xOf(days), yOf(p.plot.limit), 5.0
	return fmt.Sprintf("M%s %sL%s %sM%s %sL%s %s", num(x-r), num(y-r), num(x+r), num(y+r), num(x-r), num(y+r), num(x+r), num(y-r))
}

// labels writes each line's name beside its end, moved apart where they would
// lie on each other.
func (p *picture) labels() {
	type label struct {
		line
		end, y float64 // where the line ends, and where its label stands
	}
	var list []label
	for _, l := range p.plot.lines {
		share := l.daily[len(l.daily)-1]
		if share >= 1 {
			share = p.plot.limit
		}
		list = append(list, label{l, yOf(share), yOf(share)})
	}
	slices.SortStableFunc(list, func(a, b label) int {
		switch {
		case a.end < b.end:
			return -1
		case a.end > b.end:
			return 1
		}
		return 0
	})
	for i := range list {
		if i > 0 {
			list[i].y = max(list[i].y, list[i-1].y+labelStep)
		}
	}
	floor := plotBottom
	for i := len(list) - 1; i >= 0; i-- {
		list[i].y = min(list[i].y, floor)
		floor = list[i].y - labelStep
	}
	for _, l := range list {
		letter := strings.ToLower(l.letter)
		name, figure := p.words(l.line)
		p.add(`<path class="lead %s" d="M%s %sL%s %s"/>`, letter, num(plotRight), num(l.end), num(labelLeft-6), num(l.y))
		weight := ""
		if l.recommended {
			weight = " best"
		}
		p.add(`<text class="name %s%s" x="%s" y="%s">%s</text>`, letter, weight, num(labelLeft), num(l.y+1), escape(name))
		p.add(`<text class="note" x="%s" y="%s">%s</text>`, num(labelLeft+16), num(l.y+16), escape(figure))
	}
}

func (p *picture) xOf(days float64) float64 {
	return plotLeft + (plotRight-plotLeft)*days/float64(p.plot.span.days)
}

func yOf(share float64) float64 {
	return plotBottom - (plotBottom-plotTop)*min(max(share, 0), 1)
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
