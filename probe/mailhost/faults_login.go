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
		answersLogin("too-many-sessions", "busy", "lets the account hold no further session",
			each("{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n",
				"-ERR [SYS/TEMP] Too many open sessions for this user\r\n", "421 4.7.0 Too many concurrent sessions\r\n")),
		answersLogin("login-rate", "busy", "limits how often programs log in",
			each("{tag} NO [LIMIT] LOGIN Rate limit hit. Please try after sometime\r\n",
				"-ERR login frequency limited\r\n", "450 4.7.1 Error: login rate exceeded\r\n")),
		answersLogin("system-error", "auth-temporary", "has a fault, and says no more",
			each("{tag} NO System error\r\n", "-ERR internal server error\r\n", "535 5.7.8 Error: authentication failed: Connection lost to authentication server\r\n")),
		answersLogin("protocol-off", "account-disabled", "has this service switched off for the account",
			each("{tag} NO [AUTHENTICATIONFAILED] IMAP access is disabled for this account\r\n",
				"-ERR [AUTH] POP3 is disabled for this account\r\n", "535 5.7.8 Error: authentication failed: This user does not have access rights to this service\r\n")),
		answersLogin("rejected-or-off", "auth-rejected", "does not tell a wrong password from a service that is switched off",
			same("{tag} NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled\r\n"), imapKeys()...),
		answersLogin("address-banned", "turned-away", "takes no logins from this address, after too many failures",
			each("{tag} NO Your IP address has been banned\r\n", "-ERR Your IP address has been banned\r\n", "535 5.7.1 Your IP address has been banned\r\n")),
		answersLogin("no-maildrop", "mailbox-refused", "accepts the password, and finds no mailbox behind it",
			same("-ERR [SYS/PERM] Unable to locate maildrop: Mailbox does not exist\r\n"), pop3Keys()...),
		answersLogin("referral", "referral", "names another server for this account (RFC 2221)",
			same("{tag} NO [REFERRAL imap://user;AUTH=*@other.example.test/] Specified user is invalid on this server. Try the other one.\r\n"), imapKeys()...),
		{Name: "mechanism-refused", Kind: "mechanism-refused", Step: "login", Services: allKeys(),
			Does:       "announces a mechanism and does not know it",
			mechanisms: []string{"SCRAM-SHA-256"}, unserved: []string{"SCRAM-SHA-256"}},
		{Name: "plain-refused", Step: "login", Services: allKeys(),
			Does:     "announces PLAIN and does not know it",
			unserved: []string{"PLAIN"}},
		{Name: "login-alert", Step: "login", Services: imapKeys(),
			Does: "has a message for the person, and accepts the login",
			at:   once(atAlert, deviation{say: same("* OK [ALERT] This mailbox moves to a new server on Sunday\r\n"), then: proceed})},
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
