package accounts

import (
	"regexp"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Aerc reads the accounts.conf of aerc: a section an account.
func Aerc(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	all := in.sections(in.Name, text, dialect{})
	for _, s := range all {
		k := s.keys
		source := k["source"]
		if !source.set && !k["outgoing"].set {
			continue
		}
		a := Account{Name: s.name, Address: bareAddress(k.text("from"))}
		a.show(SetAddress, k.first(in, "from"))
		if !in.aercServer(&a.Server, source, IMAP) {
			why := OtherKind
			if strings.Contains(source.text, "maildir") || strings.Contains(source.text, "notmuch") || strings.Contains(source.text, "mbox") {
				why = LocalFolders
			}
			in.pass(s.name, why)
			continue
		}
		a.HoldsPassword = parseURL(source.text).password || parseURL(k.text("outgoing")).password
		a.show(SetPassword, value{line: shownURL(source)})
		out := Server{}
		if v := k["outgoing"]; in.aercServer(&out, v, Submission) {
			a.Outgoing = &out
			if start := k["smtp-starttls"]; out.Security == StartTLS && start.set && isNo(start.text) { // before 0.15
				out.Security = None
				out.show(SetSecurity, start)
			}
		}
		if v := k["check-mail"]; v.set {
			a.PollSeconds = seconds(v.text)
			a.show(SetPoll, v)
		}
		if copyTo := k["copy-to"]; copyTo.set {
			a.SentHere = truth(false)
			a.show(SetSent, copyTo)
		}
		in.add(a)
	}
}

func shownURL(v value) Line {
	key, _, _ := strings.Cut(v.line.Text, " = ")
	return Line{v.line.File, v.line.Number, key + " = " + parseURL(v.text).shown()}
}

// seconds reads a time of Go, such as 5m.
func seconds(s string) int {
	n := 0
	for _, m := range regexp.MustCompile(`(\d+)\s*(h|m|s)?`).FindAllStringSubmatch(s, 8) {
		n += number(m[1]) * map[string]int{"h": 3600, "m": 60, "s": 1, "": 1}[m[2]]
	}
	return n
}

// aercServer reads imaps://, imap:// (STARTTLS), imap+insecure://, and the same
// of smtp, also with the way to log in: imaps+oauthbearer.
func (in *Input) aercServer(s *Server, v value, service Service) bool {
	at := parseURL(v.text)
	var kind string
	switch service {
	case IMAP:
		kind = "imap"
	case Submission:
		kind = "smtp"
	}
	base, extra, _ := strings.Cut(at.scheme, "+")
	if strings.TrimSuffix(base, "s") != kind {
		return false
	}
	s.Service, s.Host, s.User, s.Port = service, at.host, at.user, at.port
	s.Security = StartTLS
	if base == kind+"s" {
		s.Security = TLS
	}
	for word := range strings.SplitSeq(extra, "+") {
		switch word {
		case "insecure":
			s.Security = None
		case "oauthbearer", "xoauth2":
			s.Auth = OAuth2
		case "plain", "login":
			s.Auth = Password
		case "none":
			s.Auth = NoLogin
		}
	}
	if s.Port == 0 {
		s.Port = usualPort(service, s.Security)
	}
	line := value{line: shownURL(v)}
	for _, set := range []Setting{SetHost, SetPort, SetSecurity, SetUser, SetAuth} {
		s.show(set, line)
	}
	return true
}

// tomlFile is a TOML file, with the places of its keys.
type tomlFile struct {
	in *Input
	at map[string]int
}

var tomlKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=`)
})

// readTOML reads a file and finds the lines of its keys, which the library does
// not tell.
func (in *Input) readTOML() (map[string]any, *tomlFile) {
	text, ok := in.main()
	if !ok {
		return nil, nil
	}
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		in.note(NoteBroken, in.line("", 0, ""))
		return nil, nil
	}
	t := &tomlFile{in, map[string]int{}}
	table := ""
	for n, line := range numbered(text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "[") && strings.HasSuffix(strings.SplitN(trimmed, "#", 2)[0], "]") {
			table = dotted(strings.Trim(strings.TrimSpace(strings.SplitN(trimmed, "#", 2)[0]), "[]")) + "."
			continue
		}
		if m := tomlKey().FindStringSubmatch(line); m != nil {
			t.at[table+dotted(m[1])] = n
		}
	}
	return tree, t
}

// dotted returns a key without quotes and spaces.
func dotted(s string) string {
	var parts []string
	for _, p := range regexp.MustCompile(`"[^"]*"|'[^']*'|[^.]+`).FindAllString(s, -1) {
		parts = append(parts, strings.Trim(strings.TrimSpace(p), `"'`))
	}
	return strings.Join(parts, ".")
}

