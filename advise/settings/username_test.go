package settings

import (
	"errors"
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
