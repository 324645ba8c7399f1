package render

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/probe/result"
)

// connectBudget is how long a connection may take before its time stands out,
// in milliseconds.
const connectBudget = 500

// probe writes the verdict, the table of services, and then what is known of
// the host and what is worth knowing, or what is to be mended.
func (s *screen) probe(d *advise.Document) {
	mend := numbered(d)
	verdict := bold
	if advise.VerdictOf(d) == advise.VerdictOK {
		verdict |= green
	}
	s.put(nil, 0, s.of(d.Sentence.Text, verdict))
	if len(d.Probes) > 0 {
		s.section()
		s.services(d, mend)
	}
	if len(mend) == 0 || s.verbose {
		s.facts(d, true)
		s.notes(d, diagnose.Info)
	} else {
		s.facts(d, false)
		s.notes(d, diagnose.Medium)
	}
	s.findings(mend)
	if s.verbose {
		s.otherFindings(d)
		s.steps(d)
	}
	if len(mend) > 0 {
		s.ticket(d, mend)
		return
	}
	s.section()
	s.next(afterProbe(d))
}

// afterProbe returns the next step after a probe that found nothing to mend:
// the advice; or the probe once more, where nothing came of it.
func afterProbe(d *advise.Document) []string {
	if d.Target.Input == "" || d.Error != nil {
		return nil
	}
	next := "advise"
	if advise.VerdictOf(d) == advise.VerdictUnable {
		next = "probe"
	}
	return []string{"mailadvisor " + next + " " + command.Target(d.Target)}
}

// services is the table of endpoints.
func (s *screen) services(d *advise.Document, mend []finding) {
	head := func(id string) span { return s.of(s.t("table."+id, nil), plain) }
	families := familiesOf(d.Probes)
	t := table{columns: []column{
		{head: span{"  " + head("service").text, plain}},
		{head: head("port"), right: true},
		{head: head("security")},
	}}
	for _, f := range families {
		t.columns = append(t.columns, column{head: s.of(s.t("family."+f, nil), plain), right: true, min: shareWidth})
	}
	last := "done"
	if len(mend) > 0 {
		last = "see"
	}
	t.columns = append(t.columns, column{head: head("tls")}, column{head: head("login"), min: loginWidth},
		column{head: head(last), right: len(mend) == 0, drop: len(mend) == 0})

	several, host := severalHosts(d.Probes), ""
	for i := range d.Probes {
		p := &d.Probes[i]
		if several && p.Host != host {
			host = p.Host
			t.rows = append(t.rows, []cell{s.word("  "+host, plain)})
		}
		row := s.endpointCells(p, families)
		row[0].text[0].text = "  " + row[0].text[0].text
		for j := range families {
			t.columns[3+j].right = t.columns[3+j].right && row[3+j].right
		}
		if len(mend) > 0 {
			row = append(row, s.word(seeColumn(mend, p), plain))
		} else {
			row = append(row, s.figure(s.Words.Duration(p.DoneMS), plain))
		}
		t.rows = append(t.rows, row)
	}
	s.putTable(t)
}

// loginWidth is the least width of the column of logins, that of "not tried".
const loginWidth = 9

// endpointCells returns an endpoint in a table: the service, the port, its
// security, how each family of addresses answered, TLS and the login.
func (s teller) endpointCells(p *result.Probe, families []string) []cell {
	row := []cell{
		s.word(s.service(p.Service, "name"), plain),
		s.figure(strconv.Itoa(p.Port), plain),
		s.word(s.security(p.Security), plain),
	}
	for i, f := range families {
		row = append(row, s.connectCell(p, f, i == 0))
	}
	return append(row, s.tlsCell(p), s.loginCell(p))
}

// severalHosts reports whether endpoints are of more than one host.
func severalHosts(probes []result.Probe) bool {
	return slices.ContainsFunc(probes, func(p result.Probe) bool { return p.Host != probes[0].Host })
}

