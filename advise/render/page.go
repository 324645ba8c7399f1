package render

import (
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/tell"
)

// page is a document as a page of text that can be leafed through: what
// Markdown and HTML both write. Its texts are inert (see [tell.Clean]); each format
// escapes them as it must.
type page struct {
	Title    string
	Lead     string         // what to do, where an advice says so
	Verdict  advise.Verdict // "" where nothing was tested
	State    string         // the verdict in a word
	Sentence string
	About    []pair
	Parts    []part
}

// part is a section of a page.
type part struct {
	ID      string // what it tells, one of the Part… constants; not shown
	Group   string // a heading above this part and those that follow it; "" goes on
	Heading string
	Finding *entry // its head, where it tells of one finding or requirement
	Blocks  []block
}

// entry is the head of what is told of one finding or requirement.
type entry struct {
	Number   int
	Outcome  tell.Outcome
	Status   string // the outcome in a word
	ID       string
	Severity string // in a word
	Place    string
}

// block is one of: a paragraph, a table, a list, steps in their order, labels
// with values, a command, lines as they came over the wire, lines to look into.
type block struct {
	Text     []span
	Table    *grid
	List     []item
	Steps    []string
	Pairs    []pair
	Command  string
	Verbatim []string
	Folded   []string
	Label    string // stands before Command, Verbatim and Folded
}

// grid is a table with a head.
type grid struct {
	Head  []cell
	Rows  [][]cell
	Marks []bool // which rows stand out
}

// item is one point of a list: a sign or a word, text, and what it rests on.
type item struct {
	Sign string
	Text string
	Note string
	Look look
}

// pair is a label and its value.
type pair struct {
	Name  string
	Value []span
}

// newPage returns the page of a document.
func (s teller) newPage(d *advise.Document) page {
	if s.flagless {
		d = s.withoutFlags(d)
	}
	v := advise.VerdictOf(d)
	p := page{Title: tell.HostOf(d), Verdict: v, State: s.Words.T("report.verdict."+string(v), nil), Sentence: tell.Sentence(d)}
	about := func(id, text string) {
		p.About = append(p.About, pair{s.Words.T("report.about."+id, nil), s.text(text)})
	}
	if d.Target.Input == "" && len(d.Probes) == 0 { // answers alone: nothing was tested, and so nothing is in order
		p.Title, p.Verdict, p.State = s.Words.T("report.answers.title", nil), "", s.Words.T("report.answers.state", nil)
		p.Sentence = s.Words.T("report.answers.sentence", nil)
		about("answered", s.Words.Instant(d.StartedAt))
	} else {
		about("target", d.Target.Input)
		about("run", s.Words.Instant(d.StartedAt))
	}
	ahead := d.Ahead
	if d.Advice != nil && len(d.Probes) == 0 && v == advise.VerdictOK { // it would be a verdict about nothing
		p.Verdict, p.State = "", s.Words.T("report.answers.state", nil)
		if len(ahead) > 0 {
			p.Sentence, ahead = tell.Clean(ahead[0].Text), ahead[1:]
		}
	}
	if d.OnlySearched() {
		p.Verdict, p.State = s.searchedState(v)
		p.About = p.About[:0]
		about("target", d.Target.Input)
		about("searched", s.Words.Instant(d.StartedAt))
	}
	about("version", "mailadvisor "+d.Tool.Version)
	checks := s.Checks(d)
	add := func(parts ...part) {
		for _, one := range parts {
			if len(one.Blocks) > 0 || one.Finding != nil {
				p.Parts = append(p.Parts, one)
			}
		}
	}
	if c, ok := s.RunCheck(d); ok {
		add(part{ID: PartUnfinished, Heading: s.Words.T("report.unfinished", nil), Blocks: []block{{Text: s.text(c.Title)}}})
	}
	var first []item
	for _, t := range ahead {
		first = append(first, item{Text: tell.Clean(t.Text)})
	}
	add(listPart(PartAhead, s.Words.T("report.ahead", nil), first))
	if d.OnlySearched() {
		add(s.discoverParts(d)...)
		return p
	}
	if d.Advice != nil {
		p.Lead = tell.Clean(d.Advice.Summary)
		add(s.advicePage(d)...)
	}
	if d.Policy != nil {
		add(s.requirementsPart(d, checks))
	}
	add(s.usagePage(d)...)
	add(s.servicesPart(d))
	add(s.entries(checks)...)
	add(s.factsPart(d), s.besidePart(d), s.notesPart(checks))
	add(s.otherPart(checks))
	return p
}

func (s teller) text(t string) []span { return []span{s.of(t, plain)} }

// heads returns the heads of a table.
func (s teller) heads(ids ...string) []cell {
	var out []cell
	for _, id := range ids {
		out = append(out, s.word(s.Words.T(id, nil), plain))
	}
	return out
}

// servicesPart returns the table of endpoints.
func (s teller) servicesPart(d *advise.Document) part {
	if len(d.Probes) == 0 {
		return part{}
	}
	families := familiesOf(d.Probes)
	several := severalHosts(d.Probes)
	g := &grid{}
	if several {
		g.Head = s.heads("report.host")
	}
	g.Head = append(g.Head, s.heads("screen.table.service", "screen.table.port", "screen.table.security")...)
	for _, f := range families {
		g.Head = append(g.Head, s.word(s.t("family."+f, nil), plain))
	}
	g.Head = append(g.Head, s.heads("screen.table.tls", "screen.table.login")...)
	for i := range d.Probes {
		p := &d.Probes[i]
		var row []cell
		if several {
			row = append(row, s.word(p.Host, plain))
		}
		for _, c := range s.endpointCells(p, families) { // on a screen two spaces part the values of a cell
			for j := range c.text {
				c.text[j].text = strings.ReplaceAll(c.text[j].text, "  ", ", ")
			}
			row = append(row, c)
		}
		g.Rows = append(g.Rows, row)
	}
	return part{ID: PartServices, Heading: s.Words.T("report.services", nil), Blocks: []block{{Table: g}}}
}

