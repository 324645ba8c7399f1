package review

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What is wrong with where, and how, a program connects.

// connect returns a draft whose change is another place to connect to; where
// there is none that could work, that is for the provider to mend.
func (s *scene) connect(i int, of side, srv *accounts.Server, shows []accounts.Line, seen ...locale.Text) draft {
	e, tested := s.better(i, srv)
	d := draft{account: i, server: of, lines: shows, seen: seen, args: locale.Args{"new_host": e.Host, "new_port": e.Port, "new_security": string(e.Security)}}
	if tested {
		d.seen = append(d.seen, told("works", locale.Args{"host": e.Host, "port": e.Port, "security": string(e.Security)}))
	}
	d.changes = []wish{{id: "connect", endpoint: e, line: first1(shows), untested: !tested}}
	if e.Host == "" {
		d.seen = append(d.seen, told("nothing-works", locale.Args{"host": srv.Host, "service": string(srv.Service)}))
		d.changes = []wish{{id: "no-encryption", line: first1(shows)}}
	}
	return d
}

func providerClosed(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		p := s.provider(i)
		if !p.Needs("closed") {
			continue
		}
		out = append(out, draft{account: i, lines: line(&s.account(i).Server, accounts.SetHost), args: locale.Args{"provider": p.Name},
			seen: []locale.Text{told("provider", locale.Args{"provider": p.Name, "as_of_month": p.AsOf})}, changes: []wish{{id: "new-provider"}}})
	}
	return out
}

// notOffered speaks of a protocol that the provider does not have, or that the
// domain says it does not have.
func notOffered(s *scene) []draft {
	var out []draft
	for i, of := range allOf(s) {
		a, r := s.account(i), s.report(i)
		if of != incoming || !a.Reads() || r == nil {
			continue
		}
		p := r.KnownProvider()
		var no string
		switch a.Service {
		case accounts.POP3:
			no = "no-pop"
		case accounts.IMAP:
			no = "no-imap"
		}
		var seen []locale.Text
		switch {
		case p.Needs(no, "no-imap-no-pop"):
			seen = []locale.Text{told("provider", locale.Args{"provider": p.Name, "as_of_month": p.AsOf})}
		case r.Discovery != nil && slices.Contains(r.Discovery.NotOffered, result.Service(a.Service)):
			seen = []locale.Text{told("not-offered", locale.Args{"domain": r.Target.Domain})}
		default:
			continue
		}
		d := draft{account: i, lines: lines(accountLine(a, accounts.SetProtocol), line(&a.Server, accounts.SetHost)), seen: seen, changes: []wish{{id: "own-program"}}}
		switch none := p.Needs("no-imap-no-pop") || r.Discovery != nil && slices.Contains(r.Discovery.NotOffered, result.IMAP) && slices.Contains(r.Discovery.NotOffered, result.POP3); {
		case !none && a.Service == accounts.POP3:
			d.changes = []wish{{id: "imap"}}
		case !none:
			d.changes = []wish{{id: "pop"}}
		}
		out = append(out, d)
	}
	return out
}

// allOf returns the accounts and sides of a scene, for rules that look at both.
func allOf(s *scene) func(func(int, side) bool) {
	return func(yield func(int, side) bool) {
		for i, of := range sides(s) {
			if !yield(i, of) {
				return
			}
		}
	}
}

func sides(s *scene) func(func(int, side) bool) {
	return func(yield func(int, side) bool) {
		s.at(func(i int, of side, _ *accounts.Server) bool { return yield(i, of) })
	}
}

// hasFailure reports whether a probe failed of one of some kinds.
func hasFailure(p *result.Probe, kinds ...result.Kind) bool {
	if p == nil {
		return false
	}
	if p.Failure != nil && slices.Contains(kinds, p.Failure.Kind) {
		return true
	}
	return p.Failure == nil && len(p.Paths) > 0 && !slices.ContainsFunc(p.Paths, func(path result.Path) bool {
		return path.Failure == nil || !slices.Contains(kinds, path.Failure.Kind)
	})
}

func hostUnknown(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if hasFailure(s.probe(i, srv), result.NameUnknown, result.NoAddress) {
			d := s.connect(i, of, srv, line(srv, accounts.SetHost), told("no-name", locale.Args{"host": srv.Host}))
			if list := s.published(i, srv.Service); len(list) == 0 && len(s.works(i, srv)) == 0 {
				d.changes = []wish{{id: "provider"}}
			}
			out = append(out, d)
		}
	}
	return out
}