// familiesOf returns the address families that were tried anywhere, IPv4 first.
// A family that no host has is not a column: its absence is told by a finding.
func familiesOf(probes []result.Probe) []string {
	seen := map[string]bool{}
	for _, p := range probes {
		for _, path := range p.Paths {
			seen[path.Family] = true
		}
	}
	var out []string
	for _, f := range []string{"ipv4", "ipv6"} {
		if seen[f] {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return []string{"any"} // no name was resolved
	}
	return out
}

// connectCell says whether the addresses of a family answered, and how soon.
// Several read "3/3 24 ms": how many answered, and the slowest.
func (s teller) connectCell(p *result.Probe, family string, first bool) cell {
	var paths []*result.Path
	for i := range p.Paths {
		if p.Paths[i].Family == family {
			paths = append(paths, &p.Paths[i])
		}
	}
	if len(paths) == 0 {
		if first && len(p.Paths) == 0 && p.Failure != nil {
			return s.word(s.failureWord(p.Failure), red)
		}
		return s.word("-", plain)
	}
	answered, slowest := 0, 0.0
	var failure *result.Failure
	for _, path := range paths {
		step := path.StepNamed(result.StepConnect)
		switch {
		case step != nil && step.Status == result.OK:
			answered++
			slowest = max(slowest, step.TookMS)
		case failure == nil:
			failure = path.Failure
		}
	}
	time := s.Words.Duration(slowest)
	l := plain
	if slowest > connectBudget {
		l = yellow
	}
	switch {
	case answered == 0 && p.Status == result.Skip && !first:
		return s.word("-", plain)
	case answered == 0 && p.Status == result.Skip:
		return s.word(s.t("cell.not-offered", nil), dim)
	case answered == 0 && failure == nil:
		return s.word(s.t("cell.not-checked", nil), plain)
	case answered == 0:
		return s.word(s.failureWord(failure), red)
	case len(paths) == 1:
		return s.figure(time, l)
	case answered < len(paths):
		l = red
	}
	return s.figure(strconv.Itoa(answered)+"/"+strconv.Itoa(len(paths))+" "+time, l)
}

// failureWord returns a failure in a word or two, for a table.
func (s teller) failureWord(f *result.Failure) string {
	if id := "screen.cell." + string(f.Kind); s.Words.Has(id) {
		return s.Words.T(id, nil)
	}
	return s.t("cell.failed", nil)
}

// tlsCell returns the version and the time of the handshake, or what is wrong
// with the encryption of an endpoint.
func (s teller) tlsCell(p *result.Probe) cell {
	path := p.SessionPath()
	switch {
	case p.Security == result.None, p.Status == result.Skip:
		return s.word("-", plain)
	case path == nil:
		return s.word(s.t("cell.not-checked", nil), plain)
	case path.Failure != nil && path.Failure.Kind == result.TLSHandshakeFailed: // what more was read came another way
		return s.word(s.failureWord(path.Failure), red)
	case path.TLS != nil:
		if !path.TLS.Verified {
			if len(path.TLS.Problems) > 0 {
				return s.word(s.failureWord(&result.Failure{Kind: path.TLS.Problems[0].Kind}), red)
			}
			return s.word(s.t("cell.not-verified", nil), red)
		}
		version := strings.TrimPrefix(path.TLS.Version, "TLS ")
		if step := path.StepNamed(result.StepTLS); step != nil {
			version += "  " + s.Words.Duration(step.TookMS)
		}
		return s.word(version, plain)
	case path.Failure != nil && (path.Failure.Step == result.StepTLS || path.Failure.Step == result.StepStartTLS):
		return s.word(s.failureWord(path.Failure), red)
	}
	return s.word(s.t("cell.not-checked", nil), plain)
}

// loginCell says what came of the login. "Not tried" is a choice of ours.
func (s teller) loginCell(p *result.Probe) cell {
	switch {
	case p.Status == result.Skip:
		return s.word("-", plain)
	case p.Login == nil:
		return s.word(s.t("cell.not-checked", nil), plain)
	case p.LoggedIn():
		return s.word(s.t("cell.accepted", nil), green)
	case p.Login.Status == result.LoginNotTried:
		return s.word(s.t("cell.not-tried", nil), plain)
	case p.Login.Reason == result.NoAnswer:
		return s.word(s.t("cell.timeout", nil), red)
	case p.Login.Failure != nil:
		return s.word(s.failureWord(p.Login.Failure), red)
	}
	return s.word(s.t("cell.login-refused", nil), red)
}
