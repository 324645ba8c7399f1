package nearest

import "testing"

func TestWord(t *testing.T) {
	names := []string{"probe", "advise", "settings", "small-quota", "no-uidl", "no-uidl", "old-tls", "old-tls-too"}
	cases := map[string]string{
		"prob": "probe", "advice": "advise", "setings": "settings", "smal-quota": "small-quota",
		"xyz": "", "": "", "probes": "probe", "quota": "small-quota", "uidl": "no-uidl", "se": "", "o-ui": "no-uidl", "quota-small": "small-quota", "quota-sm": "small-quota", "ld-t": "",
	}
	for typed, want := range cases {
		if got := Word(typed, names); got != want {
			t.Errorf("Word(%q) = %q, want %q", typed, got, want)
		}
	}
}

// What a hand slips at, and what is another word.
func TestSlip(t *testing.T) {
	words := []string{"gmail.com", "hotmail.fr", "orange.fr", "free.fr", "sfr.fr", "yahoo.com", "gmx.de", "mail.com"}
	for typed, want := range map[string]string{
		"gmial.com": "gmail.com", "hotmial.fr": "hotmail.fr", "orange.frr": "orange.fr", "gmail.co": "gmail.com",
		"free.fe": "free.fr", "yaho.com": "yahoo.com", "gmail.com": "", "fre.fr": "", "sfa.fr": "", "gmx.com": "",
		"orange.com": "", "example.org": "", "": "", "hotmail.it": "",
		"mail.co": "mail.com", "mail.comm": "mail.com",
	} {
		if got := Slip(typed, words); got != want {
			t.Errorf("Slip(%q) = %q, want %q", typed, got, want)
		}
	}
}
