package accounts

import (
	"io/fs"
	"path"
	"strings"
)

// Evolution reads the .source files of Evolution's folder: an account, its
// identity and its transport are a file each, which name one another.
func Evolution(in *Input) {
	dir := in.Name
	var only string
	if strings.HasSuffix(in.Name, ".source") {
		dir, only = path.Dir(in.Name), strings.TrimSuffix(path.Base(in.Name), ".source")
	}
	entries, err := fs.ReadDir(in.Files, dir)
	if err != nil {
		in.note(NoteUnread, in.line("", 0, ""))
		return
	}
	e := sources{in: in, all: map[string]source{}}
	var order []string
	for i, entry := range entries {
		uid, ok := strings.CutSuffix(entry.Name(), ".source")
		if !ok || entry.IsDir() || i > 50*MaxAccounts {
			continue
		}
		file := path.Join(dir, entry.Name())
		text, err := in.open(file)
		if err != nil {
			in.note(NoteUnread, in.line(file, 0, ""))
			continue
		}
		e.all[uid] = source{file, in.sections(file, text, dialect{glib: true})}
		order = append(order, uid)
	}
	sent := map[string]bool{} // transports that belong to an account
	for _, uid := range order {
		s := e.all[uid]
		if len(get(s.sections, "Mail Account")) == 0 || only != "" && only != uid && !e.related(uid, only) {
			continue
		}
		e.account(uid, s, sent)
	}
	if only == "" {
		return
	}
	if s := e.all[only]; len(get(s.sections, "Mail Transport")) > 0 && !sent[only] {
		var a Account
		e.in.Name = s.file
		e.server(&a.Server, s, Submission)
		e.in.add(a)
	}
}

type source struct {
	file     string
	sections []section
}

type sources struct {
	in  *Input
	all map[string]source
}

// related reports whether a file belongs to an account.
func (e *sources) related(uid, other string) bool {
	if get(e.all[other].sections, "Data Source").text("parent") == uid {
		return true
	}
	return e.identityOf(uid) == other
}

func (e *sources) identityOf(uid string) string {
	if id := get(e.all[uid].sections, "Mail Account").text("identityuid"); id != "" {
		return id
	}
	for _, other := range sortedNames(e.all) {
		s := e.all[other]
		if get(s.sections, "Data Source").text("parent") == uid && len(get(s.sections, "Mail Identity")) > 0 {
			return other
		}
	}
	return ""
}

