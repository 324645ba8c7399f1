package web

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// What a browser never does: each row is a request as somebody hostile writes
// it, and what is answered. The page goes on after each of them.
func TestHostileRequests(t *testing.T) {
	s := newSite(t, "default")
	v := s.visit(t)
	v.get("/")
	host := strings.TrimPrefix(s.base, "http://")
	base, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	cookie := v.client.Jar.Cookies(base)[0].String()
	head := func(first string, lines ...string) string {
		return first + " HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + cookie + "\r\n" + strings.Join(lines, "\r\n") + "\r\n"
	}
	form := "form=" + v.form + "&text=x"
	for _, c := range []struct {
		name, sent string
		want       string // how the answer begins
	}{
		{"headers without measure", head("GET /", "X-A: "+strings.Repeat("a", 64<<10), ""), "HTTP/1.1 431"},
		{"headers without number", head("GET /", strings.Repeat("X-A: b\r\n", 8<<10), ""), "HTTP/1.1 431"},
		{"an address without measure", head("GET /"+strings.Repeat("a", 64<<10), ""), "HTTP/1.1 431"},
		{"a body larger than it may be", head("POST /explain", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 999999999", "") + form + strings.Repeat("a", formLimit), "HTTP/1.1 413"},
		{"two lengths", head("POST /explain", "Content-Length: 5", "Content-Length: 6", "") + form, "HTTP/1.1 400"},
		{"a length and pieces", head("POST /explain", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 3", "Transfer-Encoding: chunked", "") + "0\r\n\r\n", "HTTP/1.1 403"},
		{"two hosts", "GET / HTTP/1.1\r\nHost: " + host + "\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 400"},
		{"no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		{"another host in the address", "GET http://evil.example/ HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + cookie + "\r\n\r\n", "HTTP/1.1 421"},
		{"a proxy's request", "CONNECT 10.0.0.1:25 HTTP/1.1\r\nHost: 10.0.0.1:25\r\n\r\n", "HTTP/1.1 421"},
		{"a form without a kind", head("POST /explain", "Content-Type: text/plain", fmt.Sprintf("Content-Length: %d", len(form)), "") + form, "HTTP/1.1 403"},
		{"a form of JSON", head("POST /explain", "Content-Type: application/json", "Content-Length: 2", "") + "{}", "HTTP/1.1 403"},
		{"parts without a border", head("POST /stored", "Content-Type: multipart/form-data", "Content-Length: 2", "") + "{}", "HTTP/1.1 413"},
		{"a cookie of another", "GET / HTTP/1.1\r\nHost: " + host + "\r\nCookie: mailadvisor=GUESS\r\n\r\n", "HTTP/1.1 403"},
		{"steps up the tree", head("GET /../../etc/passwd", ""), "HTTP/1.1 307"}, // to /etc/passwd, which is no page
		{"steps up in a file's name", head("GET /file?program=thunderbird&name=../../etc/passwd", ""), "HTTP/1.1 404"},
		{"events without a tab", head("GET /events", ""), "HTTP/1.1 400"},
		{"events of a tab without measure", head("GET /events?tab="+strings.Repeat("a", 65), ""), "HTTP/1.1 400"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(time.Minute))
			_, _ = io.WriteString(conn, c.sent) // it may be ended before the last octet
			first, _ := bufio.NewReader(conn).ReadString('\n')
			if !strings.HasPrefix(first, c.want) {
				t.Errorf("%q, and not %q", first, c.want)
			}
		})
	}
	t.Cleanup(func() {
		if v.get("/") != http.StatusOK {
			t.Error("the page does not answer any more")
		}
	})
}

// One who sends slowly, or never to the end, is not waited for: the connection is
// ended, with an answer where one can be given.
func TestOneWhoSendsSlowly(t *testing.T) {
	s := newSite(t, "default", func(o *Options) { o.Limits = Limits{Header: time.Second, Body: 2 * time.Second} })
	v := s.visit(t)
	base, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(s.base, "http://")
	head := "POST /explain HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + v.client.Jar.Cookies(base)[0].String() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	for _, c := range []struct{ name, sent string }{
		{"nothing at all", ""},
		{"a header that never ends", "GET / HTTP/1.1\r\nHost: " + host + "\r\nX-A: "},
		{"a body that never comes", head + "Content-Length: 100\r\n\r\nform="},
		{"a piece that never ends", head + "Transfer-Encoding: chunked\r\n\r\nffffff\r\nform="},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(patience))
			if _, err := io.WriteString(conn, c.sent); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(conn) // to its end
			if err != nil || len(answer) > 0 && !strings.HasPrefix(string(answer), "HTTP/1.1 4") {
				t.Errorf("%v, %.200q", err, answer)
			}
		})
	}
}

