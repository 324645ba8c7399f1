package discover

// providersWorld returns the large providers of the whole world.
func providersWorld() []providerRow {
	return []providerRow{
		{
			name:       "Gmail",
			domains:    "gmail.com googlemail.com google.com",
			imap:       "imap.gmail.com:993/tls",
			pop3:       "pop.gmail.com:995/tls",
			submission: "smtp.gmail.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password", page: "https://myaccount.google.com/apppasswords"}, {hint: "enable-pop-first", page: "https://mail.google.com/mail/u/0/#settings/fwdandpop"}},
			issuer:     "google",
			news:       []news{{"gmail-imap-always-on", "2025-01"}, {"gmail-fetch-ends", "2026"}},
			sources:    "ispdb googlemail.com 2026-03; fairemail Gmail 2026-08; provider-db gmail 2024-08; mailspring gmail.com 2026-08; nodemailer Gmail 2026-08",
		},
		{
			name:       "Google Workspace",
			domains:    "jazztel.es nyu.edu umich.edu",
			mx:         "google.com googlemail.com smtp.goog",
			imap:       "imap.gmail.com:993/tls",
			pop3:       "pop.gmail.com:995/tls",
			submission: "smtp.gmail.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password", page: "https://myaccount.google.com/apppasswords"}, {hint: "administrator-decides"}},
			issuer:     "google",
			sources:    "mailspring jazztel.es 2026-08; ispdb googlemail.com 2026-03; emailengine Gmail 2026-08; support.google.com/a/answer/14114704 2026-09",
		},
		{
			name: "Outlook.com",
			domains: `hotmail.com live.com msn.com outlook.com windowslive.com outlook.at outlook.be outlook.cl
				outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in
				outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa
				outlook.sg outlook.sk outlook.co.id outlook.co.il outlook.co.th outlook.com.ar outlook.com.au
				outlook.com.br outlook.com.gr outlook.com.tr outlook.com.vn hotmail.be hotmail.ca hotmail.cl
				hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu
				hotmail.it hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.rs
				hotmail.se hotmail.sg hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp
				hotmail.co.kr hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au
				hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.com.vn live.at live.be
				live.ca live.cl live.cn live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp
				live.nl live.no live.ru live.se live.co.jp live.co.kr live.co.uk live.co.za live.com.ar
				live.com.au live.com.mx live.com.my live.com.ph live.com.pt live.com.sg livemail.tw`,
			rules:      "hotmail.* live.* outlook.* msn.*",
			mx:         "olc.protection.outlook.com",
			imap:       "outlook.office365.com:993/tls",
			pop3:       "outlook.office365.com:995/tls",
			submission: "smtp-mail.outlook.com:587/starttls",
			user:       "address",
			auth:       "oauth2",
			needs:      []need{{hint: "oauth2-only"}, {hint: "enable-pop-first", page: "https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040"}},
			issuer:     "microsoft",
			room:       room{bytes: 15 * gB, since: "2023-02"},
			emptied:    emptied{trashDays: 30, junkDays: 10},
			news:       []news{{"outlook-no-password", "2024-09-16"}, {"outlook-attachments-cloud", "2023-02-01"}},
			disputed:   "submission=smtp.office365.com:587/starttls",
			sources:    "ispdb hotmail.com 2026-03; provider-db outlook.com 2024-11; mailspring hotmail.com 2026-08; nodemailer Hotmail 2026-08; fairemail Hotmail 2026-08; emailengine Microsoft 2026-08",
		},
		{
			name:       "Microsoft 365",
			domains:    "office365.com onmicrosoft.com",
			mx:         "mail.protection.outlook.com mx.microsoft",
			imap:       "outlook.office365.com:993/tls",
			pop3:       "outlook.office365.com:995/tls",
			submission: "smtp.office365.com:587/starttls",
			user:       "address",
			auth:       "oauth2",
			needs:      []need{{hint: "oauth2-only"}, {hint: "administrator-decides"}},
			issuer:     "microsoft",
			news:       []news{{"exchange-smtp-password-ends", "2026-12-31"}},
			sources:    "ispdb office365.com 2026-03; fairemail Outlook 2026-08; mailspring office365.com 2026-08",
		},
		{
			name: "Yahoo Mail",
			domains: `yahoo.com yahoo.ca yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in yahoo.co.uk
				yahoo.co.nz yahoo.com.au yahoo.com.ar yahoo.com.br yahoo.com.mx ymail.com myyahoo.com
				rocketmail.com yahoo.in yahoo.co.id yahoo.com.sg yahoo.com.ph yahoo.com.hk yahoo.com.vn yahoo.gr
				yahoo.dk yahoo.no yahoo.pl yahoo.ro yahoo.ie yahoo.at yahoo.be yahoo.com.tr yahoo.co.za
				yahoo.co.th yahoo.com.my yahoo.com.co yahoo.cl rogers.com`,
			rules:      "yahoo.*",
			mx:         "yahoodns.net",
			imap:       "imap.mail.yahoo.com:993/tls export.imap.mail.yahoo.com:993/tls",
			pop3:       "pop.mail.yahoo.com:995/tls",
			submission: "smtp.mail.yahoo.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password", page: "https://login.yahoo.com/account/security"}},
			issuer:     "yahoo",
			room:       room{bytes: 20 * gB, since: "2025-08"},
			news:       []news{{"yahoo-less-room", "2025-08-27"}},
			sources:    "ispdb yahoo.com 2026-03; fairemail Yahoo 2026-08; provider-db yahoo 2020-06; mailspring yahoo.com 2026-08; nodemailer Yahoo 2026-08",
		},
		{
			name: "AOL",
			domains: `aol.com aim.com netscape.net netscape.com compuserve.com cs.com wmconnect.com aol.de aol.it
				aol.fr aol.es aol.se aol.co.uk aol.co.nz aol.com.au aol.com.ar aol.com.br aol.com.mx`,
			rules:      "aol.*",
			mx:         "gm0.yahoodns.net",
			imap:       "imap.aol.com:993/tls",
			pop3:       "pop.aol.com:995/tls",
			submission: "smtp.aol.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password", page: "https://login.aol.com/account/security"}},
			issuer:     "aol",
			sources:    "ispdb aol.com 2026-03; fairemail AOL 2026-08; provider-db aol 2020-02; mailspring aol.com 2026-08; nodemailer AOL 2026-08",
		},
		{
			name:       "Apple iCloud",
			domains:    "mac.com me.com icloud.com",
			mx:         "icloud.com",
			imap:       "imap.mail.me.com:993/tls",
			submission: "smtp.mail.me.com:587/starttls",
			user:       "local-part",
			sender:     "address",
			auth:       "password",
			needs:      []need{{hint: "app-password", page: "https://support.apple.com/HT204397"}, {hint: "no-pop"}},
			sources:    "ispdb me.com 2026-03; fairemail Apple-iCloud 2026-08; provider-db icloud 2024-10; mailspring mac.com 2026-08; nodemailer iCloud 2026-08",
		},
		{
			name: "Fastmail",
			domains: `fastmail.com fastmail.fm fastmail.fr fastmail.net fastmail.org fastmail.co.uk fastmail.de
				fastmail.es fastmail.in fastmail.jp fastmail.mx fastmail.nl fastmail.to fastmail.us fastmail.cn
				sent.com`,
			rules:      "fastmail.*",
			mx:         "messagingengine.com",
			imap:       "imap.fastmail.com:993/tls",
			pop3:       "pop.fastmail.com:995/tls",
			submission: "smtp.fastmail.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password", page: "https://www.fastmail.help/hc/en-us/articles/1500000278342"}},
			issuer:     "fastmail",
			sources:    "ispdb messagingengine.com 2026-03; fairemail Fastmail 2026-08; provider-db fastmail 2022-01; mailspring fastmail.com 2026-08; nodemailer FastMail 2026-08",
		},
		{
			name:       "Pobox",
			domains:    "pobox.com",
			mx:         "pobox.com rightbox.com",
			imap:       "mail.pobox.com:993/tls mail.pobox.com:143/starttls",
			pop3:       "mail.pobox.com:995/tls mail.pobox.com:110/starttls",
			submission: "smtp.pobox.com:465/tls smtp.pobox.com:587/starttls",
			user:       "address",
			auth:       "password",
			sources:    "ispdb pobox.com 2026-03; mailspring pobox.com 2026-08; mailcore pobox 2026-07",
		},
		{
			name:       "Zoho Mail",
			domains:    "zoho.com zohomail.com",
			mx:         "zoho.com",
			imap:       "imap.zoho.com:993/tls",
			pop3:       "pop.zoho.com:995/tls",
			submission: "smtp.zoho.com:465/tls smtp.zoho.com:587/starttls",
			user:       "address",
			auth:       "password",
			needs:      []need{{hint: "enable-access-first", page: "https://www.zoho.com/mail/help/imap-access.html"}},
			sources:    "ispdb zoho.com 2026-03; fairemail Zoho 2026-08; mailspring zoho.com 2026-08; mailcore zoho 2026-07",
		},
		{
			name:       "Zoho Mail (Europe)",
			domains:    "zoho.eu zohomail.eu",
			mx:         "zoho.eu",
			imap:       "imap.zoho.eu:993/tls",
			pop3:       "pop.zoho.eu:995/tls",
			submission: "smtp.zoho.eu:465/tls smtp.zoho.eu:587/starttls",
			user:       "address",
			auth:       "password",
			needs:      []need{{hint: "enable-access-first", page: "https://www.zoho.com/mail/help/imap-access.html"}},
			sources:    "ispdb zoho.eu 2026-03; fairemail Zoho-EU 2026-08; provider-db zoho 2021-06",
		},
		{
			name:       "Zoho Mail (Australia)",
			domains:    "zoho.com.au zohomail.com.au",
			mx:         "zoho.com.au",
			imap:       "imap.zoho.com.au:993/tls",
			pop3:       "pop.zoho.com.au:995/tls",
			submission: "smtp.zoho.com.au:465/tls smtp.zoho.com.au:587/starttls",
			user:       "address",
			auth:       "password",
			needs:      []need{{hint: "enable-access-first", page: "https://www.zoho.com/mail/help/imap-access.html"}},
			sources:    "ispdb zoho.com.au 2026-03; fairemail Zoho-AU 2026-08",
		},
		{
			name:       "Proton Mail",
			domains:    "proton.me protonmail.com protonmail.ch pm.me",
			mx:         "protonmail.ch",
			imap:       "127.0.0.1:1143/starttls",
			submission: "127.0.0.1:1025/starttls",
			user:       "other",
			auth:       "password",
			needs:      []need{{hint: "bridge-only", page: "https://proton.me/mail/bridge"}, {hint: "paid-plan-only"}, {hint: "no-pop"}},
			sources:    "mailspring protonmail.com 2026-08; provider-db protonmail 2019-02; fairemail FAQ-129 2026-08; mailspring protonmail.com 2026-08",
		},
		{
			name:    "Tuta",
			domains: "tuta.com tutanota.com tutanota.de tutamail.com tuta.io keemail.me",
			mx:      "tutanota.de",
			needs:   []need{{hint: "no-imap-no-pop"}},
			sources: "provider-db tutanota 2021-06; fairemail FAQ-129 2026-08",
		},
		{
			name:    "HEY",
			domains: "hey.com",
			mx:      "hey.com",
			needs:   []need{{hint: "no-imap-no-pop"}},
			sources: "provider-db hey.com 2020-06; programs hey.com 2026-11",
		},
		{
			name: "mail.com",
			domains: `mail.com mail.org email.com post.com usa.com accountant.com consultant.com dr.com engineer.com
				cheerful.com techie.com linuxmail.org europe.com london.com uymail.com myself.com iname.com
				writeme.com 2die4.com activist.com adexec.com africamail.com aircraftmail.com alabama.usa.com
				alaska.usa.com allergist.com alumni.com alumnidirector.com americamail.com amorous.com
				angelic.com archaeologist.com arizona.usa.com artlover.com asia-mail.com atheist.com
				australiamail.com bartender.net berlin.com bigger.com bikerider.com birdlover.com blader.com
				boardermail.com brazilmail.com brew-master.com california.usa.com californiamail.com caress.com
				catlover.com chef.net chemist.com chinamail.com clerk.com cliffhanger.com collector.org
				columnist.com comic.com computer4u.com contractor.net coolsite.net counsellor.com count.com
				couple.com cutey.com cyberdude.com cybergal.com cyber-wizard.com dallasmail.com dbzmail.com
				deliveryman.com diplomats.com disciples.com doctor.com doglover.com doramail.com dublin.com
				earthling.net elvisfan.com englandmail.com europemail.com execs.com fan.com feelings.com
				financier.com fireman.net florida.usa.com footballer.com gardener.com geologist.com
				germanymail.com graduate.org graphic-designer.com hackermail.com hairdresser.net hilarious.com
				hockeymail.com homemail.com hot-shot.com hour.com humanoid.net illinois.usa.com innocent.com
				inorbit.com instruction.com instructor.net insurer.com irelandmail.com italymail.com japan.com
				journalist.com keromail.com kittymail.com koreamail.com lawyer.com legislator.com loveable.com
				lovecat.com mad.scientist.com madonnafan.com madrid.com marchmail.com mexicomail.com
				mindless.com minister.com mobsters.com monarchy.com moscowmail.com munich.com musician.org
				muslim.com newyork.usa.com null.net nycmail.com oath.com optician.com pacificwest.com
				petlover.com photographer.net playful.com poetic.com politician.com popstar.com presidency.com
				priest.com programmer.net publicist.com realtyagent.com reborn.com reggaefan.com religious.com
				repairman.com representative.com rescueteam.com revenue.com rocketship.com rockfan.com rome.com
				royal.net saintly.com salesperson.net sanfranmail.com scientist.com scotlandmail.com
				secretary.net seductive.com singapore.com snakebite.com songwriter.net soon.com spainmail.com
				teachers.org technologist.com texas.usa.com thegame.com therapist.net toke.com tokyo.com
				toothfairy.com tvstar.com umpire.com wallet.com webname.com weirdness.com who.net whoever.com
				winning.com witty.com worker.com workmail.com yours.com asia.com`,
			imap:       "imap.mail.com:993/tls imap.mail.com:143/starttls",
			pop3:       "pop.mail.com:995/tls pop.mail.com:110/starttls",
			submission: "smtp.mail.com:465/tls smtp.mail.com:587/starttls",
			user:       "address",
			auth:       "password",
			needs:      []need{{hint: "paid-plan-only", page: "https://www.mail.com/mail/premium/"}, {hint: "enable-access-first", page: "https://support.mail.com/pop-imap/toggle.html"}},
			sources:    "ispdb mail.com 2026-03; fairemail Mail.com 2026-08; provider-db mail.com 2024-03; mailspring mail.com 2026-08",
		},
		{
			name: "GMX (international)",
			domains: `gmx.com gmx.tm gmx.us gmx.co.uk gmx.es gmx.fr gmx.ca gmx.cn gmx.co.in gmx.com.br gmx.com.my
				gmx.hk gmx.ie gmx.ph gmx.pt gmx.ru gmx.se gmx.sg gmx.tw gmx.com.tr gmx.it gmx.li`,
			mx:         "gmx.com",
			imap:       "imap.gmx.com:993/tls imap.gmx.com:143/starttls",
			pop3:       "pop.gmx.com:995/tls pop.gmx.com:110/starttls",
			submission: "mail.gmx.com:465/tls mail.gmx.com:587/starttls",
			user:       "address",
			auth:       "password",
			needs:      []need{{hint: "enable-access-first", page: "https://support.gmx.com/pop-imap/toggle.html"}, {hint: "app-password-two-step", page: "https://support.gmx.com/security/2fa/application-specific-passwords.html"}},
			sources:    "ispdb gmx.com 2026-03; fairemail gmx.com 2026-08; mailspring gmx.com 2026-08; nodemailer GMX 2026-08",
		},
		{
			name:       "Yandex",
			domains:    "yandex.ru yandex.com yandex.net yandex.by yandex.kz yandex.ua ya.ru narod.ru",
			mx:         "yandex.net yandex.ru",
			imap:       "imap.yandex.com:993/tls",
			pop3:       "pop.yandex.com:995/tls",
			submission: "smtp.yandex.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "enable-access-first", page: "https://yandex.com/support/mail/mail-clients/others.html"}},
			issuer:     "yandex",
			sources:    "ispdb yandex.ru 2026-03; fairemail Yandex 2026-08; provider-db yandex.ru 2020-03; mailspring yandex.ru 2026-08",
		},
		{
			name:       "Hushmail",
			domains:    "hushmail.com hush.com hushmail.me hush.ai mac.hush.com",
			imap:       "imap.hushmail.com:993/tls",
			pop3:       "pop.hushmail.com:995/tls",
			submission: "smtp.hushmail.com:465/tls smtp.hushmail.com:587/starttls",
			user:       "address",
			auth:       "password",
			sources:    "mailcore hushmail 2026-07; programs imap.hushmail.com 2026-11",
		},
		{
			name:       "Thundermail",
			domains:    "thundermail.com tb.pro",
			imap:       "mail.thundermail.com:993/tls",
			submission: "mail.thundermail.com:465/tls",
			user:       "address",
			auth:       "oauth2 password",
			needs:      []need{{hint: "app-password"}},
			issuer:     "thundermail",
			sources:    "fairemail Thundermail 2026-08; comm-central OAuth2Providers 2026-08",
		},
		{
			name:       "Riseup",
			domains:    "riseup.net",
			mx:         "riseup.net",
			imap:       "mail.riseup.net:993/tls",
			submission: "mail.riseup.net:465/tls",
			user:       "local-part",
			auth:       "password",
			sources:    "fairemail Riseup 2026-08; provider-db riseup.net 2024-08; mailspring riseup.net 2026-08",
		},
		{
			name:       "Vivaldi",
			domains:    "vivaldi.net",
			imap:       "imap.vivaldi.net:993/tls",
			submission: "smtp.vivaldi.net:465/tls",
			user:       "local-part",
			auth:       "password",
			sources:    "provider-db vivaldi 2021-06; programs imap.vivaldi.net 2026-11",
		},
	}
}
