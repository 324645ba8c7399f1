package policy

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

// pos is a place in a file; line and column count from 1.
type pos struct {
	file         string
	line, column int
}

// node is a YAML value with its place: a map, a list or a word. Words keep the
// text that was written (1.2 is no number here), and null is an empty word.
type node struct {
	pos
	kind   kind
	text   string  // of a word
	fields []field // of a map, in their order
	items  []node  // of a list
}

type field struct {
	pos
	key   string
	value node
}

type kind int

const (
	wordKind kind = iota
	mapKind
	listKind
)

// get is the value of a key, or nil.
func (n *node) get(key string) *node {
	for i := range n.fields {
		if n.fields[i].key == key {
			return &n.fields[i].value
		}
	}
	return nil
}

// Error says what is wrong with a policy, and where.
type Error struct {
	File         string
	Line, Column int         // from 1
	Text         locale.Text // policy.error.…
}

func (e *Error) Error() string { return e.File + ": " + e.Text.ID }

func (p pos) fail(id string, args locale.Args) *Error {
	return &Error{File: p.file, Line: p.line, Column: p.column, Text: locale.Text{ID: "policy.error." + id, Args: args}}
}

// readTree reads YAML as a tree. Anchors, aliases and tags are not part of
// the language: defaults and includes say the same without a bomb.
func readTree(file string, content []byte) (*node, error) {
	start := pos{file, 1, 1}
	if len(content) > maxFile {
		return nil, start.fail("too-large", locale.Args{"limit_bytes": maxFile})
	}
	if err := legible(file, content); err != nil {
		return nil, err
	}
	loader, err := yaml.NewLoader(bytes.NewReader(content))
	if err != nil {
		return nil, syntax(start, err)
	}
	var docs [2]yaml.Node
	for i := range docs {
		if err := loader.Load(&docs[i]); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, syntax(start, err)
		}
	}
	switch {
	case len(docs[0].Content) == 0:
		return nil, start.fail("empty", nil)
	case len(docs[1].Content) > 0:
		return nil, at(file, docs[1].Content[0]).fail("two-documents", nil)
	}
	return convert(file, docs[0].Content[0], 0)
}

// syntax is an error of the library with its place.
func syntax(start pos, err error) *Error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return start.fail("syntax", locale.Args{"detail": err.Error()})
	}
	at := pos{start.file, max(load.Mark.Line, 1), max(load.Mark.Column, 1)}
	return at.fail("syntax", locale.Args{"detail": load.Message})
}

// legible refuses what YAML does not have (YAML 1.2.2 section 5.1), and line
// breaks that editors do not count.
func legible(file string, content []byte) error {
	p := pos{file, 1, 1}
	for i := 0; i < len(content); {
		r, n := utf8.DecodeRune(content[i:])
		crlf := r == '\r' && i+1 < len(content) && content[i+1] == '\n'
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\t' && !crlf || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return p.fail("octet", nil)
		}
		if p.column++; r == '\n' {
			p.line, p.column = p.line+1, 1
		}
		i += n
	}
	return nil
}

func at(file string, n *yaml.Node) pos { return pos{file, max(n.Line, 1), max(n.Column, 1)} }

// convert makes a tree of ours of the library's.
func convert(file string, in *yaml.Node, depth int) (*node, error) {
	out := &node{pos: at(file, in)}
	switch {
	case depth > maxDepth:
		return nil, out.fail("too-deep", nil)
	case in.Anchor != "" || in.Style&yaml.TaggedStyle != 0:
		return nil, out.fail("not-read", nil)
	}
	switch in.Kind {
	case yaml.MappingNode:
		out.kind = mapKind
		return out, out.addFields(in, depth)
	case yaml.SequenceNode:
		out.kind = listKind
		for _, v := range in.Content {
			item, err := convert(file, v, depth+1)
			if err != nil {
				return nil, err
			}
			out.items = append(out.items, *item)
		}
	case yaml.ScalarNode:
		if in.Tag != "!!null" {
			out.text = in.Value
		}
	default:
		return nil, out.fail("not-read", nil)
	}
	return out, nil
}

func (n *node) addFields(in *yaml.Node, depth int) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(in.Content); i += 2 {
		key := in.Content[i]
		f := field{pos: at(n.file, key), key: key.Value}
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			return f.fail("not-read", nil)
		case seen[f.key]:
			return f.fail("twice", locale.Args{"key": f.key})
		}
		seen[f.key] = true
		value, err := convert(n.file, in.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		f.value = *value
		n.fields = append(n.fields, f)
	}
	return nil
}
