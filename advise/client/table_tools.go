package client

// collectors are programs that bring mail to a computer, or send it from
// there, for another program to show.
func collectors() []Row {
	return []Row{
		{
			Name: "fetchmail", Jobs: true, On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: Yes, Sends: No,
			StartTLS: Yes, SCRAM: No, CRAM: Yes, InboxOnly: true,
			Keep: Keep{Kind: KeepForever}, Window: Window{Kind: WindowNone}, Password: NetRC,
			Forms: one(File{Name: "fetchmailrc", Mode: Private, Template: "fetchmail.fetchmailrc", Format: Lines, Comments: true, Incoming: true}),
		},
		{
			Name: "getmail6", Jobs: true, On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: Yes, Sends: No,
			StartTLS: No, SCRAM: No, CRAM: No, InboxOnly: true,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: one(File{Name: "getmailrc", Mode: Private, Template: "getmail6.getmailrc", Format: INI, Comments: true, Incoming: true}),
		},
		{
			Name: "mbsync", Jobs: true, On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: No, Sends: No,
			StartTLS: Yes, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowMessages}, Password: Command,
			Forms: mbsyncForms(File{Name: "mbsyncrc", Mode: Private, Template: "mbsync.mbsyncrc", Format: Lines, Comments: true, Incoming: true}),
		},
		{
			Name: "mpop", On: on(Terminal), Autoconfig: No, Use: Reads, IMAP: No, POP: Yes, Sends: No,
			StartTLS: Yes, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepForever}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: one(File{Name: "mpoprc", Mode: Private, Template: "mpop.mpoprc", Format: Lines, Comments: true, Incoming: true}),
		},
		{
			Name: "msmtp", On: on(Terminal), Autoconfig: No, Use: SendsIt, IMAP: No, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: one(File{Name: "msmtprc", Mode: Private, Template: "msmtp.msmtprc", Format: Lines, Comments: true, Outgoing: true}),
		},
		{
			Name: "offlineimap3", On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: No, Sends: No,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowDays}, Password: Command,
			Forms: one(File{Name: "offlineimaprc", Mode: Private, Template: "offlineimap3.offlineimaprc", Format: INI, Comments: true, Incoming: true}),
		},
	}
}

// backups make a second copy of the mail.
func backups() []Row {
	return []Row{
		{
			Name: "apple-mail-backup", On: on(Mac), Use: BacksUp, IMAP: Yes, POP: Yes, Sends: No,
			StartTLS: Yes, SCRAM: No, CRAM: No, With: []string{"apple-mail"},
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowMenu, Menu: true}, Password: NoneHere,
			Forms: one(File{Name: "mail-folder.txt", Mode: Private, Template: "notes.txt", Format: Text}),
		},
		{
			Name: "mailstore", On: on(Windows), Use: BacksUp, IMAP: Yes, POP: Yes, Sends: No,
			StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowAll}, Password: Prompted,
			Forms: one(typed()),
		},
		{
			Name: "mbsync-backup", Like: "mbsync", On: on(Terminal), Use: BacksUp, IMAP: Yes, POP: No, Sends: No,
			StartTLS: Yes, SCRAM: Yes, CRAM: Yes,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowAll}, Password: Command,
			Forms: mbsyncForms(
				File{Name: "backup.mbsyncrc", Mode: Private, Template: "mbsync-backup.mbsyncrc", Format: Lines, Comments: true, Incoming: true},
				File{Name: "restore.mbsyncrc", Mode: Private, Template: "mbsync-restore.mbsyncrc", Format: Lines, Comments: true, Incoming: true},
			),
		},
	}
}

// mbsyncForms returns the two forms of mbsync: the keyword TLSType is fatal to
// 1.4, which says SSLType, and Far and Near are unknown before 1.4.
func mbsyncForms(files ...File) []Form {
	return []Form{{From: "1.5", Files: files}, {From: "1.4", Files: files}}
}
