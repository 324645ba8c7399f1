package texts

import "mailadvisor/probe/result"

// plainRows are words that programs and pages use of a thing, whoever they are:
// they count where nothing more telling stands in a text.
func plainRows() []row {
	rows := []row{
		{Name: "plain-auth", Means: "auth-rejected", Patterns: []string{
			"nom d'utilisateur ou * mot de passe", "identifiant ou * mot de passe", "mot de passe est incorrect", "mot de passe errone", "mot de passe refuse", "identifiants invalides", "identifiants errones", "identifiants * incorrects", "identification a echoue", "echec d'identification", "echec de l'identification", "erreur d'identification", "echec d'ouverture de session", "utilisateur inconnu ou mot de passe", "incorrect user name", "incorrect username", "username/password", "user name/password", "user/password", "credentials are invalid", "credentials invalid", "credentials are incorrect", "credentials incorrect", "incorrect credentials", "wrong credentials", "bad credentials", "credentials rejected", "credentials were rejected", "password does not match", "password rejected", "rejected the password", "password is not correct", "password is wrong", "password was wrong", "password is incorrect", "password was incorrect", "password is invalid", "check your password", "verify your password", "sign-in failed", "sign in failed", "401 unauthorized", "login was refused", "login rejected", "refused the login", "rejected the login", "rejected your login", "auth error", "could not log in", "couldn't log in", "failed to log in", "failed to login", "unable to login", "cannot login", "could not login", "couldn't login", "can't login", "login unsuccessful", "logon unsuccessful", "authentication denied", "passwort falsch", "passwort ist falsch", "falsches passwort", "zugangsdaten", "contrasena * incorrecta", "usuario o * contrasena", "password non corretta", "credenziali non valide", "nome utente o password", "wachtwoord onjuist", "onjuist wachtwoord", "gebruikersnaam of wachtwoord"},
			Example: "Votre nom d’utilisateur ou votre mot de passe est incorrect"},
		{Name: "plain-name", Means: "name-unknown", Patterns: []string{
			"hote introuvable", "nom d'hote introuvable", "hote * introuvable", "serveur * introuvable", "impossible de trouver le serveur", "impossible de trouver l'hote", "impossible de resoudre", "n'a pas pu etre resolu", "nom distant * resolu", "remote name could not be resolved", "couldn't find server", "couldn't find the server", "unable to find server", "unable to find the server", "can't find the server", "no such domain", "unable to look up", "couldn't find host", "cannot find host", "could not find host", "can't find host", "unknown server", "server name * could not be", "host name * could not be", "hostname * could not be", "hostname could not be resolved", "couldn't resolve", "could not resolve", "servername * nicht gefunden", "rechnername * nicht gefunden", "nombre de host", "nome host"},
			Grade: byCode, Example: "Hôte introuvable"},
		{Name: "plain-timeout", Means: "timeout", Patterns: []string{
			"delai de connexion", "delai expire", "delai * expire", "delai d'expiration", "trop de temps a repondre", "met trop de temps", "took too long", "taking too long", "too long to respond", "has timed out", "server didn't respond", "server did not respond", "no answer from", "stopped responding", "did not answer", "didn't answer", "n'a pas repondu", "ne repond plus", "hat nicht geantwortet", "no ha respondido", "non ha risposto", "heeft niet geantwoord"},
			Grade: byCode, Example: "Une erreur s’est produite : le délai de connexion a expiré"},
		{Name: "plain-privacy", Means: "privacy-required", Patterns: []string{
			"requires ssl", "requires tls", "requires ssl/tls", "requires encryption", "requires an encrypted", "must be encrypted", "ssl/tls required", "ssl is required", "tls is required", "encrypted connection required", "chiffrement requis", "chiffrement est requis", "connexion chiffree", "connexion securisee requise", "verschlusselung erforderlich", "verschlusselte verbindung erforderlich", "unencrypted * not allowed", "insecure connection"},
			Example: "Server requires SSL/TLS"},
		{Name: "plain-mechanism", Means: "no-mechanism", Patterns: []string{
			"any of the authentication methods", "none of the authentication", "no compatible authentication", "no supported authentication", "aucune methode d'authentification", "authentication method * not supported", "authentication method is not supported", "methode d'authentification * pas prise en charge", "authentication scheme", "unsupported auth~", "no usable authentication", "keine * authentifizierungsmethode", "ningun metodo de autenticacion", "nessun metodo di autenticazione"},
			Example: "The server does not support any of the authentication methods"},
		{Name: "plain-file", Means: "program-storage", Patterns: []string{
			"is not an outlook data file", "outlook data file", "ouvrir * .pst", "open * .pst", "open * .ost", ".pst * corrupt~", ".pst * damaged", ".ost * corrupt~", "outlook.pst", "outlook.ost", "disk is full", "disk full", "no space left on device", "disque plein", "disque est plein", "plus d'espace sur le disque", "festplatte voll", "disco lleno", "disco pieno", "schijf is vol", "enospc", "database is locked", "profile * in use", "mailbox file", "could not write to disk"},
			Example: "Impossible d’ouvrir le fichier Outlook.pst"},
		{Name: "plain-self-signed", Means: "cert-self-signed", Patterns: []string{"self-signed", "self signed", "auto-signe", "autosigne", "autofirmad~", "autofirmat~"}, Example: "x509: certificate is self-signed"},
		{Name: "plain-full", Means: "mailbox-full", Scene: atMailbox, Patterns: []string{
			"mailbox is nearly full", "mailbox almost full", "inbox is full", "inbox full", "out of space", "out of storage", "storage is full", "storage full", "stockage plein", "stockage est plein", "stockage sature", "espace insuffisant", "plus de place", "plus assez de place", "plus d'espace", "limite de stockage", "capacite * depassee", "capacite maximale", "speicher voll", "speicherplatz", "almacenamiento lleno", "spazio esaurito", "opslag vol", "messagerie saturee", "boite saturee", "boite * saturee", "boite mail pleine", "boite * pleine"},
			Grade: byCode, Example: "Your mailbox is nearly full"},
		{Name: "plain-certificate", Means: "cert-not-accepted", Patterns: []string{
			"certificat non valide", "certificat invalide", "certificat * n'est pas valide", "certificat * n'est pas sur", "probleme de certificat", "certificate is not valid", "certificate not valid", "certificate is invalid", "certificate invalid", "problem with the * certificate", "problem with the certificate", "certificate cannot be verified", "certificate could not be verified", "certificate can't be verified", "certificat * pas etre verifie", "certificate validation", "certificate check failed", "certificate warning", "zertifikat * ungultig", "zertifikatswarnung", "certificado no valido", "certificado no es valido", "certificato non valido", "certificaat is ongeldig", "certificate is not trusted", "remote certificate is invalid", "ssl certificate error", "security certificate", "certificat de securite", "sicherheitszertifikat"},
			Example: "Le certificat de sécurité n’est pas valide"},
		{Name: "plain-token", Means: "token-refused", Patterns: []string{
			"invalid token", "token is invalid", "token invalid", "authorization expired", "authorization has expired", "re-authenticate", "reauthenticate", "re-authorize", "reauthorize", "reauthorization", "sign in again", "signing in again", "sign-in expired", "session has expired", "votre session a expire", "reconnectez-vous", "veuillez vous reconnecter", "oauth error", "oauth failed", "oauth2 error", "oauth2 failed", "oauth login failed", "erneut anmelden", "vuelva a iniciar sesion"},
			Example: "OAuth error: sign in again"},
		{Name: "plain-locked", Means: "account-locked", Patterns: []string{
			"account has been closed", "account is closed", "account no longer exists", "account is no longer", "mailbox has been closed", "account terminated", "account deactivated", "compte inactif", "compte ferme", "compte a ete * desactive", "compte a ete * bloque", "compte a ete * suspendu", "compte est bloque", "compte est suspendu", "compte est desactive", "compte * verrouille", "konto * gesperrt", "konto deaktiviert", "cuenta * suspendida", "account * sospeso", "account geblokkeerd", "temporarily suspended", "has been suspended"},
			Example: "Votre compte a été temporairement suspendu"},
		{Name: "plain-lost", Means: "connection-lost", Patterns: []string{
			"connection * interrupted", "connection interrupted", "connection broke", "connection was lost", "connection is lost", "remote host closed", "hung up", "closed unexpectedly", "terminated the connection", "terminated unexpectedly", "session ended unexpectedly", "la connexion * interrompue", "connexion a ete perdue", "connexion a ete interrompue", "connexion a ete fermee", "verbindung abgebrochen", "verbindung verloren", "lost connection to"},
			Example: "The server terminated the connection"},
		{Name: "plain-connect", Means: "cannot-connect", Patterns: []string{
			"couldn't connect", "could not connect", "can't connect", "cannot connect", "unable to connect", "unable to reach", "cannot reach", "could not reach", "can't reach", "failed to connect", "connection failed", "connect failed", "connection problem", "connection failure", "problem with the connection", "problem connecting", "trouble connecting", "server unreachable", "server is unreachable", "server not available", "server is not available", "server is down", "cannot receive mail", "can't receive mail", "unable to receive", "unable to get mail", "unable to retrieve mail", "unable to sync", "sync failed", "sync error", "synchronization failed", "echec de la synchronisation", "erreur de synchronisation", "impossible de synchroniser", "connexion impossible", "impossible de se connecter", "echec de connexion", "echec de la connexion", "probleme de connexion", "connexion a echoue", "connexion echouee", "serveur injoignable", "serveur inaccessible", "n'arrive pas a se connecter", "ne peut pas se connecter", "ne parvient pas a se connecter", "impossible de recevoir", "impossible de recuperer le courrier", "verbindung fehlgeschlagen", "verbindung nicht moglich", "no se puede conectar", "no se pudo conectar", "impossibile connettersi", "impossibile collegarsi", "kan geen verbinding", "connection could not be established", "could not establish a connection", "unable to establish", "couldn't open connection", "could not open connection", "couldn't sync", "could not sync"},
			Grade: byWrapper, Example: "Can't connect"},
		{Name: "plain-trouble", Means: "server-trouble", Patterns: []string{
			"service indisponible", "serveur indisponible", "maintenance en cours", "en maintenance", "erreur serveur", "erreur du serveur", "erreur sur le serveur", "server fault", "server problem", "server is unavailable", "serverfehler", "wartungsarbeiten", "error del servidor", "errore del server", "serverfout", "momentanement indisponible", "try again in a few"},
			Example: "Service momentanément indisponible"},
		{Name: "plain-settings", Means: "settings-not-found", Patterns: []string{
			"parametres introuvables", "configuration introuvable", "aucune configuration trouvee", "aucun parametre trouve", "no configuration found", "no settings found", "impossible de trouver les parametres", "autodiscover failed", "autodiscover * not be", "autoconfiguration failed", "keine einstellungen gefunden", "couldn't find * settings", "could not find * settings", "unable to find * settings"},
			Example: "Impossible de trouver les paramètres du compte"},
		{Name: "plain-recipient", Means: "recipient-unknown", By: Bounce, Scene: atDelivery, Patterns: []string{
			"destinataire introuvable", "adresse introuvable", "adresse * n'existe pas", "utilisateur introuvable", "user not found", "address not found", "account does not exist", "mailbox not found", "adresse * inconnue", "destinataire inconnu", "adressat unbekannt", "empfanger nicht gefunden", "direccion no encontrada", "indirizzo non trovato", "adres niet gevonden"},
			Grade: byCode, Example: "Address not found. Your message wasn't delivered."},
		{Name: "plain-bounce", Means: "bounced", By: Bounce, Patterns: []string{
			"undeliverable", "undelivered mail returned to sender", "delivery to the following recipient~", "delivery has failed", "delivery failed", "delivery status notification (failure)", "mail delivery failed", "mail delivery failure", "mail delivery system", "returned mail", "could not be delivered", "couldn't be delivered", "wasn't delivered", "was not delivered", "not delivered", "failure notice", "message non remis", "non remis", "n'a pas pu etre remis", "n'a pas ete remis", "n'a pas pu etre distribue", "echec de remise", "echec de la remise", "remise * echoue", "unzustellbar", "nicht zugestellt", "no se pudo entregar", "no se ha podido entregar", "non e stato recapitato", "mancato recapito", "niet bezorgd", "onbestelbaar"},
			Grade: byWrapper, Example: "Undelivered Mail Returned to Sender"},
		{Name: "plain-send", Means: "sending-failed", Service: result.Submission, Patterns: []string{
			"cannot send", "can't send", "unable to send", "could not send", "couldn't send", "failed to send", "sending failed", "send failed", "error sending", "impossible d'envoyer", "echec d'envoi", "echec de l'envoi", "erreur d'envoi", "erreur lors de l'envoi", "envoi impossible", "n'a pas ete envoye", "n'a pas pu etre envoye", "non envoye", "nicht gesendet", "senden fehlgeschlagen", "no se pudo enviar", "no se puede enviar", "impossibile inviare", "invio non riuscito", "niet verzonden", "verzenden mislukt"},
			Grade: byWrapper, Example: "Unable to send the message"},
	}
	for i := range rows {
		r := &rows[i]
		r.Source, r.AsOf = "several programs and pages, in six languages", checked
		if r.By == "" {
			r.By = AnyClient
		}
		if r.Grade == byWords {
			r.Grade = byUsual
		}
	}
	return rows
}
