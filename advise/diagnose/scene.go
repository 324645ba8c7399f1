package diagnose

import (
	"slices"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// scene is a report as one rule sees it: without what others have explained.
type scene struct {
	ground
	rule   *rule
	hidden map[place]bool
}

// ground is what every rule sees of a report.
type ground struct {
	report *result.Report
	every  []spot
	known  []*whereabouts // made so far: most rules speak of the same spots
}

// whereabouts are what [scene.where] and [scene.recheck] say of spots.
type whereabouts struct {
	spots   []spot
	where   Where
	args    locale.Args
	recheck string
}

// place tells one path, one endpoint without an address, or one account from
// all others of a report. What does not apply is -1.
type place struct{ probe, path, account int }

// spot is a place with what was seen there. The path is nil where no address
// is known; only account is set for an account.
type spot struct {
	place
	probe   *result.Probe
	path    *result.Path
	account *result.Account
}

func (s *scene) today() time.Time { return s.report.StartedAt }

// spots returns the paths that no other rule has explained. The list is not to
// be changed: it may be that of all rules.
func (s *scene) spots() []spot {
	if len(s.hidden) == 0 {
		return s.every
	}
	return those(s.every, func(sp spot) bool { return !s.hidden[sp.place] })
}

// everySpot is [scene.spots] with the explained ones: for contrast. The list
// is that of all rules, not to be changed.
func (s *scene) everySpot() []spot { return s.every }

// those returns the spots of which keep is true, in a new list.
func those(spots []spot, keep func(spot) bool) []spot {
	var out []spot
	for _, sp := range spots {
		if keep(sp) {
			out = append(out, sp)
		}
	}
	return out
}

func everySpot(r *result.Report) []spot {
	var out []spot
	for i := range r.Probes {
		p := &r.Probes[i]
		for j := range p.Paths {
			out = append(out, spot{place{i, j, -1}, p, &p.Paths[j], nil})
		}
		if len(p.Paths) == 0 {
			out = append(out, spot{place{i, -1, -1}, p, nil, nil})
		}
	}
	return out
}

// accounts returns the mailboxes that no other rule has explained.
func (s *scene) accounts() []spot {
	var out []spot
	for i := range s.report.Accounts {
		if at := (place{-1, -1, i}); !s.hidden[at] {
			out = append(out, spot{place: at, account: &s.report.Accounts[i]})
		}
	}
	return out
}

// failure returns why a path did not work. An endpoint can fail where each of
// its paths was in order up to the session: the session's path then has it.
func (sp spot) failure() *result.Failure {
	switch {
	case sp.path == nil:
		return sp.probe.Failure
	case sp.path.Failure != nil:
		return sp.path.Failure
	case sp.probe.Failure == nil || sp.path != sp.probe.SessionPath():
		return nil
	}
	for _, path := range sp.probe.Paths {
		if path.Failure != nil {
			return nil
		}
	}
	if sp.loginFailure() != nil {
		return nil // told by the rules about logins
	}
	return sp.probe.Failure
}

// loginFailure returns why a login that was tried over this path did not
// succeed.
func (sp spot) loginFailure() *result.Failure {
	l := sp.login()
	if l == nil || l.Status != result.LoginFailed {
		return nil
	}
	return l.Failure
}

// login returns what came of the login over this path, or nil.
func (sp spot) login() *result.Login {
	if sp.path == nil || sp.path != sp.probe.SessionPath() {
		return nil
	}
	return sp.probe.Login
}

// is reports whether the path failed with one of these kinds.
func (sp spot) is(kinds ...result.Kind) bool {
	f := sp.failure()
	return f != nil && slices.Contains(kinds, f.Kind)
}

// works reports whether the path was in order to its end.
func (sp spot) works() bool { return sp.path != nil && sp.path.Status == result.OK }

// answered reports whether something accepted the connection.
func (sp spot) answered() bool {
	f := sp.failure()
	return sp.path != nil && (f == nil || f.Step != result.StepConnect && f.Step != result.StepResolve)
}

func (sp spot) host() string {
	if sp.account != nil {
		return sp.account.Host
	}
	return sp.probe.Host
}

func (sp spot) service() result.Service {
	if sp.account != nil {
		return sp.account.Service
	}
	return sp.probe.Service
}

func (sp spot) port() int {
	if sp.account != nil {
		return sp.account.From
	}
	return sp.probe.Port
}

// groupBy sorts spots into groups of one key, in the order of their first.
func groupBy[K comparable](spots []spot, key func(spot) K) [][]spot {
	var keys []K
	groups := map[K][]spot{}
	for _, sp := range spots {
		k := key(sp)
		if _, ok := groups[k]; !ok {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], sp)
	}
	out := make([][]spot, len(keys))
	for i, k := range keys {
		out[i] = groups[k]
	}
	return out
}

