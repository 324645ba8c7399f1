package web

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// A form that is sent twice begins one test, and so one login; another password
// begins another.
func TestAFormThatIsSentTwice(t *testing.T) {
	s := helpdesk(t, example+"passwords: true\nat-once: 1\n")
	s.slots <- struct{}{} // another is tested: the test waits
	v := s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", `type="password"`)
	own := s.only(t)
	sent := func(password string) *endpointRow {
		v.logsIn(password)
		own.mu.Lock()
		defer own.mu.Unlock()
		if own.stage != probing || len(own.watched) == 0 {
			t.Fatalf("no test is under way: stage %d", own.stage)
		}
		return own.watched[0]
	}
	first := sent("one")
	if sent("one") != first {
		t.Error("the second form began a test of its own")
	}
	if sent("two") == first {
		t.Error("another password began no test")
	}
	v.post("/stop", "back", "/test")
	<-s.slots
}

// Who waits for others is told how long at most.
func TestAQueueHasAnEnd(t *testing.T) {
	s := helpdesk(t, example+"at-once: 1\n")
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	v := s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "takes no passwords")
	v.goesOnWithoutLogin()
	v.sees("/test", "begins by itself as soon as one of theirs has ended, within ")
	if strings.Contains(v.page, "within 0") {
		t.Error("the wait has no time")
	}
	v.post("/stop", "back", "/test")
	v.sees("/found", "You have stopped it")
}

// A visitor who comes back after half an hour is told what happened, and where
// to begin: nothing is done with the form.
func TestAVisitThatHasEnded(t *testing.T) {
	var now atomic.Int64
	s := helpdesk(t, example, func(o *Options) { o.Now = func() time.Time { return time.Unix(1_800_000_000+now.Load(), 0) } })
	v := s.stranger(t)
	v.get("/")
	now.Add(int64(31 * 60))
	s.sweep()
	if status := v.post("/start", "address", mailhost.User); status != http.StatusForbidden || !strings.Contains(v.page, "Your visit has ended") || !strings.Contains(v.page, `href="/"`) {
		t.Errorf("%d:\n%s", status, v.page)
	}
	if strings.Contains(v.page, "Start mailadvisor again") {
		t.Error("a visitor is to start a program")
	}
}

// What was typed by mistake is repeated by its ends, and stays in its field,
// which says that it is wrong.
func TestAMistakeKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	long := strings.Repeat("x", 3000) + "@example.test"
	v.post("/start", "address", long)
	if strings.Count(v.page, long) != 1 || !strings.Contains(v.page, "before the @ at most") || !strings.Contains(v.page, `href="#address"`) || !strings.Contains(v.page, `aria-invalid="true"`) {
		t.Errorf("of a long address:\n%.4000s", v.page)
	}
	v.post("/server", "host", "mail example", "user", "anna")
	for _, want := range []string{`value="mail example"`, `value="anna"`, `href="#host"`} {
		if !strings.Contains(v.page, want) {
			t.Errorf("%q is not on the page:\n%s", want, v.page)
		}
	}
	v.post("/start", "address", mailhost.User)
	v.sees("/found", `type="password"`)
	v.post("/signin", "how", "password", "user", "another", "password", "", "count", "yes", "back", "/found")
	for _, want := range []string{`value="another"`, `id="count" value="yes" checked`, `href="#password"`, `aria-describedby="mistake kept"`} {
		if !strings.Contains(v.page, want) {
			t.Errorf("%q is not on the page:\n%s", want, v.page)
		}
	}
	v.post("/start", "address", "user@example.test\r\nSet-Cookie: a=b")
	if status, _, h := s.ask(t, v, "POST", "/start", url.Values{"form": {v.form}, "address": {"a@b.test\r\nX-Injected: yes"}}); h.Get("X-Injected") != "" || status >= 500 {
		t.Errorf("%d, %v", status, h)
	}
}

// Whatever names a host, it is the file that says whether it is tested: what a
// domain publishes, and where a name leads.
func TestAHelpdeskTestsItsOwnHosts(t *testing.T) {
	c, err := parse("web.yaml", []byte("name: Example\nallow: [example.test, .example.test, 127.0.0.0/8]\n"))
	if err != nil {
		t.Fatal(err)
	}
	at := func(host string) result.Endpoint { return result.Endpoint{Service: result.IMAP, Host: host, Port: 993} }
	kept, err := c.narrow(run.Job{Endpoints: []result.Endpoint{at("mail.elsewhere.example"), at("mail.example.test"), at("169.254.169.254"), at("mail.example.test.evil.example")}})
	if err != nil || len(kept) != 1 || kept[0].Host != "mail.example.test" {
		t.Errorf("%v, %v", kept, err)
	}
	if _, err := c.narrow(run.Job{Endpoints: []result.Endpoint{at("elsewhere.example")}}); err == nil {
		t.Error("a domain that publishes servers elsewhere alone is tested")
	}
	var r run.Runner
	c.bind(&r)
	for ip, want := range map[string]bool{"127.0.0.1": true, "10.0.0.1": false, "169.254.169.254": false, "::1": false, "::ffff:10.0.0.1": false, "fe80::1": false, "93.184.216.34": true} {
		if err := r.Options.Allow(netip.MustParseAddr(ip)); (err == nil) != want {
			t.Errorf("%s: %v", ip, err)
		}
	}
	if !r.Search.NoThirdParty || r.Search.SendAddress {
		t.Error("third parties learn of a visitor")
	}
}

