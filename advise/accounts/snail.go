package accounts

import "strings"

// SNail reads the mailrc of S-nail. Its variables are set as mutt's are; a
// variable may be one user's or one host's alone (set smtp-auth-HOST=login),
// which counts as the general one here.
func SNail(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	m := mutt{in: in, vars: keys{}}
	m.read(in.Name, text)
	of := func(name string) value {
		if v := m.vars[name]; v.set {
			return v
		}
		for _, known := range sortedNames(m.vars) {
			if strings.HasPrefix(known, name+"-") {
				return m.vars[known]
			}
		}
		return in.absent(name)
	}
	server := func(v value, service Service, kind string) Server {
		at := parseURL(v.text)
		s := Server{Service: service, Host: at.host, Port: at.port, User: at.user}
		start := of(kind + "-use-starttls")
		switch {
		case strings.HasSuffix(at.scheme, "s"):
			s.Security = TLS
			start = v
		case start.set && !isNo(start.text):
			s.Security = StartTLS
		default:
			s.Security = None
		}
		if s.Port == 0 {
			s.Port = usualPort(service, s.Security)
		}
		auth := of(kind + "-auth")
		if auth.text == "none" {
			s.Auth = NoLogin
		} else if auth.text != "" {
			s.logsIn(auth.text)
		}
		verify := of("tls-verify")
		s.Unverified = verify.text == "ignore" || verify.text == "warn"
		for _, what := range []Setting{SetHost, SetPort, SetUser, SetProtocol} {
			s.show(what, v)
		}
		s.show(SetSecurity, start)
		s.show(SetAuth, auth)
		s.show(SetVerify, verify)
		return s
	}
	from := of("from")
	a := Account{Address: bareAddress(from.text)}
	a.show(SetAddress, from)
	mta := of("mta")
	if strings.Contains(mta.text, "://") {
		out := server(mta, Submission, "smtp")
		a.Outgoing = &out
	}
	seen := map[string]bool{}
	for _, name := range []string{"inbox", "folder"} {
		v := of(name)
		scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(v.text, "%:")), "://")
		service := map[string]Service{"imap": IMAP, "imaps": IMAP, "pop3": POP3, "pop3s": POP3}[scheme]
		if service == "" {
			continue
		}
		v.text = strings.TrimPrefix(v.text, "%:")
		read := a
		read.Server = server(v, service, strings.TrimSuffix(scheme, "s"))
		read.Name, read.HoldsPassword = read.Host, parseURL(v.text).password || parseURL(mta.text).password
		for known := range m.vars {
			read.HoldsPassword = read.HoldsPassword || strings.HasPrefix(known, "password") || strings.HasPrefix(known, "smtp-auth-password")
		}
		if record := of("record"); record.set {
			read.SentHere = truth(service == POP3)
			read.show(SetSent, record)
		}
		if key := string(service) + " " + read.Host + " " + read.User; !seen[key] {
			seen[key] = true
			in.add(read)
		}
	}
	if len(seen) == 0 && a.Outgoing != nil {
		a.Server, a.Outgoing = *a.Outgoing, nil
		in.add(a)
	}
}
