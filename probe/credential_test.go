package probe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"mailadvisor/probe/mailhost"
)

func TestCredentialIsNeverShown(t *testing.T) {
	cr := credential(t, "hunter2", "mail.example.org")
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&out, verb+"\n", cr)
		fmt.Fprintf(&out, verb+"\n", *cr)
		fmt.Fprintf(&out, verb+"\n", Options{Credential: cr})
		fmt.Fprintf(&out, verb+"\n", []Credential{*cr})
	}
	for _, v := range []any{cr, *cr, Options{Credential: cr}.Credential} {
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "c", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "c", v)
	}
	for _, form := range []string{"hunter2", fmt.Sprintf("%x", "hunter2")} {
		if strings.Contains(out.String(), form) {
			t.Errorf("shown as %s:\n%s", form, &out)
		}
	}
}

func TestCredentialIsOneLine(t *testing.T) {
	for _, secret := range []string{"", "a\r\nb", "a\nb", "a\rb", "a\x00b"} {
		if _, err := NewCredential("user", secret, false); !errors.Is(err, ErrCredential) {
			t.Errorf("%q: %v", secret, err)
		}
		if _, err := NewCredential(secret, "secret", false); !errors.Is(err, ErrCredential) {
			t.Errorf("user %q: %v", secret, err)
		}
		there := &Credential{User: "user", Secret: "secret", Users: map[string]string{"smtp.example.org": secret}}
		if err := there.check(); !errors.Is(err, ErrCredential) {
			t.Errorf("user %q of a host: %v", secret, err)
		}
	}
}

// Where a host has another user name for the account, that is what is sent.
func TestUserOfAHost(t *testing.T) {
	h, o := host(t, "")
	cr := credential(t, mailhost.Password, mailhost.Name)
	cr.User, cr.Users = "nobody", map[string]string{"MAIL.example.test.": mailhost.User, "other.example.test": "somebody"}
	o.Credential = cr
	if got := logins(visitAll(t, o)); got != "ok, ok, ok, ok, ok, ok" {
		t.Error(got)
	}
	if total := h.Logins().Total(); total.Failures != 0 || cr.User != "nobody" {
		t.Errorf("the host saw %+v", total)
	}
}
