package mailhost

// answersLogin is a fault that stands in for the answer to a login, whatever
// the password.
func answersLogin(name, kind, does string, say map[string]string, services ...string) Fault {
	if services == nil {
		services = allKeys()
	}
	return Fault{Name: name, Kind: kind, Does: does, Step: "login", Services: services,
		at: once(atLogin, deviation{say: say})}
}

// loginFaults are met at the login. The codes are those of RFC 5530 (IMAP),
// RFC 2449 and RFC 3206 (POP3), RFC 4954 and RFC 5248 (submission).
func loginFaults() []Fault {
	return []Fault{
		answersLogin("auth-rejected", "auth-rejected", "rejects every password",
			each("{tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n", "-ERR [AUTH] Invalid login\r\n",
				"535 5.7.8 Authentication credentials invalid\r\n")),
		answersLogin("auth-rejected-bare", "auth-rejected", "rejects every password without a code",
			each("{tag} NO Login failed.\r\n", "-ERR\r\n", "535 Incorrect authentication data\r\n")),
		answersLogin("auth-expired", "auth-expired", "says that the password has expired",
			same("{tag} NO [EXPIRED] The password has expired\r\n"), imapKeys()...),
		answersLogin("account-disabled", "account-disabled", "says that the account is disabled",
			each("{tag} NO [CONTACTADMIN] Account disabled, ask your administrator\r\n", "",
				"525 5.7.13 User account disabled\r\n"), append(imapKeys(), submissionKeys()...)...),
		answersLogin("app-password", "app-password-required", "wants a password made for one program, as large providers do",
			each("{tag} NO [ALERT] Application-specific password required\r\n",
				"-ERR [AUTH] Application-specific password required\r\n",
				"534-5.7.9 Application-specific password required. For more information, go to\r\n"+
					"534 5.7.9 https://"+Name+"/app-passwords\r\n")),
		answersLogin("web-login", "web-login-required", "wants a login in a web browser first",
			each("* NO [WEBALERT https://"+Name+"/unlock] Web login required.\r\n"+
				"{tag} NO [ALERT] Please log in via your web browser: https://"+Name+"/unlock\r\n",
				"-ERR [AUTH] Web login required: https://"+Name+"/unlock\r\n",
				"534-5.7.14 <https://"+Name+"/unlock> Please log in via your web\r\n"+
					"534 5.7.14 browser and then try again.\r\n")),
		answersLogin("privacy-required", "privacy-required", "calls an encrypted connection unencrypted",
			each("{tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n",
				"-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n",
				"530 5.7.0 Must issue a STARTTLS command first\r\n")),
		answersLogin("auth-temporary", "auth-temporary", "cannot check passwords for the moment",
			each("{tag} NO [UNAVAILABLE] Temporary authentication failure.\r\n",
				"-ERR [SYS/TEMP] Temporary authentication failure.\r\n",
				"454 4.7.0 Temporary authentication failure\r\n")),
		answersLogin("in-use", "in-use", "says that another session holds the mailbox",
			same("-ERR [IN-USE] Mailbox is locked by another session\r\n"), pop3Keys()...),
		{Name: "login-delay", Kind: "login-delay", Step: "login", Services: pop3Keys(),
			Does: "wants ten minutes between logins, and says that they are not over",
			with: map[string][]string{"pop3": {"LOGIN-DELAY 600"}},
			at:   once(atLogin, deviation{say: same("-ERR [LOGIN-DELAY] Wait 600 seconds between logins\r\n")})},
		{Name: "reset-at-login", Kind: "reset", Step: "login", Services: allKeys(),
			Does: "resets when it has the password",
			at:   once(atLogin, deviation{then: reset})},
		{Name: "no-mechanism", Kind: "no-mechanism", Step: "login", Services: allKeys(),
			Does:       "offers GSSAPI alone",
			mechanisms: []string{"GSSAPI"}},
		{Name: "no-login", Kind: "no-mechanism", Step: "login", Services: submissionKeys(),
			Does:    "takes mail without a login, or not at all",
			without: []string{"AUTH"}},
		{Name: "login-mechanism", Step: "capabilities", Services: submissionKeys(),
			Does:       "offers the mechanism LOGIN alone",
			mechanisms: []string{"LOGIN"}},
		{Name: "no-scram", Step: "capabilities", Services: allKeys(),
			Does:       "offers no mechanism that keeps the password to itself",
			mechanisms: []string{"PLAIN", "LOGIN"}},
		{Name: "oauth-only", Kind: "oauth-required", Step: "login", Services: allKeys(),
			Does:       "takes OAuth tokens and no password",
			mechanisms: []string{"XOAUTH2", "OAUTHBEARER"}},
	}
}
