package accounts

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Mbsync reads the mbsyncrc of isync: sections begin with the keyword that
// names them, and end with an empty line or the next (mbsync(1)).
func Mbsync(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	type part struct {
		kind, name string
		keys       keys
	}
	var parts []*part
	global := &part{keys: keys{}}
	now := global
	for n, line := range numbered(text) {
		words := mbsyncWords(line)
		if len(words) == 0 {
			if strings.TrimSpace(line) == "" {
				now = global
			}
			continue
		}
		key := strings.ToLower(words[0])
		arg := ""
		if len(words) > 1 {
			arg = words[1]
		}
		switch key {
		case "imapaccount", "imapstore", "maildirstore", "channel", "group":
			now = &part{key, arg, keys{}}
			parts = append(parts, now)
		case "pass", "passcmd", "usercmd", "tunnel":
			now.keys[key] = in.hidden(in.Name, n, words[0])
		case "authmechs", "patterns", "pattern", "sync", "create", "remove", "expunge", "certificatefile", "authmech", "sslversion", "sslversions", "tlsversions":
			now.keys[key] = in.at(in.Name, n, words[0], strings.Join(words[1:], " "))
		default:
			now.keys[key] = in.at(in.Name, n, words[0], arg)
		}
	}
	find := func(kind, name string) keys {
		for _, p := range parts {
			if p.kind == kind && p.name == name {
				return p.keys
			}
		}
		return nil
	}
	used := map[string]bool{}
	account := func(name string, k, channel keys) {
		if name != "" {
			used[name] = true
		}
		a := Account{Name: name}
		mbsyncServer(in, &a, k)
		a.Offline = "all"
		if v := channel["maxmessages"]; number(v.text) > 0 {
			a.Offline = "recent"
			a.show(SetOffline, v)
		}
		in.add(a)
	}
	seen := map[string]bool{}
	for _, p := range parts {
		if p.kind != "imapstore" || seen[p.name] {
			continue
		}
		seen[p.name] = true
		var channel keys
		reached := false
		for _, c := range parts {
			if c.kind != "channel" {
				continue
			}
			for _, side := range []string{"far", "near", "master", "slave"} {
				if store, _, _ := strings.Cut(strings.TrimPrefix(c.keys.text(side), ":"), ":"); store == p.name {
					channel, reached = c.keys, true
				}
			}
		}
		name := p.keys.text("account")
		switch {
		case !reached && slices.ContainsFunc(parts, func(c *part) bool { return c.kind == "channel" }):
			in.pass(p.name, Orphan)
			used[name] = true
		case used[name] && name != "": // two stores of one account
		case name != "":
			account(name, find("imapaccount", name), channel)
		default: // a store that is its own account
			account(p.name, p.keys, channel)
		}
	}
	for _, p := range parts {
		if p.kind == "imapaccount" && !used[p.name] {
			if len(seen) > 0 {
				in.pass(p.name, Orphan)
				continue
			}
			account(p.name, p.keys, nil)
		}
	}
}

func mbsyncServer(in *Input, a *Account, k keys) {
	if v := k["tunnel"]; v.set && k.text("host") == "" {
		in.note(NoteCommand, v.line)
	}
	a.Service = IMAP
	host := k.first(in, "host")
	text := host.text
	for _, scheme := range []string{"imaps:", "imap:"} { // of old versions, without the slashes of a URL
		if rest, ok := strings.CutPrefix(text, scheme); ok && !strings.HasPrefix(rest, "//") {
			text = scheme + "//" + rest
		}
	}
	at := parseURL(text)
	a.Host = at.host
	secure := k.first(in, "tlstype", "ssltype", "requiressl", "usessl", "useimaps")
	switch strings.ToLower(secure.text) {
	case "imaps":
		a.Security = TLS
	case "starttls":
		a.Security = StartTLS
	case "none":
		a.Security = None
	default:
		switch {
		case k.yes("useimaps") || at.scheme == "imaps":
			a.Security = TLS
		case !secure.set && k.text("tunnel") == "" && k["tunnel"].set:
			a.Security = NotKnown
		case k["requiressl"].set && isNo(k.text("requiressl")):
			a.Security = IfOffered
		default: // STARTTLS, or no connection
			a.Security = StartTLS
			if number(k.text("port")) == 993 {
				a.Security = TLS
			}
		}
	}
	port := k.first(in, "port")
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = at.port
	}
	if a.Port == 0 {
		a.Port = usualPort(IMAP, a.Security)
	}
	a.User = k.text("user")
	if v := k["usercmd"]; v.set && a.User == "" {
		in.note(NoteCommand, v.line)
	}
	mechs := k.first(in, "authmechs", "authmech")
	a.logsIn(strings.Fields(mechs.text)...)
	if v := k["requirecram"]; !mechs.set && isYes(v.text) { // of old versions
		a.logsIn("CRAM-MD5")
		mechs = v
	}
	a.HoldsPassword = k["pass"].set
	a.show(SetPassword, k.first(in, "pass"))
	a.Server.showAll(host, port, secure, k.first(in, "user"), mechs)
	if v := k["systemcertificates"]; v.set && isNo(v.text) && k.text("certificatefile") == "" {
		a.Unverified = true
		a.Server.show(SetVerify, v)
	}
}