// get returns the value under one of some dotted keys. Secrets are not kept.
func (t *tomlFile) get(tree map[string]any, prefix string, names ...string) value {
	for _, name := range names {
		var v any = tree
		for part := range strings.SplitSeq(name, ".") {
			branch, _ := v.(map[string]any)
			v = branch[part]
		}
		if v == nil {
			continue
		}
		if _, isTable := v.(map[string]any); isTable {
			continue
		}
		if secret(name) {
			return t.in.hidden(t.in.Name, t.at[prefix+name], name)
		}
		text := scalar(v)
		at := t.at[prefix+name]
		for cut := name; at == 0 && strings.Contains(cut, "."); { // in a table of its own, or inline
			cut = cut[:strings.LastIndex(cut, ".")]
			at = t.at[prefix+cut]
		}
		if strings.Contains(text, "://") {
			return value{text, t.in.line("", at, name+" = "+parseURL(text).shown()), true}
		}
		return t.in.at(t.in.Name, at, name, text)
	}
	return t.in.absent(names[0])
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return map[bool]string{true: "true", false: "false"}[v]
	case int64:
		return itoa(int(v))
	}
	return ""
}

func hasKey(tree map[string]any, name string) bool {
	var v any = tree
	for part := range strings.SplitSeq(name, ".") {
		branch, _ := v.(map[string]any)
		if v = branch[part]; v == nil {
			return false
		}
	}
	return true
}

// Himalaya reads the config.toml of himalaya, of version 1 (backend.*) and 2
// (imap.*), which do not understand each other.
func Himalaya(in *Input) {
	tree, t := in.readTOML()
	accounts, _ := tree["accounts"].(map[string]any)
	for _, name := range sortedNames(accounts) {
		k, _ := accounts[name].(map[string]any)
		prefix := "accounts." + name + "."
		get := func(names ...string) value { return t.get(k, prefix, names...) }
		mail := get("email")
		a := Account{Name: name, Address: bareAddress(mail.text)}
		a.show(SetAddress, mail)
		kind := get("backend.type", "backend", "imap.server")
		old := get("imap-host")
		switch {
		case get("imap.server").set:
			himalayaTwo(&a.Server, IMAP, get, k, "imap")
		case strings.EqualFold(kind.text, "imap"):
			himalayaOne(&a.Server, IMAP, get, k, "backend")
		case kind.set && !old.set:
			in.pass(name, map[bool]Why{true: OtherKind, false: LocalFolders}[strings.Contains(kind.text, "jmap")])
			continue
		default:
			in.pass(name, NoServer)
			continue
		}
		out := Server{}
		switch {
		case get("smtp.server").set:
			himalayaTwo(&out, Submission, get, k, "smtp")
		case strings.EqualFold(get("message.send.backend.type", "message.send.backend", "backend.send.type").text, "smtp"):
			himalayaOne(&out, Submission, get, k, "message.send.backend")
		}
		if out.Host != "" {
			a.Outgoing = &out
		}
		for _, raw := range []string{"backend.auth.raw", "backend.auth.password", "imap.sasl.plain.password.raw", "imap.sasl.login.password.raw", "smtp.sasl.plain.password.raw", "message.send.backend.auth.raw", "backend.passwd.raw"} {
			if hasKey(k, raw) {
				a.HoldsPassword = true
				a.show(SetPassword, in.hidden(in.Name, t.at[prefix+raw], raw))
			}
		}
		in.add(a)
	}
}

func himalayaOne(s *Server, service Service, get func(...string) value, k map[string]any, base string) {
	s.Service = service
	host, port, user := get(base+".host"), get(base+".port"), get(base+".login")
	secure := get(base+".encryption.type", base+".encryption")
	s.Host, s.User = host.text, user.text
	switch strings.ToLower(secure.text) {
	case "start-tls", "starttls":
		s.Security = StartTLS
	case "none", "false":
		s.Security = None
	default:
		s.Security = TLS
	}
	if s.Port = number(port.text); s.Port == 0 {
		s.Port = usualPort(service, s.Security)
	}
	auth := get(base+".auth.type", base+".auth")
	s.Auth = Password
	if strings.Contains(strings.ToLower(auth.text), "oauth2") {
		s.Auth = OAuth2
	}
	s.showAll(host, port, secure, user, auth)
}

