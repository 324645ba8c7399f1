package realserver

import (
	"encoding/base64"
	"testing"
)

// Everything that a probe asks of submission, on both ports.
func TestSubmission(t *testing.T) {
	s := Postfix(t, Options{})
	credentials := func(password string) string {
		return base64.StdEncoding.EncodeToString([]byte("\x00" + s.User() + "\x00" + password))
	}
	for i, port := range []string{"465", "587"} {
		t.Run(port, func(t *testing.T) {
			hello := func(d *dialogue) string { return d.say("EHLO client.example.test", "250 ") }
			d := dial(t, s, port, "220 mail.example.test ESMTP")
			if port == "587" {
				before := hello(d)
				wants(t, before, "250-STARTTLS", "250-SIZE")
				wantsNo(t, before, "AUTH")
				d.say("AUTH PLAIN "+credentials("x"), "530 5.7.0")
				d.say("STARTTLS", "220 ")
				d.startTLS()
			}
			wants(t, hello(d), "250-AUTH PLAIN LOGIN")
			d.say("AUTH PLAIN "+credentials("x"), "535 5.7.8")
			if got := s.LoginFailures(); got != i+1 {
				t.Errorf("%d login failures, want %d", got, i+1)
			}
			d.say("AUTH PLAIN "+credentials(s.Password()), "235 2.7.0")
			d.say("QUIT", "221 ")
		})
	}
	// The same account reads its mail at the same host.
	dial(t, s, "993", "* OK").say("a LOGIN user@example.test wonderland", "a OK")
}

// With PlainTextAuth a login is taken before STARTTLS.
func TestSubmissionPlainText(t *testing.T) {
	s := Postfix(t, Options{PlainTextAuth: true, ListenOther: true})
	d := dial(t, s, "587", "220 ")
	wants(t, d.say("EHLO client.example.test", "250 "), "250-STARTTLS", "250-AUTH PLAIN")
}
