package diagnose

import "mailadvisor/probe/result"

// The switch to encryption on 143, 110 and 587.
func switchRules() []rule {
	return []rule{
		{"imap-starttls-missing", High, since, "RFC 3501 section 6.2.1, RFC 8314 section 3.2", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.IMAP)},
		{"pop3-stls-missing", High, since, "RFC 2595 section 4, RFC 8314 section 3.1", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.POP3)},
		{"submission-starttls-missing", High, since, "RFC 3207, RFC 8314 section 3.3", perEndpoint, nil, kinds(result.StartTLSMissing),
			startTLSCauses(), noStartTLS(result.Submission)},
		{"starttls-refused", High, since, "RFC 2595, RFC 3207 section 4", perEndpoint, nil, kinds(result.StartTLSRefused),
			[]string{"no-certificate", "tls-not-now"}, byKind(likely("no-certificate", Medium), likely("tls-not-now", Low))},
		{"starttls-broken", High, since, "RFC 2595, RFC 3207 section 4", perEndpoint, nil, kinds(result.StartTLSBroken),
			[]string{"tls-setup-broken", "device-rewrites"}, byKind(likely("tls-setup-broken", Medium), likely("device-rewrites", Medium))},
		{"starttls-injection", Critical, since, "RFC 3501 section 6.2.1, CVE-2011-0411", perEndpoint, nil, kinds(result.StartTLSInjection),
			[]string{"buffer-kept", "interference"}, byKind(likely("buffer-kept", Medium), likely("interference", Medium))},
		{"preauth", Critical, since, "RFC 3501 section 7.1.4, RFC 9051 section 11.3", perEndpoint, nil, kinds(result.Preauth),
			[]string{"interference", "preauth-set"}, byKind(likely("interference", Medium), likely("preauth-set", Medium))},
		{"password-before-tls", Medium, since, "RFC 8314 section 3, RFC 2595 section 2.2, RFC 4954 section 4", perEndpoint, unencrypted(), nil,
			[]string{"plaintext-allowed", "own-address"}, passwordBeforeTLS},
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
		{"tls-too-old", High, since, "RFC 8996, RFC 9325 section 3.1.1", perPath, nil, kinds(result.TLSVersionRefused),
			[]string{"old-software", "old-settings"}, tooOld},
		{"client-certificate", High, since, "RFC 8446 section 4.4.2.4, RFC 5246 section 7.4.6", perPath, nil, kinds(result.TLSHandshakeFailed),
			[]string{"own-devices-only", "verification-slip"}, clientCertificate},
		{"tls-only-old-key-exchange", High, since, "RFC 9325 section 4.1, RFC 9325 section 4.4", perPath, []string{"tls-too-old", "client-certificate"}, kinds(result.TLSHandshakeFailed),
			[]string{"old-settings", "old-library"}, onlyOldKeyExchange},
		{"tls-handshake-failed", High, since, "RFC 8446 section 6.2", perPath, []string{"tls-too-old", "client-certificate", "tls-only-old-key-exchange"}, kinds(result.TLSHandshakeFailed),
			[]string{"no-common-cipher", "no-certificate", "device-rewrites"}, handshakeFailed},
		{"tls-weak-dh", High, since, "RFC 9325 section 4.4, RFC 7919", perPath, []string{"tls-too-old"}, nil,
			[]string{"short-prime", "old-library"}, byTLS12(weakDH, "short-prime")},
		{"tls-old-renegotiation", High, since, "RFC 5746, RFC 9325 section 3.5", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-library", "device-in-front"}, byTLS12(oldRenegotiation, "device-in-front")},
		{"tls-large-hello", High, since, "RFC 8446 section 4.2.8, RFC 9325 section 3.4", perPath, nil, nil,
			[]string{"large-hello-dropped"}, largeHello},
		{"cert-expired", Critical, since, "RFC 5280 section 4.1.2.5", perPath, nil, kinds(result.CertExpired),
			[]string{"not-reloaded", "renewal-not-run", "clock-wrong"},
			badCertificate(result.CertExpired, likely("renewal-not-run", High), likely("clock-wrong", Low))},
		{"cert-not-yet-valid", Critical, since, "RFC 5280 section 4.1.2.5", perPath, nil, kinds(result.CertNotYetValid),
			[]string{"not-reloaded", "clock-wrong", "taken-up-early"},
			badCertificate(result.CertNotYetValid, likely("clock-wrong", Medium), likely("taken-up-early", Medium))},
		{"asked-by-address", High, since, "RFC 6066 section 3, RFC 9525 section 6.4", perPath, nil, kinds(result.CertNameMismatch, result.CertSelfSigned),
			[]string{"no-name-sent"}, askedByAddress},
		{"cert-name-mismatch", Critical, since, "RFC 7817, RFC 9525", perPath, []string{"cert-not-published-name", "asked-by-address"}, kinds(result.CertNameMismatch),
			[]string{"not-reloaded", "common-name-alone", "other-name", "name-not-served", "interference"}, nameMismatch},
		{"cert-self-signed", Critical, since, "RFC 5280 section 6", perPath, []string{"asked-by-address"}, kinds(result.CertSelfSigned),
			[]string{"not-reloaded", "default-certificate", "interference"},
			badCertificate(result.CertSelfSigned, likely("default-certificate", High), likely("interference", Low))},
		{"cert-incomplete-chain", High, since, "RFC 8446 section 4.4.2", perPath, nil, kinds(result.CertIncompleteChain),
			[]string{"not-reloaded", "intermediate-missing"},
			badCertificate(result.CertIncompleteChain, likely("intermediate-missing", High))},
		{"cert-unknown-issuer", Critical, since, "RFC 5280 section 6", perPath, []string{"cert-self-signed", "cert-incomplete-chain"}, kinds(result.CertUnknownIssuer),
			[]string{"not-reloaded", "own-issuer", "device-inspects", "interference"},
			badCertificate(result.CertUnknownIssuer, likely("own-issuer", Medium), likely("device-inspects", Medium), likely("interference", Low))},
		{"cert-weak-key", High, since, "RFC 9325 section 4.5", perPath, nil, kinds(result.CertWeakKey),
			[]string{"not-reloaded", "old-certificate"}, badCertificate(result.CertWeakKey, likely("old-certificate", High))},
		{"cert-weak-signature", High, since, "RFC 9325 section 4.5, RFC 9155", perPath, nil, kinds(result.CertWeakSignature),
			[]string{"not-reloaded", "old-certificate"}, badCertificate(result.CertWeakSignature, likely("old-certificate", High))},
		{"cert-invalid", Critical, since, "RFC 5280 section 6", perPath, distrusted()[:8], kinds(result.CertInvalid),
			[]string{"not-reloaded", "not-for-servers", "constraints"},
			badCertificate(result.CertInvalid, likely("not-for-servers", Medium), likely("constraints", Medium))},
		{"tls-ends-in-front", High, since, "RFC 3501 section 6.2.1, RFC 2595 section 4, RFC 3207 section 4.2", perEndpoint, nil, nil,
			[]string{"proxy-ends-tls", "list-not-made-anew"}, tlsEndsInFront},
		{"tls-expires-soon", High, since, "RFC 5280 section 4.1.2.5", perPath, []string{"cert-expired", "cert-not-yet-valid", "cert-self-signed"}, nil,
			[]string{"not-reloaded", "renewal-not-run", "renewal-by-hand"}, expiresSoon},
		{"cert-differs", Low, since, "", perHost, append(distrusted()[:9:9], "tls-expires-soon"), nil,
			[]string{"machine-left-behind", "certificate-each"}, certificatesDiffer},
		{"tls-old-versions", Medium, since, "RFC 8996", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-settings", "old-programs"},
			scanned("versions_list", oldVersions, likely("old-settings", Medium), likely("old-programs", Medium))},
		{"tls-weak-ciphers", Medium, since, "RFC 9325 section 4.2", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-settings", "old-programs"},
			scanned("ciphers_list", weakCiphers, likely("old-settings", Medium), likely("old-programs", Low))},
		{"tls13-missing", Info, since, "RFC 9325 section 3.1.1", perPath, []string{"tls-too-old"}, nil,
			[]string{"old-library", "old-settings"}, noTLS13},
	}
}

// distrusted lists what explains that a certificate is not believed.
func distrusted() []string {
	return []string{"cert-expired", "cert-not-yet-valid", "cert-name-mismatch", "cert-self-signed", "cert-incomplete-chain",
		"cert-unknown-issuer", "cert-weak-key", "cert-weak-signature", "cert-invalid"}
}
