package texts

import "slices"

// readers are the answers of POP3 and IMAP, which know no recipients.
var readers = lazy(`^(?:-err |\* bye |(?:[a-z]{0,3}\d{0,8} )?(?:no|bad) )`)

// scene tells delivery from the rest: "quota exceeded" is the recipient's in a
// bounce, and one's own at a mailbox.
func (t *text) scene() scene {
	if readers().MatchString(t.folded) || slices.Contains(t.codes, "535") { // the answer to a login (RFC 4954 section 6)
		return atMailbox
	}
	for _, code := range t.codes {
		if code[0] != '[' && code[0] != '2' {
			return atDelivery
		}
	}
	for _, words := range []string{
		"recipient", "destinataire", "empfanger", "destinatario", "ontvanger", "undeliver~", "undelivered mail", "delivery status notification", "delivery has failed", "delivery failure", "mail delivery", "mailer-daemon", "returned mail", "non remis", "unzustellbar", "could not be delivered", "couldn't be delivered", "wasn't delivered", "n'a pas pu etre remis", "final-recipient",
	} {
		if at, _ := t.findPart(words, 0, len(t.folded)); at >= 0 {
			return atDelivery
		}
	}
	return atMailbox
}
