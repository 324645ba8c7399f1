package diagnose

import "mailadvisor/probe/result"

// What IMAP can do.
func imapRules() []rule {
	return []rule{
		{id: "imap-idle-missing", severity: Info, acts: Administrator, since: since, source: "RFC 2177", scope: perEndpoint, causes: serverCauses(), eval: imapLacks("IDLE")},
		{id: "imap-move-missing", severity: Info, acts: Administrator, since: since, source: "RFC 6851", scope: perEndpoint, causes: serverCauses(), eval: imapLacks("MOVE")},
		{id: "imap-uidplus-missing", severity: Info, acts: Administrator, since: since, source: "RFC 4315", scope: perEndpoint, causes: serverCauses(),
			eval: imapLacks("UIDPLUS")},
		{id: "imap-special-use-missing", severity: Info, acts: Administrator, since: since, source: "RFC 6154", scope: perEndpoint, causes: serverCauses(),
			eval: imapLacks("SPECIAL-USE")},
		{id: "imap-condstore-missing", severity: Info, acts: Administrator, since: since, source: "RFC 7162", scope: perEndpoint, causes: serverCauses(),
			eval: imapLacks("CONDSTORE", "QRESYNC")},
		{id: "imap-namespace-missing", severity: Info, acts: Administrator, since: since, source: "RFC 2342", scope: perEndpoint, causes: serverCauses(),
			eval: imapLacks("NAMESPACE")},
		{id: "imap-quota-missing", severity: Info, acts: Administrator, since: since, source: "RFC 9208", scope: perEndpoint, causes: serverCauses(), eval: imapLacks("QUOTA")},
	}
}

func serverCauses() []string { return []string{"server-cannot", "server-configured"} }

// What POP3 can do.
func pop3Rules() []rule {
	return []rule{
		{id: "pop3-capa-missing", severity: Low, acts: Administrator, since: since, source: "RFC 2449", scope: perEndpoint, causes: []string{"old-software"}, eval: noCAPA},
		{id: "pop3-uidl-missing", severity: Medium, acts: Administrator, since: since, source: "RFC 1939 section 7", scope: perEndpoint, causes: serverCauses(), eval: noUIDL},
		{id: "pop3-top-missing", severity: Info, acts: Administrator, since: since, source: "RFC 1939 section 7", scope: perEndpoint,
			after: []string{"pop3-capa-missing"}, causes: serverCauses(), eval: announced(result.POP3, "TOP")},
		{id: "pop3-resp-codes-missing", severity: Info, acts: Administrator, since: since, source: "RFC 2449 section 8, RFC 3206", scope: perEndpoint,
			after: []string{"pop3-capa-missing"}, causes: serverCauses(), eval: announced(result.POP3, "RESP-CODES")},
		{id: "pop3-expire", severity: Info, acts: Administrator, since: since, source: "RFC 2449 section 6.7", scope: perEndpoint,
			after: []string{"pop3-capa-missing"}, causes: []string{"provider-rule"}, eval: expire},
		{id: "login-delay", severity: Info, acts: Administrator, since: since, source: "RFC 2449 sections 6.5, 8.1.1", scope: perEndpoint,
			kinds: kinds(result.LoginDelay), causes: []string{"provider-rule"}, eval: loginDelay},
	}
}

// What submission can do.
func submissionRules() []rule {
	return []rule{
		{id: "submission-size", severity: Info, acts: Administrator, since: since, source: "RFC 1870", scope: perEndpoint, eval: size},
		{id: "submission-8bitmime-missing", severity: Info, acts: Administrator, since: since, source: "RFC 6152", scope: perEndpoint,
			causes: serverCauses(), eval: announced(result.Submission, "8BITMIME")},
		{id: "submission-smtputf8-missing", severity: Info, acts: Administrator, since: since, source: "RFC 6531", scope: perEndpoint,
			causes: serverCauses(), eval: announced(result.Submission, "SMTPUTF8")},
	}
}
