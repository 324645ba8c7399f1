package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/render"
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
	stopped bool // before it ended
	tested  bool // servers are asked too
	input   *review.Input
	problem *run.Problem
	needs   choose.Needs // that were measured, and taken for the advice
}

type reviewData struct {
	Under, Tested bool
	Stopped       bool
	Limit         int // seconds that it may take
	Problem       *problemView
	Done          bool
	Sentence      string
	Parts         []render.Part
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
	v.change(func() { v.review.under, v.review.stopped, v.review.tested, v.review.problem = true, false, tested, nil })
	v.work(func(ctx context.Context) {
		in, err := s.reviewHere(ctx, tested)
		v.change(func() {
			v.review.under = false
			if ctx.Err() != nil {
				v.review.stopped = true // as if it had not been begun
				return
			}
			if v.review.problem = problemOf(err); err != nil {
				in = nil
			}
			v.review.input = in
		})
	})
	after(w, r, "/review")
}

// reviewLimit returns how long it may take to read the settings, and to test
// what they name.
func reviewLimit(tested bool) time.Duration {
	if tested {
		return 5 * time.Minute
	}
	return time.Minute
}

func (s *Server) reviewHere(ctx context.Context, tested bool) (*review.Input, error) {
	ctx, cancel := context.WithTimeout(ctx, reviewLimit(tested))
	defer cancel()
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

// made returns the review of a visit in words; nil for none. The caller holds
// the lock.
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

// reviewData returns what a page of a review shows. The caller holds the lock.
func (s *Server) reviewData(v *visit) reviewData {
	words := s.wordsOf(v)
	d := reviewData{Stopped: v.review.stopped, Limit: int(reviewLimit(v.review.tested).Seconds()), Under: v.review.under, Tested: v.review.tested, Problem: viewOf(v.review.problem, words)}
	made := s.made(v)
	if made == nil {
		return d
	}
	d.Done, d.Sentence = true, tell.Clean(made.Sentence.Text)
	var err error
	if d.Parts, err = render.ReviewParts(made, words); err != nil {
		s.o.Log.Error(err.Error())
	}
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
