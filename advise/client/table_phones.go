package client

import "mailadvisor/probe/result"

// phones are programs of telephones and tablets.
func phones() []Row {
	android := &Source{File: "strings.xml", Program: "thunderbird/thunderbird-android", Version: "24.0", Date: "2026-08-20"} // a59bd67985
	return []Row{
		{
			Name: "fairemail", On: on(Android), Use: Reads,
			Autoconfig: Yes, Source: "github.com/M66B/FairEmail",
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepForever, Menu: true}, Window: Window{Kind: WindowDays, Menu: true}, Password: Prompted,
			Labels: &Source{File: "strings.xml", Program: "M66B/FairEmail", Version: "1.2331", Date: "2026-08-22"}, // e23dd9df80
			Forms:  one(typed()),
		},
		{
			Name: "gmail-app", On: on(Android), Usual: true, Use: Reads,
			Autoconfig: Unknown, Aliases: []string{"gmail", "android"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
			Labels: ovh("how_to_configure_android", "Gmail (Android)", "Android 13", "2025-04-28"),
			Forms:  one(typed()),
		},
		{
			Name: "ios-mail", Finds: result.AppleMail, On: on(IPhone), Usual: true, TrashDays: 7, Use: Reads,
			Autoconfig: Unknown, Aliases: []string{"iphone", "ipad", "ios", "ipados"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepSteps, Days: []int{7}, Menu: true}, Window: Window{Kind: WindowMenu, Menu: true}, Password: OnImport,
			Labels: later(ovh("how_to_configure_ios", "Mail (iPhone, iPad)", "iOS 14", "2024-10-01")),
			Forms:  one(typed(), profile()),
		},
		{
			Name: "k9", On: on(Android), Use: Reads,
			Autoconfig: Yes, Source: "github.com/thunderbird/thunderbird-android", Aliases: []string{"k-9", "k-9-mail", "k9-mail"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Issuers: Listed, IssuerHosts: androidIssuers(),
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowDays}, Password: OnImport,
			// It is built without the reader of QR codes (app-k9mail/build.gradle.kts).
			Labels: android, Forms: one(typed(), settingsFile()),
		},
		{
			Name: "thunderbird-android", Finds: result.ThunderbirdAndroid, On: on(Android), Usual: true, Use: Reads,
			Autoconfig: Yes, Source: "github.com/thunderbird/thunderbird-android", Aliases: []string{"thunderbird-mobile"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Issuers: Listed, IssuerHosts: androidIssuers(),
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowDays}, Password: OnImport,
			Labels: android, Forms: one(typed(), settingsFile(), qrCode()),
		},
	}
}

// androidIssuers returns the hosts of which both find the issuer
// (K9OAuthConfigurationFactory, TbOAuthConfigurationFactory, August 2026).
func androidIssuers() []string {
	return []string{
		"imap.aol.com", "smtp.aol.com", "imap.fastmail.com", "smtp.fastmail.com",
		"imap.gmail.com", "imap.googlemail.com", "smtp.gmail.com", "smtp.googlemail.com",
		"outlook.office365.com", "smtp.office365.com", "smtp-mail.outlook.com",
		"imap.mail.yahoo.com", "smtp.mail.yahoo.com", "mail.tb.pro", "mail.thundermail.com",
	}
}

// settingsFile returns what K-9 Mail and Thunderbird for Android, one program
// by two names, import.
func settingsFile() File {
	return File{Name: "mail.k9s", Mode: Private, Template: "k9.k9s", Format: XML, Folders: true, Incoming: true, Outgoing: true}
}

// qrCode returns the payload of Thunderbird's "Export for Mobile", version 1.
func qrCode() File {
	return File{Name: "qr-code.json", Mode: Private, Template: "k9.qr.json", Format: JSON, QR: true, Incoming: true, Outgoing: true}
}
