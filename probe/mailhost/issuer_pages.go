package mailhost

import (
	"crypto/rand"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// pages returns what a browser opens.
func (i *issuer) pages() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /authorize", i.authorize)
	m.HandleFunc("GET /device", i.devicePage)
	return m
}

// decision reads what somebody decided: a person by a link of the page, who
// asks for no HTML by asking at all.
func decision(r *http.Request) (decided, allowed bool) {
	switch said := r.URL.Query().Get("decision"); {
	case said != "":
		return true, said == "allow"
	case strings.Contains(r.Header.Get("Accept"), "text/html"):
		return false, false
	}
	return true, true
}

// authorize asks for consent, and sends the browser back with the answer (RFC
// 6749 section 4.1.2, RFC 9207).
func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirect := q.Get("redirect_uri")
	if !isLoopback(redirect) || !i.knows(q.Get("client_id"), redirect) {
		page(w, http.StatusBadRequest, "Unknown program", "This issuer does not know the client, or not at this address.", "")
		return
	}
	decided, allowed := decision(r)
	if !decided {
		i.consent(w, r, "A program on this computer wants to read and send the mail of "+User+".")
		return
	}
	answer := url.Values{"state": {q.Get("state")}, "iss": {IssuerURL}}
	switch {
	case q.Get("response_type") != "code":
		answer.Set("error", "unsupported_response_type")
	case q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "":
		answer.Set("error", "invalid_request")
	case !allowed:
		answer.Set("error", "access_denied")
	default:
		code := rand.Text()
		i.mu.Lock()
		i.grants[code] = &grant{client: q.Get("client_id"), redirect: redirect, challenge: q.Get("code_challenge"), scope: q.Get("scope"), ends: time.Now().Add(time.Minute)}
		i.mu.Unlock()
		answer.Set("code", code)
	}
	d := i.fault.at[atAuthorize]
	for name, value := range d.set {
		answer.Del(name)
		if value != nil {
			answer.Set(name, fmt.Sprint(value))
		}
	}
	if d.twice != "" {
		answer.Add(d.twice, "again")
	}
	separator := "?"
	if strings.Contains(redirect, "?") {
		separator = "&"
	}
	http.Redirect(w, r, redirect+separator+answer.Encode(), http.StatusFound)
}

// devicePage takes the code that a person types, and asks for consent (RFC 8628
// section 3.3).
func (i *issuer) devicePage(w http.ResponseWriter, r *http.Request) {
	code := strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("user_code")))
	i.mu.Lock()
	g := i.grants[code]
	known := g != nil && g.device != "" && time.Now().Before(g.ends)
	i.mu.Unlock()
	if !known {
		status, text := http.StatusOK, "Type the code that the program shows."
		if code != "" {
			status, text = http.StatusBadRequest, "There is no such code. Type the one that the program shows."
		}
		page(w, status, "A code from another device", text, `<form><input name="user_code" autofocus autocomplete="off"> <button>Go on</button></form>`)
		return
	}
	decided, allowed := decision(r)
	if !decided {
		i.consent(w, r, "A program with the code "+code+" wants to read and send the mail of "+User+".")
		return
	}
	i.mu.Lock()
	g.decided, g.allowed = true, allowed
	i.mu.Unlock()
	page(w, http.StatusOK, "Done", "You can close this page, and go back to the program.", "")
}

// consent asks a person.
func (i *issuer) consent(w http.ResponseWriter, r *http.Request, text string) {
	link := func(said string) string {
		q := r.URL.Query()
		q.Set("decision", said)
		return html.EscapeString(r.URL.Path + "?" + q.Encode())
	}
	page(w, http.StatusOK, "Sign in as "+User, text, `<p><a href="`+link("allow")+`">Allow</a> <a href="`+link("refuse")+`">Refuse</a></p>`)
}

// page writes a page; markup is the host's own.
func page(w http.ResponseWriter, status int, title, text, markup string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`+html.EscapeString(title)+
		`</title><style>body{font:1.1em/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}a{display:inline-block;margin-right:1em}</style><h1>`+html.EscapeString(title)+
		`</h1><p>`+html.EscapeString(text)+`</p>`+markup+`<p><small>The demo's own issuer, on this computer: no account is behind it.</small></p></html>`)
}
