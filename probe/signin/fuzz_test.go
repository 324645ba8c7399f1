package signin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"mailadvisor/probe/result"
)

// says is an issuer that answers every request with the same.
type says struct {
	status int
	mime   string
	body   []byte
}

func (s says) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {s.mime}}, Body: io.NopCloser(bytes.NewReader(s.body)), Request: r,
	}, nil
}

// known returns an issuer whose endpoints answer as they like.
func known() Issuer {
	return Known(result.ProviderOAuth{
		Issuer: "https://login.example.org", Authorize: "https://login.example.org/a", Token: "https://login.example.org/t",
		Device: "https://login.example.org/d", Register: "https://login.example.org/r", Scopes: map[result.Service]string{result.IMAP: "mail"},
	})
}

// checkFailed wants a failure of the closed list, inert and bounded; a secret is
// not in it.
func checkFailed(t *testing.T, err error, secrets ...string) {
	t.Helper()
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no failure of a sign-in", err)
	}
	if f.Kind.Info().Source == "" && f.Kind.Info().Kind != f.Kind || len(f.Detail) > 600 || len(f.Code) > 600 {
		t.Errorf("%+v", f)
	}
	for _, text := range []string{f.Detail, f.Code, f.Issuer} {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Errorf("not inert: %q", text)
		}
		for _, secret := range secrets {
			if len(secret) >= 8 && strings.Contains(text, secret) {
				t.Errorf("%q has a secret", text)
			}
		}
	}
}

func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{`{"issuer":"https://login.example.org","token_endpoint":"https://login.example.org/t"}`, `null`, `[]`, `{"issuer":7}`,
		`{"issuer":"https://login.example.org","token_endpoint":"javascript:x","scopes_supported":["a"]}`, "<html>"} {
		f.Add(200, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		issuer, err := Ask(t.Context(), "https://login.example.org", Options{transport: says{status, "application/json", body}})
		if err != nil {
			checkFailed(t, err)
			return
		}
		if issuer.Issuer != "https://login.example.org" || !strings.HasPrefix(issuer.Token, "https://") {
			t.Errorf("%+v", issuer)
		}
	})
}

// What a browser brings is held to the state and the issuer, whatever it is.
func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{"code=x&state=the-state", "code=x&state=other", "error=access_denied&state=the-state&error_description=AADSTS65001", "%zz", "code=a&code=b&state=the-state", "state=the-state&iss=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		code, bad := readAnswer(query, expected{state: "the-state", issuer: known()})
		if bad != nil {
			checkFailed(t, bad.at(known(), "the-state"), "the-state")
		} else if code == "" || !strings.Contains(query, "state=") {
			t.Errorf("%q gave %q", query, code)
		}
	})
}

func FuzzRegistration(f *testing.F) {
	for _, seed := range []string{`{"client_id":"x"}`, `{"client_id":"x","registration_client_uri":"https://login.example.org/r/x","registration_access_token":"k"}`, `{"error":"invalid_client_metadata"}`, `null`} {
		f.Add(201, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		r, bad := readRegistration(status, body)
		if bad != nil {
			checkFailed(t, bad.at(known()))
		} else if r.ID == "" || strings.ContainsAny(r.ID+r.Secret, "\r\n\x00") {
			t.Errorf("%q", r.ID)
		}
	})
}

// Whatever stands in the place of a token, it ends in time, as a token or as a
// failure of the list, in both flows.
func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{`{"access_token":"abc","token_type":"Bearer"}`, `{"access_token":"abc","token_type":"Bearer","scope":7,"expires_in":"x"}`, `null`, `{"error":"slow_down"}`, `{"error":"invalid_grant","error_description":"the-verifier-of-this-flow"}`, `{"device_code":"d","user_code":"U","verification_uri":"https://x","interval":1}`, `access_token=abc&token_type=bearer`} {
		f.Add(200, "application/json", []byte(seed))
		f.Add(400, "text/plain", []byte(seed))
	}
	const verifier, secret = "the-verifier-of-this-flow", "the-secret-of-the-client"
	f.Fuzz(func(t *testing.T, status int, mime string, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		o := Options{transport: says{status, mime, body}, Client: Client{ID: "c", Secret: secret}}
		flow := &Flow{Kind: Browser, issuer: known(), o: o, Scopes: []string{"mail"}, verifier: verifier, Until: time.Now().Add(time.Minute), listener: &listener{answers: make(chan answered, 1)}}
		flow.client.Client, flow.config.ClientSecret, flow.config.Endpoint.TokenURL = o.Client, secret, "https://login.example.org/t"
		flow.listener.answers <- answered{code: "the-code-that-came-back"}
		if token, err := flow.Wait(t.Context()); err != nil {
			checkFailed(t, err, verifier, secret, "the-code-that-came-back")
		} else if token.Access == "" || strings.ContainsAny(token.Access, "\r\n\x00 ") {
			t.Errorf("%q", token.Access)
		}
		o.Flow = Device
		device, err := Start(context.Background(), known(), o)
		if err != nil {
			checkFailed(t, err, secret)
			return
		}
		if device.UserCode == "" || !strings.HasPrefix(device.Address, "https://") || time.Until(device.Until) > maxDeviceLimit {
			t.Errorf("%+v", device)
		}
		device.Close()
	})
}
