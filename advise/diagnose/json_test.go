package diagnose

import (
	"bytes"
	"encoding/json"
	"testing"

	"mailadvisor/advise/locale"
)

// Findings are written as their fields are, whichever way is taken.
func TestFindingsAsTheirFields(t *testing.T) {
	full := Finding{ID: "a", Status: Unknown, Severity: Info, Where: Where{"imap", "<é>", 143, "192.0.2.1"}, Args: locale.Args{"b": 1, "a": "\x00"}, Title: `"`, Recheck: "mailadvisor probe 'a&b'"}
	list := []Finding{{}, full}
	for _, change := range []func(*Finding){
		func(f *Finding) { f.Note = true },
		func(f *Finding) { f.Causes = []Cause{{ID: "c", Confidence: Sure}} },
		func(f *Finding) { f.Causes, f.Evidence, f.Seen = []Cause{}, []string{}, []Seen{} },
		func(f *Finding) { f.Evidence = []string{"S: x"} },
		func(f *Finding) { f.Seen = []Seen{{Wire: "S: x"}} },
		func(f *Finding) { f.Risk = "r" },
		func(f *Finding) { f.Fix.User = "u" },
		func(f *Finding) { f.Args = locale.Args{} },
		func(f *Finding) { f.Where, f.Recheck = Where{}, "" },
	} {
		f := full
		change(&f)
		list = append(list, f)
	}
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	if err := e.Encode(list); err != nil {
		t.Fatal(err)
	}
	got, err := AppendJSON(nil, list)
	if err != nil || string(got)+"\n" != want.String() {
		t.Errorf("%s, %v\nwant %s", got, err, &want)
	}
}
