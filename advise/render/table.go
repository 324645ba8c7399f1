package render

import (
	"slices"
	"strings"
)

// between is the space between two columns of a table.
const between = 2

// column is one column of a table.
type column struct {
	head  span
	right bool   // its head stands right-aligned
	min   int    // its width at least, where the screen has the room
	spill bool   // a cell that does not fit may go on a line of its own above the row
	group bool   // where none of its cells fits, they stand above the rows that have them
	name  string // on a page, where its head is that of the table; "" is the head
	drop  bool   // left out where there is no room for it
}

// cell is one value in a table: numbers right-aligned, words left-aligned.
type cell struct {
	text  []span
	right bool
}

// word makes a left-aligned cell.
func (s teller) word(text string, l look) cell { return cell{text: []span{s.of(text, l)}} }

// figure makes a right-aligned cell.
func (s teller) figure(text string, l look) cell {
	return cell{text: []span{s.of(text, l)}, right: true}
}

// table is rows of cells under columns. The first column holds its own
// indentation.
type table struct {
	columns []column
	rows    [][]cell
}

// putTable writes a table, or the lines of labels and values that stand for
// it on a narrow screen.
func (s *screen) putTable(t table) {
	if s.leaf != nil {
		s.leaf.table(t)
		return
	}
	_, wanted := s.wanted(t)
	if head := t.columns[0].head; head.look&bold != 0 && s.width >= narrowWidth && wanted > s.width && s.measure(head) > slices.Max(append(s.cellWidths(t, 0), 0)) {
		s.put(nil, 2, head) // the heading takes a line, and its column the width of its cells
		t.columns = slices.Clone(t.columns)
		t.columns[0].head = span{}
	}
	widths, fits := s.fit(t)
	if i := t.spilled(s, widths); fits && i > 0 && s.width >= narrowWidth {
		t = t.grouped(i)
		widths, fits = s.fit(t)
	}
	if !fits {
		t = t.withoutDropped()
		widths, fits = s.fit(t)
	}
	if s.width < narrowWidth || !fits {
		s.putLabelled(t)
		return
	}
	head := make([]cell, len(t.columns))
	for i, c := range t.columns {
		head[i] = cell{[]span{c.head}, c.right}
	}
	s.row(head, widths)
	for _, row := range t.rows {
		if len(row) == 1 { // a line between rows
			s.put([]span{lead(row[0])}, 4, row[0].text...)
			continue
		}
		kept := append([]cell(nil), row...)
		for i, c := range t.columns {
			if c.spill && s.measure(kept[i].text...) > widths[i] {
				s.put([]span{lead(kept[i])}, 4, kept[i].text...)
				kept[i] = cell{}
			}
		}
		s.row(kept, widths)
	}
}

// wanted computes the widths of the columns where every cell has room, and
// that of the table.
func (s *screen) wanted(t table) (widths []int, total int) {
	widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = s.measure(c.head)
		if i == 0 && t.runsOn() {
			widths[i] = 0
		}
		for _, n := range s.cellWidths(t, i) {
			widths[i] = max(widths[i], n)
		}
	}
	if t.runsOn() {
		widths[0] = max(widths[0], s.measure(t.columns[0].head)-between-widths[1])
	}
	total = between * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	return widths, total
}

// fit computes the widths of the columns on the screen, and whether the table
// fits.
func (s *screen) fit(t table) (widths []int, fits bool) {
	widths, total := s.wanted(t)
	for i, c := range t.columns {
		if add := min(c.min-widths[i], s.width-total); add > 0 {
			widths[i] += add
			total += add
		}
	}
	for i, c := range t.columns {
		if !c.spill || total <= s.width {
			continue
		}
		// What does not fit leaves the column: it holds only the cells that stay.
		room := widths[i] - (total - s.width)
		rest := s.measure(c.head)
		for _, n := range s.cellWidths(t, i) {
			if n <= room {
				rest = max(rest, n)
			}
		}
		total -= widths[i] - rest
		widths[i] = rest
	}
	return widths, total <= s.width
}

