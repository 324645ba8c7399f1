package render

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/policy"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/tell"
)

// Sums are what came of very many targets, by finding and by domain. What they
// hold grows with the number of domains in which something fails, not with that
// of the targets.
type Sums struct {
	Targets  int                    `json:"targets"`
	Domains  int                    `json:"domains"`
	Verdicts map[advise.Verdict]int `json:"verdicts"`
	// Findings, requirements and errors, by how many targets they are of.
	Findings     []Sum `json:"findings"`
	Requirements []Sum `json:"requirements"`
	Errors       []Sum `json:"errors"`
	// Trouble are the domains with targets that fail or were not finished, the
	// worst first.
	Trouble []DomainSum `json:"trouble"`
	// Certificates are how many targets have one that ends within so many days.
	Certificates CertificateSum `json:"certificates"`

	findings, requirements, errors map[string]*sum
	trouble                        map[string]*DomainSum
	inOrder                        tell.InOrder
}

// Sum is of how many targets, and domains, something is said.
type Sum struct {
	ID      string `json:"id"`
	Fail    int    `json:"fail"`
	Warn    int    `json:"warn"`
	Domains int    `json:"domains"`
	// Text is what was said of the first target, of an error.
	Text string `json:"text,omitempty"`
}

// DomainSum is what came of the targets of a registrable domain.
type DomainSum struct {
	Domain string `json:"domain"`
	OK     int    `json:"ok"`
	Warn   int    `json:"warn"`
	Fail   int    `json:"fail"`
	Unable int    `json:"unable"`
}

// CertificateSum counts targets by the days that a certificate is left.
type CertificateSum struct {
	Ended     int `json:"ended"`
	Within7d  int `json:"within_7_days"`
	Within30d int `json:"within_30_days"`
}

// sum is a [Sum] in the making.
type sum struct {
	Sum
	domains map[string]bool
}

// NewSums begins to add up.
func NewSums() *Sums {
	return &Sums{
		Verdicts: map[advise.Verdict]int{}, findings: map[string]*sum{}, requirements: map[string]*sum{}, errors: map[string]*sum{},
		trouble: map[string]*DomainSum{},
	}
}

// Add adds a target of a registrable domain; of none, where a line of a list
// names no target.
func (s *Sums) Add(b *machine.Brief, domain string) {
	domain = tell.Clean(domain)
	s.Targets++
	s.Verdicts[b.Verdict]++
	s.inOrder.AddVerdict(b.Verdict, b.NoLogin)
	d := s.trouble[domain]
	if d == nil {
		d = &DomainSum{Domain: domain}
		s.trouble[domain] = d
	}
	switch b.Verdict {
	case advise.VerdictOK:
		d.OK++
	case advise.VerdictWarn:
		d.Warn++
	case advise.VerdictFail:
		d.Fail++
	default:
		d.Unable++
	}
	type said struct {
		id    string
		fails bool
	}
	counted := map[said]bool{} // once a target
	count := func(in map[string]*sum, id, text string, fails bool) {
		id = tell.Clean(id)
		if counted[said{id, fails}] {
			return
		}
		counted[said{id, fails}] = true
		one := in[id]
		if one == nil {
			one = &sum{Sum{ID: id, Text: text}, map[string]bool{}}
			in[id] = one
		}
		if fails {
			one.Fail++
		} else {
			one.Warn++
		}
		if domain != "" {
			one.domains[domain] = true
		}
	}
	for _, f := range b.Findings {
		count(s.findings, f.ID, "", f.Status == diagnose.Fail)
	}
	for _, r := range b.Requirements {
		count(s.requirements, strings.Join(tell.NonEmpty(r.ID, r.Of), " "), "", r.Status == policy.Fail)
	}
	if b.Error != nil {
		count(s.errors, b.Error.ID, tell.Clean(b.Error.Text), true)
	}
	if left := b.CertificateDays; left != nil {
		switch {
		case *left < 0:
			s.Certificates.Ended++
		case *left < 7:
			s.Certificates.Within7d++
		case *left < 30:
			s.Certificates.Within30d++
		}
	}
}

