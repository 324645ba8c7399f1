package texts

import (
	"slices"
	"strings"
	"sync"

	"mailadvisor/advise/nearest"
)

// This file asks whether a text is about mail at all: "connection timed out" is
// said by any program, and a printer does not respond either.

// mailWords begin the words, or are them, that name a thing of mail.
func mailWords() []string {
	return []string{
		"smtp", "imap", "pop3", "esmtp", "lmtp", "starttls", "sasl", "xoauth2", "oauth", "mx", "spf", "dkim", "dmarc", "mta", "sendmail", "mailer", "phpmailer", "nodemailer", "swiftmailer", "javamail",
		"inbox", "outlook", "thunderbird", "exchange", "dovecot", "postfix", "exim", "courier", "cyrus", "roundcube", "k-9", "evolution", "spark", "yahoo", "icloud", "laposte", "orange", "wanadoo", "sfr", "ionos", "ovh", "gandi", "office365", "o365",
		"courriel~", "courrier~", "messagerie~", "messager", "boite", "boites", "recipient~", "destinataire~", "sender", "expediteur", "mailbox", "undeliver~", "bounce~", "spam", "envoi", "envoyer", "reception", "sortant", "entrant", "outgoing", "incoming", "relay~",
		"message", "messages", "attachment~", "piece jointe", "pieces jointes", "scan to", "numerisation", "identite du serveur", "identity of the server", "send", "sending", "sent", "postfach", "nachricht",
	}
}

// otherThings are words of what is not mail and speaks of servers, passwords
// and certificates too, in texts without a word of mail.
func otherThings() []string {
	return []string{
		"printer~", "imprimante~", "drucker", "python", "requests", "urllib3", "urllib", "httpx", "aiohttp", "http", "http/1.1", "bad gateway", "gateway time-out", "service unavailable nginx", "nginx", "apache", "curl:", "wget", "ssh", "sshd", "sftp", "ftp", "ftps", "rsync", "git", "github", "gitlab",
		"docker", "kubectl", "kubernetes", "podman", "psql", "postgres", "postgresql", "mysql", "mysqli", "mariadb", "mongodb", "redis", "sqlite", "oracle", "ora-", "odbc", "jdbc", "database", "base de donnees", "npm", "pip", "apt", "maven", "composer", "vpn", "wifi", "wi-fi", "bluetooth", "rdp", "remote desktop", "bureau a distance",
		"scolarite", "medical", "naissance", "deces", "mariage", "travail", "ssid", "steam", "minecraft", "playstation", "xbox", "netflix", "spotify", "facebook", "instagram", "whatsapp", "telegram", "zoom", "bitlocker", "wordpress login", "session windows", "windows hello", "partage reseau", "smb", "nfs", "ldap", "radius", "kerberos", "mqtt", "snmp", "sip", "website", "site web", "page web", "web page",
	}
}

// mostBare is how many words a text has at most in which a strange one counts:
// a longer one is told by more than its subject.
const mostBare = 8

// elsewhere reports whether a text may well be of something else than mail: it
// names no thing of mail, and another thing, or a word that no error of mail
// has ("certificat de scolarité expiré"). What it means for mail is then no
// more than a guess.
func (t *text) elsewhere() bool {
	if strings.Contains(t.folded, "mail") || t.names(mailWords()) || slices.ContainsFunc(t.codes, ofMail) {
		return false
	}
	return t.names(otherThings()) || len(t.codes) == 0 && t.strange()
}

// ofMail reports whether a code is one of mail alone: 5.7.8, or in brackets.
func ofMail(code string) bool { return strings.Count(code, ".") == 2 || strings.HasPrefix(code, "[") }

// strange reports whether a short text has a word that neither stands in the
// table nor is a slip of one that does.
func (t *text) strange() bool {
	words := strings.Fields(t.folded)
	if len(words) > mostBare {
		return false
	}
	_, long := vocabulary()
	return slices.ContainsFunc(words, func(w string) bool {
		w = strings.Trim(w, `.,;:!?"()`)
		return letters(w) && len(w) > 3 && !tableWords()[w] && !slices.Contains(plainWords(), w) && nearest.Slip(w, long) == ""
	})
}

// plainWords are words of any sentence that no pattern has.
func plainWords() []string {
	return []string{
		"some", "when", "what", "while", "during", "since", "still", "always", "every", "after", "before", "today", "suddenly", "help", "here", "just", "keeps", "keep", "getting", "gets", "shows", "says", "said", "saying", "says:", "mine", "phone", "iphone", "ipad", "android", "samsung", "laptop", "computer", "tablet", "windows", "apple", "anymore", "longer", "works", "working", "doesnt", "isnt", "cant", "wont",
		"etes", "actuellement", "plusieurs", "depuis", "toujours", "encore", "pendant", "apres", "avant", "quand", "comment", "pourquoi", "aide", "bonjour", "merci", "telephone", "ordinateur", "portable", "tablette", "affiche", "marche", "fonctionne", "hier", "aujourd'hui", "chez", "atteindre", "restarting", "gnutls", "openssl", "attempt", "attempts", "tentatives", "abort", "localhost",
	}
}

// tableWords are the words of all patterns and examples.
var tableWords = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, r := range table() {
		for _, p := range append([]string{fold(r.Example)}, r.Patterns...) {
			for _, w := range strings.FieldsFunc(p, func(r rune) bool { return !isWord(r) }) {
				out[w] = true
			}
		}
	}
	return out
})

// names reports whether one of the words stands in a text.
func (t *text) names(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		at, _ := t.findPart(w, 0, len(t.folded))
		return at >= 0
	})
}
