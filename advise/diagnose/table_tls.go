package diagnose

import "mailadvisor/probe/result"

// The switch to encryption on 143, 110 and 587.
func switchRules() []rule {
	return []rule{
		{id: "imap-starttls-missing", severity: High, acts: Administrator, since: since, source: "RFC 3501 section 6.2.1, RFC 8314 section 3.2",
			scope: perEndpoint, kinds: kinds(result.StartTLSMissing),
			causes: startTLSCauses(), eval: noStartTLS(result.IMAP)},
		{id: "pop3-stls-missing", severity: High, acts: Administrator, since: since, source: "RFC 2595 section 4, RFC 8314 section 3.1", scope: perEndpoint,
			kinds:  kinds(result.StartTLSMissing),
			causes: startTLSCauses(), eval: noStartTLS(result.POP3)},
		{id: "submission-starttls-missing", severity: High, acts: Administrator, since: since, source: "RFC 3207, RFC 8314 section 3.3", scope: perEndpoint,
			kinds:  kinds(result.StartTLSMissing),
			causes: startTLSCauses(), eval: noStartTLS(result.Submission)},
		{id: "starttls-refused", severity: High, acts: Administrator, since: since, source: "RFC 2595, RFC 3207 section 4", scope: perEndpoint,
			kinds:  kinds(result.StartTLSRefused),
			causes: []string{"no-certificate", "tls-not-now"}, eval: byKind(likely("no-certificate", Probable), likely("tls-not-now", Possible))},
		{id: "starttls-broken", severity: High, acts: Administrator, since: since, source: "RFC 2595, RFC 3207 section 4", scope: perEndpoint,
			kinds:  kinds(result.StartTLSBroken),
			causes: []string{"tls-setup-broken", "device-rewrites"}, eval: byKind(likely("tls-setup-broken", Probable), likely("device-rewrites", Probable))},
		{id: "starttls-injection", severity: Critical, acts: Administrator, since: since, source: "RFC 3501 section 6.2.1, CVE-2011-0411",
			scope: perEndpoint, kinds: kinds(result.StartTLSInjection),
			causes: []string{"buffer-kept", "interference"}, eval: byKind(likely("buffer-kept", Probable), likely("interference", Probable))},
		{id: "preauth", severity: Critical, acts: Administrator, since: since, source: "RFC 3501 section 7.1.4, RFC 9051 section 11.3", scope: perEndpoint,
			kinds:  kinds(result.Preauth),
			causes: []string{"interference", "preauth-set"}, eval: preauth},
		{id: "password-before-tls", severity: Medium, acts: Administrator, since: since,
			source: "RFC 8314 section 3, RFC 2595 section 2.2, RFC 4954 section 4", scope: perEndpoint, after: unencrypted(),
			causes: []string{"plaintext-allowed", "own-address"}, eval: passwordBeforeTLS},
	}
}

// unencrypted lists what explains that a session stays readable.
func unencrypted() []string {
	return []string{"imap-starttls-missing", "pop3-stls-missing", "submission-starttls-missing", "starttls-injection", "preauth"}
}

func startTLSCauses() []string {
	return []string{"smtp-inspection", "addresses-differ", "offer-removed", "offer-removed-here", "switched-off"}
}

