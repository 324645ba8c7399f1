package accounts

import (
	"encoding/xml"
	"errors"
	"io"
	"sort"
	"strings"
)

// node is an element of an XML file, with its line.
type node struct {
	name  string
	attrs map[string]string
	text  string
	line  int
	kids  []*node
}

// maxNodes and maxNested bound an XML file.
const (
	maxNodes  = 200_000
	maxNested = 64
)

var errXML = errors.New("too many elements")

// readXML reads a file. encoding/xml expands no entities of a file's own.
func readXML(text string) (*node, error) {
	var starts []int
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i)
		}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	root := &node{}
	stack := []*node{root}
	for n := 0; ; n++ {
		token, err := d.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return root, err
		}
		if n > maxNodes || len(stack) > maxNested {
			return root, errXML
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			at := int(d.InputOffset()) - 1
			kid := &node{name: t.Name.Local, attrs: map[string]string{}, line: 1 + sort.SearchInts(starts, at)}
			for _, a := range t.Attr {
				kid.attrs[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, kid)
			stack = append(stack, kid)
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			if len(top.kids) == 0 && len(top.text) < 4096 {
				top.text += string(t)
			}
		}
	}
}

// all returns the elements of a name, at any depth.
func (n *node) all(name string) []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
		out = append(out, k.all(name)...)
	}
	return out
}

// kid returns the first child of a name, or an empty element.
func (n *node) kid(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return &node{}
}

// value returns what a child says.
func (n *node) value(in *Input, name string) value {
	k := n.kid(name)
	if k.line == 0 {
		return in.absent(name)
	}
	return value{strings.TrimSpace(k.text), in.line("", k.line, "<"+name+">"+strings.TrimSpace(k.text)), true}
}

// Android reads what K-9 Mail and Thunderbird for Android export (.k9s), and
// the QR code that Thunderbird makes for them.
func Android(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		mobileQR(in, text)
		return
	}
	root, err := readXML(text)
	if err != nil {
		in.note(NoteBroken, in.line("", 0, ""))
	}
	for _, n := range root.all("account") {
		a := Account{Name: strings.TrimSpace(n.kid("name").text)}
		server := n.kid("incoming-server")
		switch kind := strings.ToUpper(server.attrs["type"]); kind {
		case "IMAP":
			a.Service = IMAP
		case "POP3":
			a.Service = POP3
		default:
			in.pass(a.Name, OtherKind)
			continue
		}
		in.androidServer(&a.Server, server)
		if out := n.kid("outgoing-server"); out.kid("host").text != "" {
			s := Server{Service: Submission}
			in.androidServer(&s, out)
			a.Outgoing = &s
		}
		for _, identity := range n.kid("identities").kids {
			mail := identity.value(in, "email")
			a.Address = bareAddress(mail.text)
			a.show(SetAddress, mail)
			break
		}
		for _, v := range n.kid("settings").kids {
			text := strings.TrimSpace(v.text)
			shown := value{text, in.line("", v.line, v.attrs["key"]+" = "+text), true}
			switch v.attrs["key"] {
			case "deletePolicy":
				a.show(SetDeleted, shown)
				if a.Service == POP3 {
					a.Keep = KeepForever // it deletes what the person deletes, at most
					a.DeletesWhatIsDeleted = text == "DELETE"
					a.show(SetKeep, shown)
				}
			case "automaticCheckIntervalMinutes":
				a.PollSeconds = 60 * number(text)
				a.show(SetPoll, shown)
			case "maximumPolledMessageAge":
				if days := number(text); days > 0 && a.Service == IMAP {
					a.Offline, a.OfflineDays = "recent", days
					a.show(SetOffline, shown)
				}
			}
		}
		if a.Service == POP3 && a.Keep == "" {
			a.Keep = KeepForever
			a.show(SetKeep, in.absent("deletePolicy"))
		}
		in.add(a)
	}
}

