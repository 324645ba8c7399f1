package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
)

// CheckRun is what a run of several targets has of its own.
type CheckRun struct {
	ElapsedMS float64 // of the whole run, milliseconds
	Status    int     // the exit status that it ends with
}

// mostUnchecked bounds the requirements that could not be checked and are
// told without [TextOptions.Verbose].
const mostUnchecked = 5

// The most that a screen of many targets shows: above heldDocuments, what is
// broken is written as it comes, and the verdict last.
const (
	heldDocuments = 100
	troubleRows   = 40
)

// checkText writes documents that were held to a policy as one screen: the
// verdict, a table of the targets, and what is broken, with its cause. Where
// they are too many to be held, what is broken comes first, as it comes, then
// the verdict with a table of those in trouble.
type checkText struct {
	w       io.Writer
	words   *locale.Printer
	opt     TextOptions
	run     func() CheckRun
	tally   policy.Tally
	held    []*advise.Document
	rows    []checkRow // in trouble, the first ones
	trouble int        // targets of which something is broken
	streams bool
	some    bool // something was written
}

// NewCheck returns the encoder of the screen of check. At the end it asks run
// for what only then is known.
func NewCheck(w io.Writer, p *locale.Printer, o TextOptions, run func() CheckRun) tell.Encoder {
	return &checkText{w: w, words: p, opt: o, run: run}
}

func (*checkText) Begin() error { return nil }

// Interrupt says nothing: beside a format for people, the caller does.
func (*checkText) Interrupt(string) error { return nil }

func (e *checkText) Write(d *advise.Document) error {
	if d.Policy == nil {
		return fmt.Errorf("the document of %s was held to no policy", d.Target.Input)
	}
	e.tally.Add(d.Policy)
	if e.streams {
		return e.stream(d)
	}
	e.held = append(e.held, d)
	if len(e.held) <= heldDocuments {
		return nil
	}
	for _, d := range e.held {
		if err := e.stream(d); err != nil {
			return err
		}
	}
	e.streams, e.held = true, nil
	return nil
}

// stream writes what does not hold of one target.
func (e *checkText) stream(d *advise.Document) error {
	one := []*advise.Document{d}
	s := newScreen(e.words, e.opt)
	s.broken(one)
	s.exceptions(one)
	if e.opt.Verbose { // else the sum counts them
		s.unchecked(one)
		s.held(one)
	}
	if d.Policy.Count(policy.Fail) > 0 {
		e.trouble++
		if len(e.rows) < troubleRows {
			e.rows = append(e.rows, rowOf(d))
		}
	}
	return e.put(s)
}

// put writes a part of the screen, an empty line before it.
func (e *checkText) put(s *screen) error {
	if s.out.Len() == 0 {
		return nil
	}
	if e.some {
		if _, err := io.WriteString(e.w, "\n"); err != nil {
			return err
		}
	}
	e.some = true
	return s.writeTo(e.w)
}

func (e *checkText) End() error {
	s := newScreen(e.words, e.opt)
	verdict := e.tally.Verdict()
	e.words.Fill(&verdict)
	look := bold | green
	if e.tally.Count(policy.Fail) > 0 {
		look = bold | red
	} else if e.tally.Count(policy.Pass) == 0 {
		look = bold
	}
	s.put(nil, 0, s.of(verdict.Text, look))
	if !e.streams {
		for _, d := range e.held {
			e.rows = append(e.rows, rowOf(d))
		}
	}
	if len(e.rows) > 0 {
		s.section()
		s.checkTable(e.rows)
	}
	if left := e.trouble - len(e.rows); left > 0 {
		s.put([]span{indent(2)}, 2, s.of(s.t("check.more-broken", locale.Args{"n": left}), dim))
	}
	s.broken(e.held)
	s.exceptions(e.held)
	s.unchecked(e.held)
	if e.opt.Verbose {
		s.held(e.held)
	}
	s.section()
	run := e.run()
	sum, status := s.of(s.checkSum(&e.tally, run.ElapsedMS), plain), s.of(s.t("check.status", locale.Args{"status": run.Status}), plain)
	s.lastLine(sum, status)
	return e.put(s)
}

// lastLine is a sum with the exit status behind it.
func (s *screen) lastLine(sum, status span) {
	if s.measure(sum, status) < s.width {
		s.line(sum, indent(1), status)
		return
	}
	s.put(nil, 0, sum)
	s.line(status)
}

