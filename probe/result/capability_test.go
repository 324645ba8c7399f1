package result

import (
	"slices"
	"strings"
	"testing"
)

// One reading of a list: case, arguments, a space that is missing.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		line, name, argument string
		has                  bool
	}{
		{"IDLE", "idle", "", true},
		{"idle", "IDLE", "", true},
		{"IDLE2", "IDLE", "", false},
		{"EXPIRE 60 USER", "EXPIRE", "60 USER", true},
		{"EXPIRE  60   USER ", "expire", "60 USER", true},
		{"EXPIRE3", "EXPIRE", "3", true},
		{"expire3 USER", "EXPIRE", "3 USER", true},
		{"EXPIRES 3", "EXPIRE", "", false},
		{"LOGIN-DELAY900", "LOGIN-DELAY", "900", true},
		{"SIZE20480000", "SIZE", "20480000", true},
		{"SASL", "SASL", "", true},
		{"SASL-IR", "SASL", "", false},
		{"", "IDLE", "", false},
	} {
		if argument, has := (Words{tt.line}).Argument(tt.name); argument != tt.argument || has != tt.has {
			t.Errorf("%q in %q: %q, %v", tt.name, tt.line, argument, has)
		}
	}
}

func TestLineOfWords(t *testing.T) {
	w := Words{"SASL plain XOAUTH2", "EXPIRE3", "auth=PLAIN"}
	for capability, want := range map[string]string{
		"SASL PLAIN": "SASL plain XOAUTH2", "sasl xoauth2 plain": "SASL plain XOAUTH2", "SASL SCRAM-SHA-1": "", "SASL": "SASL plain XOAUTH2",
		"EXPIRE": "EXPIRE3", "EXPIRE 3": "EXPIRE3", "AUTH=PLAIN": "auth=PLAIN", "": "",
	} {
		if line, found := w.Line(capability); line != want || found != (want != "") {
			t.Errorf("%q: %q, %v", capability, line, found)
		}
	}
}

func TestMechanismsOfWords(t *testing.T) {
	for _, tt := range []struct {
		service Service
		list    Words
		want    string
	}{
		{IMAP, Words{"IMAP4rev1", "AUTH=xoauth2", "auth=PLAIN", "AUTH=PLAIN"}, "XOAUTH2 PLAIN"},
		{POP3, Words{"USER", "sasl PLAIN login"}, "PLAIN LOGIN"},
		{POP3, Words{"SASL"}, ""},
		{Submission, Words{"AUTH PLAIN LOGIN", "AUTH=LOGIN CRAM-MD5", "AUTHX FOO"}, "PLAIN LOGIN CRAM-MD5"},
		{Submission, Words{"AUTH"}, ""},
	} {
		if got := strings.Join(tt.list.Mechanisms(tt.service), " "); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.list, got, tt.want)
		}
	}
}

// The list after the login outweighs one before it, unless it is empty.
func TestLastWords(t *testing.T) {
	var none *Capabilities
	for _, tt := range []struct {
		c    *Capabilities
		want Words
	}{
		{none, nil},
		{&Capabilities{}, nil},
		{&Capabilities{BeforeTLS: Words{"A"}}, Words{"A"}},
		{&Capabilities{BeforeTLS: Words{"A"}, AfterTLS: Words{"B"}, AfterLogin: Words{"C"}}, Words{"C"}},
		{&Capabilities{AfterTLS: Words{"B"}, AfterLogin: Words{}}, Words{"B"}},
		{&Capabilities{AfterTLS: Words{}, AfterLogin: Words{}}, Words{}},
	} {
		if got := tt.c.Last(); !slices.Equal(got, tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("%+v: %v", tt.c, got)
		}
	}
	var path *Path
	if _, there := path.Capability("IDLE"); there || path.Offered() != nil || path.LoginRead() || path.TokensOnly() {
		t.Error("a path that is none says something")
	}
}

func TestExpire(t *testing.T) {
	for line, want := range map[string]struct {
		days          int
		perUser, said bool
	}{
		"EXPIRE 60 USER": {60, true, true}, "EXPIRE3": {3, false, true}, "EXPIRE 0": {0, false, true}, "expire never": {ExpireNever, false, true},
		"EXPIRE": {}, "EXPIRE soon": {}, "EXPIRE -1": {}, "UIDL": {}, "EXPIRE 99999999999999999999": {},
	} {
		p := &Path{Capabilities: &Capabilities{AfterTLS: Words{line}}}
		if days, perUser, said := p.Expire(); days != want.days || perUser != want.perUser || said != want.said {
			t.Errorf("%q: %d, %v, %v", line, days, perUser, said)
		}
	}
	p := &Path{Capabilities: &Capabilities{AfterTLS: Words{"LOGIN-DELAY900"}}}
	if seconds, said := p.LoginDelay(); seconds != 900 || !said {
		t.Errorf("%d, %v", seconds, said)
	}
}

// What a path takes, in any case of letters.
func TestOffers(t *testing.T) {
	yes, no := true, false
	for _, tt := range []struct {
		name             string
		auth             []string
		command          *bool
		password, tokens bool
		only             bool
	}{
		{"nothing read", nil, nil, false, false, false},
		{"nothing offered", []string{}, &no, false, false, false},
		{"a password", []string{"plain"}, &no, true, false, false},
		{"a token in small letters", []string{"xoauth2"}, &no, false, true, true},
		{"a token, and no word of a command", []string{"OAuthBearer"}, nil, false, true, true},
		{"a token beside LOGIN", []string{"xoauth2"}, &yes, true, true, false},
		{"both", []string{"XOAUTH2", "scram-sha-256"}, &no, true, true, false},
		{"a token and a ticket", []string{"XOAUTH2", "GSSAPI"}, &no, false, true, true},
		{"a ticket alone", []string{"GSSAPI"}, &no, false, false, false},
	} {
		p := &Path{Auth: tt.auth, LoginCommand: tt.command}
		if p.TakesPassword() != tt.password || p.TakesTokens() != tt.tokens || p.TokensOnly() != tt.only {
			t.Errorf("%s: password %v, tokens %v, tokens only %v", tt.name, p.TakesPassword(), p.TakesTokens(), p.TokensOnly())
		}
	}
	p := &Path{Auth: []string{"xoauth2"}}
	if !p.Offers("XOAUTH2") || !p.Offers("xoauth2") || p.Offers("PLAIN") || !slices.Equal(p.Offered(), []string{"XOAUTH2"}) {
		t.Errorf("offers %v", p.Offered())
	}
}
