package mailhost

import (
	"encoding/base64"
	"strings"
	"time"
)

// tokenFault is a token that the host does not take.
type tokenFault struct {
	make func(h *Host) string
	said string // the JSON that refuses it (RFC 7628 section 3.2.2); "" is the usual
}

// changed returns a token with some claims changed.
func changed(f func(now time.Time) claims) func(h *Host) string {
	return func(h *Host) string { return h.rightClaims().with(f(h.now())).sign("at+jwt") }
}

// always is a token that is the same at any time.
func always(token string) func(h *Host) string { return func(*Host) string { return token } }

// refusesTokens returns a fault at the login with a token, whatever token
// comes.
func refusesTokens(name, does string, made func(h *Host) string, said string, services ...string) Fault {
	if services == nil {
		services = allKeys()
	}
	return Fault{Name: name, Kind: "token-rejected", Step: "login", Does: does, Services: services, token: &tokenFault{made, said}}
}

// The tenants of examples: one of an organisation, and that of all personal
// accounts at Microsoft.
const (
	someTenant     = "5b2d5f4c-9f5d-4f0e-8a1e-0c1d2e3f4a5b"
	personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
)

// tokenFaults are tokens that are refused. Most servers say no more than
// "invalid_token": what is wrong stands in the token alone.
func tokenFaults() []Fault {
	const scope = `"scope":"` + MailScope + `"`
	at := func(c claims) func(h *Host) string { return changed(func(time.Time) claims { return c }) }
	return []Fault{
		refusesTokens("token-expired", "says that the token has expired",
			changed(func(now time.Time) claims {
				return claims{"iat": now.Add(-3 * time.Hour).Unix(), "nbf": now.Add(-3 * time.Hour).Unix(), "exp": now.Add(-2 * time.Hour).Unix()}
			}),
			`{"status":"invalid_token",`+scope+`,"error_description":"The access token expired"}`),
		refusesTokens("token-expired-unsaid", "refuses a token that has expired, and does not say why",
			changed(func(now time.Time) claims {
				return claims{"iat": now.Add(-3 * time.Hour).Unix(), "nbf": now.Add(-3 * time.Hour).Unix(), "exp": now.Add(-2 * time.Hour).Unix()}
			}), ""),
		refusesTokens("token-early", "refuses a token that is not yet valid",
			changed(func(now time.Time) claims {
				return claims{"nbf": now.Add(2 * time.Hour).Unix(), "exp": now.Add(3 * time.Hour).Unix()}
			}), ""),
		refusesTokens("token-ahead", "refuses a token whose issuer's clock is ahead",
			changed(func(now time.Time) claims {
				return claims{"iat": now.Add(20 * time.Minute).Unix(), "nbf": nil}
			}), ""),
		refusesTokens("token-audience", "refuses a token made for another service",
			at(claims{"aud": "https://calendar." + Domain}), ""),
		refusesTokens("token-graph", "refuses a token made for Microsoft Graph",
			at(claims{"iss": "https://sts.windows.net/" + someTenant + "/", "tid": someTenant, "aud": "https://graph.microsoft.com", "upn": User, "scp": "Mail.Read User.Read", "scope": nil}),
			`{"status":"400","schemes":"Bearer","scope":"https://outlook.office.com/IMAP.AccessAsUser.All"}`),
		refusesTokens("token-scope", "refuses a token without the scope of mail",
			at(claims{"scope": "openid profile"}), `{"status":"insufficient_scope",`+scope+`}`),
		refusesTokens("token-scope-unsaid", "refuses a token without the scope of mail, and names the scope alone",
			at(claims{"scope": "openid profile"}), `{"status":"invalid_token",`+scope+`}`),
		refusesTokens("token-scope-service", "refuses a token for reading where mail is sent",
			at(claims{"scope": nil, "scp": "IMAP.AccessAsUser.All POP.AccessAsUser.All", "aud": "https://outlook.office.com", "iss": "https://sts.windows.net/" + someTenant + "/", "tid": someTenant, "upn": User}),
			`{"status":"400","schemes":"Bearer","scope":"https://outlook.office.com/SMTP.Send"}`, submissionKeys()...),
		refusesTokens("token-user", "refuses a token of another user",
			at(claims{"sub": "other@" + Domain, "upn": "other@" + Domain}), ""),
		refusesTokens("token-tenant", "refuses a token of another tenant",
			at(claims{"iss": "https://login.microsoftonline.com/" + someTenant + "/v2.0", "tid": someTenant, "aud": "https://outlook.office.com", "upn": User, "scp": "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send", "scope": nil}),
			`{"status":"401","schemes":"Bearer","openid-configuration":"https://login.microsoftonline.com/0d9b6c7a-2f3e-4a5b-8c9d-1e2f3a4b5c6d/v2.0/.well-known/openid-configuration"}`),
		refusesTokens("token-personal", "refuses a token of a personal account for a mailbox of an organisation",
			at(claims{"iss": "https://login.microsoftonline.com/" + personalTenant + "/v2.0", "tid": personalTenant, "aud": "https://outlook.office.com", "upn": User, "scp": "IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send", "scope": nil}),
			`{"status":"401","schemes":"Bearer","openid-configuration":"https://login.microsoftonline.com/`+someTenant+`/v2.0/.well-known/openid-configuration"}`),
		refusesTokens("token-issuer", "refuses a token of another issuer",
			at(claims{"iss": "https://login.example.net"}), ""),
		refusesTokens("token-opaque", "refuses a token that cannot be read",
			always("q7Zt0mYvKcW3nR8bXe5LhPd2sJf9GaUo4TiB6yNxQwE"), ""),
		refusesTokens("token-encrypted", "refuses a token that only its server can read",
			always(encryptedToken()), ""),
		refusesTokens("token-id", "refuses an ID token, which says who somebody is and opens nothing",
			at(claims{"aud": "demo-client", "nonce": "n-0S6_WzA2Mj", "at_hash": "77QmUPtjPfzWtF2AnpK9RQ", "scope": nil, "email": User}), ""),
		refusesTokens("token-refresh", "refuses a refresh token in the place of an access token",
			always("1//0gDemoRefreshTokenOfTheEmbeddedHost-not-a-real-one"), ""),
		refusesTokens("token-code", "refuses an authorization code in the place of a token",
			always("4/0ADemoCodeOfTheEmbeddedHost-not-a-real-one"), ""),
		refusesTokens("token-app-only", "refuses a token of an application that no user consented to",
			at(claims{"iss": "https://sts.windows.net/" + someTenant + "/", "tid": someTenant, "aud": "https://outlook.office365.com", "roles": []string{"IMAP.AccessAsApp"}, "idtyp": "app", "scope": nil, "sub": "8f1c2b3a-4d5e-6f70-8192-a3b4c5d6e7f8"}),
			`{"status":"401","schemes":"Bearer"}`),
		refusesTokens("token-bound", "refuses a token that is bound to a key",
			at(claims{"cnf": map[string]string{"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}), ""),
		refusesTokens("token-cut", "refuses a token of which the end is missing",
			func(h *Host) string { t := h.rightClaims().sign("at+jwt"); return t[:len(t)*2/3] }, ""),
		refusesTokens("token-word", "refuses a token with a word in front of it",
			func(h *Host) string { return "Bearer " + h.rightClaims().sign("at+jwt") }, ""),
		refusesTokens("token-json", "refuses the whole answer of an issuer in the place of its token",
			func(h *Host) string {
				return `{"token_type":"Bearer","access_token":"` + h.rightClaims().sign("at+jwt") + `"}`
			}, ""),
		refusesTokens("token-password", "refuses a password in the place of a token",
			always("correct horse 7"), ""),
		refusesTokens("token-revoked", "refuses a token in which nothing is wrong",
			at(nil), ""),
		refusesTokens("token-key", "cannot check the signature of a token",
			at(nil), `{"status":"invalid_token","error_description":"No key for this token's signature"}`),
		refusesTokens("token-hostile", "repeats the token in its answer, with characters that act on a terminal",
			at(nil), `{"status":"invalid_token\u001b[2J","scope":"`+strings.Repeat("x", 600)+`","openid-configuration":"javascript:alert(1)"}`),
		refusesTokens("token-no-json", "refuses a token with a text that is no JSON",
			at(nil), `invalid token`),
	}
}

// encryptedToken has the five parts of a JWE (RFC 7516 section 3.1).
func encryptedToken() string {
	part := base64.RawURLEncoding.EncodeToString
	return strings.Join([]string{part([]byte(`{"alg":"RSA-OAEP-256","enc":"A256GCM"}`)), part(make([]byte, 64)), part(make([]byte, 12)), part(make([]byte, 80)), part(make([]byte, 16))}, ".")
}