// checkRow is one row of the table of targets.
type checkRow struct {
	target    string
	counts    [4]int // holds, broken, excepted, not checked
	elapsedMS float64
}

func checkStatuses() [4]policy.Status {
	return [4]policy.Status{policy.Pass, policy.Fail, policy.Excepted, policy.Unknown}
}

func rowOf(d *advise.Document) checkRow {
	row := checkRow{target: d.Policy.Target, elapsedMS: d.ElapsedMS}
	for i, status := range checkStatuses() {
		row.counts[i] = d.Policy.Count(status)
	}
	return row
}

// checkTable is one row a target.
func (s *screen) checkTable(rows []checkRow) {
	t := table{}
	for i, id := range []string{"host", "holds", "broken", "excepted", "unknown", "time"} {
		head := s.of(s.t("check."+id, nil), plain)
		if i == 0 {
			head.text = "  " + head.text
		}
		t.columns = append(t.columns, column{head: head, right: i > 0, spill: i == 0, drop: id == "time"})
	}
	for _, r := range rows {
		row := []cell{s.word("  "+r.target, plain)}
		for i, status := range checkStatuses() {
			n, look := r.counts[i], plain
			switch {
			case n > 0 && status == policy.Fail:
				look = red
			case n > 0 && status == policy.Excepted:
				look = yellow
			}
			row = append(row, s.figure(s.Words.Number(float64(n)), look))
		}
		t.rows = append(t.rows, append(row, s.figure(s.Words.Seconds(r.elapsedMS), plain)))
	}
	s.putTable(t)
}

// sameAssertions are assertions that say the same of several places of a host:
// they are told once.
type sameAssertions struct {
	*policy.Assertion // the first
	doc               *advise.Document
	places            []diagnose.Where
}

// grouped returns the assertions of a status.
func grouped(docs []*advise.Document, status policy.Status) []sameAssertions {
	type key struct{ host, address, id, of, expected, found, reason, finding string }
	var out []sameAssertions
	for _, d := range docs {
		at := map[key]int{}
		for i := range d.Policy.Assertions {
			a := &d.Policy.Assertions[i]
			if a.Status != status {
				continue
			}
			k := key{a.Where.Host, a.Where.Address, a.ID, a.Of, a.Expected.Text, a.Found.Text, a.Reason.Text, a.Finding}
			j, ok := at[k]
			if !ok {
				j = len(out)
				at[k] = j
				out = append(out, sameAssertions{Assertion: a, doc: d})
			}
			out[j].places = append(out[j].places, a.Where)
		}
	}
	return out
}

// broken writes what does not hold: where, what was wanted and found, why,
// and what to do. A cause is told once.
func (s *screen) broken(docs []*advise.Document) {
	told := map[*diagnose.Finding]bool{}
	for _, g := range grouped(docs, policy.Fail) {
		s.section()
		s.assertionTitle(g, s.Words.T("status.fail", nil), red)
		parts := [][2]string{{"check.wanted", g.Expected.Text}, {"check.found", g.Found.Text}, {"check.why", g.Reason.Text}}
		f := g.Why(g.doc.Findings)
		switch {
		case f == nil:
			parts = append(parts, [2]string{"check.fix", g.Fix(nil, s.Words)})
		case told[f]:
			parts = append(parts, [2]string{"finding.cause", s.t("check.as-above", nil)})
		default:
			told[f] = true
			parts = append(parts, [2]string{"finding.cause", s.Causes(f)}, [2]string{"check.fix", g.Fix(f, s.Words)})
		}
		s.assertionParts(parts, tell.CheckAgain(g.doc, g.Assertion))
	}
}

// exceptions writes what does not hold and is allowed.
func (s *screen) exceptions(docs []*advise.Document) {
	for _, g := range grouped(docs, policy.Excepted) {
		s.section()
		s.assertionTitle(g, s.t("check.excepted-one", nil), yellow)
		why := [2]string{"check.why", g.Reason.Text}
		if g.Reason.ID == "policy.reason.excepted" {
			why = [2]string{"check.until", s.t("check.until-text", g.Reason.Args)}
		}
		s.assertionParts([][2]string{{"check.wanted", g.Expected.Text}, {"check.found", g.Found.Text}, why}, "")
	}
}

