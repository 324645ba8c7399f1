package texts

import "mailadvisor/probe/result"

// Where the words of mail programs were read.
const (
	thunderbirdStrings = "Thunderbird 153, chrome/messenger/{imapMsgs,localMsgs,messenger,composeMsgs}.properties, in six languages"
	thunderbirdSetup   = "Thunderbird 153, accountcreation/*.ftl, certError.ftl, in six languages"
	nssErrors          = "Thunderbird 153, nsserrors.ftl, pipnss.properties"
	outlookErrors      = "https://support.microsoft.com/office/outlook-error-codes"
	schannel           = "Windows SDK, winerror.h"
	appleHelp          = "https://support.apple.com/102619"
	k9Strings          = "K-9 Mail 6.8 and Thunderbird for Android, strings.xml"
	evolutionStrings   = "Evolution 3.46, evolution-data-server, po/"
	fetchers           = "fetchmail 6.4, getmail 6.18, isync 1.4, msmtp 1.8"
)

// thunderbirdRows are Thunderbird's own sentences: English, French, German,
// Spanish, Italian, Dutch.
func thunderbirdRows() []row {
	rows := []row{
		{Name: "tb-connect", Means: "cannot-connect", Grade: byUsual, Patterns: []string{
			"failed to connect to server", "unable to connect to server", "could not connect to server", "could not connect to mail server", "echec lors de la connexion au serveur", "echec de connexion au serveur", "echec de la connexion au serveur", "connexion au serveur * echoue~", "la connexion au serveur * a echoue", "connexion au serveur impossible", "impossible de se connecter au serveur", "impossible de joindre le serveur", "impossible de contacter le serveur", "verbindung mit server * konnte nicht hergestellt werden", "verbindung zum server fehlgeschlagen", "keine verbindung * server", "no se pudo conectar con el servidor", "no se puede conectar al servidor", "connessione al server * non riuscita", "impossibile connettersi al server", "verbinden met server * is mislukt", "kan geen verbinding maken met * server"},
			Example: "Failed to connect to server imap.example.org."},
		{Name: "tb-refused", Means: "refused", Patterns: []string{
			"the connection was refused", "connection was refused", "la connexion a ete refusee", "da sie verweigert wurde", "la conexion ha sido rechazada", "la connessione e stata rifiutata", "de verbinding werd geweigerd"},
			Example: "Could not connect to mail server imap.example.org; the connection was refused."},
		{Name: "tb-timeout", Means: "timeout", Patterns: []string{
			"connection to server * timed out", "temps limite de connexion au serveur", "zeituberschreitung der verbindung", "ha superado el tiempo de espera", "fuori tempo massimo", "wachttijd voor verbinding", "connection to outgoing server (smtp) * timed out", "la connexion au serveur sortant * a expire", "ihre ablaufzeit (timeout) uberschritten", "ha caducado la conexion al servidor", "in uscita (smtp) * e scaduta", "wachttijd voor de verbinding met uitgaande"},
			Example: "Connection to server pop.example.org timed out."},
		{Name: "tb-lost", Means: "connection-lost", Patterns: []string{
			"server * has disconnected", "may have gone down or there may be a network problem", "le serveur * s'est deconnecte", "hat die verbindung abgebrochen", "ha cortado la conexion", "il server * si e disconnesso", "server * heeft de verbinding verbroken", "was lost in the middle of the transaction", "a ete perdue pendant la transaction", "mitten in der transaktion verloren", "se perdio en mitad de la transaccion", "e stata interrotta durante la trasmissione", "in het midden van de transactie werd verbroken"},
			Example: "Server imap.example.org has disconnected. The server may have gone down or there may be a network problem."},
		{Name: "tb-connections", Means: "too-many-connections", Patterns: []string{
			"you may have exceeded the maximum number of connections", "vous avez peut-etre depasse le nombre maximal de connexions", "vous avez peut-etre depasse le nombre maximum de connexions", "maximale anzahl an verbindungen", "puede que haya excedido el numero maximo de conexiones", "potresti aver superato il numero massimo di connessioni", "hebt u mogelijk het maximale aantal verbindingen"},
			Example: "Unable to connect to imap.example.org. Please try again later. If the problem persists, you may have exceeded the maximum number of connections to this server."},
		{Name: "tb-tls", Means: "tls-handshake-failed", Patterns: []string{
			"non-overridable tls error", "erreur tls non recuperable", "nicht uberschreibbarer tls-fehler", "error de tls que no puede ser ignorado", "errore tls che non puo essere ignorato", "niet-overschrijfbare tls-fout", "unable to establish tls connection to pop3 server", "impossible d'etablir une connexion tls"},
			Example: "Non-overridable TLS error occurred. Handshake error or probably the TLS version or certificate used by server imap.example.org is incompatible."},
		{Name: "tb-not-imap", Means: "wrong-protocol", Patterns: []string{
			"is not an imap4 mail server", "n'est pas un serveur de type imap4", "ist kein imap4", "no es un servidor de correo imap4", "non e un server imap4", "is geen imap4"},
			Example: "Mail server mail.example.org is not an IMAP4 mail server."},
		{Name: "tb-oauth", Means: "token-refused", Patterns: []string{
			"authentication failure while connecting to server", "echec de l'authentification lors de la connexion au serveur", "authentifizierungsfehler beim verbinden mit dem server", "fallo de identificacion al conectarse al servidor", "autenticazione non riuscita durante la connessione al server", "authenticatiefout tijdens het verbinden met server"},
			Example: "Authentication failure while connecting to server imap.gmail.com."},
		{Name: "tb-login", Means: "auth-rejected", Grade: byUsual, Patterns: []string{
			"connexion au serveur * avec l'identifiant", "connexion au serveur * avec le nom d'utilisateur", "login to server * failed", "login to account * failed", "echec de la connexion depuis le serveur", "echec de la connexion au compte", "echec de connexion au compte", "anmeldung auf dem server * fehlgeschlagen", "anmeldung fur * fehlgeschlagen", "el inicio de sesion en el servidor", "el inicio de sesion en la cuenta", "accesso al server * non riuscito", "accesso all'account * non riuscito", "aanmelden bij server * is mislukt", "aanmelding bij account * mislukt"},
			Example: "Login to server imap.example.org with username someone@example.org failed."},
		{Name: "tb-pop-password", Means: "auth-rejected", Service: result.POP3, Patterns: []string{
			"sending of password * did not succeed", "sending of username did not succeed", "echec de l'envoi du mot de passe", "l'envoi du mot de passe * n'a pas abouti", "echec de l'envoi du nom d'utilisateur", "fehler beim senden des passworts", "fehler beim senden des benutzernamens", "el envio de la contrasena", "error al enviar el nombre de usuario", "non riuscito l'invio della password", "invio del nome utente non riuscito", "verzending van wachtwoord", "verzending van gebruikersnaam"},
			Grade: byUsual, Example: "Sending of password for user someone@example.org did not succeed. Mail server pop.example.org responded: no"},
		{Name: "tb-setup-wrong", Means: "auth-rejected", Patterns: []string{
			"please check the username and password", "veuillez verifier le nom d'utilisateur et le mot de passe", "uberprufen sie benutzername und passwort", "compruebe el nombre de usuario y la contrasena", "assicurati che nome utente e password siano corretti", "controleer de gebruikersnaam en het wachtwoord", "unable to log in at server", "probably wrong configuration, username or password", "la configuration, l'identifiant ou le mot de passe sont probablement incorrects", "either the entered credentials are incorrect or a separate username is required", "soit les identifiants saisis sont incorrects", "configuration could not be verified", "la configuration n'a pas pu etre verifiee", "konfiguration konnte nicht uberpruft werden"},
			Grade: byUsual, Source: thunderbirdSetup, Example: "Authentication failed. Please check the username and password"},
		{Name: "tb-setup-not-found", Means: "settings-not-found", Source: thunderbirdSetup, Patterns: []string{
			"failed to find the settings for your email account", "n'a pas trouve les parametres de votre compte de messagerie", "n'a pas pu trouver les parametres de votre compte", "keine einstellungen fur ihr e-mail-konto", "no ha podido encontrar la configuracion de la cuenta", "impostazioni per il tuo account email", "instellingen voor uw e-mailaccount niet vinden", "could not find settings", "can't find a server", "impossible de trouver un serveur", "settings could not be found", "couldn't find settings", "account settings could not be found"},
			Example: "Thunderbird failed to find the settings for your email account."},
		{Name: "tb-no-method", Means: "no-mechanism", Patterns: []string{
			"does not support the selected authentication method", "ne gere pas la methode d'authentification selectionnee", "unterstutzt die gewahlte authentifizierungsmethode nicht", "no admite el metodo de identificacion seleccionado", "no admite el mecanismo de identificacion", "non gestisce il metodo di autenticazione scelto", "non supporta il metodo di autenticazione", "ondersteunt de geselecteerde authenticatiemethode niet", "does not seem to support encrypted passwords", "ne semble pas gerer les mots de passe chiffres", "scheint die verschlusselte ubertragung des passworts nicht", "scheint die ubertragung verschlusselter passworter nicht", "no parece admitir contrasenas cifradas", "gestire le password crittate", "geen versleutelde wachtwoorden te ondersteunen", "kerberos/gssapi ticket", "ticket kerberos/gssapi", "kerberos/gssapi-ticket"},
			Example: "The IMAP server imap.example.org does not support the selected authentication method. Please change the 'Authentication method' in the 'Account Settings | Server settings'."},
		{Name: "tb-no-plain", Means: "privacy-required", Patterns: []string{
			"does not allow plaintext passwords", "n'autorise pas les mots de passe non chiffres", "ubertragung des passworts im klartext nicht", "no permite contrasenas sin cifrar", "no admite contrasenas sin cifrar", "no admite contrasenas no cifradas", "non gestisce le password in testo semplice", "plattetekstwachtwoorden"},
			Example: "The IMAP server imap.example.org does not allow plaintext passwords. Please try changing to 'Encrypted password'."},
		{Name: "tb-starttls", Means: "starttls-missing", Service: result.Submission, Patterns: []string{
			"using starttls since it doesn't advertise", "unable to establish a secure link with", "impossible d'etablir un lien securise", "sichere verbindung mit dem smtp-server * kann nicht mit starttls", "enlace seguro con el servidor", "collegamento sicuro con il server", "geen beveiligde verbinding met uitgaande", "starttls * not supported", "starttls is not supported", "server does not support starttls", "does not support tls", "starttls not available", "server doesn't support starttls", "does not support starttls", "starttls unavailable", "ne supporte pas starttls", "ne prend pas en charge starttls", "starttls extension not supported", "starttls not advertised", "starttls not supported", "starttls not offered", "must issue starttls * not offered"},
			Example: "Sending of the message failed. Unable to establish a secure link with Outgoing server (SMTP) smtp.example.org using STARTTLS since it doesn't advertise that feature."},
		{Name: "starttls-refused", Means: "starttls-refused", By: Server, Source: postfix, Patterns: []string{
			"tls not available due to", "tls currently unavailable", "tls temporarily unavailable", "tls is temporarily", "starttls temporarily", "starttls failed", "starttls command failed", "tls initialization failed", "454 tls missing"},
			Example: "454 4.7.0 TLS not available due to local problem"},
		{Name: "tb-smtp-unknown", Means: "name-unknown", Service: result.Submission, Patterns: []string{
			"outgoing server (smtp) * is unknown", "le serveur sortant (smtp) * est inconnu", "smtp-server * ist unbekannt", "el servidor de salida (smtp) * es desconocido", "server posta in uscita (smtp) * sconosciuto", "uitgaande (smtp-)server * is onbekend"},
			Example: "An error occurred while sending mail: Outgoing server (SMTP) smtp.exampel.org is unknown. The server may be incorrectly configured."},
		{Name: "tb-smtp-connect", Means: "cannot-connect", Service: result.Submission, Patterns: []string{
			"connecting to outgoing server (smtp) * failed", "connecting to smtp server * failed", "may be unavailable or is refusing smtp connections", "la connexion au serveur sortant (smtp) * a echoue", "verbindungsaufbau mit dem smtp-server * fehlgeschlagen", "ha fallado la conexion al servidor de salida", "connessione al server in uscita (smtp) * non e riuscita", "verbinden met uitgaande (smtp-)server * is mislukt", "ou refuse les connexions smtp"},
			Example: "The message could not be sent because connecting to Outgoing server (SMTP) smtp.example.org failed. The server may be unavailable or is refusing SMTP connections."},
		{Name: "tb-smtp-auth", Means: "auth-rejected", Service: result.Submission, Patterns: []string{
			"unable to authenticate to outgoing server", "impossible de s'authentifier sur le serveur", "postausgangs-server (smtp) * kann nicht authentifiziert werden", "no se puede identificar al servidor de salida", "autenticazione non riuscita col server di posta in uscita", "kan niet authenticeren bij uitgaande"},
			Grade: byUsual, Example: "Unable to authenticate to Outgoing server (SMTP) smtp.example.org. Please check the password and verify the 'Authentication method'."},
		{Name: "tb-disk", Means: "program-storage", Patterns: []string{
			"unable to write the email to the mailbox", "pendant l'enregistrement de vos messages", "konnten nicht in die mailbox-datei geschrieben werden", "no se puede guardar el mensaje en el buzon", "impossibile scrivere il messaggio nella cartella", "kan de e-mail niet naar de postbus schrijven", "is full, and can't hold any more messages", "est plein et ne peut pas contenir davantage", "ist voll und kann keine weiteren nachrichten", "esta llena, y no puede retener mas mensajes", "e piena e non puo contenere ulteriori messaggi", "vol en kan geen bijkomende berichten", "because writing to folder failed", "parce que l'ecriture dans le dossier", "not enough disk space", "pas assez d'espace disque", "espace disque insuffisant"},
			Example: "Unable to write the email to the mailbox. Make sure the file system allows you write privileges, and you have enough disk space to copy the mailbox."},
		{Name: "tb-busy", Means: "program-busy", Patterns: []string{
			"is being processed. please wait until processing is complete", "est en cours de traitement", "wird bearbeitet. bitte warten", "esta siendo procesada", "e in corso l'elaborazione dell'account", "wordt verwerkt. wacht", "another operation is using the folder", "un autre processus utilise le dossier", "bereits anderweitig auf den ordner zugegriffen", "otra operacion esta usando la carpeta", "utilizzata da un'altra operazione", "een andere bewerking de map gebruikt"},
			Example: "The account someone@example.org is being processed. Please wait until processing is complete to get messages."},
		{Name: "tb-pop-trouble", Means: "server-trouble", Service: result.POP3, Grade: byWrapper, Patterns: []string{
			"an error occurred with the pop3 mail server", "une erreur s'est produite avec le serveur de courrier pop3", "fehler mit dem pop3-mail-server", "conexion el servidor de correo pop3", "errore col server di posta pop3", "fout opgetreden bij de pop3-mailserver", "the retr command did not succeed", "la commande retr a echoue", "retr-befehl ist fehlgeschlagen", "comando retr", "opdracht retr", "the list command did not succeed", "la commande list a echoue", "the stat command did not succeed", "la commande stat a echoue", "temporary error from * while retrieving new messages", "erreur temporaire de", "temporar fehler von", "error temporal de", "errore temporaneo di", "tijdelijke fout van"},
			Example: "An error occurred with the POP3 mail server."},
		{Name: "tb-send-failed", Means: "sending-failed", Service: result.Submission, Grade: byWrapper, Patterns: []string{
			"sending of the message failed", "an error occurred while sending mail", "l'envoi du message a echoue", "une erreur est survenue lors de l'envoi", "echec de l'envoi du message", "senden der nachricht fehlgeschlagen", "fehler beim senden der nachricht", "fallo el envio del mensaje", "error al enviar el correo", "invio del messaggio non riuscito", "errore durante l'invio della posta", "verzenden van het bericht is mislukt", "fout opgetreden bij het verzenden", "the configuration related to * must be corrected", "la configuration liee a * doit etre corrigee", "send message error", "message not sent", "message could not be sent", "le message n'a pas pu etre envoye"},
			Example: "Sending of the message failed."},
		{Name: "tb-command-failed", Means: "server-trouble", Service: result.IMAP, Grade: byWrapper, Patterns: []string{
			"the current command did not succeed", "the current operation on * did not succeed", "la commande courante n'a pas abouti", "l'operation courante * n'a pas abouti", "der aktuelle befehl ist fehlgeschlagen", "la orden actual no se ejecuto", "il comando corrente non e riuscito", "de huidige opdracht is niet gelukt"},
			Example: "The current command did not succeed. The mail server for account someone@example.org responded: Hm."},
		{Name: "tb-cert-domain", Means: "cert-name-mismatch", Source: thunderbirdSetup, Patterns: []string{
			"is not valid for that server", "n'est pas valide sur ce serveur", "fur diesen server nicht gultig", "no es valido para ese servidor", "non e valido per quel server", "niet geldig voor die server", "ssl_error_bad_cert_domain", "sec_error_cert_not_in_name_space", "does not belong to this site", "certificate is not valid for", "certificate is only valid for", "appartient a un site different", "wrong site"},
			Example: "The certificate for mail.example.org is not valid for that server. Someone could be trying to impersonate the server and you should not continue."},
		{Name: "tb-cert-expired", Means: "cert-expired", Source: thunderbirdSetup, Patterns: []string{
			"the certificate for * expired on", "le certificat de * a expire", "das zertifikat fur * abgelaufen", "el certificado para * caduco", "il certificato per * e scaduto", "het certificaat voor * verlopen", "sec_error_expired_certificate", "sec_error_expired_issuer_certificate", "ssl_error_expired_cert_alert"},
			Example: "SEC_ERROR_EXPIRED_CERTIFICATE"},
		{Name: "tb-cert-early", Means: "cert-not-yet-valid", Source: thunderbirdSetup, Patterns: []string{
			"will not be valid until", "ne sera pas valide jusqu'au", "zertifikat fur * ist erst", "no sera valido hasta", "non sara valido fino", "pas geldig vanaf", "mozilla_pkix_error_not_yet_valid~"},
			Example: "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE"},
		{Name: "tb-cert-issuer", Means: "cert-unknown-issuer", Source: nssErrors, Patterns: []string{
			"sec_error_unknown_issuer", "sec_error_untrusted_issuer", "sec_error_untrusted_cert", "sec_error_ca_cert_invalid", "mozilla_pkix_error_mitm_detected", "does not come from a trusted source", "ne provient pas d'une source sure", "nicht von einer vertrauenswurdigen quelle", "no proviene de una fuente de confianza", "no procede de una fuente confiable", "non proviene da una fonte attendibile", "niet van een vertrouwde bron", "mozilla_pkix_error_additional_policy_constraint_failed", "ssl_error_unknown_ca_alert"},
			Example: "SEC_ERROR_UNKNOWN_ISSUER"},
		{Name: "tb-cert-self", Means: "cert-self-signed", Source: nssErrors, Patterns: []string{
			"mozilla_pkix_error_self_signed_cert", "because it is self-signed", "car il est auto-signe", "selbst signiert", "esta autofirmado", "in quanto autofirmato", "zelfondertekend"},
			Example: "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"},
		{Name: "tb-cert-revoked", Means: "cert-revoked", Source: nssErrors, Patterns: []string{
			"sec_error_revoked_certificate~", "certificate * has been revoked", "certificat * a ete revoque", "zertifikat * widerrufen", "certificado * revocado", "certificato * revocato", "certificaat * ingetrokken", "certificate revoked", "certificate is revoked"},
			Example: "SEC_ERROR_REVOKED_CERTIFICATE"},
		{Name: "tb-cert-weak", Means: "cert-weak", Source: nssErrors, Patterns: []string{
			"sec_error_cert_signature_algorithm_disabled", "mozilla_pkix_error_inadequate_key_size", "sec_error_invalid_key", "signature algorithm that was disabled"},
			Example: "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED"},
		{Name: "tb-cert-invalid", Means: "cert-invalid", Source: nssErrors, Patterns: []string{
			"sec_error_bad_der", "sec_error_bad_signature", "sec_error_inadequate_key_usage", "sec_error_inadequate_cert_type", "mozilla_pkix_error_ca_cert_used_as_end_entity", "mozilla_pkix_error_v1_cert_used_as_ca", "sec_error_reused_issuer_and_serial", "sec_error_unknown_critical_extension", "sec_error_path_len_constraint_invalid", "ssl_error_bad_certificate", "mozilla_pkix_error_required_tls_feature_missing"},
			Example: "SEC_ERROR_INADEQUATE_CERT_TYPE"},
		{Name: "tb-cert-any", Means: "cert-not-accepted", Source: thunderbirdSetup, Patterns: []string{
			"uses an invalid security certificate", "utilise un certificat de securite invalide", "ungultiges sicherheitszertifikat", "certificado de seguridad no valido", "certificato di sicurezza non valido", "ongeldig beveiligingscertificaat", "add security exception", "ajout d'une exception de securite", "ajouter une exception de securite", "sicherheits-ausnahmeregel"},
			Grade: byUsual, Example: "mail.example.org uses an invalid security certificate."},
		{Name: "tb-nss-version", Means: "tls-version-refused", Source: nssErrors, Patterns: []string{
			"ssl_error_unsupported_version", "ssl_error_protocol_version_alert", "ssl_error_no_cypher_overlap", "peer using unsupported version of security protocol", "version non geree du protocole de securite"},
			Example: "SSL_ERROR_UNSUPPORTED_VERSION"},
		{Name: "tb-nss-dh", Means: "tls-weak-dh", Source: nssErrors, Patterns: []string{"ssl_error_weak_server_ephemeral_dh_key", "weak ephemeral diffie-hellman", "cle ephemere diffie-hellman"},
			Example: "SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY"},
		{Name: "tb-nss-reneg", Means: "tls-old-renegotiation", Source: nssErrors, Patterns: []string{"ssl_error_unsafe_negotiation", "ssl_error_renegotiation_not_allowed"}, Example: "SSL_ERROR_UNSAFE_NEGOTIATION"},
		{Name: "tb-nss-plain", Means: "speaks-plaintext", Source: nssErrors, Patterns: []string{"ssl_error_rx_record_too_long", "ssl_error_rx_unknown_record_type", "ssl received a record that exceeded the maximum permissible length"}, Example: "SSL_ERROR_RX_RECORD_TOO_LONG"},
		{Name: "tb-nss-handshake", Means: "tls-handshake-failed", Source: nssErrors, Patterns: []string{
			"pr_end_of_file_error", "ssl_error_handshake_failure_alert", "ssl_error_internal_error_alert", "ssl_error_illegal_parameter_alert", "ssl_error_bad_mac~", "ssl_error_no_ciphers_supported", "ssl_error_unrecognized_name_alert", "ssl_error_rx_malformed_handshake", "ssl_error_decrypt_error_alert"},
			Example: "Secure Connection Failed. PR_END_OF_FILE_ERROR"},
		{Name: "tb-nss-reset", Means: "connection-lost", Source: nssErrors, Patterns: []string{"pr_connect_reset_error", "pr_connect_aborted_error", "ssl_error_close_notify_alert"}, Example: "PR_CONNECT_RESET_ERROR"},
		{Name: "tb-nss-refused", Means: "refused", Source: nssErrors, Patterns: []string{"pr_connect_refused_error"}, Example: "PR_CONNECT_REFUSED_ERROR"},
		{Name: "tb-nss-timeout", Means: "timeout", Source: nssErrors, Patterns: []string{"pr_connect_timeout_error", "pr_io_timeout_error"}, Example: "PR_CONNECT_TIMEOUT_ERROR"},
		{Name: "tb-nss-client", Means: "client-certificate", Source: nssErrors, Patterns: []string{"ssl_error_bad_cert_alert", "ssl_error_rx_certificate_required_alert", "ssl_error_no_certificate"}, Example: "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"},
	}
	for i := range rows {
		r := &rows[i]
		r.AsOf = checked
		if r.By == "" {
			r.By = "thunderbird"
		}
		if r.Source == "" {
			r.Source = thunderbirdStrings
		}
	}
	return rows
}
