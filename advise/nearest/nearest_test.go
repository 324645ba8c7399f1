package nearest

import "testing"

func TestWord(t *testing.T) {
	names := []string{"probe", "advise", "settings", "small-quota", "no-uidl", "no-uidl", "old-tls", "old-tls-too"}
	cases := map[string]string{
		"prob": "probe", "advice": "advise", "setings": "settings", "smal-quota": "small-quota",
		"xyz": "", "": "", "probes": "probe", "quota": "small-quota", "uidl": "no-uidl", "se": "", "o-ui": "no-uidl", "ld-t": "",
	}
	for typed, want := range cases {
		if got := Word(typed, names); got != want {
			t.Errorf("Word(%q) = %q, want %q", typed, got, want)
		}
	}
}
