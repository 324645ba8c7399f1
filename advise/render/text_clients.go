package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// Clients writes the list of mail programs: what each can do, and how far what
// we print for it is proven. Those that are no longer made stand last.
func Clients(w io.Writer, rows []client.Row, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	s.clientCount(rows)
	s.section()
	s.clientTable(rows)
	s.section()
	for _, legend := range []string{"legend", "keep-legend", "offline-legend", "oauth2-legend", "steps-legend"} {
		s.put([]span{indent(2)}, 4, s.of(s.Words.T("clients."+legend, nil), dim))
	}
	s.clientNotes(rows)
	s.section()
	s.command(4, "mailadvisor settings --list --client NAME")
	s.command(4, "mailadvisor settings user@example.org --client NAME")
	return s.writeTo(w)
}

// clientCount is the list in one sentence.
func (s *screen) clientCount(rows []client.Row) {
	n := map[client.ProofKind]int{}
	all := 0
	for _, r := range rows {
		if r.Use != client.Gone && r.Use != client.ByHand {
			n[r.Proof.Kind]++
			all++
		}
	}
	s.put(nil, 0, s.of(s.Words.T("clients.count", locale.Args{
		"programs": all, "verified": n[client.Verified], "validated": n[client.Validated], "unverified": n[client.Unverified],
	}), bold))
}

func (s *screen) clientTable(rows []client.Row) {
	word := func(id string) string { return s.Words.T("clients."+id, nil) }
	t := table{columns: []column{
		{head: s.of("  --client", plain)},
		{head: s.of("IMAP", plain)}, {head: s.of("POP", plain)},
		{head: s.of(word("keep"), plain)}, {head: s.of(word("offline"), plain)},
		{head: s.of("OAuth2", plain), drop: true}, {head: s.of(word("proof"), plain)},
	}}
	can := func(c client.Can) cell {
		l := plain
		if c == client.Unknown {
			l = yellow
		}
		return s.word(word("can."+string(c)), l)
	}
	value := func(kind, id string, menu bool, args locale.Args) cell {
		switch {
		case id == "-":
			return s.word("-", plain)
		case id == "unknown":
			return s.word(word(kind+".unknown"), yellow)
		case menu:
			return s.word(s.Words.T("clients."+kind+"."+id, args)+"*", plain)
		}
		return s.word(s.Words.T("clients."+kind+"."+id, args), plain)
	}
	for _, r := range rows {
		if r.Use == client.Gone {
			t.rows = append(t.rows, []cell{s.word(s.Words.T("clients.gone", locale.Args{"name": r.Name, "instead": strings.Join(r.Instead, ", "), "ended": r.Ended != "", "ended_date": r.Ended}), dim)})
			continue
		}
		t.rows = append(t.rows, []cell{
			s.word("  "+r.Name, plain), can(r.IMAP), can(r.POP),
			value("keeps", string(r.Keep.Kind), r.Keep.Menu, locale.Args{"days": stepDays(r.Keep)}),
			value("window", string(r.Window.Kind), r.Window.Menu, nil),
			can(r.OAuth2), s.proofCell(r),
		})
	}
	s.putTable(t)
}

// proofCell returns a proof in few words: its kind and the newest version that
// ran.
func (s *screen) proofCell(r client.Row) cell {
	text := s.Words.T("clients.kind."+string(r.Proof.Kind), nil)
	if r.Steps() {
		text = s.Words.T("clients.steps", locale.Args{"proof": text})
	}
	if len(r.Proof.Versions) > 0 {
		text += " " + r.Proof.Versions[0]
	}
	return s.word(text, proofLook(r.Proof.Kind))
}

func proofLook(kind client.ProofKind) look {
	switch kind {
	case client.Verified:
		return green
	case client.Validated:
		return yellow
	case client.Unverified:
		return dim
	}
	return plain
}

func stepDays(k client.Keep) string {
	var days []string
	for _, d := range k.Days {
		days = append(days, strconv.Itoa(d))
	}
	return strings.Join(days, "/")
}

// clientNotes are what only some programs need said.
func (s *screen) clientNotes(rows []client.Row) {
	for _, note := range clientNotes() {
		var names []string
		for _, r := range rows {
			if note.applies(r) {
				names = append(names, r.Name)
			}
		}
		if len(names) > 0 {
			s.put([]span{indent(2)}, 4, s.of(s.Words.T("clients."+note.id, locale.Args{"name_list": names}), plain))
		}
	}
}

type clientNote struct {
	id      string
	applies func(client.Row) bool
}

func clientNotes() []clientNote {
	return []clientNote{
		{"repeats", func(r client.Row) bool { return r.Repeats }},
		{"cloud", func(r client.Row) bool { return r.Cloud }},
		{"qr", func(r client.Row) bool { return r.QR() }},
		{"forms", func(r client.Row) bool { return len(r.Forms) > 1 }},
	}
}

