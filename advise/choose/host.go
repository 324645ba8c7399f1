package choose

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/result"
)

// service is whether a protocol can be used, and why not.
type service struct {
	usable fact[bool]
	why    obstacle      // where it is not usable
	failed *result.Probe // the endpoint that shows it, where one was probed
	ports  string        // those that were contacted, as evidence names them
	tried  bool          // UIDL was sent, not only announced

	// Capabilities, nil or unknown where not checked.
	asked      bool // the server said what it can do
	uidl       fact[bool]
	expire     fact[int] // days; see result.ExpireNever
	google     bool      // Gmail: EXPIRE says nothing there, the account's own setting decides
	loginDelay fact[int] // seconds
	idle       fact[bool]
	move       fact[bool] // RFC 6851
	search     fact[bool] // ESEARCH or SORT
	oauthOnly  bool
	preferred  bool // by the domain's own SRV priorities
}

// obstacle is why a service cannot be used; gates are named by it.
type obstacle string

const (
	notOffered  obstacle = "not-offered"
	unencrypted obstacle = "unencrypted"
	fails       obstacle = "fails"
	saidNo      obstacle = "said-no"
	portClosed  obstacle = "port-closed" // a port of it refuses, and its other one was not tested
	notTested   obstacle = "not-tested"  // the other protocol was tested, and this one was not
)

func (f *facts) host(r *result.Report, n Needs) {
	f.hosts, f.known = hostsOf(r), r.KnownProvider()
	f.software = softwareOf(r)
	f.imap = serviceOf(r, result.IMAP)
	f.pop = serviceOf(r, result.POP3)
	f.silent = silent(r) && f.imap.why == fails && f.pop.why == fails && needSaid(n)
	switch {
	case f.silent: // what was not seen is no answer: the person's words are all there is
		for _, s := range []*service{&f.imap, &f.pop} {
			s.usable, s.why, s.failed = fact[bool]{true, assumed, ""}, "", nil
		}
	default:
		f.imap.withOther(&f.pop)
		f.pop.withOther(&f.imap)
	}
	f.unread = len(r.Probes) > 0 && f.imap.usable.from == assumed && f.pop.usable.from == assumed && !f.silent
	f.override(&f.imap, n.IMAP, "imap")
	f.override(&f.pop, n.POP, "pop")
	if account := r.Account(result.POP3); account != nil && account.Mailbox != nil && account.Mailbox.UIDL != nil {
		f.pop.uidl, f.pop.tried = fact[bool]{*account.Mailbox.UIDL, measured, ""}, true
	}
	if d := r.Discovery; d != nil {
		f.imap.preferred, f.pop.preferred = d.Preference == result.IMAP, d.Preference == result.POP3
	}
}

// override lets the person decide, and tells where a probe saw otherwise.
func (f *facts) override(s *service, said *bool, name string) {
	if said == nil {
		return
	}
	word := "yes"
	if !*said {
		word = "no"
	}
	if s.usable.from == measured && s.usable.v != *said {
		f.contradict(name+"-"+word, nil)
	}
	s.usable = fact[bool]{*said, you, "--" + name + " " + word}
	s.why = ""
	if !*said {
		s.why = saidNo
	}
}

func serviceOf(r *result.Report, name result.Service) service {
	s := service{}
	var probes []*result.Probe
	for i := range r.Probes {
		if r.Probes[i].Service == name {
			probes = append(probes, &r.Probes[i])
		}
	}
	if r.Untested != "" {
		return listedService(r, name)
	}
	works := func(p *result.Probe) bool { return p.Status == result.OK && p.Security != result.None }
	d := r.Discovery
	switch {
	case firstWhere(probes, works) != nil:
		s.usable = fact[bool]{true, measured, ""}
		s.ports = portsOf(probes, works)
		s.read(probes)
	case d != nil && slices.Contains(d.NotOffered, name):
		s.usable, s.why = fact[bool]{false, publisher(r), ""}, notOffered
	case len(probes) == 0 && d != nil && slices.ContainsFunc(d.Endpoints, func(e result.Candidate) bool { return e.Service == name }):
		s.usable = fact[bool]{true, provider, ""}
	case len(probes) == 0:
		s.usable = fact[bool]{true, assumed, "--" + strings.TrimSuffix(string(name), "3") + " yes"}
	default:
		s.usable = fact[bool]{false, measured, ""}
		s.why, s.failed = whyNot(probes)
		s.ports = portsOf(probes, func(*result.Probe) bool { return true })
	}
	return s
}

// withOther is a service that nothing was seen of, beside one that was tested:
// it is neither there nor missing.
func (s *service) withOther(other *service) {
	if s.usable.from == assumed && (other.usable.from == measured || other.usable.from == provider) {
		s.usable, s.why = fact[bool]{false, unknown, s.usable.flag}, notTested
	}
}

