package web

import (
	"net/http"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
)

// rowView is one server of a test.
type rowView struct {
	Service, Host, Port, State, Text string
	Told                             string // to who hears the page: what came of it; "" before
}

type testData struct {
	Host     string
	Testing  bool
	Stopped  bool
	Rows     []rowView
	Done     int
	Limit    int // seconds that it may take
	Problem  *problemView
	File     string       // the report comes from it; "" from a test
	At       string       // of the test
	Rejected *problemView // the login
	Verdict  string
	State    string
	Sentence string
	Said     []string
	Ahead    []string
	Findings []render.Part
	Services *render.Part
	More     []render.Part
	Login    foundData
	Queued   int          // seconds that others take at most, who are tested first; 0: none are
	Asking   int          // seconds that it may take to learn who signs the person in
	Signing  bool         // a sign-in is begun
	Consent  *consentView // and waits for the person; nil before
}

func problem(id string) *run.Problem { return run.Usage(id, nil) }

// testPage shows the test, live, and then what came of it.
func (s *Server) testPage(w http.ResponseWriter, r *http.Request, v *visit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stage != probing && v.report == nil && (v.problem == nil || len(v.job.Endpoints) > 0) {
		after(w, r, "/found")
		return
	}
	data, err := s.testData(v, s.takesPasswords(r))
	if err != nil {
		s.o.Log.Error(err.Error())
	}
	s.show(w, r, v, "test", stepTest, v.stage == probing, data)
}

// testData returns what is known of a test. The caller holds the lock.
func (s *Server) testData(v *visit, passwords bool) (testData, error) {
	words := s.wordsOf(v)
	d := testData{Host: tell.Clean(v.typed), Testing: v.stage == probing, Stopped: v.stopped, Limit: int(v.limit.Seconds()), Queued: v.queued, Asking: int(s.o.AskingLimit.Seconds()), Signing: v.signing, Consent: s.consentView(v), Problem: viewOf(v.problem, words)}
	for _, row := range v.watched {
		state, text := s.rowState(v, row)
		if row.Over {
			d.Done++
		}
		view := rowView{Service: words.T("screen.service.name."+string(row.Endpoint.Service), nil), Host: tell.Clean(row.Endpoint.Host), Port: strconv.Itoa(row.Endpoint.Port), State: state, Text: text}
		if row.Over {
			view.Told = words.T("web.test.told", locale.Args{"service": view.Service, "port": view.Port, "result": text})
		}
		d.Rows = append(d.Rows, view)
	}
	d.Said = saidIn(words, v.said)
	if v.report == nil {
		return d, nil
	}
	d.File, d.At = v.fromFile, words.Instant(v.report.StartedAt)
	doc := s.document(v)
	verdict := advise.VerdictOf(doc)
	d.Verdict, d.State, d.Sentence = string(verdict), words.T("report.verdict."+string(verdict), nil), tell.Clean(doc.Sentence.Text)
	d.Ahead = textsOf(doc.Ahead)
	if p := run.WholeFailure(v.report); p != nil {
		d.Problem = viewOf(p, words)
	}
	if v.login {
		if d.Rejected = unsigned(doc, words); d.Rejected != nil {
			d.Login = s.foundData(v, passwords, "/test")
		}
	}
	parts, err := render.Parts(doc, words)
	for _, p := range parts {
		if p.Finding != "" && d.Rejected != nil && p.Finding == d.Rejected.Finding { // it is told above
			d.More = append(d.More, p)
			continue
		}
		switch p.ID {
		case render.PartFinding:
			d.Findings = append(d.Findings, p)
		case render.PartServices:
			d.Services = &p
		case render.PartFacts, render.PartNotes, render.PartChecked, render.PartRequirements, render.PartUnfinished:
			d.More = append(d.More, p)
		}
	}
	return d, err
}

// rowState says how far a server is: its state as a style, and in words. It
// goes no further than what was seen. The caller holds the lock.
func (s *Server) rowState(v *visit, row *endpointRow) (state, text string) {
	say := func(id string) string { return s.wordsOf(v).T("web.test.row."+id, nil) }
	step := func() string { return s.wordsOf(v).T("web.test.step."+row.Step, nil) }
	switch {
	case row.Over && row.Failed != "" && !row.Reached:
		return "fail", say("silent")
	case row.Over && row.Failed != "":
		return "warn", s.wordsOf(v).T("web.test.row.part", map[string]any{"step": s.wordsOf(v).T("web.test.step."+row.Failed, nil)})
	case row.Over && row.TLS:
		return "ok", say("encrypted")
	case row.Over && row.Reached:
		return "warn", say("plain")
	case row.Over:
		return "dim", say("none")
	case row.Step != "":
		return "busy", step()
	}
	return "dim", say("waiting")
}
