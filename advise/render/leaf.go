package render

import (
	"cmp"
	"slices"
	"strings"
)

// leaf takes what a screen writes as the parts of a page: a line in bold alone
// is the heading of a part, a table stays a table, and what has labels pairs. So
// a screen and its page are told by the same words, in the same order.
type leaf struct {
	id    string // of the parts
	parts []part
}

// onLeaf returns a screen whose lines become parts of a page.
func (s teller) onLeaf(id string, write func(*screen)) []part {
	out := &leaf{id: id}
	write(&screen{teller: s, width: mostWidth, cells: columnCounter(), leaf: out})
	return slices.DeleteFunc(out.parts, func(p part) bool { return len(p.Blocks) == 0 })
}

func (l *leaf) heading(text string) { l.parts = append(l.parts, part{ID: l.id, Heading: text}) }

func (l *leaf) block(b block) {
	if len(l.parts) == 0 {
		l.heading("")
	}
	last := &l.parts[len(l.parts)-1]
	last.Blocks = append(last.Blocks, b)
}

// text is a paragraph, without the spaces that a screen sets around it.
func (l *leaf) text(spans []span) {
	spans = slices.DeleteFunc(slices.Clone(spans), func(s span) bool { return strings.TrimSpace(s.text) == "" })
	switch {
	case len(spans) == 0:
	case len(spans) == 1 && spans[0].look == bold:
		l.heading(spans[0].text)
	default:
		l.block(block{Text: spans})
	}
}

func (l *leaf) labels(list []label) {
	var pairs []pair
	for _, v := range list {
		pairs = append(pairs, pair{v.name, slices.Concat(v.mark, v.value)})
	}
	if len(pairs) > 0 {
		l.block(block{Pairs: pairs})
	}
}

// table is a table; the name that stands in bold in its head is its heading, and
// a row that a screen marks stands out.
func (l *leaf) table(t table) {
	g := &grid{}
	for i, c := range t.columns {
		head := c.head
		if head.text = strings.TrimSpace(head.text); i == 0 && head.look == bold {
			l.heading(head.text)
			head = span{cmp.Or(c.name, head.text), plain}
		}
		g.Head = append(g.Head, cell{text: []span{head}, right: c.right})
	}
	for _, row := range t.rows {
		row = slices.Clone(row)
		mark := false
		if len(row) > 0 && len(row[0].text) > 0 {
			row[0].text = slices.Clone(row[0].text)
			first := &row[0].text[0]
			first.text = strings.TrimLeft(first.text, " ")
			mark = strings.HasPrefix(first.text, "> ")
		}
		for i := range row {
			row[i].right = i < len(g.Head) && g.Head[i].right
		}
		g.Rows, g.Marks = append(g.Rows, row), append(g.Marks, mark)
	}
	l.block(block{Table: g})
}
