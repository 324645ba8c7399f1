package diagnose

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// note is the status of a hit that is told as a note.
const note = "note"

// half ends the greeting of a port in the middle of what is quoted.
func half(port int, lines ...string) func(*result.Report) {
	return func(r *result.Report) {
		for i := range at(r, port).Paths {
			path := &at(r, port).Paths[i]
			path.Steps = slices.DeleteFunc(path.Steps, func(s result.Step) bool { return s.Name == result.StepGreeting })
			breaks(path, result.Timeout, result.StepGreeting, lines...)
		}
	}
}

// slow has a step of a port take its time.
func slow(port int, step string, ms float64) func(*result.Report) {
	return func(r *result.Report) {
		for i := range at(r, port).Paths {
			path := &at(r, port).Paths[i]
			path.Steps = slices.DeleteFunc(path.Steps, func(s result.Step) bool { return s.Name == step })
			path.Steps = append(path.Steps, result.Step{Name: step, Status: result.OK, TookMS: ms})
		}
	}
}

// lost has one family of addresses not looked up.
func lost(family, detail string) func(*result.Report) {
	return func(r *result.Report) {
		for i := range r.Probes {
			r.Probes[i].Unanswered = &result.Unanswered{Family: family,
				Failure: result.Failure{Kind: result.NameLookupFailed, Step: result.StepResolve, Detail: detail}}
		}
	}
}

// omits has a host have more addresses than were looked at.
func omits(n int) func(*result.Report) {
	return func(r *result.Report) {
		for i := range r.Probes {
			r.Probes[i].AddressesOmitted = n
		}
	}
}

// leads has the name of a report lead to an address of a special range.
func leads(special string, resolved bool) func(*result.Report) {
	return func(r *result.Report) {
		every(r, func(_ *result.Probe, path *result.Path) {
			path.Special = special
			path.Steps = slices.DeleteFunc(path.Steps, func(s result.Step) bool { return s.Name == result.StepResolve })
			if resolved {
				path.Steps = append([]result.Step{{Name: result.StepResolve, Status: result.OK}}, path.Steps...)
			}
		})
	}
}

