package render_test

import (
	"fmt"
	"strings"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// The situations of these tests play on 10 March 2026: a healthy host with
// three devices, the same host with a small mailbox, and on a bad day. Their
// sentences are written here, in both languages, as other packages would have
// made them; what is tested is what this one makes of them.

const (
	mb = 1 << 20
	gb = 1 << 30
)

func ptr[T any](v T) *T { return &v }

// say picks the words of a language. In French, "~" stands for
// U+202F, but for that of a home folder.
func say(lang, en, fr string) string {
	if lang == "fr" {
		return strings.NewReplacer("~/", "~/", "~", locale.Narrow).Replace(fr)
	}
	return en
}

func said(lang, id, en, fr string) locale.Text {
	return locale.Text{ID: id, Text: say(lang, en, fr)}
}

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func base(lang string) advise.Document {
	return advise.Document{
		Report: result.Report{
			Schema:    result.Schema,
			Tool:      result.Tool{Version: "0.1.0"},
			Target:    result.Target{Input: "mail.example.org", Host: "mail.example.org"},
			StartedAt: day("2026-03-10 14:05"),
		},
		Lang: lang,
	}
}

// endpoint makes one endpoint with a path to each address of its host.
func endpoint(e result.Endpoint, v4, v6, tls, done float64) result.Probe {
	path := func(address, family string, connect float64) result.Path {
		return result.Path{
			Address: address, Family: family, Status: result.OK,
			Steps: []result.Step{
				{Name: result.StepConnect, Status: result.OK, TookMS: connect},
				{Name: result.StepTLS, Status: result.OK, TookMS: tls},
			},
			TLS: &result.TLSState{
				Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Verified: true, Problems: []result.Problem{},
				Chain: []result.Certificate{{
					Subject: "CN=mail.example.org", Issuer: "CN=Example CA", Names: []string{"mail.example.org"},
					NotBefore: day("2026-02-09 16:42"), NotAfter: day("2026-05-10 16:42"),
					Key: "ECDSA P-256", Signature: "ECDSA-SHA256", SHA256: "5e1f",
				}},
			},
			Implementation: "Dovecot",
		}
	}
	p := result.Probe{
		Endpoint: e, Status: result.OK, Session: "192.0.2.10",
		Paths:  []result.Path{path("192.0.2.10", "ipv4", v4), path("2001:db8::10", "ipv6", v6)},
		Login:  &result.Login{Status: "ok", Mechanism: "PLAIN"},
		DoneMS: done,
	}
	if e.Service == result.Submission {
		for i := range p.Paths {
			p.Paths[i].Implementation = "Postfix"
		}
	}
	return p
}

// host returns the six endpoints of mail.example.org on a good day.
func host() []result.Probe {
	var out []result.Probe
	times := [][4]float64{{21, 23, 24, 612}, {21, 23, 24, 214}, {21, 23, 24, 268}, {22, 23, 24, 334}, {21, 23, 25, 197}, {21, 24, 24, 198}}
	for i, e := range result.DefaultEndpoints("mail.example.org") {
		out = append(out, endpoint(e, times[i][0], times[i][1], times[i][2], times[i][3]))
	}
	return out
}

func healthyAccount() result.Account {
	folder := func(name, use string, messages, bytes int64) result.Folder {
		return result.Folder{Name: name, SpecialUse: use, Messages: &messages, Bytes: &bytes}
	}
	return result.Account{
		Service: result.IMAP, Host: "mail.example.org", From: 993,
		QuotaStatus: result.QuotaOK,
		Quota: []result.Quota{{
			Root: "User quota", Resource: "STORAGE", UsedBytes: ptr[int64](2150 * mb), LimitBytes: ptr[int64](5 * gb), LimitState: result.LimitSet,
		}},
		Mailbox: &result.Mailbox{
			Messages: ptr[int64](22757), Bytes: ptr[int64](2150 * mb),
			Folders: []result.Folder{
				folder("INBOX", "", 14293, 1340*mb), folder("Sent", `\Sent`, 4779, 560*mb), folder("Archive", `\Archive`, 2069, 194*mb),
				folder("Trash", `\Trash`, 324, 30*mb), folder("Junk", `\Junk`, 1280, 25*mb), folder("Drafts", `\Drafts`, 12, mb),
			},
			Arrival: &result.Arrival{
				Method: "uid-slope", PerDay: 24, MeanBytes: 96 << 10, SentPerDay: ptr(5.0), SentBytes: ptr[int64](120 << 10), KeptFraction: ptr(0.55), WindowDays: 90, Samples: 2160, Confidence: "high",
			},
			LargeBytes: ptr[int64](9 * mb),
		},
	}
}

func servers(service result.Service, port int) *settings.Settings {
	return &settings.Settings{
		Address: "user@example.org",
		Incoming: &settings.Server{
			Service: service, Host: "mail.example.org", Port: port, Security: result.TLS, Username: "user@example.org", Auth: settings.AuthPassword,
		},
		Outgoing: &settings.Server{
			Service: result.Submission, Host: "mail.example.org", Port: 465, Security: result.TLS, Username: "user@example.org", Auth: settings.AuthPassword,
		},
	}
}

// probeHealthy returns a probe of a host where all is in order.
func probeHealthy(lang string) *advise.Document {
	d := base(lang)
	d.Target.User = "user@example.org"
	d.ElapsedMS = 612
	d.Probes = host()
	d.Accounts = []result.Account{healthyAccount()}
	d.Sentence = said(lang, "verdict.ok",
		"mail.example.org is in order: mail can be read by IMAP and POP3 and sent, always encrypted. 6 of 6 services, each on both addresses; 0.61 s.",
		"mail.example.org est en ordre~: le courrier se lit par IMAP et POP3 et s’envoie, toujours chiffré. 6 services sur 6, chacun aux deux adresses~; 0,61~s.")
	d.Findings = []diagnose.Finding{
		{ID: "submission-size", Status: "pass", Severity: "info", Note: true, Title: say(lang,
			"Mail up to 19.5 MB is taken: attachments up to 14 MB.",
			"Un message peut faire 19,5~Mo~: des pièces jointes jusqu’à 14~Mo.")},
		{ID: "pop3-expire", Status: "pass", Severity: "info", Note: true, Title: say(lang,
			"A copy may stay any number of days: POP3 sets no limit.",
			"Une copie reste autant de jours qu’on veut~: POP3 n’y met pas de limite.")},
		{ID: "tls-version", Status: "pass", Severity: "medium", Title: say(lang, "TLS is 1.2 or later.", "TLS est en version 1.2 ou plus.")},
	}
	return &d
}

// adviseHealthy returns the advice for a healthy host and three devices.
func adviseHealthy(lang string) *advise.Document {
	d := probeHealthy(lang)
	d.Target = result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org", User: "user@example.org"}
	d.Needs = &choose.Needs{Devices: ptr(3)}
	reason := func(id, weight, en, fr, evidenceEN, evidenceFR string) choose.Reason {
		return choose.Reason{
			ID: id, For: "imap", Weight: weight, Text: say(lang, en, fr),
			EvidenceID: "evidence.measured", Evidence: say(lang, evidenceEN, evidenceFR),
		}
	}
	consequence := func(gain bool, en, fr string) choose.Consequence {
		return choose.Consequence{Text: said(lang, "consequence.test", en, fr), Gain: gain}
	}
	d.Advice = &choose.Advice{
		Protocol: "imap", Strategy: choose.IMAPWindow, SummaryID: "summary.imap-devices",
		Basis: choose.Basis{QuotaBytes: ptr[int64](5 * gb), UsedBytes: 2150 * mb, LargeBytes: 9 * mb, AbsenceDays: 21, Sources: map[string]string{"absence": "assumed"}},
		Summary: say(lang,
			"Use IMAP: your three devices will then show the same mail, and the mailbox has room until August 2030.",
			"Choisissez IMAP~: vos trois appareils montreront le même courrier, et la boîte a de la place jusqu’en août 2030."),
		Reasons: []choose.Reason{
			reason("several-devices", "decisive",
				"You read this mailbox on 3 devices. IMAP shows all of them the same messages and folders, read or unread.",
				"Vous lisez cette boîte sur 3 appareils. Avec IMAP, tous montrent les mêmes messages et dossiers, lus ou non lus.",
				"you: --devices 3", "vous~: --devices 3"),
			reason("sent-on-server", "strong",
				"Sent mail is on the server, where every device can show it.",
				"Le courrier envoyé est sur le serveur~: chaque appareil le retrouve.",
				"measured: folder Sent, 4,779 messages, 560 MB", "mesuré~: dossier Sent, 4~779 messages, 560~Mo"),
			reason("folders", "medium",
				"POP would miss five folders (810 MB): it sees the inbox alone.",
				"POP ne verrait que la boîte de réception, et pas les cinq autres dossiers (810~Mo).",
				"measured: LIST, STATUS", "mesuré~: LIST, STATUS"),
			reason("room", "medium",
				"There is room: 2.1 of 5 GB used, about 55 MB more each month.",
				"La place suffit~: 2,1~Go sur 5, et environ 55~Mo de plus par mois.",
				"measured: quota; 24 messages a day of 96 kB, 55% kept, 90 days",
				"mesuré~: quota~; 24 messages par jour de 96~ko, 55~% gardés, 90~j"),
		},
		Consequences: []choose.Consequence{
			consequence(true, "What you read, file or delete on one device shows on the others.",
				"Ce que vous lisez, classez ou supprimez sur un appareil se voit partout."),
			consequence(true, "The last 30 days can be read without a connection: 81 MB on each device.",
				"Les 30 derniers jours se lisent sans connexion~: 81~Mo par appareil."),
			consequence(false, "Older mail needs one: the list comes first, a message when you open it.",
				"Au-delà, il en faut une~: la liste d’abord, le message quand vous l’ouvrez."),
			consequence(false, "A message deleted by mistake is gone from all three.",
				"Un message supprimé par erreur disparaît des trois appareils."),
			consequence(false, "Keeping room free is up to you. Look again in February 2029 (80% full).",
				"À vous de garder de la place. À revoir en février 2029 (à 80~%)."),
		},
		Alternatives: []choose.Alternative{
			{Strategy: choose.IMAPWindow, Possible: true, Show: "always", Args: locale.Args{"window_days": 30},
				ShareToday: ptr(0.42), Share1Year: ptr(0.55), Share3Years: ptr(0.81), FullInDays: ptr(1623.0)},
			{Strategy: choose.IMAPArchive, Possible: true, Show: "always", Args: locale.Args{"horizon_days": 365, "period_days": 30, "weekly": false},
				ShareToday: ptr(0.42), Share1Year: ptr(0.14), Share3Years: ptr(0.14), SteadyShare: ptr(0.14), Never: true},
			{Strategy: choose.POPKeepDays, Possible: true, Show: "always", Args: locale.Args{"copy_days": 14},
				ShareToday: ptr(0.42), Share1Year: ptr(0.16), Share3Years: ptr(0.16), SteadyShare: ptr(0.16), Never: true},
			{Strategy: choose.POPRemove, Possible: true, Show: "compare",
				ShareToday: ptr(0.42), Share1Year: ptr(0.158), Share3Years: ptr(0.158), SteadyShare: ptr(0.158), Never: true},
			{Strategy: choose.POPKeepAll, Possible: true, Show: "always",
				ShareToday: ptr(0.42), Share1Year: ptr(0.58), Share3Years: ptr(0.9), FullInDays: ptr(1316.0)},
			{Strategy: choose.IMAPAll, Possible: true, Args: locale.Args{"window_days": 30},
				ShareToday: ptr(0.42), Share1Year: ptr(0.55), Share3Years: ptr(0.81), FullInDays: ptr(1623.0)},
			{Strategy: choose.Mixed, Obstacle: "mixed-no-room", Show: "compare", Args: locale.Args{"copy_days": 30, "room_days": 12}},
		},
		Changes: []choose.Change{
			{If: said(lang, "change.if.quota-below", "A quota below 3.4 GB", "Un quota de moins de 3,4~Go"), Then: choose.IMAPArchive,
				After: said(lang, "change.after.imap-archive", "IMAP, with older mail moved to an archive.", "IMAP, en archivant le courrier ancien.")},
			{If: said(lang, "change.if.forbidden", "Mail must not stay with the provider", "Le courrier ne doit pas rester chez le fournisseur"), Then: choose.IMAPArchive,
				After: said(lang, "change.after.sooner", "the same, moved sooner.", "de même, mais plus tôt.")},
			{If: said(lang, "change.if.devices-one-same", "One computer instead of three devices would not", "Un seul ordinateur au lieu de trois appareils"), Then: choose.IMAPWindow, Same: true,
				After: said(lang, "change.after.same-room", "there is room for IMAP.", "rien, la place suffit.")},
		},
		Backup: said(lang, "backup.imap",
			"IMAP is not one. What the server loses, your devices lose at the next connection; that is rarer than a dead disk, but it happens.",
			"IMAP n’en est pas une. Ce que le serveur perd, vos appareils le perdent à la connexion suivante~; c’est plus rare qu’un disque en panne, mais cela arrive."),
		BackupHow: []locale.Text{
			said(lang, "backup.windows", "Windows: MailStore.", "Windows~: MailStore."),
			said(lang, "backup.mac-imap", "Mac: let Mail download everything, then copy the folder ~/Library/Mail to another disk.",
				"Mac~: laissez Mail tout télécharger, puis copiez le dossier ~/Library/Mail sur un autre disque."),
			said(lang, "backup.elsewhere-mirror", "Elsewhere, a copy that only ever grows:", "Ailleurs, une copie où rien ne s’efface~:"),
		},
		Options: choose.Options{Offline: "recent", OfflineDays: 30, Idle: true},
	}
	lost(d)
	d.Settings = servers(result.IMAP, 993)
	d.Settings.Options = d.Advice.Options
	return d
}

// lost fills what no screen of these tests shows.
func lost(d *advise.Document) {
	for i := range d.Advice.Alternatives {
		a := &d.Advice.Alternatives[i]
		a.LostIfIDs = map[string]string{"server": "lost.everything", "computer": "lost.nothing", "phone": "lost.nothing"}
		a.LostIf = map[string]string{"server": "everything", "computer": "nothing", "phone": "nothing"}
	}
}

// adviseSmall returns the advice for one computer and a mailbox of 100 MB.
func adviseSmall(lang string) *advise.Document {
	d := adviseHealthy(lang)
	d.Needs = &choose.Needs{Devices: ptr(1), OldMail: "one-computer"}
	d.Accounts[0].Quota[0].UsedBytes, d.Accounts[0].Quota[0].LimitBytes = ptr[int64](61*mb), ptr[int64](100*mb)
	reason := func(weight, en, fr, evidenceEN, evidenceFR string) choose.Reason {
		return choose.Reason{
			ID: "test", For: "pop3", Weight: weight, Text: say(lang, en, fr),
			EvidenceID: "evidence.measured", Evidence: say(lang, evidenceEN, evidenceFR),
		}
	}
	consequence := func(gain bool, en, fr string) choose.Consequence {
		return choose.Consequence{Text: said(lang, "consequence.test", en, fr), Gain: gain}
	}
	d.Advice = &choose.Advice{
		Protocol: "pop3", Strategy: choose.POPKeepDays, SummaryID: "summary.pop-days",
		Basis: choose.Basis{QuotaBytes: ptr[int64](100 * mb), UsedBytes: 61 * mb, LargeBytes: 6 * mb, AbsenceDays: 21, Sources: map[string]string{"absence": "assumed"}},
		Summary: say(lang,
			"Use POP and let a copy stay on the server for 12 days: if everything stayed there, this mailbox would be full on 28 March 2026.",
			"Choisissez POP en laissant une copie 12 jours sur le serveur~: si tout y restait, cette boîte serait pleine le 28 mars 2026."),
		Reasons: []choose.Reason{
			reason("strong", "The mailbox is small for what arrives: 61 of 100 MB used, 2.3 MB more every day.",
				"La boîte est petite pour ce qui arrive~: 61~Mo occupés sur 100, et 2,3~Mo de plus par jour.",
				"measured: quota; 40 messages a day of 58 kB, 90 days", "mesuré~: quota~; 40 messages de 58~ko, 90~j"),
			reason("strong", "One computer reads it, and only that one must keep old mail.",
				"Un seul ordinateur la lit, et lui seul doit garder l’ancien courrier.",
				"you: --devices 1 --old-mail one-computer", "vous~: --devices 1 --old-mail one-computer"),
			reason("medium", "The server lets copies stay 60 days.", "Le serveur garde les copies 60 jours.",
				"measured: UIDL, EXPIRE 60", "mesuré~: UIDL, EXPIRE 60"),
			reason("", "12 days: 75 MB (three quarters of the quota) hold 33 days of mail, less the 21 days of your longest absence.",
				"12 jours~: 75~Mo (les trois quarts du quota) contiennent 33 jours de courrier, moins les 21 de votre plus longue absence.",
				"assumed: --absence 21", "supposé~: --absence 21"),
		},
		Consequences: []choose.Consequence{
			consequence(true, "All mail is on your computer, readable offline: 1.4 GB in two years.",
				"Le courrier est chez vous, lisible sans connexion~: 1,4~Go dans deux ans."),
			consequence(false, "After 12 days your computer holds the only copy.", "Après 12 jours, votre ordinateur détient le seul exemplaire."),
			consequence(false, "Sent mail and deletions stay on this computer: nothing else learns of them.",
				"Envois et suppressions restent ici~: aucun autre appareil ne les voit."),
			consequence(false, "Old mail leaves 12 days after the first collection: until then, up to 88%.",
				"L’ancien courrier part 12 jours après la première relève~; d’ici là, 88~%."),
		},
		Alternatives: []choose.Alternative{
			{Strategy: choose.POPKeepDays, Possible: true, Show: "always", Args: locale.Args{"copy_days": 12},
				ShareToday: ptr(0.61), SteadyShare: ptr(0.272), AbsenceShare: ptr(0.748), PeakShare: ptr(0.88), Never: true, AwayDays: ptr(29.4)},
			{Strategy: choose.POPRemove, Possible: true, Show: "always",
				ShareToday: ptr(0.61), SteadyShare: ptr(0.0), AbsenceShare: ptr(0.476), Never: true, AwayDays: ptr(41.4)},
			{Strategy: choose.IMAPArchive, Possible: true, Show: "always", Args: locale.Args{"horizon_days": 30, "period_days": 7, "weekly": true},
				ShareToday: ptr(0.61), SteadyShare: ptr(0.645), AbsenceShare: ptr(1.0), Never: true, AwayDays: ptr(13.0)},
			{Strategy: choose.IMAPAll, Possible: true, Show: "always", Args: locale.Args{"window_days": 30},
				ShareToday: ptr(0.61), FullInDays: ptr(18.9)},
			{Strategy: choose.POPKeepAll, Possible: true, Show: "always", ShareToday: ptr(0.61), FullInDays: ptr(14.6)},
		},
		Changes: []choose.Change{
			{If: said(lang, "change.if.devices-two", "A second device", "Un deuxième appareil"), Then: choose.IMAPArchive,
				After: said(lang, "change.after.imap-archive", "IMAP, moving mail over 30 days old to an archive each week.", "IMAP, en archivant chaque semaine ce qui a 30 jours.")},
			{If: said(lang, "change.if.quota-from", "1.4 GB or more", "1,4~Go ou plus"), Then: choose.IMAPWindow,
				After: said(lang, "change.after.imap-window", "IMAP, with recent mail offline.", "IMAP, avec le courrier récent hors connexion.")},
			{If: said(lang, "change.if.absence-from", "33 days away or more", "33 jours d’absence ou plus"), Then: choose.POPRemove,
				After: said(lang, "change.after.pop-remove", "POP, leaving nothing (there is room for 41 days).", "POP sans copie (la place suffit pour 41 jours).")},
		},
		Backup: said(lang, "backup.pop-days", "from day 13 one disk holds everything; copy it to another every week.",
			"dès le 13e jour, un disque a tout~; recopiez-le chaque semaine."),
		BackupHow: []locale.Text{
			said(lang, "backup.windows", "Windows: MailStore.", "Windows~: MailStore."),
			said(lang, "backup.mac-pop", "Mac: ~/Library/Mail.", "Mac~: ~/Library/Mail."),
			said(lang, "backup.elsewhere-folder", "Elsewhere: the mail folder.", "Ailleurs~: le dossier du courrier."),
		},
		Options: choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12, PollMinutes: 15},
	}
	lost(d)
	d.Settings = servers(result.POP3, 995)
	d.Settings.Options = d.Advice.Options
	return d
}

