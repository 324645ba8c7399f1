package cli

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
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
	if j.discovery == nil && len(j.endpoints) > 0 {
		report.Provider = discover.KnownHost(j.endpoints[0].Host)
	}
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

// documents makes a document of each report.
func (a *app) documents(reports []*result.Report, needs *choose.Needs, level advise.Level) []*advise.Document {
	docs := make([]*advise.Document, len(reports))
	for i, r := range reports {
		docs[i] = advise.Make(r, needs, a.words, level)
	}
	return docs
}
