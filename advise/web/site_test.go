package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/testkit"
)

// site is a page that runs, with the embedded host behind it.
type site struct {
	*Server
	base string
	log  *strings.Builder
	done chan struct{} // Run has returned
}

// newSite starts a page of a scenario of the embedded host.
func newSite(t *testing.T, scenario string, set ...func(*Options)) *site {
	t.Helper()
	host := testkit.Host(t, mailhost.Config{Scenario: scenario, Now: testkit.Today()})
	template := run.Runner{Version: "0.1.0", Command: "advise", Options: probe.Options{Now: testkit.Today}}
	if err := template.UseDemoDomain(host); err != nil {
		t.Fatal(err)
	}
	s := &site{log: &strings.Builder{}, done: make(chan struct{})}
	o := Options{
		Runner:  func() (*run.Runner, error) { r := template; return &r, nil },
		Example: mailhost.User, Password: mailhost.Password, Scenario: scenario, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(testWriter{t, s.log}, nil)), TabGrace: time.Hour,
	}
	if host.Token() != "" {
		o.Password = ""
	}
	for _, f := range set {
		f(&o)
	}
	var err error
	if s.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.base = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() {
		defer close(s.done)
		if err := s.Run(ctx, l, ""); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { stop(); <-s.done })
	return s
}

// testWriter has what a server logs in the output of the test.
type testWriter struct {
	t   *testing.T
	log *strings.Builder
}

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(b)))
	return w.log.Write(b)
}

// visitor is a person without a script: a client with a jar of cookies.
type visitor struct {
	t      *testing.T
	client *http.Client
	site   *site
	page   string // as it was last read
	form   string // its token
}

// visit opens the page as its first browser does.
func (s *site) visit(t *testing.T) *visitor {
	t.Helper()
	v := s.stranger(t)
	v.get(strings.TrimPrefix(s.Address(s.base), s.base))
	return v
}

// tested returns a browser that has tested the account without signing in.
func (s *site) tested(t *testing.T) *visitor {
	t.Helper()
	v := s.visit(t)
	v.get("/")
	v.post("/start", "address", mailhost.User)
	v.sees("/found", "Sign in, or not")
	v.goesOnWithoutLogin()
	v.sees("/test", "To the answer")
	return v
}

// logsIn has the servers that were found tested with the account's password.
func (v *visitor) logsIn(password string) {
	v.post("/signin", "how", "password", "user", mailhost.User, "password", password, "back", "/found")
}

// goesOnWithoutLogin has them tested without one.
func (v *visitor) goesOnWithoutLogin() {
	v.post("/signin", "how", "without", "user", mailhost.User, "back", "/found")
}

// beside returns a client with the cookie of the one visit that there is.
func (s *site) beside(t *testing.T) *visitor {
	t.Helper()
	v := s.stranger(t)
	base, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.visits {
		v.client.Jar.SetCookies(base, []*http.Cookie{{Name: "mailadvisor", Value: id}})
	}
	return v
}

// stranger returns a client that has opened nothing.
func (s *site) stranger(t *testing.T) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, client: &http.Client{Jar: jar, Timeout: time.Minute}, site: s}
}

var formToken = regexp.MustCompile(`name="form" value="([A-Z0-9]+)"`)

// get reads a page.
func (v *visitor) get(path string) int {
	v.t.Helper()
	r, err := v.client.Get(v.site.base + path)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.read(r)
}

// post sends a form of the page that was last read.
func (v *visitor) post(path string, pairs ...string) int {
	v.t.Helper()
	form := url.Values{"form": {v.form}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r, err := v.client.PostForm(v.site.base+path, form)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.read(r)
}

func (v *visitor) read(r *http.Response) int {
	defer r.Body.Close()
	var b strings.Builder
	buffer := make([]byte, 64<<10)
	for {
		n, err := r.Body.Read(buffer)
		b.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	v.page = b.String()
	if m := formToken.FindStringSubmatch(v.page); m != nil {
		v.form = m[1]
	}
	return r.StatusCode
}

// sees waits until a page says something.
func (v *visitor) sees(path string, texts ...string) {
	v.t.Helper()
	defer func() {
		if v.t.Failed() {
			v.t.Logf("the page at the end:\n%.3000s", v.page)
		}
	}()
	testkit.Await(v.t, strings.Join(texts, ", ")+" on "+path, func() bool {
		v.get(path)
		for _, text := range texts {
			if !strings.Contains(v.page, text) {
				return false
			}
		}
		return true
	})
}
