package render

import (
	"io"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// linesText writes a sentence a target, and a sum at the end: where there are
// many, nobody reads a screen of each.
type linesText struct {
	inOrder tell.InOrder
	w       io.Writer
	words   *locale.Printer
	opt     TextOptions
	run     func() CheckRun
	n       map[advise.Verdict]int
	total   int
}

// NewLines returns the encoder of the targets of a list, for a person. At the
// end it asks run for what only then is known.
func NewLines(w io.Writer, p *locale.Printer, o TextOptions, run func() CheckRun) tell.Encoder {
	return &linesText{w: w, words: p, opt: o, run: run, n: map[advise.Verdict]int{}}
}

func (*linesText) Begin() error { return nil }

// Interrupt says nothing: beside a format for people, the caller does.
func (*linesText) Interrupt(string) error { return nil }

func (e *linesText) Write(d *advise.Document) error {
	v := advise.VerdictOf(d)
	e.n[v]++
	e.inOrder.Add(d)
	e.total++
	s := newScreen(e.words, e.opt)
	word := s.of(s.t("lines."+string(v), nil), map[advise.Verdict]look{advise.VerdictOK: green, advise.VerdictWarn: yellow}[v])
	if v == advise.VerdictFail || v == advise.VerdictUnable {
		word.look = red
	}
	hang := 0
	for _, other := range []advise.Verdict{advise.VerdictOK, advise.VerdictWarn, advise.VerdictFail, advise.VerdictUnable} {
		hang = max(hang, s.measure(s.of(s.t("lines."+string(other), nil), plain))+between)
	}
	s.put([]span{word, indent(hang - s.measure(word))}, hang, s.of(tell.Sentence(d), plain))
	return s.writeTo(e.w)
}

func (e *linesText) End() error {
	s := newScreen(e.words, e.opt)
	run := e.run()
	if e.total > 0 {
		s.line(s.of("", plain))
	}
	sum := s.t("lines.sum", e.inOrder.Args(locale.Args{
		"hosts": e.total, "warn": e.n[advise.VerdictWarn], "fail": e.n[advise.VerdictFail], "unable": e.n[advise.VerdictUnable],
		"some_unable": e.n[advise.VerdictUnable] > 0, "elapsed_ms": run.ElapsedMS,
	}))
	s.lastLine(s.of(sum, plain), s.of(s.t("check.status", locale.Args{"status": run.Status}), plain))
	return s.writeTo(e.w)
}