func himalayaTwo(s *Server, service Service, get func(...string) value, k map[string]any, base string) {
	s.Service = service
	v := get(base + ".server")
	at := parseURL(v.text)
	s.Host, s.Port, s.User = at.host, at.port, at.user
	start := get(base + ".starttls")
	secure := v
	switch {
	case strings.HasSuffix(at.scheme, "s"):
		s.Security = TLS
	case isYes(start.text):
		s.Security, secure = StartTLS, start
	default:
		s.Security = None
	}
	if s.Port == 0 {
		s.Port = usualPort(service, s.Security)
	}
	user := get(base+".sasl.plain.username", base+".sasl.login.username", base+".sasl.xoauth2.username", base+".sasl.oauthbearer.username", base+".sasl.scram-sha-256.username")
	if user.text != "" {
		s.User = user.text
	}
	switch {
	case hasKey(k, base+".sasl.xoauth2") || hasKey(k, base+".sasl.oauthbearer"):
		s.Auth = OAuth2
	case hasKey(k, base+".sasl.plain") || hasKey(k, base+".sasl.login"):
		s.Auth = Password
	}
	s.showAll(v, v, secure, user, user)
}

// Meli reads the config.toml of meli.
func Meli(in *Input) {
	tree, t := in.readTOML()
	accounts, _ := tree["accounts"].(map[string]any)
	for _, name := range sortedNames(accounts) {
		k, _ := accounts[name].(map[string]any)
		get := func(names ...string) value { return t.get(k, "accounts."+name+".", names...) }
		format := get("format")
		a := Account{Name: name, Address: bareAddress(get("identity").text)}
		a.show(SetAddress, get("identity"))
		if !strings.EqualFold(format.text, "imap") {
			why := LocalFolders
			switch strings.ToLower(format.text) {
			case "jmap":
				why = OtherKind
			case "nntp":
				why = News
			}
			in.pass(name, why)
			continue
		}
		a.Service = IMAP
		host, port, user, start, tls := get("server_hostname"), get("server_port"), get("server_username"), get("use_starttls"), get("use_tls")
		a.Host, a.User, a.Security = host.text, user.text, TLS
		secure := tls
		switch {
		case isNo(tls.text):
			a.Security = None
		case isYes(start.text) || !start.set && number(port.text) == 143:
			a.Security, secure = StartTLS, start
		}
		if a.Port = number(port.text); a.Port == 0 {
			a.Port = 143
		}
		if v := get("danger_accept_invalid_certs"); isYes(v.text) {
			a.Unverified = true
			a.Server.show(SetVerify, v)
		}
		if isYes(get("use_oauth2").text) {
			a.Auth = OAuth2
		}
		if hasKey(k, "server_password") {
			a.HoldsPassword = true
			a.show(SetPassword, in.hidden(in.Name, t.at["accounts."+name+".server_password"], "server_password"))
		}
		a.Server.showAll(host, port, secure, user, get("use_oauth2"))
		if h := get("send_mail.hostname"); h.set {
			out := Server{Service: Submission, Host: h.text, User: get("send_mail.auth.username").text}
			kind := get("send_mail.security.type")
			switch strings.ToLower(kind.text) {
			case "starttls":
				out.Security = StartTLS
			case "tls":
				out.Security = TLS
			case "none":
				out.Security = None
			default:
				out.Security = IfOffered
			}
			if out.Port = number(get("send_mail.port").text); out.Port == 0 {
				out.Port = usualPort(Submission, out.Security)
			}
			if get("send_mail.auth.type").text == "none" {
				out.Auth = NoLogin
			}
			out.showAll(h, get("send_mail.port"), kind, get("send_mail.auth.username"), get("send_mail.auth.type"))
			a.Outgoing = &out
		}
		in.add(a)
	}
}

