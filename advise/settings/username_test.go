package settings

import (
	"errors"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
)

// The user name of each server: what it accepted, the person's own word, what
// is published for it, the address.
func TestUserNames(t *testing.T) {
	publish := func(r *result.Report, imap, submission string) {
		r.Discovery = &result.Discovery{Endpoints: []result.Candidate{
			{Endpoint: r.Probes[0].Endpoint, Username: imap}, {Endpoint: r.Probes[1].Endpoint, Username: submission},
		}}
	}
	accepted := func(p *result.Probe) { p.Login = &result.Login{Status: "ok"} }
	cases := []struct {
		name, user       string
		imap, submission string // as published
		in, out          string
		change           func(*result.Probe)
	}{
		{"nothing is published", "user@example.org", "", "", "user@example.org", "user@example.org", nil},
		{"the person's own word", "u123", "user", "user@example.org", "u123", "u123", nil},
		{"one server wants another form", "user", "user", "user@example.org", "user", "user@example.org", nil},
		{"what is published, though the address was typed", "user@example.org", "user", "user", "user", "user", nil},
		{"what the server accepted", "user@example.org", "user", "user", "user@example.org", "user", accepted},
	}
	for _, c := range cases {
		r := offering(seen(result.IMAP, 993, result.TLS), seen(result.Submission, 465, result.TLS))
		r.Target.Address, r.Target.User = "user@example.org", c.user
		publish(r, c.imap, c.submission)
		if c.change != nil {
			c.change(&r.Probes[0])
		}
		s := From(r, nil, nil)
		if s.Incoming.Username != c.in || s.Outgoing.Username != c.out {
			t.Errorf("%s: %s and %s, want %s and %s", c.name, s.Incoming.Username, s.Outgoing.Username, c.in, c.out)
		}
	}
}

// A bridge on the person's own computer is reached from there alone, and its user
// name is the address.
func TestBridge(t *testing.T) {
	p := printer(t, "en")
	s := sample(result.IMAP, result.StartTLS)
	s.Incoming.Secret, s.Outgoing.Secret = SecretBridge, SecretBridge
	for _, row := range client.Table() {
		if row.Use == client.Gone || row.IMAP == client.No || row.StartTLS == client.No {
			continue
		}
		_, err := Files(s, row.Name, "", p)
		var refusal *Error
		if elsewhere := errors.As(err, &refusal) && refusal.ID == "client-bridge"; elsewhere == row.OnComputers() {
			t.Errorf("%s on %v: %v", row.Name, row.On, err)
		}
	}
}

// A program that reads ~/.netrc finds there the password of each host that it
// logs in at.
func TestNetRCNamesEveryHost(t *testing.T) {
	for _, row := range client.Table() {
		if row.Password != client.NetRC {
			continue
		}
		for out, lines := range map[string]int{"mail.example.org": 1, "smtp.example.org": 2} {
			s := sample(result.IMAP, result.TLS)
			s.Incoming.Host, s.Outgoing.Host, s.Outgoing.Username = "mail.example.org", out, `DOMAIN\the user`
			if row.Sends == client.No {
				lines = 1
			}
			files, err := Files(s, row.Name, "", printer(t, "en"))
			if err != nil {
				t.Fatal(err)
			}
			text := string(files[0].Content)
			if n := strings.Count(text, "  machine "); n != lines || lines == 2 && !strings.Contains(text, `machine smtp.example.org login "DOMAIN\\the user" password`) {
				t.Errorf("%s, %s: %d lines\n%s", row.Name, out, n, text)
			}
		}
	}
}

// Roundcube's file is everybody's: a name for sending that follows from the one
// that a person signs in with is not one person's.
func TestRoundcubeNamesNobody(t *testing.T) {
	for _, c := range []struct{ in, out, want string }{
		{"user@example.org", "user@example.org", "'%u'"},
		{"user", "user@example.org", "'%u@example.org'"},
	} {
		s := sample(result.IMAP, result.TLS)
		s.Incoming.Username, s.Outgoing.Username = c.in, c.out
		files, err := Files(s, "roundcube", "", printer(t, "en"))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(files[1].Content); !strings.Contains(text, "$config['smtp_user'] = "+c.want+";") {
			t.Errorf("%s, %s:\n%s", c.in, c.out, text)
		}
	}
}
