package accounts

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Mutt reads a muttrc, also of neomutt: variables, files that are sourced, and
// hooks as far as they name what they set. Nothing in backquotes is run.
func Mutt(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	m := mutt{in: in, vars: keys{}}
	m.read(in.Name, text)
	m.emit()
	hooks := m.hooks
	for i := 0; i < len(hooks) && i < MaxAccounts; i++ { // each in its own right: what it sets is on top of the rest
		h := hooks[i]
		sub := mutt{in: in, vars: maps.Clone(m.vars), seen: m.seen, hooked: true}
		if h.user != "" {
			sub.vars["imap_user"], sub.vars["pop_user"] = value{}, value{}
		}
		sub.command(h.file, h.line, h.command)
		m.accountHook(h, &sub)
		m.seen = sub.seen
	}
}

type muttHook struct {
	kind, pattern, command, file string
	line                         int
	user                         string
}

type mutt struct {
	in     *Input
	vars   keys
	hooks  []muttHook
	boxes  []value
	seen   []string // accounts that were told
	hooked bool
}

// read reads a file: commands, one a line, or several parted by semicolons.
func (m *mutt) read(file, text string) {
	m.in.depth++
	defer func() { m.in.depth-- }()
	pending, begun := "", 0
	for n, line := range numbered(text) {
		if pending == "" {
			begun = n
		}
		if strings.HasSuffix(line, `\`) && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			pending += strings.TrimSuffix(line, `\`)
			continue
		}
		m.command(file, begun, pending+line)
		pending = ""
	}
	if pending != "" {
		m.command(file, begun, pending)
	}
}

// muttWord is a word of a command; run says that a program would give a part of it.
type muttWord struct {
	text string
	run  bool
	end  bool // a semicolon stands behind it
}

// wordsOf splits a line as mutt does (init.c, mutt_extract_token).
func (m *mutt) wordsOf(line string) []muttWord {
	var out []muttWord
	var b strings.Builder
	open, run := false, false
	quote := byte(0)
	push := func(end bool) {
		if open {
			out = append(out, muttWord{b.String(), run, end})
		} else if end && len(out) > 0 {
			out[len(out)-1].end = true
		} else if end {
			out = append(out, muttWord{end: true})
		}
		b.Reset()
		open, run = false, false
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != '\'' && c == '\\' && i+1 < len(line):
			i++
			if at := strings.IndexByte("ntre", line[i]); at >= 0 && quote == '"' {
				b.WriteByte("\n\t\r\x1b"[at])
			} else {
				b.WriteByte(line[i])
			}
			open = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, open = c, true
		case quote != '\'' && c == '`':
			if end := strings.IndexByte(line[i+1:], '`'); end >= 0 {
				i += end + 1
			} else {
				i = len(line)
			}
			open, run = true, true
		case quote != '\'' && c == '$' && i+1 < len(line):
			name, n := variableName(line[i+1:])
			if name == "" {
				b.WriteByte(c)
				open = true
				break
			}
			i += n
			switch v := m.vars[strings.ToLower(name)]; {
			case name == "HOME":
				b.WriteString("~")
			case v.set:
				b.WriteString(v.text)
			default:
				run = true // of the environment
			}
			open = true
		case quote == 0 && c == '#' && !open:
			push(false)
			return out
		case quote == 0 && c == ';':
			push(true)
		case quote == 0 && (c == ' ' || c == '\t'):
			push(false)
		case quote == 0 && c == '=' && open:
			b.WriteByte(c)
		default:
			b.WriteByte(c)
			open = true
		}
	}
	push(false)
	return out
}

func variableName(s string) (string, int) {
	braces := strings.HasPrefix(s, "{")
	body := strings.TrimPrefix(s, "{")
	n := 0
	for n < len(body) && (body[n] == '_' || body[n] >= '0' && body[n] <= '9' || body[n] >= 'a' && body[n] <= 'z' || body[n] >= 'A' && body[n] <= 'Z') {
		n++
	}
	if braces {
		if n < len(body) && body[n] == '}' {
			return body[:n], n + 2
		}
		return "", 0
	}
	return body[:n], n
}

