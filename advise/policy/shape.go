package policy

import (
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
)

// shape is what may stand at a place of a policy: a word of a form, a list, or
// a map of known keys (or of any, where they are names). The parser and the
// JSON Schema both follow it.
type shape struct {
	name  string // of the part of the JSON Schema that it is, "" for none of its own
	doc   string // for editors
	word  *form
	item  *shape   // of a list
	alone bool     // one item may stand for a list of one
	keys  []member // of a map
	names *shape   // of a map with keys of the person's own
	short *form    // a word may stand for a map with nothing but its first key

	secret bool // a word in its place may be a secret: no error repeats it
}

type member struct {
	key  string
	must bool
	is   shape
}

func word(doc string, f *form) shape { return shape{doc: doc, word: f} }

func listOf(doc string, f *form) shape {
	return shape{doc: doc, item: &shape{word: f}, alone: true}
}

// check refuses a tree that has not the shape. What it lets through is read
// without looking again.
func (s *shape) check(n *node) *Error {
	switch {
	case s.word != nil:
		_, err := s.word.value(n)
		return err
	case s.item != nil:
		if n.kind != listKind {
			if s.alone {
				return s.item.check(n)
			}
			return n.fail("not-list", nil)
		}
		if len(n.items) == 0 {
			return n.fail("no-items", nil)
		}
		for i := range n.items {
			if err := s.item.check(&n.items[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return s.checkMap(n)
}

func (s *shape) checkMap(n *node) *Error {
	known := s.known()
	if n.kind == wordKind && s.short != nil {
		_, err := s.short.value(n)
		return err
	}
	if n.kind != mapKind && s.secret {
		return n.fail("secret-here", nil)
	}
	if n.kind != mapKind {
		return n.fail("not-map", locale.Args{"known_list": known, "named": len(known) > 0 && len(known) <= 16})
	}
	for i := range n.fields {
		f := &n.fields[i]
		is := s.names
		for j := range s.keys {
			if s.keys[j].key == f.key {
				is = &s.keys[j].is
			}
		}
		if is == nil && s.secret {
			return f.fail("secret-here", nil)
		}
		if is == nil {
			return f.fail("key", locale.Args{"value": f.key, "near": nearest.Word(f.key, known), "known_list": known})
		}
		if err := is.check(&f.value); err != nil {
			return err
		}
	}
	for _, k := range s.keys {
		if k.must && n.get(k.key) == nil {
			return n.fail("key-missing", locale.Args{"key": k.key})
		}
	}
	return nil
}

// known are the keys of a map, in their order.
func (s *shape) known() []string {
	var out []string
	for _, k := range s.keys {
		out = append(out, k.key)
	}
	return out
}

// list is the items of a node of a list's shape.
func list(n *node) []node {
	switch {
	case n == nil:
		return nil
	case n.kind == listKind:
		return n.items
	}
	return []node{*n}
}
