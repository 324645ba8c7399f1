// Package schema writes the JSON Schemas of the files that people write, for
// editors. Tests alone use it: the schemas that ship are files of docs/, and
// the program does not carry the library.
package schema

import (
	"github.com/google/jsonschema-go/jsonschema"

	"mailadvisor/advise/config"
)

// Of returns the JSON Schema (draft 2020-12) of files of a shape. It follows
// what the parser follows.
func Of(s *config.Shape, title string) *jsonschema.Schema {
	d := defs{}
	out := d.of(s)
	out.Defs = d
	out.Schema = "https://json-schema.org/draft/2020-12/schema"
	out.Title = title
	return out
}

// defs are the parts of a schema that stand in it once, by name.
type defs map[string]*jsonschema.Schema

// named returns a reference to a part, which is made where it is not there yet.
func (d defs) named(name string, part func() *jsonschema.Schema) *jsonschema.Schema {
	if d[name] == nil {
		d[name] = part()
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

func (d defs) of(s *config.Shape) *jsonschema.Schema {
	var out *jsonschema.Schema
	switch {
	case s.Word != nil:
		out = d.named(s.Word.ID, func() *jsonschema.Schema { return word(s.Word) })
	case s.Item != nil:
		item := func() *jsonschema.Schema { return d.of(s.Item) }
		if s.Item.Name != "" {
			item = func() *jsonschema.Schema {
				return d.named(s.Item.Name, func() *jsonschema.Schema { return d.of(s.Item) })
			}
		}
		out = &jsonschema.Schema{Type: "array", Items: item(), MinItems: jsonschema.Ptr(1)}
		if s.Alone {
			out = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{out, item()}}
		}
	case s.Names != nil:
		out = &jsonschema.Schema{Type: "object", AdditionalProperties: d.of(s.Names)}
	default:
		out = &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{},
			AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
		for _, k := range s.Keys {
			out.Properties[k.Key] = d.of(&k.Is)
			out.PropertyOrder = append(out.PropertyOrder, k.Key)
			if k.Must {
				out.Required = append(out.Required, k.Key)
			}
		}
		if s.Secret { // one place
			out.MinProperties, out.MaxProperties = jsonschema.Ptr(1), jsonschema.Ptr(1)
		}
		if s.Short != nil {
			out = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{d.of(&config.Shape{Word: s.Short}), out}}
		}
	}
	if s.Doc != "" {
		out.Description = s.Doc
	}
	return out
}

// word returns what a word may be.
func word(f *config.Word) *jsonschema.Schema {
	out := &jsonschema.Schema{Type: "string", Pattern: f.Pattern}
	switch {
	case f.Type == "integer":
		return &jsonschema.Schema{Type: f.Type, Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(float64(f.Max))}
	case f.Type != "":
		return &jsonschema.Schema{Type: f.Type}
	case f.Numbers != nil:
		out.Enum = append(anys(f.Known()), anys(f.Numbers)...)
		out.Type = ""
	case f.Known == nil:
		if f.Pattern == "" {
			out.MinLength = jsonschema.Ptr(1)
		}
	case f.Open: // an editor offers those, and takes others
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Enum: anys(f.Known())}, out}}
	default:
		out.Enum = anys(f.Known())
	}
	return out
}

// anys are values as an enumeration of a schema.
func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// Words returns those that the words of a file may have to have: the messages
// config.word.ID tell a person what was wanted.
func Words(s *config.Shape) []*config.Word {
	var out []*config.Word
	for _, f := range []*config.Word{s.Word, s.Short} {
		if f != nil {
			out = append(out, f)
		}
	}
	for _, below := range []*config.Shape{s.Item, s.Names} {
		if below != nil {
			out = append(out, Words(below)...)
		}
	}
	for i := range s.Keys {
		out = append(out, Words(&s.Keys[i].Is)...)
	}
	return out
}
