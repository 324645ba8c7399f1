package diagnose

import "mailadvisor/probe/result"

// table holds every rule, in the order of a session; a rule stands behind
// those that explain it.
func table() []rule {
	const v = "1.0"
	// What explains that nothing further was seen of a path.
	reach := []string{"name-unknown", "name-lookup-failed", "no-address", "host-no-answer", "host-refuses-all",
		"ipv4-no-answer", "ipv6-no-answer", "address-no-answer"}
	plain := []string{"imap-starttls-missing", "pop3-stls-missing", "submission-starttls-missing", "starttls-injection", "preauth"}
	trust := []string{"cert-expired", "cert-not-yet-valid", "cert-name-mismatch", "cert-self-signed", "cert-incomplete-chain",
		"cert-unknown-issuer", "cert-weak-key", "cert-weak-signature", "cert-invalid"}
	return []rule{
		// Reachability.
		{"name-unknown", Critical, v, "RFC 8020", perHost, nil, kinds(result.NameUnknown),
			[]string{"name-misspelt", "name-removed"},
			noHost(likely("name-misspelt", Medium), likely("name-removed", Low))},
		{"name-lookup-failed", High, v, "RFC 2308", perHost, nil, kinds(result.NameLookupFailed),
			[]string{"resolver-silent", "zone-broken"},
			noHost(likely("resolver-silent", Medium), likely("zone-broken", Medium))},
		{"no-address", Critical, v, "RFC 2308", perHost, nil, kinds(result.NoAddress),
			[]string{"domain-not-host", "records-missing"},
			noHost(likely("domain-not-host", Medium), likely("records-missing", Medium))},
		{"host-no-answer", Critical, v, "RFC 1122", perHost, reach[:3], kinds(result.Timeout, result.Unreachable),
			[]string{"firewall-there", "firewall-here", "address-unused", "no-route-here"}, wholeHost(false)},
		{"host-refuses-all", Critical, v, "RFC 9293", perHost, reach[:3], kinds(result.Refused),
			[]string{"no-mail-here", "service-stopped", "firewall-rejects"}, wholeHost(true)},
		{"ipv4-no-answer", High, v, "RFC 8305", perHost, reach[:5], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes", "no-route-here"}, family("ipv4")},
		{"ipv6-no-answer", Medium, v, "RFC 8305", perHost, reach[:5], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes", "no-route-here"}, family("ipv6")},
		{"address-no-answer", Medium, v, "RFC 8305", perHost, reach[:7], kinds(result.Timeout, result.Unreachable),
			[]string{"address-vanishes"}, oneAddress},
		{"port-refused", High, v, "RFC 9293", perEndpoint, reach, kinds(result.Refused),
			[]string{"service-stopped", "wrong-port"}, onePort(true)},
		{"port-no-answer", High, v, "RFC 1122", perEndpoint, reach, kinds(result.Timeout, result.Unreachable),
			[]string{"port-filtered", "firewall-here"}, onePort(false)},
		{"port-not-everywhere", Medium, v, "RFC 8305", perPath, reach, kinds(result.Refused, result.Timeout, result.Unreachable),
			[]string{"listens-on-one", "firewall-differs"}, notEverywhere},
		{"no-greeting", High, v, "RFC 3501 section 7.1.1, RFC 1939 section 4, RFC 5321 section 4.3.1", perPath, reach, kinds(result.Timeout),
			[]string{"wrong-encryption", "greeting-slow"}, timedOut(true)},
		{"step-timeout", High, v, "", perPath, append(reach, "no-greeting"), kinds(result.Timeout),
			[]string{"server-slow", "packets-lost"}, timedOut(false)},
		{"closed-before-greeting", High, v, "", perPath, reach, kinds(result.ClosedBeforeGreeting),
			[]string{"address-blocked", "too-many", "backend-down"},
			byKind(likely("address-blocked", Medium), likely("too-many", Medium), likely("backend-down", Low))},
		{"connection-lost", High, v, "RFC 9293", perPath, reach, kinds(result.Reset, result.Closed),
			[]string{"device-cuts", "server-ended"}, byKind(likely("device-cuts", Medium), likely("server-ended", Medium))},
		{"speaks-plaintext", High, v, "RFC 8314 section 3", perEndpoint, reach, kinds(result.SpeaksPlaintext),
			[]string{"tls-not-set"}, byKind(likely("tls-not-set", High))},
		{"speaks-tls", High, v, "RFC 8314 section 3", perEndpoint, reach, kinds(result.SpeaksTLS),
			[]string{"tls-from-start"}, byKind(likely("tls-from-start", High))},
		{"wrong-protocol", High, v, "", perEndpoint, reach, kinds(result.WrongProtocol),
			[]string{"other-service"}, byKind(likely("other-service", High))},
		{"busy", Medium, v, "RFC 5530, RFC 3206, RFC 5321 section 3.8", perPath, reach, kinds(result.Busy),
			[]string{"too-many", "maintenance"}, byKind(likely("too-many", Medium), likely("maintenance", Medium))},

		// What came over the wire.
		{"malformed", Medium, v, "RFC 3501, RFC 1939, RFC 5321", perPath, nil, kinds(result.Malformed),
			[]string{"server-defect", "device-rewrites"}, byKind(likely("server-defect", Medium), likely("device-rewrites", Low))},
		{"too-large", Medium, v, "", perPath, nil, kinds(result.TooLarge),
			[]string{"server-defect", "hostile"}, byKind(likely("server-defect", Medium), likely("hostile", Low))},
		{"protocol-error", Medium, v, "RFC 3501, RFC 1939, RFC 5321", perPath, nil, kinds(result.ProtocolError),
			[]string{"server-defect", "server-restricts"}, byKind(likely("server-restricts", Medium), likely("server-defect", Low))},

		// The switch to encryption.
		{"imap-starttls-missing", High, v, "RFC 3501 section 6.2.1, RFC 8314 section 3.2", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.IMAP)},
		{"pop3-stls-missing", High, v, "RFC 2595 section 4, RFC 8314 section 3.1", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.POP3)},
		{"submission-starttls-missing", High, v, "RFC 3207, RFC 8314 section 3.3", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.Submission)},
		{"starttls-refused", High, v, "RFC 2595, RFC 3207 section 4", perEndpoint, nil, kinds(result.StartTLSRefused),
			[]string{"no-certificate", "tls-not-now"}, byKind(likely("no-certificate", Medium), likely("tls-not-now", Low))},
		{"starttls-broken", High, v, "RFC 2595, RFC 3207 section 4", perEndpoint, nil, kinds(result.StartTLSBroken),
			[]string{"tls-setup-broken", "device-rewrites"}, byKind(likely("tls-setup-broken", Medium), likely("device-rewrites", Medium))},
		{"starttls-injection", Critical, v, "RFC 3501 section 6.2.1, CVE-2011-0411", perEndpoint, nil, kinds(result.StartTLSInjection),
			[]string{"buffer-kept", "interference"}, byKind(likely("buffer-kept", Medium), likely("interference", Medium))},
		{"preauth", Critical, v, "RFC 3501 section 7.1.4, RFC 9051 section 11.3", perEndpoint, nil, kinds(result.Preauth),
			[]string{"interference", "preauth-set"}, byKind(likely("interference", Medium), likely("preauth-set", Medium))},
		{"password-before-tls", Medium, v, "RFC 8314 section 3, RFC 2595 section 2.2, RFC 4954 section 4", perEndpoint, plain, nil,
			[]string{"plaintext-allowed", "own-address"}, passwordBeforeTLS},

		// TLS and certificates.
		{"tls-too-old", High, v, "RFC 8996, RFC 9325 section 3.1.1", perPath, nil, kinds(result.TLSVersionRefused),
			[]string{"old-software", "old-settings"}, tooOld},
		{"tls-handshake-failed", High, v, "RFC 8446 section 6.2", perPath, []string{"tls-too-old"}, kinds(result.TLSHandshakeFailed),
			[]string{"no-common-cipher", "no-certificate", "device-rewrites"},
			byKind(likely("no-common-cipher", Medium), likely("no-certificate", Medium), likely("device-rewrites", Low))},
		{"cert-expired", Critical, v, "RFC 5280 section 4.1.2.5", perPath, nil, kinds(result.CertExpired),
			[]string{"not-reloaded", "renewal-not-run", "clock-wrong"},
			badCertificate(result.CertExpired, likely("renewal-not-run", High), likely("clock-wrong", Low))},
		{"cert-not-yet-valid", Critical, v, "RFC 5280 section 4.1.2.5", perPath, nil, kinds(result.CertNotYetValid),
			[]string{"not-reloaded", "clock-wrong", "taken-up-early"},
			badCertificate(result.CertNotYetValid, likely("clock-wrong", Medium), likely("taken-up-early", Medium))},
		{"cert-name-mismatch", Critical, v, "RFC 7817, RFC 9525", perPath, nil, kinds(result.CertNameMismatch),
			[]string{"not-reloaded", "other-name", "name-not-served", "interference"},
			badCertificate(result.CertNameMismatch, likely("other-name", Medium), likely("name-not-served", Medium), likely("interference", Low))},
		{"cert-self-signed", Critical, v, "RFC 5280 section 6", perPath, nil, kinds(result.CertSelfSigned),
			[]string{"not-reloaded", "default-certificate", "interference"},
			badCertificate(result.CertSelfSigned, likely("default-certificate", High), likely("interference", Low))},
		{"cert-incomplete-chain", High, v, "RFC 8446 section 4.4.2", perPath, nil, kinds(result.CertIncompleteChain),
			[]string{"not-reloaded", "intermediate-missing"},
			badCertificate(result.CertIncompleteChain, likely("intermediate-missing", High))},
		{"cert-unknown-issuer", Critical, v, "RFC 5280 section 6", perPath, []string{"cert-self-signed", "cert-incomplete-chain"}, kinds(result.CertUnknownIssuer),
			[]string{"not-reloaded", "own-issuer", "device-inspects", "interference"},
			badCertificate(result.CertUnknownIssuer, likely("own-issuer", Medium), likely("device-inspects", Medium), likely("interference", Low))},
		{"cert-weak-key", High, v, "RFC 9325 section 4.5", perPath, nil, kinds(result.CertWeakKey),
			[]string{"not-reloaded", "old-certificate"}, badCertificate(result.CertWeakKey, likely("old-certificate", High))},
		{"cert-weak-signature", High, v, "RFC 9325 section 4.5, RFC 9155", perPath, nil, kinds(result.CertWeakSignature),
			[]string{"not-reloaded", "old-certificate"}, badCertificate(result.CertWeakSignature, likely("old-certificate", High))},
		{"cert-invalid", Critical, v, "RFC 5280 section 6", perPath, trust[:8], kinds(result.CertInvalid),
			[]string{"not-reloaded", "not-for-servers", "constraints"},
			badCertificate(result.CertInvalid, likely("not-for-servers", Medium), likely("constraints", Medium))},
		{"tls-expires-soon", High, v, "RFC 5280 section 4.1.2.5", perPath, []string{"cert-expired", "cert-not-yet-valid", "cert-self-signed"}, nil,
			[]string{"not-reloaded", "renewal-not-run", "renewal-by-hand"}, expiresSoon},
		{"cert-differs", Low, v, "", perHost, append(trust[:9:9], "tls-expires-soon"), nil,
			[]string{"machine-left-behind", "certificate-each"}, certificatesDiffer},
		{"tls-old-versions", Medium, v, "RFC 8996", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-settings", "old-programs"},
			scanned("versions_list", oldVersions, likely("old-settings", Medium), likely("old-programs", Medium))},
		{"tls-weak-ciphers", Medium, v, "RFC 9325 section 4.2", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-settings", "old-programs"},
			scanned("ciphers_list", weakCiphers, likely("old-settings", Medium), likely("old-programs", Low))},
		{"tls13-missing", Info, v, "RFC 9325 section 3.1.1", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-library", "old-settings"}, noTLS13},

		// Logins.
		{"submission-no-auth", High, v, "RFC 6409 section 4.3", perEndpoint, nil, nil,
			[]string{"auth-switched-off", "not-submission"}, noAuth},
		{"oauth-required", Medium, v, "RFC 7628", perEndpoint, nil, kinds(result.OAuthRequired), []string{"passwords-ended"}, oauthOnly},
		{"no-mechanism", High, v, "RFC 4422", perEndpoint, []string{"oauth-required", "submission-no-auth"}, kinds(result.MechanismMissing),
			[]string{"none-in-common", "login-switched-off", "login-backend"}, noMechanism},
		{"auth-rejected", High, v, "RFC 5530, RFC 3206, RFC 4954", perEndpoint, nil, kinds(result.AuthRejected),
			[]string{"password-wrong", "user-name-form", "scram-form", "app-password-needed"}, refusedLogin(whyRejected)},
		{"auth-expired", High, v, "RFC 5530", perEndpoint, nil, kinds(result.AuthExpired),
			[]string{"password-ended"}, refusedLogin(always(likely("password-ended", High)))},
		{"account-disabled", High, v, "RFC 5530", perEndpoint, nil, kinds(result.AccountDisabled),
			[]string{"protocol-off", "account-locked"}, refusedLogin(always(likely("protocol-off", Medium), likely("account-locked", Medium)))},
		{"app-password-required", High, v, "RFC 4954", perEndpoint, nil, kinds(result.AppPasswordRequired),
			[]string{"two-steps-on"}, refusedLogin(always(likely("two-steps-on", High)))},
		{"web-login-required", High, v, "", perEndpoint, nil, kinds(result.WebLoginRequired),
			[]string{"new-place"}, refusedLogin(always(likely("new-place", Medium)))},
		{"privacy-required", High, v, "RFC 5530, RFC 4954 section 6", perEndpoint, nil, kinds(result.PrivacyRequired),
			[]string{"not-seen-encrypted"}, refusedLogin(always(likely("not-seen-encrypted", Medium)))},
		{"auth-temporary", Medium, v, "RFC 5530, RFC 4954 section 6", perEndpoint, nil, kinds(result.AuthTemporary),
			[]string{"login-backend", "password-wrong-454", "slowed-down"},
			refusedLogin(always(likely("login-backend", Medium), likely("slowed-down", Medium), likely("password-wrong-454", Low)))},
		{"in-use", Medium, v, "RFC 2449 section 8.1.2", perEndpoint, nil, kinds(result.InUse),
			[]string{"other-session"}, refusedLogin(always(likely("other-session", High)))},
		{"login-no-answer", High, v, "", perEndpoint, nil,
			kinds(result.Timeout, result.Reset, result.Closed, result.Busy, result.Malformed, result.TooLarge, result.ProtocolError),
			[]string{"login-slow", "cut-as-defence"}, loginCut},
		{"auth-only-login", Info, v, "RFC 4616", perEndpoint, nil, nil, []string{"old-settings"},
			mechanismNote(onlyLogin, likely("old-settings", Medium))},
		{"scram-missing", Info, v, "RFC 7677, RFC 9051 section 11", perEndpoint, nil, nil, []string{"hashes-stored"},
			mechanismNote(withoutSCRAM, likely("hashes-stored", Medium))},
		{"capabilities-shrink", Low, v, "RFC 3501 section 6.2", perPath, nil, nil,
			[]string{"proxy-in-front", "per-user"}, shrinks},

		// What IMAP can do.
		{"imap-idle-missing", Info, v, "RFC 2177", perEndpoint, nil, nil, serverCauses(), imapLacks("IDLE")},
		{"imap-move-missing", Info, v, "RFC 6851", perEndpoint, nil, nil, serverCauses(), imapLacks("MOVE")},
		{"imap-uidplus-missing", Info, v, "RFC 4315", perEndpoint, nil, nil, serverCauses(), imapLacks("UIDPLUS")},
		{"imap-special-use-missing", Info, v, "RFC 6154", perEndpoint, nil, nil, serverCauses(), imapLacks("SPECIAL-USE")},
		{"imap-condstore-missing", Info, v, "RFC 7162", perEndpoint, nil, nil, serverCauses(), imapLacks("CONDSTORE", "QRESYNC")},
		{"imap-namespace-missing", Info, v, "RFC 2342", perEndpoint, nil, nil, serverCauses(), imapLacks("NAMESPACE")},
		{"imap-quota-missing", Info, v, "RFC 9208", perEndpoint, nil, nil, serverCauses(), imapLacks("QUOTA")},

		// What POP3 can do.
		{"pop3-capa-missing", Low, v, "RFC 2449", perEndpoint, nil, nil, []string{"old-software"}, noCAPA},
		{"pop3-uidl-missing", Medium, v, "RFC 1939 section 7", perEndpoint, nil, nil, serverCauses(), noUIDL},
		{"pop3-top-missing", Info, v, "RFC 1939 section 7", perEndpoint, []string{"pop3-capa-missing"}, nil, serverCauses(), announced(result.POP3, "TOP")},
		{"pop3-resp-codes-missing", Info, v, "RFC 2449 section 8, RFC 3206", perEndpoint, []string{"pop3-capa-missing"}, nil, serverCauses(), announced(result.POP3, "RESP-CODES")},
		{"pop3-expire", Info, v, "RFC 2449 section 6.7", perEndpoint, []string{"pop3-capa-missing"}, nil, []string{"provider-rule"}, expire},
		{"login-delay", Info, v, "RFC 2449 sections 6.5 and 8.1.1", perEndpoint, nil, kinds(result.LoginDelay), []string{"provider-rule"}, loginDelay},

		// What submission can do.
		{"submission-size", Info, v, "RFC 1870", perEndpoint, nil, nil, nil, size},
		{"submission-8bitmime-missing", Info, v, "RFC 6152", perEndpoint, nil, nil, serverCauses(), announced(result.Submission, "8BITMIME")},
		{"submission-smtputf8-missing", Info, v, "RFC 6531", perEndpoint, nil, nil, serverCauses(), announced(result.Submission, "SMTPUTF8")},

		// The mailbox.
		{"quota-over", Critical, v, "RFC 9208", perAccount, nil, nil, []string{"limit-lowered", "counted-late"}, quotaOver},
		{"quota-no-room", Critical, v, "RFC 9208", perAccount, []string{"quota-over"}, nil, fillingCauses(), quotaNoRoom},
		{"quota-usage", High, v, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), quotaUsage},
		{"quota-fills-soon", High, v, "RFC 9208", perAccount, []string{"quota-over", "quota-no-room"}, nil, fillingCauses(), fillsSoon},
		{"quota-zero", Low, v, "RFC 9208", perAccount, nil, nil, []string{"zero-is-unlimited"},
			limitState(result.LimitZero, Unknown, likely("zero-is-unlimited", Medium))},
		{"quota-invalid", Low, v, "RFC 9208", perAccount, nil, nil, []string{"negative-is-unlimited"},
			limitState(result.LimitInvalid, Warn, likely("negative-is-unlimited", Medium))},
		{"quota-unreadable", Low, v, "RFC 9208", perAccount, nil, kinds(result.Malformed), []string{"answer-odd", "server-ended", "busy-now"}, unreadable(quotaAnswer)},
		{"quota-unknown", Low, v, "RFC 9208", perAccount, nil, nil, []string{"limit-not-told"}, noQuota},
		{"mailbox-unreadable", Low, v, "RFC 3501 section 6.3.10", perAccount, nil, kinds(result.Malformed, result.TooLarge), []string{"answer-odd", "server-ended", "busy-now"}, unreadable(mailboxAnswer)},
		{"trash-holds-most", Info, v, "RFC 6154", perAccount, nil, nil, []string{"never-emptied"}, folderHolds(true)},
		{"folder-holds-most", Info, v, "", perAccount, nil, nil, []string{"never-filed"}, folderHolds(false)},
		{"imap-pop3-differ", Low, v, "", perAccount, nil, nil, []string{"pop-hides", "other-mailbox", "arrived-between"}, inboxDiffers},
	}
}

