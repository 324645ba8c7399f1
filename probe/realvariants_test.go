package probe

import (
	"os"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// realVariant is one look at a Dovecot, over IMAP and POP3 with TLS at once.
type realVariant struct {
	*realserver.Server
	auth, secret string
	token        bool
}

func (v realVariant) look(t *testing.T) (report *result.Report, transcript string) {
	t.Helper()
	cr, err := NewCredential(v.User(), v.secret, v.token, realserver.Host)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := func(service result.Service, port int) result.Endpoint {
		return result.Endpoint{Service: service, Host: realserver.Host, Port: port, Security: result.TLS, Named: true}
	}
	var said strings.Builder
	report = visitAll(t, Options{Connect: v.Connect(), Roots: v.Roots(), Auth: v.auth, Transcript: &said, Credential: cr, Timeout: time.Minute},
		endpoint(result.IMAP, 993), endpoint(result.POP3, 995))
	return report, said.String()
}

// What breaks behind a right password is told for what it is: one bad folder
// leaves the rest counted, and a mailbox that nobody can read is no mailbox in
// order, and no wrong password.
func TestRealDovecotStores(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Quota: 100 << 20, Messages: 20, DaysOfMail: 10, Now: time.Now(),
		Extra: "plugin {\n  quota_rule = *:bytes=104857600:messages=1000\n}\n"})
	v := realVariant{Server: s, secret: s.Password()}
	s.Doveadm(t, "mailbox", "create", "-u", s.User(), "Broken")
	s.Doveadm(t, "mailbox", "create", "-u", s.User(), "Sound")

	t.Run("message quota", func(t *testing.T) {
		report, _ := v.look(t)
		a := report.Account(result.IMAP)
		if a == nil || a.InboxFailure != nil || a.MailboxFailure != nil || *a.Mailbox.Messages != 20 {
			t.Fatalf("%+v", a)
		}
		limit := int64(0)
		for _, q := range a.Quota {
			if q.Resource == result.Messages && q.LimitCount != nil {
				limit = *q.LimitCount
			}
		}
		if limit != 1000 {
			t.Errorf("the limit of messages: %d, of %+v", limit, a.Quota)
		}
	})
	t.Run("broken folder", func(t *testing.T) {
		unreadable(t, s.Home("Maildir/.Broken"))
		report, said := v.look(t)
		a := report.Account(result.IMAP)
		if a == nil || a.Mailbox == nil || a.InboxFailure != nil || *a.Mailbox.Messages != 20 || !a.Mailbox.AtLeast {
			t.Fatalf("%+v\n%s", a, said)
		}
		for _, f := range a.Mailbox.Folders {
			if (f.Failure != nil) != (f.Name == "Broken") {
				t.Errorf("%s: %+v", f.Name, f.Failure)
			}
		}
	})
	t.Run("unreadable Maildir", func(t *testing.T) {
		unreadable(t, s.Home("Maildir"))
		report, said := v.look(t)
		a := report.Account(result.IMAP)
		if p := report.Probes[0]; !p.LoggedIn() || a == nil || a.InboxFailure == nil || a.InboxFailure.Kind != result.MailboxRefused || a.InboxFailure.Detail == "" {
			t.Errorf("IMAP: login %+v, account %+v\n%s", p.Login, a, said)
		}
		var f *result.Failure
		if p := report.Probes[1]; p.Login != nil && p.Login.Failure != nil {
			f = p.Login.Failure
		} else if a := report.Account(result.POP3); a != nil {
			f = a.MailboxFailure
		}
		if f == nil || f.Detail == "" || f.Kind == result.AuthRejected {
			t.Errorf("POP3: %+v\n%s", f, said)
		}
	})
	t.Run("mended", func(t *testing.T) {
		report, said := v.look(t)
		if a := report.Account(result.IMAP); a == nil || a.InboxFailure != nil || *a.Mailbox.Messages != 20 {
			t.Errorf("%+v\n%s", a, said)
		}
	})
}

// Where SCRAM or a token is all that is taken, no password crosses.
func TestRealDovecotMechanisms(t *testing.T) {
	s := realserver.Dovecot(t, realserver.Options{Tokens: true, Messages: 3, Now: time.Now(),
		Extra: "auth_mechanisms = scram-sha-256 scram-sha-1 oauthbearer xoauth2\n"})
	for _, tt := range []struct {
		name, auth, want string
		token            bool
	}{
		{"SCRAM only", "", "SCRAM-SHA-256", false},
		{"SCRAM-SHA-1", "scram-sha-1", "SCRAM-SHA-1", false},
		{"token", "", "OAUTHBEARER", true},
		{"token by XOAUTH2", "xoauth2", "XOAUTH2", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			secret := s.Password()
			if tt.token {
				secret = s.Token(t, s.User(), time.Hour)
			}
			report, said := realVariant{s, tt.auth, secret, tt.token}.look(t)
			for _, p := range report.Probes {
				if !p.LoggedIn() || p.Login.Mechanism != tt.want {
					t.Errorf("%s: %+v\n%s", p.Address(), p.Login, said)
				}
			}
			for _, command := range []string{"C: PASS", " LOGIN ", "AUTHENTICATE PLAIN", "AUTH PLAIN"} {
				if strings.Contains(said, command) {
					t.Errorf("%q crossed:\n%s", command, said)
				}
			}
		})
	}
}

// unreadable takes the rights to a directory from everybody, until the test ends.
func unreadable(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, info.Mode().Perm()) })
}
