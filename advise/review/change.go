package review

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Change is what to do about a finding: lines to write into a file, or fields
// of a screen to set.
type Change struct {
	ID   string      `json:"id"`
	Args locale.Args `json:"args,omitempty"`
	// Where it is done: a file and a line of it (0 where the file has no such
	// line yet), or the way to a screen.
	File    string   `json:"file,omitempty"`
	Line    int      `json:"line,omitempty"`
	Instead string   `json:"instead,omitempty"` // what stands there
	Write   []string `json:"write,omitempty"`
	Screen  string   `json:"screen,omitempty"`
	Fields  []Field  `json:"fields,omitempty"`
	Text    string   `json:"text"` // in a sentence, whatever the program

	program, area string
	fields        []field
}

// Field is a field of a screen, in the program's own words where they are known.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// field is a Field before it has words: the messages of its name and value, or a
// value as it is.
type field struct{ name, valueID, value string }

// wish is a change before it is one for a program: its ID is one of wishes.
type wish struct {
	id         string
	endpoint   result.Endpoint // connect
	days       int
	minutes    int
	user       string
	line       accounts.Line // in place of which it is
	untested   bool          // where to connect to was not tried; of a login: without TLS
	mechanisms []string      // that the server offers
}

// wishes returns all IDs, each with the area of a screen that it stands on.
func wishes() map[string]string {
	return map[string]string{
		"connect": "server", "user": "server", "oauth": "server", "plain-login": "server", "password-command": "server", "verify": "server",
		"keep-days": "keep", "keep-all": "keep", "deleted-stay": "keep", "remember": "keep", "poll": "keep", "keep-on-imap": "keep",
		"sent": "copies", "trash": "trash", "retention": "sync", "offline": "sync", "offline-days": "sync",
		"exception": "certificates", "certificate-renew": "", "certificate-name": "", "certificate-issuer": "", "clock": "", "no-encryption": "", "offered-login": "server",
		"login-check": "", "login-later": "", "app-password": "", "new-provider": "", "own-program": "", "pop": "add", "one-account": "remove", "login": "server", "private": "", "program": "", "provider": "", "imap": "add",
	}
}

// change makes a change for the program of an account.
func (s *scene) change(i int, of side, w wish) Change {
	a := s.account(i)
	c := Change{ID: w.id, program: a.Program, area: wishes()[w.id], Args: locale.Args{
		"client": a.Program, "file": cmp.Or(w.line.File, a.File), "name": cmp.Or(a.Name, a.Address, a.Host), "host": w.endpoint.Host, "port": w.endpoint.Port, "security": string(w.endpoint.Security),
		"service": string(w.endpoint.Service), "copy_days": w.days, "poll_minutes": w.minutes, "user": w.user, "out": of == outgoing, "untested": w.untested, "mechanisms_list": w.mechanisms,
	}}
	srv := s.server(i, of)
	edit := editOf(a.Program, of, w.id, string(w.endpoint.Security), srv)
	if row, _ := client.Lookup(a.Program); w.id == "connect" && row.InURL {
		w.line = srv.Shown[accounts.SetHost] // the one to write anew
		if row.Like == "mutt" {
			edit = muttPlace(edit, w.line)
		}
	}
	if len(edit) > 0 && !strings.HasSuffix(a.File, ".xml") {
		c.File, c.Line, c.Instead = cmp.Or(w.line.File, a.File), w.line.Number, w.line.Text
		if w.line.Number == 0 {
			c.Instead = ""
		}
		user := cmp.Or(w.user, srv.User)
		host := w.endpoint.Host
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		fill := strings.NewReplacer("{host}", host, "{port}", strconv.Itoa(w.endpoint.Port), "{user}", user, "{login}", loginOf(user), "{days}", strconv.Itoa(w.days),
			"{seconds}", strconv.Itoa(60*w.minutes), "{name}", cmp.Or(safe(a.Name), "mail"), "{pop}", map[accounts.Service]string{accounts.POP3: "POP3", accounts.IMAP: "IMAP"}[srv.Service])
		for _, line := range edit {
			c.Write = append(c.Write, fill.Replace(line))
		}
		return c
	}
	if c.area == "" {
		return c
	}
	if c.area == "server" && of == outgoing {
		c.area = "sending"
	}
	c.fields = fieldsOf(w, srv)
	return c
}

