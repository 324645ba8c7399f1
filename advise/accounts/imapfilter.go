package accounts

import (
	"regexp"
	"strings"
	"sync"
)

var (
	luaAccount = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:([\w.]+)\s*=\s*)?\bIMAP\s*[({]`) })
	luaField   = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(\w+)\s*=\s*(?:("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\d+|true|false)\b|)|}`)
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
	code := withoutComments(text, luaComment)
	options := keys{}
	for n, line := range numbered(code) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "options."); ok {
			in.luaFields(options, n, rest)
		}
	}
	for line := 1; ; {
		m := luaAccount().FindStringSubmatchIndex(code)
		if m == nil {
			return
		}
		a, k := Account{}, keys{}
		if m[2] >= 0 {
			a.Name = code[m[2]:m[3]]
		}
		line += strings.Count(code[:m[1]], "\n")
		code = code[m[1]:]
		end := in.luaFields(k, line, code)
		line += strings.Count(code[:end], "\n")
		code = code[end:]
		in.imapfilterAccount(a, k, options)
	}
}

// luaComment returns a comment of Lua, to the end of its line or of its
// brackets.
func luaComment(s string) int {
	switch {
	case strings.HasPrefix(s, "--[["):
		return upTo(s, "]]")
	case strings.HasPrefix(s, "--"):
		return upTo(s, "\n")
	}
	return 0
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

// luaFields reads the fields of a table, and returns where it ends. A password
// is not kept: "text" says that it stands there.
func (in *Input) luaFields(into keys, line int, code string) int {
	for rest := code; ; {
		m := luaField().FindStringSubmatchIndex(rest)
		if m == nil {
			return len(code)
		}
		part := func(i int) string { return rest[max(0, m[2*i]):max(0, m[2*i+1])] }
		line += strings.Count(rest[:m[0]], "\n")
		switch name := part(1); {
		case name == "": // its brace
			return len(code) - len(rest) + m[1]
		case secret(name) || name == "oauth2":
			v := in.hidden("", line, name)
			if len(part(2)) > len(`""`) {
				v.text = "text"
			}
			into[name] = v
		default:
			into[name] = in.at("", line, name, jsString(part(2))+part(3))
		}
		line += strings.Count(rest[m[0]:m[1]], "\n")
		rest = rest[m[1]:]
	}
}
