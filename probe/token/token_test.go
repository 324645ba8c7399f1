package token

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"mailadvisor/probe/result"
)

func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func jwt(header, payload string) string {
	return part(header) + "." + part(payload) + "." + part("mac")
}

const plainHeader = `{"alg":"HS256","typ":"at+jwt"}`

func TestOAuthTokenRead(t *testing.T) {
	at := func(sec int64) *time.Time { u := time.Unix(sec, 0).UTC(); return &u }
	for name, c := range map[string]struct {
		secret string
		want   result.Token
	}{
		"whole": {jwt(plainHeader, `{"iss":"https://i","aud":["a","b"],"scope":"x y","sub":"1","upn":"u@example.org","tid":"t","iat":1,"nbf":2.5,"exp":3}`),
			result.Token{Form: result.TokenJWT, Type: "at+jwt", Issuer: "https://i", Audience: []string{"a", "b"}, Scopes: []string{"x", "y"}, User: "u@example.org", Tenant: "t", IssuedAt: at(1), NotBefore: at(2), Expires: at(3)}},
		"other types":     {jwt(plainHeader, `{"iss":7,"aud":{},"scope":["x",1],"exp":"soon","nbf":1e300,"iat":-5}`), result.Token{Form: result.TokenJWT, Type: "at+jwt", Scopes: []string{"x"}}},
		"an ID token":     {jwt(`{"alg":"RS256"}`, `{"aud":"c","nonce":"n","email":"u@example.org"}`), result.Token{Form: result.TokenJWT, Audience: []string{"c"}, User: "u@example.org", Identity: true}},
		"of a program":    {jwt(`{"alg":"RS256"}`, `{"roles":["IMAP.AccessAsApp"]}`), result.Token{Form: result.TokenJWT, Roles: []string{"IMAP.AccessAsApp"}, Program: true}},
		"bound":           {jwt(`{"alg":"RS256"}`, `{"scope":"x","cnf":{"jkt":"k"}}`), result.Token{Form: result.TokenJWT, Scopes: []string{"x"}, Bound: true}},
		"two parts":       {part(plainHeader) + "." + part(`{}`), result.Token{Form: result.TokenCut, Type: "at+jwt"}},
		"cut in the body": {jwt(plainHeader, `{"iss":"https://i"}`)[:50], result.Token{Form: result.TokenCut, Type: "at+jwt"}},
		"cut in the head": {part(plainHeader)[:20] + ".x", result.Token{Form: result.TokenCut}},
		"encrypted":       {part(`{"alg":"dir","enc":"A256GCM"}`) + "..a.b.c", result.Token{Form: result.TokenEncrypted}},
		"opaque":          {"ya29.a0AfH6SMBx", result.Token{Form: result.TokenOpaque}},
		"refresh":         {"1//0gabc", result.Token{Form: result.TokenRefresh}},
		"code":            {"4/0Aabc", result.Token{Form: result.TokenCode}},
		"prefixed":        {"Bearer abc", result.Token{Form: result.TokenPrefixed}},
		"an answer":       {` {"access_token":"abc"}`, result.Token{Form: result.TokenObject}},
		"a password":      {"correct horse", result.Token{Form: result.TokenPassword}},
		"nothing":         {"", result.Token{Form: result.TokenOpaque}},
	} {
		if got := *Read(c.secret); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, c.want)
		}
	}
}

func TestOAuthTokenAnswer(t *testing.T) {
	for said, want := range map[string]result.TokenAnswer{
		`{"status":"invalid_token","scope":"mail","openid-configuration":"https://i/.well-known/openid-configuration"}`: {Status: "invalid_token", Scope: "mail", Configuration: "https://i/.well-known/openid-configuration"},
		`{"status":400,"schemes":"Bearer","scope":"https://mail.google.com/"}`:                                          {Status: "400", Schemes: "Bearer", Scope: "https://mail.google.com/"},
		`{"error":"invalid_token","error_description":"It expired"}`:                                                    {Status: "invalid_token", Description: "It expired"},
		`no JSON`: {Text: "no JSON"},
		`{}`:      {Text: "{}"},
	} {
		if got := ReadAnswer(said); got == nil || *got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", said, got, want)
		}
	}
	if ReadAnswer(" ") != nil {
		t.Error("an empty answer is none")
	}
}

// Whatever stands in a token, what is read of it is inert and bounded, and the
// token is not in it.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{jwt(plainHeader, `{"aud":["a"],"scp":"x","exp":1e9}`), "eyJ.eyJ.x", "1//x", jwt(plainHeader, `{"sub":"\u001b[2J@","aud":[[]],"cnf":7}`), part(`{"enc":"x"}`) + "....", "eyJ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		got := Read(secret)
		if !slices.Contains(result.TokenForms(), got.Form) {
			t.Errorf("form %q", got.Form)
		}
		checkInert(t, append(append(slices.Concat(got.Audience, got.Scopes, got.Roles), got.Issuer, got.User), got.Tenant, got.Type))
		for _, when := range []*time.Time{got.IssuedAt, got.NotBefore, got.Expires} {
			if when != nil {
				if _, err := when.MarshalJSON(); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// Whatever a server says of a token, what is kept of it is inert and bounded.
func FuzzReadAnswer(f *testing.F) {
	for _, seed := range []string{`{"status":"invalid_token"}`, `{"status":4e999}`, `null`, `[]`, "\x1b[2J", `{"scope":"\u202e"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		if a := ReadAnswer(said); a != nil {
			checkInert(t, []string{a.Status, a.Scope, a.Schemes, a.Configuration, a.Description, a.Text})
		}
	})
}

func checkInert(t *testing.T, texts []string) {
	t.Helper()
	if len(texts) > 4*maxListed+8 {
		t.Errorf("%d texts are kept", len(texts))
	}
	for _, text := range texts {
		if len(text) > 600 || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Errorf("not inert, or long: %q", text)
		}
	}
}
