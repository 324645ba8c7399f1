package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/config"
	"mailadvisor/advise/config/schema"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

const example = `name: Example Mail
help: https://help.example.test/mail
allow: [example.test, .example.test, 127.0.0.0/8, '::1']
`

// helpdesk returns a page for the visitors of a helpdesk.
func helpdesk(t *testing.T, file string, set ...func(*Options)) *site {
	return helpdeskOf(t, "default", file, set...)
}

// helpdeskOf is the same before a scenario of the embedded host.
func helpdeskOf(t *testing.T, scenario, file string, set ...func(*Options)) *site {
	t.Helper()
	c, err := parse("web.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, scenario, append([]func(*Options){func(o *Options) { o.Config, o.Scenario, o.Example, o.Password = c, "", "", "" }}, set...)...)
}

// TestHelpdesk is the way of a visitor: the provider's name and help on every
// page, its hosts and no others, and no password where the file takes none.
func TestHelpdesk(t *testing.T) {
	s := helpdesk(t, example)
	v := s.stranger(t)
	v.get("/")
	for _, want := range []string{"Example Mail", `href="https://help.example.test/mail"`} {
		if !strings.Contains(v.page, want) {
			t.Errorf("%q is not on the page:\n%s", want, v.page)
		}
	}
	for _, foreign := range []string{"user@elsewhere.example", "169.254.169.254", "10.0.0.1:993", "imaps://mail.elsewhere.example", "mail.example.test.evil.example"} {
		v.post("/start", "address", foreign)
		v.sees("/found", "is not tested here: this page is for mailboxes of Example Mail alone")
		v.get("/")
	}
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "This page takes no passwords", "mail.example.test")
	if strings.Contains(v.page, `type="password"`) {
		t.Error("there is a field for a password")
	}
	v.logsIn(mailhost.Password)
	v.sees("/test", "To the answer")
	v.get("/report.json")
	if strings.Contains(v.page, `"status": "ok",
          "mechanism"`) || strings.Contains(v.page, `"accounts"`) {
		t.Error("somebody logged in, though the file takes no passwords")
	}
}

// One visitor sees nothing of another.
func TestVisitorsAreApart(t *testing.T) {
	s := helpdesk(t, example+"passwords: true\n")
	one, other := s.stranger(t), s.stranger(t)
	one.get("/")
	one.post("/start", "address", mailhost.User)
	one.sees("/found", "mail.example.test", `type="password"`)
	other.get("/found")
	if strings.Contains(other.page, mailhost.User) {
		t.Error("a visitor sees the address of another")
	}
	if status, _, _ := s.ask(t, other, "POST", "/again", url.Values{"form": {one.form}}); status != http.StatusForbidden {
		t.Errorf("the form of another visitor: %d", status)
	}
	one.post("/quit")
	if other.get("/") != http.StatusOK {
		t.Error("the page ends with one of its visitors")
	}
}

// Beyond this machine no password crosses without TLS, whatever the file says.
func TestNoPasswordInTheClear(t *testing.T) {
	s := helpdesk(t, example+"passwords: true\n", func(o *Options) { o.Public = true })
	v := s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "This page takes no passwords")
}

