package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/config"
	"mailadvisor/advise/exposition"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/tell"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// The results of a request in the exporter's own metrics, beside the verdicts
// of package render.
const (
	resultBadTarget  = "bad-target"
	resultBadModule  = "unknown-module"
	resultNotAllowed = "not-allowed"
	resultNotBound   = "login-not-bound"
	resultBusy       = "busy"
	resultError      = "error"
)

// refusal is why a request is not answered with a probe.
type refusal struct {
	status int
	result string
	text   string
}

// probe answers /probe.
func (s *Server) probe(w http.ResponseWriter, r *http.Request) {
	module := r.FormValue("module")
	if module == "" {
		module = DefaultModule
	}
	setup, logins := s.current()
	m := setup.Config.Modules[module]
	if m == nil {
		module = "" // a label of anybody's choosing would be a series of it
	}
	body, outcome, refused := s.answer(r, setup, logins, m)
	if refused != nil {
		s.tally.answered(module, refused.result)
		http.Error(w, refused.text, refused.status)
		return
	}
	s.tally.answered(module, outcome)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", exposition.ContentType)
	w.Write(body)
}

// answer checks a request and probes.
func (s *Server) answer(r *http.Request, setup *Setup, logins map[string]*login, m *Module) (body []byte, outcome string, no *refusal) {
	target := r.FormValue("target")
	say := func(id string, args locale.Args) string { return s.o.Words.T("serve.refused."+id, args) }
	bad := func(result, id string, args locale.Args) *refusal {
		return &refusal{http.StatusBadRequest, result, say(id, args)}
	}
	if m == nil {
		name, known := r.FormValue("module"), config.Names(setup.Config.Modules)
		return nil, "", bad(resultBadModule, "module", locale.Args{"value": tell.Clean(name), "near": nearest.Word(name, known)})
	}
	if target == "" {
		return nil, "", bad(resultBadTarget, "no-target", nil)
	}
	shown := locale.Args{"value": tell.Clean(probe.WithoutPassword(target))}
	host, kind := hostOf(target)
	if kind != "" {
		return nil, "", bad(resultBadTarget, "target-"+kind, shown)
	}
	config := setup.Config
	if !s.o.AnyTarget && !config.allow.Host(host) {
		return nil, "", bad(resultNotAllowed, "not-allowed", shown)
	}
	if ip, err := netip.ParseAddr(host); err == nil && s.public {
		if err := config.allow.Dialled(ip); err != nil {
			return nil, "", bad(resultNotAllowed, "address", shown)
		}
	}
	var l *login
	if m.Credential != nil {
		if l = logins[m.Credential.Name]; !l.belongs(host) {
			return nil, "", bad(resultNotBound, "not-bound", locale.Args{"value": l.is.Name, "host": host})
		}
	}

	limit, err := s.limit(r, m)
	if err != nil {
		return nil, "", bad(resultBadTarget, "timeout", nil)
	}
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	debug := r.FormValue("debug") == "true"
	request := Request{Target: target, Module: m}
	done := func(*result.Report) {}
	if l != nil && !debug { // whoever looks at a session sees no mailbox
		if request.Login, done, err = l.take(ctx, s.o.Now); err != nil {
			return nil, "", &refusal{http.StatusServiceUnavailable, resultBusy, say("busy", nil)}
		}
		if !request.Login {
			request.Rejected = l.rejections()
		}
	}
	var seen *result.Report
	defer func() { done(seen) }()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return nil, "", &refusal{http.StatusServiceUnavailable, resultBusy, say("busy", nil)}
	}
	deadline, _ := ctx.Deadline()
	request.Timeout = time.Until(deadline)
	if request.Timeout <= 0 {
		return nil, "", &refusal{http.StatusServiceUnavailable, resultBusy, say("busy", nil)}
	}
	if s.public {
		request.Allow = func(ip netip.Addr) error {
			err := config.allow.Dialled(ip)
			if err != nil {
				s.tally.addresses.Add(1)
			}
			return err
		}
	}
	var session bytes.Buffer
	if debug {
		request.Transcript = &session
	}
	s.tally.inFlight.Add(1)
	// The run has a time limit of its own, which it reports: the context ends
	// only what the scraper no longer waits for.
	d, err := setup.Probe(r.Context(), request)
	s.tally.inFlight.Add(-1)
	var wrong *BadTarget
	switch {
	case errors.As(err, &wrong):
		return nil, "", &refusal{http.StatusBadRequest, resultBadTarget, wrong.Text}
	case err != nil:
		s.o.Log.Error(err.Error())
		return nil, "", &refusal{http.StatusInternalServerError, resultError, err.Error()}
	}
	seen = &d.Report
	return document(d, session.Bytes(), debug), string(advise.VerdictOf(d)), nil
}

// document is the body of an answer: the metrics, behind the session where
// that was asked for.
func document(d *advise.Document, session []byte, debug bool) []byte {
	var out bytes.Buffer
	if debug {
		fmt.Fprintf(&out, "# Session, without a login:\n\n%s\n# Metrics:\n\n", session)
	}
	_ = machine.Metrics(&out, d) // a buffer takes everything
	return out.Bytes()
}

// scrapeTimeout is the header in which Prometheus says how long it waits.
const scrapeTimeout = "X-Prometheus-Scrape-Timeout-Seconds"

// limit returns how long a probe may take: the module's limit, or less where
// the scraper waits less. The offset leaves time for the way back; a scraper
// that waits less than that gets what it asked for.
func (s *Server) limit(r *http.Request, m *Module) (time.Duration, error) {
	text := r.Header.Get(scrapeTimeout)
	if text == "" {
		return m.Timeout, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0) || seconds > 86400 {
		return 0, errors.New("not a time")
	}
	limit := time.Duration(seconds * float64(time.Second))
	if limit > s.o.TimeoutOffset {
		limit -= s.o.TimeoutOffset
	}
	return min(limit, m.Timeout), nil
}