// TLS and certificates.
func tlsRules() []rule {
	return []rule{
		{id: "tls-too-old", severity: High, acts: Administrator, since: since, source: "RFC 8996, RFC 9325 section 3.1.1", scope: perPath,
			kinds:  kinds(result.TLSVersionRefused),
			causes: []string{"old-software", "old-settings"}, eval: tooOld},
		{id: "client-certificate", severity: High, acts: Administrator, since: since, source: "RFC 8446 section 4.4.2.4, RFC 5246 section 7.4.6",
			scope: perPath, kinds: kinds(result.TLSHandshakeFailed),
			causes: []string{"own-devices-only", "verification-slip"}, eval: clientCertificate},
		{id: "tls-only-old-key-exchange", severity: High, acts: Administrator, since: since, source: "RFC 9325 section 4.1, RFC 9325 section 4.4",
			scope: perPath, after: []string{"tls-too-old", "client-certificate"}, kinds: kinds(result.TLSHandshakeFailed),
			causes: []string{"old-settings", "old-library"}, eval: onlyOldKeyExchange},
		{id: "tls-handshake-failed", severity: High, acts: Administrator, since: since, source: "RFC 8446 section 6.2", scope: perPath,
			after: []string{"tls-too-old", "client-certificate", "tls-only-old-key-exchange"}, kinds: kinds(result.TLSHandshakeFailed),
			causes: []string{"pss-key", "no-common-cipher", "no-certificate", "device-rewrites"}, eval: handshakeFailed},
		{id: "tls-weak-dh", severity: High, acts: Administrator, since: since, source: "RFC 9325 section 4.4, RFC 7919", scope: perPath,
			after: []string{"tls-too-old"}, causes: []string{"short-prime", "old-library"}, eval: byTLS12(weakDH, "short-prime")},
		{id: "tls-old-renegotiation", severity: High, acts: Administrator, since: since, source: "RFC 5746, RFC 9325 section 3.5", scope: perPath,
			after: []string{"tls-too-old", "tls-only-old-key-exchange"}, causes: []string{"old-library", "device-in-front"},
			eval: byTLS12(oldRenegotiation, "device-in-front")},
		{id: "tls-large-hello", severity: High, acts: Administrator, since: since, source: "RFC 8446 section 4.2.8, RFC 9325 section 3.4", scope: perPath,
			causes: []string{"large-hello-dropped"}, eval: largeHello},
		{id: "cert-expired", severity: Critical, acts: Administrator, since: since, source: "RFC 5280 section 4.1.2.5", scope: perPath, kinds: kinds(result.CertExpired),
			causes: []string{"not-reloaded", "renewal-not-run", "clock-wrong"},
			eval:   badCertificate(result.CertExpired, likely("renewal-not-run", Sure), likely("clock-wrong", Possible))},
		{id: "cert-not-yet-valid", severity: Critical, acts: Administrator, since: since, source: "RFC 5280 section 4.1.2.5", scope: perPath,
			kinds:  kinds(result.CertNotYetValid),
			causes: []string{"not-reloaded", "clock-wrong", "taken-up-early"},
			eval:   badCertificate(result.CertNotYetValid, likely("clock-wrong", Probable), likely("taken-up-early", Probable))},
		{id: "asked-by-address", severity: High, acts: Person, since: since, source: "RFC 6066 section 3, RFC 9525 section 6.4", scope: perPath,
			kinds:  kinds(result.CertNameMismatch, result.CertSelfSigned),
			causes: []string{"no-name-sent"}, eval: askedByAddress},
		{id: "cert-name-mismatch", severity: Critical, acts: Administrator, since: since, source: "RFC 7817, RFC 9525", scope: perPath,
			after: []string{"cert-not-published-name", "asked-by-address"}, kinds: kinds(result.CertNameMismatch),
			causes: []string{"not-reloaded", "common-name-alone", "other-name", "name-not-served", "interference"}, eval: nameMismatch},
		{id: "cert-self-signed", severity: Critical, acts: Administrator, since: since, source: "RFC 5280 section 6", scope: perPath,
			after: []string{"asked-by-address"}, kinds: kinds(result.CertSelfSigned),
			causes: []string{"not-reloaded", "default-certificate", "interference"},
			eval:   badCertificate(result.CertSelfSigned, likely("default-certificate", Sure), likely("interference", Possible))},
		{id: "cert-incomplete-chain", severity: High, acts: Administrator, since: since, source: "RFC 8446 section 4.4.2", scope: perPath,
			kinds:  kinds(result.CertIncompleteChain),
			causes: []string{"not-reloaded", "intermediate-missing"},
			eval:   badCertificate(result.CertIncompleteChain, likely("intermediate-missing", Sure))},
		{id: "cert-unknown-issuer", severity: Critical, acts: Administrator, since: since, source: "RFC 5280 section 6", scope: perPath,
			after: []string{"cert-self-signed", "cert-incomplete-chain"}, kinds: kinds(result.CertUnknownIssuer),
			causes: []string{"not-reloaded", "own-issuer", "device-inspects", "interference"},
			eval:   badCertificate(result.CertUnknownIssuer, likely("own-issuer", Probable), likely("device-inspects", Probable), likely("interference", Possible))},
		{id: "cert-weak-key", severity: High, acts: Administrator, since: since, source: "RFC 9325 section 4.5", scope: perPath, kinds: kinds(result.CertWeakKey),
			causes: []string{"not-reloaded", "old-certificate"}, eval: badCertificate(result.CertWeakKey, likely("old-certificate", Sure))},
		{id: "cert-weak-signature", severity: High, acts: Administrator, since: since, source: "RFC 9325 section 4.5, RFC 9155", scope: perPath,
			kinds:  kinds(result.CertWeakSignature),
			causes: []string{"not-reloaded", "old-certificate"}, eval: badCertificate(result.CertWeakSignature, likely("old-certificate", Sure))},
		{id: "cert-invalid", severity: Critical, acts: Administrator, since: since, source: "RFC 5280 section 6", scope: perPath, after: distrustedWhy(),
			kinds:  kinds(result.CertInvalid),
			causes: []string{"not-reloaded", "not-for-servers", "constraints"},
			eval:   badCertificate(result.CertInvalid, likely("not-for-servers", Probable), likely("constraints", Probable))},
		{id: "tls-ends-in-front", severity: High, acts: Administrator, since: since,
			source: "RFC 3501 section 6.2.1, RFC 2595 section 4, RFC 3207 section 4.2", scope: perEndpoint,
			causes: []string{"proxy-ends-tls", "list-not-made-anew"}, eval: tlsEndsInFront},
		{id: "tls-expires-soon", severity: High, acts: Administrator, since: since, source: "RFC 5280 section 4.1.2.5", scope: perPath,
			after:  []string{"cert-expired", "cert-not-yet-valid", "cert-self-signed"},
			causes: []string{"not-reloaded", "renewal-not-run", "renewal-by-hand"}, eval: expiresSoon},
		{id: "cert-differs", severity: Low, acts: Administrator, since: since, scope: perHost, after: append(distrusted(), "tls-expires-soon"),
			causes: []string{"machine-left-behind", "certificate-each"}, eval: certificatesDiffer},
		{id: "tls-old-versions", severity: Medium, acts: Administrator, since: since, source: "RFC 8996", scope: perPath, after: []string{"tls-too-old"},
			causes: []string{"old-settings", "old-programs"},
			eval:   scanned("versions_list", oldVersions, likely("old-settings", Probable), likely("old-programs", Probable))},
		{id: "tls-weak-ciphers", severity: Medium, acts: Administrator, since: since, source: "RFC 9325 section 4.2", scope: perPath,
			after: []string{"tls-too-old"}, causes: []string{"old-settings", "old-programs"},
			eval: scanned("ciphers_list", weakCiphers, likely("old-settings", Probable), likely("old-programs", Possible))},
		{id: "tls13-missing", severity: Info, acts: Administrator, since: since, source: "RFC 9325 section 3.1.1", scope: perPath,
			after: []string{"tls-too-old", "tls-only-old-key-exchange"}, causes: []string{"old-library", "old-settings"}, eval: noTLS13},
	}
}

// distrustedWhy lists the rules that name why a certificate is not believed.
func distrustedWhy() []string {
	return []string{"cert-expired", "cert-not-yet-valid", "cert-name-mismatch", "cert-self-signed", "cert-incomplete-chain",
		"cert-unknown-issuer", "cert-weak-key", "cert-weak-signature"}
}

// distrusted lists what explains that a certificate is not believed.
func distrusted() []string { return append(distrustedWhy(), "cert-invalid") }