// cases are reports with what one rule says of them: "" for nothing.
func cases() []struct {
	rule   string
	change func(*result.Report)
	status Status
	causes string // the first two, where they matter
} {
	const (
		connect = result.StepConnect
		gb      = int64(1) << 30
	)
	mechanisms := func(command bool, list ...string) func(*result.Report) {
		return func(r *result.Report) {
			every(r, func(_ *result.Probe, path *result.Path) { path.Auth, path.LoginCommand = list, ptr(command) })
		}
	}
	return []struct {
		rule   string
		change func(*result.Report)
		status Status
		causes string
	}{
		{"asked-by-address", chain(byNumber, badTLS(993, result.CertNameMismatch, result.CertSelfSigned)), Fail, "no-name-sent"},
		{"asked-by-address", chain(byNumber, badTLS(993, result.CertSelfSigned)), Pass, ""}, // it names the address, as a bridge does
		{"asked-by-address", byNumber, Pass, ""},
		{"asked-by-address", badTLS(993, result.CertSelfSigned), "", ""},
		{"cert-self-signed", chain(byNumber, badTLS(993, result.CertNameMismatch, result.CertSelfSigned)), Pass, ""},
		{"tls-large-hello", func(r *result.Report) {
			at(r, 993).Paths[0].TLS.LargeHello = &result.Failure{Kind: result.Reset, Step: result.StepTLS}
		}, Fail, "large-hello-dropped"},
		{"tls-large-hello", func(*result.Report) {}, Pass, ""},
		{"tls-ends-in-front", inside(993, "IMAP4rev1", "STARTTLS", "LOGINDISABLED"), Fail, "proxy-ends-tls list-not-made-anew"},
		{"tls-ends-in-front", inside(995, "TOP", "STLS", "USER"), Pass, ""},
		{"tls-ends-in-front", inside(143, "IMAP4rev1", "STARTTLS", "LOGINDISABLED"), Fail, "proxy-ends-tls list-not-made-anew"},
		{"tls-ends-in-front", inside(465, "SIZE", "STARTTLS", "AUTH PLAIN"), Warn, "proxy-ends-tls list-not-made-anew"},
		{"tls-ends-in-front", inside(587, "SIZE", "STARTTLS", "AUTH PLAIN"), Pass, ""},
		{"tls-ends-in-front", inside(993, "IMAP4rev1"), Pass, ""},
		{"name-unknown", noName(result.NameUnknown), Fail, "name-misspelt name-removed"},
		{"name-unknown", unchanged, Pass, ""},
		{"name-lookup-failed", noName(result.NameLookupFailed), Fail, ""},
		{"name-lookup-failed", noName(result.NameUnknown), "", ""},
		{"no-address", noName(result.NoAddress), Fail, ""},
		{"no-address", unchanged, Pass, ""},
		{"host-no-answer", host(result.Timeout, connect), Fail, "firewall-there firewall-here"},
		{"host-no-answer", host(result.Unreachable, connect), Fail, "no-route-here"},
		{"host-no-answer", host(result.Refused, connect), "", ""},
		{"host-no-answer", unchanged, Pass, ""},
		{"host-refuses-all", host(result.Refused, connect), Fail, "no-mail-here service-stopped"},
		{"host-refuses-all", both(host(result.Refused, connect), port(993, result.Timeout, connect)), "", ""},
		{"host-refuses-all", both(host(result.Refused, connect), silentOn("2001:db8::10", result.Unreachable)), Fail, "no-mail-here"},
		{"host-refuses-all", port(993, result.Refused, connect), Pass, ""},
		{"ipv4-no-answer", silentOn("192.0.2.10", result.Timeout), Fail, "address-vanishes"},
		{"ipv4-no-answer", silentOn("2001:db8::10", result.Timeout), Pass, ""},
		{"ipv6-no-answer", silentOn("2001:db8::10", result.Timeout), Fail, "address-vanishes"},
		{"ipv6-no-answer", silentOn("2001:db8::10", result.Unreachable), Unknown, "no-route-here"},
		{"ipv6-no-answer", host(result.Timeout, connect), "", ""},
		{"ipv6-no-answer", unchanged, Pass, ""},
		{"address-no-answer", secondAddress(result.Timeout), Fail, "address-vanishes"},
		{"address-no-answer", secondAddress(result.Refused), Pass, ""},
		{"address-no-answer", silentOn("2001:db8::10", result.Timeout), Pass, ""},
		{"port-refused", both(port(110, result.Refused, connect), named(110)), Fail, "service-stopped wrong-port"},
		{"port-refused", both(port(110, result.Refused, connect), notOffered(110)), Pass, ""},
		{"port-no-answer", port(110, result.Timeout, connect), Fail, "port-filtered firewall-here"},
		{"port-no-answer", both(port(110, result.Refused, connect), pathFails(110, 1, result.Unreachable), notOffered(110)), Pass, ""},
		{"port-no-answer", unchanged, Pass, ""},
		{"port-not-everywhere", func(r *result.Report) { breaks(&at(r, 143).Paths[1], result.Refused, connect) }, Warn, "listens-on-one"},
		{"port-not-everywhere", both(port(143, result.Refused, connect), notOffered(143)), Pass, ""},
		{"no-greeting", port(143, result.Timeout, result.StepGreeting), Fail, "wrong-encryption greeting-slow"},
		{"no-greeting", port(143, result.Timeout, result.StepCapabilities), Pass, ""},
		{"no-greeting", half(143, "S: * OK Demo mail"), Pass, ""},
		{"greeting-unfinished", half(143, "S: * OK Demo mail"), Fail, "server-slow device-rewrites"},
		{"greeting-unfinished", port(143, result.Timeout, result.StepGreeting), Pass, ""},
		{"step-timeout", half(143, "S: * OK Demo mail"), Pass, ""},
		{"slow-answer", slow(143, result.StepGreeting, 12000), Warn, "greeting-slow server-slow"},
		{"slow-answer", slow(587, result.StepGreeting, 6000), Warn, "greeting-slow greeting-held"},
		{"slow-answer", slow(993, result.StepTLS, 5000), Warn, "server-slow"},
		{"slow-answer", slow(993, result.StepLogin, 9000), Pass, ""},
		{"slow-answer", slow(143, result.StepGreeting, 4900), Pass, ""},
		{"family-unanswered", lost("ipv6", "read udp: i/o timeout"), Warn, "resolver-silent zone-broken"},
		{"family-unanswered", lost("ipv4", "server misbehaving"), Warn, "zone-broken"},
		{"family-unanswered", unchanged, Pass, ""},
		{"addresses-omitted", omits(3000), note, "addresses-many"},
		{"addresses-omitted", unchanged, Pass, ""},
		{"family-unanswered", noName(result.NameLookupFailed), "", ""},
		{"step-timeout", port(143, result.Timeout, result.StepCapabilities), Fail, ""},
		{"step-timeout", port(143, result.Timeout, connect), Pass, ""},
		{"closed-before-greeting", host(result.ClosedBeforeGreeting, result.StepGreeting), Fail, "address-blocked too-many"},
		{"closed-before-greeting", unchanged, Pass, ""},
		{"connection-lost", port(995, result.Reset, result.StepTLS), Fail, ""},
		{"connection-lost", port(995, result.Closed, result.StepCapabilities), Fail, ""},
		{"connection-lost", unchanged, Pass, ""},
		{"speaks-plaintext", port(993, result.SpeaksPlaintext, result.StepTLS), Fail, "tls-not-set"},
		{"speaks-plaintext", unchanged, Pass, ""},
		{"speaks-tls", port(143, result.SpeaksTLS, result.StepGreeting), Fail, "tls-from-start"},
		{"speaks-tls", unchanged, Pass, ""},
		{"wrong-protocol", port(143, result.WrongProtocol, result.StepGreeting), Fail, "other-service"},
		{"wrong-protocol", unchanged, Pass, ""},
		{"busy", port(143, result.Busy, result.StepGreeting), Fail, "too-many maintenance"},
		{"turned-away", port(143, result.TurnedAway, result.StepGreeting), Fail, "address-listed place-refused"},
		{"turned-away", unchanged, Pass, ""},
		{"busy", unchanged, Pass, ""},
		{"malformed", port(143, result.Malformed, result.StepCapabilities), Fail, ""},
		{"malformed", unchanged, Pass, ""},
		{"too-large", port(143, result.TooLarge, result.StepCapabilities), Fail, ""},
		{"too-large", unchanged, Pass, ""},
		{"protocol-error", port(143, result.ProtocolError, result.StepCapabilities), Fail, ""},
		{"protocol-error", unchanged, Pass, ""},

		{"imap-starttls-missing", noSwitch(143), Fail, "offer-removed-here switched-off"},
		{"imap-starttls-missing", both(noSwitch(143), noSwitch(110), noSwitch(587)), Fail, "switched-off offer-removed"},
		{"imap-starttls-missing", onePathWithoutSwitch, Fail, "addresses-differ offer-removed"},
		{"imap-starttls-missing", noSwitch(110), Pass, ""},
		{"pop3-stls-missing", noSwitch(110), Fail, "offer-removed-here switched-off"},
		{"pop3-stls-missing", noSwitch(143), Pass, ""},
		{"submission-starttls-missing", noSwitch(587), Fail, "offer-removed-here switched-off"},
		{"submission-starttls-missing", unchanged, Pass, ""},
		{"starttls-refused", port(143, result.StartTLSRefused, result.StepStartTLS), Fail, "no-certificate"},
		{"starttls-refused", unchanged, Pass, ""},
		{"starttls-broken", port(143, result.StartTLSBroken, result.StepTLS), Fail, ""},
		{"starttls-broken", unchanged, Pass, ""},
		{"starttls-injection", port(143, result.StartTLSInjection, result.StepStartTLS), Fail, ""},
		{"starttls-injection", unchanged, Pass, ""},
		{"preauth", port(143, result.Preauth, result.StepGreeting), Fail, ""},
		{"preauth", unchanged, Pass, ""},
		{"password-before-tls", without(result.IMAP, "LOGINDISABLED"), Warn, "plaintext-allowed"},
		{"password-before-tls", both(without(result.IMAP, "LOGINDISABLED"), loopbackOnly), Warn, "plaintext-allowed own-address"},
		{"password-before-tls", unchanged, Pass, ""},

		{"tls-too-old", port(995, result.TLSVersionRefused, result.StepTLS), Fail, "old-software"},
		{"tls-too-old", negotiated("TLS 1.1"), Fail, "old-software"},
		{"tls-too-old", negotiated("TLS 1.2"), Pass, ""},
		{"tls-handshake-failed", port(995, result.TLSHandshakeFailed, result.StepTLS), Fail, ""},
		{"tls-handshake-failed", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{Cipher: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE", DHBits: 1024})), Pass, ""},
		{"tls-handshake-failed", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{Cipher: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDHE"})), Fail, ""},
		{"tls-only-old-key-exchange", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{KeyExchange: "DHE", DHBits: 1024})), Fail, "old-settings old-library"},
		{"tls-only-old-key-exchange", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{KeyExchange: "RSA"})), Fail, "old-settings old-library"},
		{"tls-only-old-key-exchange", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{Failure: &result.Failure{Kind: result.TLSHandshakeFailed}})), Pass, ""},
		{"tls-handshake-failed", both(port(995, result.TLSHandshakeFailed, result.StepTLS), answered(995, result.TLS12{Cipher: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE", PSS: true})), Fail, "pss-key"},
		{"tls-only-old-key-exchange", unchanged, Pass, ""},
		{"client-certificate", func(r *result.Report) {
			p := at(r, 995)
			p.Paths[0].TLS.ClientCertificate = true
			breaks(&p.Paths[0], result.TLSHandshakeFailed, result.StepTLS)
		}, Fail, "own-devices-only verification-slip"},
		{"client-certificate", func(r *result.Report) { at(r, 995).Paths[0].TLS.ClientCertificate = true }, Pass, ""},
		{"tls-weak-dh", both(negotiated("TLS 1.2"), everyAnswer(result.TLS12{KeyExchange: "DHE", DHBits: 1024, SecureRenegotiation: true})), Warn, "short-prime old-library"},
		{"tls-weak-dh", both(negotiated("TLS 1.2"), everyAnswer(result.TLS12{KeyExchange: "DHE", DHBits: 2048, SecureRenegotiation: true})), Pass, ""},
		{"tls-weak-dh", everyAnswer(result.TLS12{KeyExchange: "DHE", DHBits: 1024}), Pass, ""}, // they speak TLS 1.3
		{"tls-weak-dh", negotiated("TLS 1.2"), Unknown, ""},
		{"tls-weak-dh", both(negotiated("TLS 1.2"), everyAnswer(result.TLS12{Failure: &result.Failure{Kind: result.Timeout}})), Unknown, ""},
		{"tls-old-renegotiation", both(negotiated("TLS 1.2"), everyAnswer(result.TLS12{KeyExchange: "ECDHE"})), Warn, "device-in-front old-library"},
		{"tls-old-renegotiation", both(negotiated("TLS 1.2"), everyAnswer(result.TLS12{KeyExchange: "ECDHE", SecureRenegotiation: true})), Pass, ""},
		{"tls-old-renegotiation", negotiated("TLS 1.2"), Unknown, ""},
		{"tls-old-renegotiation", unchanged, Pass, ""},
		{"tls-handshake-failed", unchanged, Pass, ""},
		{"cert-expired", badTLS(995, result.CertExpired), Fail, "not-reloaded renewal-not-run"},
		{"cert-expired", everywhere(result.CertExpired), Fail, "renewal-not-run clock-wrong"},
		{"cert-expired", unchanged, Pass, ""},
		{"cert-not-yet-valid", everywhere(result.CertNotYetValid), Fail, "clock-wrong"},
		{"cert-not-yet-valid", unchanged, Pass, ""},
		{"cert-name-mismatch", everywhere(result.CertNameMismatch), Fail, "other-name name-not-served"},
		{"cert-name-mismatch", unchanged, Pass, ""},
		{"cert-name-mismatch", both(everywhere(result.CertNameMismatch), func(r *result.Report) {
			every(r, func(p *result.Probe, path *result.Path) {
				path.TLS.Chain[0].Names, path.TLS.Chain[0].Subject = nil, "CN="+p.Host+",O=Example"
			})
		}), Fail, "common-name-alone other-name"},
		{"cert-self-signed", everywhere(result.CertSelfSigned), Fail, "default-certificate"},
		{"cert-self-signed", unchanged, Pass, ""},
		{"cert-incomplete-chain", everywhere(result.CertIncompleteChain), Fail, "intermediate-missing"},
		{"cert-incomplete-chain", unchanged, Pass, ""},
		{"cert-unknown-issuer", everywhere(result.CertUnknownIssuer), Fail, "own-issuer device-inspects"},
		{"cert-unknown-issuer", everywhere(result.CertUnknownIssuer, result.CertIncompleteChain), "", ""},
		{"cert-unknown-issuer", unchanged, Pass, ""},
		{"cert-weak-key", everywhere(result.CertWeakKey), Fail, "old-certificate"},
		{"cert-weak-key", unchanged, Pass, ""},
		{"cert-weak-signature", everywhere(result.CertWeakSignature), Fail, "old-certificate"},
		{"cert-weak-signature", unchanged, Pass, ""},
		{"cert-invalid", everywhere(result.CertInvalid), Fail, "not-for-servers"},
		{"cert-invalid", unchanged, Pass, ""},
		{"tls-expires-soon", shows(995, "16 Mar"), Warn, "not-reloaded"},
		{"tls-expires-soon", showsAll("30 Mar"), Warn, "renewal-not-run renewal-by-hand"},
		{"tls-expires-soon", showsAll("10 Apr"), Pass, ""},
		{"tls-expires-soon", shortLived, Pass, ""},
		{"cert-differs", oneOldPath, Warn, "machine-left-behind"},
		{"cert-differs", shows(995, "20 May"), note, "certificate-each"},
		{"cert-differs", unchanged, Pass, ""},
		{"tls-old-versions", scan([]string{"TLS 1.0"}), Warn, "old-settings old-programs"},
		{"tls-old-versions", scan(nil), Unknown, ""},
		{"tls-old-versions", unchanged, Pass, ""},
		{"tls-weak-ciphers", scan([]string{"TLS_RSA_WITH_RC4_128_SHA"}), Warn, ""},
		{"tls-weak-ciphers", scan([]string{"TLS 1.0"}), Pass, ""},
		{"tls-weak-ciphers", scan(nil), Unknown, ""},
		{"tls-weak-ciphers", unchanged, Pass, ""},
		{"tls13-missing", negotiated("TLS 1.2"), note, "old-library"},
		{"tls13-missing", unchanged, Pass, ""},

		{"submission-no-auth", without(result.Submission, "AUTH"), Fail, "auth-switched-off not-submission"},
		{"submission-no-auth", both(without(result.Submission, "AUTH"), with(result.Submission, "AUTH=LOGIN PLAIN")), Pass, ""},
		{"submission-no-auth", unchanged, Pass, ""},
		{"oauth-required", mechanisms(false, "XOAUTH2", "OAUTHBEARER"), Warn, "passwords-ended"},
		{"oauth-required", rejected(result.OAuthRequired, "", "PLAIN"), Fail, "passwords-ended"},
		{"oauth-required", mechanisms(true, "XOAUTH2"), Pass, ""},
		{"no-mechanism", mechanisms(false), Fail, "login-switched-off"},
		{"no-mechanism", notCommon, Fail, "none-in-common"},
		{"no-mechanism", mechanisms(false, "XOAUTH2"), "", ""},
		{"no-mechanism", unchanged, Pass, ""},
		{"auth-rejected", rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN"), Fail, "password-wrong user-name-form"},
		{"auth-rejected", rejected(result.AuthRejected, "", "SCRAM-SHA-256"), Fail, ""},
		{"auth-rejected", traited(rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN"), result.PasswordBlanks), Fail, "password-blanks password-wrong"},
		{"auth-rejected", traited(rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN"), result.UserLetters, result.PasswordShort), Fail, "user-letters password-short"},
		{"auth-rejected", unchanged, Pass, ""},
		{"auth-rejected", saying(rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN"), "LOGIN invalid credentials or IMAP is disabled"), Fail, "protocol-off app-password-needed"},
		{"auth-rejected", refusedSending, Fail, "user-name-form protocol-off"},
		{"mechanism-refused", rejected(result.MechanismRefused, "", "PLAIN"), Fail, "announced-not-set form-not-taken"},
		{"mechanism-refused", saying(rejected(result.MechanismRefused, "", "PLAIN"), "Request not ending with"), Fail, "form-not-taken announced-not-set"},
		{"mechanism-refused", passedOver, Warn, "announced-not-set"},
		{"mechanism-refused", unchanged, Pass, ""},
		{"login-referred", rejected(result.Referral, "REFERRAL", "PLAIN"), Fail, "account-elsewhere"},
		{"login-referred", unchanged, Pass, ""},
		{"login-turned-away", saying(rejected(result.TurnedAway, "", "PLAIN"), "Your IP has been banned"), Fail, "failed-before address-listed"},
		{"login-turned-away", unchanged, Pass, ""},
		{"token-rejected", withToken(result.Token{Form: result.TokenJWT, Expires: yesterday(), Scopes: []string{"mail"}}), Fail, "token-expired"},
		{"token-rejected", withToken(result.Token{Form: result.TokenOpaque}), Fail, "token-opaque token-revoked"},
		{"token-rejected", withToken(result.Token{Form: result.TokenJWT, Audience: []string{"00000003-0000-0000-c000-000000000000"}, User: "other@example.org"}), Fail, "token-graph token-user"},
		{"token-rejected", unchanged, Pass, ""},
		{"auth-expired", rejected(result.AuthExpired, "EXPIRED", "PLAIN"), Fail, "password-ended"},
		{"auth-expired", unchanged, Pass, ""},
		{"account-disabled", rejected(result.AccountDisabled, "SYS/PERM", "PLAIN"), Fail, "protocol-off"},
		{"account-disabled", saying(rejected(result.AccountDisabled, "", "PLAIN"), "Account is locked"), Fail, "account-locked"},
		{"account-disabled", unchanged, Pass, ""},
		{"app-password-required", rejected(result.AppPasswordRequired, "534 5.7.9", "PLAIN"), Fail, "two-steps-on"},
		{"app-password-required", unchanged, Pass, ""},
		{"web-login-required", rejected(result.WebLoginRequired, "", "PLAIN"), Fail, "new-place"},
		{"web-login-required", unchanged, Pass, ""},
		{"privacy-required", rejected(result.PrivacyRequired, "PRIVACYREQUIRED", "PLAIN"), Fail, ""},
		{"privacy-required", unchanged, Pass, ""},
		{"auth-temporary", saying(rejected(result.AuthTemporary, "454 4.7.0", "PLAIN"), "Temporary authentication failure"), Fail, "login-backend"},
		{"auth-temporary", saying(rejected(result.AuthTemporary, "454 4.7.0", "PLAIN"), "invalid username or password"), Fail, "password-wrong-454 login-backend"},
		{"auth-temporary", saying(rejected(result.AuthTemporary, "", "PLAIN"), "too many failed logins"), Fail, "failed-before"},
		{"auth-temporary", unchanged, Pass, ""},
		{"in-use", rejected(result.InUse, "IN-USE", "PLAIN"), Fail, "other-session"},
		{"in-use", unchanged, Pass, ""},
		{"login-no-answer", rejected(result.Closed, "", "PLAIN"), Fail, "cut-before-login cut-as-defence"},
		{"login-no-answer", rejected(result.Timeout, "", "PLAIN"), Fail, "login-slow cut-as-defence"},
		{"session-limit", rejected(result.Busy, "LIMIT", "PLAIN"), Fail, "programs-many"},
		{"session-limit", saying(rejected(result.Busy, "LIMIT", "PLAIN"), "LOGIN Rate limit hit"), Fail, "too-often programs-many"},
		{"session-limit", unchanged, Pass, ""},
		{"login-no-answer", unchanged, Pass, ""},
		{"auth-only-login", mechanisms(false, "LOGIN"), note, ""},
		{"auth-only-login", mechanisms(false, "LOGIN", "PLAIN"), Pass, ""},
		{"scram-missing", mechanisms(true, "PLAIN"), note, "hashes-stored"},
		{"scram-missing", unchanged, Pass, ""},
		{"capabilities-shrink", with(result.IMAP, "WITHIN"), Warn, "proxy-in-front"},
		{"capabilities-shrink", with(result.IMAP, "SASL-IR"), Pass, ""},
		{"capabilities-shrink", with(result.IMAP, "X-GM-EXT-1"), Pass, ""},
		{"capabilities-shrink", with(result.IMAP, "AUTH=PLAIN-CLIENTTOKEN"), Pass, ""},

		{"imap-idle-missing", without(result.IMAP, "IDLE"), note, ""},
		{"imap-idle-missing", both(without(result.IMAP, "IDLE"), notLoggedIn), Unknown, ""},
		{"imap-idle-missing", both(without(result.IMAP, "IDLE"), with(result.IMAP, "IMAP4rev2")), Pass, ""},
		{"imap-idle-missing", unchanged, Pass, ""},
		{"imap-move-missing", without(result.IMAP, "MOVE"), note, ""},
		{"imap-move-missing", unchanged, Pass, ""},
		{"imap-uidplus-missing", without(result.IMAP, "UIDPLUS"), note, ""},
		{"imap-uidplus-missing", unchanged, Pass, ""},
		{"imap-special-use-missing", without(result.IMAP, "SPECIAL-USE"), note, ""},
		{"imap-special-use-missing", unchanged, Pass, ""},
		{"imap-condstore-missing", without(result.IMAP, "CONDSTORE"), note, ""},
		{"imap-condstore-missing", unchanged, Pass, ""},
		{"imap-namespace-missing", without(result.IMAP, "NAMESPACE"), note, ""},
		{"imap-namespace-missing", unchanged, Pass, ""},
		{"imap-quota-missing", without(result.IMAP, "QUOTA"), note, ""},
		{"imap-quota-missing", unchanged, Pass, ""},

		{"pop3-capa-missing", nothingListed, Warn, "old-software"},
		{"pop3-capa-missing", unchanged, Pass, ""},
		{"pop3-uidl-missing", both(without(result.POP3, "UIDL"), noUIDLSeen), Warn, ""},
		{"pop3-uidl-missing", refusedUIDL, Warn, ""},
		{"pop3-uidl-missing", without(result.POP3, "UIDL"), Pass, ""}, // the login saw it
		{"pop3-uidl-missing", both(nothingListed, noUIDLSeen), Unknown, ""},
		{"pop3-top-missing", without(result.POP3, "TOP"), note, ""},
		{"pop3-top-missing", nothingListed, "", ""},
		{"pop3-top-missing", unchanged, Pass, ""},
		{"pop3-resp-codes-missing", without(result.POP3, "RESP-CODES"), note, ""},
		{"pop3-resp-codes-missing", unchanged, Pass, ""},
		{"pop3-expire", unchanged, note, ""},
		{"pop3-expire", both(without(result.POP3, "EXPIRE"), with(result.POP3, "EXPIRE30")), note, "provider-rule"},
		{"pop3-expire", both(without(result.POP3, "EXPIRE"), with(result.POP3, "EXPIRE 0")), Warn, "provider-rule"},
		{"pop3-expire", both(both(without(result.POP3, "EXPIRE"), with(result.POP3, "EXPIRE 0")), with(result.POP3, "X-GOOGLE-RICO")), note, ""},
		{"pop3-expire", without(result.POP3, "EXPIRE"), Unknown, ""},
		{"login-delay", with(result.POP3, "LOGIN-DELAY 300"), note, "provider-rule"},
		{"login-delay", delayedLogin, Warn, "provider-rule"},
		{"login-delay", unchanged, Pass, ""},

		{"submission-size", unchanged, note, ""},
		{"submission-size", without(result.Submission, "SIZE"), Unknown, ""},
		{"submission-8bitmime-missing", without(result.Submission, "8BITMIME"), note, ""},
		{"submission-8bitmime-missing", unchanged, Pass, ""},
		{"submission-smtputf8-missing", without(result.Submission, "SMTPUTF8"), note, ""},
		{"submission-smtputf8-missing", unchanged, Pass, ""},

		{"quota-over", used(6 * gb), Fail, "limit-lowered counted-late"},
		{"quota-over", used(5 * gb), Pass, ""},
		{"quota-no-room", used(5*gb - 8<<20), Fail, "one-folder"},
		{"quota-no-room", used(5*gb - 9<<20), Pass, ""},
		{"quota-usage", used(gb * 96 / 20), Fail, "one-folder"},
		{"quota-usage", used(gb * 92 / 20), Warn, ""},
		{"quota-usage", used(gb * 84 / 20), Warn, ""},
		{"quota-usage", used(gb * 76 / 20), note, ""},
		{"quota-usage", unchanged, Pass, ""},
		{"quota-usage", used(6 * gb), "", ""},
		{"quota-usage", limit(result.LimitZero), "", ""}, // quota-over says that it is unknown
		{"quota-over", limit(result.LimitZero), Unknown, ""},
		{"quota-fills-soon", used(5*gb - 40<<20), Warn, "one-folder"},
		{"quota-fills-soon", unchanged, Pass, ""},
		{"quota-fills-soon", func(r *result.Report) { r.Accounts[0].Mailbox.Arrival = nil }, Unknown, ""},
		{"quota-zero", limit(result.LimitZero), Unknown, "zero-is-unlimited"},
		{"quota-zero", unchanged, Pass, ""},
		{"quota-invalid", limit(result.LimitInvalid), Warn, "negative-is-unlimited"},
		{"quota-invalid", limit(result.LimitZero), Pass, ""},
		{"number-untrue", func(r *result.Report) { r.Accounts[0].NoteUntrue("STAT", "-5") }, note, "counter-broken"},
		{"number-untrue", unchanged, Pass, ""},
		{"quota-unreadable", quotaFails, Warn, "answer-odd busy-now"},
		{"quota-unreadable", unchanged, Pass, ""},
		{"quota-unknown", noLimit(result.QuotaNone), Unknown, "limit-not-told"},
		{"quota-unknown", noLimit(result.QuotaUnsupported), Unknown, "limit-not-told"},
		{"quota-unknown", unchanged, Pass, ""},
		{"mailbox-unreadable", mailboxFails, Warn, ""},
		{"mailbox-unreadable", unchanged, Pass, ""},
		{"imap-id-required", inboxFails(result.IDRequired, "Unsafe Login"), Fail, "id-wanted"},
		{"imap-id-required", func(r *result.Report) { r.Accounts[0].Identified = true }, Warn, "id-wanted"},
		{"imap-id-required", unchanged, Pass, ""},
		{"inbox-refused", inboxFails(result.MailboxRefused, "Internal error occurred."), Fail, "store-broken store-refuses"},
		{"inbox-refused", inboxFails(result.Busy, "User is authenticated but not connected."), Fail, "programs-many too-often"},
		{"inbox-refused", inboxFails(result.IDRequired, "Unsafe Login"), Pass, ""},
		{"inbox-refused", listFails, Fail, "server-ended"},
		{"inbox-refused", rejected(result.MailboxRefused, "SYS/PERM", "USER"), Fail, "store-broken"},
		{"inbox-refused", unchanged, Pass, ""},
		{"folder-refused", folderFails("NOPERM", "Permission denied"), note, "no-rights"},
		{"folder-refused", folderFails("SERVERBUG", "Internal error"), Warn, "folder-broken"},
		{"folder-refused", unchanged, Pass, ""},
		{"server-alert", func(r *result.Report) { at(r, 993).Login.Alerts = []string{"We move on Sunday"} }, note, "server-tells"},
		{"server-alert", unchanged, "", ""},
		{"trash-holds-most", folder(2, 4*gb), note, "never-emptied"},
		{"trash-holds-most", unchanged, Pass, ""},
		{"folder-holds-most", used(4 * gb), note, "never-filed"},
		{"folder-holds-most", unchanged, Pass, ""},
		{"imap-pop3-differ", popHas(250), Warn, "pop-hides other-mailbox"},
		{"imap-pop3-differ", popHas(14291), note, "arrived-between"},
		{"imap-pop3-differ", unchanged, Pass, ""},
	}
}

func printers(t *testing.T) []*locale.Printer {
	t.Helper()
	var out []*locale.Printer
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// TestRules runs each rule over its reports, and writes what it says.
func TestRules(t *testing.T) {
	words := printers(t)
	for _, c := range append(cases(), discoveryCases()...) {
		r := healthy()
		c.change(r)
		var status Status
		causes := ""
		for _, f := range Run(r) {
			for _, p := range words {
				f.Fill(p)
				for _, text := range append(slices.Clone(f.Evidence), f.Title, f.Risk, f.Fix.User, f.Fix.Admin) {
					if strings.Contains(text, "‹") || strings.Contains(text, "<no value>") {
						t.Errorf("%s: %s: %q", f.ID, p.Lang(), text)
					}
				}
				for _, cause := range f.Causes {
					if strings.Contains(cause.Text, "‹") {
						t.Errorf("%s: %s: cause %q", f.ID, p.Lang(), cause.Text)
					}
				}
				if f.Mend() && !p.Has("finding."+f.ID+".short") {
					t.Errorf("%s: %s: no words for the verdict", f.ID, p.Lang())
				}
			}
			if f.Mend() && (f.Recheck == "" || len(f.Seen) == 0 || len(f.Causes) == 0) {
				t.Errorf("%s: recheck %q, %d lines of evidence, %d causes", f.ID, f.Recheck, len(f.Seen), len(f.Causes))
			}
			if f.ID != c.rule || status != "" {
				continue
			}
			status = f.Status
			if f.Note {
				status = note
			}
			for i, cause := range f.Causes {
				if !slices.Contains(row(t, f.ID).causes, cause.ID) {
					t.Errorf("%s: the cause %s is not in its row", f.ID, cause.ID)
				}
				if i < 2 {
					causes += " " + cause.ID
				}
			}
			if c.causes != "" && !strings.HasPrefix(strings.TrimSpace(causes), c.causes) {
				t.Errorf("%s: causes%s, want %s", c.rule, causes, c.causes)
			}
		}
		if status != c.status {
			t.Errorf("%s: it says %q of a report of which its row in cases says %q: change what it judges, or that row (\"\" is silence; healthy(), from which the reports are made, may not have what is looked for)", c.rule, status, c.status)
		}
	}
}

// Every rule says who can do something about it first, and has words for them.
func TestEveryRuleHasAnActor(t *testing.T) {
	count := map[Actor]int{}
	for _, r := range table() {
		if !slices.Contains(Actors(), r.acts) {
			t.Errorf("%s: its row has acts: %q, and takes %v", r.id, r.acts, Actors())
		}
		count[r.acts]++
		for _, p := range printers(t) {
			part := map[Actor]string{Person: "user", Administrator: "admin"}[r.acts]
			if !p.Has("finding." + r.id + "." + part) {
				t.Errorf("%s: %s: nothing to do for the %s", r.id, p.Lang(), r.acts)
			}
		}
	}
	if count[Person] < 10 || count[Administrator] < 10 {
		t.Errorf("%v", count)
	}
}

// The command that checks again does not carry a time limit that may be what
// failed.
func TestRecheckHasTime(t *testing.T) {
	for _, c := range []struct {
		kind  result.Kind
		limit string
		kept  bool
	}{
		{result.Timeout, "2s", false}, {result.Timeout, "1m", true}, {result.Reset, "2s", true},
	} {
		r := healthy()
		port(143, c.kind, result.StepCapabilities)(r)
		r.Target.Flags = []result.Flag{{Name: "timeout", Value: c.limit}}
		told := false
		for _, f := range Run(r) {
			if f.Mend() {
				told = true
				if kept := strings.Contains(f.Recheck, "--timeout "+c.limit); kept != c.kept {
					t.Errorf("%s after %s: %s", c.kind, c.limit, f.Recheck)
				}
			}
		}
		if !told {
			t.Errorf("%s: nothing is told", c.kind)
		}
	}
}

func row(t *testing.T, id string) rule {
	t.Helper()
	for _, r := range table() {
		if r.id == id {
			return r
		}
	}
	t.Fatalf("no rule %q", id)
	return rule{}
}

// TestEveryRuleHasExamples asks for a report that a rule speaks of, and one
// of which it says nothing bad.
func TestEveryRuleHasExamples(t *testing.T) {
	hit, miss := map[string]bool{}, map[string]bool{}
	only := map[string]bool{"quota-zero": true, "quota-unknown": true} // rules that tell what is not known
	for _, c := range append(cases(), discoveryCases()...) {
		speaks := c.status == Fail || c.status == Warn || c.status == note || c.status == Unknown && only[c.rule]
		hit[c.rule] = hit[c.rule] || speaks
		miss[c.rule] = miss[c.rule] || !speaks
	}
	for _, r := range table() {
		if !hit[r.id] || !miss[r.id] {
			t.Errorf("%s: cases() has a report that it speaks of: %v, one that it passes: %v", r.id, hit[r.id], miss[r.id])
		}
	}
}

// chain makes several changes to a report.
func chain(changes ...func(*result.Report)) func(*result.Report) {
	return func(r *result.Report) {
		for _, change := range changes {
			change(r)
		}
	}
}

// byNumber has the host asked for by its address.
func byNumber(r *result.Report) {
	for i := range r.Probes {
		r.Probes[i].Host = "192.0.2.10"
	}
}

// inside has a port announce capabilities inside TLS.
func inside(number int, list ...string) func(*result.Report) {
	return func(r *result.Report) {
		for i := range at(r, number).Paths {
			at(r, number).Paths[i].Capabilities.AfterTLS = list
		}
	}
}
