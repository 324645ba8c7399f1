package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
)

// mailProgram returns a home with the settings of one mail program, which reads
// the embedded host without encryption. It counts how often somebody looks.
func mailProgram(t *testing.T) (here *run.Configurations, looked *atomic.Int64) {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".mbsyncrc"), []byte("IMAPAccount work\nHost "+mailhost.Name+"\nPort 143\nUser "+mailhost.User+
		"\nTLSType None\n\nIMAPStore far\nAccount work\n\nMaildirStore near\nPath ~/mail/\nInbox ~/mail/INBOX\n\nChannel all\nFar :far:\nNear :near:\nPatterns *\nSync Pull\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	looked = new(atomic.Int64)
	return &run.Configurations{Home: home, Env: func(string) string { looked.Add(1); return "" }}, looked
}

// What the mail programs of this computer are set to: nothing is read before the
// button, the findings are those of the terminal, and the advice takes them as
// measured.
func TestPathOfAReview(t *testing.T) {
	here, looked := mailProgram(t)
	s := newSite(t, "default", func(o *Options) { o.Here = here })
	p := s.person(t, looks{width: 700})
	p.presses("Check the programs on this computer")
	p.sees("no password is kept or shown", "Read them, and ask nobody")
	p.pictured("before")
	if looked.Load() != 0 {
		t.Error("something was read before anybody pressed a button")
	}
	p.presses("Read them, and test their servers")
	p.sees("mbsync", mailhost.Name, "TLSType", "Change", "POP or IMAP, with these programs", "Test a mailbox whole")
	p.pictured("reviewed")
	p.presses("Français")
	p.sees("Les logiciels de messagerie de cet ordinateur", "POP ou IMAP, avec ces logiciels")
	p.presses("English")
	p.presses("POP or IMAP, with these programs")
	p.sees("Which devices read this mailbox?", "Use IMAP")
	p.never("We assume: 2 devices")
	p.chooses("kind1", "phone")
	p.sees("your two devices")
	v := s.only(t)
	v.mu.Lock()
	needs := v.needs
	v.mu.Unlock()
	if len(needs.DeviceList) != 2 || needs.DeviceList[0].Today != "imap" || needs.DeviceList[0].Client != "mbsync" {
		t.Errorf("the answer of the person took away what was read: %+v", needs.DeviceList)
	}
}

// What was read weighs as measured until a person says otherwise.
func TestReviewWeighsAsMeasured(t *testing.T) {
	here, _ := mailProgram(t)
	s := newSite(t, "default", func(o *Options) { o.Here = here })
	v := s.visit(t)
	v.get("/")
	v.post("/review", "how", "read")
	v.sees("/review", "mbsync")
	v.post("/review/use")
	v.post("/answer", "kind", "computer", "program", "mbsync", "kind", "", "program", "", "absence", "3")
	own := s.only(t)
	own.mu.Lock()
	needs := own.needs
	own.mu.Unlock()
	if !slices.Contains(needs.Reviewed, "device") || slices.Contains(needs.Asked, "device") || !slices.Contains(needs.Asked, "absence") {
		t.Errorf("%+v", needs)
	}
}

// A review that is stopped is as if it had not been begun: the one before stands,
// and what the advice took of it is still no word of the person's.
func TestStoppedReviewLeavesTheOneBefore(t *testing.T) {
	here, _ := mailProgram(t)
	var held sync.Mutex
	here.Env = func(string) string {
		held.Lock()
		defer held.Unlock()
		return ""
	}
	s := newSite(t, "default", func(o *Options) { o.Here = here })
	v := s.visit(t)
	v.get("/")
	v.post("/review", "how", "read")
	v.sees("/review", "mbsync")
	v.post("/review/use")
	own := s.only(t)
	held.Lock()
	v.post("/review", "how", "read")
	own.mu.Lock()
	if !own.review.under {
		t.Error("the second review is not under way")
	}
	own.cancel() // as the button does, which waits for the end
	own.mu.Unlock()
	held.Unlock()
	v.sees("/review", "mbsync", "POP or IMAP, with these programs")
	v.post("/answer", "kind", "computer", "program", "mbsync", "kind", "", "program", "")
	own.mu.Lock()
	defer own.mu.Unlock()
	if !slices.Contains(own.needs.Reviewed, "device") || slices.Contains(own.needs.Asked, "device") {
		t.Errorf("%+v", own.needs)
	}
}

// only is the one visit of a page.
func (s *site) only(t *testing.T) *visit {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.visits {
		return v
	}
	t.Fatal("nobody is there")
	return nil
}

// The settings of the computer that serves a page are no visitor's business.
func TestNoReviewForOthers(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	if v.get("/"); strings.Contains(v.page, "/review") {
		t.Error("a review is offered")
	}
	if status := v.get("/review"); status != 404 {
		t.Errorf("status %d", status)
	}
	if status := v.post("/review", "how", "read"); status != 404 {
		t.Errorf("status %d", status)
	}
}

// What fills a mailbox that is nearly full is shown beside the answer; of one
// with room, where the person asks.
func TestPathOfAMailboxThatIsFull(t *testing.T) {
	s := newSite(t, "nearly-full")
	p := s.person(t, looks{lang: "fr", width: 360, height: 740})
	p.presses("Chercher")
	p.types("password", mailhost.Password)
	p.presses("Se connecter et tester")
	p.presses("Voir la réponse")
	p.sees("Ce qui remplit la boîte")
	script[bool](p, `document.querySelectorAll("#filling details").forEach((d) => d.open = true); document.getElementById("filling").scrollIntoView(); true`)
	p.pictured("filling")
	roomy := newSite(t, "default")
	v := roomy.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	v.logsIn(mailhost.Password)
	v.sees("/test", "To the answer")
	if v.get("/answer"); !strings.Contains(v.page, "were not counted one by one") {
		t.Errorf("it is not said that nothing was counted:\n%s", v.page)
	}
	v.post("/signin", "how", "password", "user", mailhost.User, "password", mailhost.Password, "count", "yes", "back", "/found")
	v.sees("/test", "To the answer")
	if v.get("/answer"); !strings.Contains(v.page, `id="filling1"`) {
		t.Errorf("nothing was counted:\n%s", v.page)
	}
}
