package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"mailadvisor/advise"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// viewDiscover is where the servers of an address are, and who says so.
const viewDiscover = "discover"

// mostSources is how many sources a row names without --verbose.
const mostSources = 2

// Discover writes what a search found: as a whole, or as the mail program of
// that name sees it. The error says that there was no search, or that the
// program has no view.
func Discover(w io.Writer, d *advise.Document, program result.Client, p *locale.Printer, o TextOptions) error {
	if d.Discovery == nil {
		return fmt.Errorf("the document has nothing for the view %q", viewDiscover)
	}
	s := newScreen(p, o)
	if program == "" {
		s.discover(d)
		return s.writeTo(w)
	}
	view, ok := d.Discovery.As[program]
	if !ok {
		return fmt.Errorf("the document has no view of the program %q", program)
	}
	s.seenBy(d, program, view)
	return s.writeTo(w)
}

// discover writes the verdict, the servers, who was asked, where they
// disagree, what is worth knowing, and what mail programs would find.
func (s *screen) discover(d *advise.Document) {
	s.ahead(d)
	s.gap = false
	s.put(nil, 0, s.of(d.Sentence.Text, bold))
	if len(d.Discovery.Followed()) > 0 {
		s.section()
		s.found(d)
	}
	s.section()
	s.asked(d.Discovery)
	s.disagreements(d.Discovery)
	s.known(d)
	s.worthKnowing(d)
	s.beside(d.Discovery)
	s.programs(d.Discovery)
	s.section()
	s.next(s.nextAfterDiscovery(d))
}

// beside lists the services beside mail that the domain publishes.
func (s *screen) beside(d *result.Discovery) {
	list := tell.Beside(d, s.Words)
	if len(list) == 0 {
		return
	}
	s.heading("discover.beside.title", nil)
	for _, x := range list {
		s.put([]span{indent(2)}, 4, s.of(x.Name, plain), s.of("  "+x.By, dim))
		s.put([]span{indent(4)}, 4, s.of(x.Place, plain))
	}
	s.put([]span{indent(2)}, 2, s.of(s.dt("beside.untested", nil), dim))
}

func (s *screen) dt(id string, args locale.Args) string { return s.t("discover."+id, args) }

// serverTable returns a table of servers, with what else is told of each.
func (s *screen) serverTable(more ...column) table {
	return table{columns: append([]column{
		{head: span{"  " + s.t("table.service", nil), plain}},
		{head: s.head("server"), spill: true, group: true},
		{head: s.of(s.t("table.port", nil), plain), right: true},
		{head: s.of(s.t("table.security", nil), plain)},
	}, more...)}
}

func (s *screen) head(id string) span { return s.of(s.dt("table."+id, nil), plain) }

// found is the table of the servers to use. Trust and sources that are the same
// for all of them are said once, below it.
func (s *screen) found(d *advise.Document) {
	followed := inScreenOrder(d.Discovery.Followed())
	names := s.userNames(followed)
	var trusts, by []string
	for _, c := range followed {
		trusts, by = append(trusts, s.trustWord(c.Trust)), append(by, s.namedBy(c))
	}
	var more []column
	eachTrust, eachBy := !alike(trusts), !alike(by)
	if eachTrust {
		more = append(more, column{head: s.head("trust")})
	}
	if eachBy {
		more = append(more, column{head: s.head("by")})
	}
	t := s.serverTable(more...)
	picks := toType(followed)
	for i, c := range followed {
		mark := "  "
		if slices.Contains(picks, i) {
			mark = "> "
		}
		row := []cell{
			s.word(mark+s.service(c.Service, "name"), plain),
			s.word(c.Host, plain),
			s.figure(strconv.Itoa(c.Port), plain),
			s.word(s.security(c.Security), plain),
		}
		if eachTrust {
			row = append(row, s.trust(c.Trust))
		}
		if eachBy {
			row = append(row, s.word(by[i], plain))
		}
		t.rows = append(t.rows, row)
	}
	s.putTable(t)
	if len(picks) > 0 {
		s.put([]span{indent(2)}, 4, s.of(s.dt("pick", nil), dim))
	}
	s.section()
	var below []label
	for _, u := range names {
		value := []span{s.of(u.name, plain)}
		if named := s.named(u.sources); eachBy && named != "" {
			value = append(value, s.of(" ("+named+")", dim))
		}
		below = append(below, label{name: u.label, value: value})
	}
	if !eachBy {
		below = append(below, label{name: s.dt("table.by", nil), value: []span{s.of(by[0], plain)}})
	}
	if !eachTrust && followed[0].Trust != "" {
		below = append(below, label{name: s.dt("table.trust", nil), value: []span{s.of(s.dt("level."+string(followed[0].Trust), nil), trustLook(followed[0].Trust))}})
	}
	s.putLabels(below, plain)
}