// One who asks and reads nothing holds up nobody: neither another visitor nor
// the sweeping of those who left.
func TestOneWhoReadsNothing(t *testing.T) {
	s := helpdesk(t, example, func(o *Options) { o.Limits.Read = time.Second })
	v := s.stranger(t)
	v.get("/")
	base, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(s.base, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(1 << 10)
	one := "GET / HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + v.client.Jar.Cookies(base)[0].String() + "\r\n\r\n"
	_ = conn.SetWriteDeadline(time.Now().Add(3 * time.Second))
	for range 4000 { // until nobody takes them any more
		if _, err := io.WriteString(conn, strings.Repeat(one, 50)); err != nil {
			break
		}
	}
	for range 2 {
		s.sweep()
		if other := s.stranger(t); other.get("/") != http.StatusOK {
			t.Error("another visitor is held up")
		}
	}
}

// A password that was put where none is taken is in no page that follows, in no
// report and in no log, and was sent to nobody.
func TestPasswordsInWrongPlaces(t *testing.T) {
	const secret = "Wr0ng-pl4ce-of-it"
	for _, c := range []struct {
		name string
		send func(v *visitor)
	}{
		{"in the address of a page", func(v *visitor) {
			v.get("/found?password=" + secret + "&program=" + secret + "&without=" + secret + "&" + secret)
		}},
		{"in the address of a form", func(v *visitor) { v.post("/signin?how=password&password="+secret, "back", "/found") }},
		{"as a way back", func(v *visitor) { v.post("/language", "lang", "en", "back", "/nothing?password="+secret) }},
		{"as a program", func(v *visitor) { v.get("/settings?program=" + secret) }},
		{"as a file", func(v *visitor) { v.get("/file?program=thunderbird&name=" + secret) }},
		{"as a language", func(v *visitor) { v.post("/language", "lang", secret, "back", "/") }},
		{"as an answer", func(v *visitor) { v.post("/answer", "password", secret, "kind", secret, "program", secret) }},
		{"as a field that no form has", func(v *visitor) { v.post("/start", "address", mailhost.User, "password", secret, "passwd", secret) }},
		{"as a way to sign in", func(v *visitor) {
			v.post("/signin", "how", secret, "user", mailhost.User, "password", secret, "back", "/found")
		}},
		{"beside a test without one", func(v *visitor) {
			v.post("/signin", "how", "without", "user", mailhost.User, "password", secret, "back", "/found")
		}},
		{"in a URL of a server", func(v *visitor) { v.post("/server", "host", "imaps://user:"+secret+"@mail.example.test") }},
		{"in a URL as an address", func(v *visitor) { v.post("/start", "address", "imaps://user:"+secret+"@mail.example.test") }},
		{"before an address", func(v *visitor) { v.post("/start", "address", "user:"+secret+"@example.test") }},
		{"as a tab", func(v *visitor) { v.post("/events?tab=" + secret) }},
		{"as the code of a sign-in", func(v *visitor) { v.post("/agreed", "address", "http://127.0.0.1/?code="+secret) }},
		{"as a token of the address", func(v *visitor) { v.get("/open?token=" + secret) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "default")
			v := s.visit(t)
			v.get("/")
			v.post("/start", "address", mailhost.User)
			v.sees("/found", "Sign in, or not")
			c.send(v)
			told := func(where string) {
				if strings.Contains(v.page, secret) {
					t.Errorf("%s holds it:\n%.2000s", where, v.page)
				}
			}
			told("the answer")
			testkit.Await(t, "the end of what it began", func() bool {
				own := s.only(t)
				own.mu.Lock()
				defer own.mu.Unlock()
				return own.stage != searching && own.stage != probing
			})
			for _, path := range []string{"/", "/server", "/found", "/test", "/answer", "/settings", "/finish", "/report.json", "/report.html", "/summary.txt", "/explain", "/stored"} {
				v.get(path)
				told(path)
			}
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("the log holds it: %s", s.log)
			}
		})
	}
}

