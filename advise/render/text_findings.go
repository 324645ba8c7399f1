package render

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// labelWidth is the column of a finding's labels, so that all findings align.
const labelWidth = 15

// finding is a finding to mend, with its number on the screen.
type finding struct {
	*diagnose.Finding
	number int
}

// numbered returns the findings to mend, in the order of the document.
func numbered(d *advise.Document) []finding {
	var out []finding
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Mend() {
			out = append(out, finding{f, len(out) + 1})
		}
	}
	return out
}

// ports returns the ports that a finding speaks of; none where it speaks of a
// whole host.
func (f finding) ports() []string {
	switch list := f.Args["ports_list"].(type) {
	case []string:
		return list
	case []any: // read back from JSON
		out := make([]string, len(list))
		for i, v := range list {
			out[i], _ = v.(string)
		}
		return out
	}
	if f.Where.Port != 0 {
		return []string{strconv.Itoa(f.Where.Port)}
	}
	return nil
}

// covers reports whether a finding speaks of an endpoint.
func (f finding) covers(p *result.Probe) bool {
	w := f.Where
	switch {
	case w.Host != "" && w.Host != p.Host, w.Service != "" && w.Service != p.Service:
		return false
	case w.Address != "" && !slices.ContainsFunc(p.Paths, func(path result.Path) bool { return path.Address == w.Address }):
		return false
	}
	ports := f.ports()
	return len(ports) == 0 || slices.Contains(ports, strconv.Itoa(p.Port))
}

