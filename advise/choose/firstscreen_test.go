package choose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
)

// firstScreen returns what an advice shows without --why, as package render
// cuts it.
func firstScreen(a Advice, p *locale.Printer) string {
	a.Fill(p)
	out := []string{a.Summary}
	for _, t := range a.Terms {
		out = append(out, t.Text)
	}
	for _, r := range a.First {
		out = append(out, r.Text)
	}
	for _, g := range a.Gates {
		if g.For != "" || len(a.Reasons) == 0 {
			out = append(out, g.Text)
		}
	}
	of := map[string]int{}
	for _, r := range a.Reasons {
		if of[r.Weight]++; of[r.Weight] <= 3 && (r.Weight != "weak" || of["decisive"]+of["strong"]+of["medium"] == 0) {
			out = append(out, r.Text)
		}
	}
	gains := 0
	for _, c := range a.Consequences {
		if c.Gain {
			gains++
		}
		if !c.Gain || gains <= 3 {
			out = append(out, c.Text.Text)
		}
	}
	for _, p := range a.Plans {
		for _, s := range p.Steps {
			out = append(out, s.Text)
		}
	}
	for _, c := range a.Changes[:min(len(a.Changes), shownChanges)] {
		out = append(out, c.If.Text+": "+c.After.Text)
	}
	out = append(out, a.Backup.Text)
	for _, b := range a.BackupHow {
		out = append(out, b.Text)
	}
	return strings.Join(out, "\n")
}

// The claims of the pages that people read before they choose, each on the
// first screen of somebody whom it concerns, in both languages.
func TestClaimsOnFirstScreens(t *testing.T) {
	claims := []struct{ says, en, fr string }{
		{"POP takes mail off the server", "collects the mail from the server, and keeps it", "relève le courrier sur le serveur, et le garde"},
		{"what is collected frees its room", "frees its room on the server", "libère sa place sur le serveur"},
		{"provided it is collected regularly", "Without a collection there is room for", "Sans relève, la place suffit pour"},
		{"a copy can be left", "let a copy stay on the server for", "en laissant une copie"},
		{"at the risk of filling the quota", "if everything stayed there, this mailbox would be full", "si tout y restait, cette boîte serait pleine"},
		{"several devices by POP learn nothing of each other", "what one deletes the others do not learn", "ne sait rien de ce qu’un autre supprime"},
		{"sent mail exists only where it was sent", "Sent mail and deletions stay on", "Les messages envoyés et les suppressions restent sur"},
		{"IMAP shows one mailbox on every device", "the mail stays on the server, and each device shows it", "le courrier reste sur le serveur, et chaque appareil le montre"},
		{"headers first, bodies on demand", "the list comes first, a message when you open it", "la liste s’affiche d’abord, le message quand vous l’ouvrez"},
		{"sent mail and deletions are the same everywhere", "read, file or delete on one device shows on the others", "supprimez sur un appareil se voit partout"},
		{"IMAP needs room, and its owner manages it", "IMAP needs room on the server, and keeping it free is up to you", "IMAP demande de l’espace sur le serveur, et c’est à vous d’y veiller"},
		{"also where the quota is not known", "look once a month how much is left", "regardez chaque mois ce qu’il en reste"},
		{"without a cache there is no mail without a connection", "Nothing can be read without a connection", "Rien ne se lit sans connexion"},
		{"what is fetched is a rescue copy", "rescue copy", "copie de secours"},
		{"what the server loses, IMAP devices lose", "What the server loses, your devices lose", "Ce que le serveur perd, vos appareils le perdent"},
		{"a server is safer than one disk", "rarer than a dead disk", "plus rare qu’un disque en panne"},
		{"IMAP is the default", "Nothing that is known speaks for POP", "Rien de ce que l’on sait ne plaide pour POP"},
		{"a backup is imperative with IMAP", "IMAP is not one", "IMAP n’en est pas une"},
		{"and with POP", "one disk holds everything; copy it to another every week", "un seul disque.*copiez-le chaque semaine"},
		{"MailStore, ~/Library/Mail, a copy that grows", "(?s)MailStore.*~/Library/Mail.*only ever grows", "(?s)MailStore.*~/Library/Mail.*rien ne s’efface"},
	}
	for lang, p := range printers(t) {
		var screens []string
		for _, one := range people() {
			screens = append(screens, firstScreen(Choose(one.report(), one.needs), p))
		}
		for _, c := range claims {
			pattern := regexp.MustCompile(map[string]string{"en": c.en, "fr": c.fr}[lang])
			if !slices.ContainsFunc(screens, pattern.MatchString) {
				t.Errorf("%s: no first screen says that %s: %s", lang, c.says, pattern)
			}
		}
	}
}
