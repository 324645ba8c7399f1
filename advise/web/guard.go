package web

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A computer may be shared, and a browser shows other pages too. So:
//
//   - Alone on a computer, the server listens on loopback, and a one-time token
//     in the address that is opened becomes a cookie (HttpOnly, SameSite=Strict).
//     Another account of the computer may read the address in the list of
//     processes and be faster: whoever opens it second then ends the run of the
//     first, before anything was typed there.
//   - Host is compared (DNS rebinding), and so are Origin and Sec-Fetch-Site.
//   - Nothing is allowed to other origins, nothing is cached, nothing is framed,
//     and the page may load from its own origin alone.
//   - A form carries a token against forgery, which is the visit's.

// onceToken opens a page once.
type onceToken struct {
	mu    sync.Mutex
	text  string
	spent bool
}

// take reports whether a text is the token, and whether it is the first time.
func (t *onceToken) take(text string) (right, first bool) {
	if subtle.ConstantTimeCompare([]byte(text), []byte(t.text)) != 1 {
		return false, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	first = !t.spent
	t.spent = true
	return true, first
}

// guarded refuses what no page of ours asks, and says to the browser what a
// page may do.
func (s *Server) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if !s.ownHost(r) {
			http.Error(w, "This is not the address of this page.", http.StatusMisdirectedRequest)
			return
		}
		if !asksItself(r) {
			http.Error(w, "Another page asks.", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != scheme(r)+"://"+r.Host {
			http.Error(w, "Another page asks.", http.StatusForbidden)
			return
		}
		if err := cross.Check(r); err != nil {
			http.Error(w, "Another page asks.", http.StatusForbidden)
			return
		}
		if r.URL.Path == "/events" {
			next.ServeHTTP(w, r)
			return
		}
		whole := &heldAnswer{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(whole, r)
		whole.send()
	})
}

// heldAnswer keeps what a handler writes until it is done: one who reads slowly, or
// not at all, is waited for while no visit is held.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) WriteHeader(status int)      { a.status = status }
func (a *heldAnswer) Write(b []byte) (int, error) { return a.body.Write(b) }

// connected returns the writer of the connection itself, which ends it where a
// body is too large: the rest is not waited for.
func connected(w http.ResponseWriter) http.ResponseWriter {
	if held, ok := w.(*heldAnswer); ok {
		return held.ResponseWriter
	}
	return w
}

func (a *heldAnswer) send() {
	a.ResponseWriter.WriteHeader(a.status)
	_, _ = a.ResponseWriter.Write(a.body.Bytes()) // a reader that went away is its own affair
}

// asksItself reports whether a page of ours asks, or what another page may open:
// the first page from anywhere, and what follows a sign-in, which shows nothing,
// from another port of this machine too.
func asksItself(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site":
		return slices.Contains([]string{"/", "/open", "/back"}, r.URL.Path)
	case "same-site":
		return r.URL.Path == "/back"
	}
	return true
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// ownHost reports whether a request names this server as it may be named: by
// the loopback address that it listens at, or by the names of the file.
func (s *Server) ownHost(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if s.o.Config != nil && len(s.o.Config.Names) > 0 {
		return slices.Contains(s.o.Config.Names, strings.ToLower(host))
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	if s.o.Config == nil {
		return r.Host == local.String()
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsValid() // by a number nobody is led astray
}

// cookieName returns the name of the cookie. A browser takes one of the second
// form over TLS alone, and of this host alone.
func cookieName(r *http.Request) string {
	if r.TLS != nil {
		return "__Host-mailadvisor"
	}
	return "mailadvisor"
}

func setCookie(w http.ResponseWriter, r *http.Request, id string) {
	http.SetCookie(w, &http.Cookie{Name: cookieName(r), Value: id, Path: "/", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode})
}

// visitOf returns the visit of a request; nil for none.
func (s *Server) visitOf(r *http.Request) *visit {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visits[c.Value]
}

// begin makes a visit; nil where there are as many as there may be.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) *visit {
	v := newVisit(s.languageOf(r), s.o.Now())
	id := rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.o.Config != nil && len(s.visits) >= s.o.Config.Visitors {
		return nil
	}
	s.visits[id] = v
	setCookie(w, r, id)
	return v
}

// open turns the one-time token into a cookie. The page goes on by itself: a
// redirection would be that of whoever opened it, to whom the browser shows no
// strict cookie.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	if s.token == nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if p := r.Header.Get("Sec-Purpose") + r.Header.Get("Purpose"); strings.Contains(p, "prefetch") {
		w.WriteHeader(http.StatusServiceUnavailable) // nobody looks yet
		return
	}
	if s.visitOf(r) != nil {
		s.goOn(w, r)
		return
	}
	right, first := s.token.take(r.URL.Query().Get("token"))
	switch {
	case !right:
		s.refuse(w, r, "closed")
	case !first: // two have the address: whoever is there already may be a stranger
		s.Close()
		s.refuse(w, r, "twice")
	default:
		s.begin(w, r)
		s.goOn(w, r)
	}
}

// goOn is a page that leads to the first.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request) {
	s.bare(w, r, http.StatusOK, "opened", "/")
}

// refuse says why there is no page.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, id string) {
	s.bare(w, r, http.StatusForbidden, id, "")
}

// visited lets those in who have a visit, and forms that are ours.
func (s *Server) visited(answer func(http.ResponseWriter, *http.Request, *visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.visitOf(r)
		if v == nil && s.token == nil && r.Method == http.MethodGet && r.URL.Path != "/events" {
			v = s.begin(w, r)
			if v == nil {
				s.bare(w, r, http.StatusServiceUnavailable, "full", "")
				return
			}
		}
		if v == nil && s.token == nil && r.Method == http.MethodPost {
			s.bare(w, r, http.StatusForbidden, "past", "")
			return
		}
		if v == nil {
			s.refuse(w, r, "closed")
			return
		}
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(connected(w), r.Body, s.maxForm(r))
			if err := readForm(r); err != nil {
				s.alone(w, v.language(), http.StatusRequestEntityTooLarge, "form", "")
				return
			}
			if subtle.ConstantTimeCompare([]byte(r.PostFormValue("form")), []byte(v.form)) != 1 {
				s.alone(w, v.language(), http.StatusForbidden, "forged", "")
				return
			}
		}
		v.seen(s.o.Now())
		answer(w, r, v)
	}
}

const (
	formLimit    = 256 << 10 // of a form: an error text, answers
	storedLimit  = 32 << 20  // of a stored report
	visitorLimit = 4 << 20   // of one that a visitor of a helpdesk brings
)

// maxForm bounds the body of a form, in octets.
func (s *Server) maxForm(r *http.Request) int64 {
	switch {
	case r.URL.Path != "/stored":
		return formLimit
	case s.o.Config != nil:
		return visitorLimit
	}
	return storedLimit
}

func readForm(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(storedLimit) // in memory: no file on the disk
	}
	return r.ParseForm()
}

// after sends the browser to a page, once a form was taken.
func after(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, (&url.URL{Path: path}).String(), http.StatusSeeOther)
}