func plainConnection(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if srv.Security != accounts.None || loopback(srv.Host) {
			continue
		}
		d := s.connect(i, of, srv, lines(line(srv, accounts.SetSecurity), line(srv, accounts.SetPort)))
		if srv.Auth == accounts.NoLogin || srv.Auth == accounts.Encrypted || srv.Auth == accounts.Kerberos {
			d.severity = diagnose.High // the mail can be read on the way, the password cannot
		}
		d.args["password"] = d.severity == ""
		out = append(out, d)
	}
	return out
}

// portMismatch speaks of a port and an encryption that do not go together, or
// of a port of another service: no connection comes of that. What was seen to
// work is never spoken of.
func portMismatch(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if srv.Security != accounts.TLS && srv.Security != accounts.StartTLS && srv.Security != accounts.IfOffered || loopback(srv.Host) {
			continue
		}
		e := encrypted(srv)
		slip := e.Slip()
		if slip == nil {
			continue
		}
		if p := s.probe(i, srv); p != nil && string(p.Security) == string(e.Security) && working(p) {
			continue
		}
		d := s.connect(i, of, srv, lines(line(srv, accounts.SetPort), line(srv, accounts.SetSecurity)))
		if w := &d.changes[0]; w.id == "connect" && w.untested && len(s.published(i, srv.Service)) == 0 && !s.failed(i, *slip) {
			w.endpoint = *slip
			d.args["new_port"], d.args["new_security"], d.args["new_host"] = slip.Port, string(slip.Security), slip.Host
		}
		d.args["security"] = string(srv.Security)
		out = append(out, d)
	}
	return out
}

// serviceMismatch speaks of a host whose name says another service.
func serviceMismatch(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		first, _, _ := strings.Cut(strings.ToLower(srv.Host), ".")
		var means accounts.Service
		switch first {
		case "pop", "pop3":
			means = accounts.POP3
		case "imap", "imap4":
			means = accounts.IMAP
		case "smtp":
			means = accounts.Submission
		}
		if means == "" || means == srv.Service {
			continue
		}
		if p := s.probe(i, srv); p != nil && working(p) {
			continue
		}
		if slices.ContainsFunc(s.published(i, srv.Service), func(c result.Candidate) bool { return strings.EqualFold(c.Host, srv.Host) }) {
			continue
		}
		d := draft{account: i, server: of, lines: line(srv, accounts.SetHost), args: locale.Args{"other": string(means)}, changes: []wish{{id: "provider", line: first1(line(srv, accounts.SetHost))}}}
		if len(s.works(i, srv)) > 0 || len(s.published(i, srv.Service)) > 0 {
			d.changes = s.connect(i, of, srv, d.lines).changes
		}
		out = append(out, d)
	}
	return out
}

func first1(l []accounts.Line) accounts.Line {
	if len(l) == 0 {
		return accounts.Line{}
	}
	return l[0]
}

func startTLSOptional(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if srv.Security == accounts.IfOffered && !loopback(srv.Host) {
			out = append(out, s.connect(i, of, srv, lines(line(srv, accounts.SetSecurity), line(srv, accounts.SetPort))))
		}
	}
	return out
}

// noAnswer speaks of a place that does not answer, while another place of the
// same service does: else the fault is the host's or the network's.
func noAnswer(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		p := s.probe(i, srv)
		if p == nil || p.Status == result.OK || p.Failure == nil || working(p) {
			continue
		}
		if path := p.SessionPath(); path != nil && path.TLS != nil { // it answers; the certificate is another matter
			continue
		}
		if len(s.works(i, srv)) == 0 {
			continue
		}
		out = append(out, s.connect(i, of, srv, lines(line(srv, accounts.SetPort), line(srv, accounts.SetHost)),
			told("failed", locale.Args{"host": srv.Host, "port": srv.Port, "kind": locale.Text{ID: "screen.cell." + string(p.Failure.Kind)}})))
	}
	return out
}

// certificateName speaks of a host that the certificate does not name.
func certificateName(s *scene) []draft {
	return s.certificates(func(p *result.Probe) bool { return hasProblem(p, result.CertNameMismatch) })
}

func certificateInvalid(s *scene) []draft {
	return s.certificates(func(p *result.Probe) bool { return !hasProblem(p, result.CertNameMismatch) })
}

func hasProblem(p *result.Probe, kind result.Kind) bool {
	return slices.ContainsFunc(problems(p), func(x result.Problem) bool { return x.Kind == kind })
}

// problems returns what is wrong with the certificate that was seen; none where
// it is valid, or was not seen.
func problems(p *result.Probe) []result.Problem {
	if p == nil {
		return nil
	}
	if path := p.SessionPath(); path != nil && path.TLS != nil && !path.TLS.Verified {
		return path.TLS.Problems
	}
	return nil
}

