package accounts

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
)

// SNail reads the mailrc of S-nail. Its variables are set as mutt's are; a
// variable may be one user's or one host's alone (set smtp-auth-HOST=login),
// which counts as the general one here. What stands in the braces of account NAME
// is set when that account is chosen, after what stands outside.
func SNail(in *Input) {
	text, ok := in.main()
	if !ok {
		return
	}
	seen := map[string]bool{}
	outside, blocks := snailBlocks(text)
	sender := snailAccounts(in, "", seen, outside)
	for _, b := range blocks {
		sender = cmp.Or(sender, snailAccounts(in, b.name, seen, outside, b.text))
	}
	if len(seen) == 0 && sender != nil {
		in.add(*sender)
	}
}

// snailBlock is what stands in the braces of account NAME: the file's text, in
// which all other lines are empty, so that those left keep their numbers.
type snailBlock struct{ name, text string }

var snailOpens = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*(account|ac|define|def)\s+(\S+)\s*\{\s*$`) })

// snailBlocks takes a text apart. What a macro holds (define NAME) is not carried
// out before it is called, and is left out.
func snailBlocks(text string) (outside string, blocks []snailBlock) {
	lines := strings.SplitAfter(text, "\n")
	blank := func(from, to int) string { return strings.Repeat("\n", to-from) }
	var rest strings.Builder
	for i := 0; i < len(lines); i++ {
		m := snailOpens().FindStringSubmatch(strings.TrimRight(lines[i], "\r\n"))
		if m == nil {
			rest.WriteString(lines[i])
			continue
		}
		end := i + 1
		for end < len(lines) && strings.TrimSpace(lines[end]) != "}" {
			end++
		}
		if strings.HasPrefix(m[1], "ac") {
			blocks = append(blocks, snailBlock{m[2], blank(0, i+1) + strings.Join(lines[i+1:end], "")})
		}
		rest.WriteString(blank(i, min(end+1, len(lines))))
		i = end
	}
	return rest.String(), blocks
}

// snailAccounts adds the accounts that some texts of the file, read one after
// another, set up: name is that of the block, "" outside. It returns what they
// say of sending, nil where that is nothing.
func snailAccounts(in *Input, name string, seen map[string]bool, texts ...string) *Account {
	m := mutt{in: in, vars: keys{}}
	for _, text := range texts {
		m.read(in.Name, text)
	}
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
	for _, variable := range []string{"inbox", "folder"} {
		v := of(variable)
		scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(v.text, "%:")), "://")
		var service Service
		switch scheme {
		case "imap", "imaps":
			service = IMAP
		case "pop3", "pop3s":
			service = POP3
		}
		if service == "" {
			continue
		}
		v.text = strings.TrimPrefix(v.text, "%:")
		read := a
		read.Server = server(v, service, strings.TrimSuffix(scheme, "s"))
		read.Name, read.HoldsPassword = cmp.Or(name, read.Host), parseURL(v.text).password || parseURL(mta.text).password
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
	if a.Outgoing == nil {
		return nil
	}
	a.Server, a.Outgoing = *a.Outgoing, nil
	return &a
}
