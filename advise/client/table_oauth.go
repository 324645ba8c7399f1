package client

import "maps"

// readDay is when the pages and packages were read that say no day of their
// own.
const (
	readTransition = "support.google.com/a/answer/14114704; 3ait.co.uk and techissuestoday.com on the end of passwords at Outlook.com"
	readDay        = "2026-11-30"
)

// tokenLogins returns how a program logs in with a token, by its name in
// [Table]; of those that it does not name, nothing was read.
func tokenLogins() map[string]OAuth {
	out := map[string]OAuth{}
	maps.Copy(out, oauthInWindows())
	maps.Copy(out, oauthByCommand())
	maps.Copy(out, oauthWithout())
	return out
}

// both returns every mechanism with a token.
func both() []string { return []string{xoauth2, bearer} }

// at are cells of one way, all read in one place.
func at(way Way, source, asOf string, cells ...SignIn) []SignIn {
	for i := range cells {
		cells[i].Can, cells[i].Way, cells[i].Source, cells[i].AsOf = Yes, way, source, asOf
	}
	return cells
}

// named are cells whose screens need no word for the issuer.
func named(issuers ...string) []SignIn {
	var out []SignIn
	for _, issuer := range issuers {
		out = append(out, SignIn{Issuer: issuer})
	}
	return out
}

// missing returns the cell of every other issuer in a list that was read whole,
// and untold that of one that was not.
func missing(source, asOf string) SignIn { return SignIn{Can: No, Source: source, AsOf: asOf} }
func untold(source, asOf string) SignIn  { return SignIn{Can: Unknown, Source: source, AsOf: asOf} }

