package mailhost

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The clients that the issuer knows without a registration. The secret is
// public on purpose.
const (
	ClientID           = "demo-client"       // public
	ConfidentialClient = "demo-confidential" // with ClientSecret
	ClientSecret       = "demo-client-secret"
)

// issuer gives out the account's tokens: authorization code with PKCE (RFC 6749,
// RFC 7636), the device flow (RFC 8628), registration (RFC 7591, RFC 7592),
// revocation (RFC 7009), metadata (RFC 8414).
//
// Programs ask it at [IssuerURL] over TLS. What a browser opens is at a loopback
// address without TLS, which any browser of this machine takes: a person gets a
// page that asks for consent; who asks for no HTML consents by asking.
type issuer struct {
	host    *Host
	fault   IssuerFault
	address string // where [IssuerURL] is to be connected to
	front   string // "http://127.0.0.1:PORT": what a browser opens

	mu      sync.Mutex
	clients map[string]string // by ID: the redirect URI, "" for any loopback address
	keys    map[string]string // by ID: what takes a registration back
	grants  map[string]*grant // by code, device code or user code
	revoked int
	polls   int
}

// grant is a consent under way.
type grant struct {
	client, redirect, challenge, scope string
	device                             string // the device code; "" in the other flow
	decided, allowed, used             bool
	ends                               time.Time
}

// startIssuer lets the issuer listen.
func (h *Host) startIssuer(fault IssuerFault) (*issuer, error) {
	i := &issuer{
		host: h, fault: fault, keys: map[string]string{}, grants: map[string]*grant{},
		clients: map[string]string{ClientID: "", ConfidentialClient: ""},
	}
	front, err := net.Listen("tcp4", net.JoinHostPort(loopback[0], "0"))
	if err != nil {
		return nil, fmt.Errorf("listening for browsers: %w", err)
	}
	i.front = "http://" + front.Addr().String()
	c := certificate{name: IssuerHost}
	if fault.otherName {
		c.name = Name
	}
	config, err := h.authority.config(c, 0, nil)
	if err != nil {
		return nil, fmt.Errorf("making the certificate of %s: %w", IssuerHost, err)
	}
	back, err := tls.Listen("tcp4", net.JoinHostPort(loopback[0], "0"), config)
	if err != nil {
		return nil, fmt.Errorf("listening for %s: %w", IssuerHost, err)
	}
	i.address = back.Addr().String()
	if fault.refuses {
		back.Close()
	}
	for l, handler := range map[net.Listener]http.Handler{front: i.pages(), back: i.endpoints()} {
		server := &http.Server{Handler: handler, ReadTimeout: 10 * time.Second, MaxHeaderBytes: maxLine, ErrorLog: log.New(io.Discard, "", 0)}
		h.running.Go(func() { server.Serve(l) })
		h.running.Go(func() { <-h.done.Done(); server.Close() })
	}
	return i, nil
}

// endpoints returns what programs ask.
func (i *issuer) endpoints() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /.well-known/oauth-authorization-server", i.metadata)
	m.HandleFunc("GET /.well-known/openid-configuration", i.metadata)
	m.HandleFunc("POST /register", i.register)
	m.HandleFunc("DELETE /register/{id}", i.unregister)
	m.HandleFunc("POST /devicecode", i.deviceCode)
	m.HandleFunc("POST /token", i.token)
	m.HandleFunc("POST /revoke", i.revoke)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxLine)
		m.ServeHTTP(w, r)
	})
}

// object is a JSON object.
type object map[string]any

// answer writes an answer, as the fault at this place has it.
func (i *issuer) answer(w http.ResponseWriter, at issuerPoint, status int, o object) {
	if d, ok := i.fault.at[at]; ok {
		i.deviate(w, d, status, o)
		return
	}
	i.write(w, status, o)
}

func (i *issuer) write(w http.ResponseWriter, status int, o object) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(o)
}

// refuse is an error of OAuth2 (RFC 6749 section 5.2).
func (i *issuer) refuse(w http.ResponseWriter, code string) {
	i.write(w, http.StatusBadRequest, object{"error": code})
}

func (i *issuer) metadata(w http.ResponseWriter, _ *http.Request) {
	i.answer(w, atMetadata, http.StatusOK, object{
		"issuer":                                         IssuerURL,
		"authorization_endpoint":                         i.front + "/authorize",
		"token_endpoint":                                 IssuerURL + "/token",
		"device_authorization_endpoint":                  IssuerURL + "/devicecode",
		"registration_endpoint":                          IssuerURL + "/register",
		"revocation_endpoint":                            IssuerURL + "/revoke",
		"scopes_supported":                               []string{MailScope},
		"response_types_supported":                       []string{"code"},
		"grant_types_supported":                          []string{"authorization_code", deviceGrant},
		"code_challenge_methods_supported":               []string{"S256"},
		"token_endpoint_auth_methods_supported":          []string{"none", "client_secret_post"},
		"authorization_response_iss_parameter_supported": true,
	})
}

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

func (i *issuer) register(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Redirects []string `json:"redirect_uris"`
	}
	if json.NewDecoder(r.Body).Decode(&wanted) != nil {
		i.refuse(w, "invalid_client_metadata")
		return
	}
	redirect := ""
	if len(wanted.Redirects) > 0 {
		if redirect = wanted.Redirects[0]; !isLoopback(redirect) {
			i.refuse(w, "invalid_redirect_uri")
			return
		}
	}
	id, key := "registered-"+rand.Text(), rand.Text()
	i.mu.Lock()
	i.clients[id], i.keys[id] = redirect, key
	i.mu.Unlock()
	i.answer(w, atRegister, http.StatusCreated, object{
		"client_id": id, "redirect_uris": wanted.Redirects, "token_endpoint_auth_method": "none",
		"registration_client_uri": IssuerURL + "/register/" + id, "registration_access_token": key,
	})
}

