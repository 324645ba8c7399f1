package accounts

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"
)

// OutlookPRF reads a profile file of Outlook (.prf).
func OutlookPRF(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	all := in.sections(in.Name, text, dialect{})
	list := get(all, "Internet Account List")
	for i := 1; i <= 50; i++ {
		kind := list["account"+strconv.Itoa(i)]
		if !kind.set {
			continue
		}
		k := get(all, "Account"+strconv.Itoa(i))
		for name, v := range k {
			v.text = strings.Trim(v.text, `"`)
			k[name] = v
		}
		a := Account{Name: k.text("accountname"), Address: bareAddress(k.text("emailaddress"))}
		a.show(SetAddress, k["emailaddress"])
		a.show(SetProtocol, kind)
		prefix := "imap"
		a.Service = IMAP
		switch {
		case strings.EqualFold(kind.text, "I_Mail"):
			prefix, a.Service = "pop3", POP3
		case !strings.EqualFold(kind.text, "IMAP_I_Mail"):
			in.pass(a.Name, OtherKind)
			continue
		}
		host, port, ssl, user := k.first(in, prefix+"server"), k.first(in, prefix+"port"), k.first(in, prefix+"usessl"), k.first(in, prefix+"username")
		a.Host, a.User = host.text, user.text
		a.Security = outlookSecurity(isYes(ssl.text), a.Service, number(port.text))
		if a.Port = number(port.text); a.Port == 0 {
			a.Port = usualPort(a.Service, a.Security)
		}
		if k.yes(prefix + "usespa") {
			a.Auth = NTLM
		} else {
			a.Auth = Password
		}
		a.Server.showAll(host, port, ssl, user, k.first(in, prefix+"usespa"))
		if a.Service == POP3 {
			leave := k.first(in, "leaveonserver")
			a.show(SetKeep, leave)
			outlookKeep(&a, hexNumber(leave.text))
		}
		out := Server{Service: Submission, Host: k.text("smtpserver"), User: k.text("smtpusername"), Auth: Password}
		port, secure := k.first(in, "smtpport"), k.first(in, "smtpsecureconnection", "smtpusessl")
		out.Security = numberedSecurity(number(secure.text))
		if out.Security == "" {
			out.Security = None
		}
		if out.Port = number(port.text); out.Port == 0 {
			out.Port = 25
		}
		if !k.yes("smtpuseauth") {
			out.Auth = NoLogin
		} else if k.text("smtpauthmethod") == "0" || out.User == "" { // the incoming server's
			out.User = a.User
		}
		out.showAll(k.first(in, "smtpserver"), port, secure, k.first(in, "smtpusername"), k.first(in, "smtpuseauth"))
		if out.Host != "" {
			a.Outgoing = &out
		}
		in.add(a)
	}
}

// outlookSecurity returns what "uses SSL" means: on the port of plain text,
// STARTTLS.
func outlookSecurity(ssl bool, s Service, port int) Security {
	switch {
	case !ssl:
		return None
	case port == usualPort(s, None):
		return StartTLS
	}
	return TLS
}

// outlookKeep reads days<<16, with 1 to leave a copy, 2 to remove it after
// days, 4 to remove what is deleted.
func outlookKeep(a *Account, n int64) {
	a.DeletesWhatIsDeleted = n&4 != 0
	switch {
	case n&1 == 0:
		a.Keep = KeepNot
	case n&2 != 0 && n>>16 > 0:
		a.Keep, a.KeepDays = KeepDays, int(n>>16)
	default:
		a.Keep = KeepForever
	}
}

func hexNumber(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 0, 64)
	if err != nil {
		return 0
	}
	return n
}

