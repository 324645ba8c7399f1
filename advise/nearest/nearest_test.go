package nearest

import "testing"

func TestWord(t *testing.T) {
	names := []string{"probe", "advise", "settings", "small-quota", "no-uidl"}
	cases := map[string]string{
		"prob": "probe", "advice": "advise", "setings": "settings", "smal-quota": "small-quota",
		"xyz": "", "": "", "probes": "probe", "quota": "",
	}
	for typed, want := range cases {
		if got := Word(typed, names); got != want {
			t.Errorf("Word(%q) = %q, want %q", typed, got, want)
		}
	}
}
