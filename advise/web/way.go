package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
	"mailadvisor/probe/signin"
)

// The way of a visit: what is begun by a form, and goes on while the page shows
// how far it is.

// search reads what was typed and looks for its servers. Of a host nothing is
// looked for: it is what it is.
func (s *Server) search(v *visit, input, user string) {
	s.halt(v) // what it found would else be told of this one
	v.change(func() {
		needs, kept := v.needs, v.review
		v.reset()
		v.needs = needs
		if v.review = kept; len(kept.needs.Reviewed) > 0 {
			v.take()
		}
		v.typed, v.user, v.stage, v.began = input, user, searching, s.o.Now()
	})
	v.work(func(ctx context.Context) {
		r, err := s.runner(v)
		var j run.Job
		if err == nil {
			v.change(func() { v.limit = r.Search.Limit() })
			j, err = s.find(ctx, r, input)
		}
		v.change(func() {
			v.job, v.stage, v.searched = j, found, s.o.Now().Sub(v.began)
			if v.user = cmp.Or(v.user, j.Target.User, j.Target.Address); ctx.Err() != nil {
				v.stopped, v.stage = true, atStart
			}
			v.problem = problemOf(err)
		})
	})
}

// find reads a target and finds its servers.
func (s *Server) find(ctx context.Context, r *run.Runner, input string) (run.Job, error) {
	j, err := r.Read(input)
	if err != nil {
		return j, err
	}
	if no := s.o.Config.refuses(j.Target); no != nil {
		return j, no
	}
	if len(j.Endpoints) == 0 {
		err = r.Find(ctx, &j)
	}
	if s.o.Scenario != "" {
		j.Target.Demo = s.o.Scenario
	}
	if err == nil {
		j.Endpoints, err = s.o.Config.narrow(j)
	}
	return j, err
}

// runner returns one for a visit: it watches, and asks nobody.
func (s *Server) runner(v *visit) (*run.Runner, error) {
	r, err := s.o.Runner()
	if err != nil {
		return nil, err
	}
	r.Watch = run.Watch{
		Found: func(source result.Source, all []result.Candidate) {
			v.change(func() { v.sources = append(v.sources, sourceRow{source.Name, source, slices.Clone(all)}) })
		},
		Event: func(e probe.Event) { v.event(e, s.o.Now()) },
	}
	s.o.Config.bind(r)
	return r, nil
}

// questionsOfLogin returns the hosts that a person has to confirm before a
// password goes there, and what has to be known before a login. Nobody is
// connected to.
func (s *Server) questionsOfLogin(v *visit, r *run.Runner) (confirm, say []locale.Text) {
	j := v.job
	ask := *r
	ask.Login = run.Login{User: v.user, Secret: run.Secret{Asks: true, Read: func(context.Context, run.For) (string, error) { return "", nil }}}
	ask.Person = run.Person{
		Confirm: func(_ context.Context, about locale.Text) (bool, error) {
			confirm = append(confirm, about)
			return true, nil
		},
		Say: func(t locale.Text) { say = append(say, t) },
	}
	if v.user == j.Target.User || v.user == j.Target.Address {
		ask.Login.User = "" // a search may name another for some hosts
	}
	_ = ask.GiveLogin(context.Background(), &j) // it says so again when there is a password
	return confirm, say
}

// test probes what was found, with a login or without one.
func (s *Server) test(v *visit, with login) {
	s.halt(v) // its end would else be told of this one
	v.change(func() {
		v.stage, v.began, v.stopped, v.problem, v.report = probing, s.o.Now(), false, nil, nil
		v.login, v.signing, v.user, v.said, v.watched = !with.none(), with.signIn != nil, cmp.Or(with.user, v.user), nil, nil
		v.given = v.markOf(with.user, with.what())
		for _, e := range v.job.Endpoints {
			v.watched = append(v.watched, &endpointRow{Endpoint: e})
		}
	})
	v.work(func(ctx context.Context) {
		report, err := s.probe(ctx, v, with)
		v.change(func() {
			v.stage, v.report, v.problem = probed, report, problemOf(err)
			v.signing, v.consent = false, nil
			if v.stopped = ctx.Err() != nil; v.stopped && report == nil {
				v.problem = nil // whatever it was doing
			}
			if report == nil {
				v.stage = found
			}
			if with.password != "" && refusedPassword(report) {
				v.refused = append(v.refused, v.markOf(v.user, with.password))
			}
		})
	})
}

// refusedPassword reports whether a server has judged a password, and refused it.
func refusedPassword(r *result.Report) bool {
	return r != nil && slices.ContainsFunc(r.Probes, func(p result.Probe) bool {
		l := p.Login
		return l.MaySent() && l.Status == result.LoginFailed && l.Failure != nil &&
			slices.Contains([]result.Kind{result.AuthRejected, result.AuthExpired, result.AppPasswordRequired}, l.Failure.Kind)
	})
}

