package web

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/hostname"
)

//go:embed templates/*.tmpl
var templates embed.FS

//go:embed page.css
var ownStyle string

//go:embed page.js
var pageScript string

// pageStyle returns the style of the parts, which reports have too, and ours.
func pageStyle() string { return render.StyleSheet() + ownStyle }

// asset answers with a file that is embedded.
func (s *Server) asset(kind, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, content)
	}
}

// parsePages reads the templates, in the language of a printer.
func parsePages(p *locale.Printer) (*template.Template, error) {
	return template.New("pages").Funcs(template.FuncMap{
		"t":   func(id string, pairs ...any) (string, error) { return say(p, id, pairs) },
		"add": func(a, b int) int { return a + b },
	}).ParseFS(templates, "templates/*.tmpl")
}

// say writes a message of a template: its ID below "web.", or a whole one that
// begins with a point, and its arguments by name.
func say(p *locale.Printer, id string, pairs []any) (string, error) {
	args := locale.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return "", fmt.Errorf("%s: %v is no name of an argument", id, pairs[i])
		}
		args[key] = pairs[i+1]
	}
	full, whole := strings.CutPrefix(id, ".")
	if !whole {
		full = "web." + id
	}
	text, err := p.Message(full, args)
	return tell.Clean(text), err
}

// textsOf are messages whose words are filled in, as a page may show them.
func textsOf(list []locale.Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, tell.Clean(t.Text))
	}
	return out
}

// saidIn are messages in the language of a printer.
func saidIn(words *locale.Printer, list []locale.Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, tell.Clean(words.T(t.ID, t.Args)))
	}
	return out
}

// view is what every page shows around its own part.
type view struct {
	Lang      string
	Languages []string
	Title     string
	Form      string // the token of forms
	Step      int    // 0: none of the way
	Steps     []stepView
	Path      string
	Provider  *Config // of a helpdesk; nil alone on a computer
	Demo      bool
	Waiting   bool // something is under way: without a script the page comes again by itself
	Mistake   *problemView
	Mistaken  string // the ID of the field that it is about; "" for none
	Home      bool   // whoever reads it can begin anew
	Next      string // the path of the page that follows by itself
	Own       string // the domain of the mailbox: its names need no proof
	Data      any
	Body      template.HTML
}

// stepView is one step of the way in the list of all.
type stepView struct {
	Name, Path string
	Now, Open  bool
}

// problemView is a problem in words.
type problemView struct {
	What, Why, Next string
	Finding         string // that says the same, by its ID; "" for none
}

func viewOf(p *run.Problem, words *locale.Printer) *problemView {
	if p == nil {
		return nil
	}
	part := func(name string) string {
		for _, id := range []string{"web.error." + p.ID + "." + name, "error." + p.ID + "." + name} { // without what is said of a terminal
			if words.Has(id) {
				return tell.Clean(words.T(id, p.Args))
			}
		}
		return ""
	}
	what := part("what")
	if file, _ := p.Args["file"].(string); file == "" || !strings.HasPrefix(what, file) {
		what = sentence(what)
	}
	return &problemView{What: what, Why: part("why"), Next: ended(part("next"))}
}

// fieldOf returns the ID of the field of a page that a mistake is about; "" for
// none.
func fieldOf(p *run.Problem, page string) string {
	switch {
	case p == nil || p.ID == "web-often" || p.ID == "web-meant":
		return ""
	case p.ID == "web-no-password" || p.ID == "web-refused-before":
		return "password"
	case p.ID == "web-not-the-answer":
		return "ended-at"
	}
	return map[string]string{"start": "address", "server": "host", "stored": "report"}[page]
}

// ended ends a text with a point where a command would follow on a terminal.
func ended(text string) string {
	if before, found := strings.CutSuffix(text, ":"); found {
		return strings.TrimRight(before, " \u00a0"+locale.Narrow) + "."
	}
	return text
}

// sentence begins a text with a capital letter, unless it begins with a name of
// a host or a file.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if strings.ContainsAny(strings.TrimSuffix(first, "."), ".@:/") {
		return text
	}
	return locale.Capital(text)
}

// The steps of the way, in its order.
const (
	noStep = iota
	stepAddress
	stepServers
	stepTest
	stepAnswer
	stepSettings
	stepFinish
)

// stepsOf returns the list of steps; the caller holds the lock.
func stepsOf(v *visit, now int, words *locale.Printer) []stepView {
	known := v.job.Target.Input != ""
	report := v.report != nil
	steps := []stepView{
		{Name: "address", Path: "/", Open: true},
		{Name: "servers", Path: "/found", Open: known || v.stage == searching},
		{Name: "test", Path: "/test", Open: v.stage == probing || report && (known || len(v.report.Probes) > 0)},
		{Name: "answer", Path: "/answer", Open: report},
		{Name: "settings", Path: "/settings", Open: report},
		{Name: "finish", Path: "/finish", Open: report},
	}
	for i := range steps {
		steps[i].Now, steps[i].Name = i+1 == now, words.T("web.step."+steps[i].Name, nil)
	}
	return steps
}