// logsIn sets how a server is logged in to by a list of mechanisms: the kind is
// that of the first that says one, "" where the program chooses.
func (s *Server) logsIn(list ...string) {
	s.Auth, s.Mechanisms = "", nil
	for _, m := range list {
		m = strings.ToUpper(strings.Trim(m, `"', `))
		kind := mechanismKind(m)
		if kind == "" {
			continue
		}
		if s.Auth == "" {
			s.Auth = kind
		}
		if m != "PASSWORD" && !slices.Contains(s.Mechanisms, m) {
			s.Mechanisms = append(s.Mechanisms, m)
		}
	}
}

// mechanismKind returns the kind of a mechanism; "" where it is none.
func mechanismKind(m string) Auth {
	switch {
	case m == "XOAUTH2" || m == "OAUTHBEARER":
		return OAuth2
	case m == "PLAIN" || m == "LOGIN" || m == "USER" || m == "PASSWORD":
		return Password
	case strings.HasPrefix(m, "CRAM") || strings.HasPrefix(m, "DIGEST") || strings.HasPrefix(m, "SCRAM") || m == "APOP":
		return Encrypted
	case m == "GSSAPI" || m == "KERBEROS_V5" || m == "KERBEROS":
		return Kerberos
	case m == "NTLM":
		return NTLM
	case m == "EXTERNAL":
		return Certificate
	}
	return ""
}

// mbsyncWords splits a line as mbsync does: words parted by white space, with
// double quotes, backslashes inside them, and # for comments.
func mbsyncWords(line string) []string {
	var words []string
	var b strings.Builder
	open, quoted := false, false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '\\' && i+1 < len(line):
			i++
			b.WriteByte(line[i])
			open = true
		case c == '"':
			quoted, open = !quoted, true
		case quoted:
			b.WriteByte(c)
		case c == '#' && !open:
			return words
		case c == ' ' || c == '\t':
			if open {
				words = append(words, b.String())
				b.Reset()
				open = false
			}
		default:
			b.WriteByte(c)
			open = true
		}
	}
	if open {
		words = append(words, b.String())
	}
	return words
}

// Mpop reads the mpoprc of mpop, and Msmtp the msmtprc of msmtp, two programs
// of one maker: "account NAME", or "account NAME : OTHER" that begins with the
// settings of another; "defaults" are those of all that follow.
func Mpop(in *Input) { in.martin(POP3) }

// Msmtp reads an msmtprc: see [Mpop].
func Msmtp(in *Input) { in.martin(Submission) }

func (in *Input) martin(service Service) {
	text, ok := in.main()
	if !ok {
		return
	}
	known := map[string]keys{}
	defaults := keys{}
	var order []string
	in.martinLines(in.Name, text, &defaults, known, &order)
	base := map[string]bool{} // of which another is made, or that is another by a second name
	for _, name := range order {
		a := Account{Name: name}
		k := known[name]
		if alias := k["="]; alias.set {
			base[alias.text] = true
			if name == "default" && known[alias.text] != nil {
				continue // a second name
			}
		}
		in.martinAccount(&a, k, service)
		in.add(a)
	}
}

