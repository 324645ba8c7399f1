package signin

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Forget has the issuer forget the token too, where it can (RFC 7009). It
// reports whether the issuer said so; without, the token ends at its time.
func (t *Token) Forget(ctx context.Context) bool {
	if t.issuer.Revoke == "" {
		return false
	}
	if _, bad := t.o.secure(StepToken, t.issuer.Revoke); bad != nil {
		return false
	}
	form := url.Values{"token": {t.Access}, "token_type_hint": {"access_token"}, "client_id": {t.client.ID}}
	if t.client.Secret != "" && !t.issuer.inHeader {
		form.Set("client_secret", t.client.Secret)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.issuer.Revoke, strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if t.client.Secret != "" && t.issuer.inHeader {
		request.SetBasicAuth(url.QueryEscape(t.client.ID), url.QueryEscape(t.client.Secret))
	}
	status, _, bad := t.o.ask(ctx, StepToken, request)
	return bad == nil && status == http.StatusOK
}

// sameHost reports whether two addresses are those of one host and port.
func sameHost(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	return err == nil && err2 == nil && strings.EqualFold(u.Host, v.Host)
}