// whereabouts of spots are made once. The arguments are shared between
// findings, and not written to.
func (s *scene) whereabouts(spots []spot) *whereabouts {
	for _, known := range s.known {
		if slices.Equal(known.spots, spots) {
			return known
		}
	}
	w, args := s.where(spots)
	s.known = append(s.known, &whereabouts{spots: spots, where: w, args: args})
	return s.known[len(s.known)-1]
}

// where returns what the spots have in common, and the arguments that every
// message may use: host, service, port, address, ports_list, addresses_list,
// one (a single endpoint), all (every endpoint tested on the host), same (of
// several endpoints, all of one service), many (several, not all), hosts (the
// run tested more than one host, so that it has to be named), unsent (where no
// password went: run, there, or empty where one may have gone to an endpoint),
// open_list (the other ports that work, as [scene.open] has them) and open (how
// many).
func (s *scene) where(spots []spot) (Where, locale.Args) {
	w := Where{Host: spots[0].host(), Service: spots[0].service(), Port: spots[0].port()}
	var ports, addresses []string
	var endpoints []int
	for _, sp := range spots {
		if sp.host() != w.Host {
			w.Host = ""
		}
		if sp.service() != w.Service {
			w.Service = ""
		}
		if sp.port() != w.Port {
			w.Port = 0
		}
		ports = appendNew(ports, portText(sp.port()))
		if sp.path != nil {
			addresses = appendNew(addresses, sp.path.Address)
		}
		if sp.account == nil {
			endpoints = appendNew(endpoints, sp.place.probe)
		}
	}
	one := len(ports) == 1 && w.Service != ""
	if !one {
		w.Port = 0
	}
	tested, elsewhere, hosts := 0, false, false
	for i := range s.report.Probes {
		p := &s.report.Probes[i]
		if p.Host == spots[0].host() {
			tested++
		} else {
			hosts = true
		}
		if slices.Contains(endpoints, i) {
			for _, path := range p.Paths {
				elsewhere = elsewhere || !slices.Contains(addresses, path.Address)
			}
		}
	}
	address := ""
	if len(addresses) == 1 {
		address = addresses[0]
		if elsewhere {
			w.Address = address
		}
	}
	port := w.Port
	if port == 0 {
		port = spots[0].port()
	}
	service := w.Service
	if service == "" {
		service = spots[0].service()
	}
	all := len(endpoints) == tested
	unsent := "run"
	for i := range s.report.Probes {
		if s.report.Probes[i].Login.MaySent() {
			if unsent = "there"; slices.Contains(endpoints, i) {
				unsent = ""
				break
			}
		}
	}
	open := s.open(spots, endpoints)
	return w, locale.Args{
		"host": spots[0].host(), "service": string(service), "port": port, "address": address,
		"one": one, "all": all && !one, "same": w.Service != "" && !one, "many": !one && !all, "hosts": hosts,
		"ports_list": ports, "addresses_list": addresses, "unsent": unsent, "open": len(open), "open_list": open,
	}
}

// open returns the ports that do for a person what the spots would: those of
// the same services of the same host that answered, encrypted and verified, and
// take a login.
func (s *scene) open(spots []spot, endpoints []int) []string {
	var out []string
	for i := range s.report.Probes {
		p := &s.report.Probes[i]
		path := p.SessionPath()
		ours := slices.ContainsFunc(spots, func(sp spot) bool { return sp.service() == p.Service && sp.host() == p.Host })
		if !ours || slices.Contains(endpoints, i) || p.Status != result.OK || p.Security == result.None || p.LoginFailed() ||
			path == nil || path.TLS == nil || !path.TLS.Verified || !path.TakesPassword() && !path.TakesTokens() {
			continue
		}
		out = append(out, portText(p.Port)+" ("+map[result.Security]string{result.TLS: "SSL/TLS", result.StartTLS: "STARTTLS"}[p.Security]+")")
	}
	return out
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
