package diagnose

import (
	"strings"

	"mailadvisor/advise/locale"
)

// Fill sets the words of a finding from its IDs and arguments. What is in
// order or unknown is named; what is to be told is told, with its causes, its
// evidence and what to do.
func (f *Finding) Fill(p *locale.Printer) {
	text := func(part string) string { return p.T("finding."+f.ID+"."+part, f.Args) }
	f.Causes = fillCauses(f.Causes, f.Args, p)
	f.Evidence = fillEvidence(f.Seen, p)
	f.Title, f.Risk, f.Fix = text("name"), "", Fix{}
	if f.Mend() || f.Note {
		f.Title, f.Risk = text("title"), text("risk")
		f.Fix = Fix{User: text("user"), Admin: text("admin")}
	}
}

// fillCauses writes each cause as a sentence or two.
func fillCauses(causes []Cause, args locale.Args, p *locale.Printer) []Cause {
	out := append([]Cause(nil), causes...)
	for i, c := range out {
		out[i].Text = p.T("cause."+c.ID, merge(args, c.Args))
	}
	return out
}

// fillEvidence writes the lines of evidence: a label and its text with two
// spaces between, or a remark indented below the wire line that it is about.
func fillEvidence(seen []Seen, p *locale.Printer) []string {
	lines := make([]string, len(seen))
	for i, s := range seen {
		if s.ID == "" {
			lines[i] = s.Wire
			continue
		}
		text := p.T("evidence-word."+s.ID, s.Args)
		label, rest, ok := strings.Cut(text, "\t")
		switch {
		case ok:
			text = label + "  " + rest
		case i > 0:
			text = "   " + text
		}
		lines[i] = text
	}
	return lines
}
