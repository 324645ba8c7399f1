package client

import "mailadvisor/probe/result"

// desktop are programs with windows.
func desktop() []Row {
	return []Row{
		{
			Name: "apple-mail", Finds: result.AppleMail, On: on(Mac), Usual: true, Archive: InFolders, Use: Reads,
			Autoconfig: Unknown, Aliases: []string{"apple", "mac", "mail", "macos", "mac-mail"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			// A profile has no switch for STARTTLS: with UseSSL, Mail speaks TLS
			// on 993, 995 and 465 and STARTTLS on other ports.
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep:   Keep{Kind: KeepSteps, Days: []int{1, 7, 30}, Menu: true},
			Window: Window{Kind: WindowMenu, Menu: true}, Password: OnImport,
			Labels: ovh("how_to_configure_mail_macos", "Mail (macOS)", "macOS 15", "2024-10-22"),
			Forms:  one(typed(), profile()),
		},
		{
			Name: "claws-mail", On: on(Windows, Linux), Archive: InFolders, Use: Reads,
			Autoconfig: No, Source: "git.claws-mail.org", Aliases: []string{"claws"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Yes,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowUnknown}, Password: Asked,
			Labels: &Source{File: "po/fr.po", Program: "Claws Mail", Version: "4.1.1", Date: "2022-10-16", Catalogs: []string{"claws-mail"}},
			// Without a list of folders it asks for an account of its own and
			// writes that in place of ours.
			Forms: one(
				File{Name: "accountrc", Mode: Private, Template: "claws-mail.accountrc", Format: INI, Comments: true, Folders: true, Incoming: true, Outgoing: true},
				File{Name: "folderlist.xml", Mode: Private, Template: "claws-mail.folderlist.xml", Format: XML},
			),
		},
		{
			Name: "evolution", Finds: result.Evolution, On: on(Linux), Usual: true, Archive: InFolders, Use: Reads,
			Autoconfig: Yes, Source: "gitlab.gnome.org/GNOME/evolution",
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Yes,
			Keep: Keep{Kind: KeepAny, ByDate: true}, Window: Window{Kind: WindowDays}, Password: Prompted,
			Labels: &Source{File: "po/fr.po", Program: "Evolution", Version: "3.46.4", Date: "2022-10-01", Catalogs: []string{"evolution", "evolution-data-server"}},
			Forms: one(
				File{Name: "mailadvisor-account.source", Mode: Private, Template: "evolution.account.source", Format: KeyFile, Comments: true, Incoming: true},
				File{Name: "mailadvisor-identity.source", Mode: Private, Template: "evolution.identity.source", Format: KeyFile, Comments: true, Folders: true, Outgoing: true},
				File{Name: "mailadvisor-transport.source", Mode: Private, Template: "evolution.transport.source", Format: KeyFile, Comments: true, Outgoing: true},
			),
		},
		{
			Name: "geary", On: on(Linux), Use: Reads,
			Autoconfig: Unknown, Source: "gitlab.gnome.org/GNOME/geary",
			IMAP: Yes, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowDays, Menu: true}, Password: Prompted,
			Labels: &Source{File: "po/fr.po", Program: "Geary", Version: "46.0", Date: "2023-07-10", Catalogs: []string{"geary"}},
			Forms:  one(typed()),
		},
		{
			Name: "gnome-accounts", Finds: result.GNOMEAccounts, On: on(Linux), Usual: true, Use: Reads,
			Autoconfig: Unknown, Source: "gitlab.gnome.org/GNOME/gnome-online-accounts", Aliases: []string{"gnome"},
			IMAP: Yes, POP: No, Sends: Yes,
			// It logs in with PLAIN alone, and says so.
			StartTLS: Yes, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
			With:   []string{"geary", "evolution"},
			Labels: &Source{File: "po/fr.po", Program: "GNOME Online Accounts", Version: "3.46.0", Date: "2019-08-24", Catalogs: []string{"gnome-online-accounts"}},
			Forms:  one(typed()),
		},
		{
			Name: "kmail", On: on(Linux), Usual: true, Archive: InFolders, Use: Reads,
			Autoconfig: Yes, Source: "invent.kde.org/pim/kmail", Aliases: []string{"kontact"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepAny, Menu: true}, Window: Window{Kind: WindowAll, Menu: true}, Password: Prompted,
			Labels: &Source{File: "po/fr", Program: "kdepim-runtime", Version: "22.12.3", Date: "2022-09-24", Catalogs: []string{"akonadi_imap_resource", "akonadi_pop3_resource", "libmailtransport5", "kmail", "libmailcommon"}},
			Forms:  one(typed()),
		},
		{
			Name: "outlook", Finds: result.Outlook, On: on(Windows), Usual: true, Archive: InFolders, Use: Reads,
			Autoconfig: No, Aliases: []string{"outlook-365", "office-365", "outlook-classic", "classic-outlook"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowMenu, Menu: true}, Password: Prompted,
			Labels: ovh("how_to_configure_outlook_2016", "Outlook (Windows)", "Microsoft 365", "2026-01-30"),
			Forms: one(
				typed(),
				File{Name: "outlook.prf", Mode: Private, Template: "outlook.prf", Format: INI, Comments: true, Incoming: true, Outgoing: true, NoStartTLS: true},
			),
		},
		{
			Name: "outlook-new", On: on(Windows, Mac), Usual: true, Use: Reads,
			Autoconfig: Unknown, Aliases: []string{"new-outlook", "hotmail", "outlook.com"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted, Cloud: true,
			Labels: ovh("how_to_configure_windows_10", "Outlook (Windows)", "2025", "2025-09-26"),
			Forms:  one(typed()),
		},
		{
			Name: "sylpheed", On: on(Windows, Linux), Archive: InFolders, Use: Reads,
			Autoconfig: No, Source: "github.com/sylpheed-mail/sylpheed",
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowUnknown}, Password: Asked,
			Labels: &Source{File: "po/fr.po", Program: "Sylpheed", Version: "3.8.0beta1", Date: "2015-11-27", Catalogs: []string{"sylpheed"}},
			Forms:  one(File{Name: "accountrc", Mode: Private, Template: "sylpheed.accountrc", Format: INI, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
		{
			Name: "thunderbird", Finds: result.Thunderbird, On: on(Windows, Mac, Linux), Usual: true, Archive: InFolders, WindowDeletes: true, Use: Reads,
			Autoconfig: Yes, Source: "searchfox.org/comm-central", Aliases: []string{"mozilla", "tb"},
			IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Yes,
			Issuers: AddOn, // OAuth2Providers.sys.mjs of version 153, ext-oauth_provider.js
			IssuerHosts: []string{
				"gmail.com", "googlemail.com", "imap.mail.ru", "smtp.mail.ru", "imap.yandex.com", "smtp.yandex.com",
				"yahoo.com", "att.net", "aol.com", "office365.com", "outlook.com", "hotmail.com",
				"imap.fastmail.com", "pop.fastmail.com", "smtp.fastmail.com",
				"imap.comcast.net", "pop.comcast.net", "smtp.comcast.net", "thundermail.com",
			},
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowDays}, Password: Prompted,
			Labels: &Source{File: "accountHub.ftl, am-server-top.dtd, am-offline.dtd", Program: "Thunderbird", Version: "153.7.0esr", Date: "2026-11-10"},
			Forms: one(
				typed(),
				File{Name: "user.js", Mode: Private, Template: "thunderbird.user.js", Format: JS, Comments: true, Folders: true, Incoming: true, Outgoing: true},
				File{Name: "config-v1.1.xml", Mode: Public, Template: "thunderbird.config-v1.1.xml", Write: autoconfig, Format: XML, Incoming: true, Outgoing: true},
			),
		},
	}
}

// profile returns the profile of Mail, on a Mac or a phone.
func profile() File {
	return File{Name: "mail.mobileconfig", Mode: Private, Template: "apple-mail.mobileconfig", Write: mobileconfig, Format: Plist, Incoming: true, Outgoing: true}
}
