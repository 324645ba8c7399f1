package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"mailadvisor/advise/locale"
)

func TestVersionSaysWhatGoKnows(t *testing.T) {
	stamped := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"},
		{Key: "vcs.time", Value: "2026-03-10T14:05:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	b := buildOf(stamped)
	if want := time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC); b.CommitAt == nil || !b.CommitAt.Equal(want) {
		t.Errorf("the commit is of %v, want %v", b.CommitAt, want)
	}
	here := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	for lang, want := range map[string][][2]string{
		"en": {{"Commit", "0123456789abcdef0123456789abcdef01234567, 10 March 2026, 14:05 UTC"}, {"Changes", "some that no commit has"}, {"Go", here}},
		"fr": {{"Commit", "0123456789abcdef0123456789abcdef01234567, 10 mars 2026, 14 h 05 UTC"}, {"Écarts", "des changements qui ne sont dans aucun commit"}, {"Go", here}},
	} {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		got := (&app{words: words}).buildPairs(b)
		if got.Heading != "mailadvisor v1.2.3" || len(got.Rows) != len(want) {
			t.Fatalf("%s: %q", lang, got)
		}
		for i := range want {
			if got.Rows[i] != want[i] {
				t.Errorf("%s: %q, want %q", lang, got.Rows[i], want[i])
			}
		}
	}

	if b := buildOf(&debug.BuildInfo{}); b.Version != "(devel)" || b.Commit != "" || b.CommitAt != nil || b.Modified {
		t.Errorf("where nothing is known: %+v", b)
	}
}
