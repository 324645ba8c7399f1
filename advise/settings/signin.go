package settings

import (
	"slices"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// How one program logs in with a token of OAuth2 (RFC 6749, RFC 7628): see
// [client.SignIn].

// takesTokens reports whether a server is known to take tokens, alone or beside
// a password.
func (s *Server) takesTokens() bool {
	return s != nil && (s.Auth == AuthOAuth2 || s.SignIn || slices.ContainsFunc(s.Mechanisms, result.IsToken))
}

// signIn returns how a program comes by a token for a server.
func (s *Server) signIn(row client.Row) client.SignIn { return row.SignInAt(s.Issuer, s.Host) }

// signedIn has the servers take a token where that is what this program is to
// be told: where the person named a tool that prints one, and where the usual
// password is refused while the program signs in by itself.
func (s Settings) signedIn(row client.Row) Settings {
	for _, server := range []**Server{&s.Incoming, &s.Outgoing} {
		if old := *server; old.takesTokens() && old.Auth != AuthOAuth2 && s.token(old, row) {
			set := *old
			set.Auth, set.Secret, set.SignIn, set.Mechanism = AuthOAuth2, "", false, ""
			*server = &set
		}
	}
	return s
}

// token reports whether a program is to log in with a token at a server that
// takes a password too.
func (s Settings) token(server *Server, row client.Row) bool {
	if mechanism := row.OAuth.TokenMechanism(server.Service == result.POP3, server.Issuer, server.Mechanisms); mechanism == "" {
		return false
	}
	switch server.signIn(row).Way {
	case client.ByCommand:
		return s.TokenTool != ""
	case client.BySetting:
		return server.signIn(row).Can == client.Yes && server.Secret == SecretApp
	}
	return false
}

// tool returns the program that prints tokens.
func (s Settings) tool() client.TokenTool {
	if t, ok := client.LookupTokenTool(s.TokenTool); ok {
		return t
	}
	return client.TokenTools()[0]
}

// command returns the line for a shell that prints a token for a server, ""
// where it takes a password.
func (s Settings) command(server *Server) string {
	if server.Auth != AuthOAuth2 {
		return ""
	}
	return s.tool().Command(accountName(s), s.Address)
}

// button returns the server whose account a person adds under the issuer's
// name, nil where the program's own way is another; alone says that the program
// cannot log in by the files of ours.
func (s Settings) button(row client.Row) (server *Server, alone bool) {
	for _, x := range []*Server{s.Incoming, s.Outgoing} {
		if x.takesTokens() && x.signIn(row).Way == client.ByButton && (x.Auth == AuthOAuth2 || x.Secret == SecretApp) {
			return x, x.Auth == AuthOAuth2
		}
	}
	return nil, false
}

// signInFile returns what a person does in the windows of a program that adds
// an account under the issuer's name.
func signInFile() client.File {
	return client.File{Name: "sign-in.txt", Mode: client.Private, Template: "notes.txt", Format: client.Text, Typed: true}
}

// signInSteps returns the sentences of that file.
func signInSteps(s Settings, row client.Row, server *Server, alone bool) []locale.Text {
	args := signInArgs(s, row, server)
	out := []locale.Text{{ID: "settings.sign-in." + row.Name, Args: args}}
	add := func(id string) { out = append(out, locale.Text{ID: "settings.sign-in." + id, Args: args}) }
	if row.Labels == nil {
		out = append(out, locale.Text{ID: "settings.unverified", Args: args})
	}
	if server.Service == result.POP3 {
		add("no-pop")
	}
	if alone {
		add("no-file")
	} else {
		add("or-password")
	}
	if row.Cloud && alone { // else the steps by hand say it
		out = append(out, locale.Text{ID: "settings.cloud", Args: args})
	}
	return out
}

func signInArgs(s Settings, row client.Row, server *Server) locale.Args {
	cell, by := server.signIn(row), client.IssuerNamed(server.Issuer)
	tool := s.tool()
	return locale.Args{
		"client": row.Name, "host": server.Host, "address": s.Address, "issuer": by.Title, "named": by.Title != "",
		"microsoft": server.Issuer == "microsoft", "choose": cell.Choose, "work": cell.Work, "pop": server.Service == result.POP3,
		"tool": tool.Name, "command": s.command(server), "once": tool.Once(server.Issuer, accountName(s), s.Address), "home": tool.Home,
		"field_list": row.OAuth.FieldsFor(s.Incoming != nil && s.Incoming.Service == result.POP3),
		"debian":     row.OAuth.Package.Debian, "arch": row.OAuth.Package.Arch, "package": row.OAuth.Package.Name,
	}
}

// tokenNotes returns what a person must know of the sign-in of a program whose
// file says OAuth2.
func tokenNotes(s Settings, row client.Row, f client.File) []locale.Text {
	var server *Server
	for _, x := range []*Server{s.Outgoing, s.Incoming} {
		if x != nil && x.Auth == AuthOAuth2 && (x == s.Incoming || f.Outgoing || s.Incoming == nil) {
			server = x
		}
	}
	if server == nil {
		return tokenInstead(s, row, f)
	}
	args := signInArgs(s, row, server)
	note := func(id string) []locale.Text { return []locale.Text{{ID: "settings." + id, Args: args}} }
	switch cell := server.signIn(row); {
	case cell.Way == client.ByCommand && (f.Incoming || f.Outgoing):
		out := note("token.command")
		if row.OAuth.Package.Name != "" {
			out = append(out, note("token.package")...)
		}
		return out
	case cell.Way == client.ByOwnID:
		return note("token.client-id." + row.Name)
	case cell.Way == client.BySetting && cell.Can == client.Yes:
		return note("token.setting")
	case row.Issuers != "":
		return note("oauth2." + string(row.Issuers))
	case cell.Can == client.Unknown && row.Use != client.ByHand && row.Use != client.SendsIt:
		return note("token.unknown")
	}
	return nil
}

// tokenInstead says that a token would do where the provider wants an app
// password.
func tokenInstead(s Settings, row client.Row, f client.File) []locale.Text {
	for _, x := range []*Server{s.Incoming, s.Outgoing} {
		if x.takesTokens() && x.Secret == SecretApp && x.signIn(row).Way == client.ByCommand && (f.Incoming || f.Outgoing) {
			return []locale.Text{{ID: "settings.token.instead", Args: signInArgs(s, row, x)}}
		}
	}
	return nil
}

// othersThatSignIn names programs of the same kind that can log in at a server,
// at most three.
func othersThatSignIn(server Server, row client.Row) []string {
	var out []string
	for _, name := range row.OfKind() {
		other, ok := client.Lookup(name)
		if ok && name != row.Name && len(out) < 3 && (server.Service == result.Submission || other.Reads(string(server.Service)) == client.Yes) &&
			server.signIn(other).Can == client.Yes && mechanismOf(server, other) != "" {
			out = append(out, name)
		}
	}
	return out
}