// badDay is the same host with three faults, probed without a user name.
func badDay(lang string) *advise.Document {
	d := base(lang)
	d.ElapsedMS = 3020
	d.Probes = host()
	for i := range d.Probes {
		p := &d.Probes[i]
		p.Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
		timeout := &result.Failure{Kind: result.Timeout, Step: result.StepConnect, Temporary: true}
		p.Paths[1] = result.Path{Address: "2001:db8::10", Family: "ipv6", Status: result.Fail, Failure: timeout,
			Steps: []result.Step{{Name: result.StepConnect, Status: result.Fail, TookMS: 3000}}}
		switch p.Port {
		case 143:
			p.Status = result.Fail
			p.Failure = &result.Failure{Kind: result.StartTLSMissing, Step: result.StepStartTLS}
			p.Paths[0].Status, p.Paths[0].Failure, p.Paths[0].TLS = result.Fail, p.Failure, nil
			p.Paths[0].Steps = []result.Step{
				{Name: result.StepConnect, Status: result.OK, TookMS: 21},
				{Name: result.StepGreeting, Status: result.OK, TookMS: 22,
					Lines: []string{"S: * OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN AUTH=LOGIN] ready"}},
			}
		case 995:
			p.Paths[0].TLS.Chain[0].NotAfter = day("2026-03-16 16:42")
			p.Paths[0].TLS.Chain[0].SHA256 = "0ld"
		}
	}
	d.Sentence = said(lang, "verdict.mend",
		"mail.example.org answers over IPv4, but three things need mending: IMAP 143 offers no encryption, a certificate ends in 6 days, and IPv6 does not answer. 3.02 s",
		"mail.example.org répond en IPv4, mais il y a trois choses à réparer~: IMAP 143 n’offre aucun chiffrement, un certificat finit dans 6 jours, et IPv6 ne répond pas. 3,02~s")
	f := func(en, fr string) string { return say(lang, en, fr) }
	d.Findings = []diagnose.Finding{
		{
			ID: "imap-starttls-missing", Status: "fail", Severity: "high",
			Where: diagnose.Where{Service: result.IMAP, Host: "mail.example.org", Port: 143},
			Args:  locale.Args{"ports_list": []string{"143"}},
			Title: f("IMAP 143 offers no encryption", "IMAP 143 n’offre aucun chiffrement"),
			Causes: []diagnose.Cause{
				{ID: "stripped", Confidence: "medium", Text: f(
					"Something on the way removes the offer: 110 and 587 on this host do offer it, and all else that is announced is as on 993.",
					"Quelque chose en chemin retire l’offre~: sur cet hôte, 110 et 587 la font, et le reste de ce qui est annoncé est comme sur 993.")},
				{ID: "switched-off", Confidence: "low", Text: f(
					"The server has it switched off on this port.", "Le serveur l’a désactivée sur ce port.")},
			},
			Evidence: []string{
				f("192.0.2.10:143  connected 21 ms, greeting 43 ms", "192.0.2.10:143  connexion 21~ms, accueil 43~ms"),
				"S: * OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN AUTH=LOGIN] ready",
				f("   no STARTTLS, no LOGINDISABLED", "   ni STARTTLS, ni LOGINDISABLED"),
				f("192.0.2.10:110  STLS offered; 587: STARTTLS offered", "192.0.2.10:110  STLS offert~; 587~: STARTTLS offert"),
				f("192.0.2.10:993  TLS 1.3, certificate valid 61 days", "192.0.2.10:993  TLS 1.3, certificat valable 61 jours"),
			},
			Seen: []diagnose.Seen{{}, {}, {Role: diagnose.Fault}, {}, {Role: diagnose.Contrast}},
			Risk: f("A mail program set to \"STARTTLS, if available\" would send the password readable to anyone on the way. This run sent none.",
				"Un logiciel réglé sur «~STARTTLS, si disponible~» enverrait le mot de passe en clair, lisible par tous sur le trajet. Ce test n’en a envoyé aucun."),
			Fix: diagnose.Fix{
				User: f("Set IMAP to port 993 with SSL/TLS.", "Réglez IMAP sur le port 993 avec SSL/TLS."),
				Admin: f("Ask 143 from another network. Offered there: find the device in between that rewrites port 143. Missing there too: switch TLS on for this port, and refuse logins before it.",
					"Interrogez 143 depuis un autre réseau. L’offre y figure~: cherchez l’équipement intermédiaire qui réécrit le port 143. Elle manque aussi~: activez TLS sur ce port et refusez toute connexion au compte avant lui."),
			},
			Recheck: "mailadvisor probe mail.example.org --only imap:143",
		},
		{
			ID: "tls-expires-soon", Status: "warn", Severity: "high",
			Where: diagnose.Where{Service: result.POP3, Host: "mail.example.org", Port: 995},
			Args:  locale.Args{"ports_list": []string{"995"}, "days": 6},
			Title: f("The certificate of POP3 995 ends in 6 days", "Le certificat de POP3 995 finit dans 6 jours"),
			Causes: []diagnose.Cause{{ID: "not-reloaded", Confidence: "high", Text: f(
				"Port 995 still serves the old certificate; the four others that encrypt have the renewed one.",
				"Le port 995 sert encore l’ancien certificat~; les quatre autres qui chiffrent ont le nouveau.")}},
			Evidence: []string{
				f("995  valid until 16 March 2026, 16:42 UTC", "995  valable jusqu’au 16 mars 2026, 16~h~42 UTC"),
				f("993, 110, 465, 587  valid until 10 May 2026, 16:42 UTC", "993, 110, 465, 587  valable jusqu’au 10 mai 2026, 16~h~42 UTC"),
			},
			Risk: f("From 16 March mail programs refuse to collect over 995.", "Dès le 16 mars, les logiciels de messagerie refusent de relever par 995."),
			Fix: diagnose.Fix{
				User: f("Nothing yet. Do not accept an exception when it has ended.", "Rien pour le moment. N’acceptez pas d’exception quand il aura fini."),
				Admin: f("Reload the service that answers on 995, and have the renewal reload it from now on.",
					"Rechargez le service qui répond sur 995, et faites-le recharger à chaque renouvellement."),
			},
			Recheck: "mailadvisor probe mail.example.org --only pop3:995",
		},
		{
			ID: "ipv6-no-answer", Status: "fail", Severity: "medium",
			Where: diagnose.Where{Host: "mail.example.org", Address: "2001:db8::10"},
			Args:  locale.Args{"ports_list": []any{"993", "143", "995", "110", "465", "587"}},
			Title: f("2001:db8::10 does not answer", "2001:db8::10 ne répond pas"),
			Causes: []diagnose.Cause{{ID: "dropped", Confidence: "high", Text: f(
				"What is sent to this address vanishes: a firewall drops it, or the address is no longer in use. This machine has an IPv6 address and a route of its own.",
				"Ce qui est envoyé à cette adresse disparaît~: un pare-feu le rejette sans rien dire, ou l’adresse ne sert plus. Cette machine a une adresse IPv6 et une route à elle.")}},
			Evidence: []string{
				f("[2001:db8::10], 6 ports  no answer, no refusal, 3 s each", "[2001:db8::10], 6 ports  ni réponse ni refus, 3~s chacun"),
				f("192.0.2.10, 6 ports  connected in 22 ms at most", "192.0.2.10, 6 ports  connexion en 22~ms au plus"),
			},
			Risk: f("Programs that try IPv6 first are slow to connect, some fail.", "Les logiciels qui essaient IPv6 d’abord sont lents, certains échouent."),
			Fix: diagnose.Fix{
				User: f("Nothing to set. If mail is slow to open, this is why.", "Rien à régler. Si le courrier tarde à s’ouvrir, c’est pour cela."),
				Admin: f("Let TCP 993, 143, 995, 110, 465 and 587 in over IPv6, or take the AAAA record of mail.example.org out of the DNS.",
					"Laissez entrer TCP 993, 143, 995, 110, 465 et 587 en IPv6, ou retirez du DNS l’enregistrement AAAA de mail.example.org."),
			},
			Recheck: "mailadvisor probe mail.example.org -6",
		},
	}
	return &d
}

