package web

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/mailhost"
)

// Each page is looked at in both languages, both schemes and three widths.
var (
	everyScheme = []string{"light", "dark"}
	everyWidth  = []int64{360, 768, 1280}
)

// everyLook has a browser show what it shows in every way: axe looks at it, no
// page is wider than its screen, and a picture is made.
func (p *person) everyLook(lang, step string) {
	p.t.Helper()
	p.looked(lang, step, everyScheme, everyWidth)
}

func (p *person) looked(lang, step string, schemes []string, widths []int64) {
	p.t.Helper()
	script[bool](p, `document.querySelectorAll("details").forEach((d) => { d.removeAttribute("name"); d.open = true; }); true`)
	for _, scheme := range schemes {
		for _, width := range widths {
			p.seen(width, 900, scheme)
			p.name = fmt.Sprintf("%s-%s-%s-%d", strings.TrimPrefix(p.t.Name(), "Test"), lang, scheme, width)
			rules := looksRules // the same colours as in another width
			if scheme == "light" && width == widths[len(widths)-1] || scheme == "dark" && width == widths[0] {
				rules = allRules
			}
			p.checkedBy(step, rules)
			p.kept(step)
		}
	}
}

// more returns the addresses of pages beside those of their routes.
func more() map[string][]string {
	return map[string][]string{
		"/settings": {"?program=ios-mail", "?program=thunderbird-android", "?program=outlook", "?program=printer"},
		"/finish":   {"?without"},
	}
}

// pagesOf returns the addresses of the pages that the routes show now.
func (s *site) pagesOf(t *testing.T, v *visitor) []string {
	t.Helper()
	var out []string
	for _, r := range s.routes() {
		path, found := strings.CutPrefix(r.Pattern, "GET ")
		if !found || r.Open != nil {
			continue
		}
		path = strings.TrimSuffix(path, "{$}")
		status, _, h := s.ask(t, v, "GET", path, nil)
		switch page := strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Content-Disposition") == ""; {
		case status == http.StatusOK && page:
			out = append(out, path)
			for _, query := range more()[path] {
				out = append(out, path+query)
			}
		case status >= 300 && status < 400:
			t.Errorf("%s leads elsewhere: it is not looked at", path)
		}
	}
	return out
}

// No page that a route shows is forgotten.
func TestEveryPage(t *testing.T) {
	here, _ := mailProgram(t)
	s := newSite(t, "fault:starttls-stripped", func(o *Options) { o.Here = here })
	p := s.person(t, looks{})
	p.presses("Check the programs on this computer")
	p.presses("Read them, and ask nobody")
	p.sees("mbsync", "POP or IMAP, with these programs")
	p.presses("mailadvisor")
	p.presses("Look")
	p.sees("Sign in, or not")
	p.types("password", mailhost.Password)
	p.presses("Sign in and test")
	p.sees("What the test saw", "To the answer")
	pages := s.pagesOf(t, s.beside(t))
	if len(pages) < 15 || !slices.Contains(pages, "/review") {
		t.Fatalf("only %q are looked at", pages)
	}
	own := s.only(t)
	own.mu.Lock()
	steps := stepsOf(own, noStep, s.words["en"])
	own.mu.Unlock()
	for _, step := range steps {
		if !step.Open || !slices.Contains(pages, step.Path) {
			t.Errorf("the step %s is not looked at: %q", step.Name, pages)
		}
	}
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		if lang != "en" {
			p.presses(words.T("web.language."+lang, nil))
		}
		p.sees(words.T("web.test.title", nil))
		for _, path := range pages {
			p.do(chromedp.Navigate(s.base+path), chromedp.WaitVisible("#main h1"))
			p.everyLook(lang, "page"+strings.NewReplacer("/", "", "?", "-", "=", "-").Replace(path))
		}
		p.do(chromedp.Navigate(s.base + "/test"))
	}
	if dir := os.Getenv(screensVariable); dir != "" { // a picture of each page, in each look
		made, err := filepath.Glob(filepath.Join(dir, "EveryPage-*"))
		if want := len(pages) * len(locale.Languages()) * len(everyScheme) * len(everyWidth); err != nil || len(made) < want {
			t.Errorf("%d pictures of %d: %v", len(made), want, err)
		}
	}
}

// Whoever reads a page has buttons: a command stands where the terminal is named,
// and in the text for a helpdesk.
func TestNoPageWantsACommand(t *testing.T) {
	command := regexp.MustCompile(`mailadvisor (advise|check|discover|explain|probe|render|review|settings|usage) `)
	elsewhere := regexp.MustCompile(`(?s)<pre id="summary">.*?</pre>|<details id="terminal">.*?</details>`)
	for _, scenario := range []string{"default", "nearly-full", "fault:starttls-stripped", "fault:auth-rejected"} {
		s := newSite(t, scenario)
		v := s.visit(t)
		v.get("/")
		v.post("/start", "address", mailhost.User)
		v.sees("/found", "Sign in, or not")
		v.logsIn(mailhost.Password)
		v.sees("/test", "To the answer")
		for _, lang := range locale.Languages() {
			v.post("/language", "lang", lang, "back", "/")
			for _, path := range s.pagesOf(t, v) {
				v.get(path)
				if found := command.FindString(elsewhere.ReplaceAllString(v.page, "")); found != "" {
					t.Errorf("%s, %s, %s: a person is to type %q", scenario, lang, path, found)
				}
			}
		}
		v.get("/finish")
		if !command.MatchString(v.page) || len(elsewhere.FindAllString(v.page, -1)) != 2 {
			t.Errorf("%s: there is no command even for a terminal", scenario)
		}
	}
}

