package accounts

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"

	"howett.net/plist"
)

// Apple reads a profile of Apple's Mail (.mobileconfig): the payloads of the
// type com.apple.mail.managed. A profile that is signed has its text inside.
func Apple(in *Input) {
	file, err := in.Files.Open(in.Name)
	if err != nil {
		in.note(NoteUnread, in.line("", 0, ""))
		return
	}
	defer file.Close()
	content, err := readAll(io.Reader(file), MaxBytes)
	if err != nil {
		in.note(NoteUnread, in.line("", 0, ""))
		return
	}
	if !bytes.HasPrefix(content, []byte("bplist")) {
		if from, to := bytes.Index(content, []byte("<?xml")), bytes.LastIndex(content, []byte("</plist>")); from > 0 && to > from {
			content = content[from : to+len("</plist>")]
		}
	}
	var profile struct {
		PayloadContent []map[string]any
	}
	if _, err := plist.Unmarshal(content, &profile); err != nil {
		in.note(NoteBroken, in.line("", 0, ""))
		return
	}
	text := Decode(content)
	from := 1
	for _, p := range profile.PayloadContent {
		get := func(name string) value {
			v, ok := p[name]
			if !ok {
				return in.absent(name)
			}
			if secret(name) {
				return in.hidden(in.Name, lineOf(text, "<key>"+name+"</key>", from), name)
			}
			return in.at(in.Name, lineOf(text, "<key>"+name+"</key>", from), name, plistText(v))
		}
		name := plistText(p["EmailAccountDescription"])
		switch kind := plistText(p["PayloadType"]); {
		case kind == "com.apple.eas.account":
			in.pass(name, OtherKind)
			continue
		case kind == "com.apple.caldav.account" || kind == "com.apple.carddav.account":
			in.pass(name, Calendar)
			continue
		case kind != "com.apple.mail.managed":
			continue
		}
		mail := get("EmailAddress")
		a := Account{Name: name, Address: bareAddress(mail.text)}
		a.show(SetAddress, mail)
		kind := get("EmailAccountType")
		a.Service = IMAP
		if kind.text == "EmailTypePOP" {
			a.Service = POP3
		}
		a.show(SetProtocol, kind)
		in.appleServer(&a.Server, "Incoming", get)
		out := Server{Service: Submission}
		if in.appleServer(&out, "Outgoing", get); out.Host != "" {
			a.Outgoing = &out
		}
		for _, key := range []string{"IncomingPassword", "OutgoingPassword"} {
			if _, ok := p[key]; ok {
				a.HoldsPassword = true
				a.show(SetPassword, in.hidden(in.Name, lineOf(text, "<key>"+key+"</key>", from), key))
			}
		}
		in.add(a)
		if mail.line.Number > 0 { // the next payload stands behind this one
			from = max(from, lineOf(text, "</dict>", mail.line.Number))
		}
	}
}

// appleServer reads one server. UseSSL is TLS on 993, 995 and 465, and STARTTLS
// on other ports; without it there is none.
func (in *Input) appleServer(s *Server, side string, get func(string) value) {
	host, port, ssl := get(side+"MailServerHostName"), get(side+"MailServerPortNumber"), get(side+"MailServerUseSSL")
	user, auth := get(side+"MailServerUsername"), get(side+"MailServerAuthentication")
	s.Host, s.User, s.Port = host.text, user.text, number(port.text)
	s.Security = None
	if isYes(ssl.text) {
		s.Security = TLS
		if s.Port != 0 && s.Port != usualPort(s.Service, TLS) {
			s.Security = StartTLS
		}
	}
	if s.Port == 0 {
		s.Port = usualPort(s.Service, s.Security)
	}
	if m := map[string]string{"EmailAuthCRAMMD5": "CRAM-MD5", "EmailAuthHTTPMD5": "DIGEST-MD5"}[auth.text]; m != "" {
		s.Mechanisms = []string{m}
	}
	switch auth.text {
	case "EmailAuthPassword":
		s.Auth = Password
	case "EmailAuthCRAMMD5", "EmailAuthHTTPMD5":
		s.Auth = Encrypted
	case "EmailAuthNTLM":
		s.Auth = NTLM
	case "EmailAuthNone":
		s.Auth = NoLogin
	}
	s.showAll(host, port, ssl, user, auth)
}

func plistText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return map[bool]string{true: "true", false: "false"}[v]
	case uint64:
		return itoa(int(v))
	case int64:
		return itoa(int(v))
	case []byte:
		return base64.StdEncoding.EncodeToString(nil)
	}
	return ""
}

// lineOf returns the first line from one on that holds a text; 0 where none
// does.
func lineOf(text, what string, from int) int {
	for n, line := range numbered(text) {
		if n >= from && strings.Contains(line, what) {
			return n
		}
	}
	return 0
}