// seeColumn lists the numbers of the findings that speak of an endpoint.
func seeColumn(mend []finding, p *result.Probe) string {
	var out []string
	for _, f := range mend {
		if f.covers(p) {
			out = append(out, strconv.Itoa(f.number))
		}
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

// findings writes what is to be mended, each with causes, evidence, risk, fixes
// and the command that checks again.
func (s *screen) findings(mend []finding) {
	for _, f := range mend {
		s.section()
		s.findingTitle(f)
		s.findingBody(f.Finding)
	}
}

func (s *screen) findingTitle(f finding) {
	number := strconv.Itoa(f.number)
	status := s.of(s.Words.T("status."+string(f.Status), nil), statusLook(f.Status))
	first := []span{s.of(number, plain), indent(max(3-len(number), 1)), status, indent(between)}
	code := f.ID + ", " + s.Words.T("severity."+string(f.Severity), nil)
	s.putFlush(first, s.measure(first...), between, code, s.of(f.Title, bold))
}

func statusLook(status diagnose.Status) look {
	if status == diagnose.Fail {
		return red
	}
	return yellow
}

func (s *screen) findingBody(f *diagnose.Finding) {
	s.optionalPart("cause", s.Causes(f))
	s.evidence(f)
	s.optionalPart("risk", f.Risk)
	s.optionalPart("fix-user", f.Fix.User)
	s.optionalPart("fix-admin", f.Fix.Admin)
	if f.Recheck != "" {
		s.commandPart(s.t("finding.recheck", nil), f.Recheck)
	}
}

// evidence writes what was seen: wire lines as they came, and measured facts
// whose labels align where two spaces follow them.
func (s *screen) evidence(f *diagnose.Finding) {
	width := 0
	for _, e := range f.Evidence {
		if name, _, ok := s.evidenceLabel(e); ok {
			width = max(width, s.measure(s.of(name, plain)))
		}
	}
	column := s.partColumn()
	for i, e := range f.Evidence {
		l := dim
		if len(f.Seen) == len(f.Evidence) {
			switch f.Seen[i].Role {
			case diagnose.Fault:
				l = red
			case diagnose.Contrast:
				l = green
			}
		}
		first := []span{indent(column)}
		if i == 0 {
			first = s.part(s.t("finding.evidence", nil))
		}
		hang := column + 2
		text := e
		if name, rest, ok := s.evidenceLabel(e); ok {
			label := s.of(name, l)
			first = append(first, label, indent(width-s.measure(label)+between))
			hang, text = column+width+between, rest
		} else {
			lead := len(e) - len(strings.TrimLeft(e, " "))
			first = append(first, indent(lead))
			hang += lead
			if isWire(e) {
				hang++
			}
		}
		s.put(first, hang, s.of(text, l))
	}
}

// evidenceLabel splits a line of evidence at its first two spaces, where there
// is room for a column of labels.
func (s *screen) evidenceLabel(e string) (name, rest string, ok bool) {
	if isWire(e) || strings.HasPrefix(e, " ") || s.width < narrowWidth {
		return "", "", false
	}
	name, rest, ok = strings.Cut(e, "  ")
	return name, rest, ok && s.measure(s.of(name, plain)) <= maxEvidenceLabel
}

// maxEvidenceLabel is the widest label that others are aligned to: that of an
// IPv6 address with its port.
const maxEvidenceLabel = 47

func isWire(e string) bool { return strings.HasPrefix(e, "S: ") || strings.HasPrefix(e, "C: ") }

// partColumn is where the texts of a finding begin: behind their labels, or on
// a narrow screen below them.
func (s *screen) partColumn() int {
	if s.width < narrowWidth {
		return 5
	}
	return 3 + labelWidth
}

// part begins a part of a finding by its label. What it returns stands before
// the first line of the text.
func (s *screen) part(label string) []span {
	name := s.of(label, bold)
	if s.width < narrowWidth {
		s.line(indent(3), name)
		return []span{indent(s.partColumn())}
	}
	return []span{indent(3), name, indent(max(labelWidth-s.measure(name), 1))}
}

func (s *screen) optionalPart(id, text string) {
	if text != "" {
		s.put(s.part(s.t("finding."+id, nil)), s.partColumn(), s.of(text, plain))
	}
}

// commandPart is a command as a part of a finding, folded at its flags.
func (s *screen) commandPart(label, text string) {
	in := s.partColumn()
	first := s.part(label)
	if lines := s.fold(in, text); s.leaf == nil && in > 5 && in+s.measure(s.of(lines[0], cyan)) > s.width {
		s.line(first...) // a name is longer than the room beside the label
		s.command(5, text)
		return
	}
	for i, l := range s.fold(in, text) {
		if i > 0 {
			first = []span{indent(in + 4)}
		}
		s.line(append(first, s.of(l, cyan))...)
	}
}

// briefFindings names what is to be mended by somebody, below an advice, and
// what the person does about it.
func (s *screen) briefFindings(d *advise.Document, actor diagnose.Actor) {
	mend := numbered(d)
	mend = slices.DeleteFunc(mend, func(f finding) bool { return f.Acts != actor })
	if len(mend) == 0 {
		return
	}
	s.heading("mend-"+string(actor), nil)
	s.shortFindings(mend)
}

func (s *screen) shortFindings(list []finding) {
	width := 0
	for _, f := range list {
		width = max(width, s.measure(s.of(s.Words.T("status."+string(f.Status), nil), plain)))
	}
	for _, f := range list {
		status := s.of(s.Words.T("status."+string(f.Status), nil), plain)
		if f.Mend() {
			status.look = statusLook(f.Status)
		}
		first := []span{indent(2), status, indent(width - s.measure(status) + between)}
		s.putFlush(first, 2+width+between, between, f.ID, s.of(f.Title, plain))
		if f.Mend() && f.Acts == diagnose.Person {
			in := 2 + width + between
			s.put([]span{indent(in)}, in, s.of(f.Fix.User, plain))
		}
	}
}

// otherFindings names the checks that passed and those that could not be made.
func (s *screen) otherFindings(d *advise.Document) {
	var list []finding
	type said struct {
		id     string
		status diagnose.Status
	}
	told := map[said]bool{} // what is said alike of several accounts is said once
	for i := range d.Findings {
		f := &d.Findings[i]
		if key := (said{f.ID, f.Status}); !f.Mend() && !f.Note && !told[key] {
			told[key] = true
			list = append(list, finding{Finding: f})
		}
	}
	if len(list) > 0 {
		s.heading("checked", nil)
		s.shortFindings(list)
	}
}

// ticket sums the findings up in the fewest words, for someone who looks them up.
func (s *screen) ticket(d *advise.Document, mend []finding) {
	s.heading("ticket", locale.Args{"run_at": d.StartedAt.UTC().Format("2006-01-02T15:04:05Z07:00")})
	var hosts, items []string
	for _, p := range d.Probes {
		if !slices.Contains(hosts, p.Host) {
			hosts = append(hosts, p.Host)
		}
	}
	for _, f := range mend {
		item := f.ID
		ports := f.ports()
		switch {
		case f.Where.Service != "" && f.Where.Port != 0:
			item += " " + string(f.Where.Service) + ":" + strconv.Itoa(f.Where.Port)
		case len(ports) > 0:
			item += " " + s.t("ports", locale.Args{"ports": len(ports)})
		}
		if days, ok := f.Args.Number("days"); ok {
			item += " " + s.t("days", locale.Args{"days": days})
		}
		items = append(items, item)
	}
	where := strings.Join(append(hosts, addresses(d)...), " ")
	s.put([]span{indent(2)}, 2, s.of(where+": "+strings.Join(items, "; "), plain))
}
