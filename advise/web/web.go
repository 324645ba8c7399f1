// Package web is the whole of the program on a page in a browser, for people
// who use no terminal: an address, what is found, a password or none, the ports
// live, the few questions that matter, the answer, the settings of each device,
// a backup, and a report for a helpdesk.
//
// It composes, as package serve does: a runner of package run goes each step of
// the way ([run.Runner.Read], Find, GiveLogin, Probe), package advise says what
// came of it, and package render makes the parts of the pages, the same as of
// the format html. Nothing is on a page that the JSON report does not hold.
//
// # How a page is made
//
// On the server, by html/template. Each step is a plain form that works without
// a script. A small script of our own (page.js) listens to /events, asks for
// the page again when something has changed, and exchanges what is new.
//
// # Who may see it
//
// Alone on a computer ([Options].Config is nil): whoever opens the one-time
// address that the program made, in one browser. See guard.go. On a helpdesk's
// server: everybody who passes its TLS and passwords, within the limits and the
// hosts of its file ([Config]). Each visitor has a [visit] of their own, which
// lives in memory, ends with the tab, and is gone after half an hour.
//
// A password is in memory from the form that brings it to the end of the test,
// and so is the token of a sign-in in a browser.
package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"html/template"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
)

// Options are what the person who starts the page says.
type Options struct {
	// Runner goes the way of one visitor. It is asked for each run anew, and
	// without a login, a person or a watch of its own.
	Runner func() (*run.Runner, error)
	// Example is the address that the first page shows, and Password what a
	// visitor may type for it: those of the demo. "" for none.
	Example, Password string
	Scenario          string  // of the demo; "" for none
	Config            *Config // of a helpdesk; nil alone on a computer
	// Here is where the mail programs of this computer keep their settings; nil
	// where those are nobody's business.
	Here     *run.Configurations
	Public   bool             // others than this computer can reach it
	Lang     string           // where a browser asks for no language that is spoken here
	Now      func() time.Time // of idle times
	Version  string
	Log      *slog.Logger
	TabGrace time.Duration // how long after its last tab a run goes on; 0 is the usual
	Limits   Limits        // how long a browser is waited for
	// AskingLimit is how long it may take to learn who signs a person in; 0 is a minute.
	AskingLimit time.Duration
}

// Limits are how long a browser is waited for; 0 is the usual.
type Limits struct {
	Header, Body time.Duration // to send them
	Read         time.Duration // to read an answer
}

// idleLimit ends the run of a visitor who does nothing, and tabGrace that of
// one whose last tab is closed: a page that is left for another opens it anew
// within that time.
const (
	idleLimit = 30 * time.Minute
	tabGrace  = 20 * time.Second
)

// Server answers a browser.
type Server struct {
	o       Options
	pages   map[string]*template.Template // by language
	words   map[string]*locale.Printer
	token   *onceToken // nil for a helpdesk
	ended   chan struct{}
	endOnce sync.Once
	slots   chan struct{} // tests at once
	queue   atomic.Int32  // tests that wait for a place

	mu     sync.Mutex
	visits map[string]*visit // by their cookie
	taken  map[string][]time.Time
}

// New makes a server.
func New(o Options) (*Server, error) {
	s := &Server{o: o, pages: map[string]*template.Template{}, words: map[string]*locale.Printer{}, ended: make(chan struct{}),
		visits: map[string]*visit{}, taken: map[string][]time.Time{}, slots: make(chan struct{}, 8)}
	s.o.TabGrace = cmp.Or(o.TabGrace, tabGrace)
	s.o.Limits.Header = cmp.Or(o.Limits.Header, headerLimit)
	s.o.Limits.Body = cmp.Or(o.Limits.Body, bodyLimit)
	s.o.Limits.Read = cmp.Or(o.Limits.Read, readLimit)
	s.o.AskingLimit = cmp.Or(o.AskingLimit, askingLimit)
	if o.Config == nil {
		s.token = &onceToken{text: rand.Text()}
	} else {
		s.slots = make(chan struct{}, o.Config.AtOnce)
	}
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			return nil, err
		}
		s.words[lang] = p
		if s.pages[lang], err = parsePages(p); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Address returns what a browser is to open, of a server that listens at base,
// "http://127.0.0.1:43210": it can be opened once.
func (s *Server) Address(base string) string {
	if s.token == nil {
		return base + "/"
	}
	return base + "/open?token=" + s.token.text
}

// Ended is closed when the one person of a page has closed it.
func (s *Server) Ended() <-chan struct{} { return s.ended }

func (s *Server) end() { s.endOnce.Do(func() { close(s.ended) }) }

// Close ends every run.
func (s *Server) Close() {
	s.mu.Lock()
	all := s.visits
	s.visits = map[string]*visit{}
	s.mu.Unlock()
	for _, v := range all {
		v.close()
	}
	s.end()
}

// Tend ends runs that nobody looks at any more, until ctx ends. ticks says when
// it is time to look.
func (s *Server) Tend(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			s.sweep()
		}
	}
}

// sweep ends the runs of those who left.
func (s *Server) sweep() {
	now := s.o.Now()
	s.mu.Lock()
	all := maps.Clone(s.visits)
	s.mu.Unlock()
	var gone []*visit
	over := map[string]bool{}
	for id, v := range all { // one that is busy holds up no other
		if v.over(now, s.o.TabGrace) {
			gone, over[id] = append(gone, v), true
		}
	}
	s.mu.Lock()
	maps.DeleteFunc(s.visits, func(id string, _ *visit) bool { return over[id] })
	alone, none := s.token != nil, len(s.visits) == 0
	for who, times := range s.taken {
		if times = slices.DeleteFunc(times, func(t time.Time) bool { return now.Sub(t) > limitWindow }); len(times) == 0 {
			delete(s.taken, who)
		} else {
			s.taken[who] = times
		}
	}
	s.mu.Unlock()
	for _, v := range gone {
		v.close()
	}
	if alone && none && len(gone) > 0 {
		s.end()
	}
}

// Handler answers requests: what may not be asked is refused before anything
// else is looked at.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		answer := r.Open
		if answer == nil {
			answer = s.visited(r.Visited)
		}
		mux.HandleFunc(r.Pattern, answer)
	}
	return s.guarded(mux)
}

// wordsOf returns the printer of a visit's language. The caller holds its lock.
func (s *Server) wordsOf(v *visit) *locale.Printer { return s.words[v.lang] }
