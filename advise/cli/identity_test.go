package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// Host, address and user name may be three different things, and another target
// may send.
func TestIdentity(t *testing.T) {
	host := hostFlags(t)
	try := func(args ...string) (stdout, stderr string, status int) {
		t.Helper()
		var out, errs bytes.Buffer
		status = Main(t.Context(), slices.Concat(args, host), Streams{
			In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(string) string { return "" },
			Now: testkit.Today,
		})
		return out.String(), errs.String(), status
	}
	for _, c := range []struct {
		name   string
		args   []string
		status int
		stdout []string
		absent []string
	}{
		{
			"a user name without a domain",
			[]string{"settings", "mail.example.test", "--user", "alice", "--address", "alice@example.org", "--name", "Alice d’Été", "--client", "claws-mail", "-o", "text"}, 0,
			[]string{"\nuser_id=alice\n", "\naddress=alice@example.org\n", "\nname=Alice d’Été\n", "\nsmtp_user_id=alice\n"}, nil,
		},
		{
			"a user name with a domain of Windows",
			[]string{"settings", "mail.example.test", "--user", `EXAMPLE\alice`, "--address", "alice@example.org", "--client", "mbsync"}, 0,
			[]string{`User "EXAMPLE\\alice"`, "~/Mail/alice@example.org/"}, nil,
		},
		{
			"another target sends",
			[]string{"settings", "imaps://mail.example.test", "submission://mail.example.test:587", "--user", "alice", "--address", "alice@example.org", "--client", "msmtp"}, 0,
			[]string{"\nport 587\n", "tls_starttls on", `from "alice@example.org"`}, []string{"465"},
		},
		{
			"the address is the user name where none is given",
			[]string{"settings", "imaps://mail.example.test", "mail.example.test", "--address", "alice@example.org", "--client", "sylpheed"}, 0,
			[]string{"user_id=alice@example.org", "smtp_port=465"}, nil,
		},
		{
			"the domain that is published is that of the address",
			[]string{"settings", "mail.example.test", "--address", "alice@example.org", "--publish", "autoconfig"}, 0,
			[]string{`<?xml version="1.0" encoding="UTF-8"?>` + "\n<clientConfig", "<domain>example.org</domain>", "<hostname>mail.example.test</hostname>"}, []string{"Serve this file"},
		},
		{"no address", []string{"settings", "mail.example.test", "--address", "alice", "--client", "mbsync"}, 2, nil, nil},
		{"a second target that does not send", []string{"settings", "mail.example.test", "imaps://mail.example.test", "--client", "mbsync"}, 2, nil, nil},
		{"a third target", []string{"settings", "a.example.test", "b.example.test", "c.example.test"}, 2, nil, nil},
	} {
		out, errs, status := try(c.args...)
		if status != c.status {
			t.Errorf("%s: status %d\n%s", c.name, status, errs)
			continue
		}
		for _, want := range c.stdout {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, out)
			}
		}
		for _, not := range c.absent {
			if strings.Contains(out, not) {
				t.Errorf("%s: %q in\n%s", c.name, not, out)
			}
		}
	}
}

// The person's own user name is the one to log in with, also where no server is
// asked and the built-in table has another.
func TestOwnUserWithoutNetwork(t *testing.T) {
	for _, c := range []struct{ target, client, want string }{
		{"user@gmx.net", "mpop", `user "o"neil \"`},
		{"pop.gmx.net", "mpop", `user "o"neil \"`},
		{"user@orange.fr", "mbsync", `User "o\"neil \\"`},
	} {
		var out, errs bytes.Buffer
		status := Main(t.Context(), []string{"settings", c.target, "--no-network", "--user", `o"neil \`, "--address", "user@gmx.net", "--client", c.client}, Streams{
			In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today,
		})
		if status != StatusOK || !strings.Contains(out.String(), "\n"+c.want+"\n") {
			t.Errorf("%s: status %d, no %s in\n%s%s", c.target, status, c.want, out.String(), errs.String())
		}
	}
}

// The password belongs to the first target: nobody logs in at the one that
// sends.
func TestSecondTargetGetsNoPassword(t *testing.T) {
	var errs bytes.Buffer
	Main(t.Context(), slices.Concat([]string{"settings", "imaps://mail.example.test", "submissions://smtp.example.test",
		"--user", "user@example.test", "--password-file", passwordFile(t), "--client", "other", "--transcript", "-",
		"--connect", "smtp.example.test:465=127.0.0.1:1"}, hostFlags(t)), Streams{
		In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &errs, Env: func(string) string { return "" }, Now: testkit.Today,
	})
	if !strings.Contains(errs.String(), "AUTHENTICATE") {
		t.Errorf("nobody logs in at the first:\n%s", errs.String())
	}
	if strings.Contains(errs.String(), "AUTH PLAIN") {
		t.Errorf("somebody logs in at the second:\n%s", errs.String())
	}
}
