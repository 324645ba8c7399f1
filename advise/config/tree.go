package config

import (
	"bytes"
	"errors"
	"io"
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
}

// Field is a key of a map, with its place and its value.
type Field struct {
	Pos
	Key   string
	Value Node
}

// Kind says what a node is.
type Kind int

// The kinds of nodes.
const (
	WordKind Kind = iota
	MapKind
	ListKind
)

// Get is the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return &n.Fields[i].Value
		}
	}
	return nil
}

// Error says what is wrong with a file, and where.
type Error struct {
	File         string
	Line, Column int         // from 1
	Text         locale.Text // config.error.…
	More         []*Error    // what else is wrong in the file
}

// Joined is the first of errors, with the others behind it; nil where there are
// none.
func Joined(errs []*Error) *Error {
	if len(errs) == 0 {
		return nil
	}
	first := *errs[0]
	first.More = errs[1:]
	return &first
}

// All are what an error tells of places, each alone; nil where it tells of none.
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

// Fail is an error at the place, by the ID of its message below config.error.
func (p Pos) Fail(id string, args locale.Args) *Error {
	return &Error{File: p.File, Line: p.Line, Column: p.Column, Text: locale.Text{ID: "config.error." + id, Args: args}}
}

// ReadTree reads YAML as a tree. Anchors, aliases and tags are not part of
// the language: defaults and includes say the same without a bomb.
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
	return convert(file, docs[0].Content[0], 0)
}

// syntax is an error of the library with its place. The usual one has words of
// its own: YAML is not indented by tabs (YAML 1.2.2 section 6.1).
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

// convert makes a tree of ours of the library's.
func convert(file string, in *yaml.Node, depth int) (*Node, error) {
	out := &Node{Pos: at(file, in)}
	switch {
	case depth > maxDepth:
		return nil, out.Fail("too-deep", nil)
	case in.Anchor != "" || in.Style&yaml.TaggedStyle != 0:
		return nil, out.Fail("not-read", nil)
	}
	switch in.Kind {
	case yaml.MappingNode:
		out.Kind = MapKind
		return out, out.addFields(in, depth)
	case yaml.SequenceNode:
		out.Kind = ListKind
		for _, v := range in.Content {
			item, err := convert(file, v, depth+1)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, *item)
		}
	case yaml.ScalarNode:
		if in.Tag != "!!null" {
			out.Text = in.Value
		}
	default:
		return nil, out.Fail("not-read", nil)
	}
	return out, nil
}

func (n *Node) addFields(in *yaml.Node, depth int) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(in.Content); i += 2 {
		key := in.Content[i]
		f := Field{Pos: at(n.File, key), Key: key.Value}
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			return f.Fail("not-read", nil)
		case seen[f.Key]:
			return f.Fail("twice", locale.Args{"key": f.Key})
		}
		seen[f.Key] = true
		value, err := convert(n.File, in.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		f.Value = *value
		n.Fields = append(n.Fields, f)
	}
	return nil
}