// command carries out what a line sets.
func (m *mutt) command(file string, line int, text string) {
	var part []muttWord
	for _, w := range append(m.wordsOf(text), muttWord{end: true}) {
		if w.text != "" || w.run {
			part = append(part, w)
		} else if !w.end {
			part = append(part, w)
		}
		if w.end {
			m.one(file, line, part)
			part = nil
		}
	}
}

func (m *mutt) one(file string, line int, words []muttWord) {
	if len(words) == 0 {
		return
	}
	args := words[1:]
	switch strings.ToLower(words[0].text) {
	case "set", "setenv":
		m.set(file, line, args)
	case "unset":
		for _, w := range args {
			m.off(strings.ToLower(w.text), m.in.line(file, line, "unset "+w.text))
		}
	case "reset":
		for _, w := range args {
			delete(m.vars, strings.ToLower(w.text))
		}
	case "source":
		for _, w := range args {
			m.source(file, line, w)
		}
	case "mailboxes", "named-mailboxes", "virtual-mailboxes":
		for _, w := range args {
			if strings.Contains(w.text, "://") {
				at := parseURL(w.text)
				m.boxes = append(m.boxes, value{w.text, m.in.line(file, line, "mailboxes "+at.shown()), true})
			}
		}
	case "account-hook", "folder-hook", "startup-hook":
		if strings.EqualFold(words[0].text, "startup-hook") {
			args = append([]muttWord{{}}, args...)
		}
		for len(args) > 0 && strings.HasPrefix(args[0].text, "-") {
			args = args[1:]
		}
		if len(args) < 2 {
			return
		}
		var rest []string
		for _, w := range args[1:] {
			rest = append(rest, w.text)
		}
		if !m.hooked && len(m.hooks) < MaxAccounts {
			m.hooks = append(m.hooks, muttHook{kind: strings.ToLower(words[0].text), pattern: args[0].text, command: strings.Join(rest, " "), file: file, line: line})
		}
	case "macro":
		for _, w := range args {
			if strings.Contains(w.text, "source ") {
				rest := w.text[strings.Index(w.text, "source "):]
				command := strings.SplitN(rest, "<", 2)[0]
				if !m.hooked && len(m.hooks) < MaxAccounts {
					m.hooks = append(m.hooks, muttHook{kind: "macro", command: strings.TrimSpace(command), file: file, line: line})
				}
			}
		}
	}
}

// set reads "set a=b noc invd e = f".
func (m *mutt) set(file string, line int, words []muttWord) {
	for i := 0; i < len(words); i++ {
		w := words[i]
		name, v, has := strings.Cut(w.text, "=")
		name = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(name), "+"), "-"))
		run := w.run
		switch {
		case !has && i+1 < len(words) && strings.HasPrefix(words[i+1].text, "="):
			i++
			v, has, run = strings.TrimPrefix(words[i].text, "="), true, run || words[i].run
			if v == "" && i+1 < len(words) && !words[i].run {
				i++
				v, run = words[i].text, run || words[i].run
			}
		case has && v == "" && !w.run && i+1 < len(words) && !strings.Contains(words[i+1].text, "="):
			i++
			v, run = words[i].text, run || words[i].run
		}
		if !has {
			plain, no := strings.CutPrefix(name, "no")
			if no && knownSwitch(plain) {
				m.off(plain, m.in.line(file, line, "set "+name))
				continue
			}
			if plain, inverted := strings.CutPrefix(name, "inv"); inverted && knownSwitch(plain) {
				continue
			}
			m.vars[name] = value{"yes", m.in.line(file, line, "set "+name), true}
			continue
		}
		switch {
		case name == "imap_pass" || name == "pop_pass" || name == "smtp_pass":
			hidden := m.in.hidden(file, line, "set "+name)
			if run && v == "" {
				hidden.text = "command"
			}
			m.vars[name] = hidden
		case secret(name) || strings.HasSuffix(name, "_command") || name == "tunnel" || name == "sendmail" || name == "preconnect":
			m.vars[name] = m.in.hidden(file, line, "set "+name)
		case run:
			m.in.note(NoteCommand, m.in.line(file, line, "set "+name+" = `…`"))
			m.vars[name] = value{line: m.in.line(file, line, "set "+name+" = `…`")}
		case strings.Contains(v, "://"):
			m.vars[name] = value{v, m.in.line(file, line, "set "+name+" = "+parseURL(v).shown()), true}
		default:
			m.vars[name] = m.in.at(file, line, "set "+name, v)
		}
	}
}

