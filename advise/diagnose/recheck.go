package diagnose

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise/command"
	"mailadvisor/probe/result"
)

// recheck returns the command that looks at these places again and at no
// others, by the same test. Where an endpoint is not one of the six of a mail
// host it is named by a URL. The flags beside it are in place of those of the
// report.
func (s *scene) recheck(spots []spot, flags ...result.Flag) string {
	host := spots[0].host()
	var only, urls []string
	var tested, asked []*result.Probe
	of, askedOf := map[result.Service]int{}, map[result.Service]int{}
	for i := range s.report.Probes {
		p := &s.report.Probes[i]
		if p.Host != host {
			continue
		}
		tested = append(tested, p)
		of[p.Service]++
		if slices.ContainsFunc(spots, func(sp spot) bool { return covers(sp, p) }) {
			asked = append(asked, p)
		}
	}
	if len(asked) == 0 { // the host itself is meant
		asked = tested
	}
	for _, p := range asked {
		askedOf[p.Service]++
		if slices.ContainsFunc(result.DefaultEndpoints(host), func(e result.Endpoint) bool {
			e.Named = p.Named
			return e == p.Endpoint
		}) {
			only = append(only, string(p.Service)+":"+portText(p.Port))
		} else {
			urls = append(urls, command.Quote(address(p.Endpoint)))
		}
	}
	for service, n := range askedOf { // all ports of a service: its name alone
		if n == of[service] && n > 1 {
			prefix := string(service) + ":"
			only = slices.DeleteFunc(only, func(o string) bool { return strings.HasPrefix(o, prefix) })
			only = append(only, string(service))
		}
	}
	slices.Sort(only)
	words := "mailadvisor probe "
	var leave []string
	switch {
	case len(urls) > 0:
		words += strings.Join(urls, " ")
		leave = append(leave, "only")
	case len(asked) == len(tested) && s.testsAll(len(tested)):
		words += command.Host(s.report.Target, host)
	default:
		words += command.Host(s.report.Target, host)
		leave = append(leave, "only")
		for few := range slices.Chunk(only, 3) { // a line of a screen is folded at flags
			words += " --only " + strings.Join(few, ",")
		}
	}
	if s.needsLogin(spots) {
		words += command.User(s.report.Target)
	}
	if s.impatient(spots) {
		leave = append(leave, "timeout")
	}
	return words + s.flags(leave, flags...)
}

// testsAll reports whether the host's name, with the flags of the run, has all
// endpoints tested that were, and no others.
func (s *scene) testsAll(tested int) bool {
	t := s.report.Target
	return tested == 0 || tested == len(result.DefaultEndpoints("")) || t.Demo != "" ||
		slices.ContainsFunc(t.Flags, func(f result.Flag) bool { return f.Name == "only" })
}

// impatient reports whether the time that was given may be what failed: it was
// shorter than usual, and an answer is missing. The same time would fail again.
func (s *scene) impatient(spots []spot) bool {
	short := slices.ContainsFunc(s.report.Target.Flags, func(f result.Flag) bool {
		limit, err := time.ParseDuration(f.Value)
		return f.Name == "timeout" && err == nil && limit < result.UsualTimeout
	})
	return short && slices.ContainsFunc(spots, func(sp spot) bool {
		if sp.account != nil {
			return false
		}
		f := cmp.Or(sp.failure(), sp.loginFailure())
		return f != nil && (f.Kind == result.Timeout || f.Kind == result.NameLookupFailed)
	})
}

// flags returns those of the report, but for some, and with others in their
// place.
func (s *scene) flags(leave []string, others ...result.Flag) string {
	t := s.report.Target
	for _, f := range others {
		leave = append(leave, f.Name)
	}
	kept := command.Flags(t, leave...)
	return kept + command.Flags(result.Target{Flags: others})
}

// needsLogin reports whether the finding rests on a login.
func (s *scene) needsLogin(spots []spot) bool {
	return slices.ContainsFunc(spots, func(sp spot) bool {
		return sp.account != nil || sp.loginFailure() != nil
	})
}

// covers reports whether a spot is at the endpoint.
func covers(sp spot, p *result.Probe) bool {
	if sp.account != nil {
		return p.Service == sp.account.Service && p.Port == sp.account.From
	}
	return sp.probe == p || sp.probe == nil // a host's: all its endpoints
}

// address returns an endpoint as a URL of the command line.
func address(e result.Endpoint) string {
	return e.Scheme() + "://" + e.Address()
}

func portText(port int) string { return strconv.Itoa(port) }
