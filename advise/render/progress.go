package render

import (
	"io"
	"math"
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

// Show says that done of total endpoints are finished, and which step of which
// endpoint is under way; "" where there is none. What does not fit is cut: the
// line never wraps.
func (p *Progress) Show(done, total int, endpoint, step string) error {
	text := p.s.t("progress", locale.Args{"done": done, "total": total})
	if id := "screen.step-" + step; p.s.Words.Has(id) {
		step = p.s.Words.T(id, nil)
	}
	if current := strings.TrimSpace(endpoint + " " + step); current != "" {
		text += "  " + current
	}
	return p.show(text)
}

// ShowSweep says that done of total targets are finished, at how many a
// second; total is 0 where it is not known, and so then is the time left.
func (p *Progress) ShowSweep(done, total int, perSecond float64) error {
	id, args := "sweep.done", locale.Args{"done": done, "rate": rounded(perSecond)}
	if left := float64(total-done) / perSecond; left >= 0 && perSecond > 0 { // seconds
		noun, n := "second", math.Ceil(left)
		if n > 99 {
			noun, n = "minute", math.Ceil(left/60)
		}
		words, err := p.s.Words.Count(noun, n)
		if err != nil {
			return err
		}
		id, args["total"], args["left"] = "sweep.of", total, words
	}
	return p.show(p.s.t(id, args))
}

// rounded returns a rate with two digits at most.
func rounded(n float64) float64 {
	if n < 10 {
		return math.Round(n*10) / 10
	}
	return math.Round(n)
}

func (p *Progress) show(text string) error {
	line := p.s.cells.Truncate(p.s.written(text), p.s.width-1, "")
	if line == p.shown {
		return nil
	}
	pad := max(p.s.cells.StringWidth(p.shown)-p.s.cells.StringWidth(line), 0)
	p.shown = line
	_, err := io.WriteString(p.w, "\r"+line+strings.Repeat(" ", pad)+strings.Repeat("\b", pad))
	return err
}

// Erase leaves an empty line behind, with the cursor at its start.
func (p *Progress) Erase() error {
	if p.shown == "" {
		return nil
	}
	_, err := io.WriteString(p.w, "\r"+strings.Repeat(" ", p.s.cells.StringWidth(p.shown))+"\r")
	p.shown = ""
	return err
}