// listedService returns a service of which nothing was seen: what the built-in
// table says of it counts, and where that says nothing, it is taken to be
// there.
func listedService(r *result.Report, name result.Service) service {
	switch {
	case len(r.Listed(name)) > 0:
		return service{usable: fact[bool]{true, tabled, ""}}
	case r.Discovery != nil && slices.Contains(r.Discovery.NotOffered, name), len(r.Listed(result.IMAP))+len(r.Listed(result.POP3)) > 0:
		return service{usable: fact[bool]{false, tabled, ""}, why: notOffered}
	}
	return service{usable: fact[bool]{true, assumed, "--" + strings.TrimSuffix(string(name), "3") + " yes"}}
}

// publisher is who says that a service is not offered: the built-in table,
// where it does, else the domain's own records.
func publisher(r *result.Report) source {
	if r.KnownProvider().Needs("no-pop", "no-imap", "no-imap-no-pop", "closed") {
		return tabled
	}
	return provider
}

// portsOf returns the ports of some probes, as evidence names them.
func portsOf(probes []*result.Probe, which func(*result.Probe) bool) string {
	var out []string
	for _, p := range probes {
		if port := strconv.Itoa(p.Port); which(p) && !slices.Contains(out, port) {
			out = append(out, port)
		}
	}
	return strings.Join(out, ", ")
}

// silent reports whether a host was asked, and that nothing of it answered at
// all: nothing was learned about it.
func silent(r *result.Report) bool {
	if len(r.Probes) == 0 || r.Interrupted {
		return false
	}
	for _, p := range r.Probes {
		if p.Status != result.Fail || p.Failure == nil {
			return false
		}
		switch p.Failure.Kind {
		case result.Timeout, result.Unreachable, result.NameLookupFailed, result.NameUnknown, result.NoAddress:
		default:
			return false
		}
	}
	return true
}

// needSaid reports whether a person said anything of their needs.
func needSaid(n Needs) bool {
	n.Asked, n.Typed = nil, nil
	return len(n.Flags()) > 0
}

// whyNot tells apart a service that is not there, one that would only be
// spoken in the clear, one that fails, and one of which not every usual port
// was tested.
func whyNot(probes []*result.Probe) (obstacle, *result.Probe) {
	inTheClear := func(p *result.Probe) bool {
		return p.Status == result.OK || p.Failure != nil &&
			(p.Failure.Kind == result.StartTLSMissing || p.Failure.Kind == result.StartTLSRefused)
	}
	gone := func(p *result.Probe) bool {
		return p.Status == result.Skip || p.Failure != nil && p.Failure.Kind == result.Refused
	}
	if p := firstWhere(probes, func(p *result.Probe) bool { return p.Status == result.Fail && !inTheClear(p) && !gone(p) }); p != nil {
		return fails, p
	}
	if p := firstWhere(probes, inTheClear); p != nil {
		return unencrypted, p
	}
	for _, e := range result.DefaultEndpoints("") {
		if e.Service == probes[0].Service && firstWhere(probes, func(p *result.Probe) bool { return p.Port == e.Port }) == nil {
			return portClosed, probes[0]
		}
	}
	return notOffered, probes[0]
}

// out reports whether it is known that a service cannot be used, and not only
// that it did not work, or was not tested.
func (s *service) out() bool {
	return !s.usable.v && (s.why == notOffered || s.why == unencrypted || s.why == saidNo)
}

func firstWhere(probes []*result.Probe, holds func(*result.Probe) bool) *result.Probe {
	for _, p := range probes {
		if holds(p) {
			return p
		}
	}
	return nil
}

// read takes what the capabilities say, from the endpoint whose session went
// furthest: a list after the login outweighs one before it (EXPIRE and
// LOGIN-DELAY may differ by user, RFC 2449 sections 6.5 and 6.7).
func (s *service) read(probes []*result.Probe) {
	var best *result.Path
	for _, p := range probes {
		path := p.SessionPath()
		if p.Status != result.OK || p.Security == result.None || path.Announced() == nil {
			continue
		}
		loggedIn := path.Phase(result.PhaseAfterLogin) != nil
		if best == nil || loggedIn {
			best = path
		}
		if loggedIn {
			break
		}
	}
	if best == nil {
		return
	}
	s.asked, s.oauthOnly = true, best.TokensOnly()
	has := func(names ...string) fact[bool] { return fact[bool]{best.Announced().HasAny(names...), measured, ""} }
	s.uidl, s.idle, s.move, s.search = has("UIDL"), has("IDLE"), has("MOVE"), has("ESEARCH", "SORT")
	s.google = best.Google()
	if days, _, said := best.Expire(); said && !s.google {
		s.expire = fact[int]{days, measured, ""}
	}
	if seconds, said := best.LoginDelay(); said {
		s.loginDelay = fact[int]{seconds, measured, ""}
	}
}

// softwareOf returns the name of the software that answers for IMAP or POP, as
// it named itself, or "".
func softwareOf(r *result.Report) string {
	for _, p := range r.Probes {
		if path := p.SessionPath(); path != nil && p.Service != result.Submission && path.Implementation != "" {
			return path.Implementation
		}
	}
	return ""
}
