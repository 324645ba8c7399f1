package mailhost

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Who issues the tokens of the account, and for what. The scope is that of
// draft-ietf-mailmaint-oauth-public.
const (
	IssuerHost = "login." + Domain
	IssuerURL  = "https://" + IssuerHost
	MailScope  = "urn:ietf:params:oauth:scope:mail"
)

// tokenLife is how long a token lasts, as those of large providers do.
const tokenLife = time.Hour

// tokenKey signs tokens (HS256, RFC 7518 section 3.2). It is public on purpose,
// so that a token of one host is one of the next host too.
const tokenKey = "the key of the demo's issuer, which is public"

// claims are what a token says (RFC 7519, RFC 9068).
type claims map[string]any

// rightClaims returns those of a token that the host takes.
func (h *Host) rightClaims() claims {
	now := h.now()
	return claims{
		"iss": IssuerURL, "sub": User, "aud": Name, "scope": MailScope,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(tokenLife).Unix(),
	}
}

// now returns the host's time: its today, going on.
func (h *Host) now() time.Time { return h.config.Now.Add(time.Since(h.started)) }

// with returns a copy with some claims changed; nil takes one away.
func (c claims) with(changed claims) claims {
	out := maps.Clone(c)
	for name, value := range changed {
		if value == nil {
			delete(out, name)
		} else {
			out[name] = value
		}
	}
	return out
}

// sign makes a JWT in the compact form (RFC 7515 section 3.1).
func (c claims) sign(typ string) string {
	part := func(v any) string {
		b, _ := json.Marshal(v) // plain values
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]string{"alg": "HS256", "typ": typ}) + "." + part(map[string]any(c))
	return text + "." + base64.RawURLEncoding.EncodeToString(tokenMAC(text))
}

func tokenMAC(text string) []byte {
	mac := hmac.New(sha256.New, []byte(tokenKey))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// Token returns a token for the account that the host takes for an hour, or the
// one that its fault is about. It is "" where the host takes passwords.
func (h *Host) Token() string {
	switch t := h.fault.token; {
	case t == nil && !h.scenario.Tokens:
		return ""
	case t == nil:
		return h.rightClaims().sign("at+jwt")
	default:
		return t.make(h)
	}
}

// taken says why a token is not one of the account's for a service, as the
// "status" of RFC 7628 section 3.2.2; "" where it is.
func (h *Host) taken(user, token string) string {
	if token == Token && user == User {
		return ""
	}
	text, signature, _ := cutLast(token, ".")
	_, payload, _ := strings.Cut(text, ".")
	mac, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(mac, tokenMAC(text)) {
		return "invalid_token"
	}
	var c struct {
		Sub   string `json:"sub"`
		Aud   string `json:"aud"`
		Iss   string `json:"iss"`
		Scope string `json:"scope"`
		Nbf   int64  `json:"nbf"`
		Exp   int64  `json:"exp"`
	}
	body, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(body, &c) != nil {
		return "invalid_token"
	}
	now := h.now().Unix()
	switch {
	case c.Sub != User || user != "" && user != User, c.Iss != IssuerURL, c.Aud != Name, now < c.Nbf, now >= c.Exp:
		return "invalid_token"
	case !slices.Contains(strings.Fields(c.Scope), MailScope):
		return "insufficient_scope"
	}
	return ""
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// refusal returns what the host says of a token that it does not take (RFC 7628
// section 3.2.2).
func (h *Host) refusal(status string) []byte {
	if t := h.fault.token; t != nil && t.said != "" {
		return []byte(t.said)
	}
	said := map[string]string{"status": status}
	if h.scenario.Tokens {
		said["scope"], said["openid-configuration"] = MailScope, IssuerURL+"/.well-known/openid-configuration"
	}
	b, _ := json.Marshal(said)
	return b
}
