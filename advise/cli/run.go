package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// atOnce bounds the targets that are probed side by side.
const atOnce = 8

// probeAll probes every job and returns the reports in the order of the jobs.
func (a *app) probeAll(ctx context.Context, jobs []job) ([]*result.Report, error) {
	reports := make([]*result.Report, len(jobs))
	progress := a.progress(jobs)
	defer progress.Done()
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range jobs {
		jobs[i].options.Observe = progress.Observe
		group.Go(func() error {
			var err error
			reports[i], err = probeOne(ctx, jobs[i])
			return err
		})
	}
	return reports, group.Wait()
}

// probeOne probes one job, whose endpoints may still have to be found.
func probeOne(ctx context.Context, j job) (*result.Report, error) {
	if j.search != nil {
		return j.search.probe(ctx, j)
	}
	report, err := probe.Run(ctx, j.target, slices.Values(j.endpoints), j.options)
	return signed(report, err, j)
}

// signed completes the report of a job, or says why there is none.
func signed(report *result.Report, err error, j job) (*result.Report, error) {
	var ours *problem
	switch {
	case errors.As(err, &ours):
		return nil, err
	case err != nil:
		return nil, unable("probe", locale.Args{"target": j.target.Input, "detail": err.Error()})
	}
	report.Target = j.target
	report.Tool.Version = version()
	report.Discovery = j.discovery
	return report, nil
}

// conclude writes the documents and decides the exit status.
func (a *app) conclude(docs []*advise.Document, view string) error {
	out, err := a.output(view, a.statusOf, false)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := out.add(d); err != nil {
			return err
		}
	}
	return out.end()
}

// statusOf is the exit status of one document.
func (a *app) statusOf(d *advise.Document) int { return exitStatus(advise.VerdictOf(d)) }

// exitStatus is the exit status of a verdict.
func exitStatus(v advise.Verdict) int {
	return map[advise.Verdict]int{advise.VerdictFail: StatusFailed, advise.VerdictUnable: StatusUnable}[v]
}

// interrupted says why a run has no end: a signal, or its own time limit.
func (a *app) interrupted(d *advise.Document) *problem {
	args := locale.Args{"target": d.Target.Input, "limit": a.flags.timeout.String()}
	for _, p := range d.Probes {
		if p.Failure != nil && p.Failure.Kind == result.Canceled {
			return unable("interrupted", args)
		}
	}
	return unable("run-limit", args)
}

// wholeFailure is the one reason why nothing at all could be seen of a
// target, where there is one: an error then says more than a table of dashes.
func wholeFailure(r *result.Report) *problem {
	if len(r.Probes) == 0 {
		return nil
	}
	var kind result.Kind
	for _, p := range r.Probes {
		if p.Failure == nil || kind != "" && p.Failure.Kind != kind {
			return nil
		}
		kind = p.Failure.Kind
	}
	first := r.Probes[0]
	args := locale.Args{"host": first.Host, "detail": first.Failure.Detail}
	switch kind {
	case result.NameUnknown:
		return failed("name-unknown", args)
	case result.NameLookupFailed:
		return unable("name-lookup-failed", args)
	}
	return nil
}

// loginProblem says what a person who gave a password waits to hear first.
func (a *app) loginProblem(r *result.Report) *problem {
	for _, p := range r.Probes {
		if p.Login == nil {
			continue
		}
		args := locale.Args{"host": p.Host, "port": p.Port, "service_name": a.words.T("screen.service.inline."+string(p.Service), nil)}
		if f := p.Login.Failure; p.Login.Status == result.LoginFailed && f != nil && f.Kind == result.AuthRejected {
			args["answer"] = answer(p.Service, f)
			args["others"] = len(r.Probes) > 1
			return failed("login-rejected", args)
		}
		if path := p.SessionPath(); p.Login.Reason == result.Unverified && path != nil && path.TLS != nil && len(r.Probes) == 1 {
			kind := path.TLS.Problems[0].Kind
			args["kind"] = string(kind)
			args["issuer"] = path.TLS.Chain[len(path.TLS.Chain)-1].Issuer
			return failed("password-withheld", args)
		}
	}
	return nil
}

// answer is a refusal as the server put it.
func answer(service result.Service, f *result.Failure) string {
	words := []string{f.Code, f.Detail}
	switch {
	case service == result.Submission:
	case f.Code != "":
		words[0] = "[" + f.Code + "]"
		fallthrough
	default:
		words = append([]string{map[result.Service]string{result.IMAP: "NO", result.POP3: "-ERR"}[service]}, words...)
	}
	return strings.TrimSuffix(strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "), ".")
}

// writeProblem says why a result could not be written. A reader that went
// away early, as head does, is no problem.
func writeProblem(err error) error {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return unable("write", locale.Args{"detail": err.Error()})
}

// documents makes a document of each report.
func (a *app) documents(reports []*result.Report, needs *choose.Needs, level advise.Level) []*advise.Document {
	docs := make([]*advise.Document, len(reports))
	for i, r := range reports {
		docs[i] = advise.Make(r, needs, a.words, level)
	}
	return docs
}
