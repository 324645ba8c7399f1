package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// serverView is a server that was found.
type serverView struct {
	Service, Host, Port, Security string
}

// answerView is what one source said.
type answerView struct{ Source, Said string }

type foundData struct {
	Typed, Sentence string
	Searching       bool
	Limit           int // seconds that it may take
	Problem         *problemView
	NoWay           bool // no server was found: other ways are offered
	Provider        string
	Servers         []serverView // the one of each service that is tried first
	Others          []serverView
	Sources         []answerView
	Ahead, Known    []string
	Beside          []tell.Service // published beside mail, not tested
	Confirm         []string       // who may have the password, to be agreed to
	Before          []string       // to be known before a login
	User            string
	Passwords       bool
	Password        string // of the demo
	Stopped         bool
	SignIn          *signInView // in a browser; nil where it is not offered
	Form, Back      string
	Mistaken        string // the ID of the field that a mistake is about
	Trust, Count    bool   // as they were ticked last
}

// foundPage shows what was found, live, and asks for a password or none.
func (s *Server) foundPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stage == atStart && v.problem == nil || v.job.Target.Input == "" && v.stage != searching && v.problem == nil {
		after(w, r, "/")
		return
	}
	s.show(w, r, v, "found", stepServers, v.stage == searching, s.foundData(v, s.takesPasswords(r), "/found"))
}

// foundData returns what is known of the search; back is the page of its forms.
// The caller holds the lock.
func (s *Server) foundData(v *visit, passwords bool, back string) foundData {
	words := s.wordsOf(v)
	d := foundData{
		Typed: tell.Clean(v.typed), Searching: v.stage == searching, Limit: int(v.limit.Seconds()), Problem: viewOf(v.problem, words), User: v.user,
		Passwords: passwords, Password: s.o.Password, Stopped: v.stopped, Form: v.form, Back: back,
		Mistaken: fieldOf(v.mistake, "found"), Trust: v.trust, Count: v.count,
	}
	d.Sources = s.answers(v)
	if d.Searching {
		return d
	}
	d.NoWay = d.Problem != nil && len(v.job.Endpoints) == 0
	if found := v.job.Discovery; found != nil {
		untimed := *found // how fast it was is of no use here
		untimed.FirstMS, untimed.AllMS = 0, 0
		told := advise.Discovered(&result.Report{Target: v.job.Target, Discovery: &untimed, StartedAt: v.began}, words)
		d.Sentence = tell.Clean(told.Sentence.Text)
		d.Ahead = textsOf(told.Ahead)
		d.Known = textsOf(told.Known)
		d.Beside = tell.Beside(found, words)
		if found.Provider != nil {
			d.Provider = tell.Clean(words.Provider(found.Provider.Name))
		}
		for _, slip := range []bool{false, true} { // slips behind what was probably meant
			for _, c := range found.Followed() {
				if (c.Slip() != nil) == slip {
					d.addServer(serverViewOf(c.Endpoint, words))
				}
			}
		}
	} else {
		for _, e := range v.job.Endpoints {
			d.addServer(serverViewOf(e, words))
		}
	}
	if d.Problem == nil || len(v.job.Endpoints) > 0 {
		if runner, err := s.o.Runner(); err == nil {
			confirm, before := s.questionsOfLogin(v, runner)
			d.Confirm, d.Before = saidIn(words, confirm), saidIn(words, before)
			d.Before = slices.DeleteFunc(slices.Compact(d.Before), func(text string) bool { return slices.Contains(d.Ahead, text) })
			d.SignIn = s.signInView(v, passwords)
		}
	}
	return d
}

func (d *foundData) addServer(v serverView) {
	if slices.ContainsFunc(d.Servers, func(o serverView) bool { return o.Service == v.Service }) {
		d.Others = append(d.Others, v)
		return
	}
	d.Servers = append(d.Servers, v)
}

func serverViewOf(e result.Endpoint, words *locale.Printer) serverView {
	return serverView{
		Service: words.T("screen.service.name."+string(e.Service), nil), Host: tell.Clean(e.Host), Port: strconv.Itoa(e.Port),
		Security: words.T("screen.security."+string(e.Security), nil),
	}
}

// answers returns what each source has said so far, the best first. The caller
// holds the lock.
func (s *Server) answers(v *visit) []answerView {
	words := s.wordsOf(v)
	rows := slices.Clone(v.sources)
	rank := func(r sourceRow) string {
		if r.Status.Trust == "" {
			return "Z"
		}
		return string(r.Status.Trust)
	}
	slices.SortStableFunc(rows, func(a, b sourceRow) int { return strings.Compare(rank(a), rank(b)) })
	var out []answerView
	silent := map[string][]string{} // the names of sources with nothing to tell, by their status
	for _, row := range rows {
		name := words.T("screen.discover.by."+row.Name, nil)
		if status := string(row.Status.Status); status == "none" || status == "skip" {
			silent[status] = append(silent[status], name)
			continue
		}
		said := words.T("web.found.source."+string(row.Status.Status), nil)
		if row.Status.Status == "ok" {
			var hosts []string
			for _, c := range row.Found {
				if slices.Contains(c.Sources, row.Name) && !slices.Contains(hosts, c.Host) {
					hosts = append(hosts, tell.Clean(c.Host))
				}
			}
			if len(hosts) > 0 {
				said = words.List(hosts)
			}
		}
		out = append(out, answerView{name, said})
	}
	for _, status := range []string{"none", "skip"} {
		if names := silent[status]; len(names) > 0 {
			out = append(out, answerView{locale.Capital(words.T("web.found.source."+status, nil)), strings.Join(names, " · ")})
		}
	}
	return out
}

// signsIn reports whether a form asks for a sign-in that there is.
func (s *Server) signsIn(r *http.Request, how string) bool {
	if c := s.o.Config; c != nil {
		return how == signin.Device && c.Issuer != "" && s.takesPasswords(r)
	}
	return how == signin.Browser || how == signin.Device
}

// signIn begins the test, with a password or without one.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, v *visit) {
	how, user, password := r.PostFormValue("how"), strings.TrimSpace(r.PostFormValue("user")), ""
	byPassword := how == "password" && s.takesPasswords(r)
	if byPassword {
		password = r.PostFormValue("password")
	}
	with := login{user: user, password: password, trust: r.PostFormValue("trust") != "", count: r.PostFormValue("count") != ""}
	if s.signsIn(r, how) {
		with.signIn = s.signInOf(r, v)
	}
	v.mu.Lock()
	ready := len(v.job.Endpoints) > 0 && v.stage != searching
	known := password != "" && slices.Contains(v.refused, v.markOf(user, password))
	again := v.stage == probing && v.given == v.markOf(user, with.what()) // the form was sent twice: one login is enough
	v.trust, v.count = with.trust, with.count
	v.mu.Unlock()
	if again {
		after(w, r, "/test")
		return
	}
	no := s.limited(r)
	switch {
	case !ready:
		after(w, r, "/")
		return
	case byPassword && password == "":
		no = problem("web-no-password")
	case known:
		no = problem("web-refused-before")
	}
	if no != nil {
		v.change(func() { v.mistake, v.user, v.trust, v.count = no, cmp.Or(user, v.user), with.trust, with.count })
		back(w, r)
		return
	}
	s.test(v, with)
	after(w, r, "/test")
}
