package config

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/locale"
)

// Credential is a login by reference, and the hosts that it belongs to. The
// secret itself never stands in a file of this kind.
type Credential struct {
	Name, User string
	Token      bool     // the secret is an OAuth token (RFC 6750)
	Hosts      []string // in A-label form; empty where the file is wrong about them
	Source     string   // env, file, command
	Reference  string   // the variable's name, the file's, or the command
	File       string   // where it stands: files are found beside it
	Line       int
	Column     int
}

// BoundTo reports whether a login may go to a host, as far as is known.
func (c *Credential) BoundTo(host string) bool {
	return len(c.Hosts) == 0 || slices.Contains(c.Hosts, host)
}

// Credentials are logins by the names that a file gives them.
type Credentials map[string]*Credential

// CredentialShape returns the shape of a login.
func CredentialShape() *Shape {
	secret := Shape{Doc: "Where the secret is. It never stands here itself.", Secret: true, Keys: []Member{
		May("env", OneWord("The environment variable that holds it.", Text())),
		May("file", OneWord("The file whose first line it is, relative to this one.", Text())),
		May("command", OneWord("The command that prints it, run by a shell: a file with one is a program, and is trusted as one.", Text())),
	}}
	return &Shape{Doc: "A login, and the only hosts that it may be sent to.", Keys: []Member{
		Must("user", OneWord("The user name.", Text())),
		May("password", secret),
		May("token", secret),
		Must("hosts", ListOf("The hosts that it belongs to.", Host())),
	}}
}

// Read adds the logins of a map of [CredentialShape]; nil adds none. What cannot
// be a login is one of which nothing is known, so that who names it is not wrong
// too.
func (all Credentials) Read(n *Node) error {
	if n == nil {
		return nil
	}
	var wrong []*Error
	for i := range n.Fields {
		f := &n.Fields[i]
		if c := all[f.Key]; c != nil {
			wrong = append(wrong, f.Fail("again", locale.Args{"value": f.Key, "file": c.File, "line": strconv.Itoa(c.Line)}))
			continue
		}
		c := &Credential{Name: f.Key, User: f.Value.Word("user"), File: f.File, Line: f.Line, Column: f.Column}
		if hosts := f.Value.Get("hosts"); hosts != nil && hosts.Whole() {
			for _, h := range List(hosts) {
				c.Hosts = append(c.Hosts, strings.ToLower(strings.TrimSuffix(h.Text, ".")))
			}
		}
		all[f.Key] = c
		if err := c.readSecret(f); err != nil {
			wrong = append(wrong, err)
		}
	}
	if joined := Joined(wrong); joined != nil {
		return joined
	}
	return nil
}

// readSecret reads where the secret of a login is.
func (c *Credential) readSecret(f *Field) *Error {
	password, token := f.Value.Has("password"), f.Value.Has("token")
	switch {
	case !password && !token && (f.Value.Unread("password") || f.Value.Unread("token")):
		return nil
	case password == token:
		return f.Fail("one-secret", nil)
	}
	secret := f.Value.Get("password")
	if c.Token = token; c.Token {
		secret = f.Value.Get("token")
	}
	if secret == nil || !secret.Whole() {
		return nil
	}
	if len(secret.Fields) != 1 {
		return secret.Fail("one-reference", nil)
	}
	c.Source, c.Reference = secret.Fields[0].Key, secret.Fields[0].Value.Text
	return nil
}