func (in *Input) androidServer(s *Server, n *node) {
	host, port, secure, auth, user := n.value(in, "host"), n.value(in, "port"), n.value(in, "connection-security"), n.value(in, "authentication-type"), n.value(in, "username")
	s.Host, s.User = host.text, user.text
	switch secure.text {
	case "SSL_TLS_REQUIRED", "SSL_TLS_OPTIONAL":
		s.Security = TLS
	case "STARTTLS_REQUIRED":
		s.Security = StartTLS
	case "STARTTLS_OPTIONAL":
		s.Security = IfOffered
	default:
		s.Security = None
	}
	if s.Port = number(port.text); s.Port == 0 {
		s.Port = usualPort(s.Service, s.Security)
	}
	if auth.text == "CRAM_MD5" {
		s.Mechanisms = []string{"CRAM-MD5"}
	}
	switch auth.text {
	case "PLAIN", "AUTOMATIC", "LOGIN":
		s.Auth = Password
	case "CRAM_MD5":
		s.Auth = Encrypted
	case "EXTERNAL":
		s.Auth = Certificate
	case "XOAUTH2":
		s.Auth = OAuth2
	case "NONE":
		s.Auth = NoLogin
	}
	s.showAll(host, port, secure, user, auth)
}

// Autoconfig reads the XML in which a provider publishes its servers (the
// format of Thunderbird's database), as a person has it on disk: the servers
// that come first are those that a program takes.
func Autoconfig(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	root, err := readXML(text)
	if err != nil {
		in.note(NoteBroken, in.line("", 0, ""))
	}
	for _, provider := range root.all("emailProvider") {
		a := Account{Name: provider.attrs["id"]}
		for _, n := range provider.kids {
			if n.name != "incomingServer" || a.Host != "" {
				continue
			}
			switch n.attrs["type"] {
			case "imap":
				a.Service = IMAP
			case "pop3":
				a.Service = POP3
			default:
				in.pass(a.Name, OtherKind)
				continue
			}
			in.autoconfigServer(&a.Server, n)
			if pop := n.kid("pop3"); a.Service == POP3 && pop.line > 0 {
				leave, days := pop.value(in, "leaveMessagesOnServer"), pop.value(in, "daysToLeaveMessagesOnServer")
				a.show(SetKeep, leave)
				switch {
				case isNo(leave.text):
					a.Keep = KeepNot
				case number(days.text) > 0:
					a.Keep, a.KeepDays = KeepDays, number(days.text)
					a.show(SetKeepDays, days)
				case isYes(leave.text):
					a.Keep = KeepForever
				}
			}
		}
		if n := provider.kid("outgoingServer"); n.line > 0 {
			s := Server{Service: Submission}
			in.autoconfigServer(&s, n)
			a.Outgoing = &s
		}
		in.add(a)
	}
}

func (in *Input) autoconfigServer(s *Server, n *node) {
	host, port, secure, auth, user := n.value(in, "hostname"), n.value(in, "port"), n.value(in, "socketType"), n.value(in, "authentication"), n.value(in, "username")
	s.Host = host.text
	if !strings.Contains(user.text, "%") { // else it depends on the address
		s.User = user.text
	}
	switch secure.text {
	case "SSL":
		s.Security = TLS
	case "STARTTLS":
		s.Security = StartTLS
	case "plain":
		s.Security = None
	default:
		s.Security = NotKnown
	}
	if s.Port = number(port.text); s.Port == 0 {
		s.Port = usualPort(s.Service, s.Security)
	}
	s.Auth = map[string]Auth{"password-cleartext": Password, "plain": Password, "password-encrypted": Encrypted, "secure": Encrypted, "OAuth2": OAuth2, "GSSAPI": Kerberos,
		"NTLM": NTLM, "TLS-client-cert": Certificate, "none": NoLogin, "client-IP-address": NoLogin}[auth.text]
	s.showAll(host, port, secure, user, auth)
}
