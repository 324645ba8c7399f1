package accounts

import (
	"strings"
)

// Emacs reads what Gnus, mu4e and smtpmail are set to in a file of Emacs Lisp,
// as far as it is written out: what would have to be evaluated is not known.
func Emacs(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	l := lisp{text: text, line: 1}
	set := map[string]lispNode{}
	for n, ok := l.next(0); ok; n, ok = l.next(0) {
		setq(n, set, 0)
	}
	mail := set["user-mail-address"].text
	var out *Server
	if host := set["smtpmail-smtp-server"]; host.text != "" {
		s := &Server{Service: Submission, Host: host.text, User: set["smtpmail-smtp-user"].text, Security: IfOffered}
		show := func(what Setting, name string) {
			n := set[name]
			v := in.absent(name)
			if n.line > 0 {
				v = in.at(in.Name, n.line, name, n.text)
			}
			s.show(what, v)
		}
		switch set["smtpmail-stream-type"].text {
		case "ssl", "tls":
			s.Security = TLS
		case "starttls":
			s.Security = StartTLS
		case "plain":
			s.Security = None
		}
		if s.Port = number(set["smtpmail-smtp-service"].text); s.Port == 0 {
			switch set["smtpmail-smtp-service"].text {
			case "submissions", "smtps":
				s.Port = 465
			case "submission":
				s.Port = 587
			}
		}
		if s.Port == 0 {
			s.Port = 25
		}
		show(SetHost, "smtpmail-smtp-server")
		show(SetPort, "smtpmail-smtp-service")
		show(SetSecurity, "smtpmail-stream-type")
		show(SetUser, "smtpmail-smtp-user")
		show(SetAuth, "smtpmail-auth-supported")
		out = s
	}
	found := false
	methods := append([]lispNode{set["gnus-select-method"]}, set["gnus-secondary-select-methods"].kids...)
	for _, m := range methods {
		if len(m.kids) < 2 || m.kids[0].text != "nnimap" {
			continue
		}
		found = true
		a := Account{Name: m.kids[1].text, Address: mail, Outgoing: out}
		a.Service = IMAP
		in.nnimap(&a, m)
		in.add(a)
	}
	for _, m := range set["mail-sources"].kids {
		if len(m.kids) == 0 || m.kids[0].text != "pop" && m.kids[0].text != "imap" {
			continue
		}
		found = true
		a := Account{Address: mail, Outgoing: out}
		in.mailSource(&a, m)
		in.add(a)
	}
	if !found && out != nil {
		in.add(Account{Name: out.Host, Address: mail, Server: *out})
	}
}

func (in *Input) nnimap(a *Account, m lispNode) {
	k := map[string]lispNode{}
	for _, kid := range m.kids[2:] {
		if len(kid.kids) > 1 {
			k[kid.kids[0].text] = kid.kids[1]
		}
	}
	show := func(what Setting, name string) {
		v := in.absent(name)
		if n := k[name]; n.line > 0 {
			v = in.at(in.Name, n.line, name, n.text)
		}
		a.Server.show(what, v)
	}
	a.Host, a.User = k["nnimap-address"].text, k["nnimap-user"].text
	if a.Host == "" {
		a.Host = a.Name
	}
	switch k["nnimap-stream"].text {
	case "ssl", "tls":
		a.Security = TLS
	case "starttls":
		a.Security = StartTLS
	case "network", "plain":
		a.Security = None
	default: // undecided: TLS, then STARTTLS if it is offered
		a.Security = IfOffered
	}
	a.Port = number(k["nnimap-server-port"].text)
	if named := k["nnimap-server-port"].text; a.Port == 0 {
		switch named {
		case "imaps":
			a.Port = 993
		case "imap":
			a.Port = 143
		}
	}
	if a.Port == 0 {
		a.Port = usualPort(IMAP, a.Security)
	}
	a.logsIn(k["nnimap-authenticator"].text)
	show(SetHost, "nnimap-address")
	show(SetPort, "nnimap-server-port")
	show(SetSecurity, "nnimap-stream")
	show(SetUser, "nnimap-user")
	show(SetAuth, "nnimap-authenticator")
}