func (i *issuer) unregister(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	i.mu.Lock()
	defer i.mu.Unlock()
	if key := i.keys[id]; key == "" || r.Header.Get("Authorization") != "Bearer "+key {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	delete(i.clients, id)
	delete(i.keys, id)
	w.WriteHeader(http.StatusNoContent)
}

// isLoopback reports whether an address is one that a program of this machine
// can listen at (RFC 8252 section 7.3).
func isLoopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && slices.Contains([]string{"127.0.0.1", "::1", "localhost"}, u.Hostname())
}

// knows reports whether a client is known, and may be answered there.
func (i *issuer) knows(client, redirect string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	only, ok := i.clients[client]
	return ok && (only == "" || redirect == "" || only == redirect)
}

func (i *issuer) deviceCode(w http.ResponseWriter, r *http.Request) {
	if !i.knows(r.FormValue("client_id"), "") {
		i.refuse(w, "invalid_client")
		return
	}
	text := rand.Text()
	g := &grant{client: r.FormValue("client_id"), scope: r.FormValue("scope"), device: rand.Text(), ends: time.Now().Add(10 * time.Minute)}
	user := text[:4] + "-" + text[4:8]
	i.mu.Lock()
	i.grants[g.device], i.grants[user] = g, g
	i.mu.Unlock()
	i.answer(w, atDevice, http.StatusOK, object{
		"device_code": g.device, "user_code": user, "interval": 1, "expires_in": 600,
		"verification_uri": i.front + "/device", "verification_uri_complete": i.front + "/device?user_code=" + user,
	})
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	client := r.FormValue("client_id")
	if !i.knows(client, "") || client == ConfidentialClient && r.FormValue("client_secret") != ClientSecret {
		i.refuse(w, "invalid_client")
		return
	}
	code, flow := r.FormValue("code"), "browser"
	if r.FormValue("grant_type") == deviceGrant {
		code, flow = r.FormValue("device_code"), "device"
	}
	i.mu.Lock()
	g := i.grants[code]
	var bad string
	switch {
	case g == nil || g.used || g.client != client || time.Now().After(g.ends):
		bad = "invalid_grant"
	case flow == "device" && i.polls < i.fault.slowDowns:
		bad = "slow_down"
		i.polls++
	case flow == "device" && !g.decided:
		bad = "authorization_pending"
	case flow == "device" && !g.allowed:
		bad = "access_denied"
	case flow == "browser" && (g.redirect != r.FormValue("redirect_uri") || g.challenge != challengeOf(r.FormValue("code_verifier"))):
		bad = "invalid_grant"
	default:
		g.used = true
	}
	i.mu.Unlock()
	if d, ok := i.fault.at[atToken]; bad != "" && (!ok || d.flow != "device") {
		i.refuse(w, bad)
		return
	}
	scope := ""
	if g != nil {
		scope = g.scope
	}
	said := i.host.rightClaims().with(claims{"scope": scope, "client_id": client}).with(i.fault.claims)
	o := object{"access_token": said.sign("at+jwt"), "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "scope": said["scope"]}
	d, ok := i.fault.at[atToken]
	if !ok || d.flow != "" && d.flow != flow {
		i.write(w, http.StatusOK, o)
		return
	}
	if d.echoes {
		o["error_description"] = strings.Join([]string{code, r.FormValue("code_verifier"), r.FormValue("client_secret"), base64.StdEncoding.EncodeToString([]byte(code))}, " ")
	}
	i.deviate(w, d, http.StatusOK, o)
}

// challengeOf returns the challenge of a verifier (RFC 7636 section 4.6).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (i *issuer) revoke(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	i.revoked++
	i.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

// Issued counts what is left of sign-ins: clients that were registered and not
// taken back, and tokens that were given back.
func (h *Host) Issued() (clients, revoked int) {
	if h.issuer == nil {
		return 0, 0
	}
	h.issuer.mu.Lock()
	defer h.issuer.mu.Unlock()
	return len(h.issuer.keys), h.issuer.revoked
}

// issuerPoint is a place where an issuer can have a fault.
type issuerPoint string

const (
	atMetadata  issuerPoint = "metadata"
	atRegister  issuerPoint = "register"
	atDevice    issuerPoint = "device"
	atAuthorize issuerPoint = "authorize" // the answer that a browser brings
	atToken     issuerPoint = "token"
)

// otherAnswer is what an issuer answers instead of the usual.
type otherAnswer struct {
	flow    string // the one that has it at the token endpoint; "" is both
	status  int    // 0 is the usual
	body    string // instead of an object
	mime    string
	to      string // a redirect
	set     object // what differs in the object, or in the query that a browser brings; nil takes a name away
	twice   string // a parameter that stands twice in that query
	endless bool
	echoes  bool // what must not be repeated stands in the description
}

// deviate writes what a fault has at a place.
func (i *issuer) deviate(w http.ResponseWriter, d otherAnswer, status int, o object) {
	if d.status != 0 {
		status = d.status
	}
	switch {
	case d.endless:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		block := []byte(strings.Repeat(`{"a":[`, 4096))
		for i.host.done.Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	case d.to != "":
		w.Header().Set("Location", d.to)
		w.WriteHeader(status)
	case d.body != "":
		w.Header().Set("Content-Type", d.mime)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, d.body)
	default:
		o = maps.Clone(o)
		for name, value := range d.set {
			if value == nil {
				delete(o, name)
			} else {
				o[name] = value
			}
		}
		i.write(w, status, o)
	}
}
