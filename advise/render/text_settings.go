package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// noSettings says why there is nothing to type: no host was named, or none of
// its servers can be used.
func (s teller) noSettings(d *advise.Document) string {
	if len(d.Probes) == 0 {
		return s.t("settings.unasked", nil)
	}
	return s.t("settings.none", nil)
}

// settingsTable writes what to type into a mail program. It is always
// encrypted, because package settings makes nothing else.
func (s *screen) settingsTable(d *advise.Document) {
	set := d.Settings
	word := func(id string) string { return s.Words.T("settings.table."+id, nil) }
	head := func(id string) span { return s.of(word(id), plain) }
	t := table{columns: []column{
		{head: s.of(s.t("settings.title", nil), bold), min: 2 + s.measure(s.of(word("incoming-imap"), plain))}, // as wide with POP
		{head: head("server"), spill: true},
		{head: head("port"), right: true},
		{head: head("security")},
		{head: head("user"), spill: true},
	}}
	add := func(name string, server *settings.Server) {
		if server != nil {
			t.rows = append(t.rows, []cell{
				s.word("  "+name, plain),
				s.word(server.Host, plain),
				s.figure(strconv.Itoa(server.Port), plain),
				s.word(s.security(server.Security), plain),
				s.word(tell.OrUnknown(server.Username), plain),
			})
		}
	}
	if set.Incoming != nil {
		add(word("incoming-"+string(set.Incoming.Service)), set.Incoming)
	}
	add(word("outgoing"), set.Outgoing)
	if len(t.rows) == 0 {
		s.line(t.columns[0].head)
		s.put([]span{indent(2)}, 2, s.of(s.noSettings(d), plain))
		return
	}
	s.putTable(t)
	if userUnknown(set) {
		s.put([]span{indent(2)}, 4, s.of(word("user-unknown"), plain))
	}
	text := s.auth(set)
	for _, sentence := range s.options(set) {
		text += " " + sentence
	}
	s.put([]span{indent(2)}, 2, s.of(text, plain))
	if untested(set) {
		s.put([]span{indent(2)}, 2, s.of(word("untested"), yellow))
	}
}

// untested reports whether settings come from the built-in table alone.
func untested(set *settings.Settings) bool {
	return set.Incoming != nil && set.Incoming.Untested || set.Outgoing != nil && set.Outgoing.Untested
}

// userUnknown reports whether a user name is left to be filled in.
func userUnknown(set *settings.Settings) bool {
	return set.Incoming != nil && set.Incoming.Username == "" || set.Outgoing != nil && set.Outgoing.Username == ""
}

// auth says how to log in, once where both servers ask for the same.
func (s teller) auth(set *settings.Settings) string {
	in, out := set.Incoming, set.Outgoing
	word := func(server *settings.Server) string { return s.Words.T("settings.auth."+authID(server), nil) }
	switch {
	case in == nil:
		return s.t("settings.auth-one", locale.Args{"auth": word(out)})
	case out == nil:
		return s.t("settings.auth-one", locale.Args{"auth": word(in)})
	case authID(in) == authID(out):
		return s.t("settings.auth-both", locale.Args{"auth": word(in)})
	}
	return s.t("settings.auth-each", locale.Args{"in": word(in), "out": word(out)})
}

// authID returns the message that says how to log in at a server.
func authID(server *settings.Server) string {
	id := cmp.Or(server.Secret, server.Auth)
	if server.SignIn && server.Secret != settings.SecretBridge && server.Secret != settings.SecretMailbox {
		id += "-or-oauth2"
	}
	return id
}

// options returns the sentences about what stays where, and for how long.
func (s teller) options(set *settings.Settings) []string {
	if set.Incoming == nil {
		return nil
	}
	o := set.Options
	var out []string
	say := func(id string, args locale.Args) { out = append(out, s.t("option."+id, args)) }
	if set.Incoming.Service == result.POP3 {
		switch o.LeaveOnServer {
		case "":
			say("leave-undecided", nil)
		case "no":
			say("leave-none", nil)
		case "days":
			say("leave-days", locale.Args{"copy_days": o.LeaveOnServerDays})
		case "forever":
			say("leave-all", locale.Args{"held": set.Held})
		}
		if o.FirstKeepDays > 0 {
			say("first", locale.Args{"copy_days": o.FirstKeepDays})
		}
	} else {
		switch o.Offline {
		case "none":
			say("offline-none", nil)
		case "recent":
			say("offline-days", locale.Args{"window_days": o.OfflineDays})
		case "all":
			say("offline-all", nil)
		}
		if o.ArchiveDays > 0 {
			say("archive", locale.Args{"horizon_days": o.ArchiveDays, "period_days": max(o.ArchiveEveryDays, 1)})
		}
		if o.BodyLimitBytes > 0 {
			say("body-limit", locale.Args{"limit_bytes": o.BodyLimitBytes})
		}
	}
	return out
}

// polling says how often mail is looked for.
func (s teller) polling(o choose.Options) string {
	switch {
	case o.Idle:
		return s.t("option.idle", nil)
	case o.PollMinutes > 0:
		return s.t("option.poll", locale.Args{"poll_minutes": o.PollMinutes})
	}
	return ""
}

// Settings writes the settings of one mail program: the table to type from,
// then its files, each under its name with what to know of it. Again is the
// command that was typed.
func Settings(w io.Writer, d *advise.Document, files []settings.File, again string, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	rest := s.stepsOf(d, files)
	for _, f := range rest {
		s.file(f, true)
	}
	if countNamed(rest) > 1 {
		s.eachFile(rest, files, again)
	}
	return s.writeTo(w)
}

