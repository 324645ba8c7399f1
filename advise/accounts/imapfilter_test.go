package accounts_test

import (
	"testing"
	"testing/fstest"

	"mailadvisor/advise/accounts"
)

// What stands in quotes begins no comment and ends no table: hosts have "--" in
// the names of other alphabets, and passwords have anything.
func TestImapfilterQuotes(t *testing.T) {
	const name = "config.lua"
	text := `options.starttls = false -- as it was
--[[
old = IMAP { server = 'old.example.org', username = 'u' }
]]
new = IMAP {
  server = "imap.xn--bcher-kva.example", -- username = 'nobody',
  username = 'a\'b',
  password = 'x}--y', port = 1993,
  ssl = 'auto',
}
other = IMAP { server = 'other.example.org' }
`
	found := accounts.Read(accounts.Imapfilter, accounts.Input{Program: "imapfilter", Name: name, Files: fstest.MapFS{name: {Data: []byte(text)}}})
	if len(found.Accounts) != 2 || len(found.Notes)+len(found.Passed) > 0 {
		t.Fatalf("%+v", found)
	}
	a := found.Accounts[0]
	if a.Name != "new" || a.Host != "imap.xn--bcher-kva.example" || a.User != "a'b" || a.Port != 1993 || a.Security != accounts.TLS || !a.HoldsPassword {
		t.Errorf("%+v", a)
	}
	if l := a.Server.Shown[accounts.SetSecurity]; l.Number != 9 || l.Text != "ssl = auto" {
		t.Errorf("security is shown by %+v", l)
	}
	if b := found.Accounts[1]; b.Name != "other" || b.Security != accounts.None || b.HoldsPassword {
		t.Errorf("%+v", b)
	}
}
