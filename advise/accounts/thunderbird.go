package accounts

import (
	"cmp"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Thunderbird reads a profile of Thunderbird: profiles.ini, which names the one
// that the program starts with, its prefs.js, and user.js, which wins. A value
// that stands in neither is the default of mailnews.js.
func Thunderbird(in *Input) {
	switch base := path.Base(in.Name); {
	case base == "profiles.ini" || base == "installs.ini":
		text, ok := in.main()
		if ok {
			in.profiles(text)
		}
	case strings.HasSuffix(base, ".js"):
		in.profile(path.Dir(in.Name), base)
	}
}

// profiles chooses a profile as the program does: the one of its installation,
// else that which is marked, else the only one.
func (in *Input) profiles(text string) {
	all := in.sections(in.Name, text, dialect{})
	var chosen, marked, only string
	dirs := map[string]string{}
	for _, s := range all {
		switch {
		case strings.HasPrefix(s.name, "Install"):
			if chosen == "" {
				chosen = s.keys.text("default")
			}
		case strings.HasPrefix(s.name, "Profile"):
			dir := s.keys.text("path")
			if dir == "" {
				continue
			}
			if v := s.keys["isrelative"]; v.set && !isYes(v.text) {
				dirs[dir] = "" // an absolute place
			} else {
				dirs[dir] = path.Join(path.Dir(in.Name), strings.ReplaceAll(dir, `\`, "/"))
			}
			if s.keys.yes("default") && marked == "" {
				marked = dir
			}
			only = dir
		}
	}
	if _, known := dirs[chosen]; !known {
		chosen = ""
	}
	if chosen == "" {
		chosen = marked
	}
	if chosen == "" && len(dirs) == 1 {
		chosen = only
	}
	for _, dir := range sortedNames(dirs) {
		full := dirs[dir]
		if full == "" {
			var inside bool
			if full, inside = in.resolve(".", dir); !inside {
				if dir == chosen {
					in.note(NoteOutside, in.line("", 0, "Path = "+dir))
				}
				continue
			}
		}
		if chosen != "" && dir != chosen {
			in.pass(dir, OtherProfile)
			continue
		}
		in.profile(full, "prefs.js")
	}
}

// prefs are the preferences of a profile.
type prefs struct {
	in     *Input
	values keys
}

// profile reads one profile.
func (in *Input) profile(dir, base string) {
	p := prefs{in, keys{}}
	names := []string{"prefs.js", "user.js"}
	if base != "prefs.js" && base != "user.js" {
		names = []string{base}
	}
	here := *in
	read := false
	for _, name := range names {
		file := path.Join(dir, name)
		text, err := in.open(file)
		if err != nil {
			continue
		}
		if !read {
			here.Name = file
		}
		read = true
		p.parse(file, text)
	}
	if !read {
		in.note(NoteUnread, in.line(path.Join(dir, names[0]), 0, ""))
		return
	}
	p.in = &here
	p.accounts(dir)
}

// prefForm is one preference. Nothing else counts: the program's own parser
// reads no more than that and comments.
var prefForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:user_pref|sticky_pref|pref)\s*\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*,\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|true|false|-?\d+)\s*\)\s*;?`)
})

// parse reads preferences. A later one wins.
func (p *prefs) parse(file, text string) {
	code := withoutComments(text, jsComment)
	line, last := 1, 0
	for _, m := range prefForm().FindAllStringSubmatchIndex(code, -1) {
		line += strings.Count(code[last:m[0]], "\n")
		last = m[0]
		key, v := jsString(code[m[2]:m[3]]), code[m[4]:m[5]]
		if !strings.HasPrefix(key, "mail.") && key != "network.proxy.type" {
			continue
		}
		if secret(key) {
			p.values[strings.ToLower(key)] = p.in.hidden(file, line, key)
			continue
		}
		if v[0] == '"' || v[0] == '\'' {
			v = jsString(v)
		}
		p.values[strings.ToLower(key)] = p.in.at(file, line, key, v)
	}
}

// withoutComments puts spaces in place of comments, so that nothing moves: comment
// is the length of the one that a text begins with, 0 where it begins with none.
func withoutComments(text string, comment func(string) int) string {
	b := []byte(text)
	for i := 0; i < len(b); i++ {
		if quote := b[i]; quote == '"' || quote == '\'' {
			for i++; i < len(b) && b[i] != quote && b[i] != '\n'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			continue
		}
		n := comment(text[i:])
		for j := range n {
			if b[i+j] != '\n' {
				b[i+j] = ' '
			}
		}
		i += max(0, n-1)
	}
	return string(b)
}

// jsComment returns a comment of a file of preferences.
func jsComment(s string) int {
	switch {
	case s[0] == '#' || strings.HasPrefix(s, "//"):
		return upTo(s, "\n")
	case strings.HasPrefix(s, "/*"):
		return 1 + upTo(s[1:], "*/")
	}
	return 0
}

// upTo returns how much of a text is over with a mark, or all of it.
func upTo(s, mark string) int {
	if at := strings.Index(s, mark); at >= 0 {
		return at + len(mark)
	}
	return len(s)
}

// jsString returns what a string of JavaScript says.
func jsString(s string) string {
	if len(s) < 2 {
		return ""
	}
	body := s[1 : len(s)-1]
	if !strings.Contains(body, `\`) {
		return body
	}
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 >= len(body) {
			b.WriteByte(body[i])
			continue
		}
		i++
		var digits int
		switch body[i] {
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		}
		if n := i + 1 + digits; digits > 0 && n <= len(body) {
			if r, err := strconv.ParseUint(body[i+1:n], 16, 32); err == nil {
				b.WriteRune(rune(r))
				i += digits
				continue
			}
		}
		if at := strings.IndexByte("nrt", body[i]); at >= 0 {
			b.WriteByte("\n\r\t"[at])
		} else {
			b.WriteByte(body[i])
		}
	}
	return b.String()
}

// get returns a preference of one server or identity, or the person's own
// default for all of them, or that of the program.
func (p *prefs) get(kind, name, key, normal string) value {
	for _, n := range []string{name, "default"} {
		if v := p.values[strings.ToLower("mail."+kind+"."+n+"."+key)]; v.set {
			return v
		}
	}
	full := "mail." + kind + "." + name + "." + key
	return value{text: normal, line: p.in.line("", 0, full+" = "+normal)}
}

func split(list string) []string {
	var out []string
	for item := range strings.SplitSeq(list, ",") {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

// accounts walks from the list of accounts to their servers.
func (p *prefs) accounts(dir string) {
	used := map[string]bool{}
	exceptions := p.exceptions(dir)
	for _, account := range split(p.values.text("mail.accountmanager.accounts")) {
		server := p.values.text("mail.account." + strings.ToLower(account) + ".server")
		if server == "" {
			continue
		}
		used[strings.ToLower(server)] = true
		p.account(dir, account, server, exceptions)
	}
	var orphans []string
	for key := range p.values {
		name, field, _ := strings.Cut(strings.TrimPrefix(key, "mail.server."), ".")
		if strings.HasPrefix(key, "mail.server.") && field == "hostname" && !used[name] && name != "default" {
			orphans = append(orphans, name)
		}
	}
	slices.Sort(orphans)
	for _, name := range orphans {
		p.in.pass(name, Orphan)
	}
}

// account reads one account.
func (p *prefs) account(dir, account, server string, exceptions []Exception) {
	get := func(key, normal string) value { return p.get("server", server, key, normal) }
	kind := get("type", "").text
	name := get("name", "").text
	a := Account{Name: name}
	switch kind {
	case "imap":
		a.Service = IMAP
	case "pop3":
		a.Service = POP3
	default:
		var why Why
		switch kind {
		case "none":
			why = LocalFolders
		case "rss":
			why = Feed
		case "nntp":
			why = News
		}
		if why == "" {
			why = OtherKind
		}
		p.in.pass(name, why)
		return
	}
	host, user := get("hostname", ""), get("userName", "")
	if v := get("realhostname", ""); v.text != "" {
		host = v
	}
	if v := get("realuserName", ""); v.text != "" {
		user = v
	}
	p.server(&a.Server, host, user, get("port", "-1"), get("socketType", "0"), get("authMethod", "3"))
	a.show(SetProtocol, get("type", ""))
	check := get("check_new_mail", "false")
	if minutes := get("check_time", "10"); isYes(check.text) {
		a.PollSeconds = 60 * number(minutes.text)
		a.show(SetPoll, minutes)
	}
	a.EmptiesTrash = p.switched(&a, SetTrash, get("empty_trash_on_exit", "false"))
	if a.Service == POP3 {
		p.pop(&a, dir, get)
	} else {
		p.imap(&a, get)
	}
	p.identity(&a, account)
	for _, e := range exceptions {
		if strings.EqualFold(e.Host, a.Host) || a.Outgoing != nil && strings.EqualFold(e.Host, a.Outgoing.Host) {
			a.Exceptions = append(a.Exceptions, e)
		}
	}
	if rel := get("directory-rel", "").text; strings.HasPrefix(rel, "[ProfD]") {
		a.MailFolder = path.Join(dir, strings.TrimPrefix(rel, "[ProfD]"))
		if a.Service == POP3 {
			a.Collected = p.collected(path.Join(a.MailFolder, "popstate.dat"))
		}
	}
	p.in.add(a)
}

// switched shows the line of a switch and reports whether it is on.
func (p *prefs) switched(a *Account, s Setting, v value) bool {
	a.show(s, v)
	return isYes(v.text)
}

func (p *prefs) pop(a *Account, dir string, get func(string, string) value) {
	leave, byAge, days := get("leave_on_server", "false"), get("delete_by_age_from_server", "false"), get("num_days_to_leave_on_server", "7")
	a.show(SetKeep, leave)
	switch {
	case !isYes(leave.text):
		a.Keep = KeepNot
	case isYes(byAge.text):
		a.Keep, a.KeepDays = KeepDays, number(days.text)
		a.show(SetKeepDays, days)
	default:
		a.Keep = KeepForever
	}
	if a.Keep != KeepNot {
		a.DeletesWhatIsDeleted = p.switched(a, SetDeleted, get("delete_mail_left_on_server", "false"))
	}
	if into := get("deferred_to_account", ""); into.text != "" {
		a.Into = into.text
		a.show(SetInto, into)
	}
}

func (p *prefs) imap(a *Account, get func(string, string) value) {
	keep, sync, days := get("offline_download", "true"), get("autosync_offline_stores", "true"), get("autosync_max_age_days", "-1")
	a.Offline = "all"
	a.show(SetOffline, keep)
	switch {
	case !isYes(keep.text) || !isYes(sync.text):
		a.Offline = "none"
		if isYes(keep.text) {
			a.show(SetOffline, sync)
		}
	case number(days.text) > 0:
		a.Offline, a.OfflineDays = "recent", number(days.text)
		a.show(SetOffline, days)
	}
	switch by := get("retainBy", "1"); by.text {
	case "2":
		v := get("daysToKeepHdrs", "30")
		a.RetainDays = number(v.text)
		a.show(SetRetention, v)
	case "3":
		v := get("numHdrsToKeep", "2000")
		a.RetainCount = number(v.text)
		a.show(SetRetention, v)
	}
}

// identity reads the first identity of an account, and the server it sends by.
func (p *prefs) identity(a *Account, account string) {
	ids := split(p.values.text("mail.account." + strings.ToLower(account) + ".identities"))
	smtp := ""
	if len(ids) > 0 {
		id := ids[0]
		get := func(key, normal string) value { return p.get("identity", id, key, normal) }
		mail := get("useremail", "")
		a.Address = mail.text
		a.show(SetAddress, mail)
		smtp = get("smtpServer", "").text
		fcc, folder := get("fcc", "true"), get("fcc_folder", "")
		switch {
		case !isYes(fcc.text):
			a.SentHere = nil
		case strings.HasPrefix(folder.text, "mailbox:"):
			a.SentHere = truth(true)
		case folder.text != "":
			a.SentHere = truth(false)
		default: // where the account itself has its mail
			a.SentHere = truth(a.Service == POP3)
		}
		a.show(SetSent, folder)
	}
	known := split(p.values.text("mail.smtpservers"))
	if smtp == "" || !slices.Contains(known, smtp) {
		if smtp = p.values.text("mail.smtp.defaultserver"); smtp == "" && len(known) > 0 {
			smtp = known[0]
		}
	}
	if smtp == "" {
		return
	}
	get := func(key, normal string) value { return p.get("smtpserver", smtp, key, normal) }
	if kind := get("type", "smtp").text; kind != "smtp" {
		return
	}
	out := Server{Service: Submission}
	p.server(&out, get("hostname", ""), get("username", ""), get("port", "0"), get("try_ssl", "0"), get("authMethod", "3"))
	if out.Host != "" {
		a.Outgoing = &out
	}
}

// server sets what a server of either kind has.
func (p *prefs) server(s *Server, host, user, port, socket, auth value) {
	s.Host, s.User = strings.TrimSpace(host.text), user.text
	s.show(SetHost, host)
	s.show(SetUser, user)
	s.Security = cmp.Or(thunderbirdSecurity(socket.text), NotKnown)
	s.show(SetSecurity, socket)
	if s.Port = number(port.text); s.Port == 0 {
		s.Port = usualPort(s.Service, s.Security)
		port = value{line: port.line}
	}
	s.show(SetPort, port)
	if auth.text == "4" { // nsMsgAuthMethod::passwordEncrypted
		s.Mechanisms = []string{"CRAM-MD5"}
		if s.Service == POP3 {
			s.Mechanisms = append(s.Mechanisms, "APOP")
		}
	}
	switch auth.text {
	case "1":
		s.Auth = NoLogin
	case "3":
		s.Auth = Password
	case "4", "8":
		s.Auth = Encrypted
	case "5":
		s.Auth = Kerberos
	case "6":
		s.Auth = NTLM
	case "7":
		s.Auth = Certificate
	case "10":
		s.Auth = OAuth2
	}
	s.show(SetAuth, auth)
}

var overrideForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):(\d{1,5})(?:[:^\t]|$)`)
})

// exceptions reads cert_override.txt: HOST:PORT, then a hash of the certificate
// and what was wrong with it, parted by tabs.
func (p *prefs) exceptions(dir string) []Exception {
	file := path.Join(dir, "cert_override.txt")
	text, err := p.in.open(file)
	if err != nil {
		return nil
	}
	var out []Exception
	for n, line := range numbered(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		// Since version 115 attributes of the origin stand behind the port.
		m := overrideForm().FindStringSubmatch(line)
		if m == nil || number(m[2]) == 0 || len(out) >= MaxAccounts {
			continue
		}
		out = append(out, Exception{strings.Trim(m[1], "[]"), number(m[2]), p.in.line(file, n, m[1]+":"+m[2])})
	}
	return out
}

// collected counts the messages that a POP account remembers to have on the
// server: lines "k UIDL TIME" of popstate.dat, which holds no mail.
func (p *prefs) collected(file string) *int {
	text, err := p.in.open(file)
	if err != nil {
		return nil
	}
	n := 0
	for _, line := range numbered(text) {
		if state, rest, ok := strings.Cut(line, " "); ok && (state == "k" || state == "b") && rest != "" {
			n++
		}
	}
	return &n
}

// mobileQR reads what Thunderbird shows as a QR code for a phone: version 1.
func mobileQR(in *Input, text string) {
	var code []json.RawMessage
	if json.Unmarshal([]byte(text), &code) != nil || len(code) < 3 {
		in.note(NoteBroken, in.line("", 0, ""))
		return
	}
	for i := 2; i+1 < len(code); i += 2 { // pairs of an incoming server and its identities
		var server []json.RawMessage
		if json.Unmarshal(code[i], &server) != nil || len(server) < 6 {
			in.note(NoteBroken, in.line("", 0, ""))
			return
		}
		a := Account{}
		a.Service = IMAP
		if string(server[0]) == "1" {
			a.Service = POP3
		}
		in.qrServer(&a.Server, server[1:])
		var out [][]json.RawMessage
		if json.Unmarshal(code[i+1], &out) == nil && len(out) > 0 && len(out[0]) > 1 {
			var sends []json.RawMessage
			var who []string
			if json.Unmarshal(out[0][0], &sends) == nil && len(sends) > 5 {
				s := Server{Service: Submission}
				in.qrServer(&s, sends[1:])
				a.Outgoing = &s
			}
			if json.Unmarshal(out[0][1], &who) == nil && len(who) > 0 {
				a.Address = who[0]
			}
		}
		in.add(a)
	}
}

// thunderbirdSecurity returns the security that a number stands for
// (nsMsgSocketType); "" for none known.
func thunderbirdSecurity(n string) Security {
	switch n {
	case "0":
		return None
	case "1":
		return IfOffered
	case "2":
		return StartTLS
	case "3":
		return TLS
	}
	return ""
}

// qrServer reads host, port, security, way to log in and user name; what comes
// behind, a password among it, is left.
func (in *Input) qrServer(s *Server, fields []json.RawMessage) {
	_ = json.Unmarshal(fields[0], &s.Host)
	_ = json.Unmarshal(fields[1], &s.Port)
	_ = json.Unmarshal(fields[4], &s.User)
	s.Security = thunderbirdSecurity(string(fields[2]))
	switch string(fields[3]) {
	case "0":
		s.Auth = NoLogin
	case "1":
		s.Auth = Password
	case "2":
		s.Auth = Encrypted
	case "3":
		s.Auth = Kerberos
	case "4":
		s.Auth = NTLM
	case "5":
		s.Auth = Certificate
	case "6":
		s.Auth = OAuth2
	}
	for _, set := range []Setting{SetHost, SetPort, SetSecurity, SetUser, SetAuth} {
		s.show(set, in.at(in.Name, 1, string(set), ""))
	}
}
