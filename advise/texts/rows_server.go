package texts

import "mailadvisor/probe/result"

// Where the words of servers were read.
const (
	gmailErrors   = "https://support.google.com/a/answer/3726730"
	gmailLogin    = "https://support.google.com/mail/accounts/answer/78754"
	exchangeNDR   = "https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
	exchangeBasic = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online"
	smtpAuthOff   = "https://aka.ms/smtp_auth_disabled"
	yahooErrors   = "https://senders.yahooinc.com/smtp-error-codes/"
	gmxErrors     = "https://postmaster.gmx.net/en/error-messages"
	orangeErrors  = "https://postmaster.orange.fr"
	freeErrors    = "https://postmaster.free.fr"
	appleErrors   = "https://support.apple.com/102322"
	zohoHelp      = "https://www.zoho.com/mail/help/imap-access.html"
	dovecot       = "Dovecot 2.3 and 2.4, src/"
	cyrus         = "Cyrus IMAP 3.6, imap/"
	courier       = "Courier IMAP 5.1 and Courier MTA 1.2"
	postfix       = "Postfix 3.7, src/smtpd/"
	exim          = "Exim 4.96, src/"
	sendmail      = "Sendmail 8.17"
	qmail         = "qmail 1.03, netqmail"
	rfc5530       = "RFC 5530"
	rfc3463       = "RFC 3463, RFC 5248's registry"
	pop3Codes     = "RFC 2449 section 8, RFC 3206"
	rfc9051       = "RFC 9051 section 7.1"
	rfc5321       = "RFC 5321 section 4.2, RFC 4954"
	checked       = "2026-11"
)