// OutlookReg reads the accounts of Outlook in an exported part of the registry
// (.reg): the keys below …\9375CFF0413111d3B88A00104B2A6676. Texts stand in it as
// such, or as UTF-16 in hexadecimal.
func OutlookReg(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	k := keys{}
	name := ""
	flush := func() {
		if k["imap server"].set || k["pop3 server"].set || k["http server url"].set {
			in.registryAccount(name, k)
		}
		k = keys{}
	}
	pending, begun := "", 0
	for n, line := range numbered(text) {
		if pending == "" {
			begun = n
		}
		if line = strings.TrimSpace(line); strings.HasSuffix(line, `\`) && (pending != "" || strings.Contains(line, "=hex")) {
			pending += strings.TrimSuffix(line, `\`)
			continue
		}
		line, pending = pending+line, ""
		switch {
		case strings.HasPrefix(line, "["):
			flush()
			name = strings.Trim(line, "[]")
		case strings.HasPrefix(line, `"`):
			key, v, ok := strings.Cut(line[1:], `"=`)
			if !ok {
				continue
			}
			lower := strings.ToLower(key)
			if secret(lower) {
				k[lower] = in.hidden(in.Name, begun, key)
				continue
			}
			k[lower] = in.at(in.Name, begun, key, registryText(v))
		}
	}
	flush()
}

// registryText returns a value of the registry: a text, a number, or octets.
func registryText(v string) string {
	switch kind, rest, _ := strings.Cut(v, ":"); {
	case strings.HasPrefix(v, `"`):
		return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.Trim(v, `"`))
	case kind == "dword":
		n, _ := strconv.ParseUint(rest, 16, 32)
		return strconv.FormatUint(n, 10)
	case strings.HasPrefix(kind, "hex"):
		b, err := hex.DecodeString(strings.NewReplacer(",", "", " ", "").Replace(rest))
		if err != nil {
			return ""
		}
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		}
		return strings.TrimRight(string(utf16.Decode(units)), "\x00")
	}
	return ""
}

func (in *Input) registryAccount(name string, k keys) {
	a := Account{Name: k.text("account name"), Address: bareAddress(k.text("email"))}
	if a.Name == "" {
		a.Name = name[strings.LastIndex(name, `\`)+1:]
	}
	a.show(SetAddress, k["email"])
	prefix := "imap"
	switch {
	case k["imap server"].set:
		a.Service = IMAP
	case k["pop3 server"].set:
		a.Service, prefix = POP3, "pop3"
	default:
		in.pass(a.Name, OtherKind)
		return
	}
	host, port, ssl, user := k.first(in, prefix+" server"), k.first(in, prefix+" port"), k.first(in, prefix+" use ssl", prefix+" secure connection"), k.first(in, prefix+" user", prefix+" user name")
	a.Host, a.User = host.text, user.text
	secure := number(ssl.text)
	a.Security = outlookSecurity(secure == 1, a.Service, number(port.text))
	if strings.Contains(strings.ToLower(ssl.line.Text), "secure connection") {
		a.Security = numberedSecurity(secure)
		if a.Security == "" {
			a.Security = None
		}
	}
	if a.Port = number(port.text); a.Port == 0 {
		a.Port = usualPort(a.Service, a.Security)
	}
	a.Auth = Password
	if number(k.text(prefix+" use spa")) == 1 {
		a.Auth = NTLM
	}
	a.Server.showAll(host, port, ssl, user, k.first(in, prefix+" use spa"))
	if a.Service == POP3 {
		leave := k.first(in, "leave on server")
		a.show(SetKeep, leave)
		outlookKeep(&a, int64(number(leave.text)))
	}
	if smtp := k["smtp server"]; smtp.set {
		out := Server{Service: Submission, Host: smtp.text, User: k.text("smtp user"), Auth: Password}
		port, secure := k.first(in, "smtp port"), k.first(in, "smtp secure connection", "smtp use ssl")
		out.Security = numberedSecurity(number(secure.text))
		if out.Security == "" {
			out.Security = None
		}
		if out.Port = number(port.text); out.Port == 0 {
			out.Port = 25
		}
		if number(k.text("smtp use auth")) != 1 {
			out.Auth = NoLogin
		} else if out.User == "" {
			out.User = a.User
		}
		out.showAll(smtp, port, secure, k.first(in, "smtp user"), k.first(in, "smtp use auth"))
		a.Outgoing = &out
	}
	in.add(a)
}

// numberedSecurity returns the security that a number stands for; "" for none
// known.
func numberedSecurity(n int) Security {
	switch n {
	case 1:
		return TLS
	case 2:
		return StartTLS
	case 3:
		return IfOffered
	}
	return ""
}