// The text for a ticket has what a helpdesk asks first: whose mailbox, when, by
// what, how the login went, what is wrong, and what the person said.
func TestTicketHasWhatIsAsked(t *testing.T) {
	s := newSite(t, "nearly-full")
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	v.logsIn(mailhost.Password)
	v.sees("/test", "To the answer")
	v.post("/answer", "kind", "computer", "program", "thunderbird", "offline", "all")
	for lang, want := range map[string][]string{
		"en": {"Mailbox or server: " + mailhost.User, " UTC, by mailadvisor 0.1.0", "quota-usage", "accepted", "What the person said", "computer (Thunderbird)", "Readable without a connection: everything", "Use IMAP", "Settings to type"},
		"fr": {"Boîte ou serveur\u202f: " + mailhost.User, "par mailadvisor 0.1.0", "quota-usage", "acceptée", "Ce que la personne a dit", "ordinateur (Thunderbird)", "À lire sans connexion", "Réglages à saisir"},
	} {
		v.post("/language", "lang", lang, "back", "/")
		v.get("/summary.txt")
		for _, text := range want {
			if !strings.Contains(strings.ReplaceAll(v.page, "\u00a0", locale.Narrow), text) {
				t.Errorf("%s: %q is not in it:\n%s", lang, text, v.page)
			}
		}
		for _, text := range []string{"--why", "--verbose"} {
			if strings.Contains(v.page, text) {
				t.Errorf("%s: a flag is named: %s", lang, text)
			}
		}
		if v.get("/summary.txt?without"); strings.Contains(v.page, mailhost.User) {
			t.Errorf("%s: the address was to be left out:\n%s", lang, v.page)
		}
	}
}

// The pages of those who have no visit, and of a helpdesk with colours of its
// own: both are looked at too.
func TestEveryPageOfAHelpdesk(t *testing.T) {
	s := helpdesk(t, example+"passwords: true\ncolour: '#7a0019'\ndark-colour: '#ffb3c0'\n")
	p := s.person(t, looks{})
	for _, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		if lang != "en" {
			p.do(chromedp.Navigate(s.base + "/"))
			p.presses(words.T("web.language."+lang, nil))
			p.sees(words.T("web.start.look", nil)) // the form went through
		}
		p.do(chromedp.Navigate(s.base+"/"), chromedp.WaitVisible("#main h1"))
		p.sees("Example Mail")
		p.everyLook(lang, "start")
		p.types("address", mailhost.User)
		p.presses(words.T("web.start.look", nil))
		p.sees(words.T("web.signin.title", nil))
		p.everyLook(lang, "found")
		p.presses(words.T("web.signin.without", nil))
		p.sees(words.T("web.test.title", nil))
		p.everyLook(lang, "test")
		p.do(chromedp.Navigate(s.base+"/nothing"), chromedp.WaitVisible("#main h1"))
		p.sees(words.T("web.nowhere.title", nil))
		p.everyLook(lang, "nothing")
	}
}

// Those without a visit see a page too.
func TestEveryPageWithoutAVisit(t *testing.T) {
	s := newSite(t, "default")
	p := s.person(t, looks{})
	own := s.only(t)
	ids := barePages(t)
	for _, lang := range locale.Languages() {
		own.change(func() { own.lang = lang })
		for _, id := range ids {
			p.do(chromedp.Navigate(s.base+"/explain"), chromedp.WaitVisible("#main h1"))
			rec := &pageOf{header: http.Header{}}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept-Language", lang)
			s.bare(rec, r, http.StatusOK, id, "")
			script[bool](p, fmt.Sprintf("document.open(); document.write(%q); document.close(); true", rec.body.String()))
			p.sees(s.words[lang].T("web."+id+".title", nil))
			script[bool](p, "new Promise((done) => document.styleSheets.length ? done(true) : addEventListener('load', () => done(true)))", chromedp.EvalAwaitPromise)
			p.looked(lang, id, everyScheme, []int64{360})
		}
	}
}

// pageOf keeps what a handler writes.
type pageOf struct {
	header http.Header
	body   strings.Builder
}

func (p *pageOf) Header() http.Header         { return p.header }
func (p *pageOf) WriteHeader(int)             {}
func (p *pageOf) Write(b []byte) (int, error) { return p.body.Write(b) }

// sources returns the files of this package, without its tests.
func sources(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(content))
	}
	return out
}