// off switches a variable off: one that holds a text is empty then.
func (m *mutt) off(name string, at Line) {
	v := value{line: at, set: true}
	if knownSwitch(name) && name != "record" && name != "trash" {
		v.text = "no"
	}
	m.vars[name] = v
}

// knownSwitch are the switches that matter here: "no" before another name is a part of it.
func knownSwitch(name string) bool {
	return slices.Contains([]string{"ssl_starttls", "ssl_force_tls", "ssl_verify_host", "ssl_verify_dates", "pop_delete", "copy", "pop_last", "imap_passive", "record", "ssl_use_sslv3", "trash"}, name)
}

func (m *mutt) source(file string, line int, w muttWord) {
	at := m.in.line(file, line, "source "+w.text)
	if w.run || strings.HasSuffix(strings.TrimSpace(w.text), "|") {
		m.in.note(NoteCommand, m.in.line(file, line, "source …"))
		return
	}
	name := w.text
	if other, text, ok := m.in.include(path.Dir(file), name, at); ok {
		m.read(other, text)
	}
}

// accountHook tells the account that a hook sets up.
func (m *mutt) accountHook(h muttHook, sub *mutt) {
	if h.kind == "account-hook" && h.pattern != "." {
		at := parseURL(strings.NewReplacer(`\`, "", "^", "", "$", "", "*", "", "(", "", ")", "").Replace(h.pattern))
		for _, kind := range []string{"imap", "pop"} {
			if strings.HasPrefix(at.scheme, kind) && at.host != "" {
				v := value{at.scheme + "://" + at.host + portSuffix(at.port) + "/", m.in.line(h.file, h.line, "account-hook "+at.shown()), true}
				if u := sub.vars[kind+"_user"]; u.text == "" && at.user != "" {
					sub.vars[kind+"_user"] = value{at.user, v.line, true}
				}
				sub.account(v)
				return
			}
		}
		return
	}
	sub.emit()
}

// muttList returns the words of a list that colons part.
func muttList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == ' ' })
}

func portSuffix(port int) string {
	if port == 0 {
		return ""
	}
	return ":" + itoa(port)
}

// emit tells the accounts that the variables and the mailboxes name.
func (m *mutt) emit() {
	var places []value
	for _, name := range []string{"spoolfile", "spool_file", "folder"} {
		if v := m.vars[name]; isMailURL(v.text) {
			places = append(places, v)
		}
	}
	if v := m.vars["pop_host"]; v.text != "" {
		if !strings.Contains(v.text, "://") {
			v.text = "pop://" + v.text
		}
		places = append(places, v)
	}
	for _, v := range append(places, m.boxes...) {
		if isMailURL(v.text) {
			m.account(v)
		}
	}
	if len(places) == 0 && len(m.boxes) == 0 && !m.hooked && m.vars["smtp_url"].text != "" && len(m.hooks) == 0 {
		a := Account{}
		if out := m.outgoing(); out != nil {
			a.Server = *out
			a.Address = bareAddress(m.vars.text("from"))
			m.in.add(a)
		}
	}
}

func isMailURL(s string) bool {
	for _, scheme := range []string{"imap://", "imaps://", "pop://", "pops://"} {
		if strings.HasPrefix(strings.ToLower(s), scheme) {
			return true
		}
	}
	return false
}

// account tells the account of a place, once.
func (m *mutt) account(v value) {
	in := m.in
	at := parseURL(v.text)
	a := Account{Name: at.host, Address: bareAddress(m.vars.text("from"))}
	a.Service = IMAP
	kind := "imap"
	if strings.HasPrefix(at.scheme, "pop") {
		a.Service, kind = POP3, "pop"
	}
	a.Host = at.host
	user := m.vars.first(in, kind+"_user")
	a.User = user.text
	if at.user != "" {
		a.User = at.user
		user = v
	}
	key := string(a.Service) + " " + a.Host + " " + a.User
	for _, s := range m.seen { // the hosts of a mailbox that names no user are those of one that does
		if s == key || a.User == "" && strings.HasPrefix(s, key) {
			return
		}
	}
	m.seen = append(m.seen, key)
	a.Security, a.Server.Shown = m.security(at.scheme, v)
	if a.Port = at.port; a.Port == 0 {
		a.Port = usualPort(a.Service, a.Security)
	}
	a.Server.show(SetHost, v)
	a.Server.show(SetPort, v)
	a.Server.show(SetUser, user)
	auth := m.vars.first(in, kind+"_authenticators")
	a.logsIn(muttList(auth.text)...)
	if a.Auth == "" && m.vars[kind+"_oauth_refresh_command"].set && strings.Contains(auth.text, "oauth") {
		a.Auth = OAuth2
	}
	a.Server.show(SetAuth, auth)
	pass := m.vars.first(in, kind+"_pass")
	a.HoldsPassword = pass.set && pass.text != "command" || at.password
	if at.password && !pass.set {
		pass = v
	}
	a.show(SetPassword, pass)
	if w := m.vars["tunnel"]; w.set {
		in.note(NoteCommand, w.line)
		a.Security = NotKnown
	}
	if w := m.vars["ssl_verify_host"]; w.set && isNo(w.text) {
		a.Unverified = true
		a.Server.show(SetVerify, w)
	}
	if a.Service == POP3 {
		del := m.vars.first(in, "pop_delete")
		a.Keep = KeepForever
		if isYes(del.text) || strings.EqualFold(del.text, "ask-yes") {
			a.Keep = KeepNot
		}
		a.Repeats = a.Keep != KeepNot && !isYes(m.vars.text("pop_last"))
		a.show(SetKeep, del)
	}
	record := m.vars.first(in, "record")
	if record.set && record.text != "" {
		onServer := isMailURL(record.text) || strings.ContainsAny(record.text[:1], "+=") && isMailURL(m.vars.text("folder"))
		a.SentHere = truth(!onServer)
		a.show(SetSent, record)
	}
	a.show(SetAddress, m.vars.first(in, "from"))
	a.Outgoing = m.outgoing()
	in.add(a)
}

// security returns how mutt connects: both ssl_starttls and ssl_force_tls are
// on unless a file says otherwise (mutt 2.0).
func (m *mutt) security(scheme string, v value) (Security, map[Setting]Line) {
	if strings.HasSuffix(scheme, "s") {
		return TLS, map[Setting]Line{SetSecurity: v.line}
	}
	force, start := m.vars.first(m.in, "ssl_force_tls"), m.vars.first(m.in, "ssl_starttls")
	switch {
	case !force.set || !isNo(force.text):
		return StartTLS, map[Setting]Line{SetSecurity: v.line}
	case start.set && isNo(start.text):
		return None, map[Setting]Line{SetSecurity: start.line}
	}
	return IfOffered, map[Setting]Line{SetSecurity: force.line}
}

// outgoing returns the server of smtp_url; nil where a program sends.
func (m *mutt) outgoing() *Server {
	v := m.vars["smtp_url"]
	if v.text == "" {
		return nil
	}
	at := parseURL(v.text)
	s := &Server{Service: Submission, Host: at.host, User: at.user}
	s.Security, s.Shown = m.security(at.scheme, v)
	if s.Port = at.port; s.Port == 0 {
		s.Port = usualPort(Submission, s.Security)
		if s.Security != TLS {
			s.Port = 25
		}
	}
	if s.User == "" {
		s.User = m.vars.text("smtp_user")
	}
	auth := m.vars.first(m.in, "smtp_authenticators")
	s.logsIn(muttList(auth.text)...)
	if s.User == "" && !m.vars["smtp_pass"].set && !at.password {
		s.Auth = NoLogin
	}
	s.show(SetHost, v)
	s.show(SetPort, v)
	s.show(SetUser, v)
	s.show(SetAuth, auth)
	return s
}