// certificates speaks of certificates that are not valid, unless the person told
// the program to take that one: see [scene.exceptions].
func (s *scene) certificates(mine func(*result.Probe) bool) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		p := s.probe(i, srv)
		if p == nil || loopback(srv.Host) || len(problems(p)) == 0 || !mine(p) {
			continue
		}
		if slices.ContainsFunc(s.account(i).Exceptions, func(e accounts.Exception) bool { return strings.EqualFold(e.Host, srv.Host) && e.Port == srv.Port }) {
			continue
		}
		out = append(out, s.certificate(i, of, srv, p, line(srv, accounts.SetHost)))
	}
	return out
}

// certificate returns a draft about a certificate that is not valid. What to do
// follows from what is wrong with it: another host helps against a wrong name,
// not against a certificate that has expired.
func (s *scene) certificate(i int, of side, srv *accounts.Server, p *result.Probe, shows []accounts.Line) draft {
	var names []string
	tls := p.SessionPath().TLS
	if len(tls.Chain) > 0 {
		names = tls.Chain[0].Names
	}
	found := problems(p)
	kind := found[0].Kind
	d := draft{account: i, server: of, lines: shows, args: locale.Args{"names_list": names, "problem": locale.Text{ID: "screen.cell." + string(kind)}, "unchecked": srv.Unverified}}
	if hasProblem(p, result.CertNameMismatch) {
		d.seen = []locale.Text{told("certificate", locale.Args{"host": srv.Host, "port": srv.Port, "names_list": names})}
		if e, ok := s.named(i, srv, tls); ok {
			d.changes = []wish{{id: "connect", endpoint: e, line: first1(shows), untested: !s.seenWorking(i, e)}}
			return d
		}
		d.changes = []wish{{id: "certificate-name", endpoint: p.Endpoint}}
		return d
	}
	if kind == result.CertExpired && len(tls.Chain) > 0 {
		d.seen = []locale.Text{told("expired", locale.Args{"host": srv.Host, "port": srv.Port, "expired_at": tls.Chain[0].NotAfter.UTC().Format(time.RFC3339)})}
	} else {
		d.seen = []locale.Text{told("invalid", locale.Args{"host": srv.Host, "port": srv.Port, "problem": locale.Text{ID: "screen.cell." + string(kind)}})}
	}
	switch list := s.works(i, srv); {
	case len(list) > 0: // the host has a valid one elsewhere
		d.seen = append(d.seen, told("works", locale.Args{"host": list[0].Host, "port": list[0].Port, "security": string(list[0].Security)}))
		d.changes = []wish{{id: "connect", endpoint: list[0], line: first1(shows)}}
	case kind == result.CertUnknownIssuer || kind == result.CertSelfSigned:
		d.changes = []wish{{id: "certificate-issuer", endpoint: p.Endpoint}}
	case kind == result.CertNotYetValid:
		d.changes = []wish{{id: "clock"}, {id: "certificate-renew", endpoint: p.Endpoint}}
	default:
		d.changes = []wish{{id: "certificate-renew", endpoint: p.Endpoint}}
	}
	return d
}

// named returns a place for a server whose name the certificate, or another
// one, holds: what works, else what is published.
func (s *scene) named(i int, srv *accounts.Server, tls *result.TLSState) (result.Endpoint, bool) {
	if list := s.works(i, srv); len(list) > 0 {
		return list[0], true
	}
	for _, c := range s.published(i, srv.Service) {
		if !strings.EqualFold(c.Host, srv.Host) && !s.failed(i, c.Endpoint) {
			return c.Endpoint, true
		}
	}
	// A name of the certificate itself, of the same owner.
	if len(tls.Chain) > 0 {
		for _, name := range tls.Chain[0].Names {
			if !strings.Contains(name, "*") && domainOf(name) == domainOf(srv.Host) && !strings.EqualFold(name, srv.Host) && srv.Security != accounts.NotKnown {
				e := encrypted(srv)
				e.Host = strings.ToLower(name)
				return e, true
			}
		}
	}
	return result.Endpoint{}, false
}

