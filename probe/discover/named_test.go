package discover

import "testing"

func TestDomainNamed(t *testing.T) {
	for typed, want := range map[string]string{
		"gmail": "gmail.com", "Gmail": "gmail.com", "googlemail": "gmail.com", "google": "gmail.com", "hotmail": "hotmail.com", "live": "live.com", "outlook": "outlook.com", "msn": "msn.com",
		"laposte": "laposte.net", "la poste": "laposte.net", "orange": "orange.fr", "wanadoo": "wanadoo.fr", "sfr": "sfr.fr", "neuf": "neuf.fr", "free": "free.fr", "bouygues": "bbox.fr", "bbox": "bbox.fr", "proxad": "free.fr",
		"gmx": "gmx.net", "web.de": "web.de", "WEB.DE.": "web.de", "t-online": "t-online.de", "icloud": "icloud.com", "me.com": "me.com", "yahoo": "yahoo.com", "ymail": "ymail.com", "aol": "aol.com",
		"proton": "proton.me", "protonmail": "proton.me", "ovh": "ovh.net", "ionos": "ionos.com", "1&1": "ionos.com", "gandi": "gandi.net", "infomaniak": "ik.me",
		"fastmail": "fastmail.com", "posteo": "posteo.de", "mailbox.org": "mailbox.org", "btinternet": "btinternet.com", "comcast": "comcast.net", "freenet": "freenet.de", "zoho": "zoho.com",
		"": "", "mail": "", "imap": "", "example": "", "mail.example.org": "", "imap.gmail.com": "", "localhost": "", "...": "",
	} {
		if got := DomainNamed(typed); got != want {
			t.Errorf("%q names %q, want %q", typed, got, want)
		}
	}
	for name, domain := range otherNames() {
		if _, _, found := byDomain(providerRows(), domain); !found || letters(name) != name {
			t.Errorf("%s: %s is not in the table, or the name is never found", name, domain)
		}
	}
}
