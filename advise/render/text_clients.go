package render

import (
	"io"
	"strconv"
	"strings"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// Clients writes the list of mail programs, and what each can do.
func Clients(w io.Writer, rows []client.Row, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	word := func(id string) string { return p.T("clients."+id, nil) }
	t := table{columns: []column{
		{head: s.of("--client", bold)},
		{head: s.of("IMAP", plain)}, {head: s.of("POP", plain)},
		{head: s.of(word("keep"), plain)}, {head: s.of(word("offline"), plain)},
	}}
	can := func(c client.Can) cell { return s.word(word("can."+string(c)), plain) }
	menu := func(text string, in bool) cell {
		if in {
			text += "*"
		}
		return s.word(text, plain)
	}
	for _, r := range rows {
		keep := word("keep-" + strings.Trim(string(r.Keep.Kind), "-"))
		switch r.Keep.Kind {
		case client.KeepNone:
			keep = "-"
		case client.KeepSteps:
			days := make([]string, len(r.Keep.Days))
			for i, d := range r.Keep.Days {
				days[i] = strconv.Itoa(d)
			}
			keep = p.T("clients.keep-steps", locale.Args{"days": strings.Join(days, "/")})
		}
		offline := "-"
		if r.Window.Kind != client.WindowNone {
			offline = word("offline-" + string(r.Window.Kind))
		}
		t.rows = append(t.rows, []cell{
			s.word("  "+r.Name, plain), can(r.IMAP), can(r.POP), menu(keep, r.Keep.Menu), menu(offline, r.Window.Menu),
		})
	}
	s.putTable(t)
	s.section()
	for _, note := range []string{"legend", "forever"} {
		s.put([]span{indent(2)}, 2, s.of(word(note), dim))
	}
	s.section()
	s.command(4, "mailadvisor settings user@example.org --client NAME")
	return s.writeTo(w)
}
