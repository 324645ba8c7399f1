package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// mostLines bounds the wire lines of one piece of evidence.
const mostLines = 4

// at is a path as evidence names it: 192.0.2.10:143, [2001:db8::10]:143.
func (sp spot) at() string {
	if sp.account != nil {
		return sp.account.Host + ":" + portText(sp.account.From)
	}
	if sp.path == nil {
		return sp.probe.Endpoint.Address()
	}
	e := sp.probe.Endpoint
	e.Host = sp.path.Address
	return e.Address()
}

// word is a line of evidence in words: a message evidence-word.ID.
func word(role, id string, args locale.Args) Seen { return Seen{ID: id, Args: args, Role: role} }

// wires are the server's lines of a step that hold one of the words, or its
// last lines where no word is given.
func (sp spot) wires(step string, words ...string) []Seen {
	if sp.path == nil {
		return nil
	}
	var lines []string
	for _, st := range sp.path.Steps {
		if st.Name == step {
			lines = append(lines, st.Lines...)
		}
	}
	lines = slices.DeleteFunc(lines, func(line string) bool {
		if !strings.HasPrefix(line, "S: ") {
			return true
		}
		upper := strings.ToUpper(line)
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(upper, w) })
	})
	if len(lines) > mostLines {
		lines = lines[len(lines)-mostLines:]
	}
	out := make([]Seen, len(lines))
	for i, line := range lines {
		out[i] = Seen{Wire: line}
	}
	return out
}

// timing is "connected 21 ms, greeting 43 ms", from the start of the path.
func (sp spot) timing() Seen {
	args := locale.Args{"at": sp.at(), "greeted": false}
	total := 0.0
	for _, st := range sp.path.Steps {
		total += st.TookMS
		if st.Status != result.OK {
			break
		}
		switch st.Name {
		case result.StepConnect:
			args["connect_ms"] = total
		case result.StepGreeting:
			args["greeting_ms"], args["greeted"] = total, true
		}
	}
	if args["connect_ms"] == nil {
		return word("", "path", args)
	}
	if args["greeted"] == false {
		return word("", "connected", args)
	}
	return word("", "timing", args)
}

// failed is where a path ended, and the raw cause.
func (sp spot) failed() Seen {
	f := sp.failure()
	if l := sp.loginFailure(); f == nil && l != nil {
		f = l
	}
	if f == nil {
		return word("", "path", locale.Args{"at": sp.at()})
	}
	return sp.failing(f)
}

// failing is a failure at a spot, with its step and cause.
func (sp spot) failing(f *result.Failure) Seen {
	return word(Fault, "failed", locale.Args{
		"at": sp.at(), "step": f.Step, "kind": string(f.Kind), "silent": slices.Contains(unsaid(), f.Kind),
		"detail": f.Detail, "said": f.Detail != "",
	})
}

// unsaid are the kinds of which a host says nothing itself: their detail is
// this machine's and tells no more than the kind, evidence-word.kind.KIND.
func unsaid() []result.Kind {
	return []result.Kind{
		result.Refused, result.Unreachable, result.Timeout, result.Reset, result.Closed, result.ClosedBeforeGreeting,
	}
}

// story is the usual evidence of failed paths: where each ended, and the last
// words of the server on the first.
func story(spots []spot) []Seen {
	var out []Seen
	for i, sp := range spots {
		if i == mostLines {
			out = append(out, word("", "more", locale.Args{"more": len(spots) - mostLines}))
			break
		}
		out = append(out, sp.failed())
		f := sp.failure()
		if i == 0 && f != nil && f.Step != result.StepConnect {
			out = append(out, sp.wires(f.Step)...)
		}
	}
	return out
}

// working are the endpoints of a host that do work, as contrast: at most one
// a service, other than the spots' own.
func (s *scene) working(spots []spot) []Seen {
	var out []Seen
	said := map[result.Service]bool{}
	for _, sp := range s.everySpot() {
		if sp.path == nil || sp.host() != spots[0].host() || sp.path.Status != result.OK || said[sp.service()] {
			continue
		}
		if seen, ok := sp.tlsOK(s); ok {
			said[sp.service()] = true
			out = append(out, seen)
		}
	}
	return out
}

// tlsOK is the contrast of a path whose TLS was verified.
func (sp spot) tlsOK(s *scene) (Seen, bool) {
	if sp.path == nil || sp.path.TLS == nil || !sp.path.TLS.Verified || len(sp.path.TLS.Chain) == 0 {
		return Seen{}, false
	}
	left := sp.path.TLS.Chain[0].NotAfter.Sub(s.today())
	return word(Contrast, "tls-ok", locale.Args{"at": sp.at(), "version": sp.path.TLS.Version, "days": days(left)}), true
}

// ports writes the ports of spots as a label: 993, 110, 465.
func ports(spots []spot) string {
	var list []string
	for _, sp := range spots {
		list = appendNew(list, portText(sp.port()))
	}
	return strings.Join(list, ", ")
}