// muttPlace returns the lines for a place that mutt has in another variable
// than folder, or in a list of mailboxes.
func muttPlace(edit []string, at accounts.Line) []string {
	out := slices.Clone(edit)
	for i, l := range out {
		rest, folder := strings.CutPrefix(l, `set folder = "`)
		switch words := strings.Fields(at.Text); {
		case !folder || len(words) < 2:
		case words[0] == "set" && words[1] != "folder" && !strings.Contains(words[1], "://"):
			out[i] = "set " + words[1] + ` = "` + strings.TrimSuffix(rest, `"`) + `INBOX"`
		case words[0] == "mailboxes":
			out[i] = `mailboxes "` + strings.Replace(strings.TrimSuffix(rest, `"`), "{host}", "{login}@{host}", 1) + `INBOX"`
		}
	}
	return out
}

// loginOf returns a user name in a URL, with its @ written as %40.
func loginOf(user string) string { return strings.NewReplacer("%", "%25", "@", "%40").Replace(user) }

// safe returns a name that may stand in a command.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("@._-", r) {
			return r
		}
		return -1
	}, name)
}

// fieldsOf returns the fields of a screen that a wish sets.
func fieldsOf(w wish, srv *accounts.Server) []field {
	switch w.id {
	case "connect":
		var out []field
		if !strings.EqualFold(w.endpoint.Host, srv.Host) {
			out = append(out, field{name: "server", value: w.endpoint.Host})
		}
		if w.endpoint.Port != srv.Port {
			out = append(out, field{name: "port", value: strconv.Itoa(w.endpoint.Port)})
		}
		if string(w.endpoint.Security) != string(srv.Security) {
			out = append(out, field{name: "security", valueID: string(w.endpoint.Security)})
		}
		return out
	case "user":
		return []field{{name: "user", value: w.user}}
	case "oauth":
		return []field{{name: "auth", valueID: "auth-oauth2"}}
	case "plain-login":
		return []field{{name: "auth", valueID: "auth-password"}}
	case "keep-days":
		return []field{{name: "keep", valueID: "on"}, {name: "keep-days", value: strconv.Itoa(w.days)}}
	case "keep-all":
		return []field{{name: "keep", valueID: "on"}}
	case "deleted-stay":
		return []field{{name: "deleted", valueID: "off"}}
	case "poll":
		return []field{{name: "poll", value: strconv.Itoa(w.minutes)}}
	case "sent":
		return []field{{name: "sent", valueID: "on-server"}}
	case "trash":
		return []field{{name: "trash", valueID: "off"}}
	case "retention":
		return []field{{name: "retention", valueID: "off"}}
	case "offline":
		return []field{{name: "offline", valueID: "on"}}
	case "offline-days":
		return []field{{name: "window", value: strconv.Itoa(w.days)}}
	}
	return nil
}

// editOf returns the lines that a program's file wants for a wish; nil where it
// is set on a screen, or cannot be.
func editOf(program string, of side, id, security string, srv *accounts.Server) []string {
	if id == "connect" {
		id = security
	}
	if row, _ := client.Lookup(program); row.Like != "" {
		program = row.Like
	}
	all := fileLines()
	key := id
	if of == outgoing || srv.Service == accounts.Submission && program != "msmtp" {
		key = "out-" + id
	} else if srv.Service == accounts.POP3 {
		if lines, ok := all[program]["pop-"+id]; ok {
			return lines
		}
	}
	lines := all[program][key]
	if program == "himalaya" && strings.HasPrefix(srv.Shown[accounts.SetHost].Text, "imap.") {
		lines = all["himalaya 2"][key]
	}
	return lines
}

