package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/mailhost"
)

// Every route is attacked in every way, and does nothing: no row of the table
// is forgotten.
func TestEveryRouteIsAttacked(t *testing.T) {
	here, looked := mailProgram(t)
	s := newSite(t, "default", func(o *Options) { o.Here = here })
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	own := s.only(t)
	version := func() int {
		own.mu.Lock()
		defer own.mu.Unlock()
		return own.version
	}
	before := version()
	port := s.base[strings.LastIndex(s.base, ":"):]
	for _, route := range s.routes() {
		method, path, found := strings.Cut(route.Pattern, " ")
		if !found {
			method, path = "GET", "/nothing/at/all"
		}
		path = strings.TrimSuffix(path, "{$}")
		if path == "/open" {
			path += "?token=GUESS"
		}
		form := func(token string) url.Values {
			if method != "POST" {
				return nil
			}
			return url.Values{"form": {token}, "address": {"user@elsewhere.example"}, "host": {"elsewhere.example"}, "how": {"read"}, "text": {"x"}, "lang": {"fr"}, "back": {"/"}}
		}
		open := route.Open != nil
		first := path == "/" || open && method == "GET" && (strings.HasPrefix(path, "/open") || path == "/back") // other pages may lead there
		hostile := func(name string, from *visitor, form url.Values, may bool, status int, headers ...string) {
			t.Helper()
			got, body, h := s.ask(t, from, method, path, form, headers...)
			if got != status && (!may || got >= 400 && got != http.StatusForbidden) {
				t.Errorf("%s, %s: %d, and not %d", route.Pattern, name, got, status)
			}
			if strings.Contains(body, mailhost.User) || strings.Contains(body, own.form) || h.Get("Set-Cookie") != "" || h.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s, %s: it tells something\n%s%v", route.Pattern, name, body, h)
			}
		}
		token := own.form
		hostile("without a visit", nil, form(token), open, http.StatusForbidden)
		hostile("by another name", v, form(token), false, http.StatusMisdirectedRequest, "Host", "evil.example"+port)
		hostile("by another name, as that page asks", v, form(token), false, http.StatusMisdirectedRequest, "Host", "evil.example"+port, "Origin", "http://evil.example"+port, "Sec-Fetch-Site", "same-origin")
		hostile("from another origin", v, form(token), false, http.StatusForbidden, "Origin", "http://evil.example")
		hostile("from no origin", v, form(token), false, http.StatusForbidden, "Origin", "null")
		hostile("from another port", v, form(token), path == "/back", http.StatusForbidden, "Sec-Fetch-Site", "same-site")
		if first && method == "GET" { // a browser shows no strict cookie then
			hostile("from another site", nil, nil, true, http.StatusForbidden, "Sec-Fetch-Site", "cross-site")
		} else {
			hostile("from another site", v, form(token), false, http.StatusForbidden, "Sec-Fetch-Site", "cross-site")
		}
		if method != "POST" {
			continue
		}
		hostile("without the token", v, url.Values{"back": {"/"}}, false, http.StatusForbidden)
		hostile("with a token that is guessed", v, form("GUESS"), false, http.StatusForbidden, "Origin", s.base)
		for _, other := range []string{"GET", "HEAD", "PUT", "DELETE", "PATCH"} {
			got, _, _ := s.ask(t, v, other, path+"?form="+token+"&address=user@elsewhere.example&how=read&lang=fr", nil)
			page := other == "GET" || other == "HEAD" // of the same path: it takes no form
			if got < 400 && !page {
				t.Errorf("%s with %s: %d", route.Pattern, other, got)
			}
		}
		if got, _, _ := s.ask(t, v, "POST", path+"?form="+token, url.Values{}); got != http.StatusForbidden {
			t.Errorf("%s with its token in the address: %d", route.Pattern, got)
		}
	}
	if now := version(); now != before {
		t.Errorf("%d of the attacks did something", now-before)
	}
	if looked.Load() != 0 {
		t.Error("one of the attacks read the settings of this computer")
	}
	if v.get("/found") != http.StatusOK || !strings.Contains(v.page, "mail.example.test") {
		t.Errorf("the run is not as it was:\n%s", v.page)
	}
}

// The page at the end of a sign-in is open to other pages, and to those who
// have no visit: it says nothing, and leads to one place.
func TestTheWayBackSaysNothing(t *testing.T) {
	s := newSite(t, "oauth")
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	for _, from := range []*visitor{nil, v} {
		for _, path := range []string{"/back", "/back?code=STOLEN&state=x", "/back?next=//evil.example/", "/back?back=https://evil.example"} {
			for _, site := range []string{"cross-site", "same-site", "same-origin", "none"} {
				status, body, h := s.ask(t, from, "GET", path, nil, "Sec-Fetch-Site", site)
				if status != http.StatusOK || strings.Contains(body, mailhost.User) || strings.Contains(body, `name="form"`) || strings.Contains(body, "STOLEN") || strings.Contains(body, "evil") || h.Get("Set-Cookie") != "" {
					t.Errorf("%s, %s: %d\n%s", path, site, status, body)
				}
				if leads := regexp.MustCompile(`url=([^"]*)"`).FindStringSubmatch(body); leads == nil || leads[1] != "/test" {
					t.Errorf("%s, %s: it leads to %q", path, site, leads)
				}
			}
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if status, _, _ := s.ask(t, v, method, "/back", nil); status < 400 {
			t.Errorf("%s: %d", method, status)
		}
	}
}

var bareCall = regexp.MustCompile(`\bs\.(?:bare|refuse|alone)\(w, [^"\n]*"([a-z]+)"`)

// barePages returns the pages for somebody without a visit, by their names in
// the source.
func barePages(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, file := range sources(t) {
		for _, call := range bareCall.FindAllStringSubmatch(file, -1) {
			found[call[1]] = true
		}
	}
	if len(found) < 8 {
		t.Fatalf("only %v were found in the source", found)
	}
	var out []string
	words, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	for id := range found {
		if !words.Has("web." + id + ".title") {
			t.Errorf("the page %s has no title", id)
		}
		out = append(out, id)
	}
	return out
}
