package policy

import (
	"slices"

	"mailadvisor/advise/config"
	"mailadvisor/probe/result"
)

// requirement is one row of the language: a key of a "require" entry.
type requirement struct {
	id    string
	shape config.Shape
	// slot names what a claim of it speaks of, where that is more than the
	// requirement: of two claims of one slot the later one counts. Where two
	// requirements are each other's contrary, they share their slots.
	slot string

	together   bool // the words of its list are one claim
	everywhere bool // it names its places itself, or has none: no "at"

	// One of these judges it: at each address of an endpoint, at an endpoint,
	// or over the whole report.
	path  func(e *evaluation, c *claim, at spot) finding
	probe func(e *evaluation, c *claim, at spot) finding
	whole func(e *evaluation, c *claim) []draft

	searches bool // it speaks of what a domain publishes, which has to be looked for

	explains []string // the findings that tell why it does not hold
	outdoes  []string // the findings of which one way to mend them is not enough for it
}

func (r *requirement) order() int {
	return max(0, slices.Index([]string{"findings-forbidden", "no-failure"}, r.id)+1)
}

// unwritten returns the requirements that hold for every target without being
// written. An exception can name them.
func unwritten() []*requirement { return []*requirement{reachable(), noFailure()} }

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
	return []string{"auth-rejected", "token-rejected", "auth-expired", "account-disabled", "app-password-required", "web-login-required",
		"privacy-required", "auth-temporary", "oauth-required", "no-mechanism", "submission-no-auth",
		"mechanism-refused", "login-referred", "login-turned-away", "session-limit", "in-use", "inbox-refused", "imap-id-required"}
}

// reachable holds for every target without being written: a host that does
// not answer would otherwise leave everything unknown, and break nothing.
func reachable() *requirement {
	return &requirement{id: "reachable", whole: (*evaluation).reachable, explains: []string{"name-unknown", "name-lookup-failed",
		"no-address", "host-no-answer", "host-refuses-all"}}
}

// noFailure holds for every target without being written: what fails on a host
// is broken, also where the policy has no requirement that would find it.
func noFailure() *requirement {
	return &requirement{id: "no-failure", whole: (*evaluation).noFailure}
}

