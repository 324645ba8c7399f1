package client

// Table is every mail program, by name; "other" stands last.
// What each can do is documented by its makers; the marks "menu" are choices
// that exist only in its windows.
func Table() []Row {
	return []Row{
		{
			Name: "apple-mail", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			// A profile has no switch for STARTTLS: with UseSSL, Mail speaks TLS
			// on 993, 995 and 465 and STARTTLS on other ports.
			StartTLS: Yes, OAuth2: No, SCRAM: No, CRAM: Yes,
			Keep:   Keep{Kind: KeepSteps, Days: []int{1, 7, 30}, Menu: true},
			Window: Window{Kind: WindowMenu, Menu: true}, Password: OnImport,
			Forms: []Form{{Files: []File{
				{Name: "mail.mobileconfig", Mode: Private, Template: "apple-mail.mobileconfig", Plist: true, Incoming: true, Outgoing: true},
			}}},
		},
		{
			Name: "getmail6", Use: Reads, IMAP: Yes, POP: Yes, Sends: No,
			StartTLS: No, OAuth2: No, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: []Form{{Files: []File{
				{Name: "getmailrc", Mode: Private, Template: "getmail6.getmailrc", Comments: true, Incoming: true},
			}}},
		},
		{
			Name: "mbsync", Use: Reads, IMAP: Yes, POP: No, Sends: No,
			StartTLS: Yes, OAuth2: No, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowMessages}, Password: Command,
			Forms: mbsyncForms(File{Name: "mbsyncrc", Mode: Private, Template: "mbsync.mbsyncrc", Comments: true, Incoming: true}),
		},
		{
			Name: "mbsync-backup", Use: BacksUp, IMAP: Yes, POP: No, Sends: No,
			StartTLS: Yes, OAuth2: No, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowAll}, Password: Command,
			Forms: mbsyncForms(
				File{Name: "backup.mbsyncrc", Mode: Private, Template: "mbsync-backup.mbsyncrc", Comments: true, Incoming: true},
				File{Name: "restore.mbsyncrc", Mode: Private, Template: "mbsync-restore.mbsyncrc", Comments: true, Incoming: true},
			),
		},
		{
			Name: "msmtp", Use: SendsIt, IMAP: No, POP: No, Sends: Yes,
			StartTLS: Yes, OAuth2: No, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: []Form{{Files: []File{
				{Name: "msmtprc", Mode: Private, Template: "msmtp.msmtprc", Comments: true, Outgoing: true},
			}}},
		},
		{
			Name: "thunderbird", Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, OAuth2: Yes, SCRAM: Unknown, CRAM: Yes,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowDays}, Password: Prompted,
			Forms: []Form{{Files: []File{
				{Name: "user.js", Mode: Private, Template: "thunderbird.user.js", Comments: true, Incoming: true, Outgoing: true},
				{Name: "config-v1.1.xml", Mode: Public, Template: "thunderbird.config-v1.1.xml", Incoming: true, Outgoing: true},
			}}},
		},
		{
			Name: "other", Use: ByHand, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, OAuth2: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
			Forms: []Form{{Files: []File{
				{Name: "mail-settings.txt", Mode: Private, Template: "other.txt", Comments: true},
			}}},
		},
	}
}

// mbsyncForms are the two forms of mbsync: the keyword TLSType is fatal to
// 1.4, which says SSLType, and Far and Near are unknown before 1.4.
func mbsyncForms(files ...File) []Form {
	return []Form{{From: "1.5", Files: files}, {From: "1.4", Files: files}}
}
