package texts

import "slices"

// Topic is a subject that is told in plain words: the message topic.ID.
type Topic struct {
	ID string
	// Names are what people type for it, folded, in all languages.
	Names []string
}

// Topics returns all subjects, in the order in which they are listed.
func Topics() []Topic {
	return []Topic{
		{ID: "pop", Names: []string{"pop3", "pop 3", "995", "110", "port 995", "port 110", "le pop", "what is pop", "c'est quoi pop"}},
		{ID: "imap", Names: []string{"imap4", "993", "143", "port 993", "port 143", "sync", "synchronisation", "l'imap", "what is imap", "c'est quoi imap"}},
		{ID: "difference", Names: []string{"pop or imap", "imap or pop", "pop imap", "imap pop", "imap vs pop", "pop vs imap", "pop3 vs imap", "imap vs pop3", "imap pop difference", "pop imap difference", "difference pop imap", "difference imap pop", "difference between pop and imap", "difference between imap and pop", "pop ou imap", "imap ou pop", "difference entre pop et imap", "difference entre imap et pop", "pop ou imap, lequel choisir ?", "choose", "choisir"}},
		{ID: "smtp", Names: []string{"sending", "submission", "587", "465", "25", "outgoing", "outgoing server", "envoi", "serveur d'envoi", "serveur sortant", "port 587", "port 465", "port 25"}},
		{ID: "quota", Names: []string{"room", "storage", "place", "espace", "full", "mailbox full", "mailbox is full", "stockage"}},
		{ID: "offline", Names: []string{"hors connexion", "hors ligne", "sans connexion", "cache", "offline reading"}},
		{ID: "backup", Names: []string{"sauvegarde", "sauvegarder", "archive", "archiver", "copie de sauvegarde", "save mail"}},
		{ID: "oauth", Names: []string{"oauth2", "oauth 2", "oauth 2.0", "modern authentication", "modern auth", "authentification moderne", "xoauth2", "oauthbearer", "sign in", "sign-in", "token", "jeton", "basic authentication", "basic auth"}},
		{ID: "app-password", Names: []string{"app password", "app passwords", "application password", "application specific password", "application-specific password", "app-specific password", "mot de passe d'application", "mot de passe application", "mots de passe d'application", "authorization code"}},
		{ID: "gmail", Names: []string{"google", "google mail", "googlemail", "gmail.com"}},
		{ID: "outlook", Names: []string{"hotmail", "outlook.com", "microsoft", "microsoft 365", "office 365", "office365", "exchange", "live", "msn", "outlook 365", "exchange online"}},
	}
}

// TopicOf returns the topic that a person means by a few words, by its name or
// by one of those that people type for it.
func TopicOf(typed string) (string, bool) {
	typed = fold(typed)
	for _, t := range Topics() {
		if t.ID == typed || slices.Contains(t.Names, typed) {
			return t.ID, true
		}
	}
	return "", false
}

// Names returns all words that name a topic.
func Names() []string {
	var all []string
	for _, t := range Topics() {
		all = append(append(all, t.ID), t.Names...)
	}
	return all
}