// A visitor signs in at the issuer of the file by a code, which is typed on any
// device; at no other, and in no other way. Who has still to agree keeps nobody
// from a test.
func TestVisitorsSignInByACode(t *testing.T) {
	file := example + "passwords: true\nat-once: 1\nissuer: " + mailhost.IssuerURL + "\n"
	inOAuth := func(o *Options) {
		runner := o.Runner
		o.Runner = func() (*run.Runner, error) {
			r, err := runner()
			if err == nil {
				r.Options.InsecureLoopback = true // the embedded issuer's pages have no certificate
			}
			return r, err
		}
	}
	s := helpdeskOf(t, "oauth", file, inOAuth)
	v := s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in with a code", `value="device"`)
	for _, field := range []string{`name="issuer"`, `name="client-id"`, `value="browser"`} {
		if strings.Contains(v.page, field) {
			t.Errorf("a visitor is asked for %s", field)
		}
	}
	v.post("/signin", "how", "device", "user", mailhost.User, "issuer", "https://evil.example", "client-id", "other", "back", "/found")
	testkit.Await(t, "the code", func() bool { v.get("/test"); return consentCode.MatchString(v.page) })
	address := html.UnescapeString(consentLink.FindStringSubmatch(v.page)[1]) + "?user_code=" + consentCode.FindStringSubmatch(v.page)[1]
	other := s.stranger(t) // the one place is free
	other.get("/")
	other.post("/start", "address", mailhost.User)
	other.sees("/found", "Sign in with a code")
	other.goesOnWithoutLogin()
	other.sees("/test", "To the answer")
	agree(t, address)
	v.sees("/test", "To the answer")
	v.get("/report.json")
	if !strings.Contains(v.page, `"accounts"`) {
		t.Errorf("nobody is signed in:\n%.3000s", v.page)
	}

	for name, without := range map[string]string{
		"no issuer":    strings.Replace(file, "issuer:", "client-id: x #", 1),
		"no passwords": strings.Replace(file, "passwords: true", "passwords: false", 1),
	} {
		s := helpdeskOf(t, "oauth", without, inOAuth)
		v := s.stranger(t)
		v.get("/")
		v.post("/start", "address", mailhost.User)
		v.sees("/found", mailhost.Name, "Sign in, or not") // the search has ended
		if strings.Contains(v.page, "Sign in with a code") {
			t.Errorf("%s: a sign-in is offered", name)
		}
		v.post("/signin", "how", "device", "user", mailhost.User, "issuer", mailhost.IssuerURL, "back", "/found")
		v.sees("/test", "To the answer")
		if v.get("/report.json"); strings.Contains(v.page, `"accounts"`) {
			t.Errorf("%s: somebody signed in", name)
		}
	}
	s = helpdeskOf(t, "oauth", file, inOAuth, func(o *Options) { o.Public = true }) // beyond this machine, without TLS
	v = s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "takes no passwords")
	if strings.Contains(v.page, "Sign in with a code") {
		t.Error("a code is shown in the clear")
	}
}

// A visitor who waits for others is told so, and can stop waiting.
func TestVisitorsWaitTheirTurn(t *testing.T) {
	s := helpdesk(t, example+"at-once: 1\n")
	s.slots <- struct{}{} // another is tested
	v := s.stranger(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "takes no passwords")
	v.goesOnWithoutLogin()
	v.sees("/test", "Other visitors are tested first", "Stop")
	v.post("/stop", "back", "/test")
	v.sees("/found", "You have stopped it")
	v.goesOnWithoutLogin()
	v.sees("/test", "Other visitors are tested first")
	<-s.slots
	v.sees("/test", "To the answer")
}