// The token of a form is that of one visit, and ends with it.
func TestTokensOfForms(t *testing.T) {
	s := helpdesk(t, example)
	one, other := s.stranger(t), s.stranger(t)
	one.get("/")
	other.get("/")
	old := one.form
	for _, c := range []struct {
		name  string
		from  *visitor
		token string
		want  int
	}{
		{"its own", one, old, http.StatusOK},
		{"its own again: a page that is open in two tabs has one", one, old, http.StatusOK},
		{"that of another visit", other, old, http.StatusForbidden},
		{"none", one, "", http.StatusForbidden},
	} {
		if got, _, _ := s.ask(t, c.from, "POST", "/explain", url.Values{"form": {c.token}, "text": {"x"}}, "Origin", s.base); got != c.want {
			t.Errorf("%s: %d, and not %d", c.name, got, c.want)
		}
	}
	one.post("/quit")
	one.get("/")
	if one.form == old {
		t.Error("a new visit has the token of the last")
	}
	if got, _, _ := s.ask(t, one, "POST", "/explain", url.Values{"form": {old}, "text": {"x"}}); got != http.StatusForbidden {
		t.Errorf("the token of a visit that has ended: %d", got)
	}
}

// Nothing is guessed to be a page: each answer says what it is, and what others
// wrote is handed over as a file.
func TestNothingIsGuessed(t *testing.T) {
	s := newSite(t, "default")
	v := s.tested(t)
	v.post("/explain", "text", "<html><script>alert(1)</script>")
	for _, c := range []struct{ path, kind, file string }{
		{"/", "text/html; charset=utf-8", ""},
		{"/page.css", "text/css; charset=utf-8", ""},
		{"/page.js", "text/javascript; charset=utf-8", ""},
		{"/report.json", "application/json", "mailadvisor.json"},
		{"/report.html", "text/html; charset=utf-8", "mailadvisor.html"},
		{"/summary.txt", "text/plain; charset=utf-8", "mailadvisor.txt"},
		{"/file?program=thunderbird&name=user.js", "application/octet-stream", "user.js"},
		{"/file?program=ios-mail&name=mail.mobileconfig", "application/octet-stream", "mail.mobileconfig"},
		{"/picture.svg", "image/svg+xml", ""},
		{"/code.svg?program=thunderbird-android", "image/svg+xml", ""},
		{"/nothing", "text/html; charset=utf-8", ""},
	} {
		status, _, h := s.ask(t, v, "GET", c.path, nil)
		if got := h.Get("Content-Type"); got != c.kind && (status == http.StatusOK || c.path == "/nothing") {
			t.Errorf("%s: %d, %s", c.path, status, got)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || c.file != "" && status == http.StatusOK && h.Get("Content-Disposition") != `attachment; filename="`+c.file+`"` {
			t.Errorf("%s: %v", c.path, h)
		}
		if c.kind == "image/svg+xml" && status == http.StatusOK && !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: a picture that is opened may run scripts", c.path)
		}
	}
}

