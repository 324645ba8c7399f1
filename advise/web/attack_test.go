package web

import (
	"html"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// Each test attacks what guard.go promises.

// ask sends a request as it is written, with the cookie of a visitor where
// there is one.
func (s *site) ask(t *testing.T, from *visitor, method, path string, form url.Values, headers ...string) (int, string, http.Header) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if from != nil {
		client.Jar = from.client.Jar
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(content), answer.Header
}

// Whoever has not opened the address sees nothing, whatever is asked for.
func TestAStrangerSeesNothing(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	for _, path := range []string{"/", "/found", "/test", "/answer", "/settings", "/finish", "/report.json", "/report.html", "/summary.txt", "/events?tab=x",
		"/file?program=thunderbird&name=user.js", "/code.svg?program=k9", "/picture.svg", "/open?token=", "/open?token=GUESS", "/open", "/stored", "/nothing"} {
		status, body, _ := s.ask(t, nil, "GET", path, nil)
		if status != http.StatusForbidden || strings.Contains(body, mailhost.User) || strings.Contains(body, `name="form"`) {
			t.Errorf("%s: %d\n%s", path, status, body)
		}
	}
	for _, path := range []string{"/start", "/signin", "/answer", "/stop", "/quit", "/again", "/stored", "/explain"} {
		if status, _, _ := s.ask(t, nil, "POST", path, url.Values{"form": {v.form}}); status != http.StatusForbidden {
			t.Errorf("POST %s: %d, with the form's token and without the cookie", path, status)
		}
	}
}

// The address that was opened opens nothing again: a second browser with it
// ends the run of the first, whichever of them was the thief's.
func TestAnAddressThatWasReadByOthers(t *testing.T) {
	s := newSite(t, "default")
	address := strings.TrimPrefix(s.Address(s.base), s.base)
	thief := s.stranger(t)
	if thief.get(address); thief.get("/") != http.StatusOK {
		t.Fatal("the first browser is not let in")
	}
	person := s.stranger(t)
	if status := person.get(address); status != http.StatusForbidden || !strings.Contains(person.page, "opened twice") {
		t.Errorf("%d:\n%s", status, person.page)
	}
	<-s.done // the program has ended, and with it whatever the thief had
	if _, err := thief.client.Get(s.base + "/"); err == nil {
		t.Error("the thief still has an answer")
	}
}

// Who has the page open may follow the address again, and a browser that looks
// ahead spends nothing.
func TestAnAddressMayBeFollowedAgain(t *testing.T) {
	s := newSite(t, "default")
	address := strings.TrimPrefix(s.Address(s.base), s.base)
	if status, _, _ := s.ask(t, nil, "GET", address, nil, "Sec-Purpose", "prefetch"); status != http.StatusServiceUnavailable {
		t.Errorf("a browser that looks ahead got %d", status)
	}
	v := s.visit(t)
	if status := v.get(address); status != http.StatusOK {
		t.Errorf("the same browser got %d", status)
	}
	if status := v.get("/"); status != http.StatusOK {
		t.Errorf("and then %d", status)
	}
}

// A name that somebody points to this machine (DNS rebinding) is no name of
// this page.
func TestForeignHosts(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.base, "http://"))
	for _, host := range []string{"evil.example:" + port, "localhost:" + port, "127.0.0.1", "127.0.0.1:1", "127.0.0.2:" + port, ""} {
		for _, path := range []string{"/", "/page.js", "/open?token=x"} {
			if host == "" {
				continue // the client would send the address
			}
			if status, body, _ := s.ask(t, v, "GET", path, nil, "Host", host); status != http.StatusMisdirectedRequest {
				t.Errorf("%s as %q: %d %s", path, host, status, body)
			}
		}
	}
}

// Another page that a browser shows gets nothing done, and reads nothing: not
// one of another site, nor one of another port of this machine, whose cookies
// are the same.
func TestOtherPages(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	form := url.Values{"form": {v.form}, "address": {mailhost.User}}
	for _, headers := range [][]string{
		{"Origin", "http://evil.example"}, {"Origin", "null"}, {"Origin", "http://127.0.0.1:1"}, {"Origin", "https://" + strings.TrimPrefix(s.base, "http://")},
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
	} {
		if status, body, _ := s.ask(t, v, "POST", "/start", form, headers...); status != http.StatusForbidden {
			t.Errorf("a form with %v: %d %s", headers, status, body)
		}
		if status, _, _ := s.ask(t, v, "GET", "/report.json", nil, headers...); status != http.StatusForbidden {
			t.Errorf("a report with %v: %d", headers, status)
		}
	}
	for _, method := range []string{"OPTIONS", "PUT", "DELETE"} {
		if _, _, headers := s.ask(t, v, method, "/start", nil, "Origin", "http://evil.example", "Access-Control-Request-Method", "POST"); headers.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s allows another origin", method)
		}
	}
	v.get("/found")
	if strings.Contains(v.page, "mail.example.test") {
		t.Error("one of the forms was taken")
	}
}

// A form without the token of its page, or with that of another visit, does
// nothing.
func TestForgedForms(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	for _, token := range []string{"", "GUESS", strings.ToLower(v.form), v.form + "A"} {
		status, _, _ := s.ask(t, v, "POST", "/quit", url.Values{"form": {token}}, "Origin", s.base)
		if status != http.StatusForbidden {
			t.Errorf("with the token %q: %d", token, status)
		}
	}
	if status, _, _ := s.ask(t, v, "POST", "/quit?form="+v.form, url.Values{}); status != http.StatusForbidden {
		t.Errorf("a token in the address: %d", status)
	}
	if status, _, _ := s.ask(t, v, "GET", "/quit?form="+v.form, nil); status == http.StatusOK {
		t.Error("a link quits")
	}
	if v.get("/") != http.StatusOK {
		t.Error("the run has ended")
	}
}

