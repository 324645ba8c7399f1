package mailhost

import "net/http"

// IssuerFault is one way in which an issuer of tokens can be broken, strict or
// hostile. Its host is that of the scenario "oauth" in all else: who signs in
// meets it, and nobody else.
type IssuerFault struct {
	Name string // for Config.Scenario, behind "fault:"
	Does string // what the issuer does
	Kind string // how a sign-in must be said to fail, or empty where it must still succeed
	Flow string // the flow that meets it: browser or device; "" is both

	refuses   bool   // nothing listens
	otherName bool   // its certificate is for another host
	claims    claims // what differs in its tokens
	slowDowns int    // so many questions for a token are answered with "slow_down"
	at        map[issuerPoint]otherAnswer
}

// IssuerFaults lists the rows, in the order of a sign-in.
func IssuerFaults() []IssuerFault {
	row := func(name, kind, does string, at issuerPoint, a otherAnswer) IssuerFault {
		return IssuerFault{Name: name, Kind: kind, Does: does, at: map[issuerPoint]otherAnswer{at: a}}
	}
	browser := func(name, kind, does string, at issuerPoint, a otherAnswer) IssuerFault {
		f := row(name, kind, does, at, a)
		f.Flow = "browser"
		return f
	}
	device := func(name, kind, does string, at issuerPoint, a otherAnswer) IssuerFault {
		f := row(name, kind, does, at, a)
		f.Flow, a.flow = "device", "device"
		f.at[at] = a
		return f
	}
	says := func(code, description string) otherAnswer {
		return otherAnswer{set: object{"code": nil, "error": code, "error_description": description}}
	}
	errs := func(code, description string) otherAnswer {
		return otherAnswer{status: http.StatusBadRequest, set: object{"access_token": nil, "error": code, "error_description": description}}
	}
	page := otherAnswer{body: "<!DOCTYPE html><title>Welcome</title>", mime: "text/html"}
	return []IssuerFault{
		// Who it is.
		{Name: "issuer-refused", Kind: "unreachable", Does: "is not there", refuses: true},
		{Name: "issuer-certificate", Kind: "certificate", Does: "has the certificate of another host", otherName: true},
		row("issuer-no-metadata", "metadata-missing", "has no metadata", atMetadata, otherAnswer{status: http.StatusNotFound}),
		row("issuer-metadata-moved", "metadata-missing", "sends programs elsewhere for its metadata", atMetadata, otherAnswer{status: http.StatusFound, to: "https://login.example.net/"}),
		row("issuer-down", "issuer-down", "has a fault of its own", atMetadata, otherAnswer{status: http.StatusServiceUnavailable}),
		row("issuer-metadata-page", "malformed", "answers with a page for people", atMetadata, page),
		row("issuer-metadata-null", "malformed", "answers with null", atMetadata, otherAnswer{body: "null", mime: "application/json"}),
		row("issuer-metadata-endless", "too-large", "has metadata without an end", atMetadata, otherAnswer{endless: true}),
		row("issuer-other-name", "issuer-mismatch", "calls itself by another name than the mail server does", atMetadata, otherAnswer{set: object{"issuer": "https://login.example.net"}}),
		row("issuer-plain-http", "not-secure", "wants codes and tokens without TLS", atMetadata, otherAnswer{set: object{"token_endpoint": "http://" + IssuerHost + "/token"}}),
		row("issuer-no-token-endpoint", "malformed", "does not say where tokens are", atMetadata, otherAnswer{set: object{"token_endpoint": nil}}),
		browser("issuer-no-pkce", "pkce-missing", "takes no PKCE with S256", atMetadata, otherAnswer{set: object{"code_challenge_methods_supported": []string{"plain"}}}),
		browser("issuer-device-only", "no-browser-flow", "has the device flow alone", atMetadata, otherAnswer{set: object{"authorization_endpoint": nil}}),
		device("issuer-no-device", "no-device-flow", "has no device flow", atMetadata, otherAnswer{set: object{"device_authorization_endpoint": nil}}),
		// A client ID.
		row("issuer-no-registration", "no-client-id", "takes only programs that somebody registered", atMetadata, otherAnswer{set: object{"registration_endpoint": nil}}),
		row("issuer-registration-refused", "registration-refused", "registers nobody", atRegister, otherAnswer{status: http.StatusForbidden, set: object{"client_id": nil, "error": "invalid_client_metadata", "error_description": "Registration is for staff"}}),
		row("issuer-registration-empty", "malformed", "registers without an ID", atRegister, otherAnswer{set: object{"client_id": nil}}),
		browser("issuer-redirect-refused", "redirect-refused", "answers at no loopback address", atRegister, otherAnswer{status: http.StatusBadRequest, set: object{"client_id": nil, "error": "invalid_redirect_uri"}}),
		row("issuer-registration-hostile", "malformed", "registers an ID that ends a line", atRegister, otherAnswer{set: object{"client_id": "a\r\nb"}}),
		// The device flow's code.
		device("issuer-device-barred", "flow-refused", "bars this program from the device flow", atDevice, otherAnswer{status: http.StatusBadRequest, set: object{"device_code": nil, "error": "unauthorized_client"}}),
		device("issuer-device-scope", "scope-refused", "has no scope of mail for the device flow", atDevice, otherAnswer{status: http.StatusBadRequest, set: object{"device_code": nil, "error": "invalid_scope"}}),
		device("issuer-device-null", "malformed", "answers with null", atDevice, otherAnswer{body: "null", mime: "application/json"}),
		device("issuer-device-no-code", "malformed", "has no code to type", atDevice, otherAnswer{set: object{"user_code": nil}}),
		device("issuer-device-hostile", "malformed", "has a code that acts on a terminal", atDevice, otherAnswer{set: object{"user_code": "A\x1b[2JB"}}),
		device("issuer-device-interval", "malformed", "wants years between two questions", atDevice, otherAnswer{set: object{"interval": int64(1 << 60)}}),
		device("issuer-device-past", "malformed", "wants to be asked before it was asked", atDevice, otherAnswer{set: object{"interval": -5}}),
		device("issuer-device-http", "not-secure", "sends people to a page without TLS", atDevice, otherAnswer{set: object{"verification_uri": "http://" + IssuerHost + "/device"}}),
		device("issuer-device-script", "malformed", "sends people to an address that is none", atDevice, otherAnswer{set: object{"verification_uri": "javascript:alert(1)"}}),
		// The person's consent.
		browser("issuer-consent-refused", "consent-refused", "was told no by the person", atAuthorize, says("access_denied", "The user declined")),
		browser("issuer-consent-needed", "consent-needed", "asks for a consent that nobody gave", atAuthorize, says("consent_required", "AADSTS65001: The user or administrator has not consented to use the application.")),
		browser("issuer-admin-needed", "admin-needed", "wants the consent of an administrator", atAuthorize, says("access_denied", "AADSTS90094: The grant requires admin permission.")),
		browser("issuer-policy", "policy-barred", "bars the sign-in by a rule of the organisation", atAuthorize, says("access_denied", "AADSTS53003: Access has been blocked by Conditional Access policies.")),
		browser("issuer-account-off", "account-off", "has the account locked", atAuthorize, says("access_denied", "AADSTS50057: The user account is disabled.")),
		browser("issuer-tenant", "tenant-wrong", "knows the account in no such tenant", atAuthorize, says("invalid_request", "AADSTS50020: User account from identity provider does not exist in tenant.")),
		browser("issuer-scope-refused", "scope-refused", "has no such scope", atAuthorize, says("invalid_scope", "")),
		browser("issuer-flow-refused", "flow-refused", "bars this program from the flow", atAuthorize, says("unauthorized_client", "")),
		browser("issuer-request-refused", "request-refused", "finds the request in disorder", atAuthorize, says("invalid_request", "")),
		browser("issuer-redirect-unknown", "redirect-refused", "knows no such address to answer at", atAuthorize, says("invalid_request", "AADSTS50011: The redirect URI specified in the request does not match.")),
		browser("issuer-busy", "issuer-down", "has no time", atAuthorize, says("temporarily_unavailable", "")),
		browser("issuer-unknown-error", "request-refused", "has an error of its own", atAuthorize, says("some_error_of_ours", "")),
		browser("issuer-hostile-text", "consent-refused", "answers with a text that acts on a terminal", atAuthorize, says("access_denied", "\x1b]0;gone\x07\x1b[2J\u202e")),
		browser("issuer-state-wrong", "state-wrong", "answers another sign-in", atAuthorize, otherAnswer{set: object{"state": "another"}}),
		browser("issuer-state-missing", "state-wrong", "answers without the state", atAuthorize, otherAnswer{set: object{"state": nil}}),
		browser("issuer-iss-wrong", "issuer-wrong", "answers in the name of another issuer", atAuthorize, otherAnswer{set: object{"iss": "https://login.example.net"}}),
		browser("issuer-iss-missing", "issuer-wrong", "does not name itself, though it says that it does", atAuthorize, otherAnswer{set: object{"iss": nil}}),
		browser("issuer-no-code", "code-missing", "answers with nothing", atAuthorize, otherAnswer{set: object{"code": nil}}),
		browser("issuer-code-twice", "malformed", "answers with two codes", atAuthorize, otherAnswer{twice: "code"}),
		// The token.
		browser("issuer-code-wrong", "code-refused", "sends a code that it does not know", atAuthorize, otherAnswer{set: object{"code": "unknown"}}),
		row("issuer-code-refused", "code-refused", "refuses its own code", atToken, errs("invalid_grant", "")),
		row("issuer-echoes", "code-refused", "repeats what nobody else may know", atToken, otherAnswer{status: http.StatusBadRequest, echoes: true, set: object{"access_token": nil, "error": "invalid_grant"}}),
		row("issuer-client-unknown", "client-unknown", "does not know the client", atToken, errs("invalid_client", "")),
		row("issuer-secret-needed", "secret-needed", "wants a secret of the client", atToken, errs("invalid_client", "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")),
		row("issuer-secret-wrong", "secret-wrong", "takes another secret of the client", atToken, errs("invalid_client", "AADSTS7000215: Invalid client secret provided.")),
		device("issuer-device-expired", "code-expired", "finds the code too old", atToken, errs("expired_token", "")),
		device("issuer-device-refused", "consent-refused", "was told no by the person", atToken, errs("access_denied", "")),
		{Name: "issuer-slow-down", Flow: "device", Does: "wants to be asked more slowly", slowDowns: 1},
		{Name: "issuer-slow-always", Kind: "slow-down", Flow: "device", Does: "wants to be asked more slowly, whatever is done", slowDowns: 1 << 30,
			at: map[issuerPoint]otherAnswer{atDevice: {set: object{"expires_in": 2}}}},
		row("issuer-scope-missing", "scope-missing", "grants another scope than that of mail", atToken, otherAnswer{set: object{"scope": "openid profile"}}),
		row("issuer-token-bound", "token-type", "gives tokens that are bound to a key", atToken, otherAnswer{set: object{"token_type": "DPoP"}}),
		row("issuer-no-token", "malformed", "gives no token", atToken, otherAnswer{set: object{"access_token": nil}}),
		row("issuer-token-hostile", "malformed", "gives a token that ends a line", atToken, otherAnswer{set: object{"access_token": "a\r\nb"}}),
		row("issuer-token-page", "malformed", "answers with a page for people", atToken, page),
		row("issuer-token-moved", "malformed", "sends the code elsewhere", atToken, otherAnswer{status: http.StatusTemporaryRedirect, to: "https://login.example.net/token"}),
		row("issuer-token-endless", "too-large", "has a token without an end", atToken, otherAnswer{endless: true}),
		row("issuer-token-down", "issuer-down", "has a fault of its own", atToken, otherAnswer{status: http.StatusBadGateway, body: "Bad Gateway", mime: "text/plain"}),
		{Name: "issuer-other-account", Does: "signs somebody else in, so that the mail server refuses the token", claims: claims{"sub": "other@" + Domain}},
	}
}
