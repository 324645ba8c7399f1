package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// found returns what a search names: "HOST TRUST" or "HOST TRUST USER" each, of
// a domain of its own where the host begins with "other".
func found(servers ...string) *result.Discovery {
	d := &result.Discovery{}
	for i, text := range servers {
		words := strings.Fields(text + " ")
		c := result.Candidate{
			Endpoint: result.Endpoint{Service: result.Services()[i%len(result.Services())], Host: words[0], Port: 993, Security: result.TLS},
			Trust:    result.Trust(words[1]), Sources: []string{"srv"}, Followed: true, Domain: "example.org",
		}
		if strings.HasPrefix(c.Host, "other") {
			c.Domain, c.OtherDomain = "example.net", true
		}
		if len(words) > 2 {
			c.Username = words[2]
		}
		d.Endpoints = append(d.Endpoints, c)
	}
	return d
}

// given returns the job of an address with what a search named.
func given(d *result.Discovery) *Job {
	j := &Job{Target: result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org"}, Discovery: d}
	for _, c := range d.Endpoints {
		j.Endpoints = append(j.Endpoints, c.Endpoint)
	}
	return j
}

// somebody answers every question alike, and keeps what was asked and said.
type somebody struct {
	yes         bool
	asked, said []locale.Text
}

func (s *somebody) person() Person {
	return Person{
		Confirm: func(_ context.Context, about locale.Text) (bool, error) {
			s.asked = append(s.asked, about)
			return s.yes, nil
		},
		Say: func(about locale.Text) { s.said = append(s.said, about) },
	}
}

// TestWhoMayHaveThePassword goes through the rule: by who names a host, what
// the person confirms, and what they said before.
func TestWhoMayHaveThePassword(t *testing.T) {
	for _, tt := range []struct {
		name      string
		servers   []string
		nobody    bool // there is nobody to be asked
		yes       bool
		before    bool // every host that is found is trusted
		trusted   string
		untrusted string
		questions int
	}{
		{name: "what the domain says", servers: []string{"imap.example.org A", "smtp.example.org A"}, trusted: "imap.example.org smtp.example.org"},
		{name: "what others say, confirmed", servers: []string{"imap.example.org B"}, yes: true, trusted: "imap.example.org", questions: 1},
		{name: "what others say, refused", servers: []string{"imap.example.org B"}, untrusted: "imap.example.org", questions: 1},
		{name: "what others say, nobody to ask", servers: []string{"imap.example.org B"}, nobody: true, untrusted: "imap.example.org"},
		{name: "one question for a domain", servers: []string{"imap.example.org B", "smtp.example.org B"}, yes: true, trusted: "imap.example.org smtp.example.org", questions: 1},
		{name: "a question for each domain", servers: []string{"imap.example.org B", "other.example.net B"}, yes: true, trusted: "imap.example.org other.example.net", questions: 2},
		{name: "what could be forged is not even asked", servers: []string{"imap.example.org C"}, yes: true, untrusted: "imap.example.org"},
		{name: "what could be forged, wanted", servers: []string{"imap.example.org C"}, before: true, trusted: "imap.example.org"},
		{name: "what others say, wanted", servers: []string{"imap.example.org B"}, before: true, nobody: true, trusted: "imap.example.org"},
		{name: "some of each", servers: []string{"imap.example.org A", "other.example.net C"}, trusted: "imap.example.org", untrusted: "other.example.net"},
		{name: "the best word for a host counts", servers: []string{"imap.example.org C", "imap.example.org A"}, trusted: "imap.example.org"},
	} {
		for _, asks := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, asks %v", tt.name, asks), func(t *testing.T) {
				s := &somebody{yes: tt.yes}
				r := &Runner{Login: Login{Secret: Known("secret"), TrustDiscovered: tt.before}, Person: s.person()}
				if r.Login.Secret.Asks = asks; tt.nobody {
					r.Person = Person{}
				}
				j := given(found(tt.servers...))
				if err := r.GiveLogin(t.Context(), j); err != nil {
					t.Fatal(err)
				}
				if len(s.asked) != tt.questions {
					t.Errorf("asked %v", s.asked)
				}
				cr := j.Options.Credential
				if tt.trusted == "" && asks { // a secret that could go nowhere is not asked for
					if cr != nil {
						t.Errorf("asked for a password that nobody may have: %v", cr.Hosts)
					}
					return
				}
				if cr == nil {
					t.Fatal("no credential")
				}
				if got := strings.Join(cr.Hosts, " "); got != tt.trusted {
					t.Errorf("may have it: %q, want %q", got, tt.trusted)
				}
				if got := strings.Join(cr.Untrusted, " "); got != tt.untrusted {
					t.Errorf("may not have it: %q, want %q", got, tt.untrusted)
				}
				told := slices.ContainsFunc(s.said, func(m locale.Text) bool { return m.ID == "done.discover-untrusted" })
				if told != (tt.untrusted != "") && !tt.nobody {
					t.Errorf("said %v", s.said)
				}
			})
		}
	}
}

// A target that was typed says itself who may have the password: its hosts, and
// none beside.
func TestTypedHostsMayHaveThePassword(t *testing.T) {
	r := &Runner{Login: Login{User: "user", Secret: Known("secret")}}
	j, err := r.Read("imaps://mail.example.org")
	if err == nil {
		err = r.GiveLogin(t.Context(), &j)
	}
	if err != nil || !slices.Equal(j.Options.Credential.Hosts, []string{"mail.example.org"}) || j.Target.User != "user" {
		t.Errorf("%v, %v", err, j.Options.Credential)
	}
}

// A question without an answer gives the password to nobody.
func TestTrustWithoutAnAnswer(t *testing.T) {
	gone := errors.New("gone")
	r := &Runner{Login: Login{Secret: Known("secret")}, Person: Person{
		Confirm: func(context.Context, locale.Text) (bool, error) { return true, gone },
	}}
	j := given(found("imap.example.org A", "other.example.net B"))
	if err := r.GiveLogin(t.Context(), j); !errors.Is(err, gone) || j.Options.Credential != nil {
		t.Errorf("%v, %v", err, j.Options.Credential)
	}
}

// The question names the domain that somebody registered, and every message has
// its words in each language.
func TestTrustIsToldInWords(t *testing.T) {
	s := &somebody{}
	r := &Runner{Login: Login{Secret: Known("secret")}, Person: s.person()}
	d := found("imap.example.org A user-there", "other.example.net B", "third.example.org C")
	d.Provider = &result.Provider{Name: "Example", AsOf: "2026-03", Hints: []string{"app-password", "no-pop"}}
	if err := r.GiveLogin(t.Context(), given(d)); err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 1 || s.asked[0].Args["registered"] != "example.net" {
		t.Errorf("asked %v", s.asked)
	}
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range append(s.asked, s.said...) {
			if text := words.T(m.ID, m.Args); strings.ContainsAny(text, "‹›<>") {
				t.Errorf("%s: %s", lang, text)
			}
		}
	}
	if len(s.said) != 4 { // two hosts, a hint, a user name
		t.Errorf("said %v", s.said)
	}
}