// eachFile says how to have each file under its name; rest are those that a
// program reads.
func (s *screen) eachFile(rest, files []settings.File, again string) {
	s.section()
	s.put(nil, 2, s.of(s.Words.T("settings.several", locale.Args{"steps": len(rest) < len(files)}), plain))
	s.command(4, again+" --write .")
}

// SettingsBeside writes what a person has to know beside the one file that the
// program reads, and that goes elsewhere.
func SettingsBeside(w io.Writer, d *advise.Document, files []settings.File, again string, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	rest := s.stepsOf(d, files)
	if slices.ContainsFunc(d.Files, func(f settings.File) bool { return f.QR }) {
		s.section()
		s.put(nil, 2, s.of(s.Words.T("settings.as-qr", nil), plain))
		s.command(4, again+" --qr")
	}
	if one := settings.Single(rest); one != nil {
		s.file(*one, false)
	}
	if everybody := slices.DeleteFunc(slices.Clone(rest), func(f settings.File) bool { return f.Mode != client.Public }); len(everybody) > 0 {
		for _, f := range everybody {
			s.file(f, false)
		}
		s.eachFile(rest, files, again)
	}
	s.out.WriteByte('\n')
	return s.writeTo(w)
}

// stepsOf writes what a person types: the program's own steps, in its own words,
// or ours where it has none. What is left are the files.
func (s *screen) stepsOf(d *advise.Document, files []settings.File) (rest []settings.File) {
	if !slices.ContainsFunc(files, func(f settings.File) bool { return f.Typed }) {
		s.typeFrom(d)
		return files
	}
	s.ahead(d)
	told := map[string]bool{} // once is enough, where a file has it too
	for _, f := range files {
		if f.Typed {
			s.file(f, true)
			for _, n := range f.Notes {
				told[n.Text] = true
			}
			continue
		}
		f.Notes = slices.DeleteFunc(slices.Clone(f.Notes), func(n locale.Text) bool { return told[n.Text] })
		rest = append(rest, f)
	}
	s.known(d)
	return rest
}

func (s *screen) typeFrom(d *advise.Document) {
	s.ahead(d)
	s.settingsTable(d)
	if text := s.polling(d.Settings.Options); text != "" && d.Settings.Incoming != nil {
		s.put([]span{indent(2)}, 2, s.of(text, plain))
	}
	s.known(d)
}

func countNamed(files []settings.File) int {
	n := 0
	for _, f := range files {
		if f.Name != "" {
			n++
		}
	}
	return n
}

// QRBeside writes what a person has to know of a QR code that is drawn
// elsewhere: how much room it takes, and what to do with it.
func QRBeside(w io.Writer, f settings.File, drawn locale.Args, pictures string, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	for _, n := range f.Notes {
		s.put(nil, 2, s.of(n.Text, plain))
	}
	s.put(nil, 2, s.of(s.Words.T("settings.qr.room", drawn), plain))
	s.command(4, pictures)
	s.out.WriteByte('\n')
	return s.writeTo(w)
}

// Wrote says that a file was written, what became of an older one, and where
// it belongs.
func Wrote(w io.Writer, f settings.File, path, backup string, same bool, p *locale.Printer, o TextOptions) error {
	s := newScreen(p, o)
	id := "done.wrote"
	switch {
	case same:
		id = "done.wrote-same"
	case backup != "":
		id = "done.wrote-backup"
	}
	s.put(nil, 2, s.of(p.T(id, locale.Args{"file": path, "backup": backup, "mode": fmt.Sprintf("%04o", f.Mode)}), bold))
	notes := f.Notes
	if f.Commented && len(notes) > 1 {
		notes = notes[:1] // where it goes; the file says the others itself
	}
	for _, n := range notes {
		s.paragraphs(n.Text)
	}
	return s.writeTo(w)
}

// paragraphs writes the lines of a note, each indented; those that begin with
// spaces are commands and stay whole.
func (s *screen) paragraphs(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "  ") {
			s.command(6, strings.TrimSpace(line))
			continue
		}
		s.put([]span{indent(2)}, 2, s.of(line, plain))
	}
}

// file writes a file of a mail program: its name, what to know of it, and its
// content where that is asked for. What a program reads is never indented or
// folded, so that it can be copied; only what a terminal would obey is taken out.
func (s *screen) file(f settings.File, content bool) {
	if f.Name == "" && len(f.Notes) == 0 {
		return
	}
	s.section()
	if f.Name != "" && !f.Typed {
		s.line(s.of(f.Name, bold))
	}
	notes := f.Notes
	if f.Commented {
		notes = nil // the file says them itself
	}
	for _, n := range notes {
		s.paragraphs(n.Text)
	}
	if content && len(f.Content) > 0 {
		s.section()
		if f.Typed {
			s.typed(string(f.Content), f.Notes)
			return
		}
		for l := range strings.Lines(string(f.Content)) {
			s.verbatim(strings.TrimSuffix(l, "\n"))
		}
	}
}

// security returns the word of a mail program for how a connection is
// encrypted.
func (s teller) security(x result.Security) string { return s.t("security."+string(x), nil) }

// service returns the name of a service in a table ("name") or in a heading
// ("short").
func (s teller) service(x result.Service, form string) string {
	return s.t("service."+form+"."+string(x), nil)
}
