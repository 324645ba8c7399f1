package policy

import (
	"slices"

	"mailadvisor/probe/result"
)

// requirement is one row of the language: a key of a "require" entry.
type requirement struct {
	id    string
	shape shape
	// slot names what a claim of it speaks of, where that is more than the
	// requirement: of two claims of one slot the later one counts. Where two
	// requirements are each other's contrary, they share their slots.
	slot string

	everywhere bool // it names its places itself, or has none: no "at"

	// One of these judges it: at each address of an endpoint, at an endpoint,
	// or over the whole report.
	path  func(e *evaluation, c *claim, at spot) finding
	probe func(e *evaluation, c *claim, at spot) finding
	whole func(e *evaluation, c *claim) []draft

	explains []string // the findings that tell why it does not hold
}

func (r *requirement) order() int {
	if r.id == "findings-forbidden" {
		return 1
	}
	return 0
}

// The capabilities of a phase, as the report has them.
func phases() []string { return []string{"greeting", "before-tls", "after-tls", "after-login"} }

// The steps that can have a budget; "endpoint" is all steps of a journey
// without a login.
func steps() []string {
	return []string{result.StepResolve, result.StepConnect, result.StepTLS, result.StepGreeting, result.StepCapabilities,
		result.StepStartTLS, result.StepLogin, "endpoint"}
}

func certificateFindings() []string {
	return []string{"cert-expired", "cert-not-yet-valid", "cert-name-mismatch", "cert-self-signed", "cert-incomplete-chain",
		"cert-unknown-issuer", "cert-weak-key", "cert-weak-signature", "cert-invalid"}
}

func plainFindings() []string {
	return []string{"imap-starttls-missing", "pop3-stls-missing", "submission-starttls-missing", "starttls-refused", "starttls-broken"}
}

func loginFindings() []string {
	return []string{"auth-rejected", "auth-expired", "account-disabled", "app-password-required", "web-login-required",
		"privacy-required", "auth-temporary", "oauth-required", "no-mechanism", "submission-no-auth"}
}

// reachable holds for every target without being written: a host that does
// not answer would otherwise leave everything unknown, and break nothing.
func reachable() *requirement {
	return &requirement{id: "reachable", whole: (*evaluation).reachable, explains: []string{"name-unknown", "name-lookup-failed",
		"no-address", "host-no-answer", "host-refuses-all"}}
}

// requirements is the language, in the order in which it is told.
func requirements() []*requirement {
	byKey := func(keys []string, is func(key string) shape) shape {
		var s shape
		for _, k := range keys {
			s.keys = append(s.keys, member{k, false, is(k)})
		}
		return s
	}
	phase := func(doc string) shape {
		s := byKey(phases(), func(string) shape { return listOf("", capabilityForm()) })
		s.doc = doc
		return s
	}
	latency := byKey(steps(), func(string) shape { return word("", durationForm()) })
	latency.doc = "The most that a step, or all of an endpoint without its login, may take: {connect: 500ms, endpoint: 3s}."
	reach := reachable().explains
	port := append([]string{"port-refused", "port-no-answer", "no-greeting", "closed-before-greeting", "connection-lost", "step-timeout",
		"speaks-plaintext", "speaks-tls", "wrong-protocol", "busy"}, reach...)
	return []*requirement{
		{id: "offered", slot: "service", everywhere: true, whole: (*evaluation).offered, explains: slices.Concat(port, plainFindings(), certificateFindings(), []string{"preauth", "starttls-injection", "tls-too-old", "tls-handshake-failed"}),
			shape: listOf("Services that must work: imap, or imap:993 for one port.", placeForm())},
		{id: "forbidden", slot: "service", everywhere: true, whole: (*evaluation).forbidden,
			shape: listOf("Services that must not be offered: pop3, or pop3:110 for one port.", placeForm())},
		{id: "tls-floor", path: (*evaluation).tlsFloor, explains: append(plainFindings(), "tls-too-old", "tls-old-versions", "tls-handshake-failed", "speaks-plaintext"),
			shape: word("The oldest version of TLS that may be spoken. No encryption is below any.", versionForm())},
		{id: "certificate-valid", path: (*evaluation).certificateValid, explains: slices.Concat(certificateFindings(), plainFindings()),
			shape: word("Whether the certificate must be valid for the host: issuer, names, dates, strength.", switchForm())},
		{id: "certificate-days", path: (*evaluation).certificateDays, explains: append(plainFindings(), "cert-expired", "tls-expires-soon"),
			shape: word("For how many days from now the certificate must be valid.", daysForm())},
		{id: "certificate-names", slot: "name", path: (*evaluation).certificateNames, explains: append(plainFindings(), "cert-name-mismatch"),
			shape: listOf("Host names that the certificate must cover.", hostForm())},
		{id: "capabilities-required", slot: "capability", path: (*evaluation).capabilityRequired,
			shape: phase("Capabilities that must be announced, by phase: {after-tls: [IDLE]}.")},
		{id: "capabilities-forbidden", slot: "capability", path: (*evaluation).capabilityForbidden, explains: []string{"password-before-tls"},
			shape: phase("Capabilities that must not be announced, by phase: {before-tls: [AUTH=PLAIN]}.")},
		{id: "mechanisms-required", slot: "mechanism", path: (*evaluation).mechanismRequired, explains: []string{"no-mechanism", "submission-no-auth"},
			shape: listOf("Ways of login (SASL mechanisms) that must be offered in the last phase reached.", mechanismForm())},
		{id: "mechanisms-forbidden", slot: "mechanism", path: (*evaluation).mechanismForbidden,
			shape: listOf("Ways of login (SASL mechanisms) that must not be offered in the last phase reached.", mechanismForm())},
		{id: "login-works", probe: (*evaluation).loginWorks, explains: loginFindings(),
			shape: word("Whether a login must be accepted; the target names a credential.", switchForm())},
		{id: "quota-free", everywhere: true, whole: (*evaluation).quotaFree, explains: []string{"quota-over", "quota-no-room", "quota-usage", "quota-fills-soon"},
			shape: word("How much of the quota must be free: a share (10%) or a size (500MB).", roomForm())},
		{id: "latency", slot: "step", path: (*evaluation).latency, explains: []string{"step-timeout"}, shape: latency},
		{id: "findings-forbidden", slot: "finding", whole: (*evaluation).findingsForbidden,
			shape: listOf("Findings that must not be made, by ID, or by severity: high stands for high and critical.", findingForm())},
	}
}
