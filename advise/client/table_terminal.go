package client

import "mailadvisor/probe/result"

// terminal are programs to read mail in a terminal or in Emacs.
func terminal() []Row {
	return []Row{
		{
			Name: "aerc", Finds: result.Aerc, InURL: true, On: on(Terminal), Archive: ByMirror, Use: Reads, IMAP: Yes, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowHeaders}, Password: Command,
			// From 0.15 on, smtp:// means STARTTLS; before, a line of its own says so.
			Forms: []Form{
				{From: "0.15", Files: []File{{Name: "accounts.conf", Mode: Private, Template: "aerc.accounts.conf", Format: INI, Comments: true, Folders: true, Incoming: true, Outgoing: true}}},
				{From: "0.14", Files: []File{{Name: "accounts.conf", Mode: Private, Template: "aerc.accounts.conf", Format: INI, Comments: true, Folders: true, Incoming: true, Outgoing: true}}},
			},
		},
		{
			Name: "alpine", InURL: true, On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowNone}, Password: Asked,
			Forms: one(File{Name: "pinerc", Mode: Private, Template: "alpine.pinerc", Format: INI, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
		{
			Name: "gnus", On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepAny}, Window: Window{Kind: WindowNone}, Password: AuthInfo,
			Forms: one(File{Name: "gnus.el", Mode: Private, Template: "gnus.el", Format: Lisp, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
		{
			Name: "himalaya", Finds: result.Himalaya, On: on(Terminal), Archive: ByMirror, Autoconfig: Yes, Use: Reads, IMAP: Yes, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Command,
			// The keys of one are unknown to the other.
			Forms: []Form{
				{From: "2", Files: []File{{Name: "config.toml", Mode: Private, Template: "himalaya.2.toml", Format: TOML, Comments: true, Folders: true, Incoming: true, Outgoing: true}}},
				{From: "1", Files: []File{{Name: "config.toml", Mode: Private, Template: "himalaya.1.toml", Format: TOML, NoToken: true, Comments: true, Folders: true, Incoming: true, Outgoing: true}}},
			},
		},
		{
			Name: "meli", On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: one(File{Name: "config.toml", Mode: Private, Template: "meli.toml", Format: TOML, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
		{
			Name: "mu4e", On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: No, Sends: Yes,
			// It reads what mbsync brings; Emacs's smtpmail sends.
			StartTLS: Yes, SCRAM: No, CRAM: Yes, With: []string{"mbsync"},
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowMessages}, Password: AuthInfo,
			Forms: one(File{Name: "mu4e.el", Mode: Private, Template: "mu4e.el", Format: Lisp, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
		mutt("mutt"),
		mutt("neomutt"),
		{
			Name: "s-nail", On: on(Terminal), Autoconfig: No, Source: "sdaoden.eu/code-nail.html", Aliases: []string{"mailx", "snail", "heirloom-mailx"},
			Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
			StartTLS: Yes, SCRAM: No, CRAM: Yes,
			Keep: Keep{Kind: KeepForever, ByHand: true}, Window: Window{Kind: WindowNone}, Password: NetRC,
			Forms: one(File{Name: "mailrc", Mode: Private, Template: "s-nail.mailrc", Format: Lines, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
		},
	}
}

// mutt is mutt and its descendant, which read the same file.
func mutt(name string) Row {
	return Row{
		Name: name, Like: "mutt", InURL: true, On: on(Terminal), Archive: ByMirror, Autoconfig: No, Use: Reads, IMAP: Yes, POP: Yes, Sends: Yes,
		StartTLS: Yes, SCRAM: Unknown, CRAM: Yes,
		Keep: Keep{Kind: KeepForever}, Window: Window{Kind: WindowCache}, Password: Command, Repeats: true,
		Forms: one(File{Name: "muttrc", Mode: Private, Template: "mutt.muttrc", Format: Lines, Comments: true, Folders: true, Incoming: true, Outgoing: true}),
	}
}
