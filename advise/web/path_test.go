package web

import (
	"testing"

	"mailadvisor/probe/mailhost"
)

// The demo host, from the address to the code for a phone. The first answer is
// at most six clicks away.
func TestPathOfAnAddress(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.sees("Your mail: POP or IMAP", "Nothing is sent anywhere before")
	p.pictured("start")
	p.presses("Look")
	p.sees("mail.example.test", "Sign in, or not", "Who was asked")
	p.pictured("found")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer")
	p.never(mailhost.Password)
	p.pictured("test")
	p.presses("To the answer")
	p.sees("Use IMAP", "has room until", "Which devices read this mailbox?", "We assume: 2 devices")
	if p.clicks > 6 {
		t.Errorf("the first answer took %d clicks", p.clicks)
	}
	p.pictured("answer")
	p.chooses("kind0", "computer")
	p.sees("The advice stays the same")
	p.chooses("program0", "thunderbird")
	p.chooses("kind1", "phone")
	p.pictured("answered")
	p.presses("To the settings")
	p.sees("Thunderbird", "mail.example.test", "993", "Download user.js")
	p.pictured("settings")
	p.presses("Android")
	p.presses("Thunderbird (Android)")
	p.sees("Scan this with the phone")
	p.pictured("phone")
	p.presses("To backup and ticket")
	p.sees("IMAP is not one", "For a ticket", "Leave my address out")
	p.presses("Look at the text")
	p.pictured("finish")
	p.presses("Leave my address out")
	p.sees("Your address is left out")
	p.presses("Look at the text")
	p.sees("Use IMAP")
	p.never(mailhost.User)
	p.never(mailhost.Password)
	p.presses("Start again")
	p.sees("Your mail address")
}