// requirementsPart counts what a policy says, and lists what it allows and
// what could not be checked.
func (s teller) requirementsPart(d *advise.Document, checks []tell.Check) part {
	n := tell.Count(checks)
	out := part{ID: PartRequirements, Heading: s.Words.T("report.requirements", locale.Args{"file": tell.Clean(d.Policy.File)})}
	var pairs []pair
	for _, o := range []tell.Outcome{tell.Passed, tell.Broken, tell.Excepted, tell.Unknown} {
		pairs = append(pairs, pair{s.Words.T("report.requirement."+string(o), nil), s.text(strconv.Itoa(n[o]))})
	}
	out.Blocks = append(out.Blocks, block{Pairs: pairs})
	var list []item
	for _, c := range checks {
		if a := c.Assertion; a != nil && (a.Status == policy.Excepted || a.Status == policy.Unknown) {
			list = append(list, item{s.Status(c.Outcome), named(c), tell.Clean(a.Reason.Text), plain})
		}
	}
	if len(list) > 0 {
		out.Blocks = append(out.Blocks, block{List: list})
	}
	return out
}

// named returns a check with its place, for a list.
func named(c tell.Check) string {
	where := strings.Join(tell.NonEmpty(c.Host, c.Place), " ")
	return c.Title + " (" + strings.Join(tell.NonEmpty(where, c.ID), ", ") + ")"
}

// entries tell of everything that is to be mended: findings by who acts on
// them, and requirements in their order.
func (s teller) entries(checks []tell.Check) []part {
	var out []part
	for _, actor := range []diagnose.Actor{diagnose.Person, diagnose.Administrator, ""} {
		group := ""
		if actor != "" {
			group = s.t("mend-"+string(actor), nil)
		}
		for _, c := range checks {
			if c.Outcome != tell.Broken && c.Outcome != tell.Warned || actorOf(c) != actor {
				continue
			}
			e := &entry{Number: len(out) + 1, Outcome: c.Outcome, Status: s.Status(c.Outcome), ID: c.ID,
				Place: strings.Join(tell.NonEmpty(c.Host, c.Place, c.Address), " ")}
			if c.Severity != "" {
				e.Severity = tell.Clean(s.Words.T("severity."+string(c.Severity), nil))
			}
			out = append(out, part{ID: PartFinding, Group: group, Heading: c.Title, Finding: e, Blocks: s.entryBlocks(c)})
			group = ""
		}
	}
	return out
}

// actorOf is who acts first on what a check found; "" where it is a
// requirement, whose reader is whoever wrote the policy.
func actorOf(c tell.Check) diagnose.Actor {
	if c.Assertion != nil || c.Finding == nil {
		return ""
	}
	return c.Finding.Acts
}

func (s teller) entryBlocks(c tell.Check) []block {
	var out []block
	if a := c.Assertion; a != nil && a.File != "" {
		where := s.Words.T("report.at-line", locale.Args{"file": tell.Clean(a.File), "line": strconv.Itoa(a.Line)})
		out = append(out, block{Pairs: []pair{{s.Words.T("report.requirement.at", nil), s.text(where)}}})
	}
	for _, d := range s.Details(c) {
		switch d.ID {
		case tell.Evidence:
			out = append(out, block{Verbatim: d.Lines, Label: d.Label})
		case tell.Recheck:
			command := block{Command: strings.Join(d.Lines, " "), Label: d.Label}
			if s.flagless {
				command = block{Folded: d.Lines, Label: s.Words.T("report.as-command", locale.Args{"label": d.Label})}
			}
			out = append(out, command)
		default:
			out = append(out, block{Pairs: []pair{{d.Label, s.text(strings.Join(d.Lines, " "))}}})
		}
	}
	return out
}

// factsPart returns what is known of the host and the mailbox.
func (s teller) factsPart(d *advise.Document) part {
	if len(d.Probes) == 0 {
		return part{}
	}
	var list []pair
	for _, f := range s.knownFacts(d, true) {
		list = append(list, pair{f.name, append(f.mark, f.value...)})
	}
	return part{ID: PartFacts, Heading: s.Words.T("report.facts", nil), Blocks: []block{{Pairs: list}}}
}

func (s teller) notesPart(checks []tell.Check) part {
	var list []item
	for _, c := range checks {
		if c.Outcome == tell.Noted {
			list = append(list, item{Text: fullStop(c.Title), Note: c.ID})
		}
	}
	return listPart(PartNotes, s.t("notes", nil), list)
}

// otherPart names the checks that passed and those that could not be made.
func (s teller) otherPart(checks []tell.Check) part {
	var list []item
	for _, o := range []tell.Outcome{tell.Unknown, tell.Passed} {
		for _, c := range checks {
			if c.Outcome == o && c.Assertion == nil {
				list = append(list, item{Sign: s.Status(o), Text: c.Title, Note: c.ID, Look: map[tell.Outcome]look{tell.Passed: green}[o]})
			}
		}
	}
	return listPart(PartChecked, s.t("checked", nil), list)
}

func listPart(id, heading string, list []item) part {
	if len(list) == 0 {
		return part{}
	}
	return part{ID: id, Heading: heading, Blocks: []block{{List: list}}}
}
