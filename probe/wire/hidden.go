package wire

import "mailadvisor/probe/result"

// Hidden returns a text with every form of some secrets hidden, and made inert:
// what somebody said who knows them and has no connection of this package.
func Hidden(text string, secrets ...string) string {
	r := newRedactor(result.IMAP, "")
	for _, s := range secrets {
		r.hide(s)
	}
	return r.text(text)
}