// oauthInWindows returns the programs that open the issuer's page by
// themselves.
func oauthInWindows() map[string]OAuth {
	const (
		comm    = "comm-central OAuth2Providers.sys.mjs, 153"
		android = "K9OAuthConfigurationFactory and TbOAuthConfigurationFactory, a59bd67"
		apple   = readTransition + "; the Mail payload of a profile has no word for OAuth"
		fair    = "M66B/FairEmail providers.xml, e23dd9d; FAQ 111"
		eds     = "libcamel and libedataserver 3.46.4"
		goa     = "libgoa-backend 3.46"
		kde     = "kdepim-runtime gmailpasswordrequester.cpp; outlookpasswordrequester.cpp, of 2023"
		claws   = "claws-mail 4.1.1"
		pine    = "alpine 2.26"
		next    = "nextcloud/mail: Google and Microsoft integration of the administration settings"
	)
	thunderbird := OAuth{
		At:         at(BySetting, comm, "2026-11-10", named("aol", "comcast", "fastmail", "google", "mailru", "microsoft", "thundermail", "yahoo", "yandex")...),
		Else:       SignIn{Can: Unknown, Way: BySetting, Source: comm + "; ext-oauth_provider.js: an add-on can name one", AsOf: "2026-11-10"},
		Mechanisms: []string{xoauth2},
	}
	k9 := OAuth{
		At:         at(BySetting, android, "2026-08-20", named("aol", "fastmail", "google", "microsoft", "thundermail", "yahoo")...),
		Else:       missing(android, "2026-08-20"),
		Mechanisms: both(),
	}
	return map[string]OAuth{
		"thunderbird":         thunderbird,
		"k9":                  k9,
		"thunderbird-android": k9,
		"apple-mail": {
			At: at(ByButton, apple, readDay,
				SignIn{Issuer: "google", Choose: "Google"}, SignIn{Issuer: "microsoft", Choose: "Microsoft Exchange"},
				SignIn{Issuer: "yahoo", Choose: "Yahoo!"}, SignIn{Issuer: "aol", Choose: "AOL"}),
			Else: missing(apple, readDay), Mechanisms: both(),
		},
		"ios-mail": {
			At: at(ByButton, apple, readDay,
				SignIn{Issuer: "google", Choose: "Google"}, SignIn{Issuer: "microsoft", Choose: "Outlook.com", Work: "Microsoft Exchange"},
				SignIn{Issuer: "yahoo", Choose: "Yahoo!"}, SignIn{Issuer: "aol", Choose: "AOL"}),
			Else: missing(apple, readDay), Mechanisms: both(),
		},
		"outlook": {
			At:   at(ByButton, readTransition, readDay, named("google", "microsoft")...),
			Else: untold(readTransition, readDay), Mechanisms: []string{xoauth2},
		},
		"outlook-new": {
			At:   at(ByButton, readTransition, readDay, named("google", "microsoft", "yahoo")...),
			Else: untold(readTransition, readDay), Mechanisms: []string{xoauth2},
		},
		"fairemail": {
			At: at(ByButton, fair, "2026-08-22",
				SignIn{Issuer: "google", Choose: "Gmail (OAuth)"}, SignIn{Issuer: "microsoft", Choose: "Outlook/Hotmail/Live (OAuth)", Work: "Office 365 (OAuth)"},
				SignIn{Issuer: "yahoo", Choose: "Yahoo/AT&T (OAuth)"}, SignIn{Issuer: "aol", Choose: "AOL (OAuth)"},
				SignIn{Issuer: "fastmail", Choose: "Fastmail (OAuth)"}, SignIn{Issuer: "yandex", Choose: "Yandex (OAuth)"},
				SignIn{Issuer: "mailru", Choose: "Mail.ru (OAuth)"}, SignIn{Issuer: "thundermail", Choose: "Thundermail (OAuth)"}),
			Else: missing(fair, "2026-08-22"), Mechanisms: both(),
		},
		"gmail-app": {
			At: at(ByButton, readTransition, readDay,
				SignIn{Issuer: "google", Choose: "Google"}, SignIn{Issuer: "microsoft", Choose: "Outlook, Hotmail, and Live", Work: "Exchange and Office 365"},
				SignIn{Issuer: "yahoo", Choose: "Yahoo"}),
			Else: untold(readTransition, readDay), Mechanisms: []string{xoauth2},
		},
		"evolution": {
			At: at(BySetting, eds, readDay,
				SignIn{Issuer: "google", Choose: "OAuth2 (Google)"}, SignIn{Issuer: "microsoft", Choose: "OAuth2 (Outlook)"}, SignIn{Issuer: "yahoo", Choose: "OAuth2 (Yahoo!)"}),
			Else: missing(eds, readDay), Mechanisms: []string{xoauth2},
		},
		"gnome-accounts": {
			At:   at(ByButton, goa, readDay, SignIn{Issuer: "google", Choose: "Google"}, SignIn{Issuer: "microsoft", Choose: "Microsoft"}),
			Else: missing(goa, readDay), Mechanisms: []string{xoauth2},
		},
		"geary": {
			At:   at(ByButton, goa, readDay, SignIn{Issuer: "google", Choose: "Google"}, SignIn{Issuer: "microsoft", Choose: "Microsoft"}),
			Else: missing(goa, readDay), Mechanisms: []string{xoauth2},
		},
		"kmail": {
			At:   at(BySetting, kde, readDay, named("google", "microsoft")...),
			Else: missing(kde, readDay), Mechanisms: []string{xoauth2},
		},
		"nextcloud-mail": {
			At:   at(ByOwnID, next, "2026-08-22", named("google", "microsoft")...),
			Else: missing(next, "2026-08-22"), Mechanisms: []string{xoauth2},
		},
		"claws-mail": {
			At:   at(ByOwnID, claws, readDay, named("google", "microsoft", "yahoo")...),
			Else: missing(claws, readDay), Mechanisms: []string{xoauth2},
		},
		"alpine": {
			At:   at(ByOwnID, pine, readDay, named("google", "microsoft", "yahoo", "yandex")...),
			Else: missing(pine, readDay), Mechanisms: both(),
		},
	}
}