func (e *sources) account(uid string, s source, sent map[string]bool) {
	here := *e.in
	e.in.Name = s.file
	defer func() { e.in.Name = here.Name }()
	data, kind := get(s.sections, "Data Source"), get(s.sections, "Mail Account").text("backendname")
	identity := e.all[e.identityOf(uid)]
	transport := get(identity.sections, "Mail Submission").text("transportuid")
	sent[transport] = true
	a := Account{Name: data.text("displayname"), Address: get(identity.sections, "Mail Identity").text("address")}
	if v := data["enabled"]; v.set && !isYes(v.text) {
		e.in.pass(a.Name, Disabled)
		return
	}
	if parent := e.all[data.text("parent")]; len(parent.sections) > 0 { // a collection of several services
		if v := get(parent.sections, "Data Source")["enabled"]; v.set && !isYes(v.text) {
			e.in.pass(a.Name, Disabled)
			return
		}
		if v := get(parent.sections, "Collection")["mailenabled"]; v.set && !isYes(v.text) {
			e.in.pass(a.Name, Disabled)
			return
		}
	}
	switch kind {
	case "imapx", "imap":
		a.Service = IMAP
	case "pop", "pop3":
		a.Service = POP3
	case "vfolder", "maildir", "mbox", "mh", "spool", "spooldir", "none", "":
		e.in.pass(a.Name, LocalFolders)
		return
	case "rss":
		e.in.pass(a.Name, Feed)
		return
	case "nntp":
		e.in.pass(a.Name, News)
		return
	default:
		e.in.pass(a.Name, OtherKind)
		return
	}
	a.show(SetProtocol, get(s.sections, "Mail Account").first(e.in, "backendname"))
	a.show(SetAddress, get(identity.sections, "Mail Identity")["address"])
	e.server(&a.Server, s, a.Service)
	if refresh := get(s.sections, "Refresh"); refresh.yes("enabled") {
		a.PollSeconds = 60 * refresh.number("intervalminutes")
		a.show(SetPoll, refresh.first(e.in, "intervalminutes"))
	}
	if t, ok := e.all[transport]; ok && get(t.sections, "Mail Transport").text("backendname") != "sendmail" {
		out := Server{}
		e.server(&out, t, Submission)
		a.Outgoing = &out
	}
	if a.Service == POP3 {
		pop := get(s.sections, "Pop Backend")
		keep, days := pop.first(e.in, "keeponserver"), pop.first(e.in, "deleteafterdays")
		a.keeps(keep, days)
		a.DeletesWhatIsDeleted = pop.yes("deleteexpunged")
		a.show(SetDeleted, pop.first(e.in, "deleteexpunged"))
	} else {
		sync := get(s.sections, "Offline").first(e.in, "staysynchronized")
		a.Offline = "none"
		a.show(SetOffline, sync)
		if imap := get(s.sections, "Imapx Backend"); isYes(sync.text) {
			a.Offline = "all"
			if imap.yes("limitbyage") {
				a.Offline, a.OfflineDays = "recent", imap.number("limitvalue")*map[string]int{"days": 1, "weeks": 7, "months": 30, "years": 365}[imap.text("limitunit")]
				a.show(SetOffline, imap.first(e.in, "limitvalue"))
			}
		}
	}
	folder := get(identity.sections, "Mail Submission")["sentfolder"]
	if folder.set && get(identity.sections, "Mail Submission").text("usesentfolder") != "false" {
		a.SentHere = truth(strings.HasPrefix(folder.text, "folder://local/") || strings.HasPrefix(folder.text, "maildir:"))
		a.show(SetSent, folder)
	}
	if trash := get(s.sections, "Mail Account"); trash.yes("emptytrashonexit") {
		a.EmptiesTrash = true
		a.show(SetTrash, trash["emptytrashonexit"])
	}
	e.in.add(a)
}

// server reads [Authentication] and [Security].
func (e *sources) server(s *Server, file source, service Service) {
	s.Service = service
	auth, secure := get(file.sections, "Authentication"), get(file.sections, "Security")
	s.Host, s.User = auth.text("host"), auth.text("user")
	method := secure.first(e.in, "method")
	switch method.text {
	case "ssl-on-alternate-port":
		s.Security = TLS
	case "starttls-on-standard-port":
		s.Security = StartTLS
	default: // "none", and the default of the key
		s.Security = None
	}
	port := auth.first(e.in, "port")
	if s.Port = number(port.text); s.Port == 0 {
		s.Port = usualPort(service, s.Security)
		if service == Submission && s.Security != TLS {
			s.Port = 587
		}
	}
	switch m := auth.text("method"); {
	case strings.EqualFold(m, "none") && service == Submission, m == "" && service == Submission:
		s.Auth = NoLogin
	case strings.HasPrefix(m, "XOAUTH2"), strings.HasPrefix(m, "OAuth2"), strings.EqualFold(m, "Google"), strings.EqualFold(m, "Outlook"), strings.EqualFold(m, "Yahoo!"):
		s.Auth = OAuth2
	case m == "CRAM-MD5" || m == "DIGEST-MD5" || strings.Contains(m, "APOP") || strings.HasPrefix(m, "SCRAM"):
		s.logsIn(strings.TrimPrefix(m, "+"))
	case m == "GSSAPI":
		s.Auth = Kerberos
	case m == "NTLM":
		s.Auth = NTLM
	default:
		s.Auth = Password
	}
	s.showAll(auth.first(e.in, "host"), port, method, auth.first(e.in, "user"), auth.first(e.in, "method"))
}
