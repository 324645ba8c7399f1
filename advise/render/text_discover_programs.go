package render

import (
	"maps"
	"slices"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// programNames returns the mail programs of a search, in the order of every
// screen; what a stored search of another version has beside them stands last.
func programNames(d *result.Discovery) []result.Client {
	names := slices.DeleteFunc(result.Clients(), func(name result.Client) bool { _, ok := d.As[name]; return !ok })
	for _, name := range slices.Sorted(maps.Keys(d.As)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// agrees reports whether a program takes servers that are followed.
func agrees(d *result.Discovery, v result.ClientView) bool {
	return usual(d, v.Incoming) && usual(d, v.Outgoing)
}

func usual(d *result.Discovery, e *result.ClientServer) bool {
	return e != nil && slices.ContainsFunc(d.Followed(), func(c result.Candidate) bool {
		return c.Service == e.Service && c.Host == e.Host && c.Port == e.Port && c.Security == e.Security
	})
}

// programs is the table of what mail programs would find from the same
// answers. A server that is not the one above stands out.
func (s *screen) programs(d *result.Discovery) {
	if len(d.As) == 0 {
		return
	}
	head := func(id string) span { return s.of(s.dt("table."+id, nil), plain) }
	t := table{columns: []column{
		{head: s.of(s.dt("table.programs", nil), bold), name: s.dt("page.program", nil)},
		{head: head("from")},
		{head: head("reads")},
		{head: head("server"), spill: true},
		{head: s.of(s.t("table.port", nil), plain), right: true},
		{head: head("sends"), right: true},
	}}
	unsure, otherwise := false, false
	for _, name := range programNames(d) {
		v := d.As[name]
		from := "-"
		if v.Source != "" {
			from = s.by(v.Source)
		}
		if len(v.Unsure) > 0 {
			unsure = true
			if v.Source == "" {
				from = "?"
			} else {
				from += locale.Narrow + "?"
			}
		}
		row := []cell{s.word("  "+s.program(name), plain), s.word(from, plain)}
		if v.Incoming == nil {
			nothing := s.word(s.dt("nothing", nil), red)
			if len(v.Unsure) > 0 {
				nothing = s.word("?", plain)
			}
			t.rows = append(t.rows, append(row, s.word("-", plain), nothing, cell{}, cell{}))
			continue
		}
		l := plain
		if !usual(d, v.Incoming) {
			l, otherwise = yellow, true
		}
		row = append(row, s.word(s.service(v.Incoming.Service, "name"), l), s.word(v.Incoming.Host, l), s.port(v.Incoming, d, &otherwise))
		if v.Outgoing == nil {
			row = append(row, s.figure("-", red))
		} else {
			row = append(row, s.port(v.Outgoing, d, &otherwise))
		}
		t.rows = append(t.rows, row)
	}
	s.section()
	s.putTable(t)
	if otherwise {
		s.put([]span{indent(2)}, 4, s.of(s.dt("otherwise", nil), dim))
	}
	if unsure {
		s.put([]span{indent(2)}, 4, s.of(s.dt("unsure", nil), dim))
	}
}

// port returns a port of a program's choice, with * where it is not the one to
// use.
func (s *screen) port(e *result.ClientServer, d *result.Discovery, otherwise *bool) cell {
	if usual(d, e) {
		return s.figure(strconv.Itoa(e.Port), plain)
	}
	*otherwise = true
	return s.figure(strconv.Itoa(e.Port)+"*", yellow)
}

// program returns the name of a mail program.
func (s *screen) program(name result.Client) string { return s.Words.Format("client", string(name)) }

// seenBy writes what one mail program finds, whether it works, and why.
func (s *screen) seenBy(d *advise.Document, name result.Client, v result.ClientView) {
	s.put(nil, 0, s.of(s.seenVerdict(d, name, v), bold))
	s.seen(d, name, v)
	mend := numbered(d)
	s.findings(mend)
	if d.Target.Input != "" {
		s.section()
		s.next([]string{"mailadvisor discover " + command.Search(d.Target)})
	}
}

// seen writes the servers that a mail program finds, where it looks, and why.
func (s *screen) seen(d *advise.Document, name result.Client, v result.ClientView) {
	if v.Incoming != nil {
		s.section()
		s.seenServers(d, v)
	}
	s.section()
	s.seenPlaces(d, v)
	var why []string
	for _, n := range v.Notes {
		why = append(why, s.dt("habit."+n, locale.Args{"program": s.program(name)}))
	}
	if len(v.Unsure) > 0 && v.Incoming != nil {
		why = append(why, s.dt("as.unsure", locale.Args{"names_list": s.kinds(v.Unsure), "program": s.program(name)}))
	}
	if len(v.Ignores) > 0 {
		why = append(why, s.dt("as.ignores", locale.Args{"names_list": s.kinds(v.Ignores), "program": s.program(name)}))
	}
	if v.Incoming != nil && !agrees(d.Discovery, v) {
		why = append(why, s.dt("as.otherwise", nil))
	}
	if len(why) > 0 {
		s.heading("discover.as.why", nil)
		for _, text := range why {
			s.put([]span{indent(2)}, 4, s.of(text, plain))
		}
	}
}

// kinds returns the short names of sources; the ways to ask Autodiscover are
// one kind, and those that go by the mail host another.
func (s *screen) kinds(sources []string) []string {
	var out []string
	for _, x := range sources {
		switch x {
		case "autodiscover-domain", "autodiscover-srv":
			x = "autodiscover"
		case "mx-provider", "mx-autoconfig", "mx-ispdb":
			x = "mx"
		}
		if name := s.by(x); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// seenVerdict says in one sentence what the program finds and whether it works.
func (s *screen) seenVerdict(d *advise.Document, name result.Client, v result.ClientView) string {
	args := locale.Args{"program": s.program(name), "domain": d.Target.Domain}
	if v.Incoming == nil {
		if len(v.Unsure) > 0 {
			args["names_list"] = s.kinds(v.Unsure)
			return s.dt("as.not-known", args)
		}
		return s.dt("as.nothing", args)
	}
	args["reads"], args["service"], args["by"] = v.Incoming.Host, s.service(v.Incoming.Service, "name"), s.by(v.Source)
	in, out := answers(d, v.Incoming), answers(d, v.Outgoing)
	state := "untested"
	switch {
	case in == nil && out == nil:
	case in != nil && !*in:
		state = "reads-not"
	case v.Outgoing == nil:
		state = "sends-nowhere"
	case out != nil && !*out:
		state = "sends-not"
	case in != nil && out != nil:
		state = "works"
	}
	args["state"] = s.dt("as.state."+state, nil)
	return s.dt("as.found", args)
}

// answers tells whether an endpoint worked when it was probed; nil where it
// was not.
func answers(d *advise.Document, e *result.ClientServer) *bool {
	p := probed(d, e)
	if p == nil {
		return nil
	}
	yes := p.Status == result.OK
	return &yes
}

func probed(d *advise.Document, e *result.ClientServer) *result.Probe {
	if e == nil {
		return nil
	}
	for i := range d.Probes {
		if p := &d.Probes[i]; p.Service == e.Service && p.Host == e.Host && p.Port == e.Port && p.Security == e.Security {
			return p
		}
	}
	return nil
}

// seenServers is the table of the program's choice.
func (s *screen) seenServers(d *advise.Document, v result.ClientView) {
	t := s.serverTable(column{head: s.head("user"), spill: true}, column{head: s.head("tested")})
	for _, e := range []*result.ClientServer{v.Incoming, v.Outgoing} {
		if e == nil {
			continue
		}
		l := plain
		if e.Security == result.None {
			l = red
		}
		t.rows = append(t.rows, []cell{
			s.word("  "+s.service(e.Service, "name"), plain), s.word(e.Host, plain), s.figure(strconv.Itoa(e.Port), plain),
			s.word(s.security(e.Security), l), s.word(tell.OrUnknown(e.Username), plain), s.tested(d, e),
		})
	}
	s.putTable(t)
}

func (s *screen) tested(d *advise.Document, e *result.ClientServer) cell {
	p := probed(d, e)
	switch {
	case p == nil:
		return s.word(s.t("cell.not-checked", nil), plain)
	case p.Status == result.OK:
		return s.word(s.dt("works", nil), green)
	case p.Failure != nil:
		return s.word(s.failureWord(p.Failure), red)
	}
	return s.word(s.t("cell.failed", nil), red)
}

// seenPlaces lists where the program looks, in its order, and what is there.
func (s *screen) seenPlaces(d *advise.Document, v result.ClientView) {
	head := func(id string) span { return s.of(s.dt("table."+id, nil), plain) }
	t := table{columns: []column{
		{head: s.of(s.dt("table.places", nil), bold), name: s.dt("page.source", nil)},
		{head: head("answer")},
		{head: span{}},
	}}
	for _, look := range v.Looks {
		taken := cell{}
		if look.Source == v.Source {
			taken = s.word(s.dt("taken", nil), green)
		}
		answer := s.word("?", plain)
		if look.Status != result.LookUnknown {
			for _, x := range d.Discovery.Sources {
				switch {
				case x.Name != look.Source:
				case x.Status == result.SourceSkip:
					answer = s.word(s.dt("not-asked."+string(x.Reason), nil), dim)
				default:
					answer = s.answer(d.Discovery, x)
				}
			}
			if look.Source == "mx-host" {
				id := "answer." + string(result.NoName)
				if look.Source == v.Source {
					id = "answer.host"
				}
				answer = s.word(s.dt(id, nil), plain)
			}
		}
		t.rows = append(t.rows, []cell{s.word("  "+s.by(look.Source), plain), answer, taken})
	}
	s.putTable(t)
}