// ClientsWhole writes everything that is known of some mail programs.
func ClientsWhole(w io.Writer, rows []client.Row, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	for _, r := range rows {
		s.section()
		s.clientWhole(r)
	}
	return s.writeTo(w)
}

func (s *screen) clientWhole(r client.Row) {
	word := func(id string, args locale.Args) string { return s.Words.T("clients."+id, args) }
	var labels []label
	add := func(id string, l look, texts ...string) {
		name := word("one."+id, nil)
		for _, text := range texts {
			if text != "" {
				labels = append(labels, label{name: name, value: []span{s.of(text, l)}})
				name = ""
			}
		}
	}
	menu := func(text string, menu bool) string {
		if menu {
			return word("menu.also", locale.Args{"value": text})
		}
		return text
	}
	add("use", plain, word("use."+string(r.Use), nil))
	if r.Use == client.Gone {
		add("instead", plain, strings.Join(r.Instead, ", "))
	} else {
		add("proof", proofLook(r.Proof.Kind), s.proofLong(r))
		for _, c := range []struct {
			id  string
			can client.Can
		}{{"imap", r.IMAP}, {"pop", r.POP}, {"sends", r.Sends}, {"starttls", r.StartTLS}} {
			add(c.id, plain, word("can-long."+string(c.can), nil))
		}
		add("oauth2", plain, s.signsIn(r))
		if r.Keep.Kind != client.KeepNone {
			add("keep", plain, menu(word("keep-long."+string(r.Keep.Kind), locale.Args{"days": stepDays(r.Keep)}), r.Keep.Menu))
		}
		if r.IMAP == client.Yes {
			kind := cmp.Or(strings.Trim(string(r.Window.Kind), "-"), "none")
			add("offline", plain, menu(word("window-long."+kind, nil), r.Window.Menu))
		}
		if r.Password != client.NoneHere {
			add("password", plain, word("password."+string(r.Password), nil))
		}
		add("with", plain, s.Words.List(r.With))
		if r.Use == client.Reads {
			add("autoconfig", plain, word("finds-"+string(r.Autoconfig), nil))
		}
		add("source", plain, r.Source)
		if r.Labels != nil {
			add("names", plain, word("names.known", locale.Args{
				"file": r.Labels.File, "version": r.Labels.Version, "later": r.Labels.Later, "read_date": r.Labels.Date,
			}))
		} else if r.Steps() {
			add("names", yellow, word("names.unknown", nil))
		}
		add("version", plain, s.versions(r)...)
		add("files", plain, fileNames(r)...)
		for _, note := range clientNotes() {
			if note.applies(r) && note.id != "forms" {
				add("note", plain, word(note.id, locale.Args{"name_list": []string{r.Name}}))
			}
		}
	}
	s.line(s.of(r.Name, bold))
	s.putLabels(labels, dim)
	if r.Use == client.Gone {
		return
	}
	s.section()
	if r.IMAP == client.Yes || r.Use == client.SendsIt || r.Use == client.Helps {
		s.command(4, "mailadvisor settings user@example.org --client "+r.Name)
	}
	if r.POP == client.Yes {
		s.command(4, "mailadvisor settings user@example.org --client "+r.Name+" --protocol pop3")
	}
}

// signsIn says at which issuers a program logs in with a token.
func (s *screen) signsIn(r client.Row) string {
	var titles []string
	for _, at := range r.OAuth.At {
		if at.Can == client.Yes {
			titles = append(titles, client.IssuerNamed(at.Issuer).Title)
		}
	}
	switch {
	case r.OAuth.Else.Way == client.ByCommand:
		return s.Words.T("clients.oauth2-any", nil)
	case len(titles) > 0:
		return s.Words.T("clients.oauth2-at", locale.Args{"at_list": titles})
	}
	return s.Words.T("clients.can-long."+string(r.OAuth2), nil)
}

func (s *screen) proofLong(r client.Row) string {
	seen := r.Proof.What
	if r.Proof.Kind == client.Verified {
		var words []string
		for what := range strings.SplitSeq(seen, ", ") {
			words = append(words, s.Words.T("clients.seen."+what, nil))
		}
		seen = s.Words.List(words)
	}
	return s.Words.T("clients.proof-long."+string(r.Proof.Kind), locale.Args{"seen": seen, "version_list": r.Proof.Versions})
}

// versions returns the forms that a program's files have had.
func (s *screen) versions(r client.Row) []string {
	if len(r.Forms) < 2 {
		return nil
	}
	var out []string
	for i, f := range r.Forms {
		if i == 0 {
			out = append(out, s.Words.T("clients.form.newest", locale.Args{"version": f.From}))
			continue
		}
		out = append(out, s.Words.T("clients.form.older", locale.Args{"version": f.From, "next_version": r.Forms[i-1].From}))
	}
	return out
}

// fileNames returns the files of every form, each once, with their permissions.
func fileNames(r client.Row) []string {
	var out []string
	for _, form := range r.Forms {
		for _, f := range form.Files {
			if name := fmt.Sprintf("%s (%04o)", f.Name, f.Mode); !f.Typed && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
