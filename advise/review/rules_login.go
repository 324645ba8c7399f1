package review

import (
	"slices"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What is wrong with how a program logs in.

// tokensOnly reports whether a server takes no password, by the word of the
// provider's list or of the server itself.
func (s *scene) tokensOnly(i int, srv *accounts.Server) (locale.Text, bool) {
	if p := s.probe(i, srv); p != nil {
		if path := p.SessionPath(); path.TokensOnly() {
			return told("tokens-only", locale.Args{"host": srv.Host, "port": srv.Port, "mechanisms_list": path.Offered()}), true
		}
	}
	if p := s.provider(i); p.Needs("oauth2-only") {
		return told("provider", locale.Args{"provider": p.Name, "as_of_month": p.AsOf}), true
	}
	return locale.Text{}, false
}

// usesPassword reports whether a login is with a password, or may be.
func usesPassword(a accounts.Auth) bool {
	return a == accounts.Password || a == accounts.Encrypted || a == accounts.NTLM || a == ""
}

func oauthUnable(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		seen, only := s.tokensOnly(i, srv)
		if !only || srv.Auth == accounts.OAuth2 || !usesPassword(srv.Auth) || s.row(i).OAuth2 == client.Yes {
			continue
		}
		out = append(out, draft{account: i, server: of, lines: lines(line(srv, accounts.SetAuth), line(srv, accounts.SetHost)), seen: []locale.Text{seen}, changes: []wish{{id: "program"}}})
	}
	return out
}

func oauthWanted(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		seen, only := s.tokensOnly(i, srv)
		if !only || !usesPassword(srv.Auth) || s.row(i).OAuth2 != client.Yes {
			continue
		}
		l := line(srv, accounts.SetAuth)
		out = append(out, draft{account: i, server: of, lines: lines(l, line(srv, accounts.SetHost)), seen: []locale.Text{seen}, changes: []wish{{id: "oauth", line: first1(l)}}})
	}
	return out
}

// formRefused speaks of a way to log in that the server does not offer.
func formRefused(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		p := s.probe(i, srv)
		if p == nil || srv.Auth != accounts.Encrypted && srv.Auth != accounts.OAuth2 && srv.Auth != accounts.Kerberos && srv.Auth != accounts.NTLM {
			continue
		}
		path := p.SessionPath()
		if !path.LoginRead() || !working(p) || offersOneOf(path, srv, s.row(i)) || !path.TakesPassword() {
			continue
		}
		l := line(srv, accounts.SetAuth)
		d := draft{account: i, server: of, lines: l, args: locale.Args{"auth": string(srv.Auth), "set_list": srv.Mechanisms},
			seen: []locale.Text{told("offers", locale.Args{"host": srv.Host, "port": srv.Port, "mechanisms_list": path.Offered()})}}
		switch encrypted := srv.Security == accounts.TLS || srv.Security == accounts.StartTLS; {
		case path.OffersCommand() || slices.ContainsFunc(path.Offered(), result.IsPlain):
			d.changes = []wish{{id: "plain-login", line: first1(l), untested: !encrypted}}
		default:
			d.changes = []wish{{id: "offered-login", mechanisms: path.Offered()}}
		}
		out = append(out, d)
	}
	return out
}

// offersOneOf reports whether a server offers one of the ways to log in that a
// program uses as it is set.
func offersOneOf(path *result.Path, srv *accounts.Server, row client.Row) bool {
	offers := func(m string) bool {
		switch m {
		case "APOP": // its challenge stands in the greeting (RFC 1939 section 7)
			return srv.Service == accounts.POP3 && strings.Contains(path.Greeting, "<") && strings.Contains(path.Greeting, "@")
		case "USER":
			return path.OffersCommand()
		case "LOGIN":
			return path.Offers(m) || path.OffersCommand()
		case "KERBEROS", "KERBEROS_V5":
			return path.Offers("GSSAPI")
		}
		return path.Offers(m)
	}
	if len(srv.Mechanisms) > 0 {
		return slices.ContainsFunc(srv.Mechanisms, offers)
	}
	switch srv.Auth {
	case accounts.Encrypted: // what the program can do of it
		return offers("DIGEST-MD5") || row.CRAM != client.No && (offers("CRAM-MD5") || offers("APOP")) || row.SCRAM != client.No && slices.ContainsFunc(path.Offered(), result.IsSCRAM)
	case accounts.OAuth2:
		return path.TakesTokens()
	case accounts.Kerberos:
		return path.Offers("GSSAPI")
	}
	return path.Offers("NTLM")
}