// oauthByCommand returns the programs that run a command of the person's own,
// at any issuer.
func oauthByCommand() map[string]OAuth {
	command := func(source, asOf string, mechanisms []string, fields ...string) OAuth {
		return OAuth{
			Else:       SignIn{Can: Yes, Way: ByCommand, Source: source, AsOf: asOf},
			Mechanisms: mechanisms, Fields: fields,
		}
	}
	mutt := func(source, asOf string) OAuth {
		return command(source, asOf, both(), "imap_oauth_refresh_command", "pop_oauth_refresh_command", "smtp_oauth_refresh_command")
	}
	neomutt := mutt("neomuttrc(5) 20220429", readDay)
	neomutt.POP = []string{bearer}
	mbsync := command("mbsync(1) 1.4.4, and a login by a test", readDay, []string{xoauth2}, "PassCmd")
	mbsync.Package = Package{Debian: "libsasl2-modules-kdexoauth2", Arch: "cyrus-sasl-xoauth2-git", Name: "cyrus-sasl-xoauth2"}
	getmail := command("getmail6 6.18.11, and a login by a test", readDay, []string{xoauth2}, "password_command")
	getmail.NoPOP = true
	emacs := command("nnimap.el and smtpmail.el of Emacs 28.2", readDay, []string{xoauth2}, "mail-token-command")
	emacs.NoPOP = true
	return map[string]OAuth{
		"mutt":          mutt("muttrc(5) 2.2.12, and a login by a test", readDay),
		"neomutt":       neomutt,
		"mbsync":        mbsync,
		"mbsync-backup": mbsync,
		"getmail6":      getmail,
		"mpop":          command("mpop 1.4.18, and a login by a test", readDay, []string{bearer, xoauth2}, "passwordeval"),
		"msmtp":         command("msmtp 1.8.23, and a login by a test", readDay, []string{bearer, xoauth2}, "passwordeval"),
		"aerc":          command("aerc-imap(5) and aerc-smtp(5) 0.14.0", readDay, both(), "source-cred-cmd", "outgoing-cred-cmd"),
		"offlineimap3":  command("offlineimap.conf of offlineimap3 8.0.0", readDay, []string{xoauth2}, "oauth2_access_token_eval"),
		"himalaya":      command("pimalaya/himalaya config.sample.toml, 2.1.0", "2026-08-16", []string{bearer, xoauth2}, "token.command"),
		"meli":          command("meli.conf(5) 0.8", readDay, []string{xoauth2}, "server_password_command", "token_command"),
		"gnus":          emacs,
		"imapfilter":    command("imapfilter_config(5) 2.8.1", readDay, []string{xoauth2}, "oauth2"),
		"mu4e":          emacs,
	}
}

// oauthWithout returns the programs that send passwords alone, and those of
// which nothing is known.
func oauthWithout() map[string]OAuth {
	never := func(source, asOf string) OAuth { return OAuth{Else: missing(source, asOf)} }
	return map[string]OAuth{
		"fetchmail":         never("fetchmail(1) 6.4.37", readDay),
		"sylpheed":          never("sylpheed 3.8.0beta1: no mechanism of the kind in the program", readDay),
		"apple-mail-backup": never("it opens no connection", readDay),
		"mailstore":         {Else: untold("nothing was read of it", readDay), Mechanisms: []string{xoauth2}},
		"other":             {Else: SignIn{Can: Unknown, Source: "any program", AsOf: readDay}, Mechanisms: both()},
		"postbox":           {Else: untold("no longer made", readDay)},
		"sparrow":           {Else: untold("no longer made", readDay)},
		"windows-mail":      {Else: untold("no longer made", readDay)},
		"balsa":             never("balsa 2.6.4: no mechanism of the kind in the program", readDay),
		"s-nail":            never("s-nail(1) 14.9.24: it takes a token as a password that is typed, and runs no command for one", readDay),
		"proton-bridge":     never("it stands on the same computer, and shows a password of its own", readDay),
	}
}
