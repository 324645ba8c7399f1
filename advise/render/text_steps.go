package render

import (
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/probe/result"
)

// steps writes every step of every journey, with its time and its wire lines.
func (s *screen) steps(d *advise.Document) {
	if len(d.Probes) == 0 {
		return
	}
	s.heading("steps", nil)
	for i := range d.Probes {
		p := &d.Probes[i]
		name := s.service(p.Service, "name") + " " + strconv.Itoa(p.Port) + ", " + s.security(p.Security) + ", " + p.Host
		for j := range p.Paths {
			path := &p.Paths[j]
			s.put([]span{indent(2)}, 4, s.of(name+", "+path.Address, bold))
			s.path(path)
		}
		if len(p.Paths) == 0 {
			s.put([]span{indent(2)}, 4, s.of(name, bold))
			s.failure(p.Failure)
		}
	}
}

func (s *screen) path(path *result.Path) {
	width := 0
	for _, step := range path.Steps {
		width = max(width, s.measure(s.stepName(step)))
	}
	for _, step := range path.Steps {
		name := s.stepName(step)
		l := plain
		if step.Status == result.Fail {
			l = red
		}
		status := s.of(s.t("step-status."+string(step.Status), nil), l)
		time := s.of(s.Words.Duration(step.TookMS), plain)
		s.put([]span{indent(4), name, indent(width - s.measure(name) + between)}, 4, status, indent(1), time)
		for _, w := range step.Lines {
			s.put([]span{indent(6)}, 9, s.of(w, dim))
		}
	}
	s.failure(path.Failure)
}

// stepName names a step, with the phase of one that happens in several.
func (s *screen) stepName(step result.Step) span {
	name := s.t("step-"+step.Name, nil)
	if step.Phase != "" {
		name += " (" + s.t("phase."+step.Phase, nil) + ")"
	}
	return s.of(name, plain)
}

func (s *screen) failure(f *result.Failure) {
	if f == nil {
		return
	}
	text := string(f.Kind)
	if f.Detail != "" {
		text += s.t("colon", nil) + f.Detail
	}
	s.put([]span{indent(4)}, 6, s.of(text, red))
}
