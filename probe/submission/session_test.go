package submission

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

func TestReadReply(t *testing.T) {
	for said, want := range map[string]string{
		"220 mail ready\r\n":                       "220 mail ready",
		"250-mail\r\n250-SIZE 1\r\n250 AUTH X\r\n": "250 mail / SIZE 1 / AUTH X",
		"250\r\n":               "250",
		"250 x\n":               "250 x",
		"25O mail\r\n":          "malformed",
		"250-mail\r\n251 x\r\n": "malformed",
		"999 x\r\n":             "malformed",
		"25\r\n":                "malformed",
		"250_x\r\n":             "malformed",
		"250-mail\r\n":          "closed", // in the middle of what it says
	} {
		c := testkit.Says(t, result.Endpoint{Service: result.Submission}, said)
		r, err := ReadReply(c)
		got := ""
		if f := c.End(err); f != nil {
			got = string(f.Kind)
		} else {
			got = r.text()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestReplyCodes(t *testing.T) {
	for said, want := range map[string]string{
		"421 4.3.2 too busy": "421 4.3.2", "554 go away": "554", "454 4.7.0": "454 4.7.0", "550 1.2.x": "550",
	} {
		code, text, _, _ := replyLine(said)
		if got := (Reply{code, []string{text}}).codes(); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestSubmissionOffers(t *testing.T) {
	s := &Session{Caps: []string{"SIZE 1", "AUTH PLAIN LOGIN", "AUTH=LOGIN CRAM-MD5", "AUTHX Y", "auth"}}
	if auth, _ := s.Offers(); !slices.Equal(auth, []string{"PLAIN", "LOGIN", "CRAM-MD5"}) {
		t.Errorf("%q", auth)
	}
}
