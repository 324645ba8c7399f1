package diagnose

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges why a token of OAuth2 was refused: by what the server says,
// and by what can be read of the token. Most servers say "invalid_token" to an
// expired one, to one of another user and to one without the scope alike.

// tokenCauses returns the causes that token-rejected may name.
func tokenCauses() []string {
	return []string{
		"token-expired", "token-early", "token-clock", "token-graph", "token-audience", "token-scope", "token-scope-service",
		"token-user", "token-tenant", "token-personal", "token-issuer", "token-identity", "token-refresh", "token-code",
		"token-app-only", "token-bound", "token-cut", "token-prefixed", "token-object", "token-password",
		"token-encrypted", "token-opaque", "token-revoked", "token-key", "token-name",
	}
}

// Clocks differ a little: what is that near is in order.
const clockSlip = time.Minute

// The audiences of Microsoft's tokens, by name and by number.
const (
	graphID        = "00000003-0000-0000-c000-000000000000"
	exchangeID     = "00000002-0000-0ff1-ce00-000000000000"
	personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
)

var tenantID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
})

// tokenRejected judges logins with a token that the server refused.
func tokenRejected(s *scene) []draft {
	drafts := refusedLogin(whyToken)(s)
	for i := range drafts {
		d := &drafts[i]
		if d.status != Fail {
			continue
		}
		t := d.spots[0].token()
		maps.Copy(d.args, s.tokenArgs(d.spots[0], t))
		d.args["cause"] = d.causes[0].ID
		d.seen = append(d.seen, s.tokenSeen(d.spots[0], t)...)
	}
	return drafts
}

// token returns what was read of the token that a login sent.
func (sp spot) token() *result.Token {
	if l := sp.login(); l != nil && l.Token != nil {
		return l.Token
	}
	return &result.Token{Form: result.TokenOpaque}
}

// said is what the server said of the token; never nil.
func saidOf(t *result.Token) *result.TokenAnswer { return cmp.Or(t.Said, &result.TokenAnswer{}) }

// tokenArgs returns the facts of a token that its words need.
func (s *scene) tokenArgs(sp spot, t *result.Token) locale.Args {
	at := func(when *time.Time) string {
		if when == nil {
			return ""
		}
		return instant(*when)
	}
	return locale.Args{
		"expires_at": at(t.Expires), "from_at": at(t.NotBefore), "made_at": at(t.IssuedAt), "owner": t.User, "token_issuer": t.Issuer,
		"audience_list": slices.Clone(t.Audience), "scope_list": slices.Clone(t.Scopes), "wanted": s.wantedScope(sp, t), "issuer": s.issuerOf(t),
		"known": s.issuerOf(t) != "", "dated": t.Expires != nil, "scoped": s.wantedScope(sp, t) != "",
	}
}

// wantedScope returns the scope that the server, or the table of providers,
// wants for a service; "" where neither says.
func (s *scene) wantedScope(sp spot, t *result.Token) string {
	if said := saidOf(t).Scope; said != "" {
		return said
	}
	if p := s.report.KnownProvider(); p != nil && p.OAuth != nil {
		return p.OAuth.Scopes[sp.service()]
	}
	return ""
}

// issuerOf returns the issuer whose tokens the server takes; "" where nobody
// says.
func (s *scene) issuerOf(t *result.Token) string {
	if said := saidOf(t).Configuration; said != "" {
		before, _, _ := strings.Cut(said, "/.well-known/")
		return before
	}
	if p := s.report.KnownProvider(); p != nil && p.OAuth != nil {
		return p.OAuth.Issuer
	}
	return ""
}

// saidIssuer returns the issuer that an answer names.
func (s *scene) saidIssuer(a *result.TokenAnswer) string {
	if a.Configuration == "" {
		return ""
	}
	return s.issuerOf(&result.Token{Said: a})
}

// whyToken finds what is wrong with a token. What the server says, and what
// stands in the token, is nearly certain; where nothing is wrong in it, the
// server knows something that the token does not say.
func whyToken(s *scene, sp spot) []Cause {
	t, f := sp.token(), sp.loginFailure()
	words := strings.ToLower(strings.Join([]string{saidOf(t).Status, saidOf(t).Description, saidOf(t).Text, f.Code, f.Detail}, " "))
	var causes []Cause
	add := func(id string, confidence Confidence, holds bool) {
		if holds && !slices.ContainsFunc(causes, func(c Cause) bool { return c.ID == id }) {
			causes = append(causes, likely(id, confidence))
		}
	}
	for form, id := range map[string]string{
		result.TokenRefresh: "token-refresh", result.TokenCode: "token-code", result.TokenCut: "token-cut",
		result.TokenPrefixed: "token-prefixed", result.TokenObject: "token-object", result.TokenPassword: "token-password",
	} {
		add(id, Sure, t.Form == form)
	}
	today := s.today()
	add("token-identity", Sure, t.Identity)
	add("token-app-only", Probable, t.Program)
	add("token-bound", Sure, t.Bound)
	add("token-expired", Sure, t.Expires != nil && !today.Before(*t.Expires) || strings.Contains(words, "expired"))
	add("token-early", Sure, t.NotBefore != nil && t.NotBefore.After(today.Add(clockSlip)))
	add("token-clock", Probable, t.IssuedAt != nil && t.IssuedAt.After(today.Add(clockSlip)))
	if t.Form == result.TokenJWT && !t.Identity {
		s.judgeAudience(sp, t, add)
		s.judgeOwner(t, add)
	}
	add("token-scope", Sure, strings.Contains(words, "insufficient_scope") && !has(causes, "token-scope-service"))
	add("token-key", Probable, strings.Contains(words, "signature") || strings.Contains(words, "signing key") || strings.Contains(words, "no key"))
	surestFirst(causes)
	if len(causes) > 0 {
		return causes
	}
	switch t.Form {
	case result.TokenJWT:
		return []Cause{likely("token-revoked", Probable), likely("token-name", Possible), likely("token-key", Possible)}
	case result.TokenEncrypted:
		return []Cause{likely("token-encrypted", Probable), likely("token-revoked", Possible)}
	}
	return []Cause{likely("token-opaque", Probable), likely("token-revoked", Possible), likely("token-name", Possible)}
}