// show writes a page. The caller holds the lock of the visit.
func (s *Server) show(w http.ResponseWriter, r *http.Request, v *visit, name string, step int, waiting bool, data any) {
	words := s.wordsOf(v)
	p := view{
		Lang: v.lang, Languages: locale.Languages(), Form: v.form, Step: step, Path: pathOf(r), Provider: s.o.Config, Demo: s.o.Scenario != "",
		Waiting: waiting, Mistake: viewOf(v.mistake, words), Mistaken: fieldOf(v.mistake, name), Data: data, Title: words.T("web."+name+".title", nil),
	}
	if r.Header.Get("Sec-Fetch-Dest") != "empty" { // the script asks for what is new, and shows no mistake
		v.mistake = nil
	}
	if step > 0 {
		p.Steps = stepsOf(v, step, words)
	}
	if t := v.job.Target; t.Input != "" {
		p.Own = hostname.Registrable(cmp.Or(t.Domain, t.Host))
	}
	s.write(w, http.StatusOK, name, p)
}

// pathOf returns the address of a page of ours, with what our pages put into it
// and nothing else: what somebody typed there stands nowhere.
func pathOf(r *http.Request) string {
	asked, kept := r.URL.Query(), url.Values{}
	if _, known := client.Lookup(asked.Get("program")); known {
		kept.Set("program", asked.Get("program"))
	}
	if asked.Has("without") {
		kept.Set("without", "")
	}
	return (&url.URL{Path: r.URL.Path, RawQuery: kept.Encode()}).String()
}

// bare writes a page for somebody without a visit; next is the path that follows
// by itself, "" for none.
func (s *Server) bare(w http.ResponseWriter, r *http.Request, status int, id, next string) {
	s.alone(w, s.languageOf(r), status, id, next)
}

// alone writes a page without the way around it. Whoever has a visit reads it in
// the language of that.
func (s *Server) alone(w http.ResponseWriter, lang string, status int, id, next string) {
	p := view{Home: slices.Contains([]string{"nowhere", "forged", "form", "past"}, id), Lang: lang, Title: s.words[lang].T("web."+id+".title", nil), Provider: s.o.Config, Next: next, Data: id}
	s.write(w, status, "bare", p)
}

// write makes a page whole, or none of it.
func (s *Server) write(w http.ResponseWriter, status int, name string, p view) {
	t := s.pages[p.Lang]
	var body, page bytes.Buffer
	err := t.ExecuteTemplate(&body, name+".tmpl", p)
	if err == nil {
		p.Body = template.HTML(body.String()) // made by html/template
		err = t.ExecuteTemplate(&page, "layout.tmpl", p)
	}
	if err != nil {
		s.o.Log.Error(err.Error())
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(typeset(page.Bytes(), p.Own)) // a reader that went away is its own affair
}

// languageOf returns the language of a browser.
func (s *Server) languageOf(r *http.Request) string {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil {
		for _, tag := range wanted {
			base, _ := tag.Base()
			if slices.Contains(locale.Languages(), base.String()) {
				return base.String()
			}
		}
	}
	if s.o.Lang != "" {
		return s.o.Lang
	}
	return locale.Languages()[0]
}

// language answers the switch of languages.
func (s *Server) language(w http.ResponseWriter, r *http.Request, v *visit) {
	if lang := r.PostFormValue("lang"); slices.Contains(locale.Languages(), lang) {
		v.change(func() { v.lang = lang })
	}
	back(w, r)
}

// back goes where a form came from, which is a path of ours.
func back(w http.ResponseWriter, r *http.Request) {
	path := r.PostFormValue("back")
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) {
		path = "/"
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

func (s *Server) nothingHere(w http.ResponseWriter, _ *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s.nowhere(w, v)
}

// nowhere says that there is no such page. The caller holds the lock.
func (s *Server) nowhere(w http.ResponseWriter, v *visit) {
	s.alone(w, v.lang, http.StatusNotFound, "nowhere", "")
}

// again begins anew.
func (s *Server) again(w http.ResponseWriter, r *http.Request, v *visit) {
	s.halt(v)
	v.change(v.reset)
	after(w, r, "/")
}

// quit ends the run of a visitor; alone on a computer, the program with it.
func (s *Server) quit(w http.ResponseWriter, r *http.Request, v *visit) {
	s.mu.Lock()
	for id, other := range s.visits {
		if other == v {
			delete(s.visits, id)
		}
	}
	s.mu.Unlock()
	v.close()
	http.SetCookie(w, &http.Cookie{Name: cookieName(r), Path: "/", MaxAge: -1, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode})
	s.alone(w, v.language(), http.StatusOK, "ended", "")
	if s.token != nil {
		s.end()
	}
}

// halt stops what is under way, and waits for its end.
func (s *Server) halt(v *visit) {
	v.mu.Lock()
	v.cancel()
	v.mu.Unlock()
	v.working.Wait()
}

// stop answers the button of that name: what is known by then stays.
func (s *Server) stop(w http.ResponseWriter, r *http.Request, v *visit) {
	s.halt(v)
	back(w, r)
}
