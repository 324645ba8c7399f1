package accounts

import (
	"regexp"
	"strings"
	"sync"
)

var (
	luaAccount = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:([\w.]+)\s*=\s*)?\bIMAP\s*[({]`) })
	luaField   = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(\w+)\s*=\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|(\d+|true|false)\b|)`)
	})
)

// Imapfilter reads the config.lua of imapfilter: its tables of accounts, and the
// options that matter to a connection. What its program would have to reckon is
// left out.
func Imapfilter(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	var lines []string
	for _, line := range numbered(text) {
		if at := strings.Index(line, "--"); at >= 0 {
			line = line[:at]
		}
		lines = append(lines, line)
	}
	options := keys{}
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "options."); ok {
			in.luaFields(options, i+1, rest)
		}
	}
	for i := 0; i < len(lines); i++ {
		begin := luaAccount().FindStringSubmatchIndex(lines[i])
		if begin == nil {
			continue
		}
		a, k := Account{}, keys{}
		if begin[2] >= 0 {
			a.Name = lines[i][begin[2]:begin[3]]
		}
		rest := lines[i][begin[1]:]
		for n := i; ; n++ {
			body, _, ends := strings.Cut(rest, "}")
			in.luaFields(k, n+1, body)
			if ends || n+1 >= len(lines) {
				i = n
				break
			}
			rest = lines[n+1]
		}
		in.imapfilterAccount(a, k, options)
	}
}

func (in *Input) imapfilterAccount(a Account, k, options keys) {
	a.Service, a.Host, a.User, a.Port = IMAP, k.text("server"), k.text("username"), k.number("port")
	security, start := k["ssl"], options.first(in, "starttls")
	switch {
	case security.set:
		a.Security = TLS
	case isNo(start.text):
		a.Security, security = None, start
	default: // without TLS where the server offers none
		a.Security, security = IfOffered, start
	}
	if a.Port == 0 {
		a.Port = usualPort(IMAP, a.Security)
	}
	if k["oauth2"].set {
		a.Auth = OAuth2
	}
	a.HoldsPassword = k["password"].text == "text"
	verify := options.first(in, "hostnames")
	a.Unverified = isNo(verify.text)
	a.show(SetPassword, k.first(in, "password"))
	a.Server.show(SetHost, k.first(in, "server"))
	a.Server.show(SetPort, k.first(in, "port"))
	a.Server.show(SetUser, k.first(in, "username"))
	a.Server.show(SetSecurity, security)
	a.Server.show(SetVerify, verify)
	in.add(a)
}

// luaFields reads the fields of a table on one line. A password is not kept:
// "text" says that it stands there.
func (in *Input) luaFields(into keys, line int, text string) {
	for _, m := range luaField().FindAllStringSubmatch(text, 16) {
		name := m[1]
		if secret(name) || name == "oauth2" {
			v := in.hidden("", line, name)
			if m[2]+m[3] != "" {
				v.text = "text"
			}
			into[name] = v
			continue
		}
		s := m[2] + m[3]
		s = regexp.MustCompile(`\\(.)`).ReplaceAllString(s, "$1")
		into[name] = in.at("", line, name, s+m[4])
	}
}
