package accounts

import "strings"

// ClawsMail reads the accountrc of Claws Mail (prefs_account.c).
func ClawsMail(in *Input) { in.accountrc(false) }

// Sylpheed reads the accountrc of Sylpheed, from which Claws Mail's comes.
func Sylpheed(in *Input) { in.accountrc(true) }

func (in *Input) accountrc(sylpheed bool) {
	text, ok := in.main()
	if !ok {
		return
	}
	for _, s := range in.sections(in.Name, text, dialect{}) {
		if !strings.HasPrefix(s.name, "Account") {
			continue
		}
		k := s.keys
		a := Account{Name: k.text("account_name"), Address: k.text("address")}
		a.show(SetAddress, k["address"])
		a.show(SetProtocol, k.first(in, "protocol"))
		switch k.text("protocol") {
		case "", "0", "1": // POP3, APOP of old versions
			a.Service = POP3
		case "3":
			a.Service = IMAP
		case "4":
			in.pass(a.Name, News)
			continue
		case "6": // it sends alone
			a.Service = Submission
		default: // local: a command, or a spool file
			in.pass(a.Name, OtherKind)
			continue
		}
		a.Outgoing = in.clawsOutgoing(k, sylpheed)
		switch a.Service {
		case POP3:
			in.clawsServer(&a.Server, k, "pop", "receive_server", "user_id")
			if k.yes("use_apop_auth") {
				a.logsIn("APOP")
				a.Server.show(SetAuth, k["use_apop_auth"])
			}
			clawsKeep(in, &a, k)
		case IMAP:
			in.clawsServer(&a.Server, k, "imap", "receive_server", "user_id")
			method := k.text("imap_auth_method")
			switch method {
			case "2", "64", "128", "256", "512", "1024", "2048":
				a.logsIn(clawsMechanisms()[method])
			case "32", "4096":
				if !sylpheed {
					a.Auth = OAuth2
				}
			}
			a.Server.show(SetAuth, k.first(in, "imap_auth_method"))
		default:
			a.Server = *a.Outgoing
			a.Outgoing = nil
		}
		if !sylpheed && k.yes("use_oauth2_auth") || k.yes("use_imap_auth") && k.text("imap_auth_method") == "32" {
			a.Auth = OAuth2
		}
		_, held := k["password"]
		_, heldOut := k["smtp_password"]
		a.HoldsPassword = (held || heldOut) && sylpheed // Claws Mail's are encrypted, and in a store of its own
		if a.HoldsPassword {
			a.show(SetPassword, k.first(in, "password", "smtp_password"))
		}
		if k.yes("set_sent_folder") {
			sent := k["sent_folder"]
			a.SentHere = truth(!strings.HasPrefix(sent.text, "#imap/"))
			a.show(SetSent, sent)
		} else if a.Reads() {
			a.SentHere = truth(a.Service == POP3)
			a.show(SetSent, in.absent("set_sent_folder = 0"))
		}
		in.add(a)
	}
}

// clawsKeep is what a POP account leaves: nothing, unless the switch is off or a
// time is given.
func clawsKeep(in *Input, a *Account, k keys) {
	remove := k.first(in, "remove_mail")
	a.show(SetKeep, remove)
	days, hours := k.number("message_leave_time"), k.number("message_leave_hour")
	switch {
	case remove.set && !isYes(remove.text):
		a.Keep = KeepForever
	case days > 0 || hours > 0:
		a.Keep, a.KeepDays = KeepDays, days+(hours+23)/24
		a.show(SetKeepDays, k.first(in, "message_leave_time"))
	default:
		// The program's own default is 7 days, written with every account; a file
		// without the key is one that somebody made.
		a.Keep = KeepNot
		if v := k["message_leave_time"]; v.set {
			a.show(SetKeepDays, v)
		}
	}
}

// clawsSecurity returns an SSLType: none, a tunnel, STARTTLS.
func clawsSecurity(s string) Security {
	switch s {
	case "1":
		return TLS
	case "2":
		return StartTLS
	}
	return None
}

func (in *Input) clawsServer(s *Server, k keys, name, host, user string) {
	switch name {
	case "pop":
		s.Service = POP3
	case "imap":
		s.Service = IMAP
	case "smtp":
		s.Service = Submission
	}
	s.Host, s.User = strings.TrimSpace(k.text(host)), k.text(user)
	secure := k.first(in, "ssl_"+name)
	s.Security = clawsSecurity(secure.text)
	s.Port = usualPort(s.Service, s.Security)
	port := k.first(in, name+"_port")
	if k.yes("set_"+name+"port") && number(port.text) > 0 {
		s.Port = number(port.text)
	} else if name == "smtp" && s.Security != TLS {
		s.Port = 25
	}
	s.show(SetHost, k.first(in, host))
	s.show(SetUser, k.first(in, user))
	s.show(SetSecurity, secure)
	s.show(SetPort, port)
	if v := k["ssl_certs_auto_accept"]; v.set && isYes(v.text) {
		s.Unverified = true
		s.show(SetVerify, v)
	}
}

func (in *Input) clawsOutgoing(k keys, sylpheed bool) *Server {
	s := new(Server)
	in.clawsServer(s, k, "smtp", "smtp_server", "smtp_user_id")
	if v := k["use_smtp_auth"]; v.set && !isYes(v.text) {
		s.Auth = NoLogin
		s.show(SetAuth, v)
	} else if s.User == "" {
		s.User = k.text("user_id")
	}
	if !sylpheed && k.text("smtp_auth_method") == "32" {
		s.Auth = OAuth2
	}
	return s
}

// clawsMechanisms returns the values of imap_auth_method that name a mechanism
// which does not send the password (IMAPAuthType of Claws Mail's
// prefs_account.h).
func clawsMechanisms() map[string]string {
	return map[string]string{"2": "CRAM-MD5", "64": "DIGEST-MD5", "128": "SCRAM-SHA-1", "256": "SCRAM-SHA-224", "512": "SCRAM-SHA-256", "1024": "SCRAM-SHA-384", "2048": "SCRAM-SHA-512"}
}