// unchecked writes what is not known, and why.
func (s *screen) unchecked(docs []*advise.Document) {
	groups := grouped(docs, policy.Unknown)
	shown := groups
	if len(groups) > mostUnchecked && !s.verbose {
		shown = groups[:mostUnchecked]
	}
	if len(shown) > 0 {
		s.heading("check.unchecked", nil)
	}
	for _, g := range shown {
		s.assertionLine(g, g.Reason.Text)
	}
	if left := len(groups) - len(shown); left > 0 {
		s.put([]span{indent(2)}, 2, s.of(s.t("check.more-unknown", locale.Args{"n": left}), dim))
	}
}

// held writes what holds, with what was found.
func (s *screen) held(docs []*advise.Document) {
	groups := grouped(docs, policy.Pass)
	if len(groups) > 0 {
		s.heading("check.held-list", nil)
	}
	for _, g := range groups {
		s.assertionLine(g, g.Found.Text)
	}
}

// assertionLine is an assertion in a line or two.
func (s *screen) assertionLine(g sameAssertions, text string) {
	line := s.of(s.t("check.labelled", locale.Args{"name": requirementName(g.Assertion), "text": text}), plain)
	s.put([]span{indent(2)}, 4, append(s.placeOf(g), line)...)
}

// assertionTitle names an assertion and its place in the policy.
func (s *screen) assertionTitle(g sameAssertions, word string, l look) {
	status := s.of(word, l)
	at := s.t("check.line", locale.Args{"file": g.File, "line": strconv.Itoa(g.Line)})
	place, name := s.placeOf(g), s.of(requirementName(g.Assertion), plain)
	first := []span{status, indent(between)}
	hang := s.measure(first...)
	if hang+s.measure(append(place, name)...) > s.width {
		s.putFlush(first, hang, between, at, append(place, name)...)
		return
	}
	s.putFlush(append(first, place...), hang, between, at, name)
}

func requirementName(a *policy.Assertion) string {
	if a.Of == "" {
		return a.ID
	}
	return a.ID + " " + a.Of
}

// placeOf returns the place of an assertion, with space behind it: the host and
// the ports of each service.
func (s *screen) placeOf(g sameAssertions) []span {
	host := g.Where.Host
	if host == "" {
		host = g.Target
	}
	if g.Where.Address != "" {
		host += " (" + g.Where.Address + ")"
	}
	out := []span{s.of(host, plain), indent(between)}
	var services []string
	ports := map[string][]string{}
	for _, w := range g.places {
		service := string(w.Service)
		if !slices.Contains(services, service) {
			services = append(services, service)
		}
		if w.Port != 0 {
			ports[service] = append(ports[service], strconv.Itoa(w.Port))
		}
	}
	for _, service := range services {
		if service == "" {
			continue
		}
		text := service
		if len(ports[service]) > 0 {
			text += ":" + strings.Join(ports[service], ",")
		}
		out = append(out, s.of(text, plain), indent(between))
	}
	return out
}

// assertionParts writes labels and texts below an assertion, and the command
// that checks again.
func (s *screen) assertionParts(parts [][2]string, again string) {
	const in = 6
	hang := in + labelWidth - 2
	if s.width < narrowWidth {
		hang = in + 2
	}
	label := func(id string) []span {
		name := s.of(s.t(id, nil), bold)
		if s.width < narrowWidth {
			s.line(indent(in), name)
			return []span{indent(hang)}
		}
		return []span{indent(in), name, indent(max(hang-in-s.measure(name), 1))}
	}
	for _, p := range parts {
		if p[1] != "" {
			s.put(label(p[0]), hang, s.of(p[1], plain))
		}
	}
	if again == "" {
		return
	}
	for i, l := range s.fold(hang, again) {
		if i == 0 {
			s.line(append(label("finding.recheck"), s.of(l, cyan))...)
			continue
		}
		s.line(indent(hang+4), s.of(l, cyan))
	}
}

func (s *screen) checkSum(n *policy.Tally, elapsedMS float64) string {
	held, broken, excepted, unknown := n.Count(policy.Pass), n.Count(policy.Fail), n.Count(policy.Excepted), n.Count(policy.Unknown)
	return s.t("check.sum", locale.Args{
		"total": held + broken + excepted + unknown, "hosts": n.Results, "elapsed_ms": elapsedMS,
		"held": held, "broken": broken, "excepted": excepted, "unknown": unknown,
		"some_excepted": excepted > 0, "some_unknown": unknown > 0,
	})
}
