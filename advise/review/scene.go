package review

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// scene is what rules look at.
type scene struct {
	Input
	boxes [][]int // accounts that read one mailbox
}

// side is one of the servers of an account.
type side string

const (
	incoming side = ""    // or none: the account as a whole
	outgoing side = "out" // that it sends through
)

// draft is what a rule says of an account, before it is made a [Finding].
type draft struct {
	account  int
	server   side
	status   diagnose.Status // "" for the rule's
	severity diagnose.Severity
	args     locale.Args
	lines    []accounts.Line
	seen     []locale.Text
	changes  []wish
}

func newScene(in Input) *scene {
	s := &scene{Input: in}
	for len(s.Of) < len(in.Found.Accounts) {
		s.Of = append(s.Of, -1)
	}
	for i := range in.Found.Accounts {
		if !in.Found.Accounts[i].Reads() {
			continue
		}
		at := slices.IndexFunc(s.boxes, func(box []int) bool {
			return slices.ContainsFunc(box, func(j int) bool { return s.sameMailbox(i, j) })
		})
		if at < 0 {
			s.boxes = append(s.boxes, []int{i})
		} else {
			s.boxes[at] = append(s.boxes[at], i)
		}
	}
	return s
}

// sameMailbox reports whether two accounts read one mailbox: the same user, at
// hosts of the same domain or, by the whole address, of the same provider.
func (s *scene) sameMailbox(i, j int) bool {
	a, b := s.account(i), s.account(j)
	if a.User == "" || b.User == "" {
		return false
	}
	if userKey(a) == userKey(b) && domainOf(a.Host) == domainOf(b.Host) {
		return true
	}
	p, q := s.provider(i), s.provider(j)
	return p != nil && q != nil && p.Name == q.Name && strings.Contains(a.User, "@") && strings.EqualFold(strings.TrimPrefix(a.User, "recent:"), strings.TrimPrefix(b.User, "recent:"))
}

// userKey returns a user name without what does not tell two mailboxes apart:
// the prefix of Gmail, and the domain of the host.
func userKey(a *accounts.Account) string {
	user := strings.TrimPrefix(strings.ToLower(a.User), "recent:")
	if local, domain, ok := strings.Cut(user, "@"); ok && domainOf(domain) == domainOf(a.Host) {
		return local
	}
	return user
}

// domainOf returns the part of a host's name that somebody registered, which
// its mailboxes share.
func domainOf(host string) string {
	return hostname.Registrable(strings.ToLower(strings.TrimSuffix(host, ".")))
}

// loopback reports whether a server is on this computer: a bridge, a tunnel.
func loopback(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(host, "localhost") || strings.HasPrefix(strings.ToLower(host), "localhost.")
}

func (s *scene) account(i int) *accounts.Account { return &s.Found.Accounts[i] }

func (s *scene) row(i int) client.Row {
	row, _ := client.Lookup(s.account(i).Program)
	return row
}

// report returns what is known of an account's hosts; nil where nothing is.
func (s *scene) report(i int) *result.Report {
	if s.Of[i] < 0 || s.Of[i] >= len(s.Reports) {
		return nil
	}
	return s.Reports[s.Of[i]]
}

func (s *scene) provider(i int) *result.Provider {
	if r := s.report(i); r != nil {
		return r.KnownProvider()
	}
	return nil
}

// at are the servers of every account, with their sides.
func (s *scene) at(yield func(int, side, *accounts.Server) bool) {
	for i := range s.Found.Accounts {
		a := s.account(i)
		if !yield(i, incoming, &a.Server) {
			return
		}
		if a.Outgoing != nil && a.Outgoing.Host != "" && !s.toldBefore(i) && !yield(i, outgoing, a.Outgoing) {
			return
		}
	}
}

// toldBefore reports whether an account sends through the very server of an
// earlier one of the same file: what is to be said of that is said once.
func (s *scene) toldBefore(i int) bool {
	a := s.account(i)
	for j := range i {
		b := s.account(j)
		if b.Outgoing != nil && b.File == a.File && b.Outgoing.Host == a.Outgoing.Host && b.Outgoing.Port == a.Outgoing.Port && b.Outgoing.User == a.Outgoing.User && b.Outgoing.Shown[accounts.SetHost] == a.Outgoing.Shown[accounts.SetHost] {
			return true
		}
	}
	return false
}

func (s *scene) server(i int, of side) *accounts.Server {
	if a := s.account(i); of == outgoing {
		return a.Outgoing
	}
	return &s.account(i).Server
}

// probe returns what was seen at the very place that a server is set to; nil
// where nobody looked.
func (s *scene) probe(i int, srv *accounts.Server) *result.Probe {
	r := s.report(i)
	if r == nil {
		return nil
	}
	var other *result.Probe
	for k := range r.Probes {
		p := &r.Probes[k]
		if string(p.Service) != string(srv.Service) || !strings.EqualFold(p.Host, srv.Host) || p.Port != srv.Port {
			continue
		}
		if string(p.Security) == string(srv.Security) {
			return p
		}
		other = p
	}
	return other
}