func (in *Input) martinLines(file, text string, defaults *keys, known map[string]keys, order *[]string) {
	now := *defaults
	for n, line := range numbered(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, arg := line, ""
		if i := strings.IndexAny(line, " \t"); i >= 0 {
			key, arg = line[:i], strings.TrimSpace(line[i:])
		}
		key = strings.ToLower(key)
		if len(arg) > 1 && arg[0] == '"' && arg[len(arg)-1] == '"' {
			arg = arg[1 : len(arg)-1]
		}
		switch key {
		case "defaults":
			now = *defaults
			continue
		case "account":
			name, bases, _ := strings.Cut(arg, ":")
			name = strings.TrimSpace(name)
			now = maps.Clone(*defaults)
			for i, other := range split(bases) {
				maps.Copy(now, known[other])
				if i == 0 {
					now["="] = value{text: other, set: true}
				}
			}
			if _, twice := known[name]; !twice {
				*order = append(*order, name)
			}
			known[name] = now
			continue
		case "eval":
			in.note(NoteCommand, in.line(file, n, "eval …"))
			continue
		case "include":
			at := in.line(file, n, key+" "+arg)
			in.depth++
			if other, more, ok := in.include(path.Dir(file), arg, at); ok {
				in.martinLines(other, more, defaults, known, order)
			}
			in.depth--
			continue
		}
		delete(now, "=") // it is no mere second name
		if key == "password" || key == "passwordeval" {
			now[key] = in.hidden(file, n, key)
			continue
		}
		if arg == "" {
			arg = "on"
		}
		now[key] = value{arg, in.line(file, n, key+" "+arg), true}
	}
}

func (in *Input) martinAccount(a *Account, k keys, service Service) {
	a.Service = service
	host, port, tls, start := k.first(in, "host"), k.first(in, "port"), k.first(in, "tls"), k.first(in, "tls_starttls")
	a.Host, a.User, a.Address = host.text, k.text("user"), bareAddress(k.text("from"))
	secure := tls
	switch {
	case !isYes(tls.text):
		a.Security = None
	case start.set && isNo(start.text):
		a.Security, secure = TLS, start
	default:
		a.Security = StartTLS
	}
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = usualPort(service, a.Security)
		if service == Submission && a.Security != TLS {
			a.Port = 25
		}
	}
	auth := k.first(in, "auth")
	switch {
	case isNo(auth.text) || service == Submission && !auth.set:
		a.Auth = NoLogin
	default:
		a.logsIn(auth.text)
	}
	if v := k["tls_certcheck"]; v.set && isNo(v.text) {
		a.Unverified = true
		a.Server.show(SetVerify, v)
	}
	a.HoldsPassword = k["password"].set
	a.show(SetPassword, k.first(in, "password"))
	a.Server.showAll(host, port, secure, k.first(in, "user"), auth)
	a.show(SetAddress, k.first(in, "from"))
	if service == POP3 {
		keep := k.first(in, "keep")
		a.Keep = KeepNot
		if isYes(keep.text) {
			a.Keep = KeepForever
		}
		a.show(SetKeep, keep)
	}
}

// Getmail reads a getmailrc of getmail 6: one mailbox a file.
func Getmail(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	all := in.sections(in.Name, text, dialect{python: true})
	r, o := get(all, "retriever"), get(all, "options")
	kind := r.first(in, "type")
	a := Account{Name: path.Base(in.Name)}
	k := strings.ToLower(kind.text)
	switch {
	case strings.Contains(k, "pop3"):
		a.Service = POP3
	case strings.Contains(k, "imap"):
		a.Service = IMAP
	default:
		if len(r) > 0 {
			in.pass(a.Name, OtherKind)
		}
		return
	}
	a.show(SetProtocol, kind)
	a.Security = None
	if strings.Contains(k, "ssl") {
		a.Security = TLS
	}
	host, port, user := r.first(in, "server"), r.first(in, "port"), r.first(in, "username")
	a.Host, a.User = host.text, user.text
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = usualPort(a.Service, a.Security)
	}
	if r.yes("use_xoauth2") {
		a.Auth = OAuth2
		a.Server.show(SetAuth, r["use_xoauth2"])
	} else if r.yes("use_cram_md5") {
		a.logsIn("CRAM-MD5")
		a.Server.show(SetAuth, r["use_cram_md5"])
	} else if r.yes("use_apop") {
		a.logsIn("APOP")
		a.Server.show(SetAuth, r["use_apop"])
	} else if r.yes("use_kerberos") {
		a.Auth = Kerberos
	}
	a.HoldsPassword = r["password"].set
	a.show(SetPassword, r.first(in, "password"))
	a.Server.show(SetHost, host)
	a.Server.show(SetPort, port)
	a.Server.show(SetUser, user)
	a.Server.show(SetSecurity, kind)
	del, after := o.first(in, "delete"), o.first(in, "delete_after")
	a.show(SetKeep, del)
	switch {
	case number(after.text) > 0:
		a.Keep, a.KeepDays = KeepDays, number(after.text)
		a.show(SetKeepDays, after)
	case isYes(del.text):
		a.Keep = KeepNot
	default:
		a.Keep = KeepForever
	}
	if a.Service == IMAP {
		a.RemovesOnServer = a.Keep != KeepForever
		a.Keep, a.KeepDays = "", 0
	}
	in.add(a)
}

