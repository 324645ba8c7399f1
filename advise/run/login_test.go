package run

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/config"
	"mailadvisor/probe/discover"
)

// problemOf returns the ID of a problem; "" for none.
func problemOf(t *testing.T, err error) string {
	t.Helper()
	var p *Problem
	if err != nil && !errors.As(err, &p) {
		t.Fatal(err)
	}
	if p == nil {
		return ""
	}
	return p.ID
}

// Who logs in, and when nobody does.
func TestGiveLogin(t *testing.T) {
	named := Secret{Named: true, Read: Known("secret").Read}
	for _, tt := range []struct {
		name, target string
		login        Login
		user         string // of the credential; "" for none
		problem      string
	}{
		{"no login", "mail.example.org", Login{}, "", ""},
		{"a user, and no secret", "mail.example.org", Login{User: "user"}, "", ""},
		{"a user and a secret", "mail.example.org", Login{User: "user", Secret: named}, "user", ""},
		{"the user of the target", "imaps://tim@mail.example.org", Login{Secret: named}, "tim", ""},
		{"a user in place of that", "imaps://tim@mail.example.org", Login{User: "tom", Secret: named}, "tom", ""},
		{"a secret of nobody, named", "mail.example.org", Login{Secret: named}, "", "password-without-user"},
		{"a secret of nobody, left in the environment", "mail.example.org", Login{Secret: Known("secret")}, "", ""},
		{"a secret that is none", "mail.example.org", Login{User: "user", Secret: Known("")}, "", ""},
		{"a secret that would be two lines", "mail.example.org", Login{User: "user", Secret: Known("one\ntwo")}, "", "credential"},
		{"a user that would be two lines", "mail.example.org", Login{User: "one\r\ntwo", Secret: named}, "", "credential"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &Runner{Login: tt.login}
			jobs, err := r.Jobs(t.Context(), []string{tt.target})
			if got := problemOf(t, err); got != tt.problem {
				t.Fatalf("%q, want %q", got, tt.problem)
			}
			user := ""
			if err == nil && jobs[0].Options.Credential != nil {
				user = jobs[0].Options.Credential.User
			}
			if user != tt.user {
				t.Errorf("user %q, want %q", user, tt.user)
			}
		})
	}
}

// One password is for one target: with several, a login that was named is
// refused, and one that was left in the environment goes nowhere.
func TestOneLoginOneTarget(t *testing.T) {
	two := []string{"mail.example.org", "mail.example.net"}
	for _, tt := range []struct {
		login   Login
		problem string
	}{
		{Login{User: "user"}, "password-many-hosts"},
		{Login{Secret: Secret{Named: true, Read: Known("secret").Read}}, "password-many-hosts"},
		{Login{Secret: Known("secret")}, ""},
	} {
		r := &Runner{Login: tt.login}
		jobs, err := r.Jobs(t.Context(), two)
		if got := problemOf(t, err); got != tt.problem {
			t.Errorf("%q, want %q", got, tt.problem)
		}
		for _, j := range jobs {
			if j.Options.Credential != nil {
				t.Errorf("%s has a login", j.Target.Input)
			}
		}
	}
}

// A secret is read only for a login that can be sent, and once: it is told for
// whom, and for which hosts.
func TestSecretIsReadFor(t *testing.T) {
	var asked []For
	secret := Secret{Asks: true, Read: func(_ context.Context, f For) (string, error) { asked = append(asked, f); return "secret", nil }}
	r := &Runner{Login: Login{Secret: secret}}
	if err := r.GiveLogin(t.Context(), given(found("imap.example.org C"))); err != nil || len(asked) > 0 {
		t.Errorf("%v, asked %v", err, asked)
	}
	if err := r.GiveLogin(t.Context(), given(found("imap.example.org A", "other.example.net C"))); err != nil || len(asked) != 1 {
		t.Fatalf("%v, asked %v", err, asked)
	}
	if f := asked[0]; f.User != "user@example.org" || !slices.Equal(f.Hosts, []string{"imap.example.org"}) || f.Job.Target.Domain != "example.org" {
		t.Errorf("%+v", f)
	}
	no := errors.New("no")
	r.Login.Secret.Read = func(context.Context, For) (string, error) { return "", no }
	j := given(found("imap.example.org A"))
	if err := r.GiveLogin(t.Context(), j); !errors.Is(err, no) || j.Options.Credential != nil {
		t.Errorf("%v, %v", err, j.Options.Credential)
	}
}

