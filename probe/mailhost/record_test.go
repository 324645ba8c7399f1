package mailhost

import (
	"slices"
	"testing"
)

func TestLoginsAndCommands(t *testing.T) {
	h := start(t, "")
	play := func(key string, lines ...string) {
		t.Helper()
		p := &player{t: t}
		p.dial(h, key)
		for _, line := range lines {
			p.conn.Write([]byte(line + "\r\n"))
		}
		p.conn.(interface{ CloseWrite() error }).CloseWrite()
		for {
			if _, err := p.r.ReadString('\n'); err != nil {
				return
			}
		}
	}
	play("imaps", "a LOGIN "+User+" wrong", "b LOGIN "+User+" "+Password, "c UID FETCH 1 UID", "d LOGOUT")
	play("imap", "a LOGIN "+User+" "+Password)
	play("pop3s", "USER "+User, "PASS "+Password, "DELE 1", "QUIT")
	play("submission", "EHLO c", "AUTH PLAIN AGEAYg==", "QUIT")

	logins := h.Logins()
	for key, want := range map[string]Tally{
		"imaps":       {Attempts: 2, Failures: 1, Mechanisms: []string{"LOGIN"}},
		"imap":        {Attempts: 1, Failures: 1, InClear: 1, Mechanisms: []string{"LOGIN"}},
		"pop3s":       {Attempts: 1, Mechanisms: []string{"USER"}},
		"submission":  {Attempts: 1, Failures: 1, InClear: 1, Mechanisms: []string{"PLAIN"}},
		"submissions": {},
	} {
		if got := logins[key]; !equal(got, want) {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
	}
	if got, want := logins.Total(), (Tally{5, 3, 2, []string{"LOGIN", "USER", "PLAIN"}}); !equal(got, want) {
		t.Errorf("in all: %+v, want %+v", got, want)
	}
	want := []string{"imap LOGIN", "imap LOGOUT", "imap UID FETCH", "pop3 DELE", "pop3 PASS", "pop3 QUIT", "pop3 USER",
		"submission AUTH", "submission EHLO", "submission QUIT"}
	if got := h.Commands(); !slices.Equal(got, want) {
		t.Errorf("commands %q", got)
	}
}

func equal(a, b Tally) bool {
	return a.Attempts == b.Attempts && a.Failures == b.Failures && a.InClear == b.InClear &&
		slices.Equal(a.Mechanisms, b.Mechanisms)
}

// One POP3 session at a time; the answer to QUIT says that the next may come.
func TestMaildropLock(t *testing.T) {
	h := start(t, "")
	login := func(want string) *player {
		t.Helper()
		p := &player{t: t}
		p.dial(h, "pop3s")
		p.expect(1, "+OK …", false)
		p.conn.Write([]byte("USER " + User + "\r\nPASS " + Password + "\r\n"))
		p.expect(2, "+OK", false)
		p.expect(3, want, false)
		return p
	}
	first := login("+OK Logged in.")
	login("-ERR [IN-USE] …")
	first.conn.Write([]byte("QUIT\r\n"))
	first.expect(4, "+OK …", false)
	login("+OK Logged in.")
}
