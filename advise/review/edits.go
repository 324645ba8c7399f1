package review

import (
	"maps"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
)

// edits are the lines that the file of a program wants, by wish: "tls" and
// "starttls" stand for "connect" with that security.
type edits struct {
	incoming map[string][]string // at the server that mail is read from
	pop      map[string][]string // by POP3, where that has other lines
	outgoing map[string][]string // at the server that sends
	// newer are the lines of a later form of the file, in which the line of the
	// host begins with newerHost.
	newer     *edits
	newerHost string
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
	e := editsByProgram()[program]
	if e.newer != nil && strings.HasPrefix(srv.Shown[accounts.SetHost].Text, e.newerHost) {
		e = *e.newer
	}
	if of == outgoing || srv.Service == accounts.Submission {
		return e.outgoing[id]
	}
	if lines, ok := e.pop[id]; ok && srv.Service == accounts.POP3 {
		return lines
	}
	return e.incoming[id]
}

// editsByProgram returns the lines of files, by program.
func editsByProgram() map[string]edits {
	sends := map[string][]string{ // msmtp and mpop have one author, and one syntax
		"tls": {"host {host}", "port {port}", "tls on", "tls_starttls off"}, "starttls": {"host {host}", "port {port}", "tls on", "tls_starttls on"},
		"user": {"user {user}"}, "oauth": {"auth oauthbearer", `passwordeval "oama access {user}"`}, "plain-login": {"auth plain"}, "login": {"auth on", "user {user}"},
		"password-command": {`passwordeval "pass show mail/{name}"`}, "verify": {"tls_certcheck on"},
	}
	collects := maps.Clone(sends)
	collects["keep-all"], collects["keep-days"] = []string{"keep on"}, []string{"keep on"}
	return map[string]edits{
		"msmtp": {outgoing: sends},
		"mpop":  {incoming: collects},
		"mbsync": {
			incoming: map[string][]string{
				"tls":              {"Host {host}", "Port {port}", "TLSType IMAPS"},
				"starttls":         {"Host {host}", "Port {port}", "TLSType STARTTLS"},
				"user":             {"User {user}"},
				"oauth":            {"AuthMechs XOAUTH2", `PassCmd "oama access {user}"`},
				"plain-login":      {"AuthMechs PLAIN"},
				"password-command": {`PassCmd "pass show mail/{name}"`},
				"verify":           {"SystemCertificates yes"},
				"offline":          {"MaxMessages 0"},
			},
		},
		"getmail6": {
			incoming: map[string][]string{
				"tls":              {"type = SimpleIMAPSSLRetriever", "server = {host}", "port = {port}"},
				"user":             {"username = {user}"},
				"oauth":            {"use_xoauth2 = True", `password_command = ("oama", "access", "{user}")`},
				"password-command": {`password_command = ("pass", "show", "mail/{name}")`},
				"verify":           {"ca_certs = /etc/ssl/certs/ca-certificates.crt"},
				"keep-days":        {"delete = false", "delete_after = {days}"},
				"keep-all":         {"delete = false"},
				"keep-on-imap":     {"delete = false"},
				"plain-login":      {"use_cram_md5 = False", "use_apop = False"},
			},
			pop: map[string][]string{
				"tls": {"type = SimplePOP3SSLRetriever", "server = {host}", "port = {port}"},
			},
		},
		"fetchmail": {
			incoming: map[string][]string{
				"tls":          {"poll {host} service {port} protocol {pop}", "ssl sslcertck"},
				"starttls":     {"poll {host} service {port} protocol {pop}", `sslproto "TLS1.2+" sslcertck`},
				"user":         {`user "{user}"`},
				"verify":       {"sslcertck"},
				"keep-all":     {"keep uidl"},
				"keep-days":    {"keep uidl"},
				"keep-on-imap": {"keep"},
				"remember":     {"uidl keep"},
				"poll":         {"set daemon {seconds}"},
				"plain-login":  {"auth password"},
			},
		},
		"offlineimap3": {
			incoming: map[string][]string{
				"tls":              {"remotehost = {host}", "remoteport = {port}", "ssl = yes"},
				"starttls":         {"remotehost = {host}", "remoteport = {port}", "ssl = no", "starttls = yes"},
				"user":             {"remoteuser = {user}"},
				"oauth":            {"auth_mechanisms = XOAUTH2"},
				"plain-login":      {"auth_mechanisms = PLAIN, LOGIN"},
				"password-command": {"remotepasseval = …"},
				"verify":           {"sslcacertfile = OS-DEFAULT"},
				"offline-days":     {"maxage = {days}"},
			},
		},
		"mutt": {
			incoming: map[string][]string{
				"tls":              {`set folder = "imaps://{host}:{port}/"`, `set imap_user = "{user}"`},
				"starttls":         {`set folder = "imap://{host}:{port}/"`, "set ssl_force_tls = yes"},
				"user":             {`set imap_user = "{user}"`},
				"oauth":            {`set imap_authenticators = "xoauth2:oauthbearer"`, `set imap_oauth_refresh_command = "oama access {user}"`},
				"plain-login":      {`set imap_authenticators = "plain:login"`},
				"password-command": {"set imap_pass = \"`pass show mail/{name}`\""},
				"verify":           {"set ssl_verify_host = yes"},
				"keep-all":         {"set pop_delete = no"},
				"sent":             {`set record = "+Sent"`},
			},
			pop: map[string][]string{
				"tls":              {`set pop_host = "pops://{host}:{port}/"`},
				"starttls":         {`set pop_host = "pop://{host}:{port}/"`, "set ssl_force_tls = yes"},
				"user":             {`set pop_user = "{user}"`},
				"oauth":            {`set pop_authenticators = "oauthbearer"`, `set pop_oauth_refresh_command = "oama access {user}"`},
				"plain-login":      {`set pop_authenticators = "plain:user"`},
				"password-command": {"set pop_pass = \"`pass show mail/{name}`\""},
			},
			outgoing: map[string][]string{
				"tls":      {`set smtp_url = "smtps://{login}@{host}:{port}/"`},
				"starttls": {`set smtp_url = "smtp://{login}@{host}:{port}/"`, "set ssl_force_tls = yes"},
				"oauth":    {`set smtp_authenticators = "xoauth2:oauthbearer"`, `set smtp_oauth_refresh_command = "oama access {user}"`},
			},
		},
		"aerc": {
			incoming: map[string][]string{
				"tls":              {"source = imaps://{login}@{host}:{port}"},
				"starttls":         {"source = imap://{login}@{host}:{port}"},
				"password-command": {"source-cred-cmd = pass show mail/{name}", "outgoing-cred-cmd = pass show mail/{name}"},
			},
			outgoing: map[string][]string{
				"tls":      {"outgoing = smtps://{login}@{host}:{port}"},
				"starttls": {"outgoing = smtp://{login}@{host}:{port}"},
			},
		},
		"himalaya": {
			incoming: map[string][]string{
				"tls":              {`backend.host = "{host}"`, "backend.port = {port}", `backend.encryption.type = "tls"`},
				"starttls":         {`backend.host = "{host}"`, "backend.port = {port}", `backend.encryption.type = "start-tls"`},
				"user":             {`backend.login = "{user}"`},
				"oauth":            {`backend.auth.type = "oauth2"`},
				"password-command": {`backend.auth.cmd = "pass show mail/{name}"`},
			},
			outgoing: map[string][]string{
				"tls":      {`message.send.backend.host = "{host}"`, "message.send.backend.port = {port}", `message.send.backend.encryption.type = "tls"`},
				"starttls": {`message.send.backend.host = "{host}"`, "message.send.backend.port = {port}", `message.send.backend.encryption.type = "start-tls"`},
			},
			newerHost: "imap.",
			newer: &edits{
				incoming: map[string][]string{
					"tls":              {`imap.server = "imaps://{host}:{port}"`},
					"starttls":         {`imap.server = "imap://{host}:{port}"`, "imap.starttls = true"},
					"user":             {`imap.sasl.plain.username = "{user}"`},
					"password-command": {`imap.sasl.plain.password.command = ["pass", "show", "mail/{name}"]`},
				},
				outgoing: map[string][]string{
					"tls":      {`smtp.server = "smtps://{host}:{port}"`},
					"starttls": {`smtp.server = "smtp://{host}:{port}"`, "smtp.starttls = true"},
				},
			},
		},
		"meli": {
			incoming: map[string][]string{
				"tls":              {`server_hostname = "{host}"`, "server_port = {port}", "use_starttls = false"},
				"starttls":         {`server_hostname = "{host}"`, "server_port = {port}", "use_starttls = true"},
				"user":             {`server_username = "{user}"`},
				"oauth":            {"use_oauth2 = true"},
				"verify":           {"danger_accept_invalid_certs = false"},
				"password-command": {`server_password_command = "pass show mail/{name}"`},
			},
			outgoing: map[string][]string{
				"tls":      {`hostname = "{host}"`, "port = {port}", `type = "tls"`},
				"starttls": {`hostname = "{host}"`, "port = {port}", `type = "starttls"`},
			},
		},
		"alpine": {
			incoming: map[string][]string{
				"tls":      {"inbox-path={{host}:{port}/ssl/user={user}}INBOX"},
				"starttls": {"inbox-path={{host}:{port}/tls/user={user}}INBOX"},
			},
			pop: map[string][]string{
				"tls":      {"inbox-path={{host}:{port}/pop3/ssl/user={user}}INBOX"},
				"starttls": {"inbox-path={{host}:{port}/pop3/tls/user={user}}INBOX"},
			},
			outgoing: map[string][]string{
				"tls":      {"smtp-server={host}:{port}/ssl/user={user}"},
				"starttls": {"smtp-server={host}:{port}/tls/user={user}"},
			},
		},
		"gnus": {
			incoming: map[string][]string{
				"tls":      {`(nnimap-address "{host}")`, "(nnimap-server-port {port})", "(nnimap-stream ssl)"},
				"starttls": {`(nnimap-address "{host}")`, "(nnimap-server-port {port})", "(nnimap-stream starttls)"},
				"user":     {`(nnimap-user "{user}")`},
			},
			pop: map[string][]string{
				"tls":       {`:server "{host}" :port {port} :stream ssl`},
				"starttls":  {`:server "{host}" :port {port} :stream starttls`},
				"user":      {`:user "{user}"`},
				"keep-days": {":leave {days}"},
				"keep-all":  {":leave t"},
			},
			outgoing: map[string][]string{
				"tls":      {`(setq smtpmail-smtp-server "{host}" smtpmail-smtp-service {port} smtpmail-stream-type 'ssl)`},
				"starttls": {`(setq smtpmail-smtp-server "{host}" smtpmail-smtp-service {port} smtpmail-stream-type 'starttls)`},
			},
		},
		"mu4e": {
			outgoing: map[string][]string{
				"tls":      {`(setq smtpmail-smtp-server "{host}" smtpmail-smtp-service {port} smtpmail-stream-type 'ssl)`},
				"starttls": {`(setq smtpmail-smtp-server "{host}" smtpmail-smtp-service {port} smtpmail-stream-type 'starttls)`},
			},
		},
	}
}
