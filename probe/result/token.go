package result

import (
	"slices"
	"strings"
	"time"
)

// Token is what could be read of a token of OAuth2 that a login sent. The token
// itself stands nowhere in it, and its signature was not checked: that is the
// server's to do.
type Token struct {
	Form string `json:"form"`           // one of the Form… constants for tokens
	Type string `json:"type,omitempty"` // what its header calls it: "at+jwt" (RFC 9068), "JWT"

	Issuer    string     `json:"issuer,omitempty"`
	Audience  []string   `json:"audience,omitempty"` // whom it is made for
	Scopes    []string   `json:"scopes,omitempty"`   // what it allows
	Roles     []string   `json:"roles,omitempty"`    // what it allows a program without a user
	User      string     `json:"user,omitempty"`     // whose it is, by a name that people know
	Tenant    string     `json:"tenant,omitempty"`   // of Microsoft
	IssuedAt  *time.Time `json:"issued_at,omitempty"`
	NotBefore *time.Time `json:"not_before,omitempty"`
	Expires   *time.Time `json:"expires_at,omitempty"`
	Identity  bool       `json:"identity,omitempty"` // an ID token: it says who somebody is, and opens nothing
	Program   bool       `json:"program,omitempty"`  // no user consented: it is a program's own
	Bound     bool       `json:"bound,omitempty"`    // to a key that mail protocols cannot show (RFC 9449 section 6, RFC 8705)

	// Said is what the server said of it where it refused it.
	Said *TokenAnswer `json:"said,omitempty"`
}

// TokenAnswer is what a server says of a token that it does not take (RFC 7628
// section 3.2.2; XOAUTH2 has the same without Configuration), decoded.
type TokenAnswer struct {
	Status        string `json:"status,omitempty"`        // invalid_token, insufficient_scope, 400, 401
	Scope         string `json:"scope,omitempty"`         // that it wants
	Schemes       string `json:"schemes,omitempty"`       // that it takes
	Configuration string `json:"configuration,omitempty"` // where its issuer describes itself
	Description   string `json:"description,omitempty"`   // in words
	Text          string `json:"text,omitempty"`          // the whole, where it is no JSON
}

// What a token looks like: the values of Token.Form.
const (
	TokenJWT       = "jwt"       // RFC 7519: it can be read
	TokenEncrypted = "encrypted" // a JWE (RFC 7516): its server alone can read it
	TokenOpaque    = "opaque"    // nothing can be read of it
	TokenRefresh   = "refresh"   // a refresh token of Google
	TokenCode      = "code"      // an authorization code of Google
	TokenCut       = "cut"       // the beginning of a JWT, and not a whole one
	TokenPrefixed  = "prefixed"  // "Bearer " stands in front
	TokenObject    = "object"    // the JSON that an issuer answers, in which the token is
	TokenPassword  = "password"  // characters that no token can have
)

// TokenForms returns the closed list of Token.Form.
func TokenForms() []string {
	return []string{TokenJWT, TokenEncrypted, TokenOpaque, TokenRefresh, TokenCode, TokenCut, TokenPrefixed, TokenObject, TokenPassword}
}

// Allows reports whether a token has a scope. Microsoft writes it in a token
// without the resource in front of it, which is the audience there.
func (t *Token) Allows(scope string) bool {
	short := scope[strings.LastIndex(scope, "/")+1:]
	return slices.ContainsFunc(t.Scopes, func(s string) bool {
		return strings.EqualFold(s, scope) || short != "" && strings.EqualFold(s, short)
	})
}
