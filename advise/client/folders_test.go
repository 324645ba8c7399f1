package client

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLocal(t *testing.T) {
	for _, c := range []struct{ form, prefix, delimiter, name, want string }{
		{"1.5", "", "/", "Sent", "Sent"},
		{"1.5", "INBOX.", ".", "INBOX.Entwürfe", "Entwürfe"},
		{"1.4", "INBOX.", ".", "INBOX.Entwürfe", "Entw&APw-rfe"},
		{"1.5", "INBOX.", ".", "INBOX.Archiv.2020", "Archiv/2020"},
		{"1.5", "INBOX.", ".", "INBOX", "INBOX"},
		{"1.5", "", "", "a.b", "a.b"},
		{"1.5", "INBOX/", "/", "", ""},
	} {
		d := Data{Form: c.form, Prefix: c.prefix, Delimiter: c.delimiter}
		if got := d.Local(c.name); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// Each program is told the one mechanism, in its own words.
func TestMechanism(t *testing.T) {
	words := func(s Server) []string {
		return []string{mbsyncMechs(s), muttIMAP(s), muttPOP("mutt", s), muttSMTP(s), msmtpAuth(s), alpineWithout(s)}
	}
	for _, c := range []struct {
		s    Server
		want []string
	}{
		{Server{Mechanism: "PLAIN"}, []string{"LOGIN PLAIN", "plain:login", "plain", "plain", "plain", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{Mechanism: "LOGIN"}, []string{"LOGIN PLAIN", "plain:login", "user", "login", "login", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{Mechanism: "USER", POP: true}, []string{"LOGIN PLAIN", "plain:login", "user", "user", "user", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{POP: true}, []string{"LOGIN PLAIN", "plain:login", "user", "plain:login", "user", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{}, []string{"LOGIN PLAIN", "plain:login", "user", "plain:login", "plain", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{Mechanism: "SCRAM-SHA-256"}, []string{"SCRAM-SHA-256", "scram-sha-256", "scram-sha-256", "scram-sha-256", "scram-sha-256", "EXTERNAL,GSSAPI,CRAM-MD5"}},
		{Server{Mechanism: "CRAM-MD5"}, []string{"CRAM-MD5", "cram-md5", "cram-md5", "cram-md5", "cram-md5", "EXTERNAL,GSSAPI"}},
	} {
		if diff := cmp.Diff(c.want, words(c.s)); diff != "" {
			t.Errorf("%+v: %s", c.s, diff)
		}
	}
}