// requirements returns the language, in the order in which it is told.
func requirements() []*requirement {
	byKey := func(keys []string, is func(key string) config.Shape) config.Shape {
		var s config.Shape
		for _, k := range keys {
			s.Keys = append(s.Keys, config.May(k, is(k)))
		}
		return s
	}
	phase := func(doc string) config.Shape {
		s := byKey(phases(), func(string) config.Shape { return config.ListOf("", capabilityWord()) })
		s.Doc = doc
		return s
	}
	latency := byKey(steps(), func(string) config.Shape { return config.OneWord("", config.Duration()) })
	latency.Doc = "The most that a step, or all of an endpoint without its login, may take: {connect: 500ms, endpoint: 3s}."
	records := byKey(recordKeys(), func(key string) config.Shape { return config.ListOf("", recordWord(key)) })
	records.Doc = "Records that the domain must have, by service: {imaps: mail.example.org:993, pop3: ., mx: mx.example.org}. The dot says that the service is not offered."
	reach := reachable().explains
	meant := []string{"pop3-expire", "login-delay", "folder-holds-most", "server-alert", "app-password-required", "imap-id-required"}
	port := append([]string{"port-refused", "port-no-answer", "no-greeting", "greeting-unfinished", "closed-before-greeting", "connection-lost", "step-timeout",
		"speaks-plaintext", "speaks-tls", "wrong-protocol", "busy"}, reach...)
	return []*requirement{
		{id: "offered", slot: "service", everywhere: true, whole: (*evaluation).offered, explains: slices.Concat(port, plainFindings(), certificateFindings(), []string{"preauth", "starttls-injection", "tls-too-old", "client-certificate", "tls-only-old-key-exchange", "tls-handshake-failed"}), outdoes: []string{"port-refused", "port-no-answer", "published-not-served"},
			shape: config.ListOf("Services that must work: imap, or imap:993 for one port.", config.PlaceWord())},
		{id: "forbidden", slot: "service", everywhere: true, whole: (*evaluation).forbidden,
			shape: config.ListOf("Services that must not be offered: pop3, or pop3:110 for one port.", config.PlaceWord())},
		{id: "addresses", slot: "family", probe: (*evaluation).addresses, explains: append([]string{"ipv4-no-answer", "ipv6-no-answer"}, port...), outdoes: []string{"ipv4-no-answer", "ipv6-no-answer"},
			shape: config.ListOf("Families of addresses by which a service must be reached: [ipv4, ipv6] for both.", config.FamilyWord())},
		{id: "tls-floor", path: (*evaluation).tlsFloor, explains: append(plainFindings(), "tls-too-old", "tls-old-versions", "client-certificate", "tls-only-old-key-exchange", "tls-handshake-failed", "speaks-plaintext"),
			shape: config.OneWord("The oldest version of TLS that may be spoken. No encryption is below any.", versionWord())},
		{id: "certificate-valid", path: (*evaluation).certificateValid, explains: slices.Concat(certificateFindings(), plainFindings()), outdoes: []string{"cert-name-mismatch"},
			shape: config.OneWord("Whether the certificate must be valid for the host: issuer, names, dates, strength.", config.Switch())},
		{id: "certificate-days", path: (*evaluation).certificateDays, explains: append(plainFindings(), "cert-expired", "tls-expires-soon"),
			shape: config.OneWord("For how many days from now the certificate must be valid.", daysWord())},
		{id: "certificate-names", slot: "name", path: (*evaluation).certificateNames, explains: append(plainFindings(), "cert-name-mismatch"), outdoes: []string{"cert-name-mismatch"},
			shape: config.ListOf("Host names that the certificate must cover.", config.Host())},
		{id: "capabilities-required", slot: "capability", path: (*evaluation).capabilityRequired,
			shape: phase("Capabilities that must be announced, by phase: {after-tls: [IDLE]}.")},
		{id: "capabilities-forbidden", slot: "capability", path: (*evaluation).capabilityForbidden, explains: []string{"password-before-tls"},
			shape: phase("Capabilities that must not be announced, by phase: {before-tls: [AUTH=PLAIN]}.")},
		{id: "mechanisms-required", slot: "mechanism", path: (*evaluation).mechanismRequired, explains: []string{"no-mechanism", "submission-no-auth"},
			shape: config.ListOf("Ways of login (SASL mechanisms) that must be offered in the last phase reached.", mechanismWord())},
		{id: "mechanisms-one-of", together: true, path: (*evaluation).mechanismOneOf, explains: []string{"no-mechanism", "submission-no-auth"},
			shape: config.ListOf("Ways of login (SASL mechanisms) of which one at least must be offered in the last phase reached.", mechanismWord())},
		{id: "mechanisms-forbidden", slot: "mechanism", path: (*evaluation).mechanismForbidden,
			shape: config.ListOf("Ways of login (SASL mechanisms) that must not be offered in the last phase reached.", mechanismWord())},
		{id: "published-works", searches: true, whole: (*evaluation).publishedWorks, explains: slices.Concat([]string{"published-not-served", "cert-not-published-name"}, port, plainFindings(), certificateFindings(), []string{"tls-too-old", "client-certificate", "tls-only-old-key-exchange", "tls-handshake-failed"}),
			shape: config.OneWord("Whether every server that is published for the domain must work as it is published: service, port, encryption, and the name in the certificate.", config.Switch())},
		{id: "published-agrees", searches: true, everywhere: true, whole: (*evaluation).publishedAgrees, explains: []string{"sources-disagree", "published-plaintext"},
			shape: config.OneWord("Whether all that is published for the domain must say the same.", config.Switch())},
		{id: "published-by", slot: "publisher", searches: true, everywhere: true, whole: (*evaluation).publishedBy,
			shape: config.ListOf("Where the domain must publish its servers: [autoconfig, srv].", publisherWord())},
		{id: "published-dns", slot: "record", searches: true, everywhere: true, whole: (*evaluation).publishedDNS, outdoes: []string{"port-refused", "port-no-answer", "published-not-served", "cert-not-published-name"}, shape: records},
		{id: "published-signed", searches: true, everywhere: true, whole: (*evaluation).publishedSigned,
			shape: config.OneWord("Whether the records of published-dns must be signed (DNSSEC), and the name server finds them so.", config.Switch())},
		{id: "login-works", probe: (*evaluation).loginWorks, explains: loginFindings(), outdoes: []string{"app-password-required", "imap-id-required"},
			shape: config.OneWord("Whether a login must be accepted; the target names a credential.", config.Switch())},
		{id: "quota-free", everywhere: true, whole: (*evaluation).quotaFree, explains: []string{"quota-over", "quota-no-room", "quota-usage", "quota-fills-soon"},
			shape: config.OneWord("How much of the quota must be free: a share (10%) or a size (500MB).", roomWord())},
		{id: "quota-least", everywhere: true, whole: (*evaluation).quotaLeast, explains: []string{"quota-over", "quota-no-room"}, outdoes: []string{"quota-over", "quota-no-room", "quota-usage", "quota-fills-soon"},
			shape: config.OneWord("The least size that the quota of a mailbox must have (2GB); none is more than any.", sizeWord())},
		{id: "latency", slot: "step", path: (*evaluation).latency, explains: []string{"step-timeout"}, shape: latency},
		{id: "findings-forbidden", slot: "finding", whole: (*evaluation).findingsForbidden, outdoes: meant,
			shape: config.ListOf("Findings that must not be made, by ID, or by severity: high stands for high and critical.", findingWord())},
	}
}
