package client

import "mailadvisor/probe/result"

// ovh is where the words of programs were read whose makers publish none of
// their language files: the guides of a mail host, with the day of their last
// change.
func ovh(file, program, version, date string) *Source {
	return &Source{File: "ovh/docs, " + file, Program: program, Version: version, Date: date}
}

// later says that the source is about later versions too.
func later(s *Source) *Source {
	s.Later = true
	return s
}

// app returns a row of which only what its maker says, or its source, is known.
// It reads no file of ours.
func app(name string, pop Can, platforms []Platform, aliases ...string) Row {
	row := Row{
		Name: name, On: platforms, Use: Reads, IMAP: Yes, POP: pop, Sends: Yes, Aliases: aliases,
		StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown, Autoconfig: Unknown,
		Keep: Keep{Kind: KeepUnknown}, Window: Window{Kind: WindowUnknown}, Password: Prompted,
		Forms: one(typed()),
	}
	if pop == No {
		row.Keep.Kind = KeepNone
	}
	return row
}

// apps are programs with windows beyond those of [desktop].
func apps() []Row {
	// No file of ours can set up Balsa: its own has to name the folder of its mail
	// by a whole path (Globals/MailDir; src/save-restore.c). Its steps say so.
	balsa := app("balsa", Yes, on(Linux))
	balsa.StartTLS, balsa.Autoconfig, balsa.Source = Yes, No, "gitlab.gnome.org/GNOME/balsa"
	balsa.Labels = &Source{File: "po/fr.po", Program: "Balsa", Version: "2.6.4", Date: "2010-05-07", Catalogs: []string{"balsa"}}
	balsa.Keep = Keep{Kind: KeepForever, Menu: true} // "Delete from server after download", and no days

	bird := func(name, source string, autoconfig Can) Row {
		row := app(name, Yes, on(Windows, Mac, Linux))
		row.StartTLS, row.CRAM, row.Autoconfig, row.Source = Yes, Yes, autoconfig, source
		row.Keep, row.Window = Keep{Kind: KeepAny}, Window{Kind: WindowDays}
		row.Forms = one(File{Name: "user.js", Mode: Private, Template: "thunderbird.user.js", Format: JS, Comments: true, Folders: true, Incoming: true, Outgoing: true})
		return row
	}
	delta := app("delta-chat", No, on(Windows, IPhone, Android), "deltachat")
	delta.Finds, delta.StartTLS, delta.Autoconfig, delta.Source = result.DeltaChat, Yes, Yes, "github.com/chatmail/core" // src/configure/auto_mozilla.rs
	mailspring := app("mailspring", No, on(Windows, Mac, Linux))
	mailspring.StartTLS, mailspring.Source = Yes, "github.com/Foundry376/Mailspring"
	spark := app("spark", No, on(Mac, IPhone, Android))
	spark.Cloud = true
	mac := app("outlook-mac", Yes, on(Mac), "outlook-for-mac")
	mac.Usual, mac.StartTLS, mac.Labels = true, Yes, ovh("how_to_configure_outlook_2016_mac", "Outlook (Mac)", "2016", "2018-05-31")
	return []Row{
		balsa,
		bird("betterbird", "github.com/Betterbird/thunderbird-patches", Yes),
		bird("seamonkey", "gitlab.com/seamonkey-project/seamonkey-2.53-comm", Unknown),
		app("bluemail", Yes, on(Windows, Mac, Android), "blue-mail"),
		app("canary", Unknown, on(Mac, IPhone), "canary-mail"),
		delta,
		app("edison", Unknown, on(IPhone), "edison-mail"),
		app("em-client", Yes, on(Windows, Mac), "emclient"),
		app("mailbird", Yes, on(Windows)),
		mailspring,
		mac,
		spark,
		app("the-bat", Yes, on(Windows), "thebat", "the-bat!"),
	}
}