// alike reports whether all of a list are the same.
func alike(list []string) bool { return len(slices.Compact(slices.Clone(list))) == 1 }

// toType returns the places of the servers that a person types, where a service
// has several: the first of each service, and TLS from the first byte before
// STARTTLS, as settings do. What looks like a slip comes behind what was
// probably meant. None where nobody has to choose.
func toType(followed []result.Candidate) []int {
	var first []int
	for _, service := range result.Services() {
		ofService := func(c result.Candidate) bool { return c.Service == service }
		i := slices.IndexFunc(followed, func(c result.Candidate) bool { return ofService(c) && c.Slip() == nil })
		if i < 0 {
			i = slices.IndexFunc(followed, ofService)
		}
		if i >= 0 {
			first = append(first, i)
		}
	}
	if len(first) == len(followed) {
		return nil
	}
	return first
}

// namedBy says who names a server; one that nobody names says in place of what
// it is tried.
func (s *screen) namedBy(c result.Candidate) string {
	if c.InsteadOf == nil {
		return s.named(c.Sources)
	}
	return s.dt("instead", locale.Args{"port": c.InsteadOf.Port, "unusable": c.InsteadOf.Port == 0, "same": c.InsteadOf.Port == c.Port, "security": s.security(c.InsteadOf.Security)})
}

// inScreenOrder sorts by service, and TLS from the first byte before STARTTLS;
// those of one kind keep the order of their source.
func inScreenOrder(list []result.Candidate) []result.Candidate {
	services := result.Services()
	place := func(c result.Candidate) int {
		n := 2 * slices.Index(services, c.Service)
		if c.Security != result.TLS {
			n++
		}
		return n
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b result.Candidate) int { return place(a) - place(b) })
	return out
}

// userName is a user name with those who name it.
type userName struct {
	label, name string
	sources     []string
}

// userNames returns the user names of the servers: one row, or one for each
// service where they differ. SRV records and guesses know of none.
func (s *screen) userNames(followed []result.Candidate) []userName {
	var out []userName
	var of []result.Service
	for _, c := range followed {
		name := c.Username
		if name == "" && c.UsernameForm != "" {
			name = s.dt("form.kind-"+c.UsernameForm, nil)
		}
		if name == "" || slices.ContainsFunc(out, func(u userName) bool { return u.name == name }) {
			continue
		}
		u := userName{name: name}
		for _, source := range c.Sources {
			if source != "srv" && source != "guess" {
				u.sources = append(u.sources, source)
			}
		}
		out, of = append(out, u), append(of, c.Service)
	}
	for i := range out {
		out[i].label = s.dt("user", nil)
		if len(out) > 1 {
			out[i].label = s.dt("user-of", locale.Args{"service": s.service(of[i], "name")})
		}
	}
	return out
}

// trust returns the word for how far a source is trusted. Colour only repeats
// it.
func (s *screen) trust(level result.Trust) cell { return s.word(s.trustWord(level), trustLook(level)) }

func (s *screen) trustWord(level result.Trust) string {
	if level == "" {
		return "-"
	}
	return s.dt("trust."+string(level), nil)
}

func trustLook(level result.Trust) look {
	switch level {
	case result.TrustA:
		return green
	case result.TrustB:
		return yellow
	case result.TrustC:
		return red
	}
	return plain
}

// named lists sources by their short names.
func (s *screen) named(sources []string) string {
	var names []string
	for _, source := range sources {
		if source == "guess" && len(sources) > 1 { // a guess is nobody's word
			continue
		}
		if name := s.by(source); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	left := 0
	if len(names) > mostSources && !s.verbose {
		left = len(names) - mostSources
		names = names[:mostSources]
	}
	text := ""
	for i, name := range names {
		if i > 0 {
			text += ", "
		}
		text += name
	}
	if left > 0 {
		text += " +" + strconv.Itoa(left)
	}
	return text
}

// by returns the short name of a source.
func (s *screen) by(source string) string { return s.dt("by."+source, nil) }

// nextAfterDiscovery returns a probe, and the view of a mail program that finds
// something else.
func (s *screen) nextAfterDiscovery(d *advise.Document) []string {
	if d.Target.Input == "" {
		return nil
	}
	var out []string
	who := command.Search(d.Target)
	if len(d.Discovery.Followed()) > 0 && d.Target.Address != "" {
		out = append(out, "mailadvisor probe "+who)
	}
	for _, name := range programNames(d.Discovery) {
		if v := d.Discovery.As[name]; !agrees(d.Discovery, v) && (v.Incoming != nil || len(v.Unsure) == 0) {
			return append(out, "mailadvisor discover "+who+" --as "+string(name))
		}
	}
	return out
}