// OfflineIMAP reads an offlineimaprc: accounts name their repositories.
func OfflineIMAP(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	all := in.sections(in.Name, text, dialect{python: true, percent: true})
	general := get(all, "general")
	if v := general["pythonfile"]; v.set {
		in.note(NoteCommand, v.line)
	}
	active := split(general.text("accounts"))
	used := map[string]bool{}
	for _, name := range active {
		account := get(all, "Account "+name)
		remote := account.text("remoterepository")
		used[strings.ToLower(remote)] = true
		k := get(all, "Repository "+remote)
		if len(k) == 0 {
			in.note(NoteBroken, in.line("", 0, "[Repository "+remote+"]"))
			continue
		}
		a := Account{Name: name}
		in.offlineServer(&a, k)
		a.Offline = "all"
		if v := account["maxage"]; v.set {
			a.Offline, a.OfflineDays = "recent", number(v.text)
			a.show(SetOffline, v)
		} else if v := k["maxage"]; v.set {
			a.Offline, a.OfflineDays = "recent", number(v.text)
			a.show(SetOffline, v)
		}
		if refresh := account["autorefresh"]; number(refresh.text) > 0 {
			a.PollSeconds = 60 * number(refresh.text)
			a.show(SetPoll, refresh)
		}
		in.add(a)
	}
	for _, s := range all {
		if name, ok := strings.CutPrefix(s.name, "Account "); ok && !slices.Contains(active, name) {
			in.pass(name, Orphan)
			used[strings.ToLower(s.keys.text("remoterepository"))] = true
		}
	}
	for _, s := range all {
		name, ok := strings.CutPrefix(s.name, "Repository ")
		if ok && !used[strings.ToLower(name)] && s.keys.text("remotehost") != "" {
			in.pass(name, Orphan)
		}
	}
}

func (in *Input) offlineServer(a *Account, k keys) {
	a.Service = IMAP
	gmail := strings.EqualFold(k.text("type"), "Gmail")
	host, port, user := k.first(in, "remotehost"), k.first(in, "remoteport"), k.first(in, "remoteuser")
	a.Host, a.User = host.text, user.text
	if gmail && a.Host == "" {
		a.Host = "imap.gmail.com"
	}
	for _, name := range []string{"remotehosteval", "remoteusereval", "remoteporteval"} {
		if v := k[name]; v.set {
			in.note(NoteCommand, Line{v.line.File, v.line.Number, name + " = …"})
		}
	}
	ssl, start := k.first(in, "ssl"), k.first(in, "starttls")
	secure := ssl
	switch { // since 6.6 both are on by default; ssl wins
	case !ssl.set || isYes(ssl.text):
		a.Security = TLS
	case !start.set || isYes(start.text):
		a.Security, secure = StartTLS, start
	default:
		a.Security = None
	}
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = usualPort(IMAP, a.Security)
	}
	mechs := k.first(in, "auth_mechanisms")
	a.logsIn(split(mechs.text)...)
	a.HoldsPassword = k["remotepass"].set
	a.show(SetPassword, k.first(in, "remotepass"))
	a.Server.showAll(host, port, secure, user, mechs)
	if ca, print := k.text("sslcacertfile"), k.text("cert_fingerprint"); ca == "" && print == "" && a.Security != None {
		a.Server.show(SetVerify, in.absent("sslcacertfile"))
	}
}
