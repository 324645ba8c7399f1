package tell

import (
	"testing"

	"mailadvisor/advise/locale"
)

func TestContinued(t *testing.T) {
	args := locale.Args{"folder": "Sent"}
	cases := [][2]string{
		{"The server is off.", "the server is off."}, {"A firewall drops it.", "a firewall drops it."},
		{"L’hôte est éteint.", "l’hôte est éteint."}, {"TLS is off.", "TLS is off."}, {"POP3 is off.", "POP3 is off."},
		{"Sent is the largest folder.", "Sent is the largest folder."},
	}
	for _, c := range cases {
		if got := continued(c[0], args); got != c[1] {
			t.Errorf("continued(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}