// loginRows returns what a server says at a greeting and at a login.
func loginRows() []row {
	return []row{
		{Name: "app-password", Means: "app-password-required", By: Server, Source: gmailErrors, AsOf: checked, Patterns: []string{
			"application-specific password", "app-specific password", "application specific password", "invalidsecondfactor", "app password", "third-party app password", "app specific password", "please use an app password", "mot de passe d'application", "mot de passe specifique", "anwendungsspezifisches passwort",
			"require an authorization code", "authorization code instead of password", "please using authorized code", "use authorized code to login"},
			Example: "534-5.7.9 Application-specific password required. Learn more at https://support.google.com/mail/?p=InvalidSecondFactor"},
		{Name: "basic-off", Means: "oauth-required", By: Server, Source: exchangeBasic, AsOf: checked, Patterns: []string{
			"n'accepte plus l'authentification de base", "authentification de base * desactivee", "basic auth deprecated", "basic auth is deprecated", "basic authentication is deprecated", "basic authentication deprecated", "basic auth is disabled", "basic auth disabled", "basic authentication is disabled", "basic authentication is not supported", "basicauthblocked", "basic authentication * deprecated", "basicauthisdisabled", "logondenied-basicauthblocked", "security defaults policy", "5.7.30 basic authentication", "less secure app", "lesssecureapps", "oauth 2.0 is required", "oauth2 is required", "password authentication is not supported", "requires oauth", "modern authentication is required"},
			Example: "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [XX0P123CA0001.EXMP123.PROD.OUTLOOK.COM]"},
		{Name: "smtp-auth-off", Means: "service-disabled", By: Server, Service: result.Submission, Source: smtpAuthOff, AsOf: checked, Patterns: []string{
			"smtpclientauthentication is disabled", "smtp_auth_disabled", "smtp authentication is disabled for * mailbox"},
			Example: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information."},
		{Name: "policy-mfa", Means: "sign-in-blocked", By: Server, Source: exchangeBasic, AsOf: checked, Patterns: []string{
			"conditional access policy", "did not meet the criteria to be authenticated successfully", "request did not meet the criteria"},
			Example: "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator."},
		{Name: "credentials-incorrect", Means: "auth-rejected", By: Server, Source: gmailErrors, AsOf: checked, Patterns: []string{
			"username and password not accepted", "user name and password not accepted", "badcredentials", "user credentials were incorrect", "bad username or password", "invalid credentials", "incorrect authentication data", "authentication credentials invalid", "invalid user name or password", "invalid username or password", "invalid login or password", "incorrect username or password", "username or password is incorrect", "user name or password is incorrect", "user name or password incorrect", "wrong username or password", "password incorrect", "incorrect password", "invalid password", "password supplied for * is incorrect", "wrong password", "bad password", "bad login", "login incorrect", "login invalid", "invalid login", "identifiants incorrects", "identifiant ou mot de passe", "mot de passe incorrect", "mot de passe invalide", "password verification failed", "authentication failed due to wrong user", "unknown user or wrong password", "unknown user name or bad password", "invalid user or password", "user or password * incorrect", "authorization failed: * credentials", "check your username and password", "login fail. please check", "authentifizierung fehlgeschlagen", "benutzername oder passwort * falsch", "usuario o contrasena incorrect~", "contrasena incorrecta", "password errata", "onjuiste gebruikersnaam", "user name or password * not correct", "authentication failure: password verification", "auth failed: wrong"},
			Grade:   byCode,
			Example: "535-5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials"},
		{Name: "auth-failed", Means: "auth-rejected", By: Server, Grade: byUsual, Source: dovecot, AsOf: checked, Patterns: []string{
			"authentification echouee", "authentification * a echoue", "authentication failed", "authentication failure", "authentication unsuccessful", "authentication not successful", "authentication rejected", "authentication error", "auth failed", "login failed", "login failure", "logon failure", "logon failed", "login error", "logon denied", "login denied", "failed to authenticate", "could not authenticate", "unable to authenticate", "unable to log in", "cannot log in", "can't log in", "authorization failed", "authentification a echoue", "echec de l'authentification", "echec d'authentification", "erreur d'authentification", "authentification refusee", "connexion refusee : mot de passe", "anmeldung fehlgeschlagen", "authentifizierungsfehler", "autenticacion fallida", "error de autenticacion", "fallo de autenticacion", "autenticazione non riuscita", "autenticazione fallita", "authenticatie mislukt", "aanmelding mislukt", "password authentication failed", "sasl plain authentication failed", "sasl login authentication failed", "not authenticated", "authentication is invalid", "authentication invalid", "access denied: login", "authenticate failed", "login refused", "auth login failed", "auth plain failed", "unsuccessful login", "log in failed"},
			Example: "-ERR [AUTH] Authentication failed."},
		{Name: "web-login", Means: "web-login-required", By: Server, Source: gmailLogin, AsOf: checked, Patterns: []string{
			"web login required", "webloginrequired", "webalert", "log in via your web browser", "log in with your web browser", "log in via web", "please login via your web browser", "sign in via your browser", "unusual sign-in activity", "suspicious activity", "verify your account by signing", "unsafe login", "please log in to the web", "login via webmail first", "captcha"},
			Example: "NO [WEBALERT https://accounts.google.com/signin/continue?xxx] Web login required. (Failure)"},
		{Name: "imap-off", Means: "service-disabled", By: Server, Source: zohoHelp, AsOf: checked, Patterns: []string{
			"not enabled for imap", "imap access is disabled", "imap is disabled", "imap * disabled for your domain", "imap access disabled", "enable imap access", "yet to enable imap", "imap is not enabled", "imap not enabled", "imap service is disabled", "imap4 access is disabled", "not enabled for pop", "pop access is disabled", "pop is disabled", "pop3 is disabled", "pop3 access is disabled", "yet to enable pop", "pop3 access not allowed", "imap access not allowed", "not allowed to use imap", "not allowed to use pop3", "pop3 service is not enabled", "service is not enabled for your account", "protocol is disabled", "enable the * service", "smtp access is disabled", "smtp is disabled", "smtp service is not enabled", "service not available for this account", "not permitted to use imap", "imap/smtp access is not enabled", "access to imap * disabled", "acces imap * desactive", "acces pop * desactive", "imap * is not available on your plan", "premium * account * imap", "pop3/imap access", "please activate pop/imap", "user disabled imap", "please open imap", "imap/pop3 * not active"},
			Example: "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)"},
		{Name: "locked", Means: "account-locked", By: Server, Source: yahooErrors, AsOf: checked, Patterns: []string{
			"account has been disabled", "account is disabled", "account disabled", "user disabled", "mailbox disabled", "mailbox is disabled", "account has been locked", "account is locked", "account locked", "user account is locked", "account suspended", "account is suspended", "account has been suspended", "account is inactive", "account inactive", "mailbox is inactive", "account has been deactivated", "account is blocked", "account blocked", "user is blocked", "user is disabled", "compte bloque", "compte suspendu", "compte desactive", "compte verrouille", "konto gesperrt", "cuenta bloqueada", "account bloccato", "inactive user", "account has expired", "account expired"},
			Example: "-ERR [AUTH] User account is locked, contact support"},
		{Name: "expired", Means: "auth-expired", By: Server, Source: rfc5530, AsOf: checked, Patterns: []string{
			"password has expired", "password expired", "password is expired", "your password must be changed", "you must change your password", "password change required", "password transition is needed", "mot de passe a expire", "mot de passe expire", "passwort ist abgelaufen", "must reset your password"},
			Example: "NO [EXPIRED] Password expired"},
		{Name: "privacy", Means: "privacy-required", By: Server, Source: dovecot, AsOf: checked, Patterns: []string{
			"plaintext authentication disallowed", "cleartext authentication disallowed", "cleartext login disabled", "not allowed until ssl/tls", "logindisabled", "must issue a starttls command first", "starttls command first", "starttls is required", "starttls required", "encryption required", "encryption needed", "only available under a layer", "tls required", "ssl required", "secure connection required", "please use ssl", "please use tls", "requires a secure connection", "requires secure connection", "plaintext logins are not allowed", "plaintext logins not allowed", "must use ssl", "must use tls", "session encryption is required", "cleartext passwords not allowed", "login * only over tls", "access requires encryption"},
			Example: "530 5.7.0 Must issue a STARTTLS command first"},
		{Name: "mechanism", Means: "no-mechanism", By: Server, Source: dovecot, AsOf: checked, Patterns: []string{
			"unsupported authentication mechanism", "unrecognized authentication type", "unrecognised authentication type", "authentication mechanism not supported", "authentication type not supported", "unknown authentication mechanism", "authentication mechanism is not supported", "mechanism not available", "mechanism unavailable", "no mechanism available", "no worthy mechs", "no authentication mechanism", "no suitable authentication", "auth mechanism * not", "unrecognized auth", "auth command is not supported", "auth not available", "authentication not enabled", "authentication not supported", "does not support authentication", "method not allowed", "no supported authentication", "no known authenticators", "no common authentication", "smtp auth extension not supported", "auth not supported", "5.5.4 unrecognized authentication"},
			Example: "504 5.7.4 Unrecognized authentication type"},
		{Name: "auth-temporary", Means: "login-temporary", By: Server, Source: postfix, AsOf: checked, Patterns: []string{
			"temporary authentication failure", "temporary auth~ fail~", "temporary internal error", "authentication server not responding", "connection lost to authentication server", "authentication server is not", "temporarily unable to authenticate", "authentication service unavailable", "auth server * unavailable", "unable to authenticate * at this time", "authentication temporarily", "temporary login failure", "temporary authentication", "echec temporaire de l'authentification", "authentication backend", "auth process * not respond~", "disconnected from auth", "4.7.0 try again", "authentication * try again later", "temporary error * login"},
			Example: "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"},
		{Name: "too-many-logins", Means: "too-many-logins", By: Server, Source: gmailErrors, AsOf: checked, Patterns: []string{
			"too many login attempts", "too many failed login", "too many bad auth attempts", "too many invalid login", "too many failed authentication", "too many authentication failures", "too many auth", "too many unsuccessful", "too many attempts", "login attempts exceeded", "login rate", "too many logins", "exceeded * login", "login frequency", "rate limit hit", "login limit", "too frequent", "logins * too frequently", "too many recent logins", "account exceeded command or bandwidth limits", "bandwidth limit", "exceeded the maximum number of failed", "trop de tentatives", "zu viele * anmeldeversuche", "demasiados intentos", "troppi tentativi", "attempts * blocked for", "temporarily blocked due to * fail~", "temporarily blocked because of too many", "account is temporarily locked", "account temporarily locked", "account temporarily blocked", "temporarily locked your account", "account is temporarily blocked"},
			Example: "454 4.7.0 Too many login attempts, please try again later."},
		{Name: "too-many-connections", Means: "too-many-connections", By: Server, Source: gmailErrors, AsOf: checked, Patterns: []string{
			"too many simultaneous connections", "connection quota exceeded", "over quota of connections", "too many connections", "too many concurrent", "maximum number of connections", "max number of connections", "maximum connections", "connection limit", "too many sessions", "too many open connections", "too many users", "maximum number of concurrent connections", "concurrent connection", "session limit exceeded", "maximum number of sessions", "max connections", "trop de connexions", "nombre maximal de connexions", "nombre maximum de connexions", "zu viele * verbindungen", "maximale anzahl * verbindungen", "demasiadas conexiones", "numero maximo de conexiones", "troppe connessioni", "numero massimo di connessioni", "te veel verbindingen", "maximale aantal verbindingen", "mail_max_userip_connections", "connections from your host", "too much connections", "exceeded the maximum number of connections", "too many connected", "connection count exceeded", "maximum allowed connection"},
			Example: "[ALERT] Too many simultaneous connections. (Failure)"},
		{Name: "in-use", Means: "in-use", By: Server, Service: result.POP3, Source: pop3Codes, AsOf: checked, Patterns: []string{
			"boite deja ouverte", "boite aux lettres deja ouverte", "deja ouverte par un autre client", "maildrop already locked", "maildrop is already locked", "mailbox is locked", "mailbox locked", "mailbox already locked", "mailbox is already locked", "already locked", "mailbox in use", "mailbox is in use", "mailbox is already open", "mailbox already open", "mailbox already in use", "unable to lock maildrop", "can't lock maildrop", "cannot lock mailbox", "couldn't lock mailbox", "unable to lock mailbox", "lock busy", "another pop3 session", "locked by another session", "locked by another pop", "is another session active", "already logged in", "mailbox lock", "already in use by another", "failed to lock mailbox", "verrouillee par une autre session"},
			Example: "-ERR [IN-USE] Unable to lock maildrop: Mailbox is locked by POP server"},
		{Name: "login-delay", Means: "login-delay", By: Server, Service: result.POP3, Source: pop3Codes, AsOf: checked, Patterns: []string{
			"minimum time between mail checks", "login too soon", "try again in * minutes", "too soon since last", "minimum interval between", "polling too often", "wait * before checking", "checking mail too often", "only allowed every", "logins are only allowed", "login delay"},
			Example: "-ERR [LOGIN-DELAY] minimum time between mail checks violation"},
		{Name: "blocked-address", Means: "blocked-address", By: Server, Source: gmxErrors, AsOf: checked, Patterns: []string{
			"your ip address * blocked", "your ip * is blocked", "your ip * blocked", "ip address is blocked", "your ip has been", "ip blocked", "ip address blocked", "ip is banned", "banned ip", "host is blocked", "access denied * your ip", "your host * blacklisted", "ip address has been temporarily", "connections from your ip", "access from your ip", "unauthorized ip", "geo * blocked", "country * not allowed", "location * not allowed", "client host rejected: access denied", "votre adresse ip * bloquee", "adresse ip * bloquee"},
			Example: "* BYE Your IP address 192.0.2.77 has been blocked for too many failed logins"},
		{Name: "server-trouble", Means: "server-trouble", By: Server, Source: dovecot, AsOf: checked, Patterns: []string{
			"internal error occurred", "internal server error", "system error", "temporary server error", "temporary system problem", "temporary local problem", "temporary problem", "service temporarily unavailable", "service unavailable", "temporarily unavailable", "try again later", "please try later", "please retry later", "service not available", "server too busy", "server busy", "server is busy", "system busy", "overloaded", "out of memory", "maintenance", "undergoing maintenance", "local error in processing", "backend error", "unexpected server error", "server error", "server shutting down", "service shutting down", "closing transmission channel", "internal failure", "not available right now", "temporary failure", "temporary error", "unable to process", "configuration error", "insufficient system resources", "insufficient system storage", "requested action aborted", "lost connection to * backend", "service * indisponible", "serveur * indisponible", "reessayez plus tard", "ressayez ulterieurement", "erreur interne", "erreur temporaire", "service interrompu", "voruebergehend nicht verfugbar", "interner serverfehler", "vorubergehend nicht verfugbar", "error interno", "errore interno", "interne fout", "temporaire du serveur", "[unavailable]"},
			Grade:   byUsual,
			Example: "NO [SERVERBUG] Internal error occurred. Refer to server log for more information. [2026-03-10 10:00:00]"},
	}
}

// mailboxRows returns what a server says of a mailbox and its folders once
// somebody is logged in.
func mailboxRows() []row {
	return []row{
		{Name: "not-connected", Means: "mailbox-unavailable", By: Server, Service: result.IMAP, Source: "https://learn.microsoft.com/exchange/troubleshoot/client-connectivity/imap-user-authenticated-but-not-connected", AsOf: checked, Patterns: []string{
			"user is authenticated but not connected", "authenticated but not connected", "authentifie mais non connecte", "authentifiziert, aber nicht verbunden"},
			Example: "The current command did not succeed. The mail server for account x responded: User is authenticated but not connected."},
		{Name: "mailbox-broken", Means: "mailbox-unavailable", By: Server, Source: dovecot, AsOf: checked, Patterns: []string{
			"unable to open this mailbox", "unable to open mailbox", "can't open mailbox", "cannot open mailbox", "could not open mailbox", "failed to open mailbox", "mailbox isn't selectable", "mailbox is corrupt", "mailbox corrupt~", "mailbox is damaged", "failed to map user", "unable to open maildrop", "error reading mailbox", "couldn't open inbox", "couldn't open mailbox", "failed to autocreate mailbox", "maildir * permission denied", "chdir * failed: permission denied", "unable to open maildir", "user's home directory", "no such mail storage", "storage error", "mailbox format", "unable to scan maildrop", "invalid mailbox", "mailbox not available", "can't open inbox", "failed to select inbox", "cannot select inbox", "mailbox does not exist: inbox", "mailbox isn't a valid mbox", "initialization failed", "mail access denied", "maildir: no such file or directory", "error opening mailbox"},
			Example: "-ERR [SYS/PERM] Unable to open mailbox"},
		{Name: "folder-missing", Means: "folder-missing", By: Server, Service: result.IMAP, Source: dovecot, AsOf: checked, Patterns: []string{
			"mailbox doesn't exist", "mailbox does not exist", "no such mailbox", "unknown mailbox", "folder doesn't exist", "folder does not exist", "nonexistent mailbox", "non-existent mailbox", "unknown folder", "no folder * (failure)", "trycreate", "mailbox unknown", "folder not found", "mailbox not found", "no such folder", "client tried to access nonexistent namespace", "dossier inexistant", "le dossier n'existe pas", "dossier introuvable", "mailbox name should probably be prefixed", "invalid mailbox name"},
			Example: "[NONEXISTENT] Unknown Mailbox: Sent (Failure)"},
		{Name: "folder-denied", Means: "folder-denied", By: Server, Service: result.IMAP, Source: rfc5530, AsOf: checked, Patterns: []string{
			"[noperm]", "permission denied", "access to mailbox denied", "not permitted to", "you don't have permission", "no permission", "you lack * rights", "acl * denied", "access denied to mailbox", "mailbox * access denied", "permission refusee"},
			Grade: byUsual, Example: "NO [NOPERM] Permission denied (0.001 + 0.000 secs)."},
		{Name: "over-quota", Means: "mailbox-full", By: Server, Scene: atMailbox, Source: dovecot, AsOf: checked, Patterns: []string{
			"quota exceeded (mailbox for user is full)", "over quota", "overquota", "quota exceeded", "exceeded * quota", "exceeds * quota", "quota exceeded for", "exceeded storage allocation", "mailbox is full", "mailbox full", "mailbox quota", "account is over quota", "out of storage space", "not enough disk quota", "disk quota exceeded", "insufficient quota", "storage quota", "storage limit", "storage space is full", "boite pleine", "boite aux lettres pleine", "boite aux lettres est pleine", "boite de reception * pleine", "boite mail est pleine", "messagerie est pleine", "messagerie pleine", "quota depasse", "quota atteint", "quota * depasse", "espace de stockage * plein", "espace de stockage * satur~", "speicherplatz * voll", "postfach * voll", "postfach voll", "buzon lleno", "buzon esta lleno", "casella piena", "casella di posta piena", "postvak * vol", "your mailbox is almost full", "size of your mailbox", "not enough storage", "no space left in mailbox"},
			Example: "NO [OVERQUOTA] Quota exceeded (mailbox for user is full) (0.002 + 0.000 secs)."},
		{Name: "no-uidl", Means: "pop-no-uidl", By: "thunderbird", Service: result.POP3, Source: thunderbirdStrings, AsOf: checked, Patterns: []string{
			"ne prend pas en charge * uidl", "pas en charge les commandes uidl", "ne gere pas * uidl", "does not support uidl", "ne gere pas uidl", "unterstutzt die befehle uidl", "no admite uidl", "non supporta uidl", "ondersteunt geen uidl", "uidl * not supported", "uidl command failed", "uidl is not supported"},
			Example: "The POP3 mail server (pop.example.org) does not support UIDL or XTND XLST, which are required to implement the ``Leave on Server'' options."},
		{Name: "bad-command", Means: "protocol-error", By: Server, Source: rfc9051, AsOf: checked, Patterns: []string{
			"command unrecognized", "unknown command", "command not recognized", "command not recognised", "command not implemented", "unrecognized command", "syntax error", "invalid command", "error in imap command", "bad sequence of commands", "bad command sequence", "command unknown", "unrecognised command", "unexpected command", "invalid state", "invalid arguments", "bad parameter", "could not parse command", "parse error", "command argument error", "too many invalid imap commands", "too many bad commands", "improper command", "command out of sequence", "command is not valid in this state", "protocol error", "unexpected response", "response from server was not understood", "invalid response", "commande inconnue", "commande non reconnue", "unbekannter befehl", "comando no reconocido"},
			Grade: byUsual, Example: "500 5.5.1 Unrecognized command"},
	}
}

// codeRows returns what a code stands for where no words say more.
func codeRows() []row {
	rows := []row{
		{Name: "code-authenticationfailed", Code: "[authenticationfailed]", Means: "auth-rejected", Source: rfc5530, Example: "NO [AUTHENTICATIONFAILED] Nope"},
		{Name: "code-authorizationfailed", Code: "[authorizationfailed]", Means: "auth-rejected", Source: rfc5530, Example: "NO [AUTHORIZATIONFAILED] No such authorization-ID"},
		{Name: "code-expired", Code: "[expired]", Means: "auth-expired", Source: rfc5530, Example: "NO [EXPIRED] That is over"},
		{Name: "code-privacyrequired", Code: "[privacyrequired]", Means: "privacy-required", Source: rfc5530, Example: "NO [PRIVACYREQUIRED] No"},
		{Name: "code-contactadmin", Code: "[contactadmin]", Means: "account-locked", Source: rfc5530, Example: "NO [CONTACTADMIN] Call the desk"},
		{Name: "code-unavailable", Code: "[unavailable]", Means: "server-trouble", Source: rfc5530, Example: "NO [UNAVAILABLE] User's backend down"},
		{Name: "code-serverbug", Code: "[serverbug]", Means: "server-trouble", Source: rfc5530, Example: "NO [SERVERBUG] This should not happen"},
		{Name: "code-clientbug", Code: "[clientbug]", Means: "protocol-error", Source: rfc5530, Example: "BAD [CLIENTBUG] Not now"},
		{Name: "code-cannot", Code: "[cannot]", Means: "protocol-error", Source: rfc5530, Example: "NO [CANNOT] Adjective"},
		{Name: "code-limit", Code: "[limit]", Means: "too-many-connections", Source: rfc5530, Example: "NO [LIMIT] Enough"},
		{Name: "code-inuse", Code: "[inuse]", Means: "in-use", Source: rfc5530, Example: "NO [INUSE] Held"},
		{Name: "code-in-use", Code: "[in-use]", Means: "in-use", Source: pop3Codes, Example: "-ERR [IN-USE] Do you have another session"},
		{Name: "code-login-delay", Code: "[login-delay]", Means: "login-delay", Source: pop3Codes, Example: "-ERR [LOGIN-DELAY] Patience"},
		{Name: "code-auth", Code: "[auth]", Means: "auth-rejected", Source: pop3Codes, Example: "-ERR [AUTH] No"},
		{Name: "code-sys-temp", Code: "[sys/temp]", Means: "server-trouble", Source: pop3Codes, Example: "-ERR [SYS/TEMP] Sorry"},
		{Name: "code-sys-perm", Code: "[sys/perm]", Means: "mailbox-unavailable", Source: pop3Codes, Example: "-ERR [SYS/PERM] Ask support"},
		{Name: "code-overquota", Code: "[overquota]", Means: "mailbox-full", Source: rfc5530, Example: "NO [OVERQUOTA] Sorry"},
		{Name: "code-nonexistent", Code: "[nonexistent]", Means: "folder-missing", Source: rfc5530, Example: "NO [NONEXISTENT] Nothing there"},
		{Name: "code-trycreate", Code: "[trycreate]", Means: "folder-missing", Source: rfc9051, Example: "NO [TRYCREATE] Nothing there"},
		{Name: "code-noperm", Code: "[noperm]", Means: "folder-denied", Source: rfc5530, Example: "NO [NOPERM] Not yours"},
		{Name: "code-webalert", Code: "[webalert]", Means: "web-login-required", Source: gmailLogin, Example: "NO [WEBALERT https://x.example] Go"},
		{Name: "code-referral", Code: "[referral]", Means: "wrong-server", Source: "RFC 2221", Example: "NO [REFERRAL imap://mail2.example.org/] Elsewhere"},
		{Name: "code-toobig", Code: "[toobig]", Means: "message-too-large", Source: "RFC 4469", Example: "NO [TOOBIG] Too much"},

		{Name: "code-5.7.8", Code: "5.7.8", Means: "auth-rejected", Example: "535 5.7.8 No"},
		{Name: "code-5.7.9", Code: "5.7.9", Means: "no-mechanism", Example: "534 5.7.9 Too weak"},
		{Name: "code-5.7.11", Code: "5.7.11", Means: "privacy-required", Example: "538 5.7.11 Encrypt"},
		{Name: "code-5.7.12", Code: "4.7.12", Means: "auth-expired", Example: "432 4.7.12 Transition"},
		{Name: "code-5.7.13", Code: "5.7.13", Means: "account-locked", Example: "525 5.7.13 Off"},
		{Name: "code-5.7.14", Code: "5.7.14", Means: "web-login-required", Source: gmailErrors, Example: "534 5.7.14 Please"},
		{Name: "code-5.7.139", Code: "5.7.139", Means: "oauth-required", Source: exchangeBasic, Example: "535 5.7.139 No"},
		{Name: "code-5.7.57", Code: "5.7.57", Means: "sending-needs-login", Source: exchangeNDR, Example: "530 5.7.57 Client not authenticated"},
		{Name: "code-5.7.60", Code: "5.7.60", Means: "sender-refused", Source: exchangeNDR, Example: "550 5.7.60 SMTP; Client does not"},
		{Name: "code-5.2.252", Code: "5.2.252", Means: "sender-refused", Source: exchangeNDR, Example: "554 5.2.252 SendAsDenied"},
		{Name: "code-5.2.251", Code: "5.2.251", Means: "sender-refused", Source: exchangeNDR, Example: "554 5.2.251 SendAsDenied"},
		{Name: "code-5.5.4", Code: "5.5.4", Means: "protocol-error", Grade: byUsual, Example: "501 5.5.4 Arguments"},
		{Name: "code-5.5.1", Code: "5.5.1", Means: "protocol-error", Grade: byUsual, Example: "502 5.5.1 Eh"},
		{Name: "code-5.5.2", Code: "5.5.2", Means: "protocol-error", Grade: byUsual, Example: "500 5.5.2 Eh"},
		{Name: "code-4.7.0", Code: "4.7.0", Means: "server-trouble", Grade: byWrapper, Example: "454 4.7.0 Hm"},
		{Name: "code-5.7.0", Code: "5.7.0", Means: "sending-needs-login", Grade: byWrapper, Example: "530 5.7.0 Hm"},

		{Name: "code-5.1.1", Code: "5.1.1", Means: "recipient-unknown", By: Bounce, Example: "550 5.1.1 Eh"},
		{Name: "code-5.1.10", Code: "5.1.10", Means: "recipient-unknown", By: Bounce, Source: exchangeNDR, Example: "550 5.1.10 RESOLVER.ADR.RecipientNotFound"},
		{Name: "code-5.1.0", Code: "5.1.0", Means: "recipient-unknown", By: Bounce, Grade: byUsual, Example: "550 5.1.0 Eh"},
		{Name: "code-5.1.3", Code: "5.1.3", Means: "recipient-unknown", By: Bounce, Example: "501 5.1.3 Eh"},
		{Name: "code-5.1.6", Code: "5.1.6", Means: "recipient-unknown", By: Bounce, Example: "550 5.1.6 Moved"},
		{Name: "code-5.1.2", Code: "5.1.2", Means: "recipient-domain", By: Bounce, Example: "550 5.1.2 Eh"},
		{Name: "code-5.4.4", Code: "5.4.4", Means: "recipient-domain", By: Bounce, Example: "550 5.4.4 Eh"},
		{Name: "code-5.4.310", Code: "5.4.310", Means: "recipient-domain", By: Bounce, Source: exchangeNDR, Example: "550 5.4.310 DNS domain does not exist"},
		{Name: "code-5.1.8", Code: "5.1.8", Means: "sender-not-proven", By: Bounce, Grade: byUsual, Example: "553 5.1.8 Eh"},
		{Name: "code-5.2.1", Code: "5.2.1", Means: "recipient-disabled", By: Bounce, Example: "550 5.2.1 Disabled"},
		{Name: "code-4.2.1", Code: "4.2.1", Means: "delivery-delayed", By: Bounce, Example: "450 4.2.1 Rate"},
		{Name: "code-5.2.2", Code: "5.2.2", Means: "recipient-full", By: Bounce, Example: "552 5.2.2 Eh"},
		{Name: "code-4.2.2", Code: "4.2.2", Means: "recipient-full", By: Bounce, Example: "452 4.2.2 Eh"},
		{Name: "code-5.2.3", Code: "5.2.3", Means: "message-too-large", Example: "552 5.2.3 Eh"},
		{Name: "code-5.3.4", Code: "5.3.4", Means: "message-too-large", Example: "552 5.3.4 Eh"},
		{Name: "code-5.3.2", Code: "5.3.2", Means: "recipient-refuses", By: Bounce, Example: "550 5.3.2 Eh"},
		{Name: "code-4.4.1", Code: "4.4.1", Means: "delivery-delayed", By: Bounce, Example: "451 4.4.1 Eh"},
		{Name: "code-4.4.2", Code: "4.4.2", Means: "delivery-delayed", By: Bounce, Grade: byUsual, Example: "421 4.4.2 Eh"},
		{Name: "code-4.4.7", Code: "4.4.7", Means: "delivery-delayed", By: Bounce, Example: "450 4.4.7 Eh"},
		{Name: "code-5.4.7", Code: "5.4.7", Means: "delivery-delayed", By: Bounce, Example: "550 5.4.7 Eh"},
		{Name: "code-5.4.6", Code: "5.4.6", Means: "delivery-loop", By: Bounce, Example: "554 5.4.6 Eh"},
		{Name: "code-5.4.14", Code: "5.4.14", Means: "delivery-loop", By: Bounce, Source: exchangeNDR, Example: "554 5.4.14 Hop count exceeded"},
		{Name: "code-5.4.5", Code: "5.4.5", Means: "sending-limit", Source: gmailErrors, Example: "550 5.4.5 Eh"},
		{Name: "code-4.5.3", Code: "4.5.3", Means: "sending-limit", Example: "452 4.5.3 Eh"},
		{Name: "code-5.5.3", Code: "5.5.3", Means: "sending-limit", Example: "550 5.5.3 Eh"},
		{Name: "code-5.1.90", Code: "5.1.90", Means: "sending-limit", Source: exchangeNDR, Example: "554 5.1.90 Eh"},
		{Name: "code-5.7.23", Code: "5.7.23", Means: "sender-not-proven", By: Bounce, Example: "550 5.7.23 Eh"},
		{Name: "code-5.7.20", Code: "5.7.20", Means: "sender-not-proven", By: Bounce, Example: "550 5.7.20 Eh"},
		{Name: "code-5.7.25", Code: "5.7.25", Means: "blocklisted", By: Bounce, Example: "550 5.7.25 Eh"},
		{Name: "code-5.7.26", Code: "5.7.26", Means: "sender-not-proven", By: Bounce, Example: "550 5.7.26 Eh"},
		{Name: "code-5.7.27", Code: "5.7.27", Means: "sender-not-proven", By: Bounce, Example: "550 5.7.27 Eh"},
		{Name: "code-5.7.28", Code: "5.7.28", Means: "blocklisted", By: Bounce, Example: "550 5.7.28 Eh"},
		{Name: "code-5.7.509", Code: "5.7.509", Means: "sender-not-proven", By: Bounce, Source: exchangeNDR, Example: "550 5.7.509 Eh"},
		{Name: "code-5.7.515", Code: "5.7.515", Means: "sender-not-proven", By: Bounce, Source: exchangeNDR, Example: "550 5.7.515 Eh"},
		{Name: "code-5.7.511", Code: "5.7.511", Means: "blocklisted", By: Bounce, Source: exchangeNDR, Example: "550 5.7.511 Access denied, banned sender"},
		{Name: "code-5.7.606", Code: "5.7.606", Means: "blocklisted", By: Bounce, Source: exchangeNDR, Example: "550 5.7.606 Access denied, banned sending IP"},
		{Name: "code-5.7.708", Code: "5.7.708", Means: "blocklisted", By: Bounce, Source: exchangeNDR, Example: "550 5.7.708 Service unavailable"},
		{Name: "code-5.7.520", Code: "5.7.520", Means: "recipient-refuses", By: Bounce, Source: exchangeNDR, Example: "550 5.7.520 Access denied, Your organization does not allow external forwarding"},
		{Name: "code-5.7.133", Code: "5.7.133", Means: "recipient-refuses", By: Bounce, Source: exchangeNDR, Example: "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup"},
		{Name: "code-5.7.124", Code: "5.7.124", Means: "recipient-refuses", By: Bounce, Source: exchangeNDR, Example: "550 5.7.124 Sender not in allowed-senders list"},
		{Name: "code-5.7.501", Code: "5.7.501", Means: "content-refused", By: Bounce, Source: exchangeNDR, Example: "550 5.7.501 Access denied, spam abuse detected"},
		{Name: "code-5.7.64", Code: "5.7.64", Means: "sending-needs-login", Source: exchangeNDR, Example: "550 5.7.64 TenantAttribution; Relay Access Denied"},
		{Name: "code-5.7.54", Code: "5.7.54", Means: "sending-needs-login", Source: exchangeNDR, Example: "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
		{Name: "code-5.7.2", Code: "5.7.2", Means: "recipient-refuses", By: Bounce, Example: "550 5.7.2 Eh"},
		{Name: "code-5.7.1", Code: "5.7.1", Means: "recipient-refuses", By: Bounce, Grade: byWrapper, Example: "550 5.7.1 Eh"},
		{Name: "code-4.7.1", Code: "4.7.1", Means: "greylisted", By: Bounce, Grade: byWrapper, Example: "451 4.7.1 Eh"},
		{Name: "code-4.7.500", Code: "4.7.500", Means: "delivery-delayed", By: Bounce, Source: exchangeNDR, Example: "451 4.7.500 Server busy"},
		{Name: "code-5.6.0", Code: "5.6.0", Means: "content-refused", By: Bounce, Grade: byUsual, Example: "550 5.6.0 Eh"},

		{Name: "code-535", Code: "535", Means: "auth-rejected", Grade: byUsual, Source: rfc5321, Example: "535 no"},
		{Name: "code-530", Code: "530", Means: "sending-needs-login", Grade: byUsual, Source: rfc5321, Example: "530 no"},
		{Name: "code-534", Code: "534", Means: "no-mechanism", Grade: byWrapper, Source: rfc5321, Example: "534 no"},
		{Name: "code-538", Code: "538", Means: "privacy-required", Grade: byUsual, Source: rfc5321, Example: "538 no"},
		{Name: "code-454", Code: "454", Means: "login-temporary", Grade: byWrapper, Source: rfc5321, Example: "454 no"},
		{Name: "code-504", Code: "504", Means: "no-mechanism", Grade: byWrapper, Source: rfc5321, Example: "504 no"},
		{Name: "code-503", Code: "503", Means: "protocol-error", Grade: byWrapper, Source: rfc5321, Example: "503 no"},
		{Name: "code-502", Code: "502", Means: "protocol-error", Grade: byWrapper, Source: rfc5321, Example: "502 no"},
		{Name: "code-501", Code: "501", Means: "protocol-error", Grade: byWrapper, Source: rfc5321, Example: "501 no"},
		{Name: "code-500", Code: "500", Means: "protocol-error", Grade: byWrapper, Source: rfc5321, Example: "500 no"},
		{Name: "code-421", Code: "421", Means: "server-trouble", Grade: byWrapper, Source: rfc5321, Example: "421 no"},
		{Name: "code-552", Code: "552", Means: "message-too-large", Grade: byWrapper, Source: rfc5321, Example: "552 no"},
	}
	for i := range rows {
		r := &rows[i]
		if r.By == "" {
			r.By = Server
		}
		if r.Source == "" {
			r.Source = rfc3463
		}
		if r.Grade == byWords {
			r.Grade = byCode
		}
		r.AsOf = checked
	}
	return rows
}
