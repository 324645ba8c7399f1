package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// registered is the client of a flow, and how it is taken back where it was
// registered for the flow alone (RFC 7592).
type registered struct {
	Client
	at     string // the address of its registration; "" where there is none
	access string // the token for that
}

// maxClientID bounds a client ID and its secret, in octets.
const maxClientID = 4096

// unregistering is how long it may take to take a client back.
const unregistering = 5 * time.Second

// register takes the person's own client, or registers one for this flow: a
// public one (RFC 7591 section 2, RFC 8252 section 8.4).
func (f *Flow) register(ctx context.Context) *Failure {
	if f.o.Client.ID != "" {
		f.client.Client = f.o.Client
		return nil
	}
	if _, bad := f.o.secure(StepClient, f.issuer.Register); bad != nil {
		return bad
	}
	wanted := map[string]any{
		"client_name": f.o.Name, "application_type": "native", "token_endpoint_auth_method": "none",
		"scope": strings.Join(f.Scopes, " "),
	}
	if f.Kind == Device {
		wanted["grant_types"] = []string{"urn:ietf:params:oauth:grant-type:device_code"}
		wanted["response_types"] = []string{}
	} else {
		wanted["redirect_uris"] = []string{f.listener.address}
		wanted["grant_types"] = []string{"authorization_code"}
		wanted["response_types"] = []string{"code"}
	}
	body, err := json.Marshal(wanted)
	if err != nil {
		return failure(Malformed, StepClient, "%v", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, f.issuer.Register, bytes.NewReader(body))
	if err != nil {
		return failure(Malformed, StepClient, "%q is no address of an endpoint", f.issuer.Register)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	status, answer, bad := f.o.ask(ctx, StepClient, request)
	if bad != nil {
		return bad
	}
	f.client, bad = readRegistration(status, answer)
	if bad == nil && f.client.at != "" {
		if _, bad := f.o.secure(StepClient, f.client.at); bad != nil || !sameHost(f.client.at, f.issuer.Register) {
			f.client.at = "" // nobody else gets the token of the registration
		}
	}
	return bad
}

// readRegistration reads an answer to a registration (RFC 7591 section 3.2).
func readRegistration(status int, body []byte) (registered, *Failure) {
	var said struct {
		ID          string `json:"client_id"`
		Secret      string `json:"client_secret"`
		At          string `json:"registration_client_uri"`
		Access      string `json:"registration_access_token"`
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	err := json.Unmarshal(body, &said)
	switch {
	case status >= 500:
		return registered{}, failure(IssuerDown, StepClient, "HTTP status %d", status)
	case err == nil && said.Error != "":
		return registered{}, refused(StepClient, said.Error, said.Description, RegistrationRefused)
	case status != http.StatusOK && status != http.StatusCreated:
		return registered{}, failure(RegistrationRefused, StepClient, "HTTP status %d", status)
	case err != nil || said.ID == "":
		return registered{}, failure(Malformed, StepClient, "the registration has no client_id")
	case len(said.ID) > maxClientID || len(said.Secret) > maxClientID || strings.ContainsFunc(said.ID+said.Secret, func(r rune) bool { return r < ' ' || r > '~' }):
		return registered{}, failure(Malformed, StepClient, "its client_id is none (RFC 6749 appendix A.1)")
	case strings.ContainsFunc(said.Access, func(r rune) bool { return r <= ' ' || r > '~' }):
		said.At = ""
	}
	return registered{Client: Client{ID: said.ID, Secret: said.Secret}, at: said.At, access: said.Access}, nil
}

// unregister takes a client back (RFC 7592 section 2.3). Nothing rests on
// whether the issuer can.
func (f *Flow) unregister() {
	if f.client.at == "" || f.client.access == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), unregistering)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodDelete, f.client.at, nil)
	if err != nil {
		return
	}
	request.Header.Set("Authorization", "Bearer "+f.client.access)
	_, _, _ = f.o.ask(ctx, StepClient, request)
	f.client.at = ""
}
