package policy

import (
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
)

// Schema is the JSON Schema (draft 2020-12) of a policy, for editors. It
// follows the same table as the parser. docs/policy.schema.json is this
// schema, written by the package's test with -update.
func Schema() *jsonschema.Schema {
	file, d := fileShape(requirements()), defs{}
	s := d.of(&file)
	s.Defs = d
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "mailadvisor policy"
	return s
}

// defs are the parts of a schema that stand in it once, by name.
type defs map[string]*jsonschema.Schema

// named is a reference to a part, which is made where it is not there yet.
func (d defs) named(name string, part func() *jsonschema.Schema) *jsonschema.Schema {
	if d[name] == nil {
		d[name] = part()
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

func (d defs) of(s *shape) *jsonschema.Schema {
	var out *jsonschema.Schema
	switch {
	case s.word != nil:
		out = d.named(s.word.id, s.word.schema)
	case s.item != nil:
		item := func() *jsonschema.Schema { return d.of(s.item) }
		if s.item.name != "" {
			item = func() *jsonschema.Schema {
				return d.named(s.item.name, func() *jsonschema.Schema { return d.of(s.item) })
			}
		}
		out = &jsonschema.Schema{Type: "array", Items: item(), MinItems: jsonschema.Ptr(1)}
		if s.alone {
			out = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{out, item()}}
		}
	case s.names != nil:
		out = &jsonschema.Schema{Type: "object", AdditionalProperties: d.of(s.names)}
	default:
		out = &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{},
			AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
		for _, k := range s.keys {
			out.Properties[k.key] = d.of(&k.is)
			out.PropertyOrder = append(out.PropertyOrder, k.key)
			if k.must {
				out.Required = append(out.Required, k.key)
			}
		}
		if s.secret { // one place
			out.MinProperties, out.MaxProperties = jsonschema.Ptr(1), jsonschema.Ptr(1)
		}
		if s.short != nil {
			out = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{d.of(&shape{word: s.short}), out}}
		}
	}
	if s.doc != "" {
		out.Description = s.doc
	}
	return out
}

func (f *form) schema() *jsonschema.Schema {
	out := &jsonschema.Schema{Type: "string", Pattern: f.pattern}
	switch {
	case f.id == "days":
		return &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(float64(maxDays))}
	case f.id == "switch":
		return &jsonschema.Schema{Type: "boolean"}
	case f.known == nil:
		if f.pattern == "" {
			out.MinLength = jsonschema.Ptr(1)
		}
	case f.open: // an editor offers those, and takes others
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Enum: anys(f.known())}, out}}
	case f.id == "version": // YAML takes 1.2 for a number
		return &jsonschema.Schema{Enum: slices.Concat(anys(f.known()), []any{1.0, 1.1, 1.2, 1.3})}
	default:
		out.Enum = anys(f.known())
	}
	return out
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