// probe gives the job its login, waits for its turn, and probes. Who is still to
// agree to a sign-in keeps nobody from a test.
func (s *Server) probe(ctx context.Context, v *visit, with login) (*result.Report, error) {
	r, err := s.runner(v)
	if err != nil {
		return nil, err
	}
	var j run.Job
	v.change(func() { j, v.limit = v.job, r.Options.Limit() })
	switch {
	case with.count && !with.none():
		r.Options.Usage = probe.UsageAlways
	case !with.none():
		r.Options.Usage = probe.UsageNearEnd
	}
	j.Options = r.Options
	j.Options.Observe = r.Watch.Event
	if !with.none() {
		r.Login = run.Login{Secret: with.secret()}
		if with.user != j.Target.User && with.user != j.Target.Address {
			r.Login.User = with.user
		}
		r.Person = run.Person{
			Confirm: func(context.Context, locale.Text) (bool, error) { return with.trust, nil },
			Say:     func(t locale.Text) { v.change(func() { v.said = append(v.said, t) }) },
		}
		if err := s.giveLogin(ctx, r, &j, with.signIn); err != nil {
			return nil, err
		}
	} else if with.user != "" {
		j.Target.User = with.user
	}
	v.change(func() { v.signing, v.consent = false, nil })
	if !s.turn(ctx, v, r.Options.Limit()) {
		return nil, nil
	}
	defer func() { <-s.slots }()
	report, err := r.Probe(ctx, j)
	if err == nil {
		r.MarkUntested(report)
	}
	return report, err
}

// askingLimit is how long it may take to learn who signs a person in: servers,
// issuers and registrations are asked one after another.
const askingLimit = time.Minute

// giveLogin gives a job its login. Of a sign-in, what comes before the person is
// asked ends by itself.
func (s *Server) giveLogin(ctx context.Context, r *run.Runner, j *run.Job, in *run.SignIn) error {
	if in == nil {
		return r.GiveLogin(ctx, j)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := run.Unable("web-asking", locale.Args{"seconds": int(s.o.AskingLimit.Seconds())})
	timer := time.AfterFunc(s.o.AskingLimit, func() { cancel(late) })
	defer timer.Stop()
	show := in.Show
	in.Show = func(ctx context.Context, f *signin.Flow) error {
		timer.Stop()
		return show(ctx, f)
	}
	err := r.GiveLogin(ctx, j)
	if err != nil && errors.Is(context.Cause(ctx), late) {
		return late
	}
	return err
}

// turn waits for a place among the tests that run at once, each of which takes
// no longer than a limit, and reports whether there is one: a wait that is
// stopped has none.
func (s *Server) turn(ctx context.Context, v *visit, limit time.Duration) bool {
	select {
	case s.slots <- struct{}{}:
		return true
	default:
	}
	rounds := (int(s.queue.Add(1))-1)/cap(s.slots) + 1 // of tests that come before
	defer s.queue.Add(-1)
	v.change(func() { v.queued = rounds * int(limit.Seconds()) })
	defer v.change(func() { v.queued = 0 })
	select {
	case s.slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// table goes on with what the built-in table knows of what was typed: nobody is
// asked, and nothing is tested.
func (s *Server) table(w http.ResponseWriter, r *http.Request, v *visit) {
	s.halt(v)
	v.mu.Lock()
	typed := v.typed
	v.mu.Unlock()
	report, err := s.known(r.Context(), typed)
	if err != nil {
		v.change(func() { v.mistake = problemOf(err) })
		after(w, r, "/found")
		return
	}
	v.change(func() { v.report, v.stage, v.problem, v.stopped, v.login = report, probed, nil, false, false })
	after(w, r, "/answer")
}

func (s *Server) known(ctx context.Context, typed string) (*result.Report, error) {
	r, err := s.o.Runner()
	if err != nil {
		return nil, err
	}
	report, err := r.FromTable(ctx, typed)
	if err != nil {
		return nil, err
	}
	if no := s.o.Config.refuses(report.Target); no != nil {
		return nil, no
	}
	return report, nil
}

// today begins the questions without a host.
func (s *Server) today(v *visit) {
	r, err := s.o.Runner()
	v.change(func() {
		v.reset()
		if v.problem = problemOf(err); err == nil {
			v.report, v.stage = r.Today(), probed
		}
	})
}

// document returns what the report and the answers mean. The caller holds the
// lock.
func (s *Server) document(v *visit) *advise.Document {
	if v.report == nil {
		return nil
	}
	needs := v.needs
	d := advise.Make(v.report, &needs, s.wordsOf(v), advise.Advise)
	if d.Settings != nil && d.Settings.Address == "" {
		d.Settings.Address = v.report.Target.Address
	}
	return d
}

// adviceIn returns the advice in a word, to tell whether an answer changed it.
func adviceIn(d *advise.Document) string {
	if d == nil || d.Advice == nil {
		return ""
	}
	return d.Advice.Summary
}

// problemOf returns an error as a problem for a person.
func problemOf(err error) *run.Problem {
	var p *run.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	}
	return run.Unable("internal", locale.Args{"detail": err.Error()})
}