// hostDiffers speaks of a server that is none of those that the domain
// publishes, or that the provider is known by.
func hostDiffers(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		list := s.published(i, srv.Service)
		if len(list) == 0 || loopback(srv.Host) || srv.Security == accounts.NotKnown {
			continue
		}
		if slices.ContainsFunc(list, func(c result.Candidate) bool { return strings.EqualFold(c.Host, srv.Host) }) {
			continue
		}
		if r := s.report(i); slices.ContainsFunc(r.Discovery.Endpoints, func(c result.Candidate) bool {
			return c.Trust != result.TrustC && strings.EqualFold(c.Host, srv.Host) && string(c.Service) == string(srv.Service)
		}) {
			continue // another source names it
		}
		a := s.account(i)
		if _, domain, ok := strings.Cut(a.Address, "@"); of == outgoing && ok && domainOf(domain) != domainOf(a.Host) && domainOf(srv.Host) != domainOf(list[0].Host) {
			continue // it sends through somebody else's on purpose
		}
		if p := s.provider(i); p != nil && slices.ContainsFunc(p.Disputed, func(e result.Endpoint) bool { return strings.EqualFold(e.Host, srv.Host) }) {
			continue
		}
		if p := s.probe(i, srv); p != nil && working(p) && s.failed(i, list[0].Endpoint) {
			continue // what is published does not work, and this does
		}
		d := draft{account: i, server: of, lines: line(srv, accounts.SetHost), args: locale.Args{"new_host": list[0].Host, "new_port": list[0].Port},
			seen:    []locale.Text{told("published", locale.Args{"domain": s.report(i).Target.Domain, "by": locale.Text{ID: "screen.discover.by." + list[0].Sources[0]}, "host": list[0].Host, "port": list[0].Port})},
			changes: []wish{{id: "connect", endpoint: list[0].Endpoint, line: first1(line(srv, accounts.SetHost)), untested: !s.seenWorking(i, list[0].Endpoint)}}}
		if p := s.probe(i, srv); p != nil && working(p) {
			d.severity = diagnose.Low
			d.seen = append(d.seen, told("works", locale.Args{"host": srv.Host, "port": srv.Port, "security": string(srv.Security)}))
		}
		out = append(out, d)
	}
	return out
}

func port25(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if srv.Service == accounts.Submission && srv.Port == 25 && srv.Auth != accounts.NoLogin && srv.Security != accounts.None && !loopback(srv.Host) {
			out = append(out, s.connect(i, of, srv, line(srv, accounts.SetPort)))
		}
	}
	return out
}

func unverified(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if !srv.Unverified || loopback(srv.Host) {
			continue
		}
		l := line(srv, accounts.SetVerify)
		d := draft{account: i, server: of, lines: l, changes: []wish{{id: "verify", line: first1(l)}}}
		if p := s.probe(i, srv); p != nil && working(p) {
			d.seen = []locale.Text{told("valid", locale.Args{"host": srv.Host, "port": srv.Port})}
		} else if list := problems(p); len(list) > 0 {
			d.seen = []locale.Text{told("invalid", locale.Args{"host": srv.Host, "port": srv.Port, "problem": locale.Text{ID: "screen.cell." + string(list[0].Kind)}})}
		}
		out = append(out, d)
	}
	return out
}

// exceptionStale speaks of a stored exception whose host has a valid certificate.
func exceptionStale(s *scene) []draft { return s.exceptions(true) }

func exceptionStored(s *scene) []draft { return s.exceptions(false) }

func (s *scene) exceptions(stale bool) []draft {
	var out []draft
	said := map[string]bool{}
	for i := range s.Found.Accounts {
		a := s.account(i)
		for _, e := range a.Exceptions {
			key := e.Line.File + e.Host + strconv.Itoa(e.Port)
			if loopback(e.Host) || said[key] {
				continue
			}
			var p *result.Probe
			if r := s.report(i); r != nil {
				if at := slices.IndexFunc(r.Probes, func(p result.Probe) bool { return strings.EqualFold(p.Host, e.Host) && p.Port == e.Port }); at >= 0 {
					p = &r.Probes[at]
				}
			}
			valid := p != nil && working(p)
			if valid != stale {
				continue
			}
			said[key] = true
			d := draft{account: i, lines: []accounts.Line{e.Line}, args: locale.Args{"needed": false, "problem": ""}}
			if len(problems(p)) > 0 { // it is what lets the program connect
				of, srv := incoming, &a.Server
				if a.Outgoing != nil && strings.EqualFold(a.Outgoing.Host, e.Host) && a.Outgoing.Port == e.Port {
					of, srv = outgoing, a.Outgoing
				}
				d = s.certificate(i, of, srv, p, d.lines)
				d.severity = diagnose.Medium
				d.args["needed"] = true
			}
			d.args["host"], d.args["port"] = e.Host, e.Port
			d.changes = append(d.changes, wish{id: "exception", line: e.Line})
			if valid {
				d.seen = []locale.Text{told("valid", locale.Args{"host": e.Host, "port": e.Port})}
			}
			out = append(out, d)
		}
	}
	return out
}
