package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/review"
	"mailadvisor/advise/run"
	"mailadvisor/advise/tell"
)

// The mail programs of this computer: what their settings say, held to their
// servers and to the advice. It is for the person of this computer alone, and
// nothing is read before a button is pressed.

// reviewing is a review of a visit.
type reviewing struct {
	under   bool // it is under way
	tested  bool // servers are asked too
	input   *review.Input
	problem *run.Problem
	needs   choose.Needs // that were measured, and taken for the advice
}

// accountView is one server of an account.
type accountView struct {
	Program, Service, Host, Port, Security, User string
	Bad                                          bool // without encryption
}

// adviceView is one finding of a review.
type adviceView struct {
	Status, Outcome, Title, Severity string
	Lines, Seen                      []string
	Risk                             string
	Changes                          []tell.Change
}

type reviewData struct {
	Under, Tested bool
	Problem       *problemView
	Done          bool
	Sentence      string
	Accounts      []accountView
	Findings      []adviceView
	Gone, Move    []string
	Unknown       []string
	Passed        []string
	NotChecked    string
	Addresses     []string // of mailboxes, to be tested whole
	Measured      bool     // the advice can take something of it
}

// reviewPage says what would be read, or what was.
func (s *Server) reviewPage(w http.ResponseWriter, r *http.Request, v *visit) {
	if s.o.Here == nil {
		s.nothingHere(w, r, v)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	s.show(w, r, v, "review", noStep, v.review.under, s.reviewData(v))
}

// review reads the settings, at the press of a button.
func (s *Server) review(w http.ResponseWriter, r *http.Request, v *visit) {
	if s.o.Here == nil {
		s.nothingHere(w, r, v)
		return
	}
	tested := r.PostFormValue("how") != "read"
	s.halt(v)
	v.change(func() { v.review.under, v.review.tested, v.review.problem = true, tested, nil })
	v.work(func(ctx context.Context) {
		in, err := s.reviewHere(ctx, tested)
		v.change(func() {
			v.review.under = false
			if ctx.Err() != nil {
				return // stopped: as if it had not been begun
			}
			if v.review.problem = problemOf(err); err != nil {
				in = nil
			}
			v.review.input = in
		})
	})
	after(w, r, "/review")
}

func (s *Server) reviewHere(ctx context.Context, tested bool) (*review.Input, error) {
	r, err := s.o.Runner()
	if err != nil {
		return nil, err
	}
	found, err := run.ReadAccounts(ctx, *s.o.Here)
	if err != nil {
		return nil, err
	}
	in, err := r.Review(ctx, run.Reviewing{Found: found, NoNetwork: !tested})
	return &in, err
}

// made is the review of a visit in words; nil for none. The caller holds the lock.
func (s *Server) made(v *visit) *review.Review {
	if v.review.input == nil {
		return nil
	}
	return review.Make(*v.review.input, s.wordsOf(v))
}

// useReview takes what was measured for the advice.
func (s *Server) useReview(w http.ResponseWriter, r *http.Request, v *visit) {
	s.halt(v)
	next := "/review"
	v.change(func() {
		made := s.made(v)
		if made == nil {
			return
		}
		next = "/answer"
		kept := v.review
		kept.needs = choose.Needs{}
		run.TakeReview(made, &kept.needs)
		v.reset()
		v.review = kept
		v.take()
		if report := run.MeasuredReport(made.Reports); report != nil {
			v.report, v.typed, v.user = report, report.Target.Input, report.Target.User
		} else if runner, err := s.o.Runner(); err == nil {
			v.report = runner.Today()
		}
		v.stage = probed
	})
	after(w, r, next)
}

// take makes what a review measured that of the answers: it weighs as measured,
// and not as the person's word. The caller holds the lock.
func (v *visit) take() {
	v.needs, v.devices = v.review.needs, nil
	for _, d := range v.review.needs.DeviceList {
		d.Kind = choose.Computer
		v.devices = append(v.devices, d)
	}
}

// withReview adds to needs what a review measured and the person did not say
// otherwise. The caller holds the lock.
func (v *visit) withReview(n choose.Needs) choose.Needs {
	m := v.review.needs
	if len(m.Reviewed) == 0 {
		return n
	}
	if sameDevices(n.DeviceList, m.DeviceList) { // as they were found: nobody has said so
		n.DeviceList, n.Devices = m.DeviceList, nil
		n.Asked = slices.DeleteFunc(n.Asked, inDevices)
		n.Reviewed = append(n.Reviewed, "device", "devices", "client")
	}
	for i, d := range n.DeviceList { // how a program collects today stays known
		for _, known := range m.DeviceList {
			if known.Client == d.Client && d.Kind == choose.Computer {
				n.DeviceList[i].Today, n.DeviceList[i].Days = known.Today, known.Days
			}
		}
	}
	if n.Offline == "" && m.Offline != "" {
		n.Offline, n.Reviewed = m.Offline, append(n.Reviewed, "offline")
	}
	return n
}

// sameDevices reports whether a form brings back the programs that were found.
func sameDevices(sent, found []choose.Device) bool {
	return slices.EqualFunc(sent, found, func(s, f choose.Device) bool { return s.Kind == choose.Computer && s.Client == f.Client })
}

// reviewData is what a page of a review shows. The caller holds the lock.
func (s *Server) reviewData(v *visit) reviewData {
	words := s.wordsOf(v)
	d := reviewData{Under: v.review.under, Tested: v.review.tested, Problem: viewOf(v.review.problem, words)}
	made := s.made(v)
	if made == nil {
		return d
	}
	d.Done, d.Sentence = true, tell.Clean(made.Sentence.Text)
	d.Accounts = accountViews(made, words)
	for i := range made.Findings {
		d.Findings = append(d.Findings, adviceOf(&made.Findings[i], words))
	}
	for _, m := range made.Mailboxes {
		d.Gone, d.Move = append(d.Gone, textsOf(m.Gone)...), append(d.Move, textsOf(m.Move)...)
	}
	for i := range made.Unknown {
		d.Unknown = append(d.Unknown, tell.ReviewUnknown(&made.Unknown[i], words))
	}
	for i := range made.Passed {
		d.Passed = append(d.Passed, tell.ReviewPassed(&made.Passed[i], words))
	}
	d.NotChecked = tell.ReviewNotChecked(made, words)
	for i := range made.Accounts {
		a := &made.Accounts[i]
		address := tell.Clean(cmp.Or(a.Address, a.User))
		if a.Reads() && strings.Contains(address, "@") && !slices.Contains(d.Addresses, address) {
			d.Addresses = append(d.Addresses, address)
		}
	}
	d.Measured = len(review.Measured(made).DeviceList) > 0
	return d
}

func accountViews(r *review.Review, words *locale.Printer) []accountView {
	var out []accountView
	for i := range r.Accounts {
		a := &r.Accounts[i]
		for k, server := range a.Servers() {
			view := accountView{
				Service: words.T("screen.service.name."+string(server.Service), nil), Host: tell.Clean(server.Host), Port: strconv.Itoa(server.Port),
				Security: words.T("screen.review-security."+string(server.Security), nil), User: tell.Clean(server.User), Bad: server.Security == accounts.None,
			}
			if k == 0 {
				view.Program = words.Format("client", a.Program)
			}
			out = append(out, view)
		}
	}
	return out
}

// adviceOf is a finding as the terminal shows it.
func adviceOf(f *review.Finding, words *locale.Printer) adviceView {
	view := adviceView{
		Status: words.T("status."+string(f.Status), nil), Outcome: string(f.Status), Title: tell.Clean(f.Title),
		Severity: words.T("severity."+string(f.Severity), nil), Risk: tell.Clean(f.Risk), Seen: textsOf(f.Seen),
	}
	for _, l := range f.Lines {
		view.Lines = append(view.Lines, tell.ReviewLine(l, words))
	}
	for i := range f.Changes {
		view.Changes = append(view.Changes, tell.ReviewChange(&f.Changes[i], words))
	}
	return view
}
