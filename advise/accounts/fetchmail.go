package accounts

import (
	"slices"
	"strconv"
	"strings"
)

// Fetchmail reads a fetchmailrc: entries of a server, each with one or more
// users (fetchmail(1), "THE RUN CONTROL FILE"). Defaults are those of 6.4.
func Fetchmail(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	f := fetchmail{in: in, words: fetchmailWords(text)}
	f.run()
}

type fetchWord struct {
	text   string
	line   int
	quoted bool
}

// fetchmailWords splits a file into words: quotes, escapes of C, comments, and
// punctuation that means nothing.
func fetchmailWords(text string) []fetchWord {
	var out []fetchWord
	line := 1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			line++
		case strings.IndexByte(" \t,:;", c) >= 0:
		case c == '#':
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case c == '"' || c == '\'':
			var b strings.Builder
			begun := line
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\n' {
					line++
				}
				if text[i] != '\\' || i+1 == len(text) {
					b.WriteByte(text[i])
					continue
				}
				i++
				switch e := text[i]; {
				case e == 'x' && i+2 < len(text):
					if n, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
						b.WriteByte(byte(n))
						i += 2
						continue
					}
					b.WriteByte(e)
				case strings.IndexByte("nrtb", e) >= 0:
					b.WriteByte("\n\r\t\b"[strings.IndexByte("nrtb", e)])
				case e == '\n':
					line++
				default:
					b.WriteByte(e)
				}
			}
			out = append(out, fetchWord{b.String(), begun, true})
		case c == '=':
		default:
			from := i
			for i < len(text) && strings.IndexByte(" \t\n,:;=\"'#", text[i]) < 0 {
				if text[i] == '\\' && i+1 < len(text) && text[i+1] != '\n' {
					i++
				}
				i++
			}
			word := text[from:i]
			i--
			out = append(out, fetchWord{strings.ReplaceAll(word, `\`, ""), line, false})
		}
	}
	return out
}

type fetchmail struct {
	in     *Input
	words  []fetchWord
	at     int
	daemon value
}

// fetchArgs returns the options that take a word, and noFetchArgs those that
// take none.
func fetchArgs() []string {
	return []string{"via", "proto", "protocol", "port", "service", "timeout", "interval", "auth", "authenticate", "preauth", "plugin", "plugout", "interface", "monitor", "envelope", "qvirtual", "principal",
		"user", "username", "pass", "password", "mda", "bsmtp", "preconnect", "postconnect", "limit", "warnings", "fetchlimit", "fetchsizelimit", "batchlimit", "expunge", "sslkey", "sslcert", "sslproto",
		"sslcertfile", "sslcertpath", "sslfingerprint", "sslcommonname", "smtpaddress", "smtpname", "esmtpname", "esmtppassword", "properties", "remote", "folder", "mailbox", "smtphost", "fetchdomains", "antispam", "spambounce", "postmaster", "logfile", "idfile", "daemon", "pidfile", "invisible"}
}

func (f *fetchmail) next() (fetchWord, bool) {
	if f.at >= len(f.words) {
		return fetchWord{}, false
	}
	f.at++
	return f.words[f.at-1], true
}

// run reads the entries. Options before a user are the server's, and of every
// user that has not said otherwise.
func (f *fetchmail) run() {
	defaults := keys{}
	var server, user keys
	name, skip, isDefault := "", false, false
	begin := func() {}
	_ = begin
	flush := func() {
		if user != nil && !isDefault {
			f.account(name, skip, user)
		} else if server != nil && user == nil && !isDefault && name != "" {
			f.account(name, skip, server)
		}
		user = nil
	}
	current := func() keys {
		if user != nil {
			return user
		}
		if server == nil {
			server = keys{}
		}
		return server
	}
	for {
		w, ok := f.next()
		if !ok {
			break
		}
		word := w.text
		if w.quoted {
			continue // the value of something that is not known here
		}
		lower := strings.ToLower(word)
		switch lower {
		case "poll", "server", "skip", "defaults":
			if isDefault && server != nil {
				for k, v := range current() {
					defaults[k] = v
				}
			}
			flush()
			server, isDefault, skip = keys{}, lower == "defaults", lower == "skip"
			for k, v := range defaults {
				server[k] = v
			}
			if !isDefault {
				h, _ := f.next()
				name = h.text
				server["poll"] = f.in.at(f.in.Name, h.line, lower, h.text)
			}
			continue
		case "set":
			f.global()
			continue
		case "user", "username":
			u, _ := f.next()
			if isDefault {
				current()["user"] = f.in.at(f.in.Name, u.line, "user", u.text)
				continue
			}
			if v := current()["user"]; user != nil && v.line.Text == "" { // "there" before a name
				flush()
			}
			if user != nil {
				flush()
			}
			user = keys{}
			for k, v := range server {
				user[k] = v
			}
			user["user"] = f.in.at(f.in.Name, u.line, "user", u.text)
			continue
		case "no":
			o, _ := f.next()
			current()[strings.ToLower(o.text)] = f.in.at(f.in.Name, o.line, "no "+o.text, "no")
			k := strings.ToLower(o.text)
			v := current()[k]
			v.line.Text = "no " + o.text
			current()[k] = v
			continue
		case "pass", "password", "esmtppassword":
			p, _ := f.next()
			current()["password"] = f.in.hidden(f.in.Name, p.line, "password")
			continue
		case "mda", "preconnect", "postconnect", "plugin", "plugout", "bsmtp":
			p, _ := f.next()
			current()[lower] = f.in.hidden(f.in.Name, p.line, lower)
			continue
		case "is", "to": // local names, until a word that is known
			for f.at < len(f.words) && !f.known(f.words[f.at]) {
				f.at++
			}
			continue
		}
		if plain, negated := strings.CutPrefix(lower, "no"); negated && slices.Contains([]string{"keep", "ssl", "sslcertck", "fetchall", "uidl", "rewrite", "idle"}, plain) {
			v := f.in.at(f.in.Name, w.line, word, "no")
			v.line.Text = word
			current()[plain] = v
			continue
		}
		if slices.Contains(fetchArgs(), lower) {
			arg, _ := f.next()
			current()[lower] = f.in.at(f.in.Name, arg.line, lower, arg.text)
			v := current()[lower]
			v.line.Text = lower + " " + arg.text
			current()[lower] = v
			continue
		}
		if f.known(w) {
			v := f.in.at(f.in.Name, w.line, word, "yes")
			v.line.Text = word
			current()[lower] = v
		}
	}
	flush()
}

// known reports whether a word is one of the program's own.
func (f *fetchmail) known(w fetchWord) bool {
	if w.quoted {
		return false
	}
	lower := strings.ToLower(w.text)
	return slices.Contains(fetchArgs(), lower) || slices.Contains([]string{"poll", "skip", "server", "defaults", "set", "no", "keep", "nokeep", "ssl", "nossl", "sslcertck", "nosslcertck", "uidl", "nouidl",
		"fetchall", "nofetchall", "rewrite", "norewrite", "stripcr", "forcecr", "pass8bits", "dropstatus", "dropdelivered", "mimedecode", "idle", "flush", "tracepolls", "here", "there", "and", "with", "has",
		"wants", "options", "aka", "localdomains", "checkalias", "dns", "nodns"}, lower)
}

// global reads "set NAME VALUE".
func (f *fetchmail) global() {
	w, _ := f.next()
	switch lower := strings.ToLower(w.text); lower {
	case "no":
		f.next()
	case "daemon":
		v, _ := f.next()
		f.daemon = f.in.at(f.in.Name, v.line, "set daemon", v.text)
		f.daemon.line.Text = "set daemon " + v.text
	case "postmaster", "logfile", "idfile", "properties", "pidfile":
		f.next()
	}
}

func (f *fetchmail) account(name string, skip bool, k keys) {
	in := f.in
	a := Account{Name: name}
	if skip {
		in.pass(name, Disabled)
		return
	}
	proto := k.first(in, "protocol", "proto")
	switch p := strings.ToUpper(proto.text); {
	case p == "" || p == "AUTO" || strings.HasPrefix(p, "IMAP"):
		a.Service = IMAP
	case strings.HasPrefix(p, "POP") || p == "APOP" || p == "KPOP":
		a.Service = POP3
	default:
		in.pass(name, OtherKind)
		return
	}
	a.show(SetProtocol, proto)
	host := k.first(in, "via", "poll")
	a.Host, a.User = host.text, k.text("user")
	ssl, version := k.first(in, "ssl"), k["sslproto"]
	secure := ssl
	switch {
	case isYes(ssl.text):
		a.Security = TLS
	case version.set && version.text == "":
		a.Security, secure = None, version
	case version.set && !strings.EqualFold(version.text, "auto"):
		a.Security, secure = StartTLS, version
	default: // it takes STARTTLS where it is offered
		a.Security = IfOffered
	}
	port := k.first(in, "service", "port")
	if a.Port = number(port.text); a.Port == 0 {
		switch strings.ToLower(port.text) {
		case "imaps":
			a.Port = 993
		case "imap", "imap2":
			a.Port = 143
		case "pop3s":
			a.Port = 995
		case "pop3":
			a.Port = 110
		}
	}
	if a.Port == 0 {
		a.Port = usualPort(a.Service, a.Security)
	}
	if v := k["sslcertck"]; v.set && isNo(v.text) {
		a.Unverified = true
		a.Server.show(SetVerify, v)
	}
	auth := k.first(in, "auth", "authenticate")
	a.logsIn(auth.text)
	if strings.EqualFold(proto.text, "APOP") {
		a.logsIn("APOP")
	}
	a.HoldsPassword = k["password"].set
	a.show(SetPassword, k.first(in, "password"))
	a.Server.showAll(host, port, secure, k.first(in, "user"), auth)
	keep := k.first(in, "keep")
	a.show(SetKeep, keep)
	switch {
	case a.Service == IMAP:
		a.RemovesOnServer = !isYes(keep.text)
	case isYes(keep.text):
		a.Keep = KeepForever
		a.Repeats = !isYes(k.text("uidl"))
	default:
		a.Keep = KeepNot
	}
	if every := number(f.daemon.text); every > 0 {
		a.PollSeconds = every
		if n := k.number("interval"); n > 1 {
			a.PollSeconds *= n
		}
		a.show(SetPoll, f.daemon)
	}
	if v := k["plugin"]; v.set {
		in.note(NoteCommand, v.line)
		a.Security = NotKnown
	}
	in.add(a)
}
