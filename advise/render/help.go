package render

import (
	"io"

	"mailadvisor/advise/locale"
)

// Help is the help of a command, its examples first.
type Help struct {
	Long     string
	Examples []string // whole commands
	Try      []string // whole commands that can be typed now
	Use      string
	Commands [][2]string // name, what it does
	Flags    [][2]string // flag with the form of its value, what it does
	Notes    []string
}

// WriteHelp writes the help of a command.
func WriteHelp(w io.Writer, h Help, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put(nil, 0, s.of(h.Long, plain))
	list := func(heading string, commands []string) {
		if len(commands) == 0 {
			return
		}
		s.section()
		s.line(s.of(p.T(heading, nil), bold))
		for _, c := range commands {
			s.command(4, c)
		}
	}
	list("help.examples", h.Examples)
	list("demo.try", h.Try)
	if h.Use != "" {
		list("help.synopsis", []string{h.Use})
	}
	s.pairs(p.T("help.commands", nil), h.Commands)
	s.pairs(p.T("help.flags", nil), h.Flags)
	if len(h.Notes) > 0 {
		s.section()
	}
	for _, note := range h.Notes {
		s.put(nil, 0, s.of(note, plain))
	}
	return s.writeTo(w)
}

// Pairs is a heading and names with what each stands for.
type Pairs struct {
	Heading string
	Rows    [][2]string
}

// WritePairs writes lists of names.
func WritePairs(w io.Writer, lists []Pairs, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	for _, l := range lists {
		s.pairs(l.Heading, l.Rows)
	}
	return s.writeTo(w)
}

// maxName is the widest name that others are aligned to.
const maxName = 31

// pairs writes names and what they stand for, aligned. A name that is wider
// than the others stands on a line of its own.
func (s *screen) pairs(heading string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	s.section()
	s.put(nil, 0, s.of(heading, bold))
	width := 0
	for _, r := range rows {
		if n := s.measure(s.of(r[0], plain)); n <= maxName {
			width = max(width, n)
		}
	}
	hang := 2 + width + between
	if s.width < narrowWidth && hang > s.width/2 {
		width, hang = 0, 4 // every name takes a line
	}
	for _, r := range rows {
		name := s.of(r[0], plain)
		if pad := width - s.measure(name); pad >= 0 {
			s.put([]span{indent(2), name, indent(pad + between)}, hang, s.of(r[1], plain))
			continue
		}
		s.line(indent(2), name)
		s.put([]span{indent(hang)}, hang, s.of(r[1], plain))
	}
}