// Colours are the provider's as long as everybody can read them.
func TestColours(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64 // by WCAG's own examples
	}{{"#ffffff", "#000000", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#595959", "#ffffff", 7}} {
		if got := contrast(c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s on %s: %.2f, and not %.2f", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct {
		key, value string
		ok         bool
	}{
		{"colour", "#7a0019", true}, {"colour", "#FF0000", false}, {"colour", "#ffb3c0", false}, {"colour", "red", false}, {"colour", "#123", false},
		{"colour", "#7a0019; } body { display: none", false},
		{"dark-colour", "#ffb3c0", true}, {"dark-colour", "#7a0019", false},
	} {
		_, err := parse("web.yaml", []byte(example+c.key+": '"+c.value+"'\n"))
		if (err == nil) != c.ok {
			t.Errorf("%s %s: %v", c.key, c.value, err)
		}
	}
	s := helpdesk(t, example+"colour: '#7a0019'\n")
	if _, style, _ := s.ask(t, nil, "GET", "/page.css", nil); !strings.Contains(style, "--accent: #7a0019") {
		t.Error("the colour is not in the style")
	}
}

// Limits hold for each visitor, and for all.
func TestLimits(t *testing.T) {
	s := helpdesk(t, example+"visitors: 2\nruns: 3\n")
	v := s.stranger(t)
	v.get("/")
	for i := range 4 {
		v.post("/start", "address", "nobody@elsewhere.example")
		if often := strings.Contains(v.page, "Too many searches and tests"); often != (i == 3) {
			t.Errorf("run %d: refused is %t", i+1, often)
		}
		v.get("/")
	}
	s.stranger(t).get("/")
	if status := s.stranger(t).get("/"); status != http.StatusServiceUnavailable {
		t.Errorf("the third visitor of two got %d", status)
	}
}

// Where the file names the host, no other name is answered to.
func TestNamesOfAHelpdesk(t *testing.T) {
	s := helpdesk(t, example+"names: [advice.example.test]\n")
	for host, want := range map[string]int{"advice.example.test": http.StatusOK, "ADVICE.example.test:8443": http.StatusOK, "evil.example": http.StatusMisdirectedRequest, "127.0.0.1": http.StatusMisdirectedRequest} {
		if status, _, _ := s.ask(t, nil, "GET", "/", nil, "Host", host); status != want {
			t.Errorf("%s: %d", host, status)
		}
	}
}

// A visitor is who the proxy of this machine names last, and what others say of
// themselves counts for nothing.
func TestWhoAVisitorIs(t *testing.T) {
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:1234", "", "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.1", "192.0.2.7"},
		{"127.0.0.1:1234", "198.51.100.1", "198.51.100.1"},
		{"127.0.0.1:1234", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
		{"[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::/64"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": {c.forwarded}}}
		if got := visitorOf(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestConfigErrors(t *testing.T) {
	cases := []struct{ name, content string }{
		{"empty", ""},
		{"no hosts", "name: Example\n"},
		{"key, near", "name: Example\nalow: [example.org]\n"},
		{"help", "name: Example\nallow: [example.org]\nhelp: javascript:alert(1)\n"},
		{"count", "name: Example\nallow: [example.org]\nvisitors: 0\n"},
		{"allow", "name: Example\nallow: ['*.example.org']\n"},
		{"colour", "name: Example\nallow: [example.org]\ncolour: '#ff0000'\n"},
		{"colour, dark", "name: Example\nallow: [example.org]\ndark-colour: '#7a0019'\n"},
		{"issuer", "name: Example\nallow: [example.org]\nissuer: http://login.example.org\n"},
		{"switch", "name: Example\nallow: [example.org]\npasswords: maybe\n"},
	}
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, c := range cases {
			_, err := parse("web.yaml", []byte(c.content))
			var e *config.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			text, err := words.Message(e.Text.ID, e.Text.Args)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			fmt.Fprintf(&out, "%s\n  %s:%d:%d: %s\n", c.name, e.File, e.Line, e.Column, text)
		}
		testkit.Golden(t, filepath.Join("testdata", "errors."+lang+".txt"), out.String())
		for _, f := range schema.Words(fileShape()) {
			if id := "config.word." + f.ID; !words.Has(id) {
				t.Errorf("%s: %s is missing", lang, id)
			}
		}
	}
}

// TestSchema compares the published schema with the shapes, so that an editor
// says what the parser would.
func TestSchema(t *testing.T) {
	text, err := json.MarshalIndent(schema.Of(fileShape(), "mailadvisor page for a helpdesk"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "../../docs/web.schema.json", append(text, '\n'))
}

func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("name: a\nallow: [10.0.0.0/8, .a]\nruns: 1\n")
	f.Fuzz(func(t *testing.T, content string) {
		c, err := parse("web.yaml", []byte(content))
		var e *config.Error
		switch {
		case err != nil && (!errors.As(err, &e) || e.Line < 1):
			t.Errorf("an error without a place: %v", err)
		case err == nil && (c.Name == "" || c.Visitors < 1 || c.AtOnce < 1 || c.Runs < 1):
			t.Errorf("%+v", c)
		}
	})
}

// Every program that there are settings for stands on a platform, every
// question can be answered, and every word of the page is there.
func TestTablesAreComplete(t *testing.T) {
	for _, p := range client.Platforms() {
		for _, lang := range locale.Languages() {
			if words, _ := locale.New(lang); !words.Has("web.platform." + string(p)) {
				t.Errorf("%s: web.platform.%s is missing", lang, p)
			}
		}
	}
	for _, row := range client.Table() {
		if row.Use != client.Gone && len(row.On) == 0 {
			t.Errorf("%s is on no platform", row.Name)
		}
	}
}
