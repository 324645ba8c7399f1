package render

import (
	"strconv"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// devices says what to do on each device, or in each program, that was named.
func (s *screen) devices(list []choose.DevicePlan) {
	if len(list) == 0 {
		return
	}
	s.section()
	s.put(nil, 2, s.of(s.Words.T("why.devices", nil), bold))
	var labels []label
	for _, d := range list {
		labels = append(labels, label{name: deviceName(d, s.Words), value: []span{s.of(doesOn(d), plain)}})
	}
	s.putLabels(labels, plain)
}

// deviceName returns how a person called a device, with its mail program.
func deviceName(d choose.DevicePlan, p *locale.Printer) string {
	program := p.Format("client", d.Client)
	if d.Name != "" && d.Name != d.Client && d.Name != program {
		return d.Name + " (" + program + ")"
	}
	return program
}

// doesOn returns all that is to be done on a device.
func doesOn(d choose.DevicePlan) string {
	does := make([]string, len(d.Does))
	for i, text := range d.Does {
		does[i] = text.Text
	}
	return strings.Join(does, " ")
}

// traps are what to beware of with this provider.
func (s *screen) traps(list []choose.Reason) {
	if len(list) == 0 {
		return
	}
	s.section()
	s.put(nil, 2, s.of(s.Words.T("why.traps", nil), bold))
	for _, r := range list {
		s.putFlush([]span{indent(2)}, 4, 1, "["+r.Evidence+"]", s.of(r.Text, plain))
	}
}

// plans are ways in steps, in their order.
func (s *screen) plans(list []choose.Plan) {
	for _, p := range list {
		s.section()
		s.put(nil, 2, s.of(p.Title.Text, bold))
		for i, step := range p.Steps {
			number := strconv.Itoa(i + 1)
			s.put([]span{indent(2), s.of(number, plain), indent(3 - len(number))}, 5, s.of(step.Text, plain))
		}
	}
}
