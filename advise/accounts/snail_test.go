package accounts_test

import (
	"testing"
	"testing/fstest"

	"mailadvisor/advise/accounts"
)

// An account is what stands in its braces, after what stands outside; a macro is
// none, and lines keep their numbers.
func TestSNailAccounts(t *testing.T) {
	const name = "mailrc"
	text := `set v15-compat
set mta=smtps://u@smtp.example.org from=u@example.org
define old {
  set inbox=imap://u@old.example.org
}
account work {
  set from=w@example.net
  set inbox=imaps://w@imap.example.net:1993
}
account home {
  set inbox=pop3://u@pop.example.org pop3-use-starttls
}
`
	found := accounts.Read(accounts.SNail, accounts.Input{Program: "s-nail", Name: name, Files: fstest.MapFS{name: {Data: []byte(text)}}})
	if len(found.Accounts) != 2 || len(found.Notes) > 0 {
		t.Fatalf("%+v", found)
	}
	work, home := found.Accounts[0], found.Accounts[1]
	if work.Name != "work" || work.Address != "w@example.net" || work.Host != "imap.example.net" || work.Port != 1993 || work.Security != accounts.TLS || work.Outgoing == nil || work.Outgoing.Host != "smtp.example.org" {
		t.Errorf("%+v", work)
	}
	if l := work.Server.Shown[accounts.SetHost]; l.Number != 8 {
		t.Errorf("the host is shown by %+v", l)
	}
	if home.Name != "home" || home.Address != "u@example.org" || home.Host != "pop.example.org" || home.Security != accounts.StartTLS {
		t.Errorf("%+v", home)
	}

	for text, host := range map[string]string{
		"account a {\nset inbox=imaps://u@imap.example.org\n":              "imap.example.org", // never closed
		"set inbox=imaps://u@one.example.org\naccount b {\n}\n":            "one.example.org",
		"set mta=smtps://u@smtp.example.org\naccount b {\nset sendwait\n}": "smtp.example.org",
	} {
		found := accounts.Read(accounts.SNail, accounts.Input{Program: "s-nail", Name: name, Files: fstest.MapFS{name: {Data: []byte(text)}}})
		if len(found.Accounts) != 1 || found.Accounts[0].Host != host {
			t.Errorf("%q: %+v", text, found.Accounts)
		}
	}
}
