package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/render/schema"
)

func TestJSONFollowsItsSchema(t *testing.T) {
	for _, f := range fixtures() {
		for _, lang := range locale.Languages() {
			t.Run(f.name+"/"+lang, func(t *testing.T) {
				var out bytes.Buffer
				if err := machine.JSON(&out, f.make(lang)); err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(out.Bytes()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestJSONLines(t *testing.T) {
	var out bytes.Buffer
	docs := []*advise.Document{probeHealthy("en"), badDay("fr")}
	if err := machine.JSONLines(&out, docs); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != len(docs) {
		t.Fatalf("%d lines for %d documents", len(lines), len(docs))
	}
	for i, line := range lines {
		var d advise.Document
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if d.Lang != docs[i].Lang || !reflect.DeepEqual(d.Target, docs[i].Target) {
			t.Errorf("line %d is %s for %+v", i+1, d.Lang, d.Target)
		}
	}
}

// A line is the document as it is written indented, without the spaces, and
// with the verdict behind the schema.
func TestJSONLinesAreTheSame(t *testing.T) {
	for _, f := range fixtures() {
		var indented, want, got bytes.Buffer
		d := f.make("fr")
		if err := machine.JSON(&indented, d); err != nil {
			t.Fatal(err)
		}
		if err := json.Compact(&want, indented.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := machine.JSONLines(&got, []*advise.Document{d}); err != nil {
			t.Fatal(err)
		}
		verdict := fmt.Sprintf(`,"verdict":%q`, advise.VerdictOf(d))
		schema := `{"schema":"mailadvisor/1"`
		moved := schema + verdict + strings.Replace(strings.TrimPrefix(want.String(), schema), verdict, "", 1)
		if got.String() != moved+"\n" {
			t.Errorf("%s: %.200s\nwant %.200s", f.name, &got, moved)
		}
	}
}

func TestJSONIsAnArrayForSeveralTargets(t *testing.T) {
	var out bytes.Buffer
	if err := machine.JSON(&out, []*advise.Document{probeHealthy("en"), badDay("en")}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "[\n  {\n    \"schema\": \"mailadvisor/1\",") {
		t.Errorf("it begins %q", out.String()[:40])
	}
}

// TestJSONIsInert has a value come back as it was, in bytes that no terminal obeys.
func TestJSONIsInert(t *testing.T) {
	d := badDay("en")
	d.Probes[0].Paths[0].Greeting = hostile
	var out bytes.Buffer
	if err := machine.JSON(&out, d); err != nil {
		t.Fatal(err)
	}
	inert(t, out.String())
	again := new(advise.Document)
	if err := json.Unmarshal(out.Bytes(), again); err != nil {
		t.Fatal(err)
	}
	if got, want := again.Probes[0].Paths[0].Greeting, string([]rune(hostile)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if strings.Contains(out.String(), `\u003c`) {
		t.Error("markup is escaped: JSON is no HTML")
	}
}
