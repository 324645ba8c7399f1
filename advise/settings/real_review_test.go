//go:build unix

package settings

import (
	"os"
	"slices"
	"testing"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/probe/testkit"
)

// keeps reads the configuration that a program itself has written, as a review
// does: the account is the one that was set, and there is nothing to mend in it.
// The root is a folder of the computer, and the name a file or folder in it.
func (c *computer) keeps(t *testing.T, program, root, name string, s Settings) {
	t.Helper()
	row, ok := client.Lookup(program)
	if !ok || len(row.Kept) == 0 {
		t.Fatalf("%s has no reader", program)
	}
	found := accounts.Read(row.Kept[0].Read, accounts.Input{Program: program, Name: name, Files: os.DirFS(c.path(root))})
	if len(found.Accounts) != 1 {
		t.Errorf("%s wrote %d accounts: %+v", program, len(found.Accounts), found)
		return
	}
	a := &found.Accounts[0]
	compare := func(what string, got *accounts.Server, want *Server) {
		if got == nil || string(got.Service) != string(want.Service) || got.Host != want.Host || got.Port != want.Port || string(got.Security) != string(want.Security) ||
			got.User != want.Username || got.Auth != "" && got.Auth != accounts.Password {
			t.Errorf("%s, %s: read %+v, want %+v", program, what, got, want)
		}
	}
	compare("incoming", &a.Server, s.Incoming)
	if s.Outgoing != nil {
		compare("outgoing", a.Outgoing, s.Outgoing)
	}
	if a.Address != "" && a.Address != s.Address {
		t.Errorf("%s: the address is %s, want %s", program, a.Address, s.Address)
	}
	if keep := s.Options.LeaveOnServer; keep != "" && (string(a.Keep) != keep || a.KeepDays != s.Options.LeaveOnServerDays) {
		t.Errorf("%s: copies stay %s %d, want %s %d", program, a.Keep, a.KeepDays, keep, s.Options.LeaveOnServerDays)
	}
	if a.HoldsPassword != (program == "sylpheed" && a.HoldsPassword) { // Sylpheed alone keeps it in this file
		t.Errorf("%s: a password in the file", program)
	}
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if a.Keep == accounts.KeepForever && !row.Keep.ByHand {
		want = append(want, "pop-for-ever")
	}
	var got []string
	for _, f := range review.Make(review.Input{Found: found, Of: []int{-1}, Today: testkit.Today()}, words).Findings {
		if f.ID != "password-in-file" {
			got = append(got, f.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %q, want %q", program, got, want)
	}
}