func kinds(k ...result.Kind) []result.Kind { return k }

func startTLSCauses() []string {
	return []string{"addresses-differ", "offer-removed", "offer-removed-here", "switched-off"}
}

func serverCauses() []string { return []string{"server-cannot", "server-configured"} }

func fillingCauses() []string { return []string{"one-folder", "mail-stays"} }

// unspoken is something that fails or costs a person something, and of which
// no rule speaks.
type unspoken struct{ what, why string }

// noRule says why there is no rule: for failure kinds, and for what servers
// are seen to do.
func noRule() []unspoken {
	return []unspoken{
		{string(result.Canceled), "The run was ended from outside: nothing was learned of the host."},
		{string(result.LocalError), "This machine could not do its part: the program says so itself, with exit status 3."},
		{"capabilities that only the greeting names, or only a later answer", "Each phase is asked for itself; what counts is the last list."},
		{"LOGINDISABLED, STLS or STARTTLS still listed where they no longer apply", "They are ignored there, as mail programs do."},
		{"mechanisms that appear behind TLS, such as those with -PLUS", "More than before is no fault; what is lost is told by capabilities-shrink."},
		{"a usage that is 0 until it is first computed", "It cannot be told from an empty mailbox; the size of the folders stands beside it."},
		{"SIZE left out of STATUS", "The sizes are then added up from the messages, or not checked."},
		{"a folder prefix, or no hierarchy delimiter", "Mail programs ask for it (NAMESPACE, LIST); imap-namespace-missing tells where they cannot."},
		{"ID absent or refused", "It tells the server's name, and nobody loses anything without it."},
		{"a slow answer to a login", "Servers slow down on purpose after a failure; the time stands in the table."},
		{"EHLO that ends a login", "This program logs in last, as mail programs do."},
		{"octets of STAT that change between sessions", "Messages are compared, not octets (imap-pop3-differ)."},
		{"APPENDLIMIT", "It limits what a program may store, which a read-only run does not try."},
	}
}