// finish makes the lists of the maps.
func (s *Sums) finish() {
	delete(s.trouble, "")
	s.Domains = len(s.trouble)
	list := func(of map[string]*sum) []Sum {
		out := []Sum{}
		for _, one := range of {
			one.Domains = len(one.domains)
			out = append(out, one.Sum)
		}
		slices.SortFunc(out, func(a, b Sum) int { return cmp.Or(b.Fail-a.Fail, b.Warn-a.Warn, cmp.Compare(a.ID, b.ID)) })
		return out
	}
	s.Findings, s.Requirements, s.Errors, s.Trouble = list(s.findings), list(s.requirements), list(s.errors), []DomainSum{}
	for d := range maps.Values(s.trouble) {
		if d.Fail+d.Unable > 0 {
			s.Trouble = append(s.Trouble, *d)
		}
	}
	slices.SortFunc(s.Trouble, func(a, b DomainSum) int {
		return cmp.Or((b.Fail+b.Unable)-(a.Fail+a.Unable), cmp.Compare(a.Domain, b.Domain))
	})
}

// JSON writes the sums.
func (s *Sums) JSON(w io.Writer) error {
	s.finish()
	return machine.JSON(w, s)
}

// domainsShown bounds the domains of a screen.
const domainsShown = 20

// Text writes the sums for a person.
func (s *Sums) Text(w io.Writer, p *locale.Printer, o TextOptions) error {
	s.finish()
	out := newScreen(p, o)
	out.put(nil, 0, out.of(out.t("sums.sum", s.inOrder.Args(locale.Args{
		"hosts": s.Targets, "domains": s.Domains, "warn": s.Verdicts[advise.VerdictWarn],
		"fail": s.Verdicts[advise.VerdictFail], "unable": s.Verdicts[advise.VerdictUnable],
	})), bold))
	if c := s.Certificates; c != (CertificateSum{}) {
		out.put(nil, 0, out.of(out.t("sums.certificates", locale.Args{"ended": c.Ended, "week": c.Within7d, "month": c.Within30d}), plain))
	}
	for _, part := range []struct {
		id   string
		sums []Sum
	}{{"finding", s.Findings}, {"requirement", s.Requirements}} {
		if len(part.sums) == 0 {
			continue
		}
		second := "warn"
		if part.id == "requirement" {
			second = "unchecked"
		}
		t := table{columns: out.sumColumns(part.id, "fail", second, "domains")}
		for _, one := range part.sums {
			t.rows = append(t.rows, out.sumRow(one.ID, one.Fail, one.Warn, one.Domains))
		}
		out.section()
		out.putTable(t)
	}
	if len(s.Errors) > 0 {
		out.section()
		out.put([]span{indent(2)}, 2, out.of(out.t("sums.error", nil), plain))
		for _, one := range s.Errors {
			out.put([]span{indent(4)}, 4, out.of(out.t("sums.error-of", locale.Args{"hosts": one.Fail, "text": cmp.Or(one.Text, one.ID)}), plain))
		}
	}
	if len(s.Trouble) > 0 {
		t := table{columns: out.sumColumns("domain", "fail", "unable", "others")}
		for _, d := range s.Trouble[:min(len(s.Trouble), domainsShown)] {
			t.rows = append(t.rows, out.sumRow(d.Domain, d.Fail, d.Unable, d.OK+d.Warn))
		}
		out.section()
		out.putTable(t)
		if left := len(s.Trouble) - domainsShown; left > 0 {
			out.put([]span{indent(2)}, 2, out.of(out.t("sums.more", locale.Args{"n": left}), dim))
		}
	}
	return out.writeTo(w)
}

func (s *screen) sumColumns(ids ...string) []column {
	var out []column
	for i, id := range ids {
		head := s.of(s.t("sums."+id, nil), plain)
		if i == 0 {
			head.text = "  " + head.text
		}
		out = append(out, column{head: head, right: i > 0, spill: i == 0})
	}
	return out
}

func (s *screen) sumRow(name string, counts ...int) []cell {
	row := []cell{s.word("  "+name, plain)}
	for _, n := range counts {
		row = append(row, s.figure(s.Words.Number(float64(n)), plain))
	}
	return row
}
