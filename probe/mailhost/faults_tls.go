package mailhost

import "crypto/tls"

// tlsFaults are met in the handshake.
func tlsFaults() []Fault {
	return []Fault{
		{Name: "plaintext-on-tls-port", Kind: "speaks-plaintext", Step: "tls", Services: tlsKeys(),
			Does:    "greets in plaintext where TLS begins at once",
			swapTLS: true},
		{Name: "tls-on-plaintext-port", Kind: "speaks-tls", Step: "greeting", Services: startTLSKeys(),
			Does:    "waits for TLS where a greeting is due, and answers anything else with a TLS alert",
			swapTLS: true},
		{Name: "reset-during-tls", Kind: "reset", Step: "tls", Services: allKeys(),
			Does: "resets in the TLS handshake",
			at:   once(atHandshake, deviation{wait: true, then: reset})},
		{Name: "old-tls", Kind: "tls-version-refused", Step: "tls", Services: allKeys(),
			Does:   "speaks TLS 1.0 and 1.1 alone",
			maxTLS: tls.VersionTLS11},
		{Name: "lenient-tls", Step: "tls", Services: allKeys(),
			Does:   "speaks TLS 1.0 to 1.2, with ciphers that are no longer in use",
			maxTLS: tls.VersionTLS12, weakCiphers: true},
		{Name: "proxy-ends-tls", Step: "capabilities", Services: tlsKeys(),
			Does: "takes the session for plaintext, because TLS ends in front of it",
			with: map[string][]string{"imap": {"STARTTLS", "LOGINDISABLED"}, "pop3": {"STLS"}, "submission": {"STARTTLS"}}},
		{Name: "large-hello", Step: "tls", Services: allKeys(),
			Does:       "resets at a first message of TLS that is larger than a packet, and takes a small one",
			smallHello: true},
		{Name: "weak-dh", Step: "tls", Services: allKeys(),
			Does:        "speaks TLS 1.2, and prefers a Diffie-Hellman key exchange (DHE) of 1024 bits where it is offered",
			likeOpenSSL: &choice{suite: 0x009f, bits: 1024, renegotiation: true}},
		{Name: "old-renegotiation", Step: "tls", Services: allKeys(),
			Does:        "speaks TLS 1.2 to programs with OpenSSL without secure renegotiation",
			likeOpenSSL: &choice{suite: 0xc02b}},
		{Name: "dhe-alone", Kind: "tls-handshake-failed", Step: "tls", Services: allKeys(),
			Does:        "takes a Diffie-Hellman key exchange (DHE) of 2048 bits alone",
			likeOpenSSL: &choice{suite: 0x009f, bits: 2048, renegotiation: true, alone: true}},
		{Name: "pss-certificate", Kind: "tls-handshake-failed", Step: "tls", Services: allKeys(),
			Does:        "has a certificate whose RSA key is for RSASSA-PSS alone",
			likeOpenSSL: &choice{suite: 0xc02f, renegotiation: true, alone: true, pss: true}},
		{Name: "wants-client-certificate", Kind: "tls-handshake-failed", Step: "tls", Services: allKeys(),
			Does:        "asks the client for a certificate, and refuses who has none",
			wantsClient: true},
		{Name: "no-common-cipher", Kind: "tls-handshake-failed", Step: "tls", Services: tlsKeys(),
			Does: "refuses every cipher",
			at:   once(atHandshake, deviation{wait: true, say: same("\x15\x03\x03\x00\x02\x02\x28"), then: halfClose})},
	}
}

