package render

import "strings"

// A bar stands beside its number, and never for it.
const (
	filled = "█"
	empty  = "░"

	tableBar = 10 // cells in a table
	aloneBar = 20 // cells in a line of its own
)

// bar draws a share of 1. A cell is filled when more than half of it is.
func (s teller) bar(share float64, cells int) []span {
	full := 0
	for full < cells && share*float64(cells)-float64(full) > 0.5+1e-9 {
		full++
	}
	return []span{
		s.of(strings.Repeat(filled, full), levelLook(share)),
		s.of(strings.Repeat(empty, cells-full), dim),
	}
}

// levelLook returns the colour of a fill level.
func levelLook(share float64) look {
	switch {
	case share >= 0.90:
		return red
	case share >= 0.75:
		return yellow
	}
	return green
}
