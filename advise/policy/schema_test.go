package policy

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"mailadvisor/advise/config"
	"mailadvisor/advise/config/schema"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/testkit"
)

// editors returns the JSON Schema of a policy.
func editors() *jsonschema.Schema {
	file := fileShape(requirements())
	return schema.Of(&file, "mailadvisor policy")
}

func TestSchemaFile(t *testing.T) {
	got, err := json.MarshalIndent(editors(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "../../docs/policy.schema.json", append(got, '\n'))
}

// TestSchemaAgreesWithTheParser holds the schema to what the parser takes and
// refuses, so that an editor does not promise what a check then denies.
func TestSchemaAgreesWithTheParser(t *testing.T) {
	resolved, err := editors().Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../docs/examples/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, policy string
		good         bool
	}{
		{"the example", string(example), true},
		{"a target by its name", "targets: [mail.example.org]", true},
		{"one entry in place of a list", "defaults: {require: {certificate-days: 14, tls-floor: 1.3}}", true},
		{"a version in quotes", `defaults: {require: {tls-floor: "1.3"}}`, true},
		{"a share and a size", "defaults: {require: [{quota-free: 10%}, {quota-free: 500 MB}]}", true},
		{"a mechanism on no list", "defaults: {require: {mechanisms-required: [X-OWN]}}", true},
		{"what is published", "defaults: {require: {published-works: true, published-by: [srv, autoconfig], published-dns: {imaps: [a.example.org:993, b.example.org:993], pop3: ., mx: .}}}", true},
		{"an unknown publisher", "defaults: {require: {published-by: [dns]}}", false},
		{"a record without a port", "defaults: {require: {published-dns: {imaps: a.example.org}}}", false},
		{"a record of an unknown service", "defaults: {require: {published-dns: {smtps: a.example.org:465}}}", false},
		{"an unknown key", "defaults: {require: {certificate-day: 14}}", false},
		{"an unknown version", "defaults: {require: {tls-floor: 1.4}}", false},
		{"words for days", "defaults: {require: {certificate-days: many}}", false},
		{"too many days", "defaults: {require: {certificate-days: 4000}}", false},
		{"an unknown service", "defaults: {require: {offered: [jmap]}}", false},
		{"an unknown finding", "defaults: {require: {findings-forbidden: [cert-expird]}}", false},
		{"a time without a unit", "defaults: {require: {latency: {connect: 500}}}", false},
		{"a password as a word", "credentials: {a: {user: u, hosts: [h], password: word}}", false},
		{"two places of a secret", "credentials: {a: {user: u, hosts: [h], password: {env: A, file: b}}}", false},
		{"an exception without an end", "targets: [{target: h, except: [{requirement: tls-floor, reason: r}]}]", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, parsed := Parse("policy.yaml", []byte(c.policy), Outside{})
			tree, err := config.ReadTree("policy.yaml", []byte(c.policy))
			if err != nil {
				t.Fatal(err)
			}
			valid := resolved.Validate(plain(tree))
			if (parsed == nil) != c.good || (valid == nil) != c.good {
				t.Errorf("the parser says %v, the schema %v", parsed, valid)
			}
		})
	}
}

// plain returns a tree as an editor sees it: by the core schema of YAML 1.2.2
// (section 10.3), in which a date is text.
func plain(n *config.Node) any {
	switch n.Kind {
	case config.MapKind:
		out := map[string]any{}
		for _, f := range n.Fields {
			out[f.Key] = plain(&f.Value)
		}
		return out
	case config.ListKind:
		var out []any
		for i := range n.Items {
			out = append(out, plain(&n.Items[i]))
		}
		return out
	}
	if n.Text == "true" || n.Text == "false" {
		return n.Text == "true"
	}
	if number, err := strconv.ParseFloat(n.Text, 64); err == nil {
		return number
	}
	return n.Text
}

// TestWordsAreTold wants a message for every kind of word of a policy: an error
// says what was wanted in its place.
func TestWordsAreTold(t *testing.T) {
	shape := fileShape(requirements())
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range schema.Words(&shape) {
			if id := "config.word." + f.ID; !words.Has(id) {
				t.Errorf("%s: %s is missing", lang, id)
			}
		}
	}
}