// loginRefused speaks of the login of this run, where it was tried and did not
// succeed: once for each mailbox, at the server where that was.
func loginRefused(s *scene) []draft {
	var out []draft
	said := map[*result.Report]bool{}
	for _, exact := range []bool{true, false} { // where it may be at none that is set
		for i, of := range sides(s) {
			r, srv := s.report(i), s.server(i, of)
			if r == nil || said[r] {
				continue
			}
			at := slices.IndexFunc(r.Probes, func(p result.Probe) bool { return p.LoginFailed() })
			if at < 0 {
				continue
			}
			p := &r.Probes[at]
			if exact && (!strings.EqualFold(p.Host, srv.Host) || p.Port != srv.Port) {
				continue
			}
			said[r] = true
			f := p.LoginFailure()
			if f == nil {
				continue
			}
			change := wish{id: "login-check"}
			switch {
			case f.Kind == result.AppPasswordRequired:
				change.id = "app-password"
			case f.Temporary:
				change.id = "login-later"
			}
			out = append(out, draft{account: i, server: of, lines: lines(line(srv, accounts.SetUser), line(srv, accounts.SetHost)), args: locale.Args{"host": p.Host, "user": r.Target.User},
				seen:    []locale.Text{told("refused", locale.Args{"host": p.Host, "port": p.Port, "kind": locale.Text{ID: "screen.cell." + string(f.Kind)}, "detail": f.Detail})},
				changes: []wish{change}})
		}
	}
	return out
}

func sendsWithoutLogin(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		if srv.Service != accounts.Submission || srv.Auth != accounts.NoLogin || loopback(srv.Host) || srv.Port == 25 && srv.Security == accounts.None {
			continue
		}
		l := line(srv, accounts.SetAuth)
		user := s.account(i).User
		out = append(out, draft{account: i, server: of, lines: l, changes: []wish{{id: "login", line: first1(l), user: user}}})
	}
	return out
}

// userForm speaks of a user name that is not of the form that the provider wants.
func userForm(s *scene) []draft {
	var out []draft
	for i, of := range sides(s) {
		srv := s.server(i, of)
		a := s.account(i)
		local, _, isAddress := strings.Cut(a.Address, "@")
		if srv.User == "" || !isAddress || srv.Auth == accounts.NoLogin {
			continue
		}
		for _, c := range s.published(i, srv.Service) {
			if !strings.EqualFold(c.Host, srv.Host) || c.Username == "" {
				continue
			}
			user := strings.TrimPrefix(srv.User, "recent:")
			full := strings.Contains(user, "@")
			wanted := ""
			switch c.UsernameForm {
			case result.FormAddress:
				if !full && strings.EqualFold(user, local) {
					wanted = a.Address
				}
			case result.FormLocalPart:
				if full && strings.EqualFold(user, a.Address) {
					wanted = local
				}
			}
			if wanted == "" {
				break
			}
			if p := s.probe(i, srv); p != nil && p.LoggedIn() {
				break
			}
			l := line(srv, accounts.SetUser)
			out = append(out, draft{account: i, server: of, lines: l, args: locale.Args{"new_user": wanted}, seen: []locale.Text{told("user", locale.Args{"host": c.Host, "user": wanted, "by": locale.Text{ID: "screen.discover.by." + c.Sources[0]}})},
				changes: []wish{{id: "user", user: wanted, line: first1(l)}}})
			break
		}
	}
	return out
}

func passwordReadable(s *scene) []draft {
	var out []draft
	said := map[string]bool{}
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.HoldsPassword && a.ReadableByOthers && !said[a.File] {
			said[a.File] = true
			l := accountLine(a, accounts.SetPassword)
			out = append(out, draft{account: i, lines: l, changes: []wish{{id: "private", line: first1(l)}, {id: "password-command", line: first1(l)}}})
		}
	}
	return out
}

func passwordInFile(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.HoldsPassword && !a.ReadableByOthers {
			l := accountLine(a, accounts.SetPassword)
			out = append(out, draft{account: i, lines: l, changes: []wish{{id: "password-command", line: first1(l)}}})
		}
	}
	return out
}
