package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"mailadvisor/advise/locale"
)

// The bounds of a file, for those that come from elsewhere.
const (
	maxFile  = 1 << 20 // octets
	maxDepth = 20      // lists and maps inside each other
)

// Pos is a place in a file; line and column count from 1.
type Pos struct {
	File         string
	Line, Column int
}

// Node is a YAML value with its place: a map, a list or a word. Words keep the
// text that was written (1.2 is no number here), and null is an empty word.
type Node struct {
	Pos
	Kind   Kind
	Text   string  // of a word
	Fields []Field // of a map, in their order
	Items  []Node  // of a list

	wrong bool // it was told already that it is wrong: nobody reads it
}

// Field is a key of a map, with its place and its value.
type Field struct {
	Pos
	Key   string
	Value Node

	meant string // the key for which this one is probably a slip
}

// Kind says what a node is.
type Kind int

// The kinds of nodes.
const (
	WordKind Kind = iota
	MapKind
	ListKind
)

// Get returns the value of a key, or nil where there is none that can be read.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if f := &n.Fields[i]; f.Key == key && !f.Value.wrong {
			return &f.Value
		}
	}
	return nil
}

// Word returns the word at a key, or "".
func (n *Node) Word(key string) string {
	if n = n.Get(key); n != nil {
		return n.Text
	}
	return ""
}

// Has reports whether a key stands in a map, whatever its value.
func (n *Node) Has(key string) bool {
	return n != nil && slices.ContainsFunc(n.Fields, func(f Field) bool { return f.Key == key })
}

// Unread reports whether a map has a value for a key that cannot be read, as it
// or its key is wrong: that there is none cannot be said.
func (n *Node) Unread(key string) bool {
	return n != nil && (n.wrong || slices.ContainsFunc(n.Fields, func(f Field) bool { return f.Value.wrong && (f.Key == key || f.meant == key) }))
}

// Read returns the fields of a map whose values can be read.
func (n *Node) Read() []*Field {
	var out []*Field
	if n != nil && !n.wrong {
		for i := range n.Fields {
			if !n.Fields[i].Value.wrong {
				out = append(out, &n.Fields[i])
			}
		}
	}
	return out
}

// Whole reports whether nothing in a value is wrong.
func (n *Node) Whole() bool {
	return !n.wrong && !slices.ContainsFunc(n.Items, func(i Node) bool { return !i.Whole() }) &&
		!slices.ContainsFunc(n.Fields, func(f Field) bool { return !f.Value.Whole() })
}

// Error says what is wrong with a file, and where.
type Error struct {
	File         string
	Line, Column int         // from 1
	Text         locale.Text // config.error.…
	More         []*Error    // what else is wrong in the file
}

