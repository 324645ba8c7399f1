package config

import (
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
)

// Shape is what may stand at a place of a file: a word, a list, or a
// map of known keys (or of any, where they are names). The parser and the JSON
// Schema both follow it.
type Shape struct {
	Name  string // of the part of the JSON Schema that it is, "" for none of its own
	Doc   string // for editors
	Word  *Word
	Item  *Shape   // of a list
	Alone bool     // one item may stand for a list of one
	Keys  []Member // of a map
	Names *Shape   // of a map with keys of the person's own
	Short *Word    // a word may stand for a map with nothing but its first key

	Secret bool // a word in its place may be a secret: no error repeats it
}

// Member is a key of a map.
type Member struct {
	Key  string
	Must bool
	Is   Shape
}

// Must returns a key that a map has to have.
func Must(key string, is Shape) Member { return Member{key, true, is} }

// May returns a key that a map can have.
func May(key string, is Shape) Member { return Member{key, false, is} }

// OneWord returns the shape of a word.
func OneWord(doc string, f *Word) Shape { return Shape{Doc: doc, Word: f} }

// ListOf returns the shape of a list of words, of which one may stand alone.
func ListOf(doc string, f *Word) Shape {
	return Shape{Doc: doc, Item: &Shape{Word: f}, Alone: true}
}

// Read reads a file of the shape, and tells all that is wrong with it as YAML
// and by its shape. Readers go on with the rest, so that a person hears of all
// at once: what is wrong is not given to them, by [Node.Get], [Node.Read] and
// [List], and what these give is of its shape; a map may lack a key that it has
// to have. The tree is nil where the file is no YAML.
func (s *Shape) Read(file string, content []byte) (*Node, []*Error) {
	tree, err := ReadTree(file, content)
	wrong := All(err)
	if tree != nil {
		wrong = append(wrong, s.wrong(tree)...)
	}
	return tree, wrong
}

// refused returns the error of a value that nobody is to read.
func (n *Node) refused(id string, args locale.Args) []*Error {
	n.wrong = true
	return []*Error{n.Fail(id, args)}
}

// wrong returns all that is wrong in a tree and was not told yet.
func (s *Shape) wrong(n *Node) []*Error {
	switch {
	case n.wrong:
		return nil
	case s.Word != nil:
		return wrongWord(s.Word, n)
	case s.Item != nil:
		if n.Kind != ListKind {
			if s.Alone {
				return s.Item.wrong(n)
			}
			return n.refused("not-list", nil)
		}
		if len(n.Items) == 0 {
			return n.refused("no-items", nil)
		}
		var out []*Error
		for i := range n.Items {
			out = append(out, s.Item.wrong(&n.Items[i])...)
		}
		return out
	}
	return s.wrongMap(n)
}

func wrongWord(f *Word, n *Node) []*Error {
	if _, err := f.Value(n); err != nil {
		n.wrong = true
		return []*Error{err}
	}
	return nil
}

func (s *Shape) wrongMap(n *Node) []*Error {
	known := s.known()
	if n.Kind == WordKind && s.Short != nil {
		return wrongWord(s.Short, n)
	}
	if n.Kind != MapKind && s.Secret {
		return n.refused("secret-here", nil)
	}
	if n.Kind != MapKind {
		return n.refused("not-map", locale.Args{"known_list": known, "named": len(known) > 0 && len(known) <= 16})
	}
	var out []*Error
	for i := range n.Fields {
		f := &n.Fields[i]
		is := s.Names
		for j := range s.Keys {
			if s.Keys[j].Key == f.Key {
				is = &s.Keys[j].Is
			}
		}
		switch {
		case is != nil:
			out = append(out, is.wrong(&f.Value)...)
		case s.Secret:
			f.Value.wrong = true
			out = append(out, f.Fail("secret-here", nil))
		default:
			f.Value.wrong, f.meant = true, nearest.Word(f.Key, known)
			out = append(out, f.Fail("key", locale.Args{"value": f.Key, "near": f.meant, "known_list": known}))
		}
	}
	for _, k := range s.Keys {
		if k.Must && !n.Has(k.Key) && !n.Unread(k.Key) {
			out = append(out, n.Fail("key-missing", locale.Args{"key": k.Key}))
		}
	}
	return out
}

// known returns the keys of a map, in their order.
func (s *Shape) known() []string {
	var out []string
	for _, k := range s.Keys {
		out = append(out, k.Key)
	}
	return out
}

// List returns the items of a node of a list's shape that can be read.
func List(n *Node) []Node {
	switch {
	case n == nil || n.wrong:
		return nil
	case n.Kind == ListKind:
		var out []Node
		for _, item := range n.Items {
			if !item.wrong {
				out = append(out, item)
			}
		}
		return out
	}
	return []Node{*n}
}
