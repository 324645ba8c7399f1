package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/https"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// world returns the embedded host with its issuer, and how it is reached.
func world(t *testing.T, scenario string) (*mailhost.Host, Options) {
	t.Helper()
	h := testkit.Host(t, mailhost.Config{Scenario: scenario})
	return h, Options{Name: "mailadvisor", User: mailhost.User, Loopback: true, Web: https.Options{Connect: h.Connect(), Roots: h.Roots(), Now: testkit.Today}}
}

// open is a browser whose person says yes; it follows the issuer back.
func open(t *testing.T, f *Flow) {
	t.Helper()
	address := f.Address
	if f.Kind == Device {
		address += "?user_code=" + url.QueryEscape(f.UserCode)
	}
	response, err := http.Get(address)
	if err != nil {
		t.Errorf("the browser: %v", err)
		return
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

// signIn goes the whole way.
func signIn(t *testing.T, o Options) (*Token, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	issuer, err := Ask(ctx, mailhost.IssuerURL, o)
	if err != nil {
		return nil, err
	}
	f, err := Start(ctx, issuer, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	open(t, f)
	return f.Wait(ctx)
}

// Both flows end with a token that the host takes, by every kind of client; and
// nothing of it is left at the issuer.
func TestSignIn(t *testing.T) {
	t.Parallel()
	for _, flow := range []string{Browser, Device} {
		for name, client := range map[string]Client{
			"registered":   {},
			"public":       {ID: mailhost.ClientID},
			"confidential": {ID: mailhost.ConfidentialClient, Secret: mailhost.ClientSecret},
		} {
			t.Run(flow+"/"+name, func(t *testing.T) {
				t.Parallel()
				h, o := world(t, "oauth")
				o.Flow, o.Client = flow, client
				token, err := signIn(t, o)
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(token.Scopes, " "); got != mailhost.MailScope || len(token.Missing) > 0 || time.Until(token.Expires) < 50*time.Minute {
					t.Errorf("scopes %q, missing %q, until %v", got, token.Missing, token.Expires)
				}
				if !token.Forget(t.Context()) {
					t.Error("the issuer did not take the token back")
				}
				if clients, revoked := h.Issued(); clients != 0 || revoked != 1 {
					t.Errorf("%d clients are left, %d tokens were given back", clients, revoked)
				}
			})
		}
	}
}

// Every row of the embedded issuer's faults is told by its kind, in each flow
// that meets it; with the host that is meant, in words that are inert, and
// without what nobody else may know.
func TestSignInFaults(t *testing.T) {
	t.Parallel()
	seen := map[Kind]bool{}
	for _, fault := range mailhost.IssuerFaults() {
		seen[Kind(fault.Kind)] = true
		for _, flow := range []string{Browser, Device} {
			if fault.Flow != "" && fault.Flow != flow {
				continue
			}
			t.Run(fault.Name+"/"+flow, func(t *testing.T) {
				t.Parallel()
				_, o := world(t, "fault:"+fault.Name)
				o.Flow = flow
				token, err := signIn(t, o)
				if fault.Kind == "" {
					if err != nil || token.Access == "" {
						t.Fatalf("%v, want a token", err)
					}
					return
				}
				var f *Failure
				if !errors.As(err, &f) || string(f.Kind) != fault.Kind {
					t.Fatalf("%v, want %s", err, fault.Kind)
				}
				if f.Step == "" || f.Detail == "" || f.Temporary != f.Kind.Info().Temporary || len(f.Detail) > 600 {
					t.Errorf("%+v", f)
				}
				if strings.ContainsFunc(f.Detail+f.Code+f.Issuer, func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("not inert: %q", f.Detail)
				}
			})
		}
	}
	elsewhere := []Kind{NoIssuer, NoRedirect, ClientClosed, NoListener, TimedOut, Canceled}
	for _, k := range Kinds() {
		if seen[k.Kind] == slices.Contains(elsewhere, k.Kind) {
			t.Errorf("%s: a fault yields it: %v", k.Kind, seen[k.Kind])
		}
	}
}

// What a flow knows is repeated by nobody.
func TestSignInSecrets(t *testing.T) {
	t.Parallel()
	for _, flow := range []string{Browser, Device} {
		_, o := world(t, "fault:issuer-echoes")
		o.Flow, o.Client = flow, Client{ID: mailhost.ConfidentialClient, Secret: mailhost.ClientSecret}
		ctx := t.Context()
		issuer, err := Ask(ctx, mailhost.IssuerURL, o)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Start(ctx, issuer, o)
		if err != nil {
			t.Fatal(err)
		}
		code := ""
		if flow == Device {
			code = f.device.DeviceCode
			open(t, f)
		} else {
			code = follow(t, f)
		}
		_, err = f.Wait(ctx)
		f.Close()
		if err == nil {
			t.Fatal("a token, want a failure")
		}
		text := fmt.Sprintf("%v %+v", err, err)
		for _, secret := range []string{code, f.verifier, mailhost.ClientSecret, base64.StdEncoding.EncodeToString([]byte(code))} {
			if secret != "" && strings.Contains(text, secret) {
				t.Errorf("%s: %q is repeated in %s", flow, secret, text)
			}
		}
	}
	shown := fmt.Sprintf("%v %+v %#v %s", Token{Access: "secret-of-it"}, Token{Access: "secret-of-it"}, &Token{Access: "secret-of-it"}, Client{ID: "id", Secret: "secret-of-it"})
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "token", Token{Access: "secret-of-it"}, "client", Client{ID: "id", Secret: "secret-of-it"})
	encoded, err := json.Marshal(struct{ T Token }{Token{Access: "secret-of-it"}})
	if all := shown + log.String() + string(encoded); err != nil || strings.Contains(all, "secret-of-it") {
		t.Errorf("shown: %s", all)
	}
}

// follow consents, and hands the answer over as a person pastes it; it returns
// the code.
func follow(t *testing.T, f *Flow) string {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := c.Get(f.Address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	to := response.Header.Get("Location")
	if err := f.Answer(to); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("code")
}

// Where the browser runs on another machine, its address is pasted. One that is
// none does not end the wait.
func TestSignInPasted(t *testing.T) {
	t.Parallel()
	_, o := world(t, "oauth")
	issuer, err := Ask(t.Context(), mailhost.IssuerURL, o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Start(t.Context(), issuer, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, wrong := range []string{"", "yes", f.Address, "https://login.example.net/?code=x&state=" + f.state} {
		var bad *Failure
		if err := f.Answer(wrong); !errors.As(err, &bad) || bad.Kind != CodeMissing {
			t.Errorf("%q: %v, want %s", wrong, err, CodeMissing)
		}
	}
	follow(t, f)
	if _, err := f.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// What is no answer does not end the wait: another path, another method,
// another name that leads here.
func TestSignInListener(t *testing.T) {
	t.Parallel()
	_, o := world(t, "oauth")
	issuer, err := Ask(t.Context(), mailhost.IssuerURL, o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Start(t.Context(), issuer, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ask := func(method, path, host string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, f.config.RedirectURL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			r.Host = host
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	for want, got := range map[int][]int{
		http.StatusNotFound:           {ask("GET", "favicon.ico", ""), ask("GET", "", ""), ask("GET", "other?code=x&state=y", "")},
		http.StatusMethodNotAllowed:   {ask("POST", "?code=x&state=y", "")},
		http.StatusMisdirectedRequest: {ask("GET", "?code=x&state="+f.state, "evil.example"), ask("GET", "?code=x&state="+f.state, "evil.example:80")},
	} {
		for _, status := range got {
			if status != want {
				t.Errorf("status %d, want %d", status, want)
			}
		}
	}
	open(t, f)
	if _, err := f.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// A person who does nothing, or who has enough, ends the wait.
func TestSignInEnds(t *testing.T) {
	t.Parallel()
	_, o := world(t, "oauth")
	for _, flow := range []string{Browser, Device} {
		for want, limit := range map[Kind]time.Duration{TimedOut: 50 * time.Millisecond, Canceled: time.Minute} {
			o.Flow, o.Limit = flow, limit
			if flow == Device && want == TimedOut {
				want = CodeExpired
			}
			ctx, cancel := context.WithCancel(t.Context())
			issuer, err := Ask(ctx, mailhost.IssuerURL, o)
			if err != nil {
				t.Fatal(err)
			}
			f, err := Start(ctx, issuer, o)
			if err != nil {
				t.Fatal(err)
			}
			if want == Canceled {
				cancel()
			}
			_, err = f.Wait(ctx)
			var bad *Failure
			if !errors.As(err, &bad) || bad.Kind != want {
				t.Errorf("%s: %v, want %s", flow, err, want)
			}
			f.Close()
			cancel()
		}
	}
}

// Rows of the table of providers are held to what they say.
func TestSignInKnown(t *testing.T) {
	row := result.ProviderOAuth{
		Name: "example", Issuer: "https://login.example.org/common", Client: result.ClientOwn, Authorize: "https://login.example.org/a", Token: "https://login.example.org/t",
		Scopes: map[result.Service]string{result.IMAP: "a b", result.POP3: "b c", result.Submission: "d"},
	}
	with := func(change func(*result.ProviderOAuth)) Issuer {
		r := row
		change(&r)
		return Known(r)
	}
	own := Options{Client: Client{ID: "mine"}}
	for _, c := range []struct {
		name   string
		issuer Issuer
		o      Options
		want   Kind
	}{
		{"no client ID", Known(row), Options{}, NoClientID},
		{"requests", with(func(r *result.ProviderOAuth) { r.Client = result.ClientRequests }), Options{}, ClientClosed},
		{"agreed", with(func(r *result.ProviderOAuth) { r.Client = result.ClientAgreed }), Options{}, ClientClosed},
		{"agreed, with a client", with(func(r *result.ProviderOAuth) { r.Client = result.ClientAgreed }), own, ""},
		{"own scheme", with(func(r *result.ProviderOAuth) { r.Redirect = result.RedirectScheme }), own, NoRedirect},
		{"no device", Known(row), Options{Client: own.Client, Flow: Device}, NoDeviceFlow},
		{"plain http", with(func(r *result.ProviderOAuth) { r.Token = "http://login.example.org/t" }), own, NotSecure},
		{"plain http on loopback, not allowed", with(func(r *result.ProviderOAuth) { r.Authorize = "http://127.0.0.1:1/a" }), own, NotSecure},
		{"no address", with(func(r *result.ProviderOAuth) { r.Authorize = "https://user@login.example.org/a" }), own, Malformed},
		{"whole", Known(row), own, ""},
	} {
		f, err := Start(t.Context(), c.issuer, c.o)
		var bad *Failure
		if errors.As(err, &bad); c.want != "" && (bad == nil || bad.Kind != c.want) || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if f == nil {
			continue
		}
		q := parsed(t, f.Address).Query()
		if q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 20 || q.Get("scope") != "a b c d" || strings.Contains(f.Address, f.verifier) {
			t.Errorf("%s: %s", c.name, f.Address)
		}
		for iss, want := range map[string]bool{"": true, "https://login.example.org/tenant": true, "https://evil.example/common": false} {
			if got := c.issuer.named(iss) == nil; got != want {
				t.Errorf("iss %q is taken: %v", iss, got)
			}
		}
		f.Close()
	}
	f, err := Start(t.Context(), with(func(r *result.ProviderOAuth) { r.Redirect = result.RedirectLocalhost }), Options{Client: own.Client, Services: []result.Service{result.Submission}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if q := parsed(t, f.Address).Query(); !strings.HasPrefix(q.Get("redirect_uri"), "http://localhost:") || q.Get("scope") != "d" {
		t.Error(f.Address)
	}
}

func parsed(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestSignInIssuerOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://login.example.org/.well-known/openid-configuration":                "https://login.example.org",
		"https://login.example.org/realms/x/.well-known/openid-configuration":       "https://login.example.org/realms/x",
		"https://login.example.org/.well-known/oauth-authorization-server/realms/x": "https://login.example.org/realms/x",
		"https://login.example.org/.well-known/oauth-authorization-server":          "https://login.example.org",
		"https://login.example.org/":                                                "https://login.example.org/",
		"https://login.example.org":                                                 "https://login.example.org",
	} {
		if got := IssuerOf(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
