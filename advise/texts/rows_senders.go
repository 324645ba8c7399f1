package texts

import "mailadvisor/probe/result"

// Where the words of libraries that send, and of devices, were read.
const (
	phpMailer  = "github.com/PHPMailer/PHPMailer, language/"
	symfony    = "github.com/symfony/mailer, Tests/Transport/Smtp/SmtpTransportTest.php"
	nodemailer = "github.com/nodemailer/nodemailer, lib/smtp-connection/index.js"
	jakarta    = "Jakarta Mail, SMTPTransport.java"
	javaTLS    = "OpenJDK, sun/security/ssl"
	phpStreams = "PHP, ext/openssl/xp_ssl.c"
	devices    = "what printers and scanners show where they send"
)

// senderRows are the sentences of what only sends: sites, their libraries, and
// devices.
func senderRows() []row {
	rows := []row{
		{Name: "php-connect", Means: "cannot-connect", Service: result.Submission, Source: phpMailer, Grade: byUsual, Patterns: []string{"smtp connect() failed", "could not connect to smtp host", "impossible de se connecter au serveur smtp"},
			Example: "SMTP connect() failed."},
		{Name: "php-data", Means: "sending-failed", Service: result.Submission, Source: phpMailer, Grade: byWrapper, Patterns: []string{"smtp error: data not accepted", "erreur smtp : donnees incorrectes"},
			Example: "Mailer Error: SMTP Error: data not accepted."},
		{Name: "php-function", Means: "sending-failed", Source: phpMailer, Grade: byWrapper, Patterns: []string{"could not instantiate mail function", "impossible d'instancier la fonction mail"},
			Example: "Could not instantiate mail function."},
		{Name: "php-peer-name", Means: "cert-name-mismatch", By: TLS, Source: phpStreams, Patterns: []string{"peer certificate cn=* did not match expected cn"},
			Example: "stream_socket_enable_crypto(): Peer certificate CN=`*.example.net' did not match expected CN=`mail.example.org'"},
		{Name: "symfony-empty", Means: "connection-lost", Service: result.Submission, Source: symfony, Grade: byUsual, Patterns: []string{"expected response code * but got empty code", `expected response code * but got code ""`, "expected response code * but got an empty response"},
			Example: `Expected response code "250" but got empty code.`},
		{Name: "node-no-login", Means: "sending-needs-login", Service: result.Submission, Source: nodemailer, Patterns: []string{"missing credentials for"},
			Example: `Error: Missing credentials for "PLAIN"`},
		{Name: "java-starttls", Means: "tls-handshake-failed", Service: result.Submission, Source: jakarta, Patterns: []string{"could not convert socket to tls"},
			Example: "javax.mail.MessagingException: Could not convert socket to TLS"},
		{Name: "java-versions", Means: "tls-version-refused", By: TLS, Source: javaTLS, Patterns: []string{"no appropriate protocol (protocol is disabled or cipher suites are inappropriate)", "no appropriate protocol"},
			Example: "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"},
		{Name: "device-login", Means: "auth-rejected", Source: devices, Patterns: []string{"the authentication has failed", "authentication has failed", "l'authentification a echoue", "smtp login error", "erreur de connexion smtp : identifiant"},
			Example: "Failed to send test mail. The authentication has failed."},
		{Name: "device-send", Means: "sending-failed", Source: devices, Grade: byWrapper, Patterns: []string{"transmission to destination has failed", "connection with the destination has failed", "error occurred while sending e-mail", "error occurred while sending email", "error * scan to mail", "error * scan to e-mail", "error * scan to email", "send error * e-mail", "erreur * numerisation vers mail", "erreur * numerisation vers e-mail", "erreur * scan vers mail"},
			Example: "Connection with the destination has failed. SMTP Authentication E-mail address"},
		{Name: "device-trust", Means: "cert-not-accepted", Source: k9Strings, Patterns: []string{"no trusted certificate", "certificat du serveur n'est pas approuve", "certificat n'est pas approuve", "server's certificate is not trusted", "server certificate is not trusted", "certificat du serveur n'est pas fiable", "certificat non approuve"},
			Example: "Cannot connect to server. (No trusted certificate)"},
		{Name: "plain-recipient-refused", Means: "recipient-refuses", Patterns: []string{"le destinataire a ete rejete", "le destinataire a ete refuse", "the recipient was rejected"}, Grade: byUsual,
			Example: "Votre message n’a pas pu être envoyé car le destinataire a été rejeté."},
		{Name: "plain-limit", Means: "sending-limit", Patterns: []string{"reached a limit for sending", "limite d'envoi", "limite d'envois"},
			Example: "You have reached a limit for sending mail."},
		{Name: "plain-large", Means: "message-too-large", Patterns: []string{"message est trop volumineux", "message trop volumineux", "piece jointe trop volumineuse", "piece jointe est trop volumineuse"},
			Example: "Ce message est trop volumineux."},
		{Name: "plain-ended", Means: "connection-lost", Patterns: []string{"le serveur a mis fin a la connexion", "le serveur a ferme la connexion"}, Grade: byUsual,
			Example: "Le serveur a mis fin à la connexion."},
		{Name: "plain-ssl", Means: "tls-handshake-failed", Patterns: []string{"connexion ssl impossible", "connexion securisee impossible", "impossible d'etablir une connexion securisee", "unable to establish a secure connection", "could not establish a secure connection"}, Grade: byUsual,
			Example: "Connexion SSL impossible avec le serveur IMAP"},
	}
	for i := range rows {
		r := &rows[i]
		r.AsOf = checked
		if r.By == "" {
			r.By = AnyClient
		}
		if r.Source == "" {
			r.Source = "several programs and pages, in six languages"
		}
	}
	return rows
}
