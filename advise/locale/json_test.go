package locale

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
)

// Arguments are written as the map that they are.
func TestArgsAsAMap(t *testing.T) {
	for _, a := range []Args{
		nil, {}, {"b": 1, "a": "x", "c": true},
		{"quote": `"\`, "html": "<a&b>", "control": "\x00\x1b\n\x7f", "line": "\u2028", "broken": "a\xffb", "é": "é", "<": 1},
		{"int64": int64(-1), "float": 1.5e30, "small": 0.1, "nothing": nil, "none": []string(nil), "empty": []string{}, "list": []string{"a", "<\"é"}},
		{"text": Text{ID: "a.b", Args: Args{"n": 1, "s": "<"}}, "read": map[string]any{"b": []any{1.0, "x"}, "a": nil}},
	} {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(a); err != nil {
			t.Fatal(err)
		}
		got, err := AppendJSON(nil, a)
		if err != nil || string(got)+"\n" != want.String() {
			t.Errorf("%s, %v\nwant %s", got, err, &want)
		}
	}
	if _, err := AppendJSON(nil, Args{"x": math.NaN()}); err == nil {
		t.Error("NaN was written")
	}
}
