package choose

import (
	"regexp"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
)

// claim is something that a person who asks "POP or IMAP?" must be told, and
// the messages that tell it, in some answer or in a topic of explain.
type claim struct {
	says   string
	ids    []string
	en, fr string // what the words of at least one of them match
}

func claims() []claim {
	return []claim{
		{"POP moves mail off the server, so that the mailbox does not fill",
			[]string{"topic.pop", "consequence.only-copy-now", "consequence.first-peak"}, "Mail moves from the server to your computer", "passe du serveur à votre ordinateur"},
		{"provided it is collected regularly",
			[]string{"topic.pop", "consequence.away", "reason.copy-days-room"}, "Without a collection there is room for", "Sans relève, la place suffit pour"},
		{"a copy can be left",
			[]string{"topic.pop", "summary.pop-days", "summary.pop-days-plain"}, "let a copy stay on the server for", "laissant une copie"},
		{"at the risk of filling the quota",
			[]string{"summary.pop-days", "reason.copy-days-room", "first.other-program", "gate.copy-no-room"}, "if everything stayed there, this mailbox would be full", "si tout y restait, cette boîte serait pleine"},
		{"several computers can then collect",
			[]string{"topic.pop", "consequence.several-pop", "device.pop-leaves"}, "several computers can each collect it", "Plusieurs ordinateurs peuvent alors la relever"},
		{"but deletions do not propagate",
			[]string{"topic.pop", "consequence.stays-here", "consequence.mixed-apart"}, "Sent mail and deletions stay on your computer", "messages envoyés et les suppressions restent sur votre ordinateur"},
		{"and sent mail exists only where it was sent",
			[]string{"topic.pop", "consequence.stays-here", "lost.sent", "lost.all-but-days"}, "what you send is kept only where you sent it", "n’est gardé que sur l’appareil d’où il est parti"},
		{"POP sees the inbox alone",
			[]string{"topic.pop", "reason.folders", "consequence.hidden-folders"}, "it sees the inbox alone", "ne verrait que la boîte de réception"},
		{"IMAP shows one mailbox on the server from any machine",
			[]string{"topic.imap", "reason.several-devices", "consequence.new-device"}, "a new device or a web browser shows all of it", "un nouvel appareil ou un navigateur le montre en entier"},
		{"headers first, bodies on demand",
			[]string{"topic.imap", "consequence.older-needs", "consequence.body-limit"}, "the list comes first, a message when you open it", "la liste s’affiche d’abord, le message quand vous l’ouvrez"},
		{"sent mail and deletions are the same everywhere",
			[]string{"reason.sent-on-server", "consequence.same-everywhere", "consequence.deleted-everywhere"}, "What you read, file or delete on one device shows on the others", "Ce que vous lisez, classez ou supprimez sur un appareil se voit partout"},
		{"IMAP needs more storage",
			[]string{"topic.imap", "reason.small-quota"}, "IMAP needs more room there", "IMAP y demande donc plus de place"},
		{"and its owner must manage the quota",
			[]string{"consequence.room-yours", "consequence.archive-yours"}, "keeping it free is up to you", "c’est à vous d’y veiller"},
		{"without a cache there is no mail without a connection",
			[]string{"topic.imap", "consequence.no-offline", "consequence.offline-window"}, "Nothing can be read without a connection", "Rien ne se lit sans connexion"},
		{"mail can be fetched and deleted to free room",
			[]string{"plan.full.collect", "plan.full.no-move", "summary.pop-remove"}, "what is collected frees its room", "ce qui est relevé libère sa place"},
		{"or kept as a rescue copy",
			[]string{"topic.backup", "plan.full.copy", "consequence.backup-kept"}, "rescues mail before you change providers", "met le courrier à l’abri avant un changement de fournisseur"},
		{"if the server loses mail, IMAP programs lose it at the next connection",
			[]string{"topic.imap", "backup.imap"}, "What the server loses, your devices lose at the next connection", "Ce que le serveur perd, vos appareils le perdent à la connexion suivante"},
		{"servers are usually safer than one disk",
			[]string{"topic.imap", "backup.imap"}, "rarer than a dead disk", "plus rare qu’un disque en panne"},
		{"IMAP is the default",
			[]string{"topic.imap", "reason.prior", "reason.devices-assumed"}, "Nothing that is known speaks for POP", "Rien de ce que l’on sait ne plaide pour POP"},
		{"a backup is imperative with IMAP",
			[]string{"topic.backup", "backup.imap", "backup.imap-archive"}, "IMAP is not one", "IMAP n’en est pas une"},
		{"and with POP",
			[]string{"topic.backup", "backup.pop-days", "backup.pop-remove"}, "one disk holds everything; copy it to another every week", "un seul disque.*copiez-le chaque semaine"},
		{"on Windows: MailStore", []string{"backup.windows"}, "MailStore", "MailStore"},
		{"on a Mac: the folder ~/Library/Mail", []string{"backup.mac-imap", "backup.mac-pop"}, "~/Library/Mail", "~/Library/Mail"},
		{"elsewhere: a mirror that pulls only", []string{"topic.backup", "backup.elsewhere-mirror"}, "a copy that only ever grows", "une copie où rien ne s’efface"},
		{"evidence for every number", []string{"evidence.you", "evidence.measured", "evidence.assumed", "evidence.provider"}, "measured:", "mesuré"},
		{"the alternatives side by side: what is lost, and with what", []string{"lost.not-collected", "lost.everything", "lost.older", "lost.nothing"}, "mail not yet collected", "le courrier non relevé"},
		{"what would change the answer", []string{"change.if.devices-two", "change.if.quota-below", "change.if.absence-from"}, "A second device", "Un deuxième appareil"},
		{"the whole set of devices at once", []string{"device.pop-owner", "device.pop-leaves", "device.imap-days"}, "It is the only one that deletes", "Lui seul supprime"},
		{"never a setting that the named program cannot do", []string{"device.pop-never", "device.no-pop", "gate.client-for-ever"}, "it cannot be told", "on ne peut pas lui indiquer"},
	}
}

// TestClaims lists, with -v, where each claim is said, in both languages.
func TestClaims(t *testing.T) {
	emittedBySome := map[string]locale.Args{}
	collect := func(a Advice) {
		for id, args := range emitted(a) {
			emittedBySome[id] = args
		}
	}
	for _, e := range append(expectations(), moreCases()...) {
		collect(Choose(e.report(), e.needs))
	}
	for _, c := range deviceCases() {
		collect(c.advice())
	}
	for _, c := range wayCases() {
		collect(Choose(c.report(), c.needs))
	}
	words := printers(t)
	for _, c := range claims() {
		t.Run(c.says, func(t *testing.T) {
			for _, id := range c.ids {
				if _, ok := emittedBySome[id]; !ok && !strings.HasPrefix(id, "topic.") {
					t.Errorf("no answer says %s", id)
				}
			}
			for lang, want := range map[string]string{"en": c.en, "fr": c.fr} {
				pattern, said := regexp.MustCompile(want), ""
				for _, id := range c.ids {
					if text := words[lang].T(id, emittedBySome[id]); pattern.MatchString(text) {
						said = id
					}
				}
				if said == "" {
					t.Errorf("%s: none of %v says %q", lang, c.ids, want)
				}
				t.Logf("%s: %s, and %s", lang, said, strings.Join(c.ids, ", "))
			}
		})
	}
}
