package diagnose

import "mailadvisor/probe/result"

// Ways to log in, and what came of it.
func loginRules() []rule {
	return []rule{
		{"submission-no-auth", High, since, "RFC 6409 section 4.3", perEndpoint, nil, nil,
			[]string{"auth-switched-off", "not-submission"}, noAuth},
		{"oauth-required", Medium, since, "RFC 7628", perEndpoint, nil, kinds(result.OAuthRequired), []string{"passwords-ended"}, oauthOnly},
		{"no-mechanism", High, since, "RFC 4422", perEndpoint, []string{"oauth-required", "submission-no-auth"}, kinds(result.MechanismMissing),
			[]string{"none-in-common", "login-switched-off", "login-backend"}, noMechanism},
		{"auth-rejected", High, since, "RFC 5530, RFC 3206, RFC 4954", perEndpoint, []string{"provider-login"}, kinds(result.AuthRejected),
			[]string{"password-wrong", "user-name-form", "scram-form", "app-password-needed", "protocol-off"}, refusedLogin(whyRejected)},
		{"auth-expired", High, since, "RFC 5530", perEndpoint, nil, kinds(result.AuthExpired),
			[]string{"password-ended"}, refusedLogin(always(likely("password-ended", High)))},
		{"account-disabled", High, since, "RFC 5530", perEndpoint, nil, kinds(result.AccountDisabled),
			[]string{"protocol-off", "account-locked"}, refusedLogin(always(likely("protocol-off", Medium), likely("account-locked", Medium)))},
		{"app-password-required", High, since, "RFC 4954", perEndpoint, nil, kinds(result.AppPasswordRequired),
			[]string{"two-steps-on"}, refusedLogin(always(likely("two-steps-on", High)))},
		{"web-login-required", High, since, "", perEndpoint, nil, kinds(result.WebLoginRequired),
			[]string{"new-place"}, refusedLogin(always(likely("new-place", Medium)))},
		{"privacy-required", High, since, "RFC 5530, RFC 4954 section 6", perEndpoint, nil, kinds(result.PrivacyRequired),
			[]string{"not-seen-encrypted"}, refusedLogin(always(likely("not-seen-encrypted", Medium)))},
		{"auth-temporary", Medium, since, "RFC 5530, RFC 4954 section 6", perEndpoint, nil, kinds(result.AuthTemporary),
			[]string{"login-backend", "password-wrong-454", "slowed-down"},
			refusedLogin(always(likely("login-backend", Medium), likely("slowed-down", Medium), likely("password-wrong-454", Low)))},
		{"in-use", Medium, since, "RFC 2449 section 8.1.2", perEndpoint, nil, kinds(result.InUse),
			[]string{"other-session"}, refusedLogin(always(likely("other-session", High)))},
		{"session-limit", Medium, since, "RFC 5530, RFC 5321 section 3.8", perEndpoint, nil, kinds(result.Busy),
			[]string{"programs-many", "too-many"}, refusedLogin(always(likely("programs-many", High), likely("too-many", Low)))},
		{"login-no-answer", High, since, "", perEndpoint, nil,
			kinds(result.Timeout, result.Reset, result.Closed, result.Malformed, result.TooLarge, result.ProtocolError),
			[]string{"login-slow", "cut-as-defence"}, loginCut},
		{"auth-only-login", Info, since, "RFC 4616", perEndpoint, nil, nil, []string{"old-settings"},
			mechanismNote(onlyLogin, likely("old-settings", Medium))},
		{"scram-missing", Info, since, "RFC 7677, RFC 9051 section 11", perEndpoint, nil, nil, []string{"hashes-stored"},
			mechanismNote(withoutSCRAM, likely("hashes-stored", Medium))},
		{"capabilities-shrink", Low, since, "RFC 3501 section 6.2", perPath, nil, nil,
			[]string{"proxy-in-front", "per-user"}, shrinks},
	}
}