func has(causes []Cause, id string) bool {
	return slices.ContainsFunc(causes, func(c Cause) bool { return c.ID == id })
}

// judgeAudience looks at whom a token is made for, and at what it allows.
func (s *scene) judgeAudience(sp spot, t *result.Token, add func(id string, confidence Confidence, holds bool)) {
	audience := func(fits func(string) bool) bool { return slices.ContainsFunc(t.Audience, fits) }
	graph := audience(func(a string) bool { return a == graphID || hostOf(a) == "graph.microsoft.com" })
	add("token-graph", Sure, graph)
	ours := audience(func(a string) bool {
		h := hostOf(a)
		return h == "" && a != graphID || h == sp.host() || a == exchangeID || strings.HasPrefix(h, "outlook.")
	})
	add("token-audience", Probable, len(t.Audience) > 0 && !ours && !graph)
	wanted := strings.Fields(s.wantedScope(sp, t))
	lacks := len(wanted) > 0 && (len(t.Scopes) > 0 || len(t.Roles) == 0) && !slices.ContainsFunc(wanted, t.Allows)
	others := slices.ContainsFunc(t.Scopes, func(scope string) bool {
		return slices.ContainsFunc([]string{"imap", "pop", "smtp"}, func(w string) bool { return strings.Contains(strings.ToLower(scope), w) })
	})
	add("token-scope-service", Sure, lacks && others && !graph)
	nothing := len(t.Scopes) == 0 && len(t.Roles) == 0 // an access token says what it allows (RFC 9068 section 2.2.3)
	add("token-scope", Probable, (lacks || nothing) && !others && !graph && !t.Program)
}

// hostOf returns the host of an address, "" for what is none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// judgeOwner looks at whose a token is, and who issued it.
func (s *scene) judgeOwner(t *result.Token, add func(id string, confidence Confidence, holds bool)) {
	user := s.report.Target.User
	add("token-user", Sure, t.User != "" && strings.Contains(user, "@") && !strings.EqualFold(t.User, user))
	issuer := s.issuerOf(t)
	tenant := tenantID().FindString(issuer)
	other := tenant != "" && t.Tenant != "" && !strings.EqualFold(tenant, t.Tenant)
	add("token-personal", Sure, other && strings.EqualFold(t.Tenant, personalTenant))
	add("token-tenant", Sure, other && !strings.EqualFold(t.Tenant, personalTenant))
	confidence := Probable
	if saidOf(t).Configuration != "" {
		confidence = Sure
	}
	family := func(address string) string { // Microsoft's two names are one issuer
		h := hostOf(address)
		if h == "sts.windows.net" {
			return "login.microsoftonline.com"
		}
		return h
	}
	add("token-issuer", confidence, family(issuer) != "" && family(t.Issuer) != "" && family(issuer) != family(t.Issuer))
}

// tokenSeen returns what the server said of the token, decoded, and what was
// read of the token: never the token itself.
func (s *scene) tokenSeen(sp spot, t *result.Token) []Seen {
	var seen []Seen
	if a := t.Said; a != nil {
		seen = append(seen, word(Fault, "token-said", locale.Args{
			"status": a.Status, "scope": a.Scope, "issuer": s.saidIssuer(a), "text": cmp.Or(a.Description, a.Text),
		}))
	}
	seen = append(seen, word("", "token-form", locale.Args{"form": t.Form}))
	args := s.tokenArgs(sp, t)
	for _, piece := range []struct {
		id    string
		there bool
	}{
		{"token-until", t.Expires != nil}, {"token-from", t.NotBefore != nil && t.NotBefore.After(s.today())},
		{"token-for", len(t.Audience) > 0}, {"token-scopes", len(t.Scopes) > 0}, {"token-of", t.User != ""}, {"token-by", t.Issuer != ""},
	} {
		if piece.there {
			seen = append(seen, word("", piece.id, args))
		}
	}
	return seen
}
