package cli

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"probe", "advise", "settings", "small-quota", "no-uidl"}
	cases := map[string]string{
		"prob": "probe", "advice": "advise", "setings": "settings", "smal-quota": "small-quota",
		"xyz": "", "": "", "probes": "probe", "quota": "",
	}
	for typed, want := range cases {
		if got := nearest(typed, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}