// startTLSFaults are met on the way from plaintext to TLS.
func startTLSFaults() []Fault {
	missing := []string{"STARTTLS", "STLS"}
	return []Fault{
		{Name: "starttls-missing", Kind: "starttls-missing", Step: "starttls", Services: startTLSKeys(),
			Does:    "offers no STARTTLS",
			without: missing},
		{Name: "starttls-stripped", Kind: "starttls-missing", Step: "starttls", Services: []string{"imap"},
			Does:    "has STARTTLS taken away on port 143, and logins in the clear offered in its place",
			without: append(missing, "LOGINDISABLED")},
		{Name: "login-before-tls", Step: "capabilities", Services: startTLSKeys(),
			Does:    "offers logins before TLS too",
			without: []string{"LOGINDISABLED"}},
		{Name: "starttls-refused", Kind: "starttls-refused", Step: "starttls", Services: startTLSKeys(),
			Does: "offers STARTTLS, and refuses it",
			at: once(atStartTLS, deviation{say: each("{tag} NO TLS is not available right now\r\n",
				"-ERR TLS is not available right now\r\n", "454 4.7.0 TLS not available due to local problem\r\n")})},
		{Name: "starttls-broken", Kind: "starttls-broken", Step: "tls", Services: startTLSKeys(),
			Does: "accepts STARTTLS, and answers the handshake with garbage",
			at:   once(atHandshake, deviation{wait: true, say: same("\x00\x01\x02 what was that?\r\n"), then: halfClose})},
		{Name: "starttls-injection", Kind: "starttls-injection", Step: "starttls", Services: startTLSKeys(),
			Does: "has a plaintext answer put behind the one to STARTTLS, in the same segment",
			at: once(atUpgrade, deviation{then: proceed, say: each("* CAPABILITY IMAP4rev1 AUTH=PLAIN X-INJECTED\r\n",
				"+OK\r\nUSER\r\nX-INJECTED\r\n.\r\n", "250-"+Name+"\r\n250 X-INJECTED\r\n")})},
		{Name: "reset-after-starttls", Kind: "reset", Step: "tls", Services: startTLSKeys(),
			Does: "accepts STARTTLS, and resets",
			at: once(atStartTLS, deviation{then: reset,
				say: each("{tag} OK Begin TLS negotiation now.\r\n", "+OK Begin TLS negotiation now.\r\n", "220 2.0.0 Ready to start TLS\r\n")})},
	}
}

// certificateFaults are met where the certificate is verified. All of them
// have TLS work for who does not look.
func certificateFaults() []Fault {
	return []Fault{
		{Name: "expired-certificate", Kind: "cert-expired", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate that ended ten days ago",
			certificate: certificate{begins: -100 * day, ends: -10 * day}},
		{Name: "not-yet-valid-certificate", Kind: "cert-not-yet-valid", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate that begins in ten days",
			certificate: certificate{begins: 10 * day, ends: 100 * day}},
		{Name: "wrong-name", Kind: "cert-name-mismatch", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate for another host",
			certificate: certificate{name: "other." + Domain}},
		{Name: "self-signed", Kind: "cert-self-signed", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate that signed itself",
			certificate: certificate{selfSigned: true}},
		{Name: "unknown-issuer", Kind: "cert-unknown-issuer", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate of a CA that nobody knows, and that CA's along with it",
			certificate: certificate{stranger: true}},
		{Name: "incomplete-chain", Kind: "cert-incomplete-chain", Step: "tls", Services: allKeys(),
			Does:        "does not send the intermediate certificate; the leaf says where it can be fetched",
			certificate: certificate{incomplete: true}},
		{Name: "weak-key", Kind: "cert-weak-key", Step: "tls", Services: allKeys(),
			Does:        "has an RSA key of 1024 bits",
			certificate: certificate{weakKey: true}},
		{Name: "weak-signature", Kind: "cert-weak-signature", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate that was signed with SHA-1",
			certificate: certificate{sha1: true}},
		{Name: "client-certificate", Kind: "cert-invalid", Step: "tls", Services: allKeys(),
			Does:        "shows a certificate that was issued for clients",
			certificate: certificate{clients: true}},
		{Name: "two-certificates", Step: "tls", Services: pop3Keys(),
			Does:        "has another certificate for POP3, as valid as the first",
			certificate: certificate{begins: -10 * day, ends: 80 * day}},
		{Name: "cert-expires-6-days", Step: "tls", Services: []string{"pop3s"},
			Does:        "shows on port 995 a certificate that ends in 6 days",
			certificate: certificate{begins: -84 * day, ends: 6 * day}},
	}
}
