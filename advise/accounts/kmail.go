package accounts

import (
	"io/fs"
	"path"
	"strings"
)

// KMail reads what KMail and its Akonadi resources keep in the person's
// configuration folder: akonadi_imap_resource_NrC, akonadi_pop3_resource_Nrc,
// mailtransports and emailidentities (kdepim-runtime, kmailtransport). Their
// defaults are those of the .kcfg files.
func KMail(in *Input) {
	dir := in.Name
	if base := path.Base(in.Name); strings.HasSuffix(base, "rc") || base == "mailtransports" || base == "emailidentities" {
		dir = path.Dir(in.Name)
	}
	entries, err := fs.ReadDir(in.Files, dir)
	if err != nil {
		in.note(NoteUnread, in.line("", 0, ""))
		return
	}
	load := func(name string) []section {
		file := path.Join(dir, name)
		text, err := in.open(file)
		if err != nil {
			return nil
		}
		return in.sections(file, text, dialect{})
	}
	address, transport := kmailIdentity(load("emailidentities"))
	out := kmailTransport(in, path.Join(dir, "mailtransports"), load("mailtransports"), transport)
	before := in.Name
	defer func() { in.Name = before }()
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, "rc") || !strings.HasPrefix(name, "akonadi_imap_resource") && !strings.HasPrefix(name, "akonadi_pop3_resource") {
			continue
		}
		in.Name = path.Join(dir, name)
		all := load(name)
		a := Account{Address: address, Outgoing: out}
		if strings.HasPrefix(name, "akonadi_imap") {
			kmailIMAP(in, &a, all)
		} else {
			kmailPOP(in, &a, all)
		}
		in.add(a)
	}
}

// kmailKey returns a key without the mark that says that it may be expanded.
func kmailKey(all []section, group, key string) value {
	k := get(all, group)
	for _, form := range []string{key, key + "[$e]", key + "[$i]"} {
		if v := k[form]; v.set {
			return v
		}
	}
	return value{}
}

func kmailIdentity(all []section) (address, transport string) {
	standard := kmailKey(all, "General", "default identity").text
	for _, s := range all {
		if !strings.HasPrefix(s.name, "Identity #") {
			continue
		}
		if mail := s.keys.text("email address"); address == "" || standard != "" && s.keys.text("uoid") == standard {
			address, transport = mail, s.keys.text("transport")
		}
	}
	return address, transport
}

func kmailTransport(in *Input, file string, all []section, wanted string) *Server {
	before := in.Name
	in.Name = file
	defer func() { in.Name = before }()
	if wanted == "" {
		wanted = kmailKey(all, "General", "default-transport").text
	}
	var first *Server
	for _, s := range all {
		if !strings.HasPrefix(s.name, "Transport ") || s.keys.text("host") == "" {
			continue
		}
		out := &Server{Service: Submission, Host: s.keys.text("host"), User: s.keys.text("username"), Auth: Password}
		secure := s.keys.first(in, "encryption")
		out.Security = kmailSecurity(secure.text)
		port := s.keys.first(in, "port")
		if out.Port = number(port.text); out.Port == 0 {
			out.Port = usualPort(Submission, out.Security)
		}
		out.kmailAuth(s.keys.text("authtype"))
		if v := s.keys["auth"]; !isYes(v.text) {
			out.Auth = NoLogin
		}
		out.showAll(s.keys["host"], port, secure, s.keys.first(in, "username"), s.keys.first(in, "auth"))
		if wanted != "" && (s.keys.text("id") == wanted || strings.TrimPrefix(s.name, "Transport ") == wanted) {
			return out
		}
		if first == nil {
			first = out
		}
	}
	return first
}

func kmailSecurity(s string) Security {
	switch strings.ToUpper(s) {
	case "SSL", "1", "ANYSSLVERSION":
		return TLS
	case "TLS", "STARTTLS", "2":
		return StartTLS
	}
	return None
}

// kmailAuth sets how a server is logged in to, by a name of SASL or a number of
// KDE's MailTransport::Transport::EnumAuthenticationType.
func (s *Server) kmailAuth(text string) {
	if m := map[string]string{"2": "CRAM-MD5", "3": "DIGEST-MD5", "5": "APOP"}[text]; m != "" {
		text = m
	}
	s.Auth, s.Mechanisms = kmailKind(text), nil
	if s.Auth == Encrypted {
		s.Mechanisms = []string{strings.ToUpper(text)}
	}
}

func kmailKind(s string) Auth {
	switch strings.ToUpper(s) {
	case "CRAM-MD5", "DIGEST-MD5", "APOP":
		return Encrypted
	case "GSSAPI", "6":
		return Kerberos
	case "NTLM", "4":
		return NTLM
	case "XOAUTH2", "8", "9":
		return OAuth2
	}
	return Password
}

// kmailKeys returns what reads the keys of a file, each with what holds where
// it is not written.
func kmailKeys(in *Input, all []section) func(group, name, normal string) value {
	return func(group, name, normal string) value {
		if v := kmailKey(all, group, name); v.set {
			return v
		}
		v := in.absent(name + " = " + normal)
		v.text = normal
		return v
	}
}

func kmailIMAP(in *Input, a *Account, all []section) {
	key := kmailKeys(in, all)
	a.Service = IMAP
	host, user, secure, port := key("network", "imapserver", ""), key("network", "username", ""), key("network", "safety", "NONE"), key("network", "imapport", "143")
	a.Host, a.User, a.Security = host.text, user.text, kmailSecurity(secure.text)
	if h, p, ok := strings.Cut(a.Host, ":"); ok && number(p) > 0 { // the host may hold the port
		a.Host = h
		port.text = p
	}
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = usualPort(IMAP, a.Security)
	}
	auth := key("network", "authentication", "1")
	a.Server.kmailAuth(auth.text)
	if auth.text == "9" { // MailTransport::Transport::EnumAuthenticationType
		a.Auth = OAuth2
	}
	a.Name = key("network", "accountname", "").text
	a.Server.showAll(host, port, secure, user, auth)
	offline := key("cache", "disconnectedmodeenabled", "true")
	a.Offline = "none"
	if isYes(offline.text) {
		a.Offline = "all"
	}
	a.show(SetOffline, offline)
	if poll := key("cache", "intervalchecktime", "60"); isYes(key("cache", "intervalcheckenabled", "true").text) {
		a.PollSeconds = 60 * number(poll.text)
		a.show(SetPoll, poll)
	}
}

func kmailPOP(in *Input, a *Account, all []section) {
	key := kmailKeys(in, all)
	a.Service = POP3
	host, user, port := key("General", "host", ""), key("General", "login", ""), key("General", "port", "110")
	ssl, tls := key("General", "usessl", "false"), key("General", "usetls", "false")
	a.Host, a.User, a.Port = host.text, user.text, number(port.text)
	secure := ssl
	switch {
	case isYes(ssl.text):
		a.Security = TLS
	case isYes(tls.text):
		a.Security, secure = StartTLS, tls
	default:
		a.Security = None
	}
	if a.Port == 0 {
		a.Port = usualPort(POP3, a.Security)
	}
	auth := key("General", "authenticationmethod", "7")
	a.Server.kmailAuth(auth.text)
	a.Server.showAll(host, port, secure, user, auth)
	leave, days := key("General", "leaveonserver", "false"), key("General", "leaveonserverdays", "-1")
	a.keeps(leave, days)
	if isYes(key("General", "intervalcheckenabled", "true").text) {
		poll := key("General", "intervalcheckinterval", "5")
		a.PollSeconds = 60 * number(poll.text)
		a.show(SetPoll, poll)
	}
}