// fixture is a document with the options that its screen is for.
type fixture struct {
	name, view, command string
	verbose, why        bool
	make                func(lang string) *advise.Document
}

func fixtures() []fixture {
	advised := "mailadvisor advise user@example.org --devices 3"
	small := "mailadvisor advise user@example.org --devices 1 --old-mail one-computer"
	return []fixture{
		{name: "advise-healthy", view: "advise", command: advised, make: adviseHealthy},
		{name: "advise-healthy-why", view: "advise", command: advised, why: true, make: adviseHealthy},
		{name: "advise-small", view: "advise", command: small, make: adviseSmall},
		{name: "probe-healthy", view: "probe", make: probeHealthy},
		{name: "probe-healthy-no-login", view: "probe", make: withoutLogin},
		{name: "probe-bad-day", view: "probe", make: badDay},
		{name: "probe-bad-day-verbose", view: "probe", verbose: true, make: badDay},
		{name: "probe-odd", view: "probe", make: odd},
		{name: "advise-no-quota", view: "advise", make: noQuota},
		{name: "settings-healthy", view: "settings", make: adviseHealthy},
		{name: "settings-long-names", view: "settings", make: longNames},
		{name: "usage", view: "usage", make: counted},
		{name: "usage-part", view: "usage", make: countedInPart},
		{name: "usage-pop", view: "usage", make: countedByPOP},
		{name: "usage-advise", view: "advise", command: advised, make: advisedOnUsage},
	}
}