// webmail are programs in a browser: their administrator sets the servers.
func webmail() []Row {
	roundcube, snappymail := app("roundcube", No, on(Web)), app("snappymail", No, on(Web), "rainloop")
	roundcube.StartTLS, roundcube.Window, roundcube.Autoconfig, roundcube.Source = Yes, Window{Kind: WindowNone}, No, "github.com/roundcube/roundcubemail"
	roundcube.SCRAM, roundcube.CRAM, roundcube.Password = No, Yes, Asked
	roundcube.Forms = one(typed(), File{Name: "mail.inc.php", Mode: Private, Template: "roundcube.mail.inc.php", Format: PHP, Comments: true, Folders: true, Incoming: true, Outgoing: true})
	snappymail.StartTLS, snappymail.Window, snappymail.Source = Yes, Window{Kind: WindowNone}, "github.com/the-djmaze/snappymail"
	return []Row{
		roundcube,
		snappymail,
		{
			Name: "nextcloud-mail", On: on(Web), Use: Reads,
			Autoconfig: Yes, Source: "github.com/nextcloud/mail", Aliases: []string{"nextcloud"},
			IMAP: Yes, POP: No, Sends: Yes,
			StartTLS: Yes, SCRAM: Unknown, CRAM: Unknown,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Prompted,
			Labels: &Source{File: "l10n/fr.json", Program: "nextcloud/mail", Version: "5.12", Date: "2026-08-22"}, // e5734fe25, 5.12.0-alpha.2
			Forms:  one(typed()),
		},
	}
}

// phoneApps returns those of telephones beyond [phones].
func phoneApps() []Row {
	android, ios, samsung := app("outlook-android", Yes, on(Android)), app("outlook-ios", Unknown, on(IPhone), "outlook-iphone"), app("samsung-email", Yes, on(Android), "samsung", "samsung-mail")
	android.Usual, ios.Usual, samsung.Usual = true, true, true
	android.StartTLS, android.Cloud, android.Labels = Yes, true, ovh("email_outlook_app_android", "Outlook (Android)", "2024", "2024-11-26")
	ios.StartTLS, ios.Cloud, ios.Labels = Yes, true, ovh("email_outlook_app_ios", "Outlook (iPhone, iPad)", "2025", "2025-02-10")
	return []Row{android, ios, samsung}
}

// helpers read no mail: they sort it on the server, or stand between a program
// and it.
func helpers() []Row {
	return []Row{
		{
			Name: "imapfilter", On: on(Terminal), Use: Helps, Autoconfig: No, Source: "github.com/lefcha/imapfilter",
			IMAP: Yes, POP: No, Sends: No,
			// Its option starttls goes on without TLS where the server offers none.
			StartTLS: No, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Command,
			Forms: one(File{Name: "config.lua", Mode: Private, Template: "imapfilter.config.lua", Format: Lua, Comments: true, Incoming: true}),
		},
		{
			Name: "proton-bridge", On: on(Windows, Mac, Linux), Use: Helps, Autoconfig: No, Source: "github.com/ProtonMail/proton-bridge", Aliases: []string{"proton-mail-bridge", "bridge"},
			IMAP: Yes, POP: No, Sends: No, With: []string{"thunderbird", "apple-mail", "outlook"},
			StartTLS: Yes, SCRAM: No, CRAM: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: NoneHere,
			Forms: one(File{Name: "proton-bridge.txt", Mode: Private, Template: "notes.txt", Format: Text}),
		},
	}
}

// senders are machines and sites that send mail and read none: a person types
// a server into their page of settings.
func senders() []Row {
	sender := func(name string, aliases ...string) Row {
		return Row{
			Name: name, On: on(Machines), Use: SendsIt, IMAP: No, POP: No, Sends: Yes, Aliases: aliases,
			StartTLS: Unknown, SCRAM: Unknown, CRAM: Unknown, Autoconfig: No,
			Keep: Keep{Kind: KeepNone}, Window: Window{Kind: WindowNone}, Password: Prompted,
			Forms: one(typed()),
		}
	}
	return []Row{
		sender("nas", "synology", "qnap"),
		sender("printer", "scanner", "copier", "imprimante"),
		sender("website", "wordpress", "web-site"),
	}
}
