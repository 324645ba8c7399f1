package signin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
)

// Issuer is who issues tokens, and how it is asked for one.
type Issuer struct {
	result.ProviderOAuth
	// Published says that this is the issuer's own metadata, whose name is
	// compared exactly: else it is a row of the table of providers.
	Published   bool
	NamesItself bool   // its answers hold its name (RFC 9207 section 3)
	Revoke      string // RFC 7009; "" where it has none
	inHeader    bool   // a client secret goes into the header alone (RFC 6749 section 2.3.1)
}

// Known returns the issuer of a row of the table of providers.
func Known(row result.ProviderOAuth) Issuer { return Issuer{ProviderOAuth: row} }

// mailScope is the scope of mail in the profile of draft-ietf-mailmaint-oauth-public.
const mailScope = "urn:ietf:params:oauth:scope:mail"

// The bounds of what an issuer answers.
const (
	maxAnswer  = 256 << 10 // octets of a body
	maxListed  = 256       // entries of a list that are looked at
	maxURL     = 2048      // octets of an address that it names
	askingTime = 20 * time.Second
)

// metadata is RFC 8414 section 2 with RFC 8628 section 4 and RFC 9207 section
// 3, and OpenID Connect Discovery 1.0 section 3.
type metadata struct {
	Issuer        string   `json:"issuer"`
	Authorize     string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Device        string   `json:"device_authorization_endpoint"`
	Register      string   `json:"registration_endpoint"`
	Revoke        string   `json:"revocation_endpoint"`
	Scopes        []string `json:"scopes_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	Authenticates []string `json:"token_endpoint_auth_methods_supported"`
	NamesItself   bool     `json:"authorization_response_iss_parameter_supported"`
}

// wellKnown returns the paths of metadata, in the order in which they are
// asked.
func wellKnown() []string {
	return []string{"oauth-authorization-server", "openid-configuration"}
}

// IssuerOf returns the issuer whose metadata has this address, as a mail server
// names it (RFC 7628 section 3.2.2): with the well-known part at the end
// (OpenID Connect Discovery 1.0 section 4) or behind the host (RFC 8414 section
// 3.1). An address without such a part is an issuer's own.
func IssuerOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return address
	}
	for _, name := range wellKnown() {
		part := "/.well-known/" + name
		if before, ok := strings.CutSuffix(u.Path, part); ok {
			u.Path = before
			return u.String()
		}
		if behind, ok := strings.CutPrefix(u.Path, part+"/"); ok {
			u.Path = "/" + behind
			return u.String()
		}
	}
	return u.String()
}

// Ask reads the metadata of an issuer, named by its URL: RFC 8414 first, then
// OpenID Connect Discovery. No redirect is followed, and the name in it must be
// that which was asked for, to the letter (RFC 8414 section 3.3). The error is
// a [*Failure].
func Ask(ctx context.Context, issuer string, o Options) (Issuer, error) {
	named := Issuer{ProviderOAuth: result.ProviderOAuth{Issuer: issuer}}
	u, f := o.secure(StepIssuer, issuer)
	if f == nil && (u.RawQuery != "" || u.Fragment != "") {
		f = failure(IssuerMismatch, StepIssuer, "an issuer has neither a query nor a fragment: %s", issuer)
	}
	if f != nil {
		return named, f.at(named)
	}
	path := strings.TrimSuffix(u.Path, "/")
	var last *Failure
	for _, way := range []string{
		"/.well-known/oauth-authorization-server" + path,
		path + "/.well-known/openid-configuration",
	} {
		at := *u
		at.Path = way
		body, f := o.get(ctx, at.String())
		if f == nil {
			found, f := readMetadata(body, issuer, o)
			if f != nil {
				return named, f.at(named)
			}
			return found, nil
		}
		if last == nil || last.Kind == MetadataMissing {
			last = f
		}
		if f.Kind != MetadataMissing {
			break
		}
	}
	return named, last.at(named)
}

// get fetches a file of an issuer.
func (o Options) get(ctx context.Context, address string) ([]byte, *Failure) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, failure(MetadataMissing, StepIssuer, "%s is no address", address)
	}
	request.Header.Set("Accept", "application/json")
	status, body, f := o.ask(ctx, StepIssuer, request)
	switch {
	case f != nil:
		return nil, f
	case status >= 500:
		return nil, failure(IssuerDown, StepIssuer, "HTTP status %d", status)
	case status != http.StatusOK:
		return nil, failure(MetadataMissing, StepIssuer, "HTTP status %d at %s", status, request.URL.Path)
	}
	return body, nil
}

// ask sends one request, and reads the whole answer.
func (o Options) ask(ctx context.Context, step string, request *http.Request) (int, []byte, *Failure) {
	response, err := o.client().Do(request)
	if err != nil {
		return 0, nil, failed(ctx, step, err)
	}
	defer response.Body.Close()
	body, err := readAll(response.Body)
	if err != nil {
		return 0, nil, failed(ctx, step, err)
	}
	return response.StatusCode, body, nil
}

// client asks an issuer: see package https. Each answer is read to its bound
// before anybody looks at it.
func (o Options) client() *http.Client {
	c := https.Client(o.Web)
	c.Timeout = askingTime
	if o.transport != nil {
		c.Transport = o.transport
	}
	c.Transport = bounded{c.Transport}
	return c
}

// secure returns an endpoint's address: https, or http at a loopback address
// where that was allowed, which only an issuer on this machine can be asked by.
func (o Options) secure(step, address string) (*url.URL, *Failure) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || len(address) > maxURL || strings.ContainsFunc(address, unprintable) {
		return nil, failure(Malformed, step, "%q is no address of an endpoint", address)
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Scheme != "https" && !(o.Loopback && u.Scheme == "http" && err == nil && ip.IsLoopback()) {
		return nil, failure(NotSecure, step, "%s is not https", u.Scheme+"://"+u.Host)
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return nil, failure(Malformed, step, "%q is no address of an endpoint", address)
		}
	}
	return u, nil
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}", r) }

// readMetadata reads what an issuer of a name says of itself.
func readMetadata(body []byte, issuer string, o Options) (Issuer, *Failure) {
	var m *metadata
	if err := json.Unmarshal(body, &m); err != nil || m == nil {
		return Issuer{}, failure(Malformed, StepIssuer, "its metadata is no JSON of the form of RFC 8414")
	}
	if m.Issuer != issuer {
		return Issuer{}, failure(IssuerMismatch, StepIssuer, "the metadata of %s names %q", issuer, m.Issuer)
	}
	for _, endpoint := range []string{m.Authorize, m.Token, m.Device, m.Register, m.Revoke} {
		if endpoint == "" {
			continue
		}
		if _, f := o.secure(StepIssuer, endpoint); f != nil {
			return Issuer{}, f
		}
	}
	if m.Token == "" {
		return Issuer{}, failure(Malformed, StepIssuer, "its metadata names no token endpoint")
	}
	if m.Challenges = m.Challenges[:min(len(m.Challenges), maxListed)]; m.Authorize != "" && m.Challenges != nil && !slices.Contains(m.Challenges, "S256") {
		return Issuer{}, failure(PKCEMissing, StepIssuer, "code_challenge_methods_supported: %s", strings.Join(m.Challenges, " "))
	}
	i := Issuer{
		ProviderOAuth: result.ProviderOAuth{
			Issuer: m.Issuer, Authorize: m.Authorize, Token: m.Token, Device: m.Device, Register: m.Register, Client: result.ClientOwn,
		},
		Published: true, NamesItself: m.NamesItself, Revoke: m.Revoke,
	}
	if m.Register != "" {
		i.Client = result.ClientDynamic
	}
	if auth := m.Authenticates[:min(len(m.Authenticates), maxListed)]; len(auth) > 0 && !slices.Contains(auth, "client_secret_post") && slices.Contains(auth, "client_secret_basic") {
		i.inHeader = true
	}
	if slices.Contains(m.Scopes[:min(len(m.Scopes), maxListed)], mailScope) {
		i = i.WithScope(mailScope)
	}
	return i, nil
}

// WithScope returns the issuer where a mail server says which scope it wants
// (RFC 7628 section 3.2.2); what is no scope (RFC 6749 section 3.3) is left
// out.
func (i Issuer) WithScope(scope string) Issuer {
	words := strings.Fields(scope)
	words = slices.DeleteFunc(words[:min(len(words), maxListed)], func(w string) bool {
		return len(w) > maxURL || strings.ContainsFunc(w, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' })
	})
	if len(words) == 0 {
		return i
	}
	i.Scopes = map[result.Service]string{}
	for _, service := range result.Services() {
		i.Scopes[service] = strings.Join(words, " ")
	}
	return i
}

// scopes returns those of some services, each once; all of them for none.
func (i Issuer) scopes(services []result.Service) []string {
	var out []string
	for _, service := range result.Services() {
		if len(services) > 0 && !slices.Contains(services, service) {
			continue
		}
		for _, scope := range strings.Fields(i.Scopes[service]) {
			if !slices.Contains(out, scope) {
				out = append(out, scope)
			}
		}
	}
	return out
}
