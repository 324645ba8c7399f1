package cli

import (
	"cmp"
	"context"
	"iter"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// What a sweep does by itself. One target uses six ports of an address at
// once, and no server has to bear more.
const (
	manyAtOnce = 64 // targets of a list
	perDomain  = 8
	perAddress = 6

	// collectAt is by how many per cent memory grows before it is collected.
	// What a sweep holds is little, so that at Go's 100 it would be looked
	// through for every few targets.
	collectAt = 400
)

// sweepFlags are the flags of the commands that take any number of targets.
type sweepFlags struct {
	targets, shard, resume, retry      string
	concurrency, perDomain, perAddress int
	ordered, brief, allFindings        bool
	maxAge                             time.Duration
}

func (a *app) sweepFlags(c *cobra.Command) {
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	f.StringVar(&a.sweep.targets, "targets", "", t("targets"))
	f.StringVar(&a.sweep.resume, "resume", "", t("resume"))
	f.StringVar(&a.sweep.retry, "retry-failed", "", t("retry-failed"))
	f.Lookup("retry-failed").NoOptDefVal = anyKind
	f.DurationVar(&a.sweep.maxAge, "max-age", 0, t("max-age"))
	f.BoolVar(&a.sweep.brief, "brief", false, t("brief"))
	f.BoolVar(&a.sweep.allFindings, "all-findings", false, t("all-findings"))
	f.BoolVar(&a.sweep.ordered, "ordered", false, t("ordered"))
	f.StringVar(&a.sweep.shard, "shard", "", t("shard"))
	f.IntVar(&a.sweep.concurrency, "concurrency", manyAtOnce, t("concurrency"))
	f.IntVar(&a.sweep.perDomain, "per-domain", perDomain, t("per-domain"))
	f.IntVar(&a.sweep.perAddress, "per-address", perAddress, t("per-address"))
}

// anyKind is the word for every kind of failure.
const anyKind = "any"

// kinds returns the kinds of failure that --retry-failed names; none for all.
func (f *sweepFlags) kinds() ([]result.Kind, error) {
	if f.retry == "" || f.retry == anyKind {
		return nil, nil
	}
	var known []string
	for _, k := range result.Kinds() {
		known = append(known, string(k.Kind))
	}
	var out []result.Kind
	for word := range strings.SplitSeq(f.retry, ",") {
		if !slices.Contains(known, word) {
			return nil, usage("retry-kind", locale.Args{"value": word, "near": nearest.Word(word, known)}, "explain failures")
		}
		out = append(out, result.Kind(word))
	}
	return out, nil
}

// ofResume returns the first flag that says nothing without --resume; "" for
// none.
func (f *sweepFlags) ofResume() string {
	switch {
	case f.retry != "":
		return "--retry-failed"
	case f.maxAge > 0:
		return "--max-age"
	}
	return ""
}

// check refuses flag values before anything is connected to.
func (f *sweepFlags) check() error {
	for _, row := range []struct {
		flag  string
		value int
	}{{"--concurrency", f.concurrency}, {"--per-domain", f.perDomain}, {"--per-address", f.perAddress}} {
		if row.value < 1 {
			return usage("flag-count", locale.Args{"flag": row.flag, "value": row.value})
		}
	}
	return nil
}

// briefly makes the short form the form of the result, where it is asked for.
func (a *app) briefly() error {
	if !a.sweep.brief {
		return nil
	}
	if other := a.flags.otherForm("text", "jsonl"); other != "" {
		return usage("brief-output", locale.Args{"value": other})
	}
	a.flags.output = "jsonl"
	return nil
}

// crew works on the targets of one run, and tells of them.
type crew struct {
	*run.Crew
	typed int // how many were typed, where each is told
	watch watch
}

// crew is who works on targets as the flags say.
func (a *app) crew(r *run.Runner, document func(run.Piece, *result.Report) *advise.Document, list bool) *run.Crew {
	return &run.Crew{
		Runner: r, Words: a.words, Document: document, List: list, Many: list, Ordered: a.sweep.ordered,
		Resting: a.sayResting, Concurrency: a.sweep.concurrency, PerDomain: a.sweep.perDomain, PerAddress: a.sweep.perAddress,
	}
}

// tell works on every piece, and tells what becomes of each as it comes.
func (a *app) tell(ctx context.Context, pieces iter.Seq[run.Piece], w *crew, out *output) error {
	if w.List && a.Env("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	}
	if open, files := probe.MostOpen(); files > 0 && w.Many && w.Concurrency > open {
		a.say("few-files", locale.Args{"files": files, "open": open})
	}
	told, cut := 0, 0
	for e := range w.Each(ctx, pieces) {
		if a.OutTerminal || e.Wrong != nil || !w.List {
			w.watch.aside()
		}
		switch {
		case e.Err != nil:
			return e.Err
		case e.Cut && a.sweep.resume != "": // it is done again
			continue
		case e.Cut && a.flags.output == "text" && len(e.Doc.Probes) == 0: // there is nothing to show
			if err := out.record(e.Doc); err != nil {
				return err
			}
			continue
		case e.Wrong != nil:
			a.complainOfLine(e.Piece.Line, e.Wrong)
			a.status = max(a.status, statusFor(e.Wrong))
			switch {
			case e.Wrong.Class != run.ClassUsage:
			case e.Piece.Number == 0: // it is no target, and nothing more is to be said of it
				continue
			case a.flags.output == "text":
				if err := out.record(e.Doc); err != nil {
					return err
				}
				continue
			}
		}
		if err := out.add(e.Doc); err != nil {
			return err
		}
		if e.Cut {
			cut++
		} else {
			told++
		}
		w.watch.ended()
	}
	w.watch.aside()
	if ctx.Err() == nil {
		return out.end()
	}
	return cmp.Or(a.cutShort(w, out, told, cut), out.end())
}

// cutShort says that a run was interrupted, in the result and beside it.
func (a *app) cutShort(w *crew, out *output, told, cut int) error {
	var p *problem
	switch {
	case w.List || a.sweep.resume != "":
		how := a.flags.output
		if a.sweep.resume != "" {
			how = "resume"
		}
		p = unable("sweep-interrupted", locale.Args{"n": told, "how": how})
	case w.typed > told+cut:
		p = unable("not-tested", locale.Args{"n": w.typed - told - cut})
	case cut > 0: // each said so
		a.status = StatusUnable
		return out.interrupt("")
	default: // it came too late
		return nil
	}
	a.complain(p)
	a.status = StatusUnable
	if a.sweep.resume != "" {
		return nil // the file is whole, and its end is to come
	}
	return out.interrupt(a.words.T("error."+p.ID+".what", p.Args))
}

// sayResting says that servers asked to be left alone for a while.
func (a *app) sayResting(rests []run.Resting) {
	targets, until := 0, rests[0].Until
	var servers []string
	for _, r := range rests {
		targets += r.Targets
		if r.Until.After(until) {
			until = r.Until
		}
		if len(servers) < namedServers {
			servers = append(servers, r.Group)
		}
	}
	a.say("resting", locale.Args{
		"targets": targets, "server_list": servers, "more": len(rests) - len(servers), "several": len(rests) > 1, "clock": until.Local().Format(time.TimeOnly),
	})
}

// namedServers are the servers that are named where many rest at once.
const namedServers = 3

// complainOfLine says what is wrong with a line of a list, in one paragraph;
// with a target that was typed, in full.
func (a *app) complainOfLine(l run.Line, p *problem) {
	if l.Number == 0 {
		a.complain(p)
		return
	}
	a.complain(&problem{ID: "list-line", Args: locale.Args{"line": l.Number, "wrong": a.words.T("error."+p.ID+".what", p.Args)}})
}