// A form leads back to this page alone.
func TestAFormLeadsNowhereElse(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	for _, back := range []string{"//evil.example/", "https://evil.example", `/\evil.example`, "javascript:alert(1)", ""} {
		_, _, headers := s.ask(t, v, "POST", "/language", url.Values{"form": {v.form}, "lang": {"fr"}, "back": {back}})
		if to := headers.Get("Location"); to != "/" {
			t.Errorf("back=%q leads to %q", back, to)
		}
	}
}

// Every answer says that it is not to be kept, framed, guessed at or read from
// elsewhere, and that the page loads from its own origin alone.
func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	for _, path := range []string{"/", "/explain", "/stored", "/page.css", "/page.js", "/nothing", "/found"} {
		_, _, h := s.ask(t, v, "GET", path, nil)
		policy := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: %s", path, policy)
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" ||
			h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	cookie := ""
	fresh := newSite(t, "default")
	_, _, h := fresh.ask(t, nil, "GET", strings.TrimPrefix(fresh.Address(fresh.base), fresh.base), nil)
	cookie = h.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %s: %s", want, cookie)
		}
	}
	if strings.Contains(cookie, "Domain") || strings.Contains(cookie, "Max-Age") || strings.Contains(cookie, "Expires") {
		t.Errorf("the cookie goes further than this host and this run: %s", cookie)
	}
}

// A page that a browser shows fetches nothing from elsewhere, and has no script
// or style in itself.
func TestPagesHoldNoScript(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", `"><script>alert(1)</script>@example.test`)
	v.get("/")
	for _, page := range []string{v.page} {
		if strings.Contains(page, "<script>") || strings.Contains(page, "alert(1)</script>") {
			t.Errorf("what was typed is markup:\n%s", page)
		}
	}
	v.post("/explain", "text", `<img src=x onerror=alert(1)> 535 5.7.8 "'>`)
	if strings.Contains(v.page, "<img src=x") {
		t.Errorf("a pasted text is markup:\n%s", v.page)
	}
	for _, text := range []string{" style=", "<style", "onclick", "onerror=alert(1)>", "http://", "https://"} {
		if strings.Contains(v.page, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

// A password is in no page, no address, no log, no report, and nothing of it is
// left in memory that the run keeps.
func TestAPasswordIsNowhere(t *testing.T) {
	for scenario, secret := range map[string]string{"default": "correct horse 1&<'\"%41", "fault:echoes-password": mailhost.Password} {
		s := newSite(t, scenario, func(o *Options) { o.Password = "" }) // the demo would show it
		v := s.visit(t)
		v.get("/")
		v.post("/start", "address", mailhost.User)
		v.sees("/found", "Sign in, or not")
		v.logsIn(secret)
		v.sees("/test", "To the answer")
		forms := []string{secret, url.QueryEscape(secret), html.EscapeString(secret), template.HTMLEscapeString(secret)}
		for _, path := range []string{"/", "/found", "/test", "/answer", "/settings", "/finish", "/report.json", "/report.html", "/summary.txt"} {
			v.get(path)
			for _, form := range forms {
				if strings.Contains(v.page, form) {
					t.Errorf("%s: %s holds the password", scenario, path)
				}
			}
		}
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds the password: %s", s.log)
		}
		s.ask(t, v, "POST", "/signin?password="+url.QueryEscape(secret), url.Values{"form": {v.form}, "how": {"password"}, "back": {"/found"}})
		if v.get("/found"); !strings.Contains(v.page, "No password was typed.") {
			t.Errorf("a password in an address was taken:\n%s", v.page)
		}
	}
}

// What is larger than any form is refused before it is held.
func TestFormsAreBounded(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	status, _, _ := s.ask(t, v, "POST", "/explain", url.Values{"form": {v.form}, "text": {strings.Repeat("a", formLimit)}})
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", status)
	}
}

// A run ends with its last tab, and after half an hour without a visitor; a run
// that is looked at goes on.
func TestARunEnds(t *testing.T) {
	var now atomic.Int64
	clock := func() time.Time { return time.Unix(1_800_000_000+now.Load(), 0) }
	later := func(d time.Duration) { now.Add(int64(d / time.Second)) }
	for _, c := range []struct {
		name string
		tab  bool // one was open, and is closed
		wait time.Duration
		ends bool
	}{
		{"a page that is left for another", true, time.Second, false},
		{"the last tab", true, time.Minute, true},
		{"without a script, a while", false, 20 * time.Minute, false},
		{"without a script, half an hour", false, 31 * time.Minute, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, "default", func(o *Options) { o.Now, o.TabGrace = clock, 20*time.Second })
			v := s.visit(t)
			v.get("/")
			if c.tab {
				answer, err := v.client.Get(s.base + "/events?tab=one")
				if err != nil {
					t.Fatal(err)
				}
				answer.Body.Close()
				testkit.Await(t, "the tab's end", func() bool {
					s.mu.Lock()
					defer s.mu.Unlock()
					for _, v := range s.visits {
						v.mu.Lock()
						closed := !v.tabless.IsZero()
						v.mu.Unlock()
						if closed {
							return true
						}
					}
					return len(s.visits) == 0
				})
				v.get("/")
			}
			later(c.wait)
			s.sweep()
			select {
			case <-s.Ended():
				if !c.ends {
					t.Error("the run has ended")
				}
			default:
				if c.ends {
					t.Error("the run goes on")
				}
			}
		})
	}
}
