package diagnose

import "mailadvisor/probe/result"

// What IMAP can do.
func imapRules() []rule {
	return []rule{
		{"imap-idle-missing", Info, since, "RFC 2177", perEndpoint, nil, nil, serverCauses(), imapLacks("IDLE")},
		{"imap-move-missing", Info, since, "RFC 6851", perEndpoint, nil, nil, serverCauses(), imapLacks("MOVE")},
		{"imap-uidplus-missing", Info, since, "RFC 4315", perEndpoint, nil, nil, serverCauses(), imapLacks("UIDPLUS")},
		{"imap-special-use-missing", Info, since, "RFC 6154", perEndpoint, nil, nil, serverCauses(), imapLacks("SPECIAL-USE")},
		{"imap-condstore-missing", Info, since, "RFC 7162", perEndpoint, nil, nil, serverCauses(), imapLacks("CONDSTORE", "QRESYNC")},
		{"imap-namespace-missing", Info, since, "RFC 2342", perEndpoint, nil, nil, serverCauses(), imapLacks("NAMESPACE")},
		{"imap-quota-missing", Info, since, "RFC 9208", perEndpoint, nil, nil, serverCauses(), imapLacks("QUOTA")},
	}
}

func serverCauses() []string { return []string{"server-cannot", "server-configured"} }

// What POP3 can do.
func pop3Rules() []rule {
	return []rule{
		{"pop3-capa-missing", Low, since, "RFC 2449", perEndpoint, nil, nil, []string{"old-software"}, noCAPA},
		{"pop3-uidl-missing", Medium, since, "RFC 1939 section 7", perEndpoint, nil, nil, serverCauses(), noUIDL},
		{"pop3-top-missing", Info, since, "RFC 1939 section 7", perEndpoint, []string{"pop3-capa-missing"}, nil, serverCauses(), announced(result.POP3, "TOP")},
		{"pop3-resp-codes-missing", Info, since, "RFC 2449 section 8, RFC 3206", perEndpoint, []string{"pop3-capa-missing"}, nil, serverCauses(), announced(result.POP3, "RESP-CODES")},
		{"pop3-expire", Info, since, "RFC 2449 section 6.7", perEndpoint, []string{"pop3-capa-missing"}, nil, []string{"provider-rule"}, expire},
		{"login-delay", Info, since, "RFC 2449 sections 6.5, 8.1.1", perEndpoint, nil, kinds(result.LoginDelay), []string{"provider-rule"}, loginDelay},
	}
}

// What submission can do.
func submissionRules() []rule {
	return []rule{
		{"submission-size", Info, since, "RFC 1870", perEndpoint, nil, nil, nil, size},
		{"submission-8bitmime-missing", Info, since, "RFC 6152", perEndpoint, nil, nil, serverCauses(), announced(result.Submission, "8BITMIME")},
		{"submission-smtputf8-missing", Info, since, "RFC 6531", perEndpoint, nil, nil, serverCauses(), announced(result.Submission, "SMTPUTF8")},
	}
}