// withoutLogin returns the healthy host without a user name.
func withoutLogin(lang string) *advise.Document {
	d := probeHealthy(lang)
	d.Target.User, d.Accounts = "", nil
	for i := range d.Probes {
		d.Probes[i].Login = &result.Login{Status: result.LoginNotTried, Reason: result.NoCredential}
	}
	return d
}

// odd has what is neither in order nor simply broken: a service that is not
// offered, one without encryption, several addresses, two hosts, a refused
// login, a certificate that is not trusted.
func odd(lang string) *advise.Document {
	d := probeHealthy(lang)
	d.Sentence.Text = say(lang, "mail.example.org was looked at.", "mail.example.org a été examiné.")
	refused := &result.Failure{Kind: result.Refused, Step: result.StepConnect}
	skipped := &d.Probes[2]
	skipped.Status, skipped.Failure, skipped.Login = result.Skip, refused, nil
	for i := range skipped.Paths {
		skipped.Paths[i] = result.Path{Address: skipped.Paths[i].Address, Family: skipped.Paths[i].Family, Status: result.Fail, Failure: refused,
			Steps: []result.Step{{Name: result.StepConnect, Status: result.Fail, TookMS: 20}}}
	}
	plain := &d.Probes[3]
	plain.Security = result.None
	plain.Paths[0].TLS = nil
	plain.Login = &result.Login{Status: result.LoginNotTried, Reason: result.Plaintext}
	many := &d.Probes[0]
	for i := 2; i < 4; i++ {
		path := many.Paths[0]
		path.Address = fmt.Sprint("192.0.2.1", i)
		path.Steps = []result.Step{{Name: result.StepConnect, Status: result.OK, TookMS: 700}}
		many.Paths = append(many.Paths, path)
	}
	many.Login = &result.Login{Status: "fail", Reason: result.Rejected, Failure: &result.Failure{Kind: result.AuthRejected, Step: result.StepLogin}}
	untrusted := &d.Probes[4]
	untrusted.Host = "smtp.example.org"
	untrusted.Paths[0].TLS.Verified = false
	untrusted.Paths[0].TLS.Problems = []result.Problem{{Kind: result.CertUnknownIssuer}}
	untrusted.Login = &result.Login{Status: result.LoginNotTried, Reason: result.Unverified}
	d.Probes[5].Host = "smtp.example.org"
	d.Probes[5].Login = nil
	d.Probes[1].Login = &result.Login{Status: result.LoginNotTried, Reason: result.EarlierFailure}
	d.Accounts = nil
	return d
}

// noQuota returns the healthy advice where the server tells no limit.
func noQuota(lang string) *advise.Document {
	d := adviseHealthy(lang)
	d.Accounts[0].QuotaStatus, d.Accounts[0].Quota = result.QuotaUnsupported, nil
	d.Advice.Basis.QuotaBytes = nil
	for i := range d.Advice.Alternatives {
		a := &d.Advice.Alternatives[i]
		a.ShareToday, a.Share1Year, a.Share3Years, a.SteadyShare, a.FullInDays, a.Never = nil, nil, nil, nil, nil, false
	}
	d.Findings = append(d.Findings, badDay(lang).Findings...)
	return d
}

// longNames has a host and a user name that no column holds.
func longNames(lang string) *advise.Document {
	d := adviseHealthy(lang)
	d.Settings.Incoming.Host = "imap.a-department-with-a-long-name.example.org"
	d.Settings.Incoming.Username = "somebody.with.a.long.name@a-department-with-a-long-name.example.org"
	d.Settings.Outgoing = nil
	return d
}
