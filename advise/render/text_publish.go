package render

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Publish writes what an administrator serves for a domain: each file under
// its name, with where it goes. The content is never indented or folded.
func Publish(w io.Writer, d *advise.Document, files []settings.Published, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	var hosts, left []string
	for i := range d.Probes {
		x := &d.Probes[i]
		switch {
		case x.Status == result.OK && !slices.Contains(hosts, x.Host):
			hosts = append(hosts, x.Host)
		case x.Status == result.Fail:
			left = append(left, s.service(x.Service, "name")+" "+strconv.Itoa(x.Port))
		}
	}
	s.put(nil, 0, s.of(p.T("publish.title", locale.Args{"domain": d.Target.Domain, "hosts_list": hosts}), bold))
	if len(left) > 0 {
		s.put(nil, 0, s.of(p.T("publish.incomplete", locale.Args{"services_list": left}), yellow))
	}
	for _, f := range files {
		s.section()
		if f.Name != "" {
			s.line(s.of(f.Name, bold))
		}
		for _, n := range f.Notes {
			s.paragraphs(n.Text)
		}
		if len(f.Content) > 0 {
			s.section()
		}
		for l := range strings.Lines(string(f.Content)) {
			s.verbatim(strings.TrimSuffix(l, "\n"))
		}
	}
	return s.writeTo(w)
}

// Sentence writes one sentence.
func Sentence(w io.Writer, text string, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.put(nil, 2, s.of(text, plain))
	return s.writeTo(w)
}

// Notes writes notes alone, each a paragraph.
func Notes(w io.Writer, notes []locale.Text, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	for _, n := range notes {
		s.paragraphs(n.Text)
	}
	return s.writeTo(w)
}
