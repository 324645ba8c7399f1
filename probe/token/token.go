// Package token reads what can be read of a token of OAuth2 without showing it,
// and what a mail server says of one that it refuses.
//
// A token is a secret of the person's. What is taken out of it is what tells why
// it fails: for whom it is, until when, for what. Its signature is not checked,
// so nothing rests on what it says but advice.
package token

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
	"time"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// The bounds of what is kept of a token.
const (
	maxToken  = 64 << 10 // octets that are looked at
	maxListed = 32       // entries of a list
)

// claims are those that are read (RFC 7519 section 4.1, RFC 9068, RFC 9449), and
// Microsoft's (access token claims reference, 2026-08).
type claims struct {
	Issuer    text    `json:"iss"`
	Audience  list    `json:"aud"`
	Scope     list    `json:"scope"`
	SCP       list    `json:"scp"`
	Roles     list    `json:"roles"`
	Subject   text    `json:"sub"`
	UPN       text    `json:"upn"`
	Preferred text    `json:"preferred_username"`
	Email     text    `json:"email"`
	Unique    text    `json:"unique_name"`
	Tenant    text    `json:"tid"`
	IDType    text    `json:"idtyp"`
	Nonce     text    `json:"nonce"`
	AtHash    text    `json:"at_hash"`
	IssuedAt  numeric `json:"iat"`
	NotBefore numeric `json:"nbf"`
	Expires   numeric `json:"exp"`
	Confirms  struct {
		Thumbprint  text `json:"jkt"`
		Certificate text `json:"x5t#S256"`
	} `json:"cnf"`
}

// Read returns what could be read of a token.
func Read(secret string) *result.Token {
	t := &result.Token{}
	head, rest, found := strings.Cut(secret, " ")
	switch {
	case found && strings.EqualFold(head, "bearer") && rest != "":
		t.Form = result.TokenPrefixed
		return t
	case strings.HasPrefix(strings.TrimSpace(secret), "{"):
		t.Form = result.TokenObject
		return t
	case strings.ContainsFunc(secret, func(r rune) bool { return !isToken(r) }):
		t.Form = result.TokenPassword
		return t
	case strings.HasPrefix(secret, "1//"):
		t.Form = result.TokenRefresh
		return t
	case strings.HasPrefix(secret, "4/0"), strings.HasPrefix(secret, "4/1"):
		t.Form = result.TokenCode
		return t
	}
	t.Form = result.TokenOpaque
	if !strings.HasPrefix(secret, "eyJ") || len(secret) > maxToken { // base64url of {"
		return t
	}
	parts := strings.Split(secret, ".")
	var header struct {
		Type      text `json:"typ"`
		Algorithm text `json:"alg"`
		Encrypted text `json:"enc"`
	}
	if !decode(parts[0], &header) {
		if len(parts) > 1 {
			t.Form = result.TokenCut
		}
		return t
	}
	t.Type = string(header.Type)
	var c claims
	switch {
	case len(parts) == 5 && header.Encrypted != "":
		t.Form = result.TokenEncrypted
	case len(parts) != 3 || parts[2] == "" && !strings.EqualFold(string(header.Algorithm), "none") || !decode(parts[1], &c):
		t.Form = result.TokenCut
	default:
		t.Form = result.TokenJWT
		fill(t, c)
	}
	return t
}

// isToken reports whether a character can stand in a token (RFC 6750 section
// 2.1); some opaque tokens have a few more that a header takes.
func isToken(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~+/=!*$'()|:", r)
}

// decode reads a part of a JWT.
func decode(part string, into any) bool {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	return err == nil && json.Unmarshal(b, into) == nil
}

// fill takes out of the claims what tells why a token fails.
func fill(t *result.Token, c claims) {
	t.Issuer, t.Audience, t.Roles, t.Tenant = string(c.Issuer), c.Audience, c.Roles, string(c.Tenant)
	t.Scopes = append(c.Scope, c.SCP...)
	for _, name := range []text{c.UPN, c.Preferred, c.Email, c.Unique, c.Subject} {
		if strings.Contains(string(name), "@") {
			t.User = string(name)
			break
		}
	}
	t.IssuedAt, t.NotBefore, t.Expires = c.IssuedAt.time(), c.NotBefore.time(), c.Expires.time()
	// Only ID tokens have these two (OpenID Connect Core section 2), and only
	// access tokens say what they allow.
	t.Identity = (c.Nonce != "" || c.AtHash != "") && len(t.Scopes) == 0 && len(t.Roles) == 0
	t.Program = strings.EqualFold(string(c.IDType), "app") || len(t.Roles) > 0 && len(t.Scopes) == 0 && t.User == ""
	t.Bound = c.Confirms.Thumbprint != "" || c.Confirms.Certificate != ""
}

// text is a string of a stranger's, inert and short; any other value is none.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(foreign.Text(s))
	}
	return nil
}

// list is a list of strings, or one string with words in it.
type list []string

func (l *list) UnmarshalJSON(b []byte) error {
	var one string
	var many []json.RawMessage
	switch {
	case json.Unmarshal(b, &one) == nil:
		*l = bounded(strings.Fields(one))
	case json.Unmarshal(b, &many) == nil:
		var words []string
		for _, raw := range many[:min(len(many), maxListed)] {
			var word string
			if json.Unmarshal(raw, &word) == nil {
				words = append(words, word)
			}
		}
		*l = bounded(words)
	}
	return nil
}

func bounded(words []string) []string {
	words = words[:min(len(words), maxListed)]
	for i, w := range words {
		words[i] = foreign.Text(w)
	}
	return words
}

// numeric is a NumericDate (RFC 7519 section 2): seconds, with a fraction or
// without.
type numeric struct {
	seconds float64
	given   bool
}

func (n *numeric) UnmarshalJSON(b []byte) error {
	var f float64
	if json.Unmarshal(b, &f) == nil {
		*n = numeric{f, true}
	}
	return nil
}

// time is nil for none, and for what is no date of this or the next thousand
// years.
func (n numeric) time() *time.Time {
	const end = 253402300799 // 9999-12-31
	if !n.given || math.IsNaN(n.seconds) || n.seconds <= 0 || n.seconds > end {
		return nil
	}
	t := time.Unix(int64(n.seconds), 0).UTC()
	return &t
}

// ReadAnswer reads what a server says of a token that it refuses: decoded JSON,
// or any text. It is nil for nothing.
func ReadAnswer(said string) *result.TokenAnswer {
	if strings.TrimSpace(said) == "" {
		return nil
	}
	var a struct {
		Status        word `json:"status"`
		Scope         word `json:"scope"`
		Schemes       word `json:"schemes"`
		Configuration word `json:"openid-configuration"`
		Description   word `json:"error_description"`
		Error         word `json:"error"`
	}
	if err := json.Unmarshal([]byte(said), &a); err != nil {
		return &result.TokenAnswer{Text: foreign.Text(said)}
	}
	if a.Status == "" {
		a.Status = a.Error
	}
	out := &result.TokenAnswer{
		Status: string(a.Status), Scope: string(a.Scope), Schemes: string(a.Schemes),
		Configuration: string(a.Configuration), Description: string(a.Description),
	}
	if *out == (result.TokenAnswer{}) {
		out.Text = foreign.Text(said)
	}
	return out
}

// word is a value in an answer: some servers write a status as a number.
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	var t text
	var n json.Number
	if json.Unmarshal(b, &n) == nil {
		*w = word(foreign.Text(n.String()))
		return nil
	}
	_ = t.UnmarshalJSON(b)
	*w = word(t)
	return nil
}