// In a real browser another page shows nothing of this one, and gets nothing
// done: not in a frame, not by a form, not by a script, not by its events.
func TestAnotherPageInTheBrowser(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	p.presses("Look")
	p.sees("Sign in, or not")
	own := s.only(t)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<p id="said">evil</p><iframe id="frame" src="%[1]s/found" width="900" height="500"></iframe>
<form id="form" method="post" action="%[1]s/quit" target="there"><input name="form" value="%[2]s"></form><iframe name="there"></iframe>
<script>
const said = [];
(async () => {
  try { said.push("read " + (await (await fetch("%[1]s/found", {credentials: "include"})).text()).length); } catch { said.push("no page"); }
  try { await fetch("%[1]s/answer", {method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams({form: "%[2]s"})}); } catch {}
  await new Promise((done) => { const e = new EventSource("%[1]s/events?tab=evil", {withCredentials: true}); e.onmessage = e.onopen = () => { said.push("events"); done(); }; e.onerror = () => { e.close(); said.push("no events"); done(); }; });
  document.getElementById("form").submit();
  try { said.push(document.getElementById("frame").contentDocument.body.innerText); } catch { said.push("no frame"); }
  document.getElementById("said").textContent = said.join(", ");
})();
</script>`, s.base, own.form)
	}))
	defer evil.Close()
	version := func() int {
		own.mu.Lock()
		defer own.mu.Unlock()
		return own.version
	}
	before := version()
	p.do(chromedp.Navigate(evil.URL))
	p.sees("no page, no events, no frame")
	if now := version(); now != before {
		t.Errorf("the other page changed something %d times", now-before)
	}
	p.do(chromedp.Navigate(s.base + "/found"))
	p.sees("Sign in, or not")
}

// upload sends a file as a browser does that it was dropped on.
func (v *visitor) upload(name string, content []byte) int {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("form", v.form) // a buffer takes everything
	part, err := w.CreateFormFile("report", name)
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write(content)
	w.Close()
	r, err := v.client.Post(v.site.base+"/stored", w.FormDataContentType(), &b)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.read(r)
}

// A file that somebody drops is read, or refused with its reason; what was on
// the page before stays where it was refused.
func TestDroppedFiles(t *testing.T) {
	s := newSite(t, "default")
	v := s.tested(t)
	v.get("/report.json")
	good := v.page
	with := func(old, now string) []byte {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("the report has no %q", old)
		}
		return []byte(strings.Replace(good, old, now, 1))
	}
	for _, c := range []struct {
		name, file string
		content    []byte
		status     int
		want       string // on the page that follows
	}{
		{"a report", "report.json", []byte(good), 200, "What the test saw"},
		{"with a mark at its beginning", "report.json", []byte("\ufeff" + good), 200, "What the test saw"},
		{"a list of one", "list.json", []byte("[" + good + "]"), 200, "What the test saw"},
		{"two, one after another", "two.jsonl", []byte(good + "\n" + good), 200, "two.jsonl"},
		{"empty", "empty.json", nil, 200, "empty.json"},
		{"cut off", "cut.json", []byte(good[:len(good)/2]), 200, "cut.json"},
		{"no JSON", "letter.txt", []byte("Dear all,"), 200, "letter.txt is not a report"},
		{"a picture", "a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00"), 200, "a.png is not a report"},
		{"JSON of something else", "other.json", []byte(`{"name": "x"}`), 200, "other.json is not a report"},
		{"a number", "one.json", []byte("1"), 200, "one.json is not a report"},
		{"nothing, in JSON", "null.json", []byte("null"), 200, "null.json is not a report"},
		{"a later version", "later.json", with("mailadvisor/1", "mailadvisor/9"), 200, "mailadvisor/9"},
		{"of another kind inside", "kind.json", with(`"probes": [`, `"probes": 7, "was": [`), 200, "kind.json is not a report"},
		{"deep", "deep.json", []byte(strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)), 200, "deep.json"},
		{"deep lists", "lists.json", []byte(strings.Repeat("[", 50_000)), 200, "lists.json"},
		{"more in it than any report has", "many.json", with(`"probes": [`, `"probes": [`+strings.Repeat("{},", 100_000)), http.StatusRequestEntityTooLarge, "That is too much"},
		{"much in it", "much.json", with(`"probes": [`, `"probes": [`+strings.Repeat("{},", 1_500)), 200, "What the test saw"},
		{"larger than any report", "large.json", bytes.Repeat([]byte(" "), storedLimit+1), http.StatusRequestEntityTooLarge, "That is too much"},
		{"markup in its words", "markup.json", with(`"mail.example.test"`, `"<img src=x onerror=alert(1)>.example.test"`), 200, "What the test saw"},
		{"a name with markup", "<b>x</b>.json", []byte("{}"), 200, "b&gt;.json is not a report"},
		{"a name with steps", "../../etc/passwd", []byte("{}"), 200, "passwd is not a report"},
		{"a name with steps of Windows", `C:\Users\x\report.txt`, []byte("{}"), 200, "report.txt is not a report"},
		{"a name that turns the line", "a\u202egpj.json", []byte("{}"), 200, "is not a report"},
		{"a name without measure", strings.Repeat("n", 3000) + ".json", []byte("{}"), 200, "is not a report"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v.get("/stored")
			v.t = t
			if status := v.upload(c.file, c.content); status != c.status {
				t.Errorf("%d, and not %d", status, c.status)
			}
			page := strings.ReplaceAll(v.page, "\u202f", " ")
			if !strings.Contains(page, c.want) {
				t.Errorf("%q is not on the page:\n%.3000s", c.want, page)
			}
			for _, never := range []string{"<img src=x", "<b>x</b>", "\u202e", "etc/passwd", "Users", strings.Repeat("n", 300)} {
				if strings.Contains(page, never) {
					t.Errorf("%q is on the page", never)
				}
			}
			if v.get("/answer") != http.StatusOK {
				t.Error("the answer cannot be shown any more")
			}
		})
	}
	if slices.ContainsFunc([]string{"panic", "goroutine"}, func(word string) bool { return strings.Contains(s.log.String(), word) }) {
		t.Errorf("something broke: %s", s.log)
	}
}