// fileLines returns the lines of files by program and wish: "tls" and
// "starttls" connect, a prefix names the server that is meant where the lines
// differ.
func fileLines() map[string]map[string][]string {
	martin := func(keep map[string][]string) map[string][]string {
		all := map[string][]string{
			"tls": {"host {host}", "port {port}", "tls on", "tls_starttls off"}, "starttls": {"host {host}", "port {port}", "tls on", "tls_starttls on"},
			"user": {"user {user}"}, "oauth": {"auth oauthbearer", "passwordeval \"oama access {user}\""}, "plain-login": {"auth plain"}, "login": {"auth on", "user {user}"},
			"password-command": {"passwordeval \"pass show mail/{name}\""}, "verify": {"tls_certcheck on"},
		}
		maps.Copy(all, keep)
		return all
	}
	return map[string]map[string][]string{
		"mbsync": {
			"tls": {"Host {host}", "Port {port}", "TLSType IMAPS"}, "starttls": {"Host {host}", "Port {port}", "TLSType STARTTLS"}, "user": {"User {user}"},
			"oauth": {"AuthMechs XOAUTH2", "PassCmd \"oama access {user}\""}, "plain-login": {"AuthMechs PLAIN"}, "password-command": {"PassCmd \"pass show mail/{name}\""}, "verify": {"SystemCertificates yes"},
			"offline": {"MaxMessages 0"},
		},
		"msmtp": martin(nil),
		"mpop":  martin(map[string][]string{"keep-all": {"keep on"}, "keep-days": {"keep on"}}),
		"getmail6": {
			"tls": {"type = SimpleIMAPSSLRetriever", "server = {host}", "port = {port}"}, "pop-tls": {"type = SimplePOP3SSLRetriever", "server = {host}", "port = {port}"},
			"user": {"username = {user}"}, "oauth": {"use_xoauth2 = True", "password_command = (\"oama\", \"access\", \"{user}\")"}, "password-command": {"password_command = (\"pass\", \"show\", \"mail/{name}\")"},
			"verify": {"ca_certs = /etc/ssl/certs/ca-certificates.crt"}, "keep-days": {"delete = false", "delete_after = {days}"}, "keep-all": {"delete = false"}, "keep-on-imap": {"delete = false"},
			"plain-login": {"use_cram_md5 = False", "use_apop = False"},
		},
		"fetchmail": {
			"tls": {"poll {host} service {port} protocol {pop}", "ssl sslcertck"}, "starttls": {"poll {host} service {port} protocol {pop}", "sslproto \"TLS1.2+\" sslcertck"}, "user": {"user \"{user}\""},
			"verify": {"sslcertck"}, "keep-all": {"keep uidl"}, "keep-days": {"keep uidl"}, "keep-on-imap": {"keep"}, "remember": {"uidl keep"}, "poll": {"set daemon {seconds}"}, "plain-login": {"auth password"},
		},
		"offlineimap3": {
			"tls": {"remotehost = {host}", "remoteport = {port}", "ssl = yes"}, "starttls": {"remotehost = {host}", "remoteport = {port}", "ssl = no", "starttls = yes"}, "user": {"remoteuser = {user}"},
			"oauth": {"auth_mechanisms = XOAUTH2"}, "plain-login": {"auth_mechanisms = PLAIN, LOGIN"}, "password-command": {"remotepasseval = …"}, "verify": {"sslcacertfile = OS-DEFAULT"}, "offline-days": {"maxage = {days}"},
		},
		"mutt": {
			"tls": {"set folder = \"imaps://{host}:{port}/\"", "set imap_user = \"{user}\""}, "starttls": {"set folder = \"imap://{host}:{port}/\"", "set ssl_force_tls = yes"},
			"pop-tls": {"set pop_host = \"pops://{host}:{port}/\""}, "pop-starttls": {"set pop_host = \"pop://{host}:{port}/\"", "set ssl_force_tls = yes"},
			"out-tls": {"set smtp_url = \"smtps://{login}@{host}:{port}/\""}, "out-starttls": {"set smtp_url = \"smtp://{login}@{host}:{port}/\"", "set ssl_force_tls = yes"},
			"user": {"set imap_user = \"{user}\""}, "pop-user": {"set pop_user = \"{user}\""}, "oauth": {"set imap_authenticators = \"xoauth2:oauthbearer\"", "set imap_oauth_refresh_command = \"oama access {user}\""},
			"pop-oauth": {"set pop_authenticators = \"oauthbearer\"", "set pop_oauth_refresh_command = \"oama access {user}\""}, "out-oauth": {"set smtp_authenticators = \"xoauth2:oauthbearer\"", "set smtp_oauth_refresh_command = \"oama access {user}\""},
			"plain-login": {"set imap_authenticators = \"plain:login\""}, "pop-plain-login": {"set pop_authenticators = \"plain:user\""}, "password-command": {"set imap_pass = \"`pass show mail/{name}`\""}, "pop-password-command": {"set pop_pass = \"`pass show mail/{name}`\""},
			"verify": {"set ssl_verify_host = yes"}, "keep-all": {"set pop_delete = no"}, "sent": {"set record = \"+Sent\""}, "remember": {"set pop_last = no"},
		},
		"aerc": {
			"tls": {"source = imaps://{login}@{host}:{port}"}, "starttls": {"source = imap://{login}@{host}:{port}"}, "out-tls": {"outgoing = smtps://{login}@{host}:{port}"}, "out-starttls": {"outgoing = smtp://{login}@{host}:{port}"},
			"password-command": {"source-cred-cmd = pass show mail/{name}", "outgoing-cred-cmd = pass show mail/{name}"},
		},
		"himalaya": {
			"tls": {"backend.host = \"{host}\"", "backend.port = {port}", "backend.encryption.type = \"tls\""}, "starttls": {"backend.host = \"{host}\"", "backend.port = {port}", "backend.encryption.type = \"start-tls\""},
			"out-tls": {"message.send.backend.host = \"{host}\"", "message.send.backend.port = {port}", "message.send.backend.encryption.type = \"tls\""}, "out-starttls": {"message.send.backend.host = \"{host}\"", "message.send.backend.port = {port}", "message.send.backend.encryption.type = \"start-tls\""},
			"user": {"backend.login = \"{user}\""}, "oauth": {"backend.auth.type = \"oauth2\""}, "password-command": {"backend.auth.cmd = \"pass show mail/{name}\""},
		},
		"himalaya 2": {
			"tls": {"imap.server = \"imaps://{host}:{port}\""}, "starttls": {"imap.server = \"imap://{host}:{port}\"", "imap.starttls = true"}, "out-tls": {"smtp.server = \"smtps://{host}:{port}\""}, "out-starttls": {"smtp.server = \"smtp://{host}:{port}\"", "smtp.starttls = true"},
			"user": {"imap.sasl.plain.username = \"{user}\""}, "password-command": {"imap.sasl.plain.password.command = [\"pass\", \"show\", \"mail/{name}\"]"},
		},
		"meli": {
			"tls": {"server_hostname = \"{host}\"", "server_port = {port}", "use_starttls = false"}, "starttls": {"server_hostname = \"{host}\"", "server_port = {port}", "use_starttls = true"}, "user": {"server_username = \"{user}\""},
			"out-tls": {"hostname = \"{host}\"", "port = {port}", "type = \"tls\""}, "out-starttls": {"hostname = \"{host}\"", "port = {port}", "type = \"starttls\""},
			"oauth": {"use_oauth2 = true"}, "verify": {"danger_accept_invalid_certs = false"}, "password-command": {"server_password_command = \"pass show mail/{name}\""},
		},
		"alpine": {
			"tls": {"inbox-path={{host}:{port}/ssl/user={user}}INBOX"}, "starttls": {"inbox-path={{host}:{port}/tls/user={user}}INBOX"}, "pop-tls": {"inbox-path={{host}:{port}/pop3/ssl/user={user}}INBOX"}, "pop-starttls": {"inbox-path={{host}:{port}/pop3/tls/user={user}}INBOX"},
			"out-tls": {"smtp-server={host}:{port}/ssl/user={user}"}, "out-starttls": {"smtp-server={host}:{port}/tls/user={user}"}, "verify": nil,
		},
		"gnus": {
			"tls": {"(nnimap-address \"{host}\")", "(nnimap-server-port {port})", "(nnimap-stream ssl)"}, "starttls": {"(nnimap-address \"{host}\")", "(nnimap-server-port {port})", "(nnimap-stream starttls)"},
			"pop-tls": {":server \"{host}\" :port {port} :stream ssl"}, "pop-starttls": {":server \"{host}\" :port {port} :stream starttls"}, "user": {"(nnimap-user \"{user}\")"}, "pop-user": {":user \"{user}\""},
			"pop-keep-days": {":leave {days}"}, "pop-keep-all": {":leave t"}, "out-tls": {"(setq smtpmail-smtp-server \"{host}\" smtpmail-smtp-service {port} smtpmail-stream-type 'ssl)"}, "out-starttls": {"(setq smtpmail-smtp-server \"{host}\" smtpmail-smtp-service {port} smtpmail-stream-type 'starttls)"},
		},
		"mu4e": {
			"out-tls": {"(setq smtpmail-smtp-server \"{host}\" smtpmail-smtp-service {port} smtpmail-stream-type 'ssl)"}, "out-starttls": {"(setq smtpmail-smtp-server \"{host}\" smtpmail-smtp-service {port} smtpmail-stream-type 'starttls)"},
		},
	}
}

// Program returns the mail program that a change is for.
func (c *Change) Program() string {
	name, _ := c.Args["client"].(string)
	return name
}
