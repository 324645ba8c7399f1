package render

import (
	"fmt"
	"io"

	"mailadvisor/advise/locale"
)

// ErrorText is an error for a person: what happened, with the value that was
// given; why, as far as it is known; and what to do next.
type ErrorText struct {
	What     string
	Why      string   // "" where it is not known
	Next     string   // "" where nothing can be done
	Commands []string // to type next, whole commands
}

// Error writes an error, for standard error.
func Error(w io.Writer, e ErrorText, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put([]span{s.of(s.t("error.prefix", nil), plain), indent(1)}, 2, s.of(e.What, red))
	why, next := s.of(s.t("error.why", nil), bold), s.of(s.t("next", nil), bold)
	width := max(s.measure(why), s.measure(next))
	part := func(label span, text string) {
		pad := indent(width - s.measure(label) + between)
		s.put([]span{indent(2), label, pad}, 2+width+between, s.of(text, plain))
	}
	if e.Why != "" {
		part(why, e.Why)
	}
	if e.Next != "" {
		part(next, e.Next)
	}
	for _, c := range e.Commands {
		s.command(2+width+between, c)
	}
	if err := s.writeTo(w); err != nil {
		return fmt.Errorf("writing an error: %w", err)
	}
	return nil
}

// Remark writes a sentence about what is being done, for standard error.
func Remark(w io.Writer, text string, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put(nil, 2, s.of(text, plain))
	return s.writeTo(w)
}