// spilled returns the column to group by: one of which no cell fits, 0 where
// there is none.
func (t table) spilled(s *screen, widths []int) int {
	for i, c := range t.columns {
		if !c.group {
			continue
		}
		if !slices.ContainsFunc(s.cellWidths(t, i), func(n int) bool { return n > 0 && n <= widths[i] }) {
			return i
		}
	}
	return 0
}

// grouped returns the table with the cells of a column as lines above the rows
// that have them, and without the column: the others gain its room.
func (t table) grouped(column int) table {
	out := table{columns: slices.Delete(slices.Clone(t.columns), column, column+1)}
	var last cell
	for _, row := range t.rows {
		if len(row) == 1 {
			out.rows = append(out.rows, row)
			continue
		}
		if of := row[column]; len(of.text) > 0 && !slices.Equal(of.text, last.text) {
			last = of
			out.rows = append(out.rows, []cell{of})
		}
		out.rows = append(out.rows, slices.Delete(slices.Clone(row), column, column+1))
	}
	return out
}

// runsOn reports whether the head of the first column may run on over the
// second, which has none.
func (t table) runsOn() bool { return len(t.columns) > 1 && t.columns[1].head.text == "" }

// cellWidths measures the cells of a column.
func (s *screen) cellWidths(t table, column int) []int {
	var out []int
	for _, row := range t.rows {
		if len(row) > 1 {
			out = append(out, s.measure(row[column].text...))
		}
	}
	return out
}

// row writes one row.
func (s *screen) row(cells []cell, widths []int) {
	var line []span
	start, used := 0, 0
	for i, c := range cells {
		n := s.measure(c.text...)
		pad := start - used
		if c.right {
			pad += widths[i] - n
		}
		if n > 0 {
			line = append(line, indent(max(pad, 0)))
			line = append(line, c.text...)
			used += max(pad, 0) + n
		}
		start += widths[i] + between
	}
	s.line(line...)
}

// putLabelled writes each row of a table as lines of label and value.
func (s *screen) putLabelled(t table) {
	if head := t.columns[0].head; head.look&bold != 0 {
		s.put(nil, 2, head)
	}
	label := 0
	for _, c := range t.columns[1:] {
		label = max(label, s.measure(c.head))
	}
	for _, row := range t.rows {
		s.put([]span{lead(row[0])}, 4, row[0].text...)
		for i, c := range row[1:] {
			head := t.columns[i+1].head
			if s.measure(c.text...) == 0 || head.text == "" && t.columns[i+1].drop {
				continue
			}
			pad := indent(label - s.measure(head) + between)
			s.put([]span{indent(4), head, pad}, 4+label+between, c.text...)
		}
	}
}

// lead returns the indentation of a cell that stands on a line of its own: two
// columns, where the mark ">" does not take them.
func lead(c cell) span {
	if len(c.text) > 0 && strings.HasPrefix(c.text[0].text, ">") {
		return indent(0)
	}
	return indent(2)
}

// withoutDropped returns the table without the columns that may be left out.
func (t table) withoutDropped() table {
	var out table
	for _, c := range t.columns {
		if !c.drop {
			out.columns = append(out.columns, c)
		}
	}
	for _, row := range t.rows {
		var kept []cell
		for i, c := range row {
			if !t.columns[i].drop {
				kept = append(kept, c)
			}
		}
		out.rows = append(out.rows, kept)
	}
	return out
}

// label is one line of a list of labels and values.
type label struct {
	name  string
	mark  []span // stands before the value, as it is
	value []span
}

// putLabels writes labels and values, aligned, indented by two.
func (s *screen) putLabels(labels []label, l look) {
	if s.leaf != nil {
		s.leaf.labels(labels)
		return
	}
	width := 0
	for _, v := range labels {
		width = max(width, s.measure(s.of(v.name, l)))
	}
	for _, v := range labels {
		name := s.of(v.name, l)
		first := append([]span{indent(2), name, indent(width - s.measure(name) + between)}, v.mark...)
		s.put(first, 2+width+between, v.value...)
	}
}
