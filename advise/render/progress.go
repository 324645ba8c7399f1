package render

import (
	"io"
	"strings"

	"mailadvisor/advise/locale"
)

// Progress is the one line that shows, on a terminal, how far a run is. The
// caller feeds it plain values, one call at a time, and erases it before
// anything else is written to the terminal.
type Progress struct {
	w     io.Writer
	s     *screen
	shown string
}

// NewProgress makes a progress line on a terminal that w writes to.
func NewProgress(w io.Writer, p *locale.Printer, o TextOptions) *Progress {
	return &Progress{w: w, s: newScreen(p, o)}
}

// Show says that done of total endpoints are finished, and what is going on
// ("imap 993: login"). What does not fit is cut: the line never wraps.
func (p *Progress) Show(done, total int, current string) error {
	text := p.s.t("progress", locale.Args{"done": done, "total": total})
	if current != "" {
		text += "  " + current
	}
	line := p.s.of(text, plain)
	line.text = p.s.cells.Truncate(line.text, p.s.width-1, "")
	if p.s.opt.ASCII {
		line.text = strings.ReplaceAll(line.text, locale.Narrow, " ")
	}
	if line.text == p.shown {
		return nil
	}
	pad := max(p.s.measure(span{p.shown, plain})-p.s.measure(line), 0)
	p.shown = line.text
	_, err := io.WriteString(p.w, "\r"+line.text+strings.Repeat(" ", pad)+strings.Repeat("\b", pad))
	return err
}

// Erase leaves an empty line behind, with the cursor at its start.
func (p *Progress) Erase() error {
	if p.shown == "" {
		return nil
	}
	_, err := io.WriteString(p.w, "\r"+strings.Repeat(" ", p.s.measure(span{p.shown, plain}))+"\r")
	p.shown = ""
	return err
}
