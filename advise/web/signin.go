package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// A sign-in in a browser: the person agrees on the page of who issues tokens,
// in the same tab, and comes back by /back; or types a code there, on any
// device. The token is in memory alone, for one test. Visitors of a helpdesk sign
// in by a code alone, since the answer of the other way comes back to the server;
// and at the issuer of its file alone, since the server would else ask whomever
// they name.

// login is what a person gives to a test: a password, a sign-in, or nothing.
type login struct {
	user, password string
	trust          bool // the hosts that were asked about may have it
	signIn         *run.SignIn
	count          bool // every message, to tell what fills the mailbox
}

func (l login) none() bool { return l.password == "" && l.signIn == nil }

// what tells one login from another of the same user.
func (l login) what() string {
	how := "none"
	switch {
	case l.signIn != nil:
		how = strings.Join([]string{"sign-in", l.signIn.Flow, l.signIn.Issuer, l.signIn.Client.ID, l.signIn.Client.Secret}, "\x00")
	case l.password != "":
		how = "password\x00" + l.password
	}
	return fmt.Sprintf("%s\x00%t\x00%t", how, l.trust, l.count)
}

// secret is where the secret of a login comes from. A sign-in is not begun
// where its token could be sent nowhere.
func (l login) secret() run.Secret {
	if l.signIn == nil {
		return run.Known(l.password)
	}
	s := run.BySignIn(*l.signIn)
	s.Asks = true
	return s
}

// signInView is the form of a sign-in in a browser.
type signInView struct {
	Name       string // of who issues the tokens; "" where that is asked
	First      bool   // something says that tokens are taken
	Only       bool   // and no password
	Registered bool   // a client ID of the person's own is needed
	Issuer     string // as it was typed
	ClientID   string
	CodeAlone  bool // of a helpdesk
}

// signInView says how a sign-in in a browser is offered; nil where it is not.
// The caller holds the lock.
func (s *Server) signInView(v *visit, passwords bool) *signInView {
	if c := s.o.Config; c != nil {
		if c.Issuer == "" || !passwords {
			return nil
		}
		return &signInView{Name: c.Name, First: true, CodeAlone: true}
	}
	d := &signInView{Issuer: v.issuer, ClientID: v.clientID}
	if row := v.job.KnownIssuer(); row != nil {
		d.First, d.Name = true, tell.Clean(locale.Capital(row.Name))
		d.Registered = row.Client == result.ClientOwn && row.Register == ""
	}
	if found := v.job.Discovery; found != nil {
		d.Only = found.Provider.Needs("oauth2-only")
		d.First = d.First || slices.ContainsFunc(found.Followed(), func(c result.Candidate) bool { return slices.Contains(c.Auth, "oauth2") })
	}
	if v.report != nil {
		for i := range v.report.Probes {
			path := v.report.Probes[i].SessionPath()
			d.First, d.Only = d.First || path.TakesTokens(), d.Only || path.TokensOnly()
		}
	}
	return d
}

// signInOf reads the form of a sign-in in a browser.
func (s *Server) signInOf(r *http.Request, v *visit) *run.SignIn {
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	v.mu.Lock()
	words := s.wordsOf(v)
	v.issuer, v.clientID = field("issuer"), field("client-id")
	v.mu.Unlock()
	in := &run.SignIn{
		Issuer: field("issuer"), Client: signin.Client{ID: field("client-id"), Secret: field("client-secret")},
		Show: func(_ context.Context, f *signin.Flow) error {
			v.change(func() { v.consent = f })
			return nil
		},
		Page: run.SignInPage(words, scheme(r)+"://"+r.Host+"/back"),
	}
	if r.PostFormValue("how") == signin.Device {
		in.Flow = signin.Device
	}
	if c := s.o.Config; c != nil {
		in.Flow, in.Issuer, in.Client = signin.Device, c.Issuer, signin.Client{ID: c.ClientID}
	}
	return in
}

// consentView is a sign-in that waits for the person.
type consentView struct {
	Issuer, Address, Code, Until string
	Left                         int // minutes, at most
}

// consentView returns how a sign-in is shown; nil where none waits. The caller
// holds the lock.
func (s *Server) consentView(v *visit) *consentView {
	f := v.consent
	if f == nil {
		return nil
	}
	return &consentView{Issuer: tell.Clean(f.Issuer), Address: f.Address, Code: f.UserCode, Until: f.Until.Format("15:04"), Left: max(1, int(math.Ceil(time.Until(f.Until).Minutes())))}
}

// agreed takes the address at which the browser of another machine ended.
func (s *Server) agreed(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	f := v.consent
	v.mu.Unlock()
	if f != nil {
		if err := f.Answer(r.PostFormValue("address")); err != nil {
			v.change(func() { v.mistake = run.Usage("web-not-the-answer", locale.Args{"port": f.Port}) })
		}
	}
	after(w, r, "/test")
}

// goBack is where the page at the end of a sign-in goes on to. The browser comes
// from another site, and shows no cookie: see open.
func (s *Server) goBack(w http.ResponseWriter, r *http.Request) {
	s.bare(w, r, http.StatusOK, "returned", "/test")
}