// Joined is the first of errors, with the others behind it; nil where there are
// none. Files are in the order in which they first come, and the errors of each
// in that of its lines.
func Joined(errs []*Error) *Error {
	if len(errs) == 0 {
		return nil
	}
	files := map[string]int{}
	for _, e := range errs {
		if _, ok := files[e.File]; !ok {
			files[e.File] = len(files)
		}
	}
	errs = slices.Clone(errs)
	slices.SortStableFunc(errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(files[a.File], files[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	first := *errs[0]
	first.More = errs[1:]
	return &first
}

// All returns what an error tells of places, each alone; nil where it tells of
// none.
func All(err error) []*Error {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	first := *e
	first.More = nil
	return append([]*Error{&first}, e.More...)
}

func (e *Error) Error() string { return e.File + ": " + e.Text.ID }

// Fail returns an error at the place, by the ID of its message below
// config.error.
func (p Pos) Fail(id string, args locale.Args) *Error {
	return &Error{File: p.File, Line: p.Line, Column: p.Column, Text: locale.Text{ID: "config.error." + id, Args: args}}
}

// ReadTree reads YAML as a tree. Anchors, aliases and tags are not part of
// the language: defaults and includes say the same without a bomb. The error is
// an [*Error] with all that is wrong. With one, there is a tree where the rest
// of the file can be read; what is wrong in it is left out or never given.
func ReadTree(file string, content []byte) (*Node, error) {
	start := Pos{file, 1, 1}
	if len(content) > maxFile {
		return nil, start.Fail("too-large", locale.Args{"limit_bytes": maxFile})
	}
	if err := legible(file, content); err != nil {
		return nil, err
	}
	loader, err := yaml.NewLoader(bytes.NewReader(content))
	if err != nil {
		return nil, syntax(start, content, err)
	}
	var docs [2]yaml.Node
	for i := range docs {
		if err := loader.Load(&docs[i]); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, syntax(start, content, err)
		}
	}
	switch {
	case len(docs[0].Content) == 0:
		return nil, start.Fail("empty", nil)
	case len(docs[1].Content) > 0:
		return nil, at(file, docs[1].Content[0]).Fail("two-documents", nil)
	}
	c := converter{file: file}
	tree := c.convert(docs[0].Content[0], 0)
	switch err := Joined(c.wrong); {
	case c.deep != nil:
		return nil, c.deep
	case err != nil:
		return &tree, err
	}
	return &tree, nil
}

// syntax returns an error of the library with its place. The usual one has
// words of its own: YAML is not indented by tabs (YAML 1.2.2 section 6.1).
func syntax(start Pos, content []byte, err error) *Error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return start.Fail("syntax", locale.Args{"detail": err.Error()})
	}
	at := Pos{start.File, max(load.Mark.Line, 1), max(load.Mark.Column, 1)}
	lines := bytes.Split(content, []byte("\n"))
	if at.Line <= len(lines) && bytes.HasPrefix(bytes.TrimLeft(lines[at.Line-1], " "), []byte("\t")) {
		return at.Fail("tab", nil)
	}
	return at.Fail("syntax", locale.Args{"detail": load.Message})
}

// legible refuses what YAML does not have (YAML 1.2.2 section 5.1), and line
// breaks that editors do not count.
func legible(file string, content []byte) error {
	p := Pos{file, 1, 1}
	for i := 0; i < len(content); {
		r, n := utf8.DecodeRune(content[i:])
		crlf := r == '\r' && i+1 < len(content) && content[i+1] == '\n'
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\t' && !crlf || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return p.Fail("octet", nil)
		}
		if p.Column++; r == '\n' {
			p.Line, p.Column = p.Line+1, 1
		}
		i += n
	}
	return nil
}

func at(file string, n *yaml.Node) Pos { return Pos{file, max(n.Line, 1), max(n.Column, 1)} }

// converter makes a tree of ours of the library's.
type converter struct {
	file  string
	wrong []*Error
	deep  error // the first place that is too deep: nobody wrote such a file by hand
}

func (c *converter) convert(in *yaml.Node, depth int) Node {
	out := Node{Pos: at(c.file, in)}
	refuse := func(id string) Node {
		c.wrong = append(c.wrong, out.Fail(id, nil))
		out.wrong = true
		return out
	}
	switch {
	case depth > maxDepth:
		if c.deep == nil {
			c.deep = out.Fail("too-deep", nil)
		}
		return out
	case in.Anchor != "" || in.Style&yaml.TaggedStyle != 0:
		return refuse("not-read")
	}
	switch in.Kind {
	case yaml.MappingNode:
		out.Kind = MapKind
		out.Fields = c.fields(in, depth)
	case yaml.SequenceNode:
		out.Kind = ListKind
		for _, v := range in.Content {
			out.Items = append(out.Items, c.convert(v, depth+1))
		}
	case yaml.ScalarNode:
		if in.Tag != "!!null" {
			out.Text = in.Value
		}
	default:
		return refuse("not-read")
	}
	return out
}

// fields returns those of a map; one whose key cannot be read, or was there
// before, is left out.
func (c *converter) fields(in *yaml.Node, depth int) []Field {
	var out []Field
	seen := map[string]bool{}
	for i := 0; i+1 < len(in.Content); i += 2 {
		key := in.Content[i]
		f := Field{Pos: at(c.file, key), Key: key.Value}
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			c.wrong = append(c.wrong, f.Fail("not-read", nil))
			continue
		case seen[f.Key]:
			c.wrong = append(c.wrong, f.Fail("twice", locale.Args{"key": f.Key}))
			continue
		}
		seen[f.Key] = true
		f.Value = c.convert(in.Content[i+1], depth+1)
		out = append(out, f)
	}
	return out
}
