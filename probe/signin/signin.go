package signin

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
)

// Client is how a program is known to an issuer (RFC 6749 section 2.2). The zero
// Client is none: it is registered where the issuer takes registrations.
type Client struct {
	ID     string
	Secret string // of a confidential client, or of one that only calls it so
}

// Format shows the ID alone, whatever the verb.
func (c Client) Format(s fmt.State, _ rune) { io.WriteString(s, c.ID) }

// LogValue shows the ID alone.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.ID) }

// The flows.
const (
	Browser = "browser" // authorization code, answered at a loopback address
	Device  = "device"  // a code that is typed in a browser anywhere
)

// Options say how to sign in. The zero value is the browser flow for all
// services, with a client that is registered for it.
type Options struct {
	Client   Client
	Flow     string           // [Browser] or [Device]; "" is the browser's
	Services []result.Service // whose scopes are asked for; nil: all
	User     string           // that the issuer's page suggests; "" for none
	Name     string           // of this program, where it is registered and on the issuer's page
	Limit    time.Duration    // for the person; 0 is ten minutes
	Web      https.Options    // whom to trust, and where to connect
	// Loopback lets endpoints be http at a loopback address: an issuer of this
	// machine.
	Loopback bool
	// Page is what the browser shows once the issuer has answered: HTML. nil is
	// a word in English. The failure is nil where a code came.
	Page func(*Failure) string

	transport http.RoundTripper // in place of the network, for tests
}

// defaultLimit is how long a person may take.
const defaultLimit = 10 * time.Minute

// maxDeviceLimit bounds the life of a device code, and the pause between two
// questions about it.
const (
	maxDeviceLimit    = 30 * time.Minute
	maxDeviceInterval = 5 * time.Minute
)

// A Flow is one sign-in under way. What is exported is for the person to see.
type Flow struct {
	Kind     string    // [Browser] or [Device]
	Issuer   string    // the host that asks for consent
	Address  string    // to open in a browser
	UserCode string    // to type there; "" where the browser brings the answer itself
	Port     int       // where the answer is awaited on this machine; 0 in the device flow
	Scopes   []string  // that are asked for
	Until    time.Time // when it ends by itself

	issuer   Issuer
	o        Options
	config   oauth2.Config
	client   registered
	verifier string
	state    string
	listener *listener
	device   *oauth2.DeviceAuthResponse
	slowed   *slowed
}

// Start begins a sign-in. The error is a [*Failure]. The flow is the caller's
// to close, whatever comes of it.
func Start(ctx context.Context, issuer Issuer, o Options) (*Flow, error) {
	f, failed := start(ctx, issuer, o)
	if failed != nil {
		secrets := []string{o.Client.Secret}
		if f != nil {
			secrets = f.secrets()
			f.Close()
		}
		return nil, failed.at(issuer, secrets...)
	}
	return f, nil
}

func start(ctx context.Context, issuer Issuer, o Options) (*Flow, *Failure) {
	if o.Limit <= 0 {
		o.Limit = defaultLimit
	}
	f := &Flow{Kind: o.Flow, issuer: issuer, o: o, Scopes: issuer.scopes(o.Services), Until: time.Now().Add(o.Limit)}
	if f.Kind == "" {
		f.Kind = Browser
	}
	endpoint := issuer.Authorize
	if f.Kind == Device {
		endpoint = issuer.Device
	}
	switch {
	case f.Kind == Device && endpoint == "":
		return f, failure(NoDeviceFlow, StepDevice, "it has no device_authorization_endpoint")
	case endpoint == "":
		return f, failure(NoBrowserFlow, StepAuthorize, "it has no authorization_endpoint")
	case f.Kind == Browser && issuer.Redirect == result.RedirectScheme:
		return f, failure(NoRedirect, StepAuthorize, "it answers at a private scheme alone")
	}
	for _, address := range []string{endpoint, issuer.Token} {
		u, bad := o.secure(StepIssuer, address)
		if bad != nil {
			return f, bad
		}
		if address == endpoint {
			f.Issuer = u.Host
		}
	}
	if bad := issuer.mayHave(o.Client); bad != nil {
		return f, bad
	}
	if f.Kind == Browser {
		var err error
		if f.listener, err = listen(issuer.Redirect); err != nil {
			return f, failure(NoListener, StepAuthorize, "%v", err)
		}
		f.Port = f.listener.port
	}
	if bad := f.register(ctx); bad != nil {
		return f, bad
	}
	style := oauth2.AuthStyleInParams
	if issuer.inHeader && f.client.Secret != "" {
		style = oauth2.AuthStyleInHeader
	}
	f.config = oauth2.Config{
		ClientID: f.client.ID, ClientSecret: f.client.Secret, Scopes: f.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: issuer.Authorize, TokenURL: issuer.Token, DeviceAuthURL: issuer.Device, AuthStyle: style},
	}
	if f.Kind == Device {
		return f, f.askDevice(ctx)
	}
	f.config.RedirectURL = f.listener.address
	f.verifier, f.state = oauth2.GenerateVerifier(), rand.Text()
	f.Address = f.config.AuthCodeURL(f.state, append(f.extras(), oauth2.S256ChallengeOption(f.verifier))...)
	f.listener.serve(expected{state: f.state, issuer: issuer}, o.Page)
	return f, nil
}

// mayHave says why nobody without a client ID can be known to an issuer.
func (i Issuer) mayHave(c Client) *Failure {
	switch {
	case c.ID != "" || i.Register != "":
		return nil
	case i.Client == result.ClientAgreed, i.Client == result.ClientRequests:
		return failure(ClientClosed, StepClient, "it registers programs by agreement alone")
	}
	return failure(NoClientID, StepClient, "no client ID was given")
}

