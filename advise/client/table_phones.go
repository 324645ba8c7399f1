package client

// phones are programs of telephones and tablets.
func phones() []Row {
	android := &Source{File: "strings.xml", Program: "thunderbird/thunderbird-android", Version: "a59bd67985", Date: "2026-08-20"}
	return []Row{
		{
			Name: "fairemail", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepForever, Menu: true}, Window: Window{Kind: WindowDays, Menu: true}, Password: Prompted,
			Labels: &Source{File: "strings.xml", Program: "M66B/FairEmail", Version: "e23dd9df80", Date: "2026-08-22"},
			Forms:  one(typed()),
		},
		{
			Name: "gmail-app", Use: Reads, IMAP: Yes, POP: Unknown, Sends: Yes,
			StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
			Forms: one(typed()),
		},
		{
			Name: "ios-mail", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepUnknown, Menu: true}, Window: Window{Kind: WindowMenu, Menu: true}, Password: OnImport,
			Forms: one(profile()),
		},
		{
			Name: "k9", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Issuers: Listed, IssuerHosts: androidIssuers(),
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowDays}, Password: OnImport,
			// It is built without the reader of QR codes (app-k9mail/build.gradle.kts).
			Labels: android, Forms: one(settingsFile()),
		},
		{
			Name: "thunderbird-android", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Issuers: Listed, IssuerHosts: androidIssuers(),
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowDays}, Password: OnImport,
			Labels: android, Forms: one(settingsFile(), qrCode()),
		},
	}
}

// androidIssuers are the hosts of which both find the issuer
// (K9OAuthConfigurationFactory, TbOAuthConfigurationFactory, August 2026).
func androidIssuers() []string {
	return []string{
		"imap.aol.com", "smtp.aol.com", "imap.fastmail.com", "smtp.fastmail.com",
		"imap.gmail.com", "imap.googlemail.com", "smtp.gmail.com", "smtp.googlemail.com",
		"outlook.office365.com", "smtp.office365.com", "smtp-mail.outlook.com",
		"imap.mail.yahoo.com", "smtp.mail.yahoo.com", "mail.tb.pro", "mail.thundermail.com",
	}
}

// settingsFile is what K-9 Mail and Thunderbird for Android, one program by
// two names, import.
func settingsFile() File {
	return File{Name: "mail.k9s", Mode: Private, Template: "k9.k9s", Format: XML, Incoming: true, Outgoing: true}
}

// qrCode is the payload of Thunderbird's "Export for Mobile", version 1.
func qrCode() File {
	return File{Name: "qr-code.json", Mode: Private, Template: "k9.qr.json", Format: JSON, QR: true, Incoming: true, Outgoing: true}
}