// mailSource reads (pop :server "…" :port 995 :leave 14).
func (in *Input) mailSource(a *Account, m lispNode) {
	k := map[string]lispNode{}
	for i := 1; i+1 < len(m.kids); i += 2 {
		if secret(m.kids[i].text) {
			a.HoldsPassword = a.HoldsPassword || m.kids[i].text == ":password" && m.kids[i+1].quoted
			a.show(SetPassword, in.hidden(in.Name, m.kids[i].line, m.kids[i].text))
			continue
		}
		k[m.kids[i].text] = m.kids[i+1]
	}
	at := func(name string) value {
		if n := k[name]; n.line > 0 {
			return in.at(in.Name, n.line, name, n.text)
		}
		return in.absent(name)
	}
	a.Service = POP3
	if m.kids[0].text == "imap" {
		a.Service = IMAP
	}
	a.Host, a.User = k[":server"].text, k[":user"].text
	switch k[":stream"].text {
	case "ssl", "tls":
		a.Security = TLS
	case "starttls":
		a.Security = StartTLS
	default:
		a.Security = None
	}
	if a.Port = number(k[":port"].text); a.Port == 0 {
		a.Port = usualPort(a.Service, a.Security)
	}
	a.Server.show(SetHost, at(":server"))
	a.Server.show(SetPort, at(":port"))
	a.Server.show(SetSecurity, at(":stream"))
	a.Server.show(SetUser, at(":user"))
	if a.Service == POP3 {
		leave := at(":leave")
		a.show(SetKeep, leave)
		switch {
		case number(leave.text) > 0:
			a.Keep, a.KeepDays = KeepDays, number(leave.text)
		case leave.text == "t":
			a.Keep = KeepForever
		default:
			a.Keep = KeepNot
		}
	}
}

// lispNode is a form: a list, a text, or a word.
type lispNode struct {
	text   string
	quoted bool // it is a text in quotes
	kids   []lispNode
	line   int
}

type lisp struct {
	text string
	at   int
	line int
	n    int
}

// next reads a form.
func (l *lisp) next(depth int) (lispNode, bool) {
	l.blank()
	if l.n++; l.at >= len(l.text) || depth > maxNested || l.n > maxNodes {
		return lispNode{}, false
	}
	n := lispNode{line: l.line}
	switch c := l.text[l.at]; c {
	case '\'', '`', ',', '@':
		l.at++
		return l.next(depth + 1)
	case '(', '[':
		l.at++
		for {
			l.blank()
			if l.at >= len(l.text) {
				return n, true
			}
			if c := l.text[l.at]; c == ')' || c == ']' {
				l.at++
				return n, true
			}
			kid, ok := l.next(depth + 1)
			if !ok {
				return n, false
			}
			n.kids = append(n.kids, kid)
		}
	case ')', ']':
		l.at++
		return n, true
	case '"':
		var b strings.Builder
		for l.at++; l.at < len(l.text) && l.text[l.at] != '"'; l.at++ {
			if l.text[l.at] == '\\' && l.at+1 < len(l.text) {
				l.at++
			}
			if l.text[l.at] == '\n' {
				l.line++
			}
			b.WriteByte(l.text[l.at])
		}
		l.at++
		n.text, n.quoted = b.String(), true
		return n, true
	case '?':
		l.at += 2
		return n, true
	}
	from := l.at
	for l.at < len(l.text) && strings.IndexByte(" \t\n()[]\"';", l.text[l.at]) < 0 {
		l.at++
	}
	if l.at == from {
		l.at++
	}
	n.text = l.text[from:min(l.at, len(l.text))]
	return n, true
}

// blank passes over white space and comments.
func (l *lisp) blank() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ' || c == '\t' || c == '\f':
			l.at++
		case c == ';':
			for l.at < len(l.text) && l.text[l.at] != '\n' {
				l.at++
			}
		default:
			return
		}
	}
}

// setq collects what is set, also inside other forms.
func setq(n lispNode, set map[string]lispNode, depth int) {
	if len(n.kids) == 0 || depth > maxNested {
		return
	}
	switch n.kids[0].text {
	case "setq", "setopt", "setq-default", "customize-set-variable", "set":
		for i := 1; i+1 < len(n.kids); i += 2 {
			set[n.kids[i].text] = n.kids[i+1]
		}
	case "custom-set-variables":
		for _, kid := range n.kids[1:] {
			if len(kid.kids) > 1 {
				set[kid.kids[0].text] = kid.kids[1]
			}
		}
	case "add-to-list":
		if len(n.kids) > 2 {
			all := set[n.kids[1].text]
			all.kids = append(all.kids, n.kids[2])
			set[n.kids[1].text] = all
		}
	default:
		for _, kid := range n.kids {
			setq(kid, set, depth+1)
		}
	}
}