// No number parts from its unit, and a host is called as people read it, beside
// its A-labels where it is not of the mailbox's own domain. What is copied stays
// as it is.
func TestTypeset(t *testing.T) {
	for _, c := range []struct{ page, own, want string }{
		{"<p>5 GB, 5 dogs</p>", "", "<p>5\u00a0GB, 5 dogs</p>"},
		{"<p>mail.xn--mnchen-3ya.example</p>", "xn--mnchen-3ya.example", "<p>mail.münchen.example</p>"},
		{"<p>user@xn--mnchen-3ya.example</p>", "", "<p>user@münchen.example (xn--mnchen-3ya.example)</p>"},
		{`<a href="x?xn--mnchen-3ya.example">5 GB</a>`, "", `<a href="x?xn--mnchen-3ya.example">5` + "\u00a0GB</a>"},
		{"<kbd>xn--mnchen-3ya.example</kbd><pre>5 GB</pre>", "", "<kbd>xn--mnchen-3ya.example</kbd><pre>5 GB</pre>"},
		{"<p>xn--a and xn--&lt;b&gt;</p>", "", "<p>xn--a and xn--&lt;b&gt;</p>"},
	} {
		if got := string(typeset([]byte(c.page), c.own)); got != c.want {
			t.Errorf("%s: %s, and not %s", c.page, got, c.want)
		}
	}
}

// Who hears the page is led to the heading of each step, hears each result once
// and no step on the way to it, and comes from a mistake to its field; the page
// has its landmarks and one heading of the first level.
func TestPathOfWhoHearsThePage(t *testing.T) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			words, err := locale.New(lang)
			if err != nil {
				t.Fatal(err)
			}
			s := newSite(t, "default")
			p := s.person(t, looks{lang: lang})
			at := func() string {
				return script[string](p, "document.activeElement.id || document.activeElement.localName")
			}
			atHeading := func(step string) {
				t.Helper()
				testkit.Await(t, "the focus on the heading of "+step, func() bool { got := at(); return got == "h1" || got == "lead" })
				roles := p.roles()
				for _, one := range []string{"banner", "main", "navigation"} {
					if roles[one] < 1 || one != "navigation" && roles[one] > 1 {
						t.Errorf("%s: %d of the landmark %s", step, roles[one], one)
					}
				}
			}
			if got := at(); got != "address" {
				t.Errorf("at first the focus is on %q", got)
			}
			p.presses(words.T("web.start.look", nil))
			p.sees(words.T("web.signin.title", nil))
			atHeading("found")
			p.presses(words.T("web.signin.test", nil))
			p.sees(words.T("error.web-no-password.what", nil))
			testkit.Await(t, "the focus on the mistake", func() bool { return at() == "mistake" })
			p.presses(words.T("error.web-no-password.what", nil))
			if got := at(); got != "password" {
				t.Errorf("from a mistake the focus comes to %q", got)
			}
			p.types("password", mailhost.Password)
			p.presses(words.T("web.signin.test", nil))
			p.sees(words.T("web.test.go-on", nil))
			atHeading("test")
			p.presses(words.T("web.test.go-on", nil))
			p.sees(words.T("web.answer.questions", nil))
			atHeading("answer")
			p.chooses("kind0", "computer")
			testkit.Await(t, "the advice, to be heard", func() bool { return script[string](p, "document.getElementById('news').textContent") != "" })
			if got := at(); got != "kind0" {
				t.Errorf("after an answer the focus is on %q", got)
			}
			p.presses(words.T("web.answer.go-on", nil))
			p.sees(words.T("web.settings.title", nil))
			atHeading("settings")
			p.presses(words.T("web.settings.go-on", nil))
			p.sees(words.T("web.finish.title", nil))
			atHeading("finish")
		})
	}
}

// To learn who signs a person in ends by itself, and says so.
func TestAskingWhoSignsInHasAnEnd(t *testing.T) {
	s := newSite(t, "oauth", func(o *Options) { o.AskingLimit = time.Nanosecond })
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in on the provider")
	v.post("/signin", "how", "browser", "user", mailhost.User, "back", "/found")
	v.sees("/found", "Who signs you in was not known within 0", "Sign in on the provider")
}