// extras returns the parameters of a request for consent beside those of OAuth2
// itself: the user that its page suggests (OpenID Connect Core section
// 3.1.2.1), and the resource (RFC 8707).
func (f *Flow) extras() []oauth2.AuthCodeOption {
	var out []oauth2.AuthCodeOption
	if f.o.User != "" {
		out = append(out, oauth2.SetAuthURLParam("login_hint", f.o.User))
	}
	if f.issuer.Resource != "" {
		out = append(out, oauth2.SetAuthURLParam("resource", f.issuer.Resource))
	}
	return out
}

// Answer takes the address to which the browser was sent, where that browser
// runs on another machine and could not open it. The error is a [*Failure].
func (f *Flow) Answer(address string) error {
	if f.listener == nil {
		return failure(CodeMissing, StepAuthorize, "the device flow takes no address").at(f.issuer)
	}
	if bad := f.listener.take(address); bad != nil {
		return bad.at(f.issuer, f.secrets()...)
	}
	return nil
}

// Wait waits for the person's consent, and gets the token. It ends with ctx, at
// Until, and with what the issuer answers. The error is a [*Failure].
func (f *Flow) Wait(ctx context.Context) (*Token, error) {
	ctx, cancel := context.WithDeadline(ctx, f.Until)
	defer cancel()
	ctx = context.WithValue(ctx, oauth2.HTTPClient, f.httpClient())
	var got *oauth2.Token
	var failed *Failure
	secrets := f.secrets()
	if f.Kind == Device {
		got, failed = f.poll(ctx)
	} else {
		var code string
		if code, failed = f.listener.wait(ctx); failed == nil {
			secrets = append(secrets, code)
			got, failed = f.exchange(ctx, code)
		}
	}
	if failed != nil {
		return nil, failed.at(f.issuer, secrets...)
	}
	token, failed := f.token(got)
	if failed != nil {
		return nil, failed.at(f.issuer, append(secrets, got.AccessToken, got.RefreshToken)...)
	}
	return token, nil
}

func (f *Flow) httpClient() *http.Client {
	c := f.o.client()
	if f.slowed != nil {
		c.Transport = watching{c.Transport, f.slowed}
	}
	return c
}

// exchange gets a token for a code.
func (f *Flow) exchange(ctx context.Context, code string) (*oauth2.Token, *Failure) {
	options := []oauth2.AuthCodeOption{oauth2.VerifierOption(f.verifier)}
	if f.issuer.Resource != "" {
		options = append(options, oauth2.SetAuthURLParam("resource", f.issuer.Resource))
	}
	token, err := f.config.Exchange(ctx, code, options...)
	if err != nil {
		return nil, failed(ctx, StepToken, err)
	}
	return token, nil
}

// secrets returns what an issuer knows and must not have repeated.
func (f *Flow) secrets() []string {
	out := []string{f.o.Client.Secret, f.client.Secret, f.client.access, f.verifier, f.state}
	if f.device != nil {
		out = append(out, f.device.DeviceCode)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Close ends a flow: nobody listens any more, and a client that was registered
// for it is taken back. It takes some seconds at most.
func (f *Flow) Close() error {
	if f.listener != nil {
		f.listener.close()
	}
	f.unregister()
	return nil
}

// Token is a token for mail. No formatting verb, encoder or logger shows it.
type Token struct {
	Access  string
	Scopes  []string  // that were granted; those asked for, where the issuer does not say
	Missing []string  // asked for, and not granted
	Expires time.Time // the zero time where the issuer does not say

	issuer Issuer
	o      Options
	client registered
}

// Format shows that there is one, whatever the verb.
func (t Token) Format(s fmt.State, _ rune) { io.WriteString(s, "a token") }

// MarshalJSON shows nothing.
func (t Token) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// LogValue shows that there is one.
func (t Token) LogValue() slog.Value { return slog.StringValue("a token") }

// maxToken bounds an access token, in octets: those of some providers have
// several kilobytes.
const maxToken = 64 << 10

// token checks what came for a token (RFC 6749 section 5.1).
func (f *Flow) token(got *oauth2.Token) (*Token, *Failure) {
	t := &Token{Access: got.AccessToken, Expires: got.Expiry, issuer: f.issuer, o: f.o, client: f.client}
	switch {
	case !strings.EqualFold(got.TokenType, "bearer"):
		return nil, failure(TokenType, StepToken, "token_type is %q, and mail takes Bearer alone", got.TokenType)
	case len(t.Access) > maxToken:
		return nil, failure(TooLarge, StepToken, "a token of more than %d kB", maxToken>>10)
	case strings.ContainsFunc(t.Access, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, failure(Malformed, StepToken, "the token has characters that none can have (RFC 6750 section 2.1)")
	}
	said, _ := got.Extra("scope").(string)
	granted := strings.Fields(said)
	t.Scopes = granted[:min(len(granted), maxListed)]
	if len(granted) == 0 { // the same as was asked for (RFC 6749 section 5.1)
		t.Scopes = f.Scopes
		return t, nil
	}
	for _, scope := range f.Scopes {
		if !slices.ContainsFunc(t.Scopes, func(g string) bool { return strings.EqualFold(g, scope) }) {
			t.Missing = append(t.Missing, scope)
		}
	}
	if len(f.Scopes) > 0 && len(t.Missing) == len(f.Scopes) {
		return nil, failure(ScopeMissing, StepToken, "asked for %s; granted %s", strings.Join(f.Scopes, " "), strings.Join(t.Scopes, " "))
	}
	return t, nil
}
