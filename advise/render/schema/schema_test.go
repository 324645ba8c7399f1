package schema

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"mailadvisor/advise"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/review"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// TestFile compares the schema of the documentation with the Go types.
func TestFile(t *testing.T) {
	for name, schema := range map[string]func() (*jsonschema.Schema, error){"schema.json": Output, "review.schema.json": reviewed} {
		s, err := schema()
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, "../../../docs/"+name, append(got, '\n'))
	}
}

func smallest(t *testing.T) string {
	t.Helper()
	d := advise.Document{
		Report: result.Report{
			Schema: result.Schema, StartedAt: time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC),
			Probes: []result.Probe{{Endpoint: result.DefaultEndpoints("mail.example.org")[0], Status: result.Fail,
				Failure: &result.Failure{Kind: result.Timeout, Step: result.StepConnect}}},
		},
		Lang: "en", Verdict: advise.VerdictFail,
	}
	out, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestValidate(t *testing.T) {
	good := smallest(t)
	if err := Validate([]byte(good)); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, old, new string }{
		{"a key that does not exist", `"lang":"en"`, `"lang":"en","password":"x"`},
		{"a kind that is not on the list", `"kind":"timeout"`, `"kind":"slow"`},
		{"a service that is not on the list", `"service":"imap"`, `"service":"jmap"`},
		{"another version", `"schema":"mailadvisor/1"`, `"schema":"mailadvisor/2"`},
		{"a key that is missing", `"status":"fail",`, ``},
		{"a number in words", `"port":993`, `"port":"993"`},
		{"no JSON", `{`, `[`},
	}
	for _, c := range cases {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%s: nothing to replace in %s", c.name, good)
		}
		if err := Validate([]byte(bad)); err == nil {
			t.Errorf("%s is taken as valid", c.name)
		}
	}
}

// A type of its own that is a string is a closed list, or of a known form: the
// schema says which.
func TestNamedStringsAreToldOf(t *testing.T) {
	known := stringTypes()
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		if seen[x] {
			return
		}
		seen[x] = true
		switch x.Kind() {
		case reflect.String:
			if known[x] == nil && x.PkgPath() != "" {
				t.Errorf("%s is any string", x)
			}
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(x.Elem())
		case reflect.Map:
			walk(x.Key())
			walk(x.Elem())
		case reflect.Struct:
			if known[x] != nil {
				return
			}
			for i := range x.NumField() {
				if f := x.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
					walk(f.Type)
				}
			}
		}
	}
	walk(reflect.TypeFor[advise.Document]())
	walk(reflect.TypeFor[machine.Brief]())
	walk(reflect.TypeFor[review.Review]())
}
