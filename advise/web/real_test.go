package web

import (
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/realserver"
)

// The way before Dovecot and Postfix as a distribution packages them: a server
// by its name, a wrong password, which costs one failure, the right one, the
// answer that follows from the quota, and the settings. Each page is the same
// after a reload, and "back" leads the same way back.
func TestPathOfARealServer(t *testing.T) {
	host := realserver.Postfix(t, realserver.Options{Quota: 8 << 20, Messages: 60, DaysOfMail: 30})
	s := newSite(t, "default", func(o *Options) {
		o.Runner = func() (*run.Runner, error) {
			return &run.Runner{Version: "0.1.0", Command: "advise", Options: probe.Options{Roots: host.Roots(), Connect: host.Connect(), Now: time.Now}}, nil
		}
		o.Example, o.Password, o.Scenario = "", "", ""
	})
	p := s.person(t, looks{width: 768})
	p.presses("I know my mail server")
	p.types("host", realserver.Host)
	p.types("user", host.User())
	p.presses("Go on")
	p.sees("Sign in, or not", realserver.Host)
	p.types("password", "not-"+host.Password())
	p.presses("Sign in and test")
	p.sees("You are not signed in", "The server refused the user name or the password")
	if n := host.LoginFailures(); n != 1 {
		t.Errorf("a wrong password cost %d failures", n)
	}
	p.pictured("refused")
	p.types("password", host.Password())
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer", "accepted")
	p.never("You are not signed in")
	p.pictured("test")
	p.presses("To the answer")
	p.sees("Which devices read this mailbox?", "How full the mailbox gets")
	p.pictured("answer")
	p.presses("To the settings")
	p.sees("Settings for your devices", realserver.Host, "993")
	p.presses("To backup and ticket")
	p.sees("For a ticket")
	for _, secret := range []string{host.Password(), "not-" + host.Password()} {
		p.never(secret)
	}
	pages := []string{"/found", "/test", "/answer", "/settings", "/finish"}
	shown := map[string]string{}
	for _, path := range pages {
		p.do(chromedp.Navigate(s.base+path), chromedp.WaitVisible("#main h1"))
		shown[path] = p.text()
		p.do(chromedp.Reload(), chromedp.WaitVisible("#main h1"))
		if again := p.text(); again != shown[path] {
			t.Errorf("%s after a reload:\n%s\nand not\n%s", path, again, shown[path])
		}
	}
	for _, path := range slices.Backward(pages[:len(pages)-1]) {
		p.do(chromedp.NavigateBack(), chromedp.WaitVisible("#main h1"))
		if again := p.text(); again != shown[path] {
			t.Errorf("back at %s:\n%s\nand not\n%s", path, again, shown[path])
		}
	}
}