// An account may have another user name for sending than for reading, as with
// iCloud: each host gets its own, unless a user was named.
func TestUserNameOfEachHost(t *testing.T) {
	for _, tt := range []struct{ named, user, smtp string }{
		{"", "tim", "tim@icloud.com"},
		{"tom", "tom", ""},
	} {
		r := &Runner{Login: Login{User: tt.named, Secret: Known("secret")}}
		j, err := r.Read("tim@icloud.com")
		if err != nil {
			t.Fatal(err)
		}
		if j.Discovery, err = discover.Find(t.Context(), j.Target, discover.Options{NoNetwork: true}); err != nil {
			t.Fatal(err)
		}
		j.Target.User = j.Discovery.Followed()[0].Username
		if err := r.GiveLogin(t.Context(), &j); err != nil {
			t.Fatal(err)
		}
		cr := j.Options.Credential
		if cr.User != tt.user || cr.Users["smtp.mail.me.com"] != tt.smtp || !slices.Equal(cr.Hosts, []string{"imap.mail.me.com", "smtp.mail.me.com"}) {
			t.Errorf("%s, %v at %v", cr.User, cr.Users, cr.Hosts)
		}
	}
}

// In the middle of many targets nobody is asked, and the login of the run goes
// nowhere: it is for one target alone.
func TestListHasNoLoginOfTheRun(t *testing.T) {
	s := &somebody{yes: true}
	r := Runner{Login: Login{User: "user", Secret: Known("secret")}, Person: s.person()}
	quiet := r.quiet()
	if quiet.Login.Secret.Read != nil || quiet.Login.User != "" || quiet.Person.Confirm != nil || quiet.Person.Say != nil {
		t.Errorf("%+v", quiet)
	}
}

// A login that a file names is read once, by its reference.
func TestSecrets(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("of a file\r\nand more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := 0
	s := &Secrets{Env: func(name string) string {
		asked++
		return map[string]string{"SECRET": "of a variable", "TWO": "two\nlines"}[name]
	}}
	for _, tt := range []struct{ source, reference, secret, problem string }{
		{"env", "SECRET", "of a variable", ""},
		{"env", "NONE", "", "policy-secret-env"},
		{"env", "TWO", "", "credential"},
		{"file", "secret", "of a file", ""},
		{"file", filepath.ToSlash(filepath.Join(dir, "secret")), "of a file", ""},
		{"file", "empty", "", "secret-empty"},
		{"file", "missing", "", "password-file"},
		{"command", "echo of a command; echo more", "of a command", ""},
		{"command", "exit 3", "", "password-command"},
		{"command", "true", "", "secret-empty"},
	} {
		c := &config.Credential{
			Name: "own", User: "user", Hosts: []string{"mail.example.org"}, Source: tt.source, Reference: tt.reference,
			File: filepath.ToSlash(filepath.Join(dir, "policy.yaml")),
		}
		cr, err := s.Of(t.Context(), c)
		if got := problemOf(t, err); got != tt.problem {
			t.Errorf("%s %s: %q, want %q", tt.source, tt.reference, got, tt.problem)
			continue
		}
		if err != nil {
			continue
		}
		if again, _ := s.Of(t.Context(), c); cr.Secret != tt.secret || again != cr || !slices.Equal(cr.Hosts, c.Hosts) {
			t.Errorf("%s %s: %v", tt.source, tt.reference, cr)
		}
	}
	if asked != 3 {
		t.Errorf("variables were asked for %d times", asked)
	}
	if cr, err := s.Of(t.Context(), nil); cr != nil || err != nil {
		t.Errorf("%v, %v", cr, err)
	}
}

// A secret comes from a file, or from what is read in place of one.
func TestSecretOfAFile(t *testing.T) {
	s := FromFile("password-file", "-", strings.NewReader("secret\nmore"))
	if got, err := s.Read(t.Context(), For{}); got != "secret" || err != nil || !s.Named {
		t.Errorf("%q, %v", got, err)
	}
	_, err := FromFile("token-file", filepath.Join(t.TempDir(), "none"), nil).Read(t.Context(), For{})
	if got := problemOf(t, err); got != "token-file" {
		t.Errorf("%q", got)
	}
}