// Alpine reads a .pinerc: variables with values that go on in indented lines.
func Alpine(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	k := keys{}
	last := ""
	for n, line := range numbered(text) {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
			if v := k[last]; last != "" {
				v.text += strings.TrimSpace(line)
				k[last] = v
			}
		default:
			key, v, ok := strings.Cut(line, "=")
			if !ok {
				continue
			}
			key = strings.TrimSpace(key)
			last = strings.ToLower(key)
			if secret(last) {
				last = ""
				continue
			}
			k[last] = in.at(in.Name, n, key, strings.TrimSpace(v))
		}
	}
	address := ""
	if i := strings.Index(strings.ToLower(k.text("customized-hdrs")), "from:"); i >= 0 {
		rest := k.text("customized-hdrs")[i+5:]
		if j := strings.Index(rest, ","); j > 0 && strings.Contains(rest[:j], "@") {
			rest = rest[:j]
		}
		address = bareAddress(rest)
	}
	var out *Server
	if v := k["smtp-server"]; v.text != "" && v.text != `""` {
		first := strings.Trim(split(v.text)[0], `"`)
		s := Server{Service: Submission}
		in.alpineServer(&s, first, v)
		out = &s
	}
	seen := map[string]bool{}
	boxes := []value{k["inbox-path"]}
	for _, list := range []string{"folder-collections", "incoming-folders"} {
		for _, item := range braces(k.text(list)) {
			boxes = append(boxes, value{item, k[list].line, true})
		}
	}
	for _, v := range boxes {
		list := braces(v.text)
		if len(list) == 0 {
			continue
		}
		a := Account{Address: address, Outgoing: out}
		a.Service = IMAP
		if strings.Contains(strings.ToLower(list[0]), "/pop3") {
			a.Service, a.Keep = POP3, KeepForever
			a.show(SetKeep, v)
		} else if strings.Contains(strings.ToLower(list[0]), "/nntp") {
			in.pass(list[0], News)
			continue
		}
		in.alpineServer(&a.Server, strings.Trim(list[0], "{}"), v)
		a.Name = a.Host
		key := string(a.Service) + a.Host + a.User
		if seen[key] {
			continue
		}
		seen[key] = true
		a.show(SetAddress, k["customized-hdrs"])
		if fcc := k["default-fcc"]; fcc.text != "" {
			a.SentHere = truth(!strings.Contains(fcc.text, "{"))
			a.show(SetSent, fcc)
		} else if len(braces(k.text("folder-collections"))) == 0 {
			a.SentHere = truth(true) // sent-mail, in the first collection
			a.show(SetSent, k.first(in, "default-fcc"))
		}
		if v := k["mail-check-interval"]; number(v.text) > 0 {
			a.PollSeconds = number(v.text)
			a.show(SetPoll, v)
		}
		in.add(a)
	}
	if len(boxes) == 1 && len(braces(boxes[0].text)) == 0 && out != nil {
		in.add(Account{Name: out.Host, Address: address, Server: *out})
	}
}

// braces returns the parts in braces: {host:993/ssl/user=name}.
func braces(s string) []string {
	return regexp.MustCompile(`\{[^{}]*\}`).FindAllString(s, MaxAccounts)
}

// alpineServer reads host:port/switch/switch=value.
func (in *Input) alpineServer(s *Server, text string, v value) {
	parts := strings.Split(text, "/")
	at := parseURL(strings.TrimSpace(parts[0]))
	s.Host, s.Port, s.Security = at.host, at.port, IfOffered
	for _, p := range parts[1:] {
		name, arg, _ := strings.Cut(p, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "ssl":
			s.Security = TLS
		case "tls":
			s.Security = StartTLS
		case "notls":
			s.Security = None
		case "user":
			s.User = strings.Trim(arg, `"`)
		case "novalidate-cert":
			s.Unverified = true
			s.show(SetVerify, v)
		case "submit":
			if s.Port == 0 {
				s.Port = 587
			}
		case "secure":
			s.Auth = Encrypted
		case "auth":
			s.logsIn(arg)
		}
	}
	if s.Port == 0 {
		if s.Port = usualPort(s.Service, s.Security); s.Service == Submission && s.Security != TLS {
			s.Port = 25
		}
	}
	if s.Service == Submission && s.User == "" {
		s.Auth = NoLogin
	}
	for _, set := range []Setting{SetHost, SetPort, SetSecurity, SetUser, SetAuth} {
		s.show(set, v)
	}
}