// works returns the endpoints of a service that answered with TLS that is
// verified, those with TLS from the first byte first, and those of the same
// host first.
func (s *scene) works(i int, srv *accounts.Server) []result.Endpoint {
	r := s.report(i)
	if r == nil {
		return nil
	}
	var out []result.Endpoint
	for _, same := range []bool{true, false} {
		for _, security := range []result.Security{result.TLS, result.StartTLS} {
			for k := range r.Probes {
				p := &r.Probes[k]
				if string(p.Service) == string(srv.Service) && p.Security == security && strings.EqualFold(p.Host, srv.Host) == same && working(p) {
					out = append(out, p.Endpoint)
				}
			}
		}
	}
	return out
}

func working(p *result.Probe) bool {
	path := p.SessionPath()
	return p.Status == result.OK && path != nil && path.TLS != nil && path.TLS.Verified
}

// published returns the servers of a service that the domain publishes, or that
// the list of providers names: never a guess.
func (s *scene) published(i int, service accounts.Service) []result.Candidate {
	r := s.report(i)
	if r == nil || r.Discovery == nil {
		return nil
	}
	var out []result.Candidate
	for _, c := range r.Discovery.Followed() {
		if string(c.Service) == string(service) && c.Trust != result.TrustC && c.Security != result.None && c.InsteadOf == nil {
			out = append(out, c)
		}
	}
	return out
}

// better returns where a server should be instead: what works at the same host,
// else what is published, else what every host has, where nobody looked there.
// Its endpoint has no host where there is nothing better; tested says that it
// was seen to work.
func (s *scene) better(i int, srv *accounts.Server) (e result.Endpoint, tested bool) {
	if list := s.works(i, srv); len(list) > 0 {
		return list[0], true
	}
	if list := s.published(i, srv.Service); len(list) > 0 && !s.failed(i, list[0].Endpoint) {
		return list[0].Endpoint, false
	}
	for _, e := range result.DefaultEndpoints(srv.Host) {
		if string(e.Service) == string(srv.Service) && e.Security == result.TLS && !s.failed(i, e) {
			return e, false
		}
	}
	return result.Endpoint{}, false
}

// encrypted returns the place that a server is set to, with TLS one way or the
// other.
func encrypted(srv *accounts.Server) result.Endpoint {
	e := result.Endpoint{Service: result.Service(srv.Service), Host: srv.Host, Port: srv.Port, Security: result.TLS}
	if srv.Security != accounts.TLS {
		e.Security = result.StartTLS
	}
	return e
}

// seenWorking reports whether an endpoint was seen to work, whoever named it.
func (s *scene) seenWorking(i int, e result.Endpoint) bool {
	return s.looked(i, e, func(p *result.Probe) bool { return p.Security == e.Security && working(p) })
}

// failed reports whether an endpoint was looked at and does not work.
func (s *scene) failed(i int, e result.Endpoint) bool {
	return s.looked(i, e, func(p *result.Probe) bool { return !working(p) })
}

// looked reports whether something is so of what was seen at an endpoint.
func (s *scene) looked(i int, e result.Endpoint, is func(*result.Probe) bool) bool {
	r := s.report(i)
	return r != nil && slices.ContainsFunc(r.Probes, func(p result.Probe) bool {
		return p.Service == e.Service && strings.EqualFold(p.Host, e.Host) && p.Port == e.Port && is(&p)
	})
}

// others returns the accounts that read the same mailbox.
func (s *scene) others(i int) []int {
	var out []int
	for _, box := range s.boxes {
		if slices.Contains(box, i) {
			for _, j := range box {
				if j != i {
					out = append(out, j)
				}
			}
		}
	}
	return out
}

// readers counts who reads a mailbox: the accounts here, or the devices that the
// person named, whichever are more.
func (s *scene) readers(i int) int {
	n := 1 + len(s.others(i))
	if s.Needs.Devices != nil {
		n = max(n, *s.Needs.Devices)
	}
	return n
}

// line returns the line that shows a setting of a server.
func line(srv *accounts.Server, what accounts.Setting) []accounts.Line {
	return lines([]accounts.Line{srv.Shown[what]})
}

// accountLine returns the line that shows a setting of an account.
func accountLine(a *accounts.Account, what accounts.Setting) []accounts.Line {
	return lines([]accounts.Line{a.Line(what)})
}

// lines returns those that stand in a file, each once.
func lines(groups ...[]accounts.Line) []accounts.Line {
	var out []accounts.Line
	for _, g := range groups {
		for _, l := range g {
			if l.Text != "" && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

func told(id string, args locale.Args) locale.Text {
	return locale.Text{ID: "review.seen." + id, Args: args}
}

// finding makes a finding of a draft.
func (s *scene) finding(row rule, d draft) Finding {
	a := s.account(d.account)
	srv := s.server(d.account, d.server)
	f := Finding{ID: row.id, Status: row.status, Severity: row.severity, Program: a.Program, File: a.File, Account: d.account, Name: a.Name, Args: locale.Args{
		"client": a.Program, "host": srv.Host, "port": srv.Port, "service": string(srv.Service), "user": srv.User,
	}, Lines: d.lines, Seen: d.seen}
	if d.status != "" {
		f.Status = d.status
	}
	if d.severity != "" {
		f.Severity = d.severity
	}
	maps.Copy(f.Args, d.args)
	if len(f.Lines) > 0 && f.Lines[0].File != "" {
		f.File = f.Lines[0].File
	}
	for _, w := range d.changes {
		f.Changes = append(f.Changes, s.change(d.account, d.server, w))
	}
	return f
}
