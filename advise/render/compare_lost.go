package render

import (
	"slices"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// lostTable is what is lost for good when something dies. The last column
// wraps.
func (s *screen) lostTable(d *advise.Document, entries []contender) {
	cell := func(e contender, what string) string {
		text := e.LostIf[what]
		if what == "server" && droppedToo(e) {
			text += " (1)"
		}
		return text
	}
	heads := []string{s.c("lost-title", nil), s.c("lost-server", nil), s.c("lost-computer", nil)}
	widths := []int{s.measure(s.of(heads[0], bold)), s.measure(s.of(heads[1], plain))}
	for _, e := range entries {
		widths[0] = max(widths[0], s.measure(s.label(e)...))
		widths[1] = max(widths[1], s.measure(s.of(cell(e, "server"), plain)))
	}
	last := widths[0] + widths[1] + 2*between
	if s.width < narrowWidth || s.width-last < leastRoom {
		s.put(nil, 2, s.of(heads[0], bold))
		for _, e := range entries {
			s.put(nil, 4, s.label(e)...)
			for i, what := range []string{"server", "computer"} {
				s.put([]span{indent(4)}, 6, s.of(s.c("labelled", locale.Args{"label": heads[i+1], "value": cell(e, what)}), plain))
			}
		}
	} else {
		line := func(name []span, server, computer string) {
			first := append(slices.Clone(name), indent(widths[0]-s.measure(name...)+between))
			in := s.of(server, plain)
			first = append(first, in, indent(widths[1]-s.measure(in)+between))
			s.put(first, last, s.of(computer, plain))
		}
		line([]span{s.of(heads[0], bold)}, heads[1], heads[2])
		for _, e := range entries {
			line(s.label(e), cell(e, "server"), cell(e, "computer"))
		}
	}
	if slices.ContainsFunc(entries, droppedToo) {
		s.put([]span{indent(4)}, 8, s.of("(1) "+s.c("dropped-too", nil), plain))
	}
	if devices := d.Needs; devices != nil && devices.Devices != nil && *devices.Devices > 1 {
		s.put([]span{indent(4)}, 4, s.of(s.c("lost-phone", nil), plain))
	}
	s.put([]span{indent(4)}, 4, s.of(s.c("backup-saves", nil), plain))
}

// droppedToo reports whether devices hold mail which they drop once the server
// has lost it: IMAP without a backup.
func droppedToo(e contender) bool {
	switch e.Strategy {
	case choose.IMAPAll, choose.IMAPWindow, choose.IMAPArchive:
		return true
	}
	return false
}
