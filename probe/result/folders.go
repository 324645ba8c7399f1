package result

import (
	"slices"
	"strings"
)

// FolderFor returns the folder of a special use (RFC 6154), such as "\\Sent":
// the one that the server marks, else, and byName says so, one whose name in
// some language means it. Many servers (Courier, GNU mailutils, Dovecot as
// hosts set it up) have such folders and mark none.
func (m *Mailbox) FolderFor(use string) (folder Folder, byName, found bool) {
	for _, f := range m.Folders {
		if f.SpecialUse == use {
			return f, false, true
		}
	}
	for _, name := range folderNames()[use] { // the most telling first
		for _, f := range m.Folders {
			if f.SpecialUse == "" && strings.EqualFold(m.own(f.Name), name) {
				return f, true, true
			}
		}
	}
	return Folder{}, false, false
}

// own returns a name without what all names of the account begin with.
func (m *Mailbox) own(name string) string {
	for _, prefix := range []string{m.Prefix, "INBOX" + m.Delimiter} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && prefix != "" && prefix != "INBOX" && rest != "" {
			return rest
		}
	}
	return name
}

// NamedUses returns the special uses that folders are known by name for.
func NamedUses() []string { return []string{`\Sent`, `\Drafts`, `\Trash`, `\Junk`, `\Archive`} }

// folderNames returns the names that mail programs and webmail give such
// folders, in English first and then by the number of people who speak the
// language.
func folderNames() map[string][]string {
	list := func(names string) []string {
		all := strings.Split(names, "|")
		for i := range all {
			all[i] = strings.TrimSpace(all[i])
		}
		return slices.Clip(all)
	}
	return map[string][]string{
		`\Sent`: list(`Sent|Sent Items|Sent Messages|Sent Mail|sent-mail|Sentmail
			|Envoyés|Éléments envoyés|Messages envoyés|Courrier envoyé|Courriels envoyés|Envoyé
			|Gesendet|Gesendete|Gesendete Objekte|Gesendete Elemente|Gesendete Nachrichten
			|Enviados|Elementos enviados|Mensajes enviados|Correo enviado|Itens enviados|Mensagens enviadas
			|Inviati|Posta inviata|Inviata|Messaggi inviati|Elementi inviati
			|Verzonden|Verzonden items|Verzonden objecten|Verzonden berichten
			|Skickat|Skickade|Skickade objekt|Sendt|Sendte|Sendte elementer|Lähetetyt
			|Wysłane|Elementy wysłane|Odeslané|Odeslaná pošta|Odoslané|Elküldött|Elküldött elemek|Trimise|Elemente trimise
			|Отправленные|Надіслані|Изпратени|Poslano|Poslata pošta|Gönderilmiş|Gönderilmiş Öğeler|Gönderilenler
			|Απεσταλμένα|Saadetud|Nosūtītie|Išsiųsti|Enviats|Bidalitakoak
			|送信済み|送信済みアイテム|已发送|已发送邮件|寄件備份|보낸 편지함|المرسلة|נשלחו`),
		`\Drafts`: list(`Drafts|Draft|postponed|postponed-msgs
			|Brouillons|Brouillon|Entwürfe|Entwurf|Borradores|Rascunhos|Bozze|Concepten|Utkast|Kladder|Luonnokset
			|Wersje robocze|Kopie robocze|Szkice|Koncepty|Rozepsané|Piszkozatok|Ciorne|Schițe
			|Черновики|Чернетки|Чернови|Skice|Nacrti|Osnutki|Taslaklar|Πρόχειρα|Mustandid|Melnraksti|Juodraščiai|Esborranys|Zirriborroak
			|下書き|草稿|草稿箱|草稿匣|임시 보관함|المسودات|טיוטות`),
		`\Trash`: list(`Trash|Deleted Items|Deleted Messages|Deleted|Bin|Wastebasket
			|Corbeille|Éléments supprimés|Messages supprimés|Supprimés|Poubelle
			|Papierkorb|Gelöscht|Gelöschte Objekte|Gelöschte Elemente
			|Papelera|Elementos eliminados|Eliminados|Lixeira|Lixo|Itens excluídos|Itens eliminados
			|Cestino|Posta eliminata|Elementi eliminati|Prullenbak|Prullenmand|Verwijderde items
			|Papperskorgen|Papirkurv|Papirkurven|Slettede elementer|Borttaget|Roskakori
			|Kosz|Elementy usunięte|Koš|Kôš|Odstraněná pošta|Kuka|Lomtár|Törölt elemek|Coș de gunoi|Gunoi
			|Корзина|Удаленные|Кошик|Кошче|Smeće|Otpad|Çöp|Çöp Kutusu|Silinmiş Öğeler|Κάδος απορριμμάτων|Prügikast|Atkritne|Šiukšliadėžė|Paperera|Zakarrontzia
			|ゴミ箱|垃圾桶|已删除|已删除邮件|刪除的郵件|휴지통|المهملات|אשפה`),
		`\Junk`: list(`Junk|Spam|Junk E-mail|Junk Email|Junk Mail|Bulk Mail
			|Indésirables|Courrier indésirable|Courriers indésirables|Pourriel|Pourriels
			|Junk-E-Mail|Spamverdacht|Unerwünscht|Correo no deseado|No deseado|Lixo Eletrônico|Lixo eletrónico
			|Posta indesiderata|Indesiderata|Ongewenst|Ongewenste e-mail|Reclame|Skräppost|Uønsket e-post|Uønsket|Søppelpost|Roskaposti
			|Niechciane|Wiadomości-śmieci|Nevyžádaná pošta|Nevyžiadaná pošta|Levélszemét|Спам|Нежелательная почта|Небажана пошта|İstenmeyen|Önemsiz|Önemsiz E-posta|Ανεπιθύμητα
			|迷惑メール|垃圾邮件|垃圾郵件|스팸 메일함`),
		`\Archive`: list(`Archive|Archives|Archived|Archiv|Archivio|Archivo|Arquivo|Archief|Arkiv|Arkisto|Archiwum|Archív|Archivum|Arhivă|Архив|Архів|Arşiv|Αρχείο|アーカイブ|归档|封存`),
	}
}
