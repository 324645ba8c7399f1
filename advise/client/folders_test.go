package client

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// As RFC 3501 section 5.1.3 has it, and as servers were seen to write it.
func TestModifiedUTF7(t *testing.T) {
	for name, want := range map[string]string{
		"INBOX.Entwürfe":     "INBOX.Entw&APw-rfe",
		"Éléments envoyés":   "&AMk-l&AOk-ments envoy&AOk-s",
		"~peter/mail/台北/日本語": "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
		"a&b":                "a&-b",
		"R&D – Übung":        "R&-D &IBM- &ANw-bung",
		"𝄞":                  "&2DTdHg-",
		"Sent":               "Sent",
		"":                   "",
		"äÄ":                 "&AOQAxA-",
		"&ä":                 "&-&AOQ-",
		"Отправленные":       "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-",
	} {
		if got := modifiedUTF7(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

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
