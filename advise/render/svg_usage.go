package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// The measures of the picture of what fills a mailbox, in its own units.
const (
	usageWidth  = 960.0
	usageName   = 410.0 // where bars begin
	usageBars   = 290.0 // the longest
	usageRowTop = 24.0  // from one row to the next
)

// UsageSVG draws what fills a mailbox, by folder, by year and by size, and what
// would make room: bars with their figures. The picture stands alone and
// follows the reader's light or dark mode. It is [ErrNoChart] where no message
// was counted.
func UsageSVG(w io.Writer, d *advise.Document, words *locale.Printer) error {
	account, u := d.Usage()
	if u == nil || d.Room == nil {
		return ErrNoChart
	}
	p := &usagePicture{told: newTeller(words, TextOptions{}), y: 32}
	p.put(`<text class="head" x="20" y="%s">%s</text>`, num(p.y), escape(tell.HostOf(d)))
	for _, line := range wrapped(d.Room.Summary.Text, 118) {
		p.y += 20
		p.put(`<text x="20" y="%s">%s</text>`, num(p.y), escape(line))
	}
	for _, text := range p.told.counted(account, u) {
		for _, line := range wrapped(text, 130) {
			p.y += 18
			p.put(`<text class="note" x="20" y="%s">%s</text>`, num(p.y), escape(line))
		}
	}
	for _, t := range p.told.usageTables(u) {
		p.table(t)
	}
	p.steps(d)
	p.y += 24
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="title" xml:lang="%s" lang="%s">`+"\n",
		num(usageWidth), num(p.y), num(usageWidth), num(p.y), words.Lang(), words.Lang())
	fmt.Fprintf(&out, "<title id=\"title\">%s</title>\n%s\n", escape(d.Room.Summary.Text), usageStyle)
	fmt.Fprintf(&out, `<rect class="paper" width="%s" height="%s"/>`+"\n", num(usageWidth), num(p.y))
	out.Write(p.out.Bytes())
	out.WriteString("</svg>\n")
	_, err := w.Write(out.Bytes())
	return err
}

// usagePicture is an SVG in the making, from its top down to y.
type usagePicture struct {
	told teller
	out  bytes.Buffer
	y    float64
}

func (p *usagePicture) put(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

func (p *usagePicture) heading(text string) {
	p.y += 40
	p.put(`<text class="name" x="20" y="%s">%s</text>`, num(p.y), escape(text))
}

func (p *usagePicture) table(t usageTable) {
	if len(t.rows) == 0 {
		return
	}
	p.heading(t.title)
	most := t.largest()
	for _, r := range t.rows {
		s := p.told
		figure := s.Words.Format("size_bytes", r.amount.Bytes) + ", " + s.u("n-messages", locale.Args{"messages": r.amount.Messages})
		if r.note != "" {
			figure += ", " + r.note
		}
		length := usageBars * float64(r.amount.Bytes) / float64(most)
		if r.apart {
			length = 0
		}
		p.row(r.name, length, figure)
	}
}

func (p *usagePicture) row(name string, length float64, figure string) {
	p.y += usageRowTop
	p.put(`<text x="20" y="%s">%s</text>`, num(p.y), escape(shortened(name, 58)))
	if length > 0 {
		p.put(`<rect class="bar" x="%s" y="%s" width="%s" height="14" rx="2"/>`, num(usageName), num(p.y-11), num(max(length, 1.5)))
	}
	p.put(`<text class="note" x="%s" y="%s">%s</text>`, num(usageName+length+8), num(p.y), escape(figure))
}

// steps are what would make room, a bar each for what it gains.
func (p *usagePicture) steps(d *advise.Document) {
	if len(d.Room.Steps) == 0 {
		return
	}
	p.heading(p.told.u("room", nil))
	most := int64(1)
	for _, s := range d.Room.Steps {
		most = max(most, s.Gain.Bytes)
	}
	rows := p.told.roomRows(d, d.Room.Steps, false)
	next := 0
	for _, r := range rows {
		then := ""
		if d.Room.QuotaBytes != nil {
			then = p.told.u("head.full", nil) + p.told.t("colon", nil) + r.then.text[0].text
		}
		if r.number == "" {
			p.row(r.step, 0, then)
			continue
		}
		p.row(r.number+". "+r.step, usageBars*float64(d.Room.Steps[next].Gain.Bytes)/float64(most), strings.Join(tell.NonEmpty(r.gain, then), ", "))
		next++
	}
}

// usageStyle has one colour for bars, which differ by their length, and is
// readable on white and on black.
const usageStyle = `<style>
.paper{fill:#fff}
text{font:13px system-ui,sans-serif;fill:#1f2328}
.head{font-size:17px;font-weight:600}
.name{font-weight:600}
.note{font-size:12px;fill:#59636e}
.bar{fill:#1f5fbf}
@media (prefers-color-scheme:dark){
.paper{fill:#0d1117}
text{fill:#e6edf3}
.note{fill:#9198a1}
.bar{fill:#79b8ff}
}
</style>`
