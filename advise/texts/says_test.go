package texts

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/says"
)

// What a probe understands from a server, explain understands from a paste. It
// does not know the step: a command that was not understood is no mechanism that
// was refused, and a list of addresses may be of those that send to others.
func TestServersAreUnderstoodAlike(t *testing.T) {
	also := map[result.Kind][]Meaning{
		result.MechanismRefused: {"protocol-error"},
		result.MechanismMissing: {"protocol-error"},
		result.TurnedAway:       {"blocklisted", "sign-in-blocked", "recipient-refuses", "refused"},
		result.AuthTemporary:    {"server-trouble", "login-temporary", "login-delay", "cannot-connect"},
		result.Busy:             {"server-trouble", "mailbox-unavailable", "too-many-logins", "sending-limit"},
		result.MailboxRefused:   {"mailbox-full"},
	}
	for _, row := range says.Rows() {
		a := Explain(row.Example)
		if len(a.Readings) == 0 {
			if !shortAlone(row.Words) && row.At == "" {
				t.Errorf("%q is not known", row.Example)
			}
			continue
		}
		want := append([]Meaning{meaningOf(row)}, also[row.Kind]...)
		if got := a.Readings[0].Meaning; !slices.Contains(want, got) {
			t.Errorf("%q: %s by %q, a probe says %s", row.Example, got, a.Readings[0].Row, row.Kind)
		}
	}
}
